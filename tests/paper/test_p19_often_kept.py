"""P19: what a commit keeps of the venue is its whole state, however often it was kept, and is read
before the venue goes on."""

from itertools import chain, zip_longest

import pytest
from hypothesis import given, settings

from core.orders import Order
from core.types import ClientId
from core.values import replace
from tests.paper.script import BUY, SPOT, order, paper
from tests.paper.test_p19_restart import TERMS, Act, a_script, do


def elsewhere(act: Act) -> Act:
    """The same on another instrument, by another agent's ids."""
    if isinstance(act, str):
        return _renamed(ClientId(act))
    if isinstance(act, Order):
        awaited = None if act.after is None else _renamed(act.after)
        return replace(act, instrument=SPOT.id, client_id=_renamed(act.client_id), after=awaited)
    return replace(act, instrument=SPOT.id)


def _renamed(name: ClientId) -> ClientId:
    return ClientId(name.replace("a-", "b-"))


@settings(max_examples=100, deadline=None)
@given(script=a_script(), other=a_script())
def test_a_state_kept_after_every_act_is_the_one_kept_once(
    script: list[Act], other: list[Act]
) -> None:
    often, once, texts = paper(TERMS), paper(TERMS), list[str]()
    turns = chain.from_iterable(zip_longest(script, [elsewhere(act) for act in other]))
    for act in turns:
        if act is not None:
            assert list(do(often, act)) == list(do(once, act))
            texts.append(str(often.kept()))
    assert texts[-1] == once.export()
    again = paper(TERMS, seed=99)
    again.restore(texts[len(texts) // 2])
    assert again.export() == texts[len(texts) // 2]


def test_what_was_read_in_time_stays_what_it_was() -> None:
    broker = paper(TERMS)
    kept, before = broker.kept(), broker.export()
    assert str(kept) == before
    broker.submit(order(BUY, "3"))
    assert str(kept) == before != broker.export()


def test_what_was_not_read_in_time_is_refused() -> None:
    broker = paper(TERMS)
    kept = broker.kept()
    broker.submit(order(BUY, "3"))
    with pytest.raises(RuntimeError, match="read before"):
        str(kept)

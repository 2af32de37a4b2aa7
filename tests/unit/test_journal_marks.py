"""Clearing the journal's screens, trades by their ids, and trades left out of the statistics."""

import pytest

from core.clock import ManualClock
from core.errors import InputError
from core.events import SettingChanged, TradeHidden
from core.types import AgentId, UserId
from core.values import replace
from services.hidden import hidden_trades
from services.journal import JournalService
from services.marks import ClearMarks
from services.seats import Seats
from tests.fake_chat import FakeValues
from tests.fakes import FakeDesk, FakeJournal, FakeTrading, make_members
from tests.samples import ACCOUNT, OWNER, TRADER, VIEWER
from tests.unit.test_journal_service import closed, opened, placed


class Shelf:
    """A journal, and books over it: a new one is what a restart makes."""

    def __init__(self) -> None:
        self.journal = FakeJournal()
        self.values = FakeValues()

    def book(self) -> JournalService:
        seats = Seats(make_members(), FakeDesk(FakeTrading()))
        return JournalService(seats, self.journal, ClearMarks(self.values), ManualClock(9))

    async def shown(self, user: UserId = TRADER, kind: str = "all", agent: str = "") -> list[int]:
        view = await self.book().view(user, kind, 1, agent)
        return [row.id for row in view.rows]


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


async def test_clearing_takes_the_rows_of_now_off_ones_own_screens_alone(shelf: Shelf) -> None:
    shelf.journal.put(placed())
    shelf.journal.put(closed())
    await shelf.book().clear(TRADER)
    shelf.journal.put(opened("t2"))
    assert await shelf.shown(TRADER, "trades") == []
    assert [row for row in await shelf.shown(TRADER) if row <= 2] == []
    assert await shelf.shown(OWNER, "trades") == [2]
    assert len(shelf.journal.rows) == 4


async def test_clearing_is_journaled_and_survives_a_restart(shelf: Shelf) -> None:
    shelf.journal.put(closed())
    await shelf.book().clear(TRADER)
    again = shelf.book()
    assert (await again.view(TRADER, "trades", 1)).is_cleared
    assert isinstance(shelf.journal.notes[-1], SettingChanged)
    assert shelf.journal.notes[-1].new == "cleared"


async def test_what_was_cleared_comes_back(shelf: Shelf) -> None:
    shelf.journal.put(closed())
    await shelf.book().clear(TRADER)
    await shelf.book().uncover(TRADER)
    view = await shelf.book().view(TRADER, "trades", 1)
    assert [row.id for row in view.rows] == [1]
    assert not view.is_cleared


async def test_an_empty_journal_is_cleared_without_a_mark(shelf: Shelf) -> None:
    await shelf.book().clear(TRADER)
    assert shelf.values.values == {}


async def test_a_mark_that_is_no_number_hides_nothing(shelf: Shelf) -> None:
    shelf.values.values[f"journal_mark:{TRADER}"] = "what"
    shelf.journal.put(closed())
    assert await shelf.shown() == [1]


async def test_the_rows_of_one_agent(shelf: Shelf) -> None:
    shelf.journal.put(replace(closed(), agent=AgentId("u1-1")))
    shelf.journal.put(replace(closed("t2"), agent=AgentId("u1-2")))
    assert await shelf.shown(kind="trades", agent="u1-2") == [2]
    assert await shelf.shown(kind="trades") == [2, 1]


async def test_a_trade_is_found_by_its_id_also_once_its_row_is_cleared(shelf: Shelf) -> None:
    shelf.journal.put(opened("t1"))
    shelf.journal.put(closed("t1"))
    await shelf.book().clear(TRADER)
    card = await shelf.book().trade(TRADER, "t1")
    assert (card.row.id, card.trade_id, card.is_closed) == (2, "t1", True)
    assert [row.id for row in card.events] == [1, 2]


async def test_an_open_trade_has_a_card_too(shelf: Shelf) -> None:
    shelf.journal.put(opened("t1"))
    card = await shelf.book().trade(VIEWER, "t1")
    assert (card.row.id, card.is_closed) == (1, False)


async def test_an_unknown_trade_is_refused(shelf: Shelf) -> None:
    with pytest.raises(InputError) as refused:
        await shelf.book().trade(TRADER, "t" * 500)
    assert refused.value.code == "no_trade"
    assert len(str(refused.value)) < 100


async def test_a_trade_is_left_out_and_counted_again_and_the_journal_tells_both(
    shelf: Shelf,
) -> None:
    shelf.journal.put(closed("t1"))
    assert await shelf.book().hide(TRADER, "t1", is_hidden=True) == "hidden"
    assert await hidden_trades(shelf.journal, ACCOUNT) == {"t1"}
    assert (await shelf.book().trade(TRADER, "t1")).is_hidden
    assert await shelf.book().hide(TRADER, "t1", is_hidden=False) == "counted"
    assert await hidden_trades(shelf.journal, ACCOUNT) == frozenset()
    said = [note for note in shelf.journal.notes if isinstance(note, TradeHidden)]
    assert [note.is_hidden for note in said] == [True, False]


async def test_hiding_twice_is_one_row(shelf: Shelf) -> None:
    shelf.journal.put(closed("t1"))
    for _ in range(2):
        await shelf.book().hide(TRADER, "t1", is_hidden=True)
    assert len(shelf.journal.notes) == 1


async def test_an_open_trade_cannot_be_left_out(shelf: Shelf) -> None:
    shelf.journal.put(opened("t1"))
    with pytest.raises(InputError) as refused:
        await shelf.book().hide(TRADER, "t1", is_hidden=True)
    assert refused.value.code == "trade_open"


async def test_a_viewer_hides_nothing(shelf: Shelf) -> None:
    shelf.journal.put(closed("t1"))
    with pytest.raises(InputError):
        await shelf.book().hide(VIEWER, "t1", is_hidden=True)
    assert shelf.journal.notes == []

"""P13: funding at the venue's times, on the mark's notional, to who holds a position then."""

from decimal import Decimal

import pytest

from core.events import FundingBooked, PositionClosed
from core.market import Funding
from core.types import Action
from tests.desk import ScriptedDesk, of, prices, the
from tests.paper.script import MS, PERP, usdt

HUNDREDTH_PCT = 10_000
"""0.01 % in 10^-8."""


def funding(ms: int, rate: int, mark: int = 200) -> Funding:
    return Funding(PERP.id, ms * MS, rate, mark * 10**8)


def holding(action: Action) -> ScriptedDesk:
    """19.6 at 100.1, or short 19.6 at 100.0, opened at 1100 ms."""
    desk = ScriptedDesk()
    desk.play(*prices(1000, "100"))
    desk.signal(action)
    desk.play(*prices(1100, "100"))
    return desk


@pytest.mark.parametrize(
    ("action", "rate", "amount"),
    [
        (Action.BUY, HUNDREDTH_PCT, "-0.392"),
        (Action.SELL, HUNDREDTH_PCT, "0.39"),
        (Action.BUY, -HUNDREDTH_PCT, "0.392"),
        (Action.SELL, -HUNDREDTH_PCT, "-0.39"),
    ],
)
def test_longs_pay_a_positive_rate_and_shorts_get_it(
    action: Action, rate: int, amount: str
) -> None:
    """On the mark of 200: 19.6 x 200 x 0.01 % (short 19.5), not on the entry's 100."""
    desk = holding(action)
    before = desk.wallet

    record = the(FundingBooked, desk.play(funding(8000, rate)))

    assert desk.wallet - before == usdt(amount)
    assert (record.amount, record.at_ns) == (Decimal(amount), 8000 * MS)
    assert desk.ledger[-1].kind == "funding"
    assert desk.wallet - before != usdt(amount) // 2  # on the notional of the entry


def test_what_is_owed_rounds_up_and_what_is_due_rounds_down() -> None:
    odd = Funding(PERP.id, 8000 * MS, 3_333, 100_00000001)
    paying, getting = holding(Action.BUY), holding(Action.SELL)
    paid, got = paying.wallet, getting.wallet

    paying.play(odd)
    getting.play(odd)

    assert paying.wallet - paid == -(-(-19_60000000 * 100 * 3_333) // 10**8) - 1
    assert getting.wallet - got == 19_50000000 * 100 * 3_333 // 10**8


def test_a_position_pays_at_each_instant_it_is_held() -> None:
    desk = holding(Action.BUY)

    records = desk.play(funding(8000, HUNDREDTH_PCT, 100), funding(16000, HUNDREDTH_PCT, 100))
    closed = [*desk.close(), *desk.play(*prices(17000, "100"))]

    assert [str(record.amount) for record in of(FundingBooked, records)] == ["-0.19600000"] * 2
    assert str(the(PositionClosed, closed).result.funding) == "-0.39200000"


def test_who_opens_at_that_very_instant_does_not_pay() -> None:
    desk = holding(Action.BUY)

    assert desk.play(funding(1100, HUNDREDTH_PCT)) == []
    assert of(FundingBooked, desk.play(funding(1101, HUNDREDTH_PCT))) != []


def test_who_left_before_does_not_pay_although_he_held_for_hours() -> None:
    desk = holding(Action.BUY)
    desk.close()
    desk.play(*prices(7999, "100"))

    assert desk.play(funding(8000, HUNDREDTH_PCT)) == []


def test_an_order_under_way_does_not_pay() -> None:
    desk = ScriptedDesk()
    desk.play(*prices(1000, "100"))
    desk.signal(Action.BUY)

    assert desk.play(funding(1050, HUNDREDTH_PCT)) == []

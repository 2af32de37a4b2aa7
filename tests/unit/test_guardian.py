"""The account's guard by itself: days, the high-water mark, and where it acts."""

from core.money import Money
from core.trading import Limit
from core.types import DAY_NS, HOUR_NS, AgentId
from core.values import replace
from engine.guardian import FAR_BELOW, Guardian
from tests.desk import ROOMY, make_account, make_agent
from tests.paper.script import usdt

RULES = replace(ROOMY, daily_loss=Limit.percent("2"), drawdown=Limit.percent("10"))


def guard(*, offset_min: int = 0, day: int = 0) -> Guardian:
    account = replace(make_account(), utc_offset_min=offset_min, day=day)
    return Guardian(account, [make_agent(risk=RULES)])


def test_floors_are_shares_of_the_mark_and_of_the_days_first_equity() -> None:
    guardian = guard()

    assert (guardian.floor, guardian.day_floor) == (usdt("9000"), usdt("9800"))
    assert (guardian.limit_ppm(), guardian.day_limit_ppm()) == (100_000, 20_000)


def test_the_mark_only_rises_and_takes_its_floor_along() -> None:
    guardian = guard()

    assert not guardian.judge(usdt("12000"))
    assert not guardian.judge(usdt("11000"))
    assert (guardian.high_water, guardian.floor) == (usdt("12000"), usdt("10800"))
    assert not guardian.judge(usdt("10800.00000001"))
    assert guardian.judge(usdt("10800"))
    assert guardian.drawdown_ppm(usdt("10800")) == 100_000


def test_the_lowest_equity_of_the_day_is_kept_until_the_day_ends() -> None:
    guardian = guard()
    guardian.judge(usdt("9700"))
    guardian.judge(usdt("9990"))
    assert guardian.day_low == usdt("9700")
    assert guardian.day_loss_ppm(usdt("9700")) == 30_000

    guardian.roll(DAY_NS, usdt("9990"))

    assert (guardian.day, guardian.day_low, guardian.day_equity) == (1, *[usdt("9990")] * 2)
    assert guardian.day_floor == usdt("9790.2")


def test_days_end_at_the_users_midnight() -> None:
    assert guard().day_end_ns == DAY_NS
    assert guard(offset_min=180).day_end_ns == DAY_NS - 3 * HOUR_NS
    assert guard(offset_min=-300).day_end_ns == DAY_NS + 5 * HOUR_NS


def test_a_day_that_is_on_goes_on_when_the_midnight_moves() -> None:
    guardian = guard()
    at_ns = 20 * HOUR_NS

    guardian.set_offset(300, at_ns)
    assert (guardian.day, guardian.day_end_ns) == (1, 2 * DAY_NS - 5 * HOUR_NS)
    guardian.set_offset(0, at_ns)
    assert (guardian.day, guardian.day_end_ns) == (0, DAY_NS)


def test_several_days_at_once_are_one_roll() -> None:
    guardian = guard()

    guardian.roll(5 * DAY_NS + 1, usdt("1"))

    assert (guardian.day, guardian.day_end_ns) == (5, 6 * DAY_NS)


def test_off_is_never_reached() -> None:
    guardian = Guardian(make_account(), [make_agent()])

    assert (guardian.floor, guardian.day_floor) == (FAR_BELOW, FAR_BELOW)
    assert (guardian.limit_ppm(), guardian.day_limit_ppm()) == (0, 0)
    assert not guardian.judge(-(10**15))


def test_the_tightest_limit_counts_in_percent_or_money() -> None:
    loose = make_agent(AgentId("a"), risk=replace(RULES, drawdown=Limit.percent("10")))
    tight = make_agent(AgentId("b"), risk=replace(RULES, drawdown=Limit.usd("300")))

    guardian = Guardian(make_account(), [loose, tight])

    assert guardian.floor == usdt("9700")


def test_what_is_stored_is_what_it_starts_from_again() -> None:
    guardian = guard()
    guardian.roll(3 * DAY_NS, usdt("9000"))
    guardian.judge(usdt("8950"))

    again = Guardian(guardian.stored(make_account()), [make_agent(risk=RULES)])

    assert again.stored(make_account()) == guardian.stored(make_account())
    assert again.day_low == Money(usdt("8950"))


def test_an_account_of_nothing_divides_by_nothing() -> None:
    guardian = Guardian(make_account("0"), [make_agent(risk=RULES)])

    assert (guardian.drawdown_ppm(0), guardian.day_loss_ppm(0)) == (0, 0)

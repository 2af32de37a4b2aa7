"""Questions that trade: one use, in time, by who was asked, about what was shown."""

import asyncio
from decimal import Decimal

import pytest

from core.clock import ManualClock
from core.errors import InputError
from core.types import AgentState, UserId
from services.confirm import ConfirmService
from services.risk import RiskService
from services.seats import Seats
from tests.fakes import (
    FakeDesk,
    FakeTrading,
    FakeUsers,
    make_members,
)
from tests.samples import (
    OWNER,
    STRANGER,
    TRADER,
    VIEWER,
    make_halt,
    make_position,
)

START_NS = 1_700_000_000 * 10**9


@pytest.fixture
def trading() -> FakeTrading:
    trading = FakeTrading()
    trading.position = make_position("v1")
    return trading


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START_NS)


@pytest.fixture
def members() -> FakeUsers:
    return make_members()


@pytest.fixture
def confirming(members: FakeUsers, trading: FakeTrading, clock: ManualClock) -> ConfirmService:
    seats = Seats(members, FakeDesk(trading))
    return ConfirmService(seats, RiskService(seats), clock)


async def test_a_close_is_asked_and_done(confirming: ConfirmService, trading: FakeTrading) -> None:
    question = await confirming.ask(TRADER, "close", "v1")
    assert (question.result, question.positions) == (Decimal("4.60"), 1)
    assert question.until_ns == START_NS + 30 * 10**9
    assert trading.closed == []
    assert await confirming.confirm(TRADER, question.nonce) == "done"
    assert trading.closed == [(100, "v1")]


async def test_a_half_close_closes_a_half(confirming: ConfirmService, trading: FakeTrading) -> None:
    question = await confirming.ask(TRADER, "close_half", "v1")
    assert question.result == Decimal("2.30")
    assert await confirming.confirm(TRADER, question.nonce) == "done"
    assert trading.closed == [(50, "v1")]


async def test_a_second_tap_does_nothing(confirming: ConfirmService, trading: FakeTrading) -> None:
    question = await confirming.ask(TRADER, "close_half")
    assert await confirming.confirm(TRADER, question.nonce) == "done"
    assert await confirming.confirm(TRADER, question.nonce) == "expired"
    assert len(trading.closed) == 1


async def test_two_taps_at_once_are_one(confirming: ConfirmService, trading: FakeTrading) -> None:
    question = await confirming.ask(TRADER, "close_half")
    answers = await asyncio.gather(*(confirming.confirm(TRADER, question.nonce) for _ in range(5)))
    assert sorted(answers) == ["done", *["expired"] * 4]
    assert len(trading.closed) == 1


@pytest.mark.parametrize(("after_s", "answer"), [(29.999, "done"), (30, "expired")])
async def test_a_question_lives_thirty_seconds(
    confirming: ConfirmService, clock: ManualClock, after_s: float, answer: str
) -> None:
    question = await confirming.ask(TRADER, "close")
    clock.advance(after_s)
    assert await confirming.confirm(TRADER, question.nonce) == answer


async def test_a_position_that_changed_is_not_closed(
    confirming: ConfirmService, trading: FakeTrading
) -> None:
    question = await confirming.ask(TRADER, "close", "v1")
    trading.position = make_position("v2")
    assert await confirming.confirm(TRADER, question.nonce) == "stale"
    assert trading.closed == []


async def test_another_member_cannot_answer(
    confirming: ConfirmService, trading: FakeTrading
) -> None:
    question = await confirming.ask(TRADER, "close")
    assert await confirming.confirm(OWNER, question.nonce) == "expired"
    assert trading.closed == []


@pytest.mark.parametrize("nonce", ["", "forged", "ключ", "\ud800"])
async def test_a_forged_nonce_does_nothing_and_leaves_the_question_open(
    confirming: ConfirmService, trading: FakeTrading, nonce: str
) -> None:
    question = await confirming.ask(TRADER, "close")
    assert await confirming.confirm(TRADER, nonce) == "expired"
    assert trading.closed == []
    assert await confirming.confirm(TRADER, question.nonce) == "done"


async def test_a_newer_question_takes_the_place_of_the_older(
    confirming: ConfirmService, trading: FakeTrading
) -> None:
    older = await confirming.ask(TRADER, "kill")
    newer = await confirming.ask(TRADER, "close")
    assert await confirming.confirm(TRADER, older.nonce) == "expired"
    assert await confirming.confirm(TRADER, newer.nonce) == "done"
    assert trading.halted is None


async def test_a_cancelled_question_is_gone(
    confirming: ConfirmService, trading: FakeTrading
) -> None:
    question = await confirming.ask(TRADER, "close")
    await confirming.cancel(TRADER, "forged")
    await confirming.cancel(TRADER, question.nonce)
    assert await confirming.confirm(TRADER, question.nonce) == "expired"
    assert trading.closed == []


async def test_nonces_do_not_repeat_and_fit_a_button(confirming: ConfirmService) -> None:
    nonces = [(await confirming.ask(TRADER, "kill")).nonce for _ in range(200)]
    assert len(set(nonces)) == 200
    assert all(len(f"v1:conf:yes:{nonce}".encode()) <= 64 for nonce in nonces)
    assert all(len(nonce) * 6 >= 64 for nonce in nonces)


async def test_kill_flattens_and_halts(confirming: ConfirmService, trading: FakeTrading) -> None:
    question = await confirming.ask(TRADER, "kill")
    assert (question.positions, question.result) == (1, Decimal("4.60"))
    assert await confirming.confirm(TRADER, question.nonce) == "done"
    assert trading.position is None
    assert trading.agent.state is AgentState.HALTED


async def test_kill_may_be_asked_without_a_position(
    confirming: ConfirmService, trading: FakeTrading
) -> None:
    trading.position = None
    question = await confirming.ask(TRADER, "kill")
    assert (question.positions, question.result) == (0, None)


async def test_unlock_leaves_the_halt_that_was_shown(
    confirming: ConfirmService, trading: FakeTrading
) -> None:
    await trading.halt(by=TRADER)
    question = await confirming.ask(TRADER, "unlock")
    assert question.halt == make_halt()
    assert await confirming.confirm(TRADER, question.nonce) == "done"
    assert trading.halted is None


async def test_unlock_does_not_leave_a_halt_that_came_after_the_question(
    confirming: ConfirmService, trading: FakeTrading
) -> None:
    await trading.halt(by=TRADER)
    question = await confirming.ask(TRADER, "unlock")
    trading.halted = make_halt(at_ns=8)
    assert await confirming.confirm(TRADER, question.nonce) == "stale"
    assert trading.halted is not None


async def test_reset_turns_the_risk_controls_off(
    confirming: ConfirmService, trading: FakeTrading
) -> None:
    question = await confirming.ask(TRADER, "reset")
    assert trading.agent.risk.stop_loss is not None
    assert await confirming.confirm(TRADER, question.nonce) == "done"
    assert trading.agent.risk.stop_loss is None


@pytest.mark.parametrize(
    ("what", "version", "code"),
    [
        ("close", "v0", "stale"),
        ("close_half", "v0", "stale"),
        ("unlock", "", "not_halted"),
        ("everything", "", "unknown_action"),
    ],
)
async def test_what_makes_no_sense_is_not_asked(
    confirming: ConfirmService, what: str, version: str, code: str
) -> None:
    with pytest.raises(InputError) as refused:
        await confirming.ask(TRADER, what, version)
    assert refused.value.code == code


async def test_closing_nothing_is_not_asked(
    confirming: ConfirmService, trading: FakeTrading
) -> None:
    trading.position = None
    with pytest.raises(InputError) as refused:
        await confirming.ask(TRADER, "close")
    assert refused.value.code == "flat"


@pytest.mark.parametrize("user", [VIEWER, STRANGER])
@pytest.mark.parametrize("what", ["close", "close_half", "kill", "unlock", "reset"])
async def test_who_may_not_trade_is_not_asked(
    confirming: ConfirmService, user: UserId, what: str
) -> None:
    with pytest.raises(InputError) as refused:
        await confirming.ask(user, what)
    assert refused.value.code in ("not_allowed", "not_a_member")


async def test_a_role_taken_away_meanwhile_counts(
    confirming: ConfirmService, trading: FakeTrading, members: FakeUsers
) -> None:
    question = await confirming.ask(TRADER, "close")
    del members.members[TRADER]
    with pytest.raises(InputError):
        await confirming.confirm(TRADER, question.nonce)
    assert trading.closed == []

"""The sandbox: every press, command and fault, with no market but what the test says."""

from collections.abc import AsyncIterator
from contextlib import suppress
from decimal import Decimal

import pytest

from core.errors import InputError
from core.events import DebugAction, PositionClosed, PositionFlipped, PositionOpened
from core.types import AgentState, ExitReason, FeedStatus, Side
from debug.deeds import DEEDS
from debug.journal import KEPT_UNITS
from debug.names import (
    DebugExecutionEngine,
    DebugPositionState,
    DebugTradeRunner,
    DebugTradeState,
)
from debug.outbox import MOST
from engine.runtime import TradeRuntime
from engine.session import Session
from tests.playground import ETH, Playground, playing
from tests.samples import OWNER, STRANGER, TRADER, VIEWER


@pytest.fixture
async def ground() -> AsyncIterator[Playground]:
    async with playing() as ground:
        yield ground


@pytest.fixture
async def started(ground: Playground) -> Playground:
    await ground.do("start")
    return ground


async def side(ground: Playground) -> Side | None:
    position = (await ground.view()).auto.position
    return None if position is None else position.side


def last_exit(ground: Playground) -> PositionClosed:
    newest = ground.sandbox().parts.journal.newest
    return next(record for record in reversed(newest) if isinstance(record, PositionClosed))


# --- what it is made of


async def test_every_part_is_the_very_class_that_trades(started: Playground) -> None:
    await started.do("long")
    parts = started.sandbox().parts
    assert type(parts.runtime) is TradeRuntime
    assert type(parts.session) is Session
    assert type(parts.runtime.engine) is DebugExecutionEngine
    assert type(parts.runtime.engine.state) is DebugTradeState
    assert type(parts.runtime.runners[parts.agent]) is DebugTradeRunner
    assert type(started.sandbox().position) is DebugPositionState


async def test_it_begins_off_and_flat_with_play_money_and_a_price(ground: Playground) -> None:
    view = await ground.view()
    assert (view.auto.state, view.auto.position) == (AgentState.OFF, None)
    assert (view.wallet, view.reserved) == (Decimal(10_000), Decimal(0))
    assert view.price == "asked"
    assert view.auto.feed is FeedStatus.LIVE


async def test_members_do_not_share_a_sandbox(started: Playground) -> None:
    await started.do("long")
    other = await started.view(TRADER)
    assert (other.auto.state, other.auto.position) == (AgentState.OFF, None)


@pytest.mark.parametrize(
    ("user", "code"), [(VIEWER, "not_allowed"), (STRANGER, "not_a_member")], ids=["viewer", "none"]
)
async def test_only_owners_and_traders_get_in(ground: Playground, user: int, code: str) -> None:
    assert await ground.refused("start", user=type(OWNER)(user)) == code
    assert ground.journal.notes == []


# --- presses


async def test_nothing_is_traded_before_it_is_started(ground: Playground) -> None:
    assert await ground.refused("long") == "debug_off"
    assert await ground.refused("force", "BUY") == "debug_off"
    assert await side(ground) is None


async def test_long_opens_at_the_ask_and_short_at_the_bid(started: Playground) -> None:
    await started.do("long")
    long = (await started.view()).auto.position
    await started.do("close")
    await started.do("short")
    short = (await started.view()).auto.position
    assert long is not None
    assert short is not None
    assert (long.side, long.entry, long.now) == (Side.LONG, Decimal(60_001), Decimal(60_000))
    assert (short.side, short.entry, short.now) == (Side.SHORT, Decimal(60_000), Decimal(60_001))


async def test_a_position_reserves_margin_and_frees_it(started: Playground) -> None:
    await started.do("long")
    view = await started.view()
    assert view.auto.position is not None
    assert view.reserved == view.auto.position.margin > 0
    await started.do("close")
    assert (await started.view()).reserved == 0


async def test_flip_turns_the_position_in_one_press(started: Playground) -> None:
    await started.do("long")
    await started.do("flip")
    assert await side(started) is Side.SHORT
    await started.do("flip")
    assert await side(started) is Side.LONG
    assert (await started.view()).flipped == 2


async def test_the_opposite_button_flips_by_itself(started: Playground) -> None:
    await started.do("long")
    await started.do("short")
    assert await side(started) is Side.SHORT
    assert (await started.view()).flipped == 1


async def test_flip_and_levels_need_a_position_and_close_says_it_is_flat(
    started: Playground,
) -> None:
    assert [await started.refused(what) for what in ("flip", "sl", "tp", "ml")] == ["flat"] * 4
    assert await started.do("close") == "flat"


@pytest.mark.parametrize("way", ["long", "short"])
@pytest.mark.parametrize(
    ("level", "reason"),
    [
        ("sl", ExitReason.STOP_LOSS),
        ("tp", ExitReason.TAKE_PROFIT),
        ("ml", ExitReason.MAX_LOSS),
    ],
)
async def test_a_level_is_hit_for_its_own_reason(
    started: Playground, way: str, level: str, reason: ExitReason
) -> None:
    await started.do(way)
    await started.do(level)
    assert await side(started) is None
    assert last_exit(started).result.reason is reason


async def test_max_loss_costs_what_it_allows(started: Playground) -> None:
    await started.do("long")
    await started.do("ml")
    result = last_exit(started).result
    assert Decimal("-30.1") < result.net <= -30
    assert result.funding < 0


async def test_stop_keeps_the_position_and_opens_no_other(started: Playground) -> None:
    await started.do("long")
    assert await started.do("stop") == "debug_stopped"
    assert await side(started) is Side.LONG
    assert await started.refused("short") == "debug_off"


async def test_reset_forgets_everything(started: Playground) -> None:
    await started.do("long")
    await started.do("price", "61000")
    await started.do("fault", "reject")
    assert await started.do("reset") == "debug_reset"
    view = await started.view()
    assert (view.auto.state, view.auto.position, view.opened) == (AgentState.OFF, None, 0)
    assert (view.price, view.faults, view.wallet) == ("asked", (), Decimal(10_000))


# --- signals


async def test_a_signal_goes_the_whole_way_from_candles_to_a_position(started: Playground) -> None:
    assert await started.do("signal", "buy", "71%") == "debug_told"
    view = await started.view()
    assert view.auto.signal is not None
    assert (view.auto.signal.confidence_pct, view.auto.signal.is_ready) == (71, True)
    assert view.cycles == 4
    assert await side(started) is Side.LONG


async def test_each_signal_is_a_new_one(started: Playground) -> None:
    for _ in range(3):
        await started.do("signal", "SELL", "90")
        assert await side(started) is Side.SHORT
        await started.do("close")
    assert (await started.view()).opened == 3


async def test_hold_ends_a_signal_and_trades_nothing(started: Playground) -> None:
    await started.do("signal", "BUY")
    await started.do("close")
    await started.do("signal", "HOLD")
    assert await side(started) is None


async def test_a_forced_signal_needs_no_candle(started: Playground) -> None:
    await started.do("force", "SELL", "66")
    view = await started.view()
    assert (await side(started), view.cycles) == (Side.SHORT, 0)
    assert await started.refused("force", "HOLD") == "unknown_choice"


async def test_a_signal_may_name_instrument_and_leverage(started: Playground) -> None:
    await started.do("signal", "BUY", "90", "ethusdt", "x5")
    view = await started.view()
    assert view.auto.position is not None
    assert (view.auto.position.title, view.auto.position.leverage) == ("ETH/USDT", 5)
    assert started.venue.asked[-1] == ETH.id
    assert await started.refused("signal", "BUY", "90", "BTC") == "position_open"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((), "unknown_choice"),
        (("UP",), "unknown_choice"),
        (("BUY", "0"), "out_of_range"),
        (("BUY", "101"), "out_of_range"),
        (("BUY", "90", "x0"), "out_of_range"),
        (("BUY", "90", "x999"), "out_of_range"),
        (("BUY", "90", "DOGE"), "unknown_choice"),
        (("BUY", "\u0669\u0660"), "unknown_choice"),
        (("BUY", "x" * 5000), "unknown_choice"),
    ],
)
async def test_nonsense_gives_no_signal(
    started: Playground, words: tuple[str, ...], code: str
) -> None:
    assert await started.refused("signal", *words) == code
    assert await side(started) is None


async def test_a_leverage_the_venue_does_not_give_is_refused(started: Playground) -> None:
    assert await started.refused("signal", "BUY", "90", "x100") == "out_of_range"


# --- prices


async def test_every_press_asks_for_a_fresh_price(started: Playground) -> None:
    started.venue.bid, started.venue.ask = 610_000, 610_010
    await started.do("long")
    position = (await started.view()).auto.position
    assert position is not None
    assert position.entry == Decimal(61_001)


async def test_the_result_follows_the_price_by_itself(started: Playground) -> None:
    await started.do("long")
    before = (await started.view()).auto.position
    started.venue.bid, started.venue.ask = 601_000, 601_010
    await started.pass_time(1.5)
    after = (await started.view()).auto.position
    assert before is not None
    assert after is not None
    assert after.pnl - before.pnl == (Decimal(100) * after.qty)


async def test_a_price_is_forced_until_it_is_released(started: Playground) -> None:
    assert await started.do("price", "62", "000,5") == "debug_priced"
    view = await started.view()
    assert view.auto.quote is not None
    assert (view.auto.quote.bid + view.auto.quote.ask) / 2 == Decimal("62000.5")
    assert view.price == "forced"
    assert await started.do("price", "OFF") == "debug_released"
    view = await started.view()
    assert view.auto.quote is not None
    assert (view.price, view.auto.quote.bid) == ("asked", Decimal(60_000))


@pytest.mark.parametrize(
    "words", [(), ("soon",), ("-1",), ("0",), ("1e300",), ("9" * 41,), ("nan",)]
)
async def test_a_price_that_is_none_is_refused(started: Playground, words: tuple[str, ...]) -> None:
    assert await started.refused("price", *words) in ("not_a_number", "out_of_range")
    assert (await started.view()).price == "asked"


async def test_the_pipeline_needs_no_venue_once_a_price_is_forced() -> None:
    async with playing() as ground:
        ground.venue.is_down = True
        assert (await ground.view()).price == "none"
        await ground.do("start")
        assert await ground.refused("long") == "debug_no_price"
        await ground.do("price", "50000")
        await ground.do("long")
        await ground.do("tp")
        assert last_exit(ground).result.reason is ExitReason.TAKE_PROFIT


# --- faults


async def test_a_rejected_order_opens_nothing_until_the_fault_is_off(started: Playground) -> None:
    await started.do("fault", "reject")
    assert (await started.view()).faults == ("reject",)
    await started.do("long")
    assert await side(started) is None
    await started.do("fault", "off")
    await started.do("long")
    assert await side(started) is Side.LONG


async def test_a_gap_jumps_over_the_stop(started: Playground) -> None:
    await started.do("short")
    await started.do("fault", "gap")
    result = last_exit(started).result
    assert result.reason is ExitReason.STOP_LOSS
    assert result.exit > Decimal(62_900)
    assert result.slip > 0


async def test_a_silent_stream_is_answered_by_questions(started: Playground) -> None:
    await started.do("fault", "silence")
    await started.pass_time(3)
    view = await started.view()
    assert (view.auto.feed, view.feed_source) == (FeedStatus.FALLBACK, "asked")
    await started.pass_time(15)
    assert (await started.view()).auto.feed is FeedStatus.LIVE


async def test_without_any_price_the_feed_is_stale_and_entries_are_refused(
    started: Playground,
) -> None:
    await started.do("fault", "stale")
    await started.pass_time(4)
    await started.do("long")
    view = await started.view()
    assert view.auto.feed is FeedStatus.STALE
    assert view.auto.blocked is not None
    assert view.auto.blocked.code == "STALE_FEED"
    assert await started.refused("fault", "fire") == "unknown_choice"


# --- alerts and the journal


async def test_executions_and_signals_owe_alerts_of_the_sandbox_alone(started: Playground) -> None:
    await started.do("long")
    await started.do("sl")
    assert await started.alerts() == [
        "paper_position_opened",
        "paper_position_closed",
        "signal_ready",
    ]


@pytest.mark.parametrize(("word", "is_silent"), [("HIGH", False), ("medium", True), ("LOW", True)])
async def test_an_alert_of_a_priority_rings_only_when_it_is_high(
    ground: Playground, word: str, is_silent: bool
) -> None:
    await ground.do("alert", word)
    (row,) = await ground.service.outbox.due(10)
    assert (row.owed.chat, row.owed.is_silent) == (OWNER, is_silent)
    assert f'"priority":"{word.upper()}"' in row.owed.text


@pytest.mark.parametrize("what", [*DEEDS, "reset"])
async def test_every_deed_is_noted_as_debug_before_it_is_done(
    started: Playground, what: str
) -> None:
    with suppress(InputError):
        await started.do(what)
    assert started.deeds == ["start", what]
    assert {type(note) for note in started.journal.notes} == {DebugAction}


async def test_what_was_typed_is_noted_in_short_and_printable(ground: Playground) -> None:
    await ground.refused("signal", "BUY\u0000\n", "x" * 5000)
    (note,) = ground.journal.notes
    assert isinstance(note, DebugAction)
    assert len(note.detail) == 64
    assert note.detail.startswith("BUY x")


async def test_an_unknown_deed_is_refused_and_not_noted(ground: Playground) -> None:
    assert await ground.refused("launch") == "unknown_action"
    assert ground.journal.notes == []


async def test_hundreds_of_presses_keep_memory_bounded(started: Playground) -> None:
    for _ in range(MOST + 10):
        await started.do("alert", "HIGH")
    for _ in range(60):
        await started.do("long")
        await started.do("close")
    parts = started.sandbox().parts
    assert len(parts.journal.memory.units) <= KEPT_UNITS
    assert len(parts.journal.memory.lines) <= KEPT_UNITS
    assert len(await started.service.outbox.due(10_000)) == MOST


async def test_orders_in_a_rush_are_refused_as_they_would_be_in_earnest(
    started: Playground,
) -> None:
    for _ in range(21):
        await started.do("long")
        await started.do("close")
    blocked = (await started.view()).auto.blocked
    assert blocked is not None
    assert blocked.code == "RATE_LIMIT"


async def test_what_opens_flips_and_closes_is_counted(started: Playground) -> None:
    for what in ("long", "flip", "close", "short", "tp"):
        await started.do(what)
    counts = started.sandbox().parts.journal.counts
    assert counts[PositionOpened.topic] == 2
    assert counts[PositionFlipped.topic] == 1
    assert counts[PositionClosed.topic] == 3


async def test_a_sandbox_that_broke_is_a_new_one_when_it_is_looked_at(started: Playground) -> None:
    broken = started.sandbox()
    started.service._tasks[OWNER].cancel()
    await started.pass_time(0.5)
    assert (await started.view()).auto.state is AgentState.OFF
    assert started.sandbox() is not broken


async def test_a_sandbox_that_is_halted_wants_a_reset(started: Playground) -> None:
    sandbox = started.sandbox()
    engine = sandbox.parts.runtime.engine
    await sandbox.parts.runtime.decide(lambda: engine.kill(sandbox.parts.runtime.now_ns()))
    assert await started.refused("start") == "debug_halted"
    await started.do("reset")
    assert await started.do("start") == "debug_started"

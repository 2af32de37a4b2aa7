"""`main.py parity`: does a backtest of a strategy tell what the desk would have done?"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager

from rich.console import Console

from app.history import History, Wish, broker_of, open_history, plan_of, run_history
from app.making import made
from backtest.ending import Ending
from backtest.jumping import JumpingClock
from backtest.plan import Plan
from backtest.run import opening
from core.clock import ScaledClock
from core.market import MarketEvent
from core.ports import Clock, MarketData, Subscription
from core.trading import AlertSettings
from core.types import Mode
from core.values import Frozen
from engine.alerts import Alerts
from engine.bus import EventBus
from engine.execution import ExecutionEngine
from engine.memory import MemoryJournal
from engine.runtime import TradeRuntime
from engine.session import Session
from exchanges.factory import Venue
from exchanges.replay import Recordings, ReplayMarket
from exchanges.simulated.market import SimulatedMarket

FAILED = 1
TICKS_PACE, BARS_PACE = 60, 86_400
"""How fast the market runs for the desk: between two points of a recorded bar no price is stale."""


class Compared(Frozen, frozen=True):
    """The journals of both, line by line; `place` is the first that differs, None for none."""

    backtest: tuple[str, ...]
    paper: tuple[str, ...]

    @property
    def place(self) -> int | None:
        if self.backtest == self.paper:
            return None
        pairs = zip(self.backtest, self.paper, strict=False)
        least = min(len(self.backtest), len(self.paper))
        return next((place for place, (one, other) in enumerate(pairs) if one != other), least)


def run_parity(wish: Wish, console: Console) -> int:
    """Runs the history twice: through the backtest, and through the desk's own feed, session and
    runtime on a clock that leaps. 0 when the journals are one, to the last digit."""
    with console.status("Running the history through the backtest and through the desk"), _quiet():
        found = compare(wish)
    closed = sum(line.startswith("paper_position_closed ") for line in found.backtest)
    if found.place is None:
        rows = len(found.backtest)
        more = "" if closed else " Nothing was traded: a longer history would show more."
        told = f"The same: {rows} journal rows, {closed} closed trades, not a digit apart.{more}"
        console.print(told, soft_wrap=True)
        return 0
    console.print(f"They differ at row {found.place + 1}:")
    for name, lines in (("backtest", found.backtest), ("paper", found.paper)):
        line = lines[found.place] if found.place < len(lines) else "(ends here)"
        console.print(f"  {name}: {line}", markup=False, soft_wrap=True)
    return FAILED


@contextmanager
def _quiet() -> Iterator[None]:
    """That a history ends is no news here."""
    log = logging.getLogger("exchanges")
    before = log.level
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(before)


def compare(wish: Wish) -> Compared:
    """Raises InputError for what cannot be run."""
    history = open_history(wish)
    backtest = tuple(run_history(wish, history).lines)
    return Compared(backtest, tuple(asyncio.run(_on_paper(wish, history))))


async def _on_paper(wish: Wish, history: History) -> list[str]:
    plan = plan_of(wish, history)
    desk, journal = JumpingClock(plan.start_ns), MemoryJournal()
    venue = _venue(history, plan, desk, wish)
    snapshot = opening(plan)
    runtime = TradeRuntime(
        engine=ExecutionEngine(snapshot, venue.instruments, sources=venue.sources),
        broker=broker_of(plan),
        journal=journal,
        bus=EventBus(),
        clock=venue.clock,
        desk_clock=desk,
        alerts=Alerts(snapshot.account.user, Mode.PAPER, AlertSettings(signals_from=None)),
        pace=venue.pace,
    )
    feed = venue.feed(runtime.is_held)

    def events(wanted: Subscription, since_ns: int) -> AsyncGenerator[MarketEvent, None]:
        return feed.events(wanted, since_ns=since_ns)

    found = made(wish.picks, wish.shared, wish.delay)
    strategies = {
        agent.id: each.strategy for agent, each in zip(snapshot.agents, found, strict=True)
    }
    session = Session(runtime, venue.market, events, lambda agent: strategies[agent.id])
    await session.run(snapshot)
    return journal.lines


def _venue(history: History, plan: Plan, desk: JumpingClock, wish: Wish) -> Venue:
    is_recorded = isinstance(history.market, Recordings)
    pace = BARS_PACE if is_recorded else TICKS_PACE
    clock = ScaledClock(desk, anchor_ns=desk.now_ns(), market_ns=plan.start_ns, speed=pace)
    return Venue(
        market=Ending(_market(history, clock, wish), plan.end_ns),
        clock=clock,
        instruments=plan.instruments,
        is_lossless=True,
        pace=pace,
        sources=history.sources,
    )


def _market(history: History, clock: Clock, wish: Wish) -> MarketData:
    if isinstance(history.market, Recordings):
        return ReplayMarket(history.market, clock)
    return SimulatedMarket(wish.seed, wish.symbols, clock)

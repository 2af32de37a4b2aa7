"""A desk on the loopback venue: its data with agents at work and positions open, then the desk
itself in this process, with a chat and somebody who presses without a pause."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

from pydantic import SecretStr

from app.chat import run_chat
from app.desk import build_desk
from app.opening import account_id
from app.settings import Settings
from app.use_cases import Desk
from bench.prepared import OWNER, position_of
from bench.stored import database_in
from core.clock import SystemClock
from core.instrument import Instrument
from core.market import MarketEvent, Quote
from core.ports import Snapshot, Unit
from core.trading import Agent, Limit, RiskSettings
from core.types import AgentId, AgentState, InstrumentId, UserId
from core.values import replace
from engine.runtime import TradeRuntime
from engine.step import Step
from exchanges.factory import open_live
from tests.demo_server import ROOT, TOKEN, DemoServer
from tests.loopback.market import STAMP
from tests.loopback.process import Loopback

FAR = RiskSettings(
    stop_loss=Limit.percent("40"), take_profit=Limit.percent("40"), daily_loss=None, drawdown=None
)
"""What stands so far away stays open, and is judged at every tick."""


@dataclass(slots=True)
class Wire:
    """Nanoseconds from when a quote left the venue until the engine had judged it, of instruments
    with a position: the others may be passed over for a newer one."""

    samples: list[float] = field(default_factory=list)
    events: int = 0


def settings_of(folder: Path, venue: Loopback, *, timeframe: str, telegram: str = "") -> Settings:
    told = venue.settings
    return Settings(
        _env_file=None,
        data_dir=folder,
        owner_ids=(OWNER,),
        exchange=told["EXCHANGE"],
        exchange_rest_url=told["EXCHANGE_REST_URL"],
        exchange_ws_url=told["EXCHANGE_WS_URL"],
        symbols=venue.symbols,
        timeframe=timeframe,
        bot_token=SecretStr(TOKEN) if telegram else None,
        telegram_api_base=telegram or "https://api.telegram.org",
        backup_every_hours=0,
    )


async def prepare(
    settings: Settings, *, agents: int, positions: int, strategies: Sequence[str] = ("TREND",)
) -> None:
    """So many agents at work, spread over the symbols and the strategies; the first ones hold a
    position that is protected far away."""
    owner = UserId(OWNER)
    async with build_desk(settings, announce=unheard, on_unwritable=unheard) as desk:
        await desk.overview.menu(owner)
    listed, prices = await _market(settings)
    async with database_in(settings.data_dir) as database:
        snapshot = await database.journal.load(account_id(owner, settings.exchange))
        if snapshot is None:
            raise RuntimeError("the account was not opened")
        await database.journal.register(listed)
        await database.journal.commit(
            _unit(snapshot, listed, prices, agents, positions, strategies)
        )


async def _market(settings: Settings) -> tuple[Sequence[Instrument], dict[InstrumentId, int]]:
    async with open_live(
        settings.exchange,
        SystemClock(),
        symbols=settings.symbols,
        rest_url=settings.exchange_rest_url,
        ws_url=settings.exchange_ws_url,
    ) as opened:
        venue = await opened()
        quotes = {held.id: await venue.market.quote(held.id) for held in venue.instruments}
        return venue.instruments, {name: quote.bid for name, quote in quotes.items()}


def _unit(
    snapshot: Snapshot,
    listed: Sequence[Instrument],
    prices: dict[InstrumentId, int],
    agents: int,
    positions: int,
    strategies: Sequence[str],
) -> Unit:
    first = replace(snapshot.agents[0], state=AgentState.RUNNING, risk=FAR)
    at_work: list[Agent] = []
    for number in range(agents):
        held = listed[number % len(listed)]
        name = first.id if number == 0 else AgentId(f"u{OWNER}-{number + 1}")
        strategy = strategies[number % len(strategies)]
        named = f"agent {number}"
        at_work.append(replace(first, id=name, name=named, instrument=held.id, strategy=strategy))
    held_by = {held.id: held for held in listed}
    open_now = tuple(
        position_of(agent, held_by[agent.instrument], prices[agent.instrument], number)
        for number, agent in enumerate(at_work[:positions])
    )
    return Unit(
        account=snapshot.account,
        wall_ns=SystemClock().now_ns(),
        agents=tuple(at_work),
        positions=open_now,
    )


@asynccontextmanager
async def running(settings: Settings, demo: DemoServer | None = None) -> AsyncIterator[Desk]:
    """The desk, and its chat where there is a Telegram."""
    async with (
        build_desk(settings, announce=unheard, on_unwritable=unheard) as desk,
        asyncio.TaskGroup() as group,
    ):
        await desk.overview.menu(UserId(OWNER))
        talking = None
        if demo is not None:
            talking = group.create_task(run_chat(desk, lambda tell: None))
            await asyncio.to_thread(demo.chat.wait_bot)
            await asyncio.to_thread(_open_screen, demo)
        try:
            yield desk
        finally:
            if talking is not None:
                talking.cancel()


@contextmanager
def timed(wire: Wire) -> Iterator[None]:
    """Measures at the runtime's door, where the engine has decided."""
    clock, on_market = SystemClock(), TradeRuntime.on_market

    def measured(runtime: TradeRuntime, event: MarketEvent) -> Step:
        step = on_market(runtime, event)
        wire.events += 1
        if type(event) is Quote and runtime.is_held(event.instrument):
            passed_us = (clock.monotonic_ns() // 1_000 - event.bid_qty) % STAMP
            wire.samples.append(passed_us * 1_000)
        return step

    with patch.object(TradeRuntime, "on_market", measured):
        yield


async def presses(demo: DemoServer, seconds: float) -> int:
    presser = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bench.presser", demo.url, str(seconds)),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    told, _ = await presser.communicate()
    return int(told)


def processor_s() -> float:
    """What this process has used of the processors, all its threads together."""
    used = os.times()
    return used.user + used.system


def _open_screen(demo: DemoServer) -> None:
    demo.chat.say("/menu")
    demo.chat.wait_message(button="Auto", timeout_s=30)


def unheard(_: object) -> None:
    """Nobody stands at the console of a benchmark."""

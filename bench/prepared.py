"""A desk's data as a benchmark wants to find it: agents at work, positions open."""

from pathlib import Path

from app.desk import build_desk
from app.opening import account_id
from app.settings import Settings
from bench.stored import database_in
from core.clock import ManualClock, SystemClock
from core.instrument import Instrument
from core.money import Money, Steps
from core.ports import Snapshot, Unit
from core.trading import Agent, Limit, LimitUnit, Position, RiskSettings
from core.types import AgentId, AgentState, Side, Timeframe, UserId
from core.values import replace
from engine.arming import with_levels
from exchanges.simulated.market import SimulatedMarket

OWNER = 1001
SYMBOLS = ("BTCUSDT", "ETHUSDT", "SOLUSDT")
SEED = 1
FAR = 300_000
"""Levels up to 30 % away, in millionths: what stands there stays open."""


def settings_of(folder: Path, speed: int) -> Settings:
    return Settings(
        _env_file=None, data_dir=folder, owner_ids=(OWNER,), symbols=SYMBOLS, sim_speed=speed
    )


async def prepare(folder: Path, *, speed: int, running: int = 0, positions: int = 0) -> None:
    """An owner's account with TREND at work on the first `running` symbols, and with so many open
    positions, each of an agent that is off."""
    settings, owner = settings_of(folder, speed), UserId(OWNER)
    async with build_desk(settings, announce=_unheard, on_unwritable=_unheard) as desk:
        await desk.overview.menu(owner)
    async with database_in(folder) as database:
        snapshot = await database.journal.load(account_id(owner))
        if snapshot is None:
            raise RuntimeError("the account was not opened")
        await database.journal.register(_market().listed)
        await database.journal.commit(_unit(snapshot, running, positions))


def _unit(snapshot: Snapshot, running: int, positions: int) -> Unit:
    market = _market()
    first, now_ns = snapshot.agents[0], SystemClock().now_ns()
    at_work = [
        replace(first, id=_id(number), instrument=held.id, state=AgentState.RUNNING)
        for number, held in enumerate(market.listed[:running], 1)
    ]
    prices = {
        held.id: market.history(held.id, Timeframe.M1, snapshot.agents[0].state_since_ns, 1)[0]
        for held in market.listed
    }
    holders, held_by = [], []
    for number in range(positions):
        held = market.listed[number % len(SYMBOLS)]
        agent = replace(first, id=_id(100 + number), instrument=held.id, risk=_risk(number))
        holders.append(agent)
        held_by.append(position_of(agent, held, prices[held.id].close, number))
    return Unit(
        account=snapshot.account,
        wall_ns=now_ns,
        agents=(*at_work, *holders),
        positions=tuple(held_by),
    )


def _market() -> SimulatedMarket:
    return SimulatedMarket(SEED, SYMBOLS, ManualClock())


def _risk(number: int) -> RiskSettings:
    """One position in twenty is near its stop, the others are far from theirs."""
    near, far = 1_000 + 50 * number, FAR - 200 * number
    distance = Limit(LimitUnit.PERCENT, near if number % 20 == 0 else far)
    return RiskSettings(stop_loss=distance, take_profit=distance, daily_loss=None, drawdown=None)


def position_of(agent: Agent, held: Instrument, price: int, number: int) -> Position:
    side = Side.LONG if number % 2 else Side.SHORT
    qty = Steps(max(held.min_qty, 1))
    position = Position(
        agent=agent.id,
        instrument=held.id,
        side=side,
        qty=qty,
        cost=price * qty,
        margin=Money(price * qty * held.unit),
        leverage=1,
        opened_at_ns=agent.state_since_ns,
        trade_id=f"{agent.id}-000001",
        opened_qty=qty,
        opened_cost=price * qty,
        exits=agent.risk.plan,
    )
    return with_levels(position, held, None)


def _id(number: int) -> AgentId:
    return AgentId(f"u{OWNER}-{number}")


def _unheard(_: object) -> None:
    """Nobody stands at the console of a benchmark."""

"""An alert storm: two thousand signals of fifty agents in ten seconds, over a Telegram that answers
429 twice and "can't parse entities" once. Do HIGH alerts arrive in order, and do stops feel it?"""

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from app.settings import Settings
from app.use_cases import Desk
from bench.figure import Figure, Spread, run_section
from bench.prepared import OWNER
from bench.venue_desk import Wire, prepare, running, settings_of, timed
from core.clock import SystemClock
from core.events import SignalReady
from core.money import Money
from core.ports import Unit
from core.trading import Account, AlertSettings
from core.types import SECOND_NS, AccountId, Mode, Priority, UserId
from engine.alerts import Alerts
from tests.demo_server import DemoServer, running_demo
from tests.loopback.process import loopback
from tests.signal_storm import AGENTS, EVENTS, LASTS_S, signals

STORM = AccountId("storm-paper")
SYMBOLS, RATE = 50, 10.0
WARM_S, AFTER_S = 4.0, 75.0
"""Fifty alerts take a chat's rate about 45 s to be sent."""
MS = 1e6
PRICE = re.compile(r"1\d\d\u00a0?\d{3}\.\d\d")
COOLDOWN_S = 300
FAULTS = ["flood", "cant_parse", "flood"]


@dataclass(slots=True)
class Stormed:
    calm: Wire
    storm: Wire
    owed: list[int]
    arrived: list[int]
    met: list[str]
    took_s: float = 0.0


def measure(is_quick: bool) -> Iterator[Figure]:
    with (
        TemporaryDirectory() as name,
        running_demo("--user-id", str(OWNER)) as demo,
        loopback(symbols=SYMBOLS, rate=RATE, walk=2) as venue,
    ):
        settings = settings_of(Path(name), venue, timeframe="1m", telegram=demo.url)
        asyncio.run(prepare(settings, agents=SYMBOLS, positions=SYMBOLS))
        found = asyncio.run(_storm(settings, demo, 4.0 if is_quick else float(LASTS_S)))
    calm, storm = Spread.of(found.calm.samples), Spread.of(found.storm.samples)
    row = f"alert storm, {EVENTS} events of {AGENTS} agents in {LASTS_S} s, "
    yield Figure.told(row + "quote to stop judged without it, p99", calm.p99 / MS, "ms")
    note = f"{storm.p99 / calm.p99:.2f} times that of a calm desk"
    limit = "quote to stop judged, p99"
    yield Figure.at_most(row + limit, storm.p99, 5 * MS, "ms", scale=MS, note=note)
    lost = [number for number in found.owed if number not in found.arrived]
    is_met = found.arrived == found.owed and found.met == FAULTS
    order = "in order" if found.arrived == sorted(found.arrived) else "not in order"
    yield Figure(
        row=row + "HIGH alerts that arrived",
        value=f"{len(found.owed) - len(lost)} of {len(found.owed)}",
        wanted="all, in order",
        is_met=is_met,
        note=f"{order}, {found.took_s:.0f} s; refused by {', '.join(found.met)}",
    )


async def _storm(settings: Settings, demo: DemoServer, seconds: float) -> Stormed:
    clock, found = SystemClock(), Stormed(Wire(), Wire(), [], [], [])
    async with running(settings, demo) as desk:
        await clock.sleep(WARM_S)
        with timed(found.calm):
            await clock.sleep(seconds)
        for kind in FAULTS:
            await asyncio.to_thread(demo.chat.fault, "sendMessage", kind, retry_after=2)
        began_ns = clock.monotonic_ns()
        with timed(found.storm):
            found.owed = await _break_out(desk, clock)
        for _ in range(round(AFTER_S)):
            found.arrived = await asyncio.to_thread(_arrived, demo)
            if len(found.arrived) >= len(found.owed):
                break
            await clock.sleep(1)
        calls = await asyncio.to_thread(demo.chat.calls, "sendMessage")
        found.met = [call.fault for call in calls if call.fault]
        found.took_s = (clock.monotonic_ns() - began_ns) / SECOND_NS
    return found


async def _break_out(desk: Desk, clock: SystemClock) -> list[int]:
    """Commits and publishes the signals as a runtime does, evenly; answers which HIGH ones are
    owed."""
    alerts = Alerts(UserId(OWNER), Mode.PAPER, AlertSettings(cooldown_s=COOLDOWN_S))
    account = _account()
    owed: list[int] = []
    shares = 100
    events = list(signals(clock.now_ns()))
    each = len(events) // shares
    began_ns = clock.monotonic_ns()
    for share in range(shares):
        for event in events[share * each : (share + 1) * each]:
            owed += await _tell(desk, alerts, account, event)
        due_s = (share + 1) * LASTS_S / shares
        left_s = due_s - (clock.monotonic_ns() - began_ns) / SECOND_NS
        await clock.sleep(max(left_s, 0))
    return owed


async def _tell(desk: Desk, alerts: Alerts, account: Account, event: SignalReady) -> list[int]:
    quiet = alerts.suppressed((event,))
    messages = () if quiet else alerts.owed((event,))
    unit = Unit(account=account, wall_ns=event.at_ns, records=(event, *quiet), owed=messages)
    await desk.database.journal.commit(unit)
    desk.bus.publish(account.id, event.topic, event)
    is_loud = bool(messages) and event.priority is Priority.HIGH
    return [_number(event)] if is_loud else []


def _number(event: SignalReady) -> int:
    return int(event.price) - 100_000


def _arrived(demo: DemoServer) -> list[int]:
    shown = (PRICE.search(message.text) for message in demo.chat.messages())
    return [int(re.sub(r"\D", "", found[0])) // 100 - 100_000 for found in shown if found]


def _account() -> Account:
    """Of its own: the storm must not meddle with the money of who trades."""
    return Account(
        id=STORM,
        user=UserId(OWNER),
        mode=Mode.PAPER,
        asset="USDT",
        deposits=Money(0),
        wallet=Money(0),
        day=0,
        day_equity=Money(0),
        high_water=Money(0),
    )


if __name__ == "__main__":
    run_section(measure)

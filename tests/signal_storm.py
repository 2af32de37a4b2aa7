"""Two thousand signals of fifty agents within ten seconds, and what a chat is owed for them."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from random import Random

from core.events import SignalReady
from core.ports import Owed
from core.trading import AlertSettings
from core.types import SECOND_NS, Action, AgentId, InstrumentId, Mode, Priority, UserId
from engine.alerts import Alerts

EVENTS, AGENTS, LASTS_S = 2_000, 50, 10
CONFIDENCE = {Priority.HIGH: 86, Priority.MEDIUM: 71, Priority.LOW: 58}


def signals(start_ns: int, seed: int = 1) -> Iterator[SignalReady]:
    """In the order of time, agents in turn; a third of them is HIGH. The first signal of each
    agent is: it must not be lost in what follows."""
    rng = Random(seed)
    for number in range(EVENTS):
        is_first = number < AGENTS
        priority = Priority.HIGH if is_first else rng.choice(tuple(CONFIDENCE))
        at_ns = start_ns + number * LASTS_S * SECOND_NS // EVENTS
        yield SignalReady(
            agent=AgentId(f"storm-{number % AGENTS}"),
            instrument=InstrumentId("sim:usdm:BTCUSDT"),
            at_ns=at_ns,
            action=rng.choice((Action.BUY, Action.SELL)),
            confidence=Decimal(CONFIDENCE[priority]),
            priority=priority,
            # the price tells the alerts apart
            price=Decimal(100_000 + number),
            started_at_ns=at_ns,
            repeats=3,
            needed=3,
            strategy="TREND",
            timeframe="1m",
            title="BTC/USDT",
        )


def owed_for(
    events: Sequence[SignalReady], chat: UserId, *, cooldown_s: int
) -> list[tuple[SignalReady, Owed]]:
    """The messages of those that are not suppressed."""
    wish = AlertSettings(signals_from=Priority.LOW, cooldown_s=cooldown_s)
    alerts = Alerts(chat, Mode.PAPER, wish)
    return [(event, owed) for event in events for owed in alerts.owed((event,))]

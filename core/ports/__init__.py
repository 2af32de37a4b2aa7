"""The protocols between packages. Everything that does I/O stands behind one of these."""

from core.ports.desk import Bus, BusEvent, Desk, Inbox, Trading
from core.ports.market import Broker, Clock, MarketData, Strategy, Subscription
from core.ports.storage import (
    Journal,
    JournalEntry,
    JournalReader,
    KeyValue,
    Outbox,
    OutboxRow,
    Owed,
    Snapshot,
    Unit,
    User,
    Users,
)
from core.ports.use_cases import (
    AutoTrading,
    Confirming,
    Gatekeeper,
    JournalBook,
    Overview,
    PairingState,
    Preferences,
    RiskControl,
)

__all__ = [
    "AutoTrading",
    "Broker",
    "Bus",
    "BusEvent",
    "Clock",
    "Confirming",
    "Desk",
    "Gatekeeper",
    "Inbox",
    "Journal",
    "JournalBook",
    "JournalEntry",
    "JournalReader",
    "KeyValue",
    "MarketData",
    "Outbox",
    "OutboxRow",
    "Overview",
    "Owed",
    "PairingState",
    "Preferences",
    "RiskControl",
    "Snapshot",
    "Strategy",
    "Subscription",
    "Trading",
    "Unit",
    "User",
    "Users",
]

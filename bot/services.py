"""The use cases behind the chat, as bot and handlers see them."""

from dataclasses import dataclass

from core.ports import (
    Analytics,
    AutoTrading,
    Confirming,
    Gatekeeper,
    JournalBook,
    Overview,
    Pictures,
    Preferences,
    RiskControl,
    Sandbox,
)
from core.ports.manual_use_cases import OrderBuilding, OrderList, PositionList
from core.ports.people import People
from core.ports.system import SystemDesk


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    auto: AutoTrading
    confirming: Confirming
    risk: RiskControl
    journal: JournalBook
    analytics: Analytics
    preferences: Preferences
    overview: Overview
    gate: Gatekeeper
    pictures: Pictures
    system: SystemDesk
    people: People
    manual: OrderBuilding
    orders: OrderList
    positions: PositionList
    sandbox: Sandbox | None = None

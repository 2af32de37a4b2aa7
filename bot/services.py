"""The use cases behind the chat, as bot and handlers see them."""

from dataclasses import dataclass

from core.ports import (
    Analytics,
    AutoTrading,
    Confirming,
    Gatekeeper,
    JournalBook,
    Overview,
    Preferences,
    RiskControl,
    Sandbox,
)


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
    sandbox: Sandbox | None = None

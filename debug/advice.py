"""Signals by hand, without a strategy and without waiting for confirmation."""

from core.instrument import Instrument
from core.money import Ppm
from core.trading import Agent, AlertSettings, Reason, Signal
from core.types import Action, Priority
from engine.signals import CONFIRMATIONS

A_LITTLE = 10_000


def confirmed(
    agent: Agent, held: Instrument, action: Action, confidence: int, *, middle: int, at_ns: int
) -> Signal:
    """A READY signal that started now; `confidence` in millionths, `middle` in ticks."""
    return Signal(
        agent=agent.id,
        instrument=held.id,
        at_ns=at_ns,
        action=action,
        confidence=Ppm(confidence),
        reasons=(Reason("by_hand"),),
        started_at_ns=at_ns,
        repeats=CONFIRMATIONS,
        needed=CONFIRMATIONS,
        price=held.price(middle),
    )


def confidence_of(priority: Priority, alerts: AlertSettings) -> int:
    """A confidence (millionths) that has a priority by a member's thresholds."""
    match priority:
        case Priority.HIGH:
            return alerts.high_at
        case Priority.MEDIUM:
            return alerts.medium_at
        case Priority.LOW:
            return max(alerts.medium_at - A_LITTLE, 0)

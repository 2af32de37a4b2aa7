"""From a strategy's advice to a confirmed signal: repeats, and since when it has held."""

from decimal import Decimal

from core.events import SignalChanged, SignalReady
from core.instrument import Instrument
from core.money import PPM, Ppm, from_ppm
from core.trading import Agent, AlertSettings, Limit, LimitUnit, Signal, SignalResult
from core.types import Action, Priority
from core.values import replace

CONFIRMATIONS = 3


class Confirmer:
    """Counts how many closed candles in a row give the same advice, and when it began."""

    def __init__(
        self, agent: Agent, held: Instrument, *, needed: int = CONFIRMATIONS, hold_s: int = 0
    ) -> None:
        self._agent = agent
        self._held = held
        self._needed = needed
        self._hold_s = hold_s
        self.signal: Signal | None = None

    def take(self, result: SignalResult, at_ns: int, price: Decimal) -> Signal:
        """The signal after one more closed candle; `price` is the mid, or the close without one."""
        before = self.signal
        is_same = before is not None and before.action is result.action
        repeats = min(before.repeats + 1, self._needed) if before and is_same else 1
        self.signal = Signal(
            agent=self._agent.id,
            instrument=self._held.id,
            at_ns=at_ns,
            action=result.action,
            confidence=_ppm(result.confidence),
            reasons=result.reasons,
            started_at_ns=before.started_at_ns if before and is_same else at_ns,
            repeats=repeats,
            needed=self._needed,
            price=price,
            share=_ppm(result.share),
            hold_s=self._hold_s,
        )
        return self.signal

    def resume(self, started_at_ns: int) -> None:
        """Lets the signal as it stands have begun earlier than was seen."""
        if self.signal is not None:
            self.signal = replace(self.signal, started_at_ns=started_at_ns)


def changed(before: Signal | None, now: Signal) -> SignalChanged | None:
    """The record of a turn or of a confirmation that moved; None when all is as it was."""
    if before is not None and (before.action, before.repeats) == (now.action, now.repeats):
        return None
    if now.action is Action.HOLD and before is not None and before.action is Action.HOLD:
        return None
    return SignalChanged(
        agent=now.agent,
        instrument=now.instrument,
        at_ns=now.at_ns,
        action=now.action,
        confidence=from_ppm(now.confidence),
        price=now.price,
        started_at_ns=now.started_at_ns,
        repeats=now.repeats,
        needed=now.needed,
        reasons=now.reasons,
    )


def ready(now: Signal, agent: Agent, held: Instrument, alerts: AlertSettings) -> SignalReady:
    return SignalReady(
        agent=now.agent,
        instrument=now.instrument,
        at_ns=now.at_ns,
        action=now.action,
        confidence=from_ppm(now.confidence),
        priority=priority(now.confidence, alerts),
        price=now.price,
        started_at_ns=now.started_at_ns,
        repeats=now.repeats,
        needed=now.needed,
        strategy=agent.strategy,
        timeframe=agent.timeframe,
        title=held.title,
        stop_pct=_percent(agent.risk.stop_loss),
        target_pct=_percent(agent.risk.take_profit),
        risk_pct=_percent(agent.risk.risk),
        reasons=now.reasons,
        tick=held.tick,
    )


def priority(confidence: int, alerts: AlertSettings) -> Priority:
    if confidence >= alerts.high_at:
        return Priority.HIGH
    return Priority.MEDIUM if confidence >= alerts.medium_at else Priority.LOW


def _ppm(part: float) -> Ppm:
    """A part of one in millionths; what is less or more is brought there."""
    return Ppm(round(min(max(part, 0.0), 1.0) * PPM))


def _percent(limit: Limit | None) -> Decimal | None:
    if limit is None or limit.unit is not LimitUnit.PERCENT:
        return None
    return limit.number

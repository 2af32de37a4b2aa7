"""Which alerts a member wants, how loud, and when."""

from enum import StrEnum

from core.money import Ppm
from core.types import Priority
from core.values import Frozen, replace

DAY_MIN = 24 * 60


class AlertKind(StrEnum):
    """What an alert is about. Signals by their priority; TRADES is what became of money, RISK what
    the guard did, TROUBLE a feed, an agent or the desk itself that does not work."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    TRADES = "trades"
    RISK = "risk"
    PRICE = "price"
    TROUBLE = "trouble"
    DAILY = "daily"

    @property
    def priority(self) -> Priority | None:
        """Of a signal's kind."""
        return _PRIORITIES.get(self)

    @property
    def may_be_off(self) -> bool:
        """What happened to money is always told."""
        return self not in (AlertKind.TRADES, AlertKind.RISK)


_PRIORITIES = {kind: Priority(kind.name) for kind in AlertKind if kind.name in Priority.__members__}


class Loudness(StrEnum):
    ON = "on"
    SILENT = "silent"
    OFF = "off"


class Wish(Frozen, frozen=True):
    """How loud alerts of one kind are to be."""

    kind: AlertKind
    loudness: Loudness


class QuietHours(Frozen, frozen=True, kw_only=True):
    """Minutes of the member's day from which and until which alerts do not ring; from 23:00 to
    07:00 goes over midnight. `rings_urgent`: HIGH signals and risk alerts do ring."""

    from_min: int
    to_min: int
    rings_urgent: bool = True

    def covers(self, minute: int) -> bool:
        if self.from_min <= self.to_min:
            return self.from_min <= minute < self.to_min
        return minute >= self.from_min or minute < self.to_min


_URGENT = (AlertKind.HIGH, AlertKind.RISK)
_ORDER = (Priority.LOW, Priority.MEDIUM, Priority.HIGH)
_QUIET_KINDS = (AlertKind.MEDIUM, AlertKind.LOW, AlertKind.DAILY)


class AlertSettings(Frozen, frozen=True, kw_only=True):
    """Which alerts a user wants: signals from a priority on, their cooldown; `wishes` are what
    they chose for single kinds instead."""

    signals_from: Priority | None = Priority.MEDIUM
    cooldown_s: int = 300
    high_at: Ppm = Ppm(800_000)
    medium_at: Ppm = Ppm(650_000)
    wishes: tuple[Wish, ...] = ()
    quiet: QuietHours | None = None

    def chosen(self, kind: AlertKind) -> Loudness | None:
        """What was wished for a kind itself."""
        for wish in self.wishes:
            if wish.kind is kind:
                return wish.loudness
        return None

    def loudness(self, kind: AlertKind) -> Loudness:
        """As chosen; else signals below `signals_from` are off, and of the rest what can wait is
        silent."""
        chosen = self.chosen(kind)
        if chosen is not None:
            return chosen
        if kind.priority is not None and not self._is_wanted(kind.priority):
            return Loudness.OFF
        return Loudness.SILENT if kind in _QUIET_KINDS else Loudness.ON

    def rings(self, kind: AlertKind, minute: int) -> bool:
        """Whether an alert makes a sound at a minute of the member's day."""
        if self.loudness(kind) is not Loudness.ON:
            return False
        quiet = self.quiet
        is_quiet = quiet is not None and quiet.covers(minute % DAY_MIN)
        return not is_quiet or (kind in _URGENT and quiet is not None and quiet.rings_urgent)

    def wishing(self, kind: AlertKind, loudness: Loudness) -> "AlertSettings":
        others = tuple(wish for wish in self.wishes if wish.kind is not kind)
        return replace(self, wishes=(*others, Wish(kind, loudness)))

    def from_priority(self, lowest: Priority | None) -> "AlertSettings":
        """Signals from a priority on, whatever was chosen for single ones before."""
        others = tuple(wish for wish in self.wishes if wish.kind.priority is None)
        return replace(self, signals_from=lowest, wishes=others)

    def _is_wanted(self, priority: Priority) -> bool:
        lowest = self.signals_from
        return lowest is not None and _ORDER.index(priority) >= _ORDER.index(lowest)

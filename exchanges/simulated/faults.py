"""Faults of the simulated exchange by name, each at a chosen market time."""

from collections.abc import Iterator, Sequence
from enum import StrEnum

from core.money import PPM, Ppm
from core.types import InstrumentId
from core.values import Frozen


class FaultKind(StrEnum):
    """`silence`: the stream says nothing, questions are still answered; `outage`: neither.
    `gap`: the price jumps and stays. `reject` and `partial` are the broker's."""

    SILENCE = "silence"
    OUTAGE = "outage"
    GAP = "gap"
    REJECT = "reject"
    PARTIAL = "partial"


class Fault(Frozen, frozen=True, kw_only=True):
    """One fault over [at_ns, at_ns + lasts_ns), of one instrument or of all (None).

    `ppm` is the jump of a gap (signed), or the share of an order that a `partial` lets fill;
    `code` is what a `reject` answers.
    """

    kind: FaultKind
    at_ns: int
    lasts_ns: int = 0
    instrument: InstrumentId | None = None
    ppm: int = 0
    code: str = "venue_fault"

    def concerns(self, instrument: InstrumentId) -> bool:
        return self.instrument is None or self.instrument == instrument

    def is_on(self, at_ns: int) -> bool:
        return self.at_ns <= at_ns < self.at_ns + self.lasts_ns


class Faults(Frozen, frozen=True):
    """All faults of one run; asking is pure. Who owns the sequence may go on writing it."""

    faults: Sequence[Fault] = ()

    def is_silent(self, instrument: InstrumentId, at_ns: int) -> bool:
        """The stream says nothing of the instrument at that time."""
        silence, outage = FaultKind.SILENCE, FaultKind.OUTAGE
        return self._find(silence, instrument, at_ns) is not None or (
            self._find(outage, instrument, at_ns) is not None
        )

    def is_out(self, instrument: InstrumentId, at_ns: int) -> bool:
        """Questions about the instrument go unanswered at that time."""
        return self._find(FaultKind.OUTAGE, instrument, at_ns) is not None

    def has_silence(self, instrument: InstrumentId) -> bool:
        return any(self._of(instrument, FaultKind.SILENCE, FaultKind.OUTAGE))

    def gaps(self, instrument: InstrumentId) -> tuple[Fault, ...]:
        """The jumps of the instrument's price, oldest first."""
        return tuple(sorted(self._of(instrument, FaultKind.GAP), key=lambda gap: gap.at_ns))

    def reject(self, instrument: InstrumentId, at_ns: int) -> str | None:
        """The code with which an order is refused at that time, None when it is not."""
        fault = self._find(FaultKind.REJECT, instrument, at_ns)
        return fault.code if fault else None

    def partial(self, instrument: InstrumentId, at_ns: int) -> Ppm | None:
        """The share of an order that may fill at that time, None when all of it."""
        fault = self._find(FaultKind.PARTIAL, instrument, at_ns)
        return Ppm(min(max(fault.ppm, 0), PPM)) if fault else None

    def _of(self, instrument: InstrumentId, *kinds: FaultKind) -> Iterator[Fault]:
        return (item for item in self.faults if item.kind in kinds and item.concerns(instrument))

    def _find(self, kind: FaultKind, instrument: InstrumentId, at_ns: int) -> Fault | None:
        if not self.faults:
            return None
        return next((item for item in self._of(instrument, kind) if item.is_on(at_ns)), None)

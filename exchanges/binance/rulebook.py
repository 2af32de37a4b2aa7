"""What a desk goes by of the venue's rules: today's, or, while it cannot take those, older ones."""

import dataclasses
from collections.abc import Sequence, Set

from core.instrument import Instrument
from core.types import InstrumentId


class Rulebook:
    """`listed` is what everybody counts by, `newest` what the venue told last (empty: nothing yet).

    Rules that change hold at once, as long as their units are the same. Other units would give
    every number that is stored another meaning: `listed` keeps the old ones, unconfirmed, until
    somebody who knows that nothing is held asks to `renew`. `halted` and `coarse` are seen by who
    reads the streams: what is not traded, and what the venue prices between our ticks.
    """

    def __init__(self) -> None:
        self.listed: tuple[Instrument, ...] = ()
        self.newest: tuple[Instrument, ...] = ()
        self.halted: set[InstrumentId] = set()
        self.coarse: set[InstrumentId] = set()

    def recall(self, known: Sequence[Instrument]) -> None:
        """Goes by the rules of an earlier day: enough to judge what is open."""
        self._go_by([dataclasses.replace(held, is_open=True, is_confirmed=False) for held in known])

    def told(self, newest: tuple[Instrument, ...], off_tick: Set[InstrumentId]) -> list[Instrument]:
        """Takes what the venue tells now; answers what is another than before. `off_tick` is what
        was priced between ticks: orders from before a change of its tick rest on."""
        before = self.listed or newest
        self.newest = newest
        self._go_by([old.told(new) for old, new in zip(before, newest, strict=True)], off_tick)
        pairs = zip(before, self.listed, strict=True)
        return [now for old, now in pairs if now != old]

    @property
    def outgrown(self) -> frozenset[InstrumentId]:
        """What is counted in units that the venue has left."""
        pairs = zip(self.listed, self.newest, strict=False)
        return frozenset(old.id for old, new in pairs if not old.has_units_of(new))

    def renew(self, but: Set[InstrumentId]) -> None:
        """Counts in the venue's units from now on, but for those."""
        if self.newest:
            self.coarse.clear()
            pairs = zip(self.listed, self.newest, strict=True)
            self._go_by([old.told(new) if new.id in but else new for old, new in pairs])

    def _go_by(
        self, listed: Sequence[Instrument], off_tick: Set[InstrumentId] = frozenset()
    ) -> None:
        self.listed = tuple(listed)
        self.halted.clear()
        self.halted.update(held.id for held in listed if not held.is_open)
        pairs = zip(self.listed, self.newest, strict=False)
        finer = {old.id for old, new in pairs if new.tick % old.tick}
        self.coarse |= finer | off_tick

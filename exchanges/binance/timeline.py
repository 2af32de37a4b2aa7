"""Market time of events that come by several ways."""

from core.types import InstrumentId


class Timeline:
    """Makes the times of one instrument's prices never go back: a word that says it is older than
    one already told is told at that one's time. Closed candles and fundings keep the instant that
    is their name."""

    def __init__(self) -> None:
        self._newest: dict[InstrumentId, int] = {}

    def stamp(self, instrument: InstrumentId, at_ns: int) -> int:
        newest = self._newest[instrument] = max(at_ns, self._newest.get(instrument, 0))
        return newest

"""Which finer candles may tell what came first inside one of an agent's."""

from collections.abc import Sequence
from pathlib import Path

from app.study_job import REPLAY, HistorySource
from core.errors import InputError
from core.studies import StudyWish
from core.types import Timeframe
from exchanges.binance.profile import FUTURES, SPOT

FINEST = 240
"""So many of them in a longer one at most."""
MOST = 4


def details_of(
    source: HistorySource, symbol: str, timeframe: Timeframe, *, is_spot: bool
) -> Sequence[Timeframe]:
    """Those of a venue's archive, of a recording, or of the seeded market; longest first."""
    finer = [each for each in _parts(source, timeframe, is_spot=is_spot) if each is not timeframe]
    near = [each for each in finer if timeframe.ns // each.ns <= FINEST]
    if source.exchange == REPLAY:
        near = [each for each in near if _is_recorded(source, symbol, each)]
    return near[:MOST]


def downloaded_as(source: HistorySource, wish: StudyWish) -> Timeframe:
    """The candles that a study's are made of: a venue does not have all of them."""
    wanted = wish.detail or wish.timeframe
    return next(iter(_parts(source, wanted, is_spot=wish.is_spot)), wanted)


def _parts(source: HistorySource, timeframe: Timeframe, *, is_spot: bool) -> list[Timeframe]:
    """What a candle can be made of there, itself included, longest first."""
    found = [each for each in Timeframe if each.ns <= timeframe.ns and not timeframe.ns % each.ns]
    if source.exchange in (SPOT.name, FUTURES.name):
        listed = (SPOT if is_spot else FUTURES).timeframes
        found = [each for each in found if each in listed]
    return sorted(found, key=lambda each: -each.ns)


def _is_recorded(source: HistorySource, symbol: str, timeframe: Timeframe) -> bool:
    from exchanges.replayed.files import of_timeframe

    try:
        return bool(of_timeframe([*map(Path, source.replay)], [symbol], timeframe))
    except InputError:
        return False

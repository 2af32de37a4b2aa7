"""What is told to the process of a study."""

from collections.abc import Callable

from core.studies import StudyWish
from core.values import Frozen

SIMULATED, REPLAY = "simulated", "replay"
"""Exchanges without an archive."""

Told = Callable[[float], None]
"""Hears the share that is done."""


class HistorySource(Frozen, frozen=True, kw_only=True):
    """Where a desk's history comes from: its exchange, the seed of a simulated one, the paths of a
    replayed one, the folder of the archive, the address that the archive is filled from."""

    exchange: str
    seed: int
    archive: str
    replay: tuple[str, ...] = ()
    rest_url: str = ""


class Job(Frozen, frozen=True):
    """A study, or the download of what it lacks."""

    wish: StudyWish
    source: HistorySource
    is_load: bool = False

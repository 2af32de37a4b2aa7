"""What is told to the process of a study."""

from dataclasses import dataclass

from core.studies import StudyWish


@dataclass(frozen=True, slots=True, kw_only=True)
class HistorySource:
    """Where a desk's history comes from: its exchange, the seed of a simulated one, the paths of a
    replayed one, the folder of the archive, the address that the archive is filled from."""

    exchange: str
    seed: int
    archive: str
    replay: tuple[str, ...] = ()
    rest_url: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """A study, or the download of what it lacks."""

    wish: StudyWish
    source: HistorySource
    is_load: bool = False

"""What a study lacks, downloaded into the archive; why it could not be, in one sentence."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from errno import ENOSPC
from pathlib import Path

from app.collecting import Part, Wanted, parts_of
from app.study_archive import start_of
from app.study_details import downloaded_as
from app.study_history import warmup_of
from app.study_job import HistorySource, Told
from core.clock import SystemClock
from core.errors import InputError, RateLimited, Rejected, Unreachable
from core.studies import StudyWish
from exchanges.archive.collect import Progress
from exchanges.archive.store import Store

PATIENCE_S = 120.0
"""A venue that says to wait longer has blocked this address: that is told, and not waited for."""


def load(asked: StudyWish, source: HistorySource, told: Told) -> int | None:
    """How many rows came; None where it was asked to end by SIGTERM. Raises InputError."""
    warmup = warmup_of(asked, source)
    with told_in_words(source), suppress(asyncio.CancelledError):
        return asyncio.run(_load(_wanted(asked, source, warmup), Path(source.archive), told))
    return None


async def _load(wanted: Wanted, archive: Path, told: Told) -> int:
    if (task := asyncio.current_task()) is not None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    rows = 0
    async with parts_of(wanted, Store(archive), SystemClock()) as parts:
        for done, part in enumerate(parts):
            rows += await part.collect(_progress(told, part, done, len(parts)))
    return rows


def _progress(told: Told, part: Part, done: int, of: int) -> Progress:
    """Parts count alike: of one that is there already nothing is asked."""
    return lambda at_ms: told((done + part.share(at_ms)) / of)


def _wanted(asked: StudyWish, source: HistorySource, warmup: int) -> Wanted:
    return Wanted(
        exchange=source.exchange,
        symbols=(asked.symbol,),
        timeframes=(downloaded_as(source, asked),),
        start=datetime.fromtimestamp(start_of(asked, warmup) // 1000, UTC),
        end=datetime.fromtimestamp(asked.end_ns // 1_000_000_000, UTC),
        marks=True,
        fundings=True,
        seed=source.seed,
        rest_url=source.rest_url,
        patience_s=PATIENCE_S,
    )


@contextmanager
def told_in_words(source: HistorySource) -> Iterator[None]:
    """What a venue or a disk does, as a sentence with what to do."""
    try:
        yield
    except RateLimited as error:
        minutes = f"{max(-(-error.retry_after_s // 60), 1):.0f}"
        raise InputError(str(error), code="load_blocked", minutes=minutes) from error
    except Rejected as error:
        raise InputError(str(error), code="load_refused") from error
    except Unreachable as error:
        raise InputError(str(error), code="load_down") from error
    except OSError as error:
        code = "load_full" if error.errno == ENOSPC else "load_unkept"
        folder = source.archive
        raise InputError(f"{folder}: {error}", code=code, folder=folder) from error

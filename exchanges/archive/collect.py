"""Fills what a store lacks of a series, page by page; may be stopped at any time and resumed."""

from collections.abc import Callable
from typing import Protocol

from core.errors import RateLimited, Unreachable
from core.ports import Clock
from exchanges.archive.columns import Columns, merged
from exchanges.archive.store import Series, Store

TRIES = 8
LONGEST_PAUSE_S = 60.0
KEEP_ROWS = 20_000
"""Rows are put on disk when so many have come, and when the collecting ends in any way."""

Progress = Callable[[int], None]
"""Told the time in ms up to which all is there."""


class Source(Protocol):
    """Where history comes from. Raises ExchangeError."""

    async def page(self, series: Series, start_ms: int, end_ms: int) -> Columns:
        """The first rows of [start_ms, end_ms), as many as one answer holds; none where there are
        none."""
        ...


class Collector:
    """Collects one series after another from one source. A source that asks to wait is obeyed, up
    to `patience_s`; one that does not answer is asked again, less and less often, and given up
    after `TRIES`."""

    def __init__(
        self, store: Store, source: Source, clock: Clock, *, patience_s: float = float("inf")
    ) -> None:
        self._store = store
        self._source = source
        self._clock = clock
        self._patience_s = patience_s

    async def collect(self, series: Series, start_ms: int, end_ms: int, progress: Progress) -> int:
        """Answers how many rows came; raises ExchangeError, and OSError when the disk is full.
        What has come is kept in every case."""
        count = 0
        for first_ms, last_ms in list(self._store.missing(series, start_ms, end_ms)):
            progress(first_ms)
            count += await self._fill(series, first_ms, last_ms, progress)
        progress(end_ms)
        return count

    async def _fill(self, series: Series, at_ms: int, end_ms: int, progress: Progress) -> int:
        kept, waiting = 0, _Waiting(self._store, series)
        try:
            while at_ms < end_ms:
                page = await self._asked(series, at_ms, end_ms)
                if not len(page):
                    break
                kept += len(page)
                waiting.put(page)
                at_ms = int(page.at_ms[-1]) + series.least_ms
                progress(min(at_ms, end_ms))
        finally:
            waiting.keep()
        return kept

    async def _asked(self, series: Series, start_ms: int, end_ms: int) -> Columns:
        tries, pause_s = TRIES, 1.0
        while True:
            try:
                return await self._source.page(series, start_ms, end_ms)
            except RateLimited as error:
                if error.retry_after_s > self._patience_s:
                    raise
                await self._clock.sleep(error.retry_after_s + 0.1)
            except Unreachable:
                tries -= 1
                if not tries:
                    raise
                await self._clock.sleep(pause_s)
                pause_s = min(pause_s * 2, LONGEST_PAUSE_S)


class _Waiting:
    """Rows that are not on disk yet."""

    def __init__(self, store: Store, series: Series) -> None:
        self._store = store
        self._series = series
        self._pages: list[Columns] = []

    def put(self, page: Columns) -> None:
        self._pages.append(page)
        if sum(map(len, self._pages)) >= KEEP_ROWS:
            self.keep()

    def keep(self) -> None:
        pages, self._pages = self._pages, []
        if pages:
            self._store.add(self._series, merged(pages))

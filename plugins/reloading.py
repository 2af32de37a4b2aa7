"""Watches the folders of plugins and brings each change in while the desk runs."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from core.ports import Clock
from plugins.manager import PluginManager
from plugins.marketplace.market import CURRENT
from plugins.storing import sync_store

log = logging.getLogger(__name__)
T = TypeVar("T")

DEBOUNCE_MS = 300
"""An editor writes a file in several steps: they are one change."""
LOOK_AGAIN_MS, LOOK_AGAIN_S = 5_000, 5.0
"""How soon a folder that is made later is watched, too."""


class Reloading:
    """Changes are tried one after another on a thread of their own; the version before goes on
    until the new one has passed."""

    def __init__(self, manager: PluginManager, clock: Clock) -> None:
        self._manager = manager
        self._clock = clock
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="plugin reload")

    async def run(self) -> None:
        """Until cancelled; a machine that cannot watch is told of, and goes without."""
        try:
            while True:
                folders = self._folders()
                await self._work(sync_store, self._manager)
                if not folders:
                    await self._clock.sleep(LOOK_AGAIN_S)
                    continue
                async for path in _changes(folders):
                    if path is None:
                        await self._work(sync_store, self._manager)
                    else:
                        await self.take(path)
                    if self._folders() != folders:
                        break
        except (OSError, RuntimeError) as error:
            log.warning("plugins are not watched for changes: %s", error)
        finally:
            self._thread.shutdown(wait=False, cancel_futures=True)

    async def take(self, path: Path) -> None:
        """Brings one changed file in; of the store what is current there."""
        if path.name == CURRENT:
            await self._work(sync_store, self._manager)
        else:
            await self._work(self._manager.reload, path)

    async def _work(self, what: Callable[[T], None], on: T) -> None:
        await asyncio.wrap_future(self._thread.submit(what, on))

    def _folders(self) -> tuple[Path, ...]:
        places = self._manager.places
        homes = (each.parent for each in sorted(places.store.glob(f"*/{CURRENT}")))
        return tuple(each for each in (*places.folders, *homes) if each.is_dir())


async def _changes(folders: tuple[Path, ...]) -> AsyncIterator[Path | None]:
    """Python files as they change, what names a current version, and None now and then."""
    from watchfiles import awatch

    watched = awatch(
        *folders,
        debounce=DEBOUNCE_MS,
        rust_timeout=LOOK_AGAIN_MS,
        yield_on_timeout=True,
        recursive=False,
        watch_filter=lambda _, path: path.endswith((".py", f"/{CURRENT}")),
    )
    async for changes in watched:
        for path in sorted({Path(name) for _, name in changes}):
            yield path
        if not changes:
            yield None

"""Drawing off the event loop: one thread, a bounded queue, and each picture drawn once."""

import asyncio
import logging
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from hashlib import blake2b
from types import TracebackType
from typing import TYPE_CHECKING, Self

from core.pictures import Picture, PictureSpec

if TYPE_CHECKING:
    from charts.fonts import Fonts

log = logging.getLogger(__name__)

KEPT = 64
"""Pictures in memory, of about 100 KB each."""
MOST_WAITING = 16
TIMEOUT_S = 3.0


class Painter:
    """Keeps its typefaces; used by one thread at a time."""

    def __init__(self) -> None:
        self._fonts: Fonts | None = None

    def paint(self, spec: PictureSpec) -> bytes:
        # A desk on which nobody looks at pictures does without what draws them.
        from charts.draw import draw
        from charts.fonts import Fonts

        self._fonts = self._fonts or Fonts()
        return draw(spec, self._fonts)


class Gallery:
    """Fulfils `core.ports.Gallery`. The picture drawn longest ago that nobody asked for since
    makes room for a new one; one too many in the queue is not drawn."""

    def __init__(self, painter: Painter | None = None, *, timeout_s: float = TIMEOUT_S) -> None:
        self._painter = painter or Painter()
        self._timeout_s = timeout_s
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pictures")
        self._kept: OrderedDict[str, Picture] = OrderedDict()
        self._drawing: dict[str, asyncio.Future[bytes]] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def draw(self, spec: PictureSpec) -> Picture | None:
        """The border of drawing: a picture that fails, or comes too late, is logged and missing."""
        key = key_of(spec)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        try:
            async with asyncio.timeout(self._timeout_s):
                png = await asyncio.shield(self._begun(key, spec))
        except TimeoutError:
            log.warning("a picture was not drawn within %s s", self._timeout_s)
            return None
        except Exception:
            log.exception("a picture could not be drawn")
            return None
        return self._kept.get(key) or self._keep(Picture(key, png))

    def _begun(self, key: str, spec: PictureSpec) -> asyncio.Future[bytes]:
        """The same drawing for all who ask for it meanwhile."""
        found = self._drawing.get(key)
        if found is not None:
            return found
        if len(self._drawing) >= MOST_WAITING:
            raise TimeoutError
        loop = asyncio.get_running_loop()
        begun = loop.run_in_executor(self._thread, self._painter.paint, spec)
        self._drawing[key] = begun
        begun.add_done_callback(lambda done: self._ended(key, done))
        return begun

    def _ended(self, key: str, done: asyncio.Future[bytes]) -> None:
        """A drawing that came too late is kept for the next who asks."""
        del self._drawing[key]
        if not done.cancelled() and done.exception() is None:
            self._keep(Picture(key, done.result()))

    def _keep(self, picture: Picture) -> Picture:
        self._kept[picture.key] = picture
        self._kept.move_to_end(picture.key)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return picture


def key_of(spec: PictureSpec) -> str:
    """The same for equal specs, in any process."""
    return blake2b(repr(spec).encode(), digest_size=12).hexdigest()

"""The plugins of a running desk and its marketplace, as the use cases of the chat see them."""

from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager

from app.plugin_states import in_time, is_done, limits_of, refusal, state_of
from core.errors import InputError, PluginError
from core.plugins import PluginLimits, PluginOffer, PluginPackage, PluginState, RefusedFile
from core.ports import Clock
from core.ports.plugins import PluginHouse
from core.types import SECOND_NS
from plugins.config import CONFIG_FILE, save_unsigned
from plugins.manager import PluginManager
from plugins.marketplace.index import Index, Offer, version_key
from plugins.marketplace.market import Market, installed, uninstall
from plugins.news import News
from plugins.security import suspicions
from plugins.storing import sync_store

AT_ONCE_S = 2.0
"""What takes longer goes on without the person who asked: a chat must stay free for /kill."""
INDEX_KEPT_NS = 60 * SECOND_NS
PACKAGES_KEPT = 16


@asynccontextmanager
async def open_house(manager: PluginManager, clock: Clock) -> AsyncIterator[PluginHouse]:
    house = DeskPlugins(manager, clock)
    try:
        yield house
    finally:
        house.close()


class DeskPlugins(PluginHouse):
    """Everything that may wait is done on a thread of its own, one thing after another. The index
    is fetched again no sooner than in a minute: a screen is looked at every few seconds."""

    def __init__(self, manager: PluginManager, clock: Clock) -> None:
        self._manager = manager
        self._clock = clock
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="plugin desk")
        self._seen: tuple[int, Future[Index]] | None = None
        self._packages: dict[str, Future[tuple[str, ...]]] = {}

    def close(self) -> None:
        self._thread.shutdown(wait=False, cancel_futures=True)

    # --- looking

    @property
    def limits(self) -> PluginLimits:
        return limits_of(self._manager.config)

    @property
    def allows_unsigned(self) -> bool:
        return self._manager.config.allow_unsigned_plugins

    def plugins(self) -> Sequence[PluginState]:
        found = (state_of(self._manager, each) for each in self._manager.plugins)
        return sorted(found, key=lambda each: each.id.casefold())

    def refused(self) -> Sequence[RefusedFile]:
        named = {each.source.path for each in self._manager.plugins}
        found = (each for each in self._manager.refusals if each.path not in named)
        return [RefusedFile(each.path.name, each.reason) for each in found]

    async def offers(self) -> Sequence[PluginOffer]:
        index = await self._index()
        held = installed(self._manager.places.store)
        return [_offered(each, held) for each in index.matching("")]

    async def package(self, name: str) -> PluginPackage:
        index = await self._index()
        if not any(each.id == name for each in index.offers):
            raise InputError(f"{name} is not offered", code="plugin_not_offered", name=name)
        offer = index.newest(name)
        if offer.sha256 not in self._packages:
            while len(self._packages) >= PACKAGES_KEPT:
                del self._packages[next(iter(self._packages))]
            self._packages[offer.sha256] = self._thread.submit(self._may, offer)
        may = await in_time(self._packages[offer.sha256], AT_ONCE_S)
        return PluginPackage(_offered(offer, installed(self._manager.places.store)), may)

    # --- changing

    async def reload(self, name: str) -> str:
        return await self._done(lambda: self._manager.again(name), "plugin_reloaded")

    async def release(self, name: str) -> str:
        def act() -> None:
            self._manager.get(name).release()

        return await self._done(act, "plugin_released")

    async def switch(self, name: str, *, is_on: bool) -> str:
        said = "plugin_turned_on" if is_on else "plugin_turned_off"
        return await self._done(lambda: self._manager.turn(name, is_on=is_on), said)

    async def allow_unsigned(self, *, is_allowed: bool) -> str:
        def act() -> None:
            path = self._manager.places.root / CONFIG_FILE
            self._manager.govern(save_unsigned(path, is_allowed=is_allowed))

        return await self._done(act, "plugin_unsigned_on" if is_allowed else "plugin_unsigned_off")

    async def install(self, name: str, seal: str) -> str:
        def act() -> None:
            self._market().install(name, seal)
            sync_store(self._manager)

        return await self._done(act, "plugin_installed")

    async def remove(self, name: str) -> str:
        def act() -> None:
            uninstall(self._manager.places.store, name)
            sync_store(self._manager)

        return await self._done(act, "plugin_removed")

    # --- steps

    async def _done(self, act: Callable[[], None], said: str) -> str:
        """The toast of what is done, or of what goes on; a failure after that is told."""
        begun = self._thread.submit(act)
        if not await is_done(begun, AT_ONCE_S):
            begun.add_done_callback(self._tell)
            return "plugin_begun"
        try:
            begun.result()
        except PluginError as error:
            raise refusal(error) from error
        return said

    def _tell(self, begun: "Future[None]") -> None:
        error = None if begun.cancelled() else begun.exception()
        if error is not None:
            self._manager.tell(News("trouble", str(error)))

    async def _index(self) -> Index:
        now_ns = self._clock.monotonic_ns()
        if not self._manager.config.marketplace:
            raise InputError("No marketplace is named", code="no_marketplace")
        if self._seen is None or now_ns >= self._seen[0] + INDEX_KEPT_NS:
            self._seen = (now_ns, self._thread.submit(lambda: self._market().index()))
        return await in_time(self._seen[1], AT_ONCE_S)

    def _may(self, offer: Offer) -> tuple[str, ...]:
        source = self._market().read(offer)
        return tuple(dict.fromkeys(each.code for each in suspicions(source)))

    def _market(self) -> Market:
        """What is fetched is tried apart from the plugins that run."""
        return Market(self._manager.apart(), "", self._clock)


def _offered(offer: Offer, held: dict[str, str]) -> PluginOffer:
    here = held.get(offer.id, "")
    return PluginOffer(
        id=offer.id,
        version=offer.version,
        kind=offer.type,
        author=offer.author,
        description=offer.description,
        seal=offer.sha256,
        size=offer.size,
        requires=offer.requires,
        held=here,
        is_newer=not here or version_key(offer.version) > version_key(here),
    )

"""The plugins of a desk, made up: every act is a line of `done`."""

from collections.abc import Sequence

from core.errors import InputError
from core.plugins import PluginLimits, PluginOffer, PluginPackage, PluginState, RefusedFile
from core.ports.plugins import PluginHouse
from core.values import replace
from tests.screens import plugin_samples as p


class FakePlugins(PluginHouse):
    """`why` is what is wrong with the marketplace."""

    def __init__(self) -> None:
        self.found: list[PluginState] = list(p.EVERY)
        self.on_offer: list[PluginOffer] = [*p.SHOP.offers, *_others()]
        self.done: list[tuple[str, ...]] = []
        self.why: InputError | None = None
        self.is_lax = True

    @property
    def limits(self) -> PluginLimits:
        return p.LIMITS

    @property
    def allows_unsigned(self) -> bool:
        return self.is_lax

    def plugins(self) -> Sequence[PluginState]:
        return self.found

    def refused(self) -> Sequence[RefusedFile]:
        return p.FILES[:1]

    async def reload(self, name: str) -> str:
        return self._note("plugin_reloaded", name)

    async def release(self, name: str) -> str:
        return self._note("plugin_released", name)

    async def switch(self, name: str, *, is_on: bool) -> str:
        return self._note("plugin_turned_on" if is_on else "plugin_turned_off", name)

    async def allow_unsigned(self, *, is_allowed: bool) -> str:
        return self._note("plugin_unsigned_on" if is_allowed else "plugin_unsigned_off")

    async def offers(self) -> Sequence[PluginOffer]:
        if self.why is not None:
            raise self.why
        return self.on_offer

    async def package(self, name: str) -> PluginPackage:
        if self.why is not None:
            raise self.why
        found = next((each for each in self.on_offer if each.id == name), None)
        if found is None:
            raise InputError(f"{name} is not offered", code="plugin_not_offered", name=name)
        return PluginPackage(found, ("network",))

    async def install(self, name: str, seal: str) -> str:
        return self._note("plugin_installed", name, seal)

    async def remove(self, name: str) -> str:
        return self._note("plugin_removed", name)

    def _note(self, what: str, *about: str) -> str:
        self.done.append((what, *about))
        return what


def _others() -> Sequence[PluginOffer]:
    return [replace(p.BANDS, id=f"other_{number}") for number in range(5)]

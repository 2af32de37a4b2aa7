"""What is done with the desk's plugins, whoever asks for it: the chat or the HTTP service. Nothing
is done that the audit does not hold."""

from collections.abc import Awaitable, Callable, Sequence

from core.errors import InputError
from core.plugins import PluginLimits, PluginOffer, PluginPackage, PluginState, RefusedFile
from core.ports.plugins import PluginHouse, PluginKeeping
from core.types import UserId

Note = Callable[[UserId, str, str], Awaitable[None]]
"""Writes who did what to which plugin."""


class PluginKeeper(PluginKeeping):
    def __init__(self, house: PluginHouse, note: Note) -> None:
        self._house = house
        self._note = note

    # --- looking

    @property
    def limits(self) -> PluginLimits:
        return self._house.limits

    @property
    def allows_unsigned(self) -> bool:
        return self._house.allows_unsigned

    def plugins(self) -> Sequence[PluginState]:
        return self._house.plugins()

    def refused(self) -> Sequence[RefusedFile]:
        return self._house.refused()

    def plugin(self, name: str) -> PluginState:
        found = next((each for each in self._house.plugins() if each.id == name), None)
        if found is None:
            raise InputError(f"No plugin is named {name}", code="plugin_gone", name=name)
        return found

    async def offers(self, words: str) -> Sequence[PluginOffer]:
        return [each for each in await self._house.offers() if _speaks(each, words)]

    async def package(self, name: str) -> PluginPackage:
        return await self._house.package(name)

    # --- changing

    async def reload(self, name: str, *, by: UserId) -> str:
        await self._noted(by, "plugin_reload", name)
        return await self._house.reload(name)

    async def release(self, name: str, *, by: UserId) -> str:
        if self.plugin(name).status != "quarantined":
            raise InputError("It is not quarantined", code="plugin_free")
        await self._noted(by, "plugin_release", name)
        return await self._house.release(name)

    async def switch(self, name: str, *, is_on: bool, by: UserId) -> str:
        await self._noted(by, "plugin_on" if is_on else "plugin_off", name)
        return await self._house.switch(name, is_on=is_on)

    async def allow_unsigned(self, *, is_allowed: bool, by: UserId) -> str:
        await self._note(by, "plugin_unsigned", "on" if is_allowed else "off")
        return await self._house.allow_unsigned(is_allowed=is_allowed)

    async def install(self, name: str, seal: str, *, by: UserId) -> str:
        await self._note(by, "plugin_install", name)
        return await self._house.install(name, seal)

    async def remove(self, name: str, *, by: UserId) -> str:
        if not self.plugin(name).is_installed:
            raise InputError("It is a file of yours: delete it yourself", code="plugin_own_file")
        await self._noted(by, "plugin_remove", name)
        return await self._house.remove(name)

    async def _noted(self, by: UserId, what: str, name: str) -> None:
        plugin = self.plugin(name)
        await self._note(by, what, f"{plugin.id} {plugin.version}")


def _speaks(offer: PluginOffer, words: str) -> bool:
    return words.casefold() in f"{offer.id} {offer.description} {offer.author}".casefold()

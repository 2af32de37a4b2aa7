"""The use cases of the plugin screens: looking for everybody, changing for owners, each change in
the audit log."""

from collections.abc import Awaitable, Callable

from core.errors import InputError
from core.plugins import PluginOffer, PluginState
from core.ports.plugins import PluginDesk, PluginHouse
from core.types import Access, UserId
from core.views.plugins import OffersView, PackageView, PluginsView, PluginView
from services.pages import page_of
from services.seats import Seat, Seats

A_PAGE = 6
PARAMETERS_A_PAGE = 8
OFFERS_A_PAGE = 6
KNOWN = ("no_marketplace", "plugin_fetching")
"""Reasons that screens have words of their own for."""
Note = Callable[[UserId, str, str], Awaitable[None]]
"""Writes who did what to which plugin."""


class PluginService(PluginDesk):
    def __init__(self, seats: Seats, house: PluginHouse, note: Note) -> None:
        self._seats = seats
        self._house = house
        self._note = note

    # --- looking

    async def view(self, user: UserId, page: int) -> PluginsView:
        seat = await self._seats.of(user)
        found = self._house.plugins()
        shown, at, pages = page_of(found, page, A_PAGE)
        return PluginsView(
            mode=seat.trading.mode,
            plugins=shown,
            refused=tuple(self._house.refused()),
            page=at,
            pages=pages,
            total=len(found),
            allows_unsigned=self._house.allows_unsigned,
            access=seat.user.access,
        )

    async def card(self, user: UserId, name: str, page: int = 1) -> PluginView:
        seat = await self._seats.of(user)
        plugin = self._plugin(name)
        pages = max(1, -(-len(plugin.parameters) // PARAMETERS_A_PAGE))
        return PluginView(
            mode=seat.trading.mode,
            plugin=plugin,
            limits=self._house.limits,
            agents=_led(seat, name),
            page=min(max(page, 1), pages),
            pages=pages,
            utc_offset_min=seat.user.utc_offset_min,
            access=seat.user.access,
        )

    async def offers(self, user: UserId, words: str, page: int) -> OffersView:
        """A marketplace that does not answer is a screen that says why."""
        seat = await self._seats.of(user, Access.OWNER)
        try:
            found = [each for each in await self._house.offers() if _speaks(each, words)]
        except InputError as error:
            why = error.code if error.code in KNOWN else str(error)
            return OffersView(mode=seat.trading.mode, words=words, why=why)
        shown, at, pages = page_of(found, page, OFFERS_A_PAGE)
        return OffersView(mode=seat.trading.mode, offers=shown, words=words, page=at, pages=pages)

    async def package(self, user: UserId, name: str) -> PackageView:
        seat = await self._seats.of(user, Access.OWNER)
        return PackageView(mode=seat.trading.mode, package=await self._house.package(name))

    # --- changing

    async def reload(self, user: UserId, name: str) -> str:
        await self._noted(user, "plugin_reload", name)
        return await self._house.reload(name)

    async def release(self, user: UserId, name: str) -> str:
        if self._plugin(name).status != "quarantined":
            raise InputError("It is not quarantined", code="plugin_free")
        await self._noted(user, "plugin_release", name)
        return await self._house.release(name)

    async def switch(self, user: UserId, name: str, *, is_on: bool) -> str:
        await self._noted(user, "plugin_on" if is_on else "plugin_off", name)
        return await self._house.switch(name, is_on=is_on)

    async def allow_unsigned(self, user: UserId, *, is_allowed: bool) -> str:
        await self._owner(user)
        await self._note(user, "plugin_unsigned", "on" if is_allowed else "off")
        return await self._house.allow_unsigned(is_allowed=is_allowed)

    async def install(self, user: UserId, name: str, seal: str) -> str:
        await self._owner(user)
        await self._note(user, "plugin_install", name)
        return await self._house.install(name, seal)

    async def remove(self, user: UserId, name: str) -> str:
        await self._noted(user, "plugin_remove", name)
        return await self._house.remove(name)

    async def _noted(self, user: UserId, what: str, name: str) -> None:
        """Nothing is done that the audit does not hold."""
        await self._owner(user)
        plugin = self._plugin(name)
        await self._note(user, what, f"{plugin.id} {plugin.version}")

    async def _owner(self, user: UserId) -> Seat:
        return await self._seats.of(user, Access.OWNER)

    def _plugin(self, name: str) -> PluginState:
        found = next((each for each in self._house.plugins() if each.id == name), None)
        if found is None:
            raise InputError(f"No plugin is named {name}", code="plugin_gone", name=name)
        return found


def _led(seat: Seat, name: str) -> tuple[str, ...]:
    return tuple(agent.name for agent in seat.agents if agent.strategy == name)


def _speaks(offer: PluginOffer, words: str) -> bool:
    return words.casefold() in f"{offer.id} {offer.description} {offer.author}".casefold()

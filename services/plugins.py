"""The use cases of the plugin screens: looking for everybody, changing for owners."""

from core.errors import InputError
from core.ports.plugins import PluginDesk, PluginKeeping
from core.types import Access, UserId
from core.views.plugins import OffersView, PackageView, PluginsView, PluginView
from services.pages import page_of
from services.seats import Seat, Seats

A_PAGE = 6
PARAMETERS_A_PAGE = 8
OFFERS_A_PAGE = 6
KNOWN = ("no_marketplace", "plugin_fetching")
"""Reasons that screens have words of their own for."""


class PluginService(PluginDesk):
    def __init__(self, seats: Seats, keeping: PluginKeeping) -> None:
        self._seats = seats
        self._keeping = keeping

    # --- looking

    async def view(self, user: UserId, page: int) -> PluginsView:
        seat = await self._seats.of(user)
        found = self._keeping.plugins()
        shown, at, pages = page_of(found, page, A_PAGE)
        return PluginsView(
            mode=seat.trading.mode,
            plugins=shown,
            refused=tuple(self._keeping.refused()),
            page=at,
            pages=pages,
            total=len(found),
            allows_unsigned=self._keeping.allows_unsigned,
            access=seat.user.access,
        )

    async def card(self, user: UserId, name: str, page: int = 1) -> PluginView:
        seat = await self._seats.of(user)
        plugin = self._keeping.plugin(name)
        pages = max(1, -(-len(plugin.parameters) // PARAMETERS_A_PAGE))
        return PluginView(
            mode=seat.trading.mode,
            plugin=plugin,
            limits=self._keeping.limits,
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
            found = await self._keeping.offers(words)
        except InputError as error:
            why = error.code if error.code in KNOWN else str(error)
            return OffersView(mode=seat.trading.mode, words=words, why=why)
        shown, at, pages = page_of(found, page, OFFERS_A_PAGE)
        return OffersView(mode=seat.trading.mode, offers=shown, words=words, page=at, pages=pages)

    async def package(self, user: UserId, name: str) -> PackageView:
        seat = await self._seats.of(user, Access.OWNER)
        return PackageView(mode=seat.trading.mode, package=await self._keeping.package(name))

    # --- changing

    async def reload(self, user: UserId, name: str) -> str:
        await self._owner(user)
        return await self._keeping.reload(name, by=user)

    async def release(self, user: UserId, name: str) -> str:
        await self._owner(user)
        return await self._keeping.release(name, by=user)

    async def switch(self, user: UserId, name: str, *, is_on: bool) -> str:
        await self._owner(user)
        return await self._keeping.switch(name, is_on=is_on, by=user)

    async def allow_unsigned(self, user: UserId, *, is_allowed: bool) -> str:
        await self._owner(user)
        return await self._keeping.allow_unsigned(is_allowed=is_allowed, by=user)

    async def install(self, user: UserId, name: str, seal: str) -> str:
        await self._owner(user)
        return await self._keeping.install(name, seal, by=user)

    async def remove(self, user: UserId, name: str) -> str:
        await self._owner(user)
        return await self._keeping.remove(name, by=user)

    async def _owner(self, user: UserId) -> Seat:
        return await self._seats.of(user, Access.OWNER)


def _led(seat: Seat, name: str) -> tuple[str, ...]:
    return tuple(agent.name for agent in seat.agents if agent.strategy == name)

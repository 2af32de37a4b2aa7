"""What of plugins is asked before it is done: foreign code comes in, or goes out."""

from core.errors import InputError
from core.ports.plugins import PluginDesk
from core.types import Access
from services.confirm import Subject, Topic
from services.seats import Seat


class InstallTopic(Topic):
    """Bound to one package: an offer that changes meanwhile is not the one that was agreed to."""

    def __init__(self, plugins: PluginDesk) -> None:
        self._plugins = plugins

    async def subject(self, seat: Seat, version: str) -> Subject:
        package = (await self._plugins.package(seat.user.id, version)).package
        offer = package.offer
        if not offer.is_newer:
            raise InputError("This version is installed", code="plugin_installed")
        bound = f"{offer.id}|{offer.seal}"
        return Subject(bound=bound, about=f"{offer.id} {offer.version}", may=package.may)

    async def act(self, seat: Seat, bound: str) -> str:
        name, _, seal = bound.partition("|")
        return await self._plugins.install(seat.user.id, name, seal)


class UninstallTopic(Topic):
    """Agents on it hold from then on."""

    def __init__(self, plugins: PluginDesk) -> None:
        self._plugins = plugins

    async def subject(self, seat: Seat, version: str) -> Subject:
        _owner(seat)
        plugin = (await self._plugins.card(seat.user.id, version)).plugin
        if not plugin.is_installed:
            raise InputError("It is a file of yours: delete it yourself", code="plugin_own_file")
        return Subject(bound=plugin.id, about=f"{plugin.id} {plugin.version}")

    async def act(self, seat: Seat, bound: str) -> str:
        return await self._plugins.remove(seat.user.id, bound)


class UnsignedTopic(Topic):
    """Letting in what nobody has signed."""

    def __init__(self, plugins: PluginDesk) -> None:
        self._plugins = plugins

    async def subject(self, seat: Seat, version: str) -> Subject:
        _owner(seat)
        return Subject()

    async def act(self, seat: Seat, bound: str) -> str:
        return await self._plugins.allow_unsigned(seat.user.id, is_allowed=True)


def _owner(seat: Seat) -> None:
    if not seat.user.access.allows(Access.OWNER):
        raise InputError("Only an owner may do this", code="not_allowed", needed="owner")

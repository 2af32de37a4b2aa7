"""Looking after plugins in the chat, put together; and what of it is asked first."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.events import Audit
from core.ports import Clock, JournalReader
from core.ports.plugins import PluginDesk, PluginHouse, PluginKeeping
from core.types import AccountId, UserId
from services.confirm import Topic
from services.plugin_keeping import Note, PluginKeeper
from services.plugin_topics import InstallTopic, UninstallTopic, UnsignedTopic
from services.plugins import PluginService
from services.seats import Seats


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginCare:
    keeping: PluginKeeping
    desk: PluginDesk
    topics: Mapping[str, Topic]


def build_plugin_care(
    seats: Seats, house: PluginHouse, journal: JournalReader, clock: Clock, *, log: AccountId
) -> PluginCare:
    """`log` is the journal's name for what belongs to no account."""
    keeping = PluginKeeper(house, _noting(journal, clock, log))
    desk = PluginService(seats, keeping)
    return PluginCare(
        keeping=keeping,
        desk=desk,
        topics={
            "install": InstallTopic(desk),
            "uninstall": UninstallTopic(desk),
            "unsigned": UnsignedTopic(desk),
        },
    )


def _noting(journal: JournalReader, clock: Clock, log: AccountId) -> Note:
    async def note(user: UserId, what: str, detail: str) -> None:
        row = Audit(at_ns=clock.now_ns(), user=user, what=what, detail=detail)
        await journal.note(log, row)

    return note

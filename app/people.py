"""Who is at the desk, what they prefer and what they read: the use cases around a member."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from app.opening import account_id
from app.settings import Settings
from core.ports import Clock, Desk, Gatekeeper, JournalBook, Preferences
from core.ports.people import People
from core.types import AccountId, UserId
from services.access import AccessService
from services.confirm import Topic
from services.drafts import Drafts
from services.invites import InviteBook
from services.journal import JournalService
from services.journal_topics import ClearTopic
from services.marks import ClearMarks
from services.people import PeopleService
from services.people_topics import PromoteTopic, RemoveTopic
from services.seats import Seats
from services.settings import SettingsService
from services.strangers import StrangerLog
from services.take_topic import TakeTopic
from services.themes import ThemeStore
from storage.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """`topics` are what of these is asked before it is done."""

    gate: Gatekeeper
    people: People
    journal: JournalBook
    preferences: Preferences
    topics: Mapping[str, Topic]


async def build_membership(
    seats: Seats,
    desk: Desk,
    database: Database,
    clock: Clock,
    settings: Settings,
    *,
    drafts: Drafts,
    announce: Callable[[str], None],
    log: AccountId,
) -> Membership:
    """Makes the owners that are named; without any owner, opens pairing. `log` is the journal's
    name for what belongs to no account."""
    users, reader, values = database.users, database.reader, database.kv
    gate, people = _reception(seats, desk, database, clock, settings, announce=announce, log=log)
    await gate.start()
    journal = JournalService(seats, reader, ClearMarks(values), clock, desk=log)
    themes = ThemeStore(values)
    return Membership(
        gate=gate,
        people=people,
        journal=journal,
        preferences=SettingsService(seats, users, reader, clock, themes=themes, drafts=drafts),
        topics={
            "clear": ClearTopic(journal),
            "remove": RemoveTopic(people),
            "promote": PromoteTopic(people),
            "take": TakeTopic(),
        },
    )


def _reception(
    seats: Seats,
    desk: Desk,
    database: Database,
    clock: Clock,
    settings: Settings,
    *,
    announce: Callable[[str], None],
    log: AccountId,
) -> tuple[AccessService, PeopleService]:
    """Who may come in, and who looks after them: both know the same invitations and strangers."""
    users, reader = database.users, database.reader
    strangers, invites = StrangerLog(reader, clock, log), InviteBook(database.kv, clock)
    owners = frozenset(UserId(owner) for owner in settings.owner_ids)
    account_of = partial(account_id, exchange=settings.exchange)
    gate = AccessService(
        users,
        strangers,
        clock,
        owners=owners,
        account_of=account_of,
        announce=announce,
        invites=invites,
    )
    people = PeopleService(
        seats,
        users,
        desk,
        gate,
        invites,
        strangers,
        reader,
        owners=owners,
        account_of=account_of,
        log=log,
    )
    return gate, people

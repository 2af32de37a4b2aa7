"""Who is at the desk: invitations, roles, leaving, and the log of who tried."""

from collections.abc import Sequence

from core.codec import decode
from core.errors import InputError
from core.events import Audit
from core.ports import Desk, JournalEntry, JournalReader, User, Users
from core.ports.people import People
from core.ports.storage import NOBODY
from core.types import OVER_HTTP, Access, AccountId, AgentState, UserId
from core.values import replace
from core.views.people import (
    AuditRow,
    AuditView,
    InviteRow,
    InviteView,
    MemberRow,
    MemberView,
    PeopleView,
)
from services.access import AccessService, AccountOf
from services.invites import InviteBook, in_groups
from services.seats import Seat, Seats
from services.strangers import StrangerLog

AUDIT_PAGE = 8
STANDING = (AgentState.OFF, AgentState.HALTED)
BY_SETTING, LAST = "owner_by_setting", "last_owner"


class PeopleService(People):
    """A viewer looks at the desk of an owner: who invited them, or who made them a viewer."""

    def __init__(
        self,
        seats: Seats,
        users: Users,
        desk: Desk,
        gate: AccessService,
        invites: InviteBook,
        strangers: StrangerLog,
        journal: JournalReader,
        *,
        owners: frozenset[UserId],
        account_of: AccountOf,
        log: AccountId,
    ) -> None:
        self._seats = seats
        self._users = users
        self._desk = desk
        self._gate = gate
        self._invites = invites
        self._strangers = strangers
        self._journal = journal
        self._owners = owners
        self._account_of = account_of
        self._log = log

    # --- looking

    async def view(self, user: UserId) -> PeopleView:
        seat = await self._seats.of(user, Access.OWNER)
        members = await self._gate.members()
        names = {member.id: _name(member) for member in members}
        return PeopleView(
            mode=seat.trading.mode,
            members=tuple(self._row(member, user, names) for member in members),
            invites=tuple(
                InviteRow(
                    key=invite.key,
                    access=invite.access,
                    by=names.get(invite.by, str(invite.by)),
                    left_s=self._invites.left_s(invite),
                )
                for invite in await self._invites.open()
            ),
            attempts=await self._journal.count(self._log, (Audit.topic,)),
        )

    async def member(self, user: UserId, who: UserId) -> MemberView:
        seat = await self._seats.of(user, Access.OWNER)
        members = await self._gate.members()
        found = _find(members, who)
        why = self._fixed(members, found)
        names = {member.id: _name(member) for member in members}
        return MemberView(
            mode=seat.trading.mode,
            member=self._row(found, user, names),
            roles=() if why else tuple(r for r in self._roles() if r is not found.access),
            can_remove=not why,
            why=why,
        )

    async def audit(self, user: UserId, page: int) -> AuditView:
        """Pages count from 1; one beyond the ends shows the end."""
        seat = await self._seats.of(user, Access.OWNER)
        names = {member.id: _name(member) for member in await self._gate.members()}
        names[OVER_HTTP] = "API"
        count = await self._journal.count(self._log, (Audit.topic,))
        pages = max(1, -(-count // AUDIT_PAGE))
        page = min(max(page, 1), pages)
        entries = await self._journal.page(
            self._log, (Audit.topic,), offset=(page - 1) * AUDIT_PAGE, limit=AUDIT_PAGE
        )
        rows = (_audit_row(entry, names) for entry in entries)
        return AuditView(
            mode=seat.trading.mode,
            rows=tuple(row for row in rows if row is not None),
            page=page,
            pages=pages,
            utc_offset_min=seat.user.utc_offset_min,
        )

    # --- changing

    async def invite(self, user: UserId, access: Access) -> InviteView:
        seat = await self._seats.of(user, Access.OWNER)
        if access is Access.OWNER:
            raise InputError("Owners are made of members", code="no_owner_invite")
        code, invite = await self._invites.make(access, user)
        await self._strangers.note(user, "invited", access)
        return InviteView(
            mode=seat.trading.mode,
            access=access,
            code=in_groups(code),
            until_ns=invite.dies_ns,
            utc_offset_min=seat.user.utc_offset_min,
        )

    async def revoke(self, user: UserId, key: str) -> str:
        await self._seats.of(user, Access.OWNER)
        if not await self._invites.drop(lambda invite: invite.key == key):
            return "gone"
        await self._strangers.note(user, "revoked")
        return "revoked"

    async def change_role(self, user: UserId, who: UserId, access: Access) -> str:
        seat = await self._seats.of(user, Access.OWNER)
        member = await self._changeable(who)
        if access not in self._roles():
            raise _refused(BY_SETTING)
        if member.access is access:
            return "saved"
        await self._users.save(self._placed(replace(member, access=access), seat.user))
        await self._strangers.note(who, "role", f"{member.access}>{access}", by=user)
        if access is Access.VIEWER:
            await self._end(member)
        return "saved"

    async def remove(self, user: UserId, who: UserId) -> str:
        """The access goes first: whatever fails after that, nobody is in who should not be."""
        seat = await self._seats.of(user, Access.OWNER)
        member = await self._changeable(who)
        await self._users.remove(who)
        await self._strangers.note(who, "removed", member.access, by=user)
        if who != user:
            await self._adopt_guests(who, seat)
        await self._end(member)
        return "removed"

    async def _changeable(self, who: UserId) -> User:
        members = await self._gate.members()
        member = _find(members, who)
        if why := self._fixed(members, member):
            raise _refused(why)
        return member

    def _fixed(self, members: Sequence[User], member: User) -> str:
        """Why neither role nor membership of somebody can be changed, or ''."""
        if member.id in self._owners:
            return BY_SETTING
        owners = [each for each in members if each.access is Access.OWNER]
        return LAST if owners == [member] else ""

    def _roles(self) -> tuple[Access, ...]:
        """Where the settings name the owners, no press makes one."""
        return tuple(role for role in Access if role is not Access.OWNER or not self._owners)

    def _placed(self, member: User, host: User) -> User:
        """At the desk that goes with the role."""
        is_guest = member.access is Access.VIEWER
        return replace(
            member,
            guest_of=host.id if is_guest else NOBODY,
            account=host.account if is_guest else self._account_of(member.id),
        )

    async def _adopt_guests(self, gone: UserId, seat: Seat) -> None:
        for guest in await self._users.all():
            if guest.guest_of == gone:
                await self._users.save(self._placed(guest, seat.user))

    async def _end(self, member: User) -> None:
        """Takes back what they opened to others, and stops what trades for them."""
        await self._invites.drop(lambda invite: invite.by == member.id)
        if member.access is Access.VIEWER:
            return
        trading = await self._desk.trading(member.account)
        for agent in trading.agents():
            if agent.state not in STANDING:
                await trading.set_state(agent.id, "stop", by=member.id)

    def _row(self, member: User, user: UserId, names: dict[UserId, str]) -> MemberRow:
        return MemberRow(
            id=member.id,
            name=_name(member),
            access=member.access,
            is_you=member.id == user,
            is_named=member.id in self._owners,
            host=names.get(member.guest_of, ""),
        )


def _refused(why: str) -> InputError:
    sentence = {
        BY_SETTING: "OWNER_IDS in .env names the owners",
        LAST: "The last owner stays: make another one first",
    }
    return InputError(sentence[why], code=why)


def _find(members: Sequence[User], who: UserId) -> User:
    for member in members:
        if member.id == who:
            return member
    raise InputError("There is no such member", code="no_member")


def _name(member: User) -> str:
    return member.name or str(member.id)


def _audit_row(entry: JournalEntry, names: dict[UserId, str]) -> AuditRow | None:
    try:
        told = decode(Audit, entry.payload)
    except InputError:
        return None
    user = UserId(told.user)
    return AuditRow(
        at_ns=entry.wall_ns,
        user=user,
        name=names.get(user, ""),
        what=told.what,
        detail=told.detail,
        by=names.get(UserId(told.by), str(told.by)) if told.by else "",
    )

"""Who may do what: roles, the first owner, and strangers."""

from collections.abc import Callable, Sequence

from core.ports import Clock, Gatekeeper, PairingState, User, Users
from core.ports.storage import NOBODY
from core.types import Access, AccountId, UserId
from core.values import replace
from services.invites import InviteBook, Tries
from services.pairing import Pairing
from services.settings import LANGUAGES
from services.strangers import StrangerLog

Announce = Callable[[str], None]
"""Shows a pairing code to who stands at the console."""
AccountOf = Callable[[UserId], AccountId]
MAX_NAME = 64


class AccessService(Gatekeeper):
    """Owners come from OWNER_IDS; where that is empty, from pairing with a code. Others come by
    an owner's invitation.

    Once OWNER_IDS names somebody it is the whole truth about owners: one who paired earlier and
    is not named is a stranger.
    """

    def __init__(
        self,
        users: Users,
        strangers: StrangerLog,
        clock: Clock,
        *,
        owners: frozenset[UserId],
        account_of: AccountOf,
        announce: Announce,
        invites: InviteBook,
    ) -> None:
        self._users = users
        self._strangers = strangers
        self._clock = clock
        self._owners = owners
        self._account_of = account_of
        self._announce = announce
        self._invites = invites
        self._tries = Tries(clock)
        self._pairing: Pairing | None = None

    async def start(self) -> None:
        """Makes the owners that are named, and gives everyone the account of this exchange;
        without any owner, opens pairing and shows the code."""
        for owner in sorted(self._owners):
            await self._users.save(await self._as_owner(owner))
        known = await self._users.all()
        for user in known:
            desk_of = user.guest_of or user.id
            await self._users.save(replace(user, account=self._account_of(desk_of)))
        if not any(user.access is Access.OWNER for user in known):
            self._pairing = Pairing(self._clock)
            self._announce(self._pairing.code)

    async def user(self, user: UserId) -> User | None:
        member = await self._users.get(user)
        if member is None or (member.access is Access.OWNER and not self._is_owner(user)):
            return None
        return member

    async def members(self) -> Sequence[User]:
        """Those whom it lets in."""
        known = [await self.user(user.id) for user in await self._users.all()]
        return [user for user in known if user is not None]

    async def greet(self, user: UserId, *, language: str, name: str) -> User | None:
        member = await self.user(user)
        if member is None or member.name:
            return member
        return await self._save(member, language, name)

    async def seen_stranger(self, user: UserId, what: str) -> None:
        await self._strangers.seen(user, what)

    async def seen_forged(self, user: UserId, what: str) -> None:
        await self._strangers.seen(user, what, name="forged")

    async def join(self, user: UserId, code: str, *, language: str, name: str) -> User | None:
        """An invitation is worth as much as who gave it: an owner, still."""
        invite = await self._invites.take(code) if self._tries.take(user) else None
        host = await self.user(invite.by) if invite is not None else None
        if invite is None or host is None or host.access is not Access.OWNER:
            await self._strangers.seen(user, "", name="refused_code")
            return None
        is_guest = invite.access is Access.VIEWER
        member = User(
            id=user,
            access=invite.access,
            account=host.account if is_guest else self._account_of(user),
            guest_of=host.id if is_guest else NOBODY,
        )
        joined = await self._save(member, language, name)
        await self._strangers.note(user, "joined", invite.access, by=host.id)
        return joined

    def pairing(self) -> PairingState:
        return PairingState(is_open=False) if self._pairing is None else self._pairing.state

    async def pair(self, user: UserId, code: str, *, language: str, name: str) -> User | None:
        if self._pairing is None or not self._pairing.state.is_open:
            await self._strangers.seen(user, "pair")
            return None
        if not self._pairing.accepts(code):
            await self._strangers.note(user, "refused_code")
            return None
        owner = await self._save(await self._as_owner(user), language, name)
        await self._strangers.note(user, "paired")
        return owner

    def _is_owner(self, user: UserId) -> bool:
        return not self._owners or user in self._owners

    async def _as_owner(self, user: UserId) -> User:
        known = await self._users.get(user)
        if known is None:
            return User(id=user, access=Access.OWNER, account=self._account_of(user))
        return replace(known, access=Access.OWNER, account=self._account_of(user))

    async def _save(self, user: User, language: str, name: str) -> User:
        """With the language of Telegram's code (`ru-RU`), where it is one of ours."""
        spoken = language[:2].lower()
        met = replace(
            user,
            language=spoken if spoken in LANGUAGES else user.language,
            name=name[:MAX_NAME] or str(user.id),
        )
        await self._users.save(met)
        return met

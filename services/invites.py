"""Invitations: codes that let somebody in once."""

import asyncio
import hashlib
import secrets
from collections import Counter
from collections.abc import Callable

from core.codec import decode, encode
from core.errors import InputError
from core.ports import Clock, KeyValue
from core.types import DAY_NS, HOUR_NS, SECOND_NS, Access, UserId
from core.values import Frozen
from services.pairing import ALPHABET

CODE_LENGTH = 16
"""74 bits: what is kept is a plain hash, because nobody guesses that many."""
VALID_NS = DAY_NS
MOST_OPEN = 20
TRIES_EACH = 5
TRIES_ALL = 500
KEY = "invites"
KEY_LENGTH = 12


class Invite(Frozen, frozen=True, kw_only=True):
    """`hash` is all that is kept of the code."""

    hash: str
    access: Access
    by: UserId
    dies_ns: int

    @property
    def key(self) -> str:
        return self.hash[:KEY_LENGTH]


class _Kept(Frozen, frozen=True, kw_only=True):
    invites: tuple[Invite, ...] = ()


class InviteBook:
    """Keeps open invitations over restarts; each opens once, for 24 hours of the desk's clock."""

    def __init__(self, values: KeyValue, clock: Clock) -> None:
        self._values = values
        self._clock = clock
        self._lock = asyncio.Lock()

    async def open(self) -> tuple[Invite, ...]:
        now_ns = self._clock.now_ns()
        return tuple(invite for invite in await self._load() if invite.dies_ns > now_ns)

    async def make(self, access: Access, by: UserId) -> tuple[str, Invite]:
        """The code, which is known now and never again. Raises InputError."""
        code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
        invite = Invite(
            hash=hash_of(code), access=access, by=by, dies_ns=self._clock.now_ns() + VALID_NS
        )
        async with self._lock:
            known = await self.open()
            if len(known) >= MOST_OPEN:
                raise InputError(f"{MOST_OPEN} invites are open", code="too_many_invites")
            await self._save((*known, invite))
        return code, invite

    async def take(self, code: str) -> Invite | None:
        """The invitation of a code, used up by this call; None for a wrong, used or old one."""
        wanted = hash_of(code)
        async with self._lock:
            known = await self.open()
            found = [invite for invite in known if secrets.compare_digest(invite.hash, wanted)]
            if not found:
                return None
            await self._save(tuple(invite for invite in known if invite not in found))
        return found[0]

    async def drop(self, is_dropped: Callable[[Invite], bool]) -> int:
        """How many there were."""
        async with self._lock:
            known = await self.open()
            kept = tuple(invite for invite in known if not is_dropped(invite))
            if len(kept) < len(known):
                await self._save(kept)
        return len(known) - len(kept)

    def left_s(self, invite: Invite) -> int:
        return max(invite.dies_ns - self._clock.now_ns(), 0) // SECOND_NS

    async def _load(self) -> tuple[Invite, ...]:
        text = await self._values.get(KEY)
        return () if text is None else decode(_Kept, text).invites

    async def _save(self, invites: tuple[Invite, ...]) -> None:
        await self._values.put(KEY, encode(_Kept(invites=invites)))


class Tries:
    """How often strangers may try a code: so often each and all together in an hour."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._hour_ns = clock.monotonic_ns()
        self._made: Counter[UserId] = Counter()

    def take(self, user: UserId) -> bool:
        """False once they are used up; the code is then not looked at."""
        now_ns = self._clock.monotonic_ns()
        if now_ns - self._hour_ns >= HOUR_NS:
            self._hour_ns = now_ns
            self._made.clear()
        if self._made[user] >= TRIES_EACH or self._made.total() >= TRIES_ALL:
            return False
        self._made[user] += 1
        return True


def bare(code: str) -> str:
    """As it is hashed: spaces, dashes and case do not count."""
    return "".join(char for char in code[:64].upper() if char.isalnum())


def hash_of(code: str) -> str:
    return hashlib.sha256(bare(code).encode(errors="replace")).hexdigest()


def in_groups(code: str) -> str:
    """`ABCD-EFGH-JKMN-PQRT`."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))

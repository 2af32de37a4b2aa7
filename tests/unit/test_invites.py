"""Invitations: one use, a day, a hash."""

import asyncio

import pytest

from core.clock import ManualClock
from core.errors import InputError
from core.types import Access, UserId
from services.invites import CODE_LENGTH, KEY, MOST_OPEN, TRIES_EACH, InviteBook, Tries, in_groups
from services.pairing import ALPHABET
from tests.fake_chat import FakeValues
from tests.samples import OWNER, STRANGER


class Door:
    def __init__(self) -> None:
        self.values, self.clock = FakeValues(), ManualClock(1)
        self.book = self.again()

    def again(self) -> InviteBook:
        """As after a restart."""
        return InviteBook(self.values, self.clock)

    async def code(self, access: Access = Access.TRADER) -> str:
        code, _ = await self.book.make(access, OWNER)
        return code


@pytest.fixture
def door() -> Door:
    return Door()


async def test_a_code_opens_once(door: Door) -> None:
    code = await door.code(Access.VIEWER)
    invite = await door.book.take(code)
    assert invite is not None
    assert (invite.access, invite.by) == (Access.VIEWER, OWNER)
    assert await door.book.take(code) is None


async def test_of_two_with_one_code_one_gets_in(door: Door) -> None:
    code = await door.code()
    taken = await asyncio.gather(door.book.take(code), door.book.take(code))
    assert [invite is None for invite in taken].count(True) == 1


async def test_a_code_is_taken_as_people_type_it(door: Door) -> None:
    code = await door.code()
    assert await door.book.take(f" {in_groups(code).lower()} ") is not None


async def test_a_code_survives_a_restart_and_its_use_too(door: Door) -> None:
    code = await door.code()
    assert await door.again().take(code) is not None
    assert await door.again().take(code) is None


@pytest.mark.parametrize(("after_s", "is_good"), [(86_399, True), (86_400, False)])
async def test_a_code_is_good_for_a_day(door: Door, after_s: int, is_good: bool) -> None:
    code = await door.code()
    door.clock.advance(after_s)
    assert (await door.book.take(code) is not None) is is_good


async def test_only_the_hash_of_a_code_is_kept(door: Door) -> None:
    code = await door.code()
    kept = door.values.values[KEY]
    assert code not in kept
    assert code[:6] not in kept


async def test_codes_are_long_and_differ(door: Door) -> None:
    codes = {await door.code() for _ in range(MOST_OPEN)}
    assert len(codes) == MOST_OPEN
    assert all(len(code) == CODE_LENGTH and set(code) <= set(ALPHABET) for code in codes)


async def test_so_many_are_open_and_no_more_until_one_is_withdrawn(door: Door) -> None:
    for _ in range(MOST_OPEN):
        await door.code()
    with pytest.raises(InputError) as refused:
        await door.code()
    assert refused.value.code == "too_many_invites"
    key = (await door.book.open())[0].key
    assert await door.book.drop(lambda invite: invite.key == key) == 1
    await door.code()


async def test_a_withdrawn_code_opens_nothing(door: Door) -> None:
    code = await door.code()
    await door.book.drop(lambda invite: invite.by == OWNER)
    assert await door.book.take(code) is None


@pytest.mark.parametrize("typed", ["", "\ud800", "код", "A" * 100_000, "' OR 1=1 --"])
async def test_any_text_is_a_wrong_code(door: Door, typed: str) -> None:
    await door.code()
    assert await door.book.take(typed) is None
    assert len(await door.book.open()) == 1


def test_a_stranger_has_five_tries_an_hour() -> None:
    clock = ManualClock(1)
    tries = Tries(clock)
    assert [tries.take(STRANGER) for _ in range(TRIES_EACH + 1)] == [True] * TRIES_EACH + [False]
    assert tries.take(UserId(5))
    clock.advance(3_600)
    assert tries.take(STRANGER)


def test_many_strangers_together_have_so_many_tries_too() -> None:
    tries = Tries(ManualClock(1))
    allowed = sum(tries.take(UserId(number)) for number in range(10_000))
    assert allowed == 500

"""Who gets in: owners by setting or by pairing, and what strangers leave behind."""

import asyncio

import pytest

from core.clock import ManualClock
from core.events import Audit
from core.ports import User
from core.types import Access, AccountId, UserId
from services.access import AccessService
from services.invites import InviteBook
from services.pairing import ALPHABET, CODE_LENGTH
from services.strangers import StrangerLog
from tests.fake_chat import FakeValues
from tests.fakes import (
    FakeJournal,
    FakeUsers,
    make_members,
)
from tests.samples import (
    OWNER,
    STRANGER,
    VIEWER,
)

DESK = AccountId("paper:1")


class Desk:
    """A gate with its surroundings; the console keeps the codes that were shown on it."""

    def __init__(self, users: FakeUsers | None = None, owners: tuple[int, ...] = ()) -> None:
        self.users = users or FakeUsers()
        self.journal = FakeJournal()
        self.clock = ManualClock(1)
        self.console: list[str] = []
        self.strangers = StrangerLog(self.journal, self.clock, DESK, rows_each=3, rows_all=5)
        self.gate = AccessService(
            self.users,
            self.strangers,
            self.clock,
            owners=frozenset(map(UserId, owners)),
            account_of=lambda user: AccountId(f"paper:{user}"),
            announce=self.console.append,
            invites=InviteBook(FakeValues(), self.clock),
        )

    async def pair(self, code: str, user: UserId = OWNER) -> User | None:
        return await self.gate.pair(user, code, language="ru-RU", name="Ann")

    def audits(self) -> list[tuple[int, str, str]]:
        return [
            (note.user, note.what, note.detail)
            for note in self.journal.notes
            if isinstance(note, Audit)
        ]


@pytest.fixture
async def unpaired() -> Desk:
    desk = Desk()
    await desk.gate.start()
    return desk


async def test_owners_that_are_named_get_in_without_a_code() -> None:
    desk = Desk(owners=(7, 8))
    await desk.gate.start()
    owner = await desk.gate.user(UserId(7))
    assert owner == User(id=UserId(7), access=Access.OWNER, account=AccountId("paper:7"))
    assert desk.console == []
    assert not desk.gate.pairing().is_open


async def test_a_named_owner_keeps_what_they_had_chosen() -> None:
    users = FakeUsers(User(id=OWNER, access=Access.VIEWER, account=DESK, language="ru"))
    desk = Desk(users, owners=(1,))
    await desk.gate.start()
    assert users.members[OWNER].access is Access.OWNER
    assert users.members[OWNER].language == "ru"


async def test_an_owner_who_is_not_named_any_more_is_a_stranger() -> None:
    desk = Desk(make_members(), owners=(7,))
    await desk.gate.start()
    assert await desk.gate.user(OWNER) is None
    assert await desk.gate.user(VIEWER) is not None


async def test_an_owner_who_paired_needs_no_second_code() -> None:
    desk = Desk(make_members())
    await desk.gate.start()
    assert desk.console == []
    assert await desk.gate.user(OWNER) is not None


async def test_without_an_owner_a_code_is_shown(unpaired: Desk) -> None:
    (code,) = unpaired.console
    assert len(code.replace("-", "")) == CODE_LENGTH >= 8
    assert set(code) <= {*ALPHABET, "-"}
    assert not set("O0I1L5S8B2Z") & set(ALPHABET)
    state = unpaired.gate.pairing()
    assert (state.is_open, state.tries_left, state.left_s) == (True, 5, 600)


async def test_codes_differ() -> None:
    desks = [Desk() for _ in range(20)]
    for desk in desks:
        await desk.gate.start()
    assert len({desk.console[0] for desk in desks}) == 20


async def test_the_code_makes_its_typist_the_owner(unpaired: Desk) -> None:
    owner = await unpaired.pair(unpaired.console[0])
    assert owner == User(id=OWNER, access=Access.OWNER, account=DESK, language="ru", name="Ann")
    assert await unpaired.gate.user(OWNER) == owner
    assert unpaired.audits() == [(OWNER, "paired", "")]


async def test_the_code_is_taken_as_people_type_it(unpaired: Desk) -> None:
    code = unpaired.console[0].replace("-", " ").lower()
    assert await unpaired.pair(f"  {code} ") is not None


async def test_the_code_works_once(unpaired: Desk) -> None:
    await unpaired.pair(unpaired.console[0])
    assert await unpaired.pair(unpaired.console[0], STRANGER) is None
    assert not unpaired.gate.pairing().is_open


async def test_of_two_with_the_code_one_becomes_owner(unpaired: Desk) -> None:
    code = unpaired.console[0]
    answers = await asyncio.gather(unpaired.pair(code, OWNER), unpaired.pair(code, STRANGER))
    assert [answer is None for answer in answers] == [False, True]


async def test_five_wrong_codes_close_the_pairing(unpaired: Desk) -> None:
    for left in (4, 3, 2, 1, 0):
        assert await unpaired.pair("WRONG") is None
        assert unpaired.gate.pairing().tries_left == left
    assert await unpaired.pair(unpaired.console[0]) is None
    assert unpaired.users.members == {}
    assert unpaired.audits()[:5] == [(OWNER, "refused_code", "")] * 5


@pytest.mark.parametrize("typed", ["", "\ud800", "код", "A" * 100_000])
async def test_any_text_is_a_wrong_code(unpaired: Desk, typed: str) -> None:
    assert await unpaired.pair(typed) is None
    assert unpaired.gate.pairing().tries_left == 4


@pytest.mark.parametrize(("after_s", "is_open"), [(599.5, True), (600, False)])
async def test_the_code_is_good_for_ten_minutes(
    unpaired: Desk, after_s: float, is_open: bool
) -> None:
    unpaired.clock.advance(after_s)
    assert unpaired.gate.pairing().is_open is is_open
    assert (await unpaired.pair(unpaired.console[0]) is not None) is is_open


async def test_the_code_never_reaches_the_journal(unpaired: Desk) -> None:
    await unpaired.pair("WRONG")
    await unpaired.pair(unpaired.console[0])
    assert unpaired.console[0] not in str(unpaired.journal.notes)


async def test_a_first_contact_keeps_name_and_language_once() -> None:
    desk = Desk(owners=(1,))
    await desk.gate.start()
    greeted = await desk.gate.greet(OWNER, language="ru", name="Ann")
    assert greeted is not None
    assert (greeted.language, greeted.name) == ("ru", "Ann")
    assert await desk.gate.greet(OWNER, language="en", name="Bob") == greeted
    assert desk.users.members[OWNER] == greeted


async def test_a_language_of_nobody_here_is_english() -> None:
    desk = Desk(owners=(1,))
    await desk.gate.start()
    greeted = await desk.gate.greet(OWNER, language="de-DE", name="")
    assert greeted is not None
    assert (greeted.language, greeted.name) == ("en", "1")


async def test_a_stranger_is_not_greeted() -> None:
    desk = Desk(make_members())
    assert await desk.gate.greet(STRANGER, language="en", name="Eve") is None
    assert STRANGER not in desk.users.members


async def test_each_attempt_of_a_stranger_leaves_a_row() -> None:
    desk = Desk()
    await desk.gate.seen_stranger(STRANGER, "message /start")
    await desk.gate.seen_stranger(STRANGER, "callback v1:auto:start")
    assert desk.audits() == [
        (STRANGER, "stranger", "message /start"),
        (STRANGER, "stranger", "callback v1:auto:start"),
    ]


async def test_what_a_stranger_wrote_is_clipped_and_plain() -> None:
    desk = Desk()
    await desk.gate.seen_stranger(STRANGER, "line\nbreak\x1b[31m\ud800" + "x" * 500)
    ((_, _, detail),) = desk.audits()
    assert detail.isprintable()
    assert len(detail) <= 80


async def test_a_flood_of_one_stranger_is_counted_and_told_when_the_hour_is_over() -> None:
    desk = Desk()
    for _ in range(100):
        await desk.gate.seen_stranger(STRANGER, "message")
    assert len(desk.audits()) == 3
    desk.clock.advance(3600)
    await desk.gate.seen_stranger(UserId(98), "message")
    assert desk.audits()[3:] == [(STRANGER, "strangers", "97"), (98, "stranger", "message")]


async def test_a_flood_of_many_strangers_is_counted_together() -> None:
    desk = Desk()
    for number in range(1_000):
        await desk.gate.seen_stranger(UserId(1_000 + number), "message")
    assert len(desk.audits()) == 5
    await desk.strangers.flush()
    assert desk.audits()[5:] == [(0, "strangers", "995")]


async def test_a_new_hour_notes_again() -> None:
    desk = Desk()
    for _ in range(2):
        for _ in range(10):
            await desk.gate.seen_stranger(STRANGER, "message")
        desk.clock.advance(3600)
    assert [what for _, what, _ in desk.audits()].count("stranger") == 6


async def test_nothing_to_tell_writes_nothing() -> None:
    desk = Desk()
    await desk.strangers.flush()
    assert desk.audits() == []


async def test_everyone_has_the_account_of_the_exchange_that_runs() -> None:
    users = FakeUsers(User(id=OWNER, access=Access.OWNER, account=AccountId("elsewhere")))
    desk = Desk(users)
    await desk.gate.start()
    member = await desk.gate.user(OWNER)
    assert member is not None
    assert member.account == AccountId(f"paper:{OWNER}")

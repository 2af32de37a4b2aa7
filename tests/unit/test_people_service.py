"""Members, roles, leaving, and the log of who tried."""

import pytest

from core.clock import ManualClock
from core.errors import InputError
from core.events import Audit
from core.ports import User
from core.types import Access, AccountId, AgentState, UserId
from core.values import replace
from core.views.people import InviteView
from services.access import AccessService
from services.confirm import Topic
from services.invites import TRIES_EACH, InviteBook
from services.people import AUDIT_PAGE, PeopleService
from services.people_topics import PromoteTopic, RemoveTopic
from services.seats import Seats
from services.strangers import StrangerLog
from tests.fake_chat import FakeValues
from tests.fakes import FakeDesk, FakeJournal, FakeTrading, FakeUsers, make_members
from tests.samples import ACCOUNT, OWNER, STRANGER, TRADER, VIEWER

DESK = AccountId("desk")


def account_of(user: UserId) -> AccountId:
    return AccountId(f"paper:{user}")


class House:
    """People and the door they came by; `restart` is the same house afterwards."""

    def __init__(self, members: FakeUsers | None = None, owners: tuple[int, ...] = ()) -> None:
        self.users = members or make_members()
        self.journal, self.clock, self.values = FakeJournal(), ManualClock(1), FakeValues()
        self.trading = FakeTrading()
        self.owners = frozenset(map(UserId, owners))
        self.restart()

    def restart(self) -> None:
        desk = FakeDesk(self.trading)
        strangers = StrangerLog(self.journal, self.clock, DESK)
        invites = InviteBook(self.values, self.clock)
        self.seats = Seats(self.users, desk)
        self.gate = AccessService(
            self.users,
            strangers,
            self.clock,
            owners=self.owners,
            account_of=account_of,
            announce=lambda code: None,
            invites=invites,
        )
        self.people = PeopleService(
            self.seats,
            self.users,
            desk,
            self.gate,
            invites,
            strangers,
            self.journal,
            owners=self.owners,
            account_of=account_of,
            log=DESK,
        )

    async def join(self, invite: InviteView, who: UserId = STRANGER) -> User | None:
        return await self.gate.join(who, invite.code, language="ru-RU", name="Eve")

    def audits(self) -> list[tuple[int, str, str, int]]:
        notes = (note for note in self.journal.notes if isinstance(note, Audit))
        return [(note.user, note.what, note.detail, note.by) for note in notes]


@pytest.fixture
def house() -> House:
    return House()


async def test_an_invited_trader_has_an_account_of_their_own(house: House) -> None:
    joined = await house.join(await house.people.invite(OWNER, Access.TRADER))
    assert joined == User(
        id=STRANGER, access=Access.TRADER, account=account_of(STRANGER), language="ru", name="Eve"
    )
    assert house.audits() == [
        (OWNER, "invited", "trader", 0),
        (STRANGER, "joined", "trader", OWNER),
    ]


async def test_an_invited_viewer_looks_at_the_desk_of_who_invited_them(house: House) -> None:
    joined = await house.join(await house.people.invite(OWNER, Access.VIEWER))
    assert joined is not None
    assert (joined.account, joined.guest_of) == (ACCOUNT, OWNER)
    await house.gate.start()
    again = await house.gate.user(STRANGER)
    assert again is not None
    assert again.account == account_of(OWNER)


async def test_an_invitation_lets_one_person_in(house: House) -> None:
    invite = await house.people.invite(OWNER, Access.TRADER)
    await house.join(invite)
    assert await house.join(invite, UserId(100)) is None
    assert UserId(100) not in house.users.members
    assert house.audits()[-1] == (100, "refused_code", "", 0)


async def test_an_invitation_of_who_is_no_owner_any_more_is_worth_nothing(house: House) -> None:
    house.users.members[UserId(8)] = User(id=UserId(8), access=Access.OWNER, account=ACCOUNT)
    invite = await house.people.invite(UserId(8), Access.TRADER)
    house.users.members[UserId(8)] = replace(house.users.members[UserId(8)], access=Access.TRADER)
    assert await house.join(invite) is None
    assert STRANGER not in house.users.members


async def test_a_stranger_may_try_a_few_codes_only(house: House) -> None:
    invite = await house.people.invite(OWNER, Access.TRADER)
    for _ in range(TRIES_EACH):
        await house.gate.join(STRANGER, "AAAA-AAAA-AAAA-AAAA", language="en", name="")
    assert await house.join(invite) is None
    assert await house.join(invite, UserId(100)) is not None


async def test_nobody_is_invited_as_an_owner(house: House) -> None:
    with pytest.raises(InputError) as refused:
        await house.people.invite(OWNER, Access.OWNER)
    assert refused.value.code == "no_owner_invite"


async def test_a_code_reaches_no_journal(house: House) -> None:
    invite = await house.people.invite(OWNER, Access.TRADER)
    await house.join(invite)
    assert invite.code not in str(house.journal.notes)
    assert invite.code.replace("-", "") not in str(house.journal.notes)


async def test_a_withdrawn_invitation_is_gone(house: House) -> None:
    invite = await house.people.invite(OWNER, Access.TRADER)
    (open_one,) = (await house.people.view(OWNER)).invites
    assert await house.people.revoke(OWNER, open_one.key) == "revoked"
    assert await house.people.revoke(OWNER, open_one.key) == "gone"
    assert await house.join(invite) is None


async def test_whoever_is_removed_is_out_at_once_and_their_agents_stop(house: House) -> None:
    house.trading.agent = replace(house.trading.agent, state=AgentState.RUNNING)
    assert await house.people.remove(OWNER, TRADER) == "removed"
    assert await house.gate.user(TRADER) is None
    with pytest.raises(InputError):
        await house.seats.of(TRADER)
    assert house.trading.agent.state is AgentState.OFF
    assert house.audits() == [(TRADER, "removed", "trader", OWNER)]


async def test_a_halt_stays_a_halt_when_its_user_is_removed(house: House) -> None:
    house.trading.agent = replace(house.trading.agent, state=AgentState.HALTED)
    await house.people.remove(OWNER, TRADER)
    assert house.trading.agent.state is AgentState.HALTED


async def test_removing_a_viewer_stops_nothing_of_their_host(house: House) -> None:
    house.trading.agent = replace(house.trading.agent, state=AgentState.RUNNING)
    await house.people.remove(OWNER, VIEWER)
    assert house.trading.agent.state is AgentState.RUNNING


async def test_whoever_was_removed_and_invited_again_has_their_account_back(house: House) -> None:
    await house.people.remove(OWNER, TRADER)
    joined = await house.join(await house.people.invite(OWNER, Access.TRADER), TRADER)
    assert joined is not None
    assert joined.account == account_of(TRADER)


async def test_the_guests_of_a_removed_owner_look_at_the_one_who_removed_them(
    house: House,
) -> None:
    house.users.members[UserId(8)] = User(
        id=UserId(8), access=Access.OWNER, account=AccountId("paper:8")
    )
    house.users.members[VIEWER] = replace(
        house.users.members[VIEWER], guest_of=UserId(8), account=AccountId("paper:8")
    )
    await house.people.remove(OWNER, UserId(8))
    guest = house.users.members[VIEWER]
    assert (guest.guest_of, guest.account) == (OWNER, ACCOUNT)


async def test_the_last_owner_is_neither_removed_nor_made_less(house: House) -> None:
    for forbidden in (
        house.people.remove(OWNER, OWNER),
        house.people.change_role(OWNER, OWNER, Access.VIEWER),
    ):
        with pytest.raises(InputError) as refused:
            await forbidden
        assert refused.value.code == "last_owner"
    assert house.users.members[OWNER].access is Access.OWNER


async def test_an_owner_may_leave_once_there_is_another(house: House) -> None:
    await house.people.change_role(OWNER, TRADER, Access.OWNER)
    assert await house.people.remove(OWNER, OWNER) == "removed"
    assert await house.gate.user(TRADER) is not None


async def test_owners_that_the_settings_name_are_changed_there(house: House) -> None:
    house = House(owners=(OWNER, 8))
    house.users.members[UserId(8)] = User(id=UserId(8), access=Access.OWNER, account=ACCOUNT)
    for forbidden in (
        house.people.remove(OWNER, UserId(8)),
        house.people.change_role(OWNER, UserId(8), Access.TRADER),
        house.people.change_role(OWNER, TRADER, Access.OWNER),
    ):
        with pytest.raises(InputError) as refused:
            await forbidden
        assert refused.value.code == "owner_by_setting"
    assert Access.OWNER not in (await house.people.member(OWNER, TRADER)).roles


async def test_a_trader_made_viewer_stops_and_looks_at_the_owners_desk(house: House) -> None:
    house.trading.agent = replace(house.trading.agent, state=AgentState.RUNNING)
    await house.people.change_role(OWNER, TRADER, Access.VIEWER)
    made = house.users.members[TRADER]
    assert (made.access, made.guest_of, made.account) == (Access.VIEWER, OWNER, ACCOUNT)
    assert house.trading.agent.state is AgentState.OFF
    assert house.audits()[-1] == (TRADER, "role", "trader>viewer", OWNER)


async def test_a_viewer_made_trader_is_at_their_own_desk(house: House) -> None:
    house.users.members[VIEWER] = replace(house.users.members[VIEWER], guest_of=OWNER)
    await house.people.change_role(OWNER, VIEWER, Access.TRADER)
    made = house.users.members[VIEWER]
    assert (made.guest_of, made.account) == (0, account_of(VIEWER))


async def test_the_same_role_again_is_nothing(house: House) -> None:
    await house.people.change_role(OWNER, TRADER, Access.TRADER)
    assert house.audits() == []


async def test_members_are_those_whom_the_gate_lets_in() -> None:
    house = House(owners=(8,))
    house.users.members[UserId(8)] = User(
        id=UserId(8), access=Access.OWNER, account=ACCOUNT, name="Ann"
    )
    view = await house.people.view(UserId(8))
    assert [(row.name, row.is_you) for row in view.members] == [
        ("2", False),
        ("3", False),
        ("Ann", True),
    ]


async def test_the_log_is_paged_newest_first_and_says_who(house: House) -> None:
    for number in range(AUDIT_PAGE):
        await house.gate.seen_stranger(STRANGER, f"message /start{number}")
    await house.gate.seen_forged(TRADER, "v1:conf:yes")
    first, last = await house.people.audit(OWNER, 1), await house.people.audit(OWNER, 99)
    assert (first.pages, last.page) == (2, 2)
    assert (first.rows[0].what, first.rows[0].name) == ("forged", "2")
    assert [row.detail for row in last.rows] == ["message /start0"]


@pytest.mark.parametrize("user", [TRADER, VIEWER, STRANGER])
async def test_only_an_owner_looks_after_people(house: House, user: UserId) -> None:
    for forbidden in (
        house.people.view(user),
        house.people.member(user, OWNER),
        house.people.invite(user, Access.TRADER),
        house.people.revoke(user, "x"),
        house.people.change_role(user, VIEWER, Access.TRADER),
        house.people.remove(user, VIEWER),
        house.people.audit(user, 1),
    ):
        with pytest.raises(InputError):
            await forbidden
    assert house.audits() == []


async def test_an_unknown_member_is_refused(house: House) -> None:
    with pytest.raises(InputError) as refused:
        await house.people.member(OWNER, STRANGER)
    assert refused.value.code == "no_member"


@pytest.mark.parametrize("kind", [RemoveTopic, PromoteTopic])
async def test_what_is_asked_names_the_member(
    house: House, kind: type[RemoveTopic | PromoteTopic]
) -> None:
    topic: Topic = kind(house.people)
    seat = await house.seats.of(OWNER)
    assert (await topic.subject(seat, str(TRADER))).about == "2"
    for wrong in ("", "x", str(STRANGER)):
        with pytest.raises(InputError):
            await topic.subject(seat, wrong)


async def test_the_last_owner_is_not_even_asked_about(house: House) -> None:
    seat = await house.seats.of(OWNER)
    with pytest.raises(InputError) as refused:
        await RemoveTopic(house.people).subject(seat, str(OWNER))
    assert refused.value.code == "last_owner"


async def test_a_confirmed_promotion_makes_an_owner(house: House) -> None:
    seat = await house.seats.of(OWNER)
    await PromoteTopic(house.people).act(seat, str(TRADER))
    assert house.users.members[TRADER].access is Access.OWNER

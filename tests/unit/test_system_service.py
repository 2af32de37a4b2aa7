"""The desk's own condition: what is asked, what is called a trouble, and who may have it copied."""

import pytest

from core.clock import ManualClock
from core.errors import InputError, StorageError, Unreachable
from core.events import Audit, Fault
from core.health import ChatHealth, CopyState, MachineHealth, StoreHealth, WireHealth
from core.trading import FeedHealth
from core.types import DAY_NS, SECOND_NS, AccountId, FeedStatus
from core.values import replace
from services.journal import JournalService
from services.marks import ClearMarks
from services.seats import Seats
from services.system import SystemService, troubles
from tests.fake_chat import FakeValues
from tests.fakes import FakeDesk, FakeJournal, FakeTrading, make_members
from tests.samples import OWNER, TRADER, VIEWER

DESK = AccountId("desk")
NOW_NS = 40 * DAY_NS
LIVE = FeedHealth(FeedStatus.LIVE, 0.1, "stream")
WIRE = WireHealth(rtt_ms=80.0, offset_ms=3.0, used=10, limit=2400)
STORE = StoreHealth(kind="sqlite", bytes=1, answer_ms=1.0, lag_ms=1.0, waiting=0, owed=0)
MACHINE = MachineHealth(memory_bytes=10**8, free_bytes=10**10)


class Wire:
    def __init__(self) -> None:
        self.asked = 0
        self.is_out = False

    def health(self) -> WireHealth:
        return WIRE

    async def ask(self) -> None:
        self.asked += 1
        if self.is_out:
            raise Unreachable("no answer")


class Store:
    def __init__(self) -> None:
        self.is_out = False

    async def health(self) -> StoreHealth:
        if self.is_out:
            raise StorageError("The database server does not answer.")
        return STORE


class Copying:
    def __init__(self) -> None:
        self.requests = 0

    def request(self) -> None:
        self.requests += 1

    async def state(self) -> CopyState:
        return CopyState(is_copying=self.requests > 0)


class House:
    """A system service over fakes."""

    def __init__(self, *, is_networked: bool = True) -> None:
        self.clock, self.journal = ManualClock(NOW_NS), FakeJournal()
        self.wire, self.store, self.copies = Wire(), Store(), Copying()
        self.seats = Seats(make_members(), FakeDesk(FakeTrading()))
        self.service = SystemService(
            self.seats,
            self.journal,
            self.clock,
            desk=DESK,
            version="1.4.0",
            store=self.store,
            machine=lambda: MACHINE,
            copies=self.copies,
            wire=lambda: self.wire if is_networked else None,
            has_sandbox=False,
        )

    def book(self) -> JournalService:
        marks = ClearMarks(FakeValues())
        return JournalService(self.seats, self.journal, marks, self.clock, desk=DESK)

    def fault(self, where: str, *, ago_s: int = 0, account: AccountId | None = None) -> None:
        record = Fault(at_ns=NOW_NS - ago_s * SECOND_NS, where=where, detail="why")
        if account is None:
            self.journal.put(record)
        else:
            self.journal.put(record, account=account)


async def test_every_part_is_asked() -> None:
    house = House()
    house.service.watch_chat(lambda: ChatHealth(p95_ms=41.0, floods=2))
    house.clock.advance(90)
    view = await house.service.view(OWNER)
    assert (view.wire, view.store, view.machine) == (WIRE, STORE, MACHINE)
    assert view.chat == ChatHealth(p95_ms=41.0, floods=2)
    assert (view.uptime_s, view.version) == (90, "1.4.0")
    assert view.troubles == ()


async def test_a_market_that_is_made_here_has_no_wire_and_a_chat_may_come_later() -> None:
    view = await House(is_networked=False).service.view(OWNER)
    assert view.wire is None
    assert view.chat is None


async def test_a_database_that_does_not_answer_is_the_worst_trouble() -> None:
    house = House()
    house.store.is_out = True
    view = await house.service.view(OWNER)
    assert view.store is None
    assert view.troubles == ("store_silent",)


async def test_errors_of_the_last_day_are_counted_and_the_newest_is_told() -> None:
    house = House()
    house.fault("old", ago_s=86_401)
    house.fault("strategy", ago_s=60)
    house.fault("feed")
    view = await house.service.view(TRADER)
    assert view.errors == 2
    assert view.last_error is not None
    assert (view.last_error.where, view.last_error.detail) == ("feed", "why")


async def test_errors_of_the_desk_are_the_owners_alone() -> None:
    house = House()
    house.fault("backup", account=DESK)
    seen = {user: (await house.service.view(user)).errors for user in (OWNER, TRADER, VIEWER)}
    assert seen == {OWNER: 1, TRADER: 0, VIEWER: 0}


async def test_checking_asks_the_venue_and_the_feed() -> None:
    house = House()
    assert await house.service.check(VIEWER) == "feed_fallback"
    assert house.wire.asked == 1


async def test_a_venue_that_does_not_answer_is_said() -> None:
    house = House()
    house.wire.is_out = True
    assert await house.service.check(OWNER) == "no_answer"


async def test_an_owner_has_a_copy_made() -> None:
    house = House()
    assert await house.service.back_up(OWNER) == "copying"
    assert (await house.service.view(OWNER)).copies.is_copying


@pytest.mark.parametrize("user", [TRADER, VIEWER])
async def test_nobody_else_has_a_copy_made(user: int) -> None:
    house = House()
    with pytest.raises(InputError) as told:
        await house.service.back_up(TRADER if user == TRADER else VIEWER)
    assert told.value.code == "not_allowed"
    assert house.copies.requests == 0


FINE = (LIVE, WIRE, STORE, CopyState(), MACHINE)


@pytest.mark.parametrize(
    ("code", "parts"),
    [
        ("feed_stale", (FeedHealth(FeedStatus.STALE, 9.0, "none"), *FINE[1:])),
        ("feed_over", (FeedHealth(FeedStatus.STALE, 9.0, "none", is_over=True), *FINE[1:])),
        ("feed_rest", (FeedHealth(FeedStatus.FALLBACK, 1.0, "asked"), *FINE[1:])),
        ("wire_blocked", (LIVE, replace(WIRE, blocked_s=0.1), *FINE[2:])),
        ("clock", (LIVE, replace(WIRE, offset_ms=-1000.0), *FINE[2:])),
        ("store_silent", (LIVE, WIRE, None, *FINE[3:])),
        ("store_slow", (LIVE, WIRE, replace(STORE, lag_ms=1000.0), *FINE[3:])),
        ("store_slow", (LIVE, WIRE, replace(STORE, answer_ms=1000.0), *FINE[3:])),
        ("outbox", (LIVE, WIRE, replace(STORE, owed=101), *FINE[3:])),
        ("copy_failed", (*FINE[:3], CopyState(fault="no space"), MACHINE)),
        ("disk_low", (*FINE[:4], replace(MACHINE, free_bytes=499 * 2**20))),
    ],
)
def test_each_trouble_has_its_code(
    code: str,
    parts: tuple[FeedHealth, WireHealth | None, StoreHealth | None, CopyState, MachineHealth],
) -> None:
    assert troubles(*FINE) == ()
    assert troubles(*parts) == (code,)


async def test_the_owners_errors_page_holds_audits_and_faults_of_the_desk() -> None:
    house = House()
    house.fault("strategy")
    house.fault("backup", account=DESK)
    row = house.journal.put(Audit(at_ns=NOW_NS, user=666, what="stranger"), account=DESK)
    book = house.book()
    names = [entry.name for entry in (await book.view(OWNER, "errors", 1)).rows]
    assert names == ["audit", "fault", "fault"]
    card = await book.card(OWNER, row)
    assert card is not None
    assert card.row.name == "audit"


async def test_others_see_neither_page_nor_card_of_the_desk() -> None:
    house = House()
    row = house.journal.put(Audit(at_ns=NOW_NS, user=666, what="stranger"), account=DESK)
    book = house.book()
    for user in (TRADER, VIEWER):
        assert (await book.view(user, "errors", 1)).rows == ()
        assert await book.card(user, row) is None


async def test_no_other_page_of_the_owner_holds_rows_of_the_desk() -> None:
    house = House()
    house.fault("backup", account=DESK)
    book = house.book()
    assert (await book.view(OWNER, "all", 1)).rows == ()

"""The journal as people read it."""

from decimal import Decimal

import pytest

from core.clock import ManualClock
from core.errors import InputError
from core.events import (
    Fault,
    FlipLeftFlat,
    OrderPlaced,
    PositionClosed,
    PositionFlipped,
    PositionOpened,
    Record,
    SignalSuppressed,
    TradeResult,
)
from core.types import (
    Action,
    ClientId,
    ExitReason,
    OrderKind,
    OrderSide,
    Priority,
    Purpose,
    Side,
)
from core.views import JournalRow
from services.journal import JournalService
from services.marks import ClearMarks
from services.seats import Seats
from tests.fake_chat import FakeValues
from tests.fakes import (
    FakeDesk,
    FakeJournal,
    FakeTrading,
    make_members,
)
from tests.samples import (
    BTC,
    STRANGER,
    VIEWER,
)


@pytest.fixture
def journal() -> FakeJournal:
    return FakeJournal()


@pytest.fixture
def book(journal: FakeJournal) -> JournalService:
    seats = Seats(make_members(), FakeDesk(FakeTrading()))
    return JournalService(seats, journal, ClearMarks(FakeValues()), ManualClock(9))


def result(trade_id: str = "t1", net: str = "18.38") -> TradeResult:
    return TradeResult(
        trade_id=trade_id,
        side=Side.LONG,
        leverage=2,
        qty=Decimal("0.010"),
        entry=Decimal("66800.0"),
        exit=Decimal("68136.0"),
        gross=Decimal("20.44"),
        fees=Decimal("2.06"),
        funding=Decimal(0),
        net=Decimal(net),
        reason=ExitReason.TAKE_PROFIT,
        opened_at_ns=1,
        closed_at_ns=2,
    )


def closed(trade_id: str = "t1", net: str = "18.38") -> PositionClosed:
    return PositionClosed(
        at_ns=2,
        instrument=BTC,
        title="BTC/USDT",
        strategy="TREND",
        result=result(trade_id, net),
    )


def opened(trade_id: str = "t1") -> PositionOpened:
    return PositionOpened(
        at_ns=1,
        instrument=BTC,
        trade_id=trade_id,
        title="BTC/USDT",
        side=Side.LONG,
        leverage=2,
        qty=Decimal("0.010"),
        entry=Decimal("66800.0"),
        notional=Decimal(668),
        margin=Decimal(334),
        fee=Decimal("0.27"),
    )


def suppressed() -> SignalSuppressed:
    return SignalSuppressed(
        at_ns=3, instrument=BTC, action=Action.BUY, priority=Priority.LOW, cause="cooldown"
    )


def placed() -> OrderPlaced:
    return OrderPlaced(
        at_ns=0,
        instrument=BTC,
        client_id=ClientId("a1-1"),
        side=OrderSide.BUY,
        kind=OrderKind.MARKET,
        purpose=Purpose.ENTRY,
        qty=Decimal("0.010"),
    )


async def test_a_closed_trade_is_a_row_with_its_result(
    book: JournalService, journal: FakeJournal
) -> None:
    journal.put(closed())
    (row,) = (await book.view(VIEWER, "trades", 1)).rows
    assert row == JournalRow(
        id=1,
        at_ns=2,
        name="paper_position_closed",
        base="BTC",
        side=Side.LONG,
        reason="TP",
        net=Decimal("18.38"),
        payload=row.payload,
    )


@pytest.mark.parametrize(
    "record",
    [
        PositionFlipped(
            at_ns=2,
            title="BTC/USDT",
            closed=result(),
            opened=Side.SHORT,
            trade_id="t2",
            qty=Decimal(1),
            entry=Decimal(1),
            leverage=2,
        ),
        FlipLeftFlat(at_ns=2, title="BTC/USDT", closed=result(), reason="MARGIN_LIMIT"),
    ],
)
@pytest.mark.parametrize("kind", ["trades", "all"])
async def test_the_result_of_a_flip_counts_once_where_the_position_closed(
    book: JournalService, journal: FakeJournal, record: Record, kind: str
) -> None:
    journal.put(closed())
    journal.put(record)
    view = await book.view(VIEWER, kind, 1)
    assert (view.trades, view.net) == (1, Decimal("18.38"))


async def test_each_filter_shows_its_own(book: JournalService, journal: FakeJournal) -> None:
    records = [placed(), opened(), suppressed(), closed(), Fault(at_ns=4, where="alerts")]
    for record in records:
        journal.put(record)
    shown = {
        kind: [row.id for row in (await book.view(VIEWER, kind, 1)).rows]
        for kind in ("all", "trades", "orders", "signals", "errors")
    }
    assert shown == {
        "all": [5, 4, 3, 2, 1],
        "trades": [4],
        "orders": [1],
        "signals": [3],
        "errors": [5],
    }


async def test_pages_hold_six_rows_newest_first(book: JournalService, journal: FakeJournal) -> None:
    for number in range(1, 14):
        journal.put(closed(f"t{number}", net=str(number)))
    first, last = await book.view(VIEWER, "trades", 1), await book.view(VIEWER, "trades", 3)
    assert (first.page, first.pages) == (1, 3)
    assert [row.net for row in first.rows] == [13, 12, 11, 10, 9, 8]
    assert [row.id for row in last.rows] == [1]


async def test_a_page_sums_its_own_trades(book: JournalService, journal: FakeJournal) -> None:
    for net in ("100", "18.38", "-12.30", "0.25"):
        journal.put(closed(net=net))
    journal.put(suppressed())
    for _ in range(2):
        journal.put(placed())
    view = await book.view(VIEWER, "all", 1)
    assert (view.trades, view.net) == (3, Decimal("6.33"))


@pytest.mark.parametrize(("page", "shown"), [(-5, 1), (0, 1), (2, 2), (99, 2)])
async def test_a_page_beyond_the_ends_is_the_end(
    book: JournalService, journal: FakeJournal, page: int, shown: int
) -> None:
    for _ in range(7):
        journal.put(closed())
    assert (await book.view(VIEWER, "all", page)).page == shown


async def test_an_empty_journal_has_one_empty_page(book: JournalService) -> None:
    view = await book.view(VIEWER, "trades", 1)
    assert (view.page, view.pages, len(view.rows), view.net) == (1, 1, 0, Decimal(0))


@pytest.mark.parametrize(
    "payload",
    ["", "{", "[]", "null", "7", '"text"', "{}", '{"at_ns":2}', '{"at_ns":2,"result":[]}'],
)
async def test_a_corrupt_row_is_shown_as_unreadable_and_hides_no_other(
    book: JournalService, journal: FakeJournal, payload: str
) -> None:
    journal.put(closed())
    broken = journal.put(closed(), payload=payload)
    view = await book.view(VIEWER, "trades", 1)
    assert [row.name for row in view.rows] == ["unreadable", "paper_position_closed"]
    assert (view.trades, view.net) == (1, Decimal("18.38"))
    card = await book.card(VIEWER, broken)
    assert card is not None
    assert (card.row.name, card.events) == ("unreadable", ())


async def test_a_row_of_an_unknown_name_is_shown_as_unreadable(
    book: JournalService, journal: FakeJournal
) -> None:
    journal.put(closed(), name="paper_moon_landed")
    (row,) = (await book.view(VIEWER, "all", 1)).rows
    assert (row.name, row.payload) == ("unreadable", "")


async def test_a_card_tells_the_trade_in_order(book: JournalService, journal: FakeJournal) -> None:
    journal.put(opened("t1"))
    journal.put(opened("t2"))
    journal.put(suppressed())
    last = journal.put(closed("t1"))
    card = await book.card(VIEWER, last)
    assert card is not None
    assert [row.id for row in card.events] == [1, 4]
    assert card.row.net == Decimal("18.38")


async def test_a_card_of_an_opening_tells_its_trade_too(
    book: JournalService, journal: FakeJournal
) -> None:
    first = journal.put(opened("t1"))
    journal.put(closed("t1"))
    card = await book.card(VIEWER, first)
    assert card is not None
    assert [row.name for row in card.events] == ["paper_position_opened", "paper_position_closed"]


async def test_a_row_of_no_trade_stands_alone(book: JournalService, journal: FakeJournal) -> None:
    card = await book.card(VIEWER, journal.put(suppressed()))
    assert card is not None
    assert (card.row.name, card.events) == ("signal_suppressed", ())


async def test_a_row_that_is_not_there_has_no_card(book: JournalService) -> None:
    assert await book.card(VIEWER, 12) is None


async def test_an_unknown_filter_is_refused(book: JournalService) -> None:
    with pytest.raises(InputError) as refused:
        await book.view(VIEWER, "secrets", 1)
    assert refused.value.code == "unknown_kind"


async def test_a_stranger_reads_nothing(book: JournalService, journal: FakeJournal) -> None:
    journal.put(closed())
    for forbidden in (book.view(STRANGER, "all", 1), book.card(STRANGER, 1)):
        with pytest.raises(InputError):
            await forbidden

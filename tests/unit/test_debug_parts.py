"""The small parts of the sandbox: its market, its outbox, what brings a position somewhere."""

import pytest

from core.clock import ManualClock
from core.errors import Unreachable
from core.money import MARK_SCALE, Money, Steps
from core.ports import Owed
from core.trading import Position
from core.types import SECOND_NS, AgentId, ClientId, Side, UserId
from core.values import replace
from debug.market import DebugMarket
from debug.outbox import MOST, MemoryOutbox
from debug.scenario import around, draining_rate, gapped
from engine import rules
from engine.positions import booked, with_dues
from exchanges.simulated.faults import Fault, FaultKind, Faults
from tests.playground import BTC, ETH, SetVenue

ANN, BOB = UserId(7), UserId(8)


def position(side: Side = Side.LONG, *, max_loss: str = "30") -> Position:
    return with_dues(
        Position(
            agent=AgentId("debug1"),
            instrument=BTC.id,
            side=side,
            qty=Steps(16),
            cost=16 * 600_000,
            margin=Money(16 * 300_000 * BTC.unit),
            leverage=2,
            opened_at_ns=1,
            trade_id=str(ClientId("debug1-1")),
            fees=Money(10**8),
            max_loss_money=Money(int(max_loss) * 10**8),
        ),
        BTC,
    )


# --- scenario


@pytest.mark.parametrize("spread", [0, 1, 2, 3, 10, 10**9])
@pytest.mark.parametrize("middle", [2, 3, 600_000])
def test_prices_lie_around_their_middle_exactly(middle: int, spread: int) -> None:
    bid, ask = around(middle, spread)
    assert bid + ask == 2 * middle
    assert 0 < bid < ask


def test_a_gap_goes_against_the_position() -> None:
    assert gapped(600_000, position(Side.LONG)) == 570_000
    assert gapped(600_000, position(Side.SHORT)) == 630_000
    assert gapped(600_000, None) == 570_000


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("middle", [595_123, 600_000, 611_777])
def test_the_charge_takes_the_result_to_the_max_loss_and_hardly_beyond(
    side: Side, middle: int
) -> None:
    held = position(side)
    rate = draining_rate(held, BTC, middle)
    paid = rules.funding(BTC.mark_value(middle * BTC.tick_e8, held.qty), rate, int(side))
    charged = with_dues(replace(held, funding=Money(paid)), BTC)
    value = middle * held.qty * BTC.unit
    gross = int(side) * (value - held.cost * BTC.unit)
    result = gross + booked(charged) - rules.fee(value, BTC.taker_fee)
    assert charged.max_loss is not None
    assert rules.is_adverse(int(side), middle, middle, charged.max_loss)
    assert -30 * MARK_SCALE - value // MARK_SCALE - 1 <= result <= -30 * MARK_SCALE


def test_nothing_is_charged_where_the_loss_is_there_or_has_no_limit() -> None:
    assert draining_rate(position(), BTC, 500_000) == 0
    assert draining_rate(replace(position(), max_loss_money=None), BTC, 600_000) == 0


# --- market


async def test_a_market_looks_at_one_instrument_and_asks_for_no_other() -> None:
    venue = SetVenue()
    market = DebugMarket(venue, venue.listed, ManualClock(5), Faults())
    market.look_at(ETH)
    assert (await market.quote(ETH.id)).instrument == ETH.id
    with pytest.raises(Unreachable):
        await market.quote(BTC.id)
    assert venue.asked == [ETH.id]


async def test_every_word_has_a_time_of_its_own_on_a_clock_that_stands() -> None:
    venue = SetVenue()
    market = DebugMarket(venue, venue.listed, ManualClock(5), Faults())
    times = [(await market.snapshot()).at_ns for _ in range(3)]
    market.force(1_000, 1_002)
    times += [(await market.snapshot()).at_ns for _ in range(3)]
    assert times == [5, 6, 7, 8, 9, 10]


async def test_a_market_that_is_out_answers_not_even_a_forced_price() -> None:
    venue, faults = SetVenue(), list[Fault]()
    market = DebugMarket(venue, venue.listed, ManualClock(5), Faults(faults))
    market.force(1_000, 1_002)
    faults.append(Fault(kind=FaultKind.OUTAGE, at_ns=0, lasts_ns=SECOND_NS))
    with pytest.raises(Unreachable):
        await market.snapshot()


async def test_forced_prices_refill_what_orders_have_eaten() -> None:
    venue = SetVenue()
    market = DebugMarket(venue, venue.listed, ManualClock(5), Faults())
    market.force(1_000, 1_002)
    first, second = await market.snapshot(), await market.snapshot()
    assert first.ask_qty != second.ask_qty
    assert min(first.ask_qty, second.bid_qty) > BTC.max_market_qty


# --- outbox


def owed(chat: UserId = ANN, *, rank: int = 0, thread: str = "") -> Owed:
    return Owed(chat=chat, rank=rank, name="signal_ready", payload="{}", thread=thread)


async def test_what_is_owed_leaves_by_rank_and_once() -> None:
    outbox = MemoryOutbox(ManualClock(3))
    outbox.owe(owed(rank=1))
    outbox.owe(owed(rank=0))
    assert [row.id for row in await outbox.due(10)] == [2, 1]
    await outbox.trying(2)
    assert (await outbox.due(1))[0].tries == 1
    await outbox.sent(2, 77)
    await outbox.failed(1, "blocked")
    assert await outbox.due(10) == []


async def test_a_thread_is_answered_at_its_first_message_in_its_chat() -> None:
    outbox = MemoryOutbox(ManualClock(3))
    for chat in (BOB, ANN, ANN):
        outbox.owe(owed(chat, thread="t1"))
    for row_id, message in ((1, 70), (2, 71), (3, 72)):
        await outbox.sent(row_id, message)
    assert await outbox.first_message(ANN, "t1") == 71
    assert await outbox.first_message(ANN, "t2") is None


async def test_the_oldest_are_forgotten_and_their_late_ends_do_no_harm() -> None:
    outbox = MemoryOutbox(ManualClock(3))
    for _ in range(MOST + 1):
        outbox.owe(owed())
    await outbox.trying(1)
    await outbox.sent(1, 70)
    rows = await outbox.due(10_000)
    assert (len(rows), rows[0].id) == (MOST, 2)
    assert await outbox.first_message(ANN, "") is None

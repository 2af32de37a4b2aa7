"""When alarms ring: once for what they tell of, never twice, never lost."""

import asyncio
from dataclasses import dataclass, field
from decimal import Decimal

import pytest

from core.clock import ManualClock
from core.codec import decode
from core.errors import InputError
from core.events import AlarmRang, EntryRefused
from core.ports import BusEvent
from core.trading import AlarmBook, AlarmKind, FeedHealth
from core.types import (
    SECOND_NS,
    Action,
    AgentId,
    AgentState,
    FeedStatus,
    InstrumentId,
    UserId,
)
from core.values import replace
from core.views import AutoView, PositionView, QuoteView
from services.alarm_books import MOST, AlarmBooks, key_of
from services.alarm_watch import AlarmWatch
from services.alarms import AlarmService
from services.seats import Seats
from tests.fake_chat import FakeBus, FakeValues
from tests.fakes import FakeDesk, FakeJournal, FakeTrading, make_members
from tests.samples import ACCOUNT, AGENT, BTC, OWNER, STRANGER, TRADER, VIEWER, make_position

ETH = InstrumentId("sim:perp:ETHUSDT")


class Market(FakeTrading):
    """Says the price that a test wants."""

    def __init__(self) -> None:
        super().__init__()
        self.price: Decimal | None = Decimal(67_000)
        self.status = FeedStatus.LIVE
        self.shown: list[PositionView] = []
        self.cause = ""
        self.refused: EntryRefused | None = None

    def quote(self, instrument: InstrumentId) -> QuoteView | None:
        if self.price is None:
            return None
        return QuoteView(
            title="BTC/USDT",
            tick=Decimal("0.1"),
            bid=self.price,
            ask=self.price,
            age_s=0.1,
            status=self.status,
        )

    def feed(self, instrument: InstrumentId) -> FeedHealth:
        return FeedHealth(self.status, 0.1, "ws")

    def positions(self) -> list[PositionView]:
        return self.shown

    def auto_view(self, agent: AgentId) -> AutoView:
        view = super().auto_view(agent)
        return replace(view, state_cause=self.cause, blocked=self.refused)


class Tower:
    """Alarms over a market, with a journal that may break; `restart` is the same desk again."""

    def __init__(self) -> None:
        self.market, self.journal = Market(), FakeJournal()
        self.values, self.bus, self.clock = FakeValues(), FakeBus(), ManualClock(SECOND_NS)
        self.members = make_members()
        self.restart()

    def restart(self) -> None:
        """What was kept with a record is a value of the store, as in a database."""
        self.values.values |= self.journal.kept
        seats = Seats(self.members, FakeDesk(self.market))
        books, lock = AlarmBooks(self.values), asyncio.Lock()
        self.alarms = AlarmService(seats, books, self.clock, lock)
        self.watch = AlarmWatch(seats, books, self.journal, self.bus, self.clock, lock)

    async def at(self, *prices: float | None) -> list[str]:
        """The prices, one second after the other; what each of them rang."""
        rang: list[str] = []
        for price in prices:
            before = len(self.journal.notes)
            self.market.price = None if price is None else Decimal(str(price))
            self.clock.advance(1)
            self.market.last_event_ns = self.clock.now_ns()
            await self.watch.look()
            rang += [str(price)] * (len(self.journal.notes) - before)
        return rang

    def rings(self) -> list[AlarmRang]:
        return [note for note in self.journal.notes if isinstance(note, AlarmRang)]


@pytest.fixture
def tower() -> Tower:
    return Tower()


@pytest.mark.parametrize(
    ("typed", "prices", "rang"),
    [
        ("btc 68000", (67_500, 67_999.9, 68_000, 69_000), ["68000"]),
        ("btc 66000", (66_500, 66_000.1, 65_990, 60_000), ["65990"]),
        ("btc >66000", (67_000,), ["67000"]),
        ("btc 68000 repeat", (68_100, 67_990, 68_100, 67_931, 68_050), ["68100", "68050"]),
    ],
)
async def test_a_level_rings_when_it_is_crossed_and_again_only_after_coming_back(
    tower: Tower, typed: str, prices: tuple[float, ...], rang: list[str]
) -> None:
    await tower.alarms.add(TRADER, typed)
    assert await tower.at(*prices) == rang


async def test_a_ring_is_a_record_and_a_message_with_the_price(tower: Tower) -> None:
    await tower.alarms.add(TRADER, "btc 68000")
    await tower.at(68_001.5)
    (ring,) = tower.rings()
    assert (ring.title, ring.level, ring.value, ring.way) == (
        "BTC/USDT",
        Decimal(68_000),
        Decimal("68001.5"),
        1,
    )
    (owed,) = tower.journal.owed
    assert (owed.chat, owed.name, decode(AlarmRang, owed.text)) == (TRADER, "alarm_rang", ring)


async def test_one_that_does_not_repeat_is_done_with_its_first_ring(tower: Tower) -> None:
    await tower.alarms.add(TRADER, "btc 68000")
    assert await tower.at(68_001, 60_000, 68_001) == ["68001"]
    row = await tower.alarms.one(TRADER, 1)
    assert (row.alarm.is_paused, row.alarm.rings) == (True, 1)


async def test_a_ring_survives_a_restart_and_is_not_repeated(tower: Tower) -> None:
    await tower.alarms.add(TRADER, "btc 68000 repeat")
    await tower.at(68_001)
    tower.restart()
    assert await tower.at(68_002, 68_003) == []
    assert await tower.at(67_900, 68_001) == ["68001"]


async def test_the_ring_and_the_alarm_after_it_are_one_commit(tower: Tower) -> None:
    await tower.alarms.add(TRADER, "btc 68000")
    await tower.at(68_001)
    book = decode(AlarmBook, tower.journal.kept[key_of(TRADER)])
    assert [alarm.rings for alarm in book.alarms] == [1]


async def test_a_ring_that_could_not_be_journaled_rings_once_it_can(tower: Tower) -> None:
    await tower.alarms.add(TRADER, "btc 68000")
    tower.journal.is_broken = True
    assert await tower.at(68_001, 68_002) == []
    tower.journal.is_broken = False
    assert await tower.at(68_003, 68_004) == ["68003"]


async def test_the_bus_is_told_so_that_the_message_leaves_at_once(tower: Tower) -> None:
    told: list[BusEvent] = []
    await tower.alarms.add(TRADER, "btc 68000")
    async with tower.bus.subscribe("test", size=8) as inbox:
        await tower.at(68_001)
        told.append(await inbox.next())
    assert [(event.account, event.name) for event in told] == [(ACCOUNT, "alarm_rang")]


@pytest.mark.parametrize(
    ("typed", "prices", "rang"),
    [
        ("btc 3% 5m", (100, 101, 102.9, 103, 104), ["103"]),
        ("btc 3%", (100, 98, 97.1, 97), ["97"]),
        ("btc +3%", (100, 97, 96, 98.8, 98.9), ["98.9"]),
        ("btc -3%", (100, 104, 101, 100.8), ["100.8"]),
        ("btc 3% repeat", (100, 103, 104, 106, 107), ["103", "107"]),
    ],
)
async def test_a_move_is_measured_from_the_ends_of_its_window(
    tower: Tower, typed: str, prices: tuple[float, ...], rang: list[str]
) -> None:
    await tower.alarms.add(TRADER, typed)
    assert await tower.at(*prices) == rang


async def test_what_is_older_than_the_window_does_not_count(tower: Tower) -> None:
    await tower.alarms.add(TRADER, "btc 3% 1m")
    assert await tower.at(100, *[101] * 62, 103) == []


async def test_a_price_that_is_stale_or_missing_is_not_judged(tower: Tower) -> None:
    await tower.alarms.add(TRADER, "btc 68000")
    tower.market.status = FeedStatus.STALE
    assert await tower.at(69_000) == []
    tower.market.status = FeedStatus.LIVE
    assert await tower.at(None) == []
    assert await tower.at(69_000) == ["69000"]


def position(net: str) -> PositionView:
    return replace(make_position(), net=Decimal(net), agent=AGENT, instrument=BTC)


async def test_an_open_result_rings_once_for_each_position(tower: Tower) -> None:
    await tower.alarms.add(TRADER, "pnl -20 repeat")
    for nets, count in (
        (["-19.99"], 0),
        (["-20", "3"], 1),
        (["-25"], 1),
        (["-18.5"], 1),
        (["-17"], 1),
        (["-21"], 2),
        ([], 2),
        (["-30"], 3),
    ):
        tower.market.shown = [position(net) for net in nets]
        await tower.at(67_000)
        assert len(tower.rings()) == count, nets
    assert tower.rings()[0].value == Decimal(-20)


async def test_feed_trouble_rings_once_until_prices_are_back(tower: Tower) -> None:
    await tower.alarms.add(TRADER, "feed btc repeat")
    for status, count in (
        (FeedStatus.LIVE, 0),
        (FeedStatus.STALE, 1),
        (FeedStatus.STALE, 1),
        (FeedStatus.FALLBACK, 1),
        (FeedStatus.STALE, 2),
    ):
        tower.market.status = status
        await tower.at(67_000)
        assert len(tower.rings()) == count
    assert tower.rings()[0].title == "BTC/USDT"


def refusal(code: str) -> EntryRefused:
    return EntryRefused(at_ns=1, action=Action.BUY, confidence=Decimal(80), code=code)


@dataclass
class Trouble:
    state: AgentState = AgentState.RUNNING
    cause: str = ""
    refused: EntryRefused | None = None
    says: list[str] = field(default_factory=list)


@pytest.mark.parametrize(
    "trouble",
    [
        Trouble(says=[]),
        Trouble(AgentState.HALTED, "drawdown", says=["halted"]),
        Trouble(AgentState.PAUSED, "recovery_failed", says=["recovery_failed"]),
        Trouble(AgentState.PAUSED, "user", says=[]),
        Trouble(refused=refusal("MARGIN_LIMIT"), says=["MARGIN_LIMIT"]),
    ],
)
async def test_agent_trouble_says_what_it_is(tower: Tower, trouble: Trouble) -> None:
    await tower.alarms.add(TRADER, "agent")
    tower.market.agent = replace(tower.market.agent, state=trouble.state)
    tower.market.cause, tower.market.refused = trouble.cause, trouble.refused
    await tower.at(67_000, 67_000)
    assert [ring.detail for ring in tower.rings()] == trouble.says


async def test_the_alarms_of_one_member_do_not_hang_on_anothers(tower: Tower) -> None:
    await tower.alarms.add(TRADER, "btc 68000")
    await tower.alarms.add(OWNER, "btc 68000")
    await tower.members.remove(TRADER)
    await tower.at(68_001)
    assert [owed.chat for owed in tower.journal.owed] == [OWNER]


async def test_a_paused_alarm_is_silent_and_goes_on_from_the_price_of_then(tower: Tower) -> None:
    await tower.alarms.add(TRADER, "btc 68000")
    await tower.alarms.set_paused(TRADER, 1, is_paused=True)
    assert await tower.at(69_000) == []
    await tower.alarms.set_paused(TRADER, 1, is_paused=False)
    assert await tower.at(69_000, 67_999) == ["67999"]


async def test_an_edited_level_is_reached_anew(tower: Tower) -> None:
    await tower.alarms.add(TRADER, "btc 68000")
    await tower.at(68_001)
    row = await tower.alarms.change(TRADER, 1, "69000")
    assert (row.alarm.level, row.alarm.way, row.alarm.is_paused) == (Decimal(69_000), 1, False)
    assert await tower.at(68_500, 69_000) == ["69000"]


async def test_repeating_is_switched(tower: Tower) -> None:
    await tower.alarms.add(TRADER, "btc 68000")
    await tower.alarms.set_repeat(TRADER, 1, repeats=True)
    assert await tower.at(68_001, 67_000, 68_001) == ["68001", "68001"]


async def test_a_removed_alarm_is_gone_over_a_restart_and_its_number_too(tower: Tower) -> None:
    await tower.alarms.add(TRADER, "btc 68000")
    await tower.alarms.remove(TRADER, 1)
    await tower.alarms.remove(TRADER, 1)
    tower.restart()
    assert await tower.at(69_000) == []
    assert (await tower.alarms.add(TRADER, "feed")).alarm.id == 2


async def test_so_many_alarms_and_no_more(tower: Tower) -> None:
    for _ in range(MOST):
        await tower.alarms.add(TRADER, "feed")
    with pytest.raises(InputError) as refused:
        await tower.alarms.add(TRADER, "feed")
    assert refused.value.code == "too_many_alarms"


async def test_an_unknown_symbol_names_the_nearest(tower: Tower) -> None:
    with pytest.raises(InputError) as refused:
        await tower.alarms.add(TRADER, "btcc 70000")
    assert refused.value.values["near"] == "BTC"


async def test_a_level_without_a_price_asks_from_where(tower: Tower) -> None:
    tower.market.price = None
    with pytest.raises(InputError) as refused:
        await tower.alarms.add(TRADER, "btc 70000")
    assert refused.value.code == "no_price"
    assert (await tower.alarms.add(TRADER, "btc >70000")).alarm.way == 1


async def test_the_view_shows_what_is_watched_and_where_it_stands(tower: Tower) -> None:
    await tower.alarms.add(TRADER, "btc 70000")
    await tower.alarms.add(TRADER, "agent TREND")
    first, second = (await tower.alarms.view(TRADER)).rows
    assert (first.title, first.now) == ("BTC/USDT", Decimal(67_000))
    assert (second.title, second.alarm.kind) == ("TREND", AlarmKind.AGENT)


@pytest.mark.parametrize("user", [VIEWER, STRANGER])
async def test_who_may_not_trade_sets_no_alarm(tower: Tower, user: UserId) -> None:
    for forbidden in (
        tower.alarms.add(user, "feed"),
        tower.alarms.remove(user, 1),
        tower.alarms.set_paused(user, 1, is_paused=True),
    ):
        with pytest.raises(InputError):
            await forbidden


async def test_alarms_that_cannot_be_read_stop_nothing(tower: Tower) -> None:
    tower.values.values["alarms"] = f"[{TRADER}]"
    tower.values.values[key_of(TRADER)] = "{"
    await tower.at(1)
    assert tower.rings() == []


async def test_a_level_without_a_name_is_of_the_instrument_it_was_asked_about(
    tower: Tower,
) -> None:
    row = await tower.alarms.add(TRADER, "68000", ETH)
    assert row.alarm.instrument == ETH
    assert (await tower.alarms.add(TRADER, "btc 68000", ETH)).alarm.instrument == BTC
    assert (await tower.alarms.add(TRADER, "68000", InstrumentId("x"))).alarm.instrument == BTC


async def test_a_new_one_of_an_instrument_is_offered_it_alone_with_its_price(
    tower: Tower,
) -> None:
    view = await tower.alarms.view(TRADER, ETH)
    assert ([title for title, _ in view.symbols], view.price) == (["ETH/USDT"], Decimal(67_000))
    tower.market.status = FeedStatus.STALE
    assert (await tower.alarms.view(TRADER, ETH)).price is None

"""What is on a picture, gathered from the desk and the journal."""

from collections.abc import Sequence
from decimal import Decimal
from typing import TypeVar

import pytest

from core.clock import ManualClock
from core.errors import InputError
from core.events import PositionClosed, PositionOpened, Record, SignalReady, TradeResult
from core.market import Candle
from core.money import Money, Steps, Ticks
from core.pictures import (
    AllocationSpec,
    CandleSpec,
    CardSpec,
    EquitySpec,
    LevelKind,
    Levels,
    Lines,
    MarkKind,
    Marks,
    Picture,
    PictureSpec,
    Theme,
    Tone,
    Words,
)
from core.trading import Agent
from core.types import (
    HOUR_NS,
    MINUTE_NS,
    Action,
    AgentId,
    ExitReason,
    InstrumentId,
    Priority,
    Side,
    Timeframe,
)
from core.values import replace
from services.chart_candles import FRESH_NS, frame_for
from services.pictures import SHOWN, PictureService
from services.seats import Seats
from services.themes import ThemeStore
from tests.fake_chat import FakeValues
from tests.fakes import FakeDesk, FakeJournal, FakeTrading, make_members
from tests.samples import AGENT, BTC, STRANGER, VIEWER, make_position

T = TypeVar("T")
NOW_NS = 10_000 * HOUR_NS
WORDS = Words({"level.entry": "Entry", "mode.PAPER": "PAPER", "tf.1m": "1m", "free": "Free"})


class Easel:
    """Draws nothing, and remembers what it was to draw."""

    def __init__(self) -> None:
        self.specs: list[PictureSpec] = []

    async def draw(self, spec: PictureSpec) -> Picture | None:
        self.specs.append(spec)
        return Picture(str(len(self.specs)), b"PNG")


class Studio:
    """A desk with a market of rising candles, and its pictures."""

    def __init__(self) -> None:
        self.trading, self.journal, self.easel = FakeTrading(), FakeJournal(), Easel()
        self.clock, self.values = ManualClock(NOW_NS), FakeValues()
        self.trading.candle_tape = tape(400)
        seats = Seats(make_members(), FakeDesk(self.trading))
        self.service = PictureService(
            seats,
            self.journal,
            self.easel,
            ThemeStore(self.values),
            self.clock,
            words={"en": WORDS},
        )

    def only(self, kind: type[T]) -> T:
        """The one picture that was to be drawn."""
        (spec,) = self.easel.specs
        assert isinstance(spec, kind)
        return spec


def tape(count: int) -> list[Candle]:
    """Minutes up to now; each closes a tick above the one before."""
    return [
        Candle(
            BTC,
            NOW_NS - (count - 1 - n) * MINUTE_NS,
            Timeframe.M1,
            Ticks(600_000 + n),
            Ticks(600_003 + n),
            Ticks(599_998 + n),
            Ticks(600_001 + n),
            Steps(5),
        )
        for n in range(count)
    ]


def opened(minutes_ago: int = 30, trade_id: str = "t1") -> PositionOpened:
    return PositionOpened(
        agent=AGENT,
        instrument=BTC,
        at_ns=NOW_NS - minutes_ago * MINUTE_NS,
        trade_id=trade_id,
        title="BTC/USDT",
        side=Side.LONG,
        leverage=2,
        qty=Decimal("0.010"),
        entry=Decimal("60000.0"),
        notional=Decimal(600),
        margin=Decimal(300),
        fee=Decimal("0.24"),
        stop=Decimal("59400.0"),
        target=Decimal("61200.0"),
    )


def closed(net: str = "12.00", *, agent: AgentId = AGENT, trade_id: str = "t1") -> PositionClosed:
    result = TradeResult(
        trade_id=trade_id,
        side=Side.LONG,
        leverage=2,
        qty=Decimal("0.010"),
        entry=Decimal("60000.0"),
        exit=Decimal("61200.0"),
        gross=Decimal(net),
        fees=Decimal(0),
        funding=Decimal(0),
        net=Decimal(net),
        reason=ExitReason.TAKE_PROFIT,
        opened_at_ns=NOW_NS - 30 * MINUTE_NS,
        closed_at_ns=NOW_NS - 10 * MINUTE_NS,
        r=Decimal("1.8"),
    )
    return PositionClosed(
        agent=agent,
        instrument=BTC,
        at_ns=result.closed_at_ns,
        title="BTC/USDT",
        strategy="TREND",
        result=result,
    )


def signal(action: Action = Action.BUY) -> SignalReady:
    return SignalReady(
        agent=AGENT,
        instrument=BTC,
        at_ns=NOW_NS - 5 * MINUTE_NS,
        action=action,
        confidence=Decimal("0.8"),
        priority=Priority.HIGH,
        price=Decimal("60010.0"),
        started_at_ns=0,
        repeats=3,
        needed=3,
        strategy="TREND",
        timeframe="1m",
        title="BTC/USDT",
    )


def layer(spec: CandleSpec, kind: type[T]) -> T:
    (found,) = (each for each in spec.layers if isinstance(each, kind))
    return found


def kinds(spec: CandleSpec) -> list[MarkKind]:
    return [mark.kind for mark in layer(spec, Marks).marks]


@pytest.fixture
def studio() -> Studio:
    return Studio()


# --- candles


async def test_the_chart_ends_with_the_newest_candle_in_prices(studio: Studio) -> None:
    assert await studio.service.candles(VIEWER) is not None
    spec = studio.only(CandleSpec)
    assert len(spec.bars) == SHOWN
    assert (spec.bars[-1].open, spec.bars[-1].close) == pytest.approx((60_039.9, 60_040.0))
    assert (spec.digits, spec.last) == (1, 60_000.0)
    assert spec.frame.title == "BTC/USDT · 1m"


async def test_the_lines_are_what_the_strategy_goes_by(studio: Studio) -> None:
    await studio.service.candles(VIEWER)
    (line,) = layer(studio.only(CandleSpec), Lines).lines
    assert line.label == "EMA 8"
    assert len(line.values) == SHOWN
    assert line.values[-1] == pytest.approx(60_040.0)


async def test_marks_are_of_this_instrument_and_of_what_is_shown(studio: Studio) -> None:
    elsewhere = InstrumentId("sim:perp:ETHUSDT")
    told: Sequence[Record] = (
        opened(minutes_ago=SHOWN + 50),
        replace(opened(), instrument=elsewhere),
        opened(),
        closed("-3"),
        signal(),
        signal(Action.SELL),
    )
    for record in told:
        studio.journal.put(record)
    await studio.service.candles(VIEWER)
    spec = studio.only(CandleSpec)
    assert kinds(spec) == [MarkKind.LONG, MarkKind.LOST, MarkKind.BUY, MarkKind.SELL]
    (trip,) = layer(spec, Marks).trips
    assert (trip.entry.price, trip.exit.price) == (60_000.0, 61_200.0)


async def test_a_row_that_cannot_be_read_costs_its_mark_alone(studio: Studio) -> None:
    studio.journal.put(opened(), payload="{")
    studio.journal.put(closed())
    await studio.service.candles(VIEWER)
    assert kinds(studio.only(CandleSpec)) == [MarkKind.WON]


async def test_levels_are_those_of_the_open_position(studio: Studio) -> None:
    studio.trading.position = replace(
        make_position(), stop=Decimal(59_400), liquidation=Decimal(31_000)
    )
    await studio.service.candles(VIEWER)
    found = layer(studio.only(CandleSpec), Levels).levels
    assert [(level.kind, level.price) for level in found] == [
        (LevelKind.ENTRY, 60_000.0),
        (LevelKind.STOP, 59_400.0),
        (LevelKind.LIQUIDATION, 31_000.0),
    ]
    assert found[0].label == "Entry"


async def test_another_instrument_is_shown_without_the_agents_lines(studio: Studio) -> None:
    await studio.service.candles(VIEWER, InstrumentId("sim:perp:ETHUSDT"), Timeframe.H1)
    spec = studio.only(CandleSpec)
    assert spec.frame.title.startswith("ETH/USDT")
    assert layer(spec, Lines).lines == ()
    assert spec.last is None
    assert studio.trading.asked_candles[0][1] is Timeframe.H1


async def test_what_is_not_traded_here_is_refused(studio: Studio) -> None:
    with pytest.raises(InputError):
        await studio.service.candles(VIEWER, InstrumentId("sim:perp:XYZUSDT"))


async def test_a_stranger_sees_nothing(studio: Studio) -> None:
    with pytest.raises(InputError):
        await studio.service.candles(STRANGER)


async def test_a_silent_market_costs_the_picture(studio: Studio) -> None:
    studio.trading.is_market_down = True
    assert await studio.service.candles(VIEWER) is None
    assert studio.easel.specs == []


async def test_a_market_without_candles_has_no_picture(studio: Studio) -> None:
    studio.trading.candle_tape = []
    assert await studio.service.candles(VIEWER) is None


async def test_the_market_is_asked_once_for_all_who_look_at_once(studio: Studio) -> None:
    for _ in range(5):
        await studio.service.candles(VIEWER)
    assert len(studio.trading.asked_candles) == 1
    studio.clock.set(NOW_NS + FRESH_NS)
    await studio.service.candles(VIEWER)
    assert len(studio.trading.asked_candles) == 2


async def test_the_candle_that_forms_is_made_of_shorter_ones(studio: Studio) -> None:
    hours = [
        replace(candle, at_ns=NOW_NS - 5 * MINUTE_NS - n * HOUR_NS)
        for n, candle in enumerate(tape(2)[::-1])
    ][::-1]
    minutes = tape(400)

    async def candles(
        instrument: InstrumentId,
        timeframe: Timeframe,
        limit: int,
        *,
        end_ns: int | None = None,
    ) -> Sequence[Candle]:
        found = hours if timeframe is Timeframe.H1 else minutes
        return [replace(candle, timeframe=timeframe) for candle in found[-limit:]]

    studio.trading.candles = candles  # type: ignore[method-assign]
    await studio.service.candles(VIEWER, timeframe=Timeframe.H1)
    bars = studio.only(CandleSpec).bars
    assert len(bars) == 3
    assert bars[-1].at_ns == hours[-1].at_ns
    assert (bars[-1].open, bars[-1].close) == pytest.approx((60_039.5, 60_040.0))
    assert (bars[-1].high, bars[-1].low) == pytest.approx((60_040.2, 60_039.3))
    assert bars[-1].volume == pytest.approx(0.025)


@pytest.mark.parametrize(
    ("span_ns", "shortest", "wanted"),
    [
        (MINUTE_NS, Timeframe.M1, Timeframe.M1),
        (2 * MINUTE_NS, Timeframe.S1, Timeframe.S5),
        (HOUR_NS, Timeframe.M5, Timeframe.M1),
        (5 * HOUR_NS, Timeframe.M1, Timeframe.M5),
        (10**6 * HOUR_NS, Timeframe.M1, Timeframe.D1),
    ],
)
def test_a_trade_is_shown_in_candles_that_suit_its_length(
    span_ns: int, shortest: Timeframe, wanted: Timeframe
) -> None:
    assert frame_for(span_ns, shortest, 60) is wanted


# --- whom it is for


async def test_a_picture_is_in_the_theme_of_its_reader(studio: Studio) -> None:
    await ThemeStore(studio.values).choose(VIEWER, Theme.LIGHT)
    await studio.service.candles(VIEWER)
    assert studio.only(CandleSpec).frame.theme is Theme.LIGHT


async def test_who_chose_no_theme_has_the_dark_one(studio: Studio) -> None:
    studio.values.values[f"theme:{VIEWER}"] = "pink"
    assert await ThemeStore(studio.values).of(VIEWER) is Theme.DARK


# --- positions and trades


async def test_a_position_is_shown_from_before_its_entry_until_now(studio: Studio) -> None:
    studio.trading.position = replace(make_position(), trade_id="t1", instrument=BTC)
    studio.journal.put(opened())
    assert await studio.service.position(VIEWER, "t1") is not None
    spec = studio.only(CandleSpec)
    assert spec.last == 60_500.0
    assert kinds(spec) == [MarkKind.LONG]


async def test_a_position_that_is_gone_has_no_picture(studio: Studio) -> None:
    assert await studio.service.position(VIEWER, "t1") is None


async def test_a_closed_trade_shows_its_way_and_its_levels(studio: Studio) -> None:
    studio.journal.put(opened())
    row = studio.journal.put(closed())
    assert await studio.service.trade(VIEWER, row) is not None
    spec = studio.only(CandleSpec)
    assert kinds(spec) == [MarkKind.LONG, MarkKind.WON]
    assert [level.price for level in layer(spec, Levels).levels] == [59_400.0, 61_200.0]
    assert spec.bars[0].at_ns < opened().at_ns
    assert spec.bars[-1].at_ns >= closed().at_ns


async def test_a_row_that_is_no_trade_has_no_picture(studio: Studio) -> None:
    row = studio.journal.put(signal())
    assert await studio.service.trade(VIEWER, row) is None
    assert await studio.service.trade(VIEWER, 99) is None


async def test_a_card_tells_the_trade(studio: Studio) -> None:
    row = studio.journal.put(closed())
    assert await studio.service.trade_card(VIEWER, row) is not None
    card = studio.only(CardSpec)
    assert (card.share, card.result) == ("+4.00%", "+12.00 USDT")
    assert (card.path[0], card.path[-1]) == (60_000.0, 61_200.0)
    assert len(card.path) == 2 + 19
    assert ("Entry", "60\N{NO-BREAK SPACE}000.0") in card.facts
    assert card.frame.tone is Tone.GOOD
    assert card.frame.badge == "PAPER"


# --- equity


async def test_equity_moves_where_trades_close(studio: Studio) -> None:
    studio.journal.put(closed("10"))
    studio.journal.put(closed("-4"))
    await studio.service.equity(VIEWER, 0)
    spec = studio.only(EquitySpec)
    (curve,) = spec.curves
    assert curve.values == (9_994.0, 10_004.0, 10_000.0)
    assert spec.frame.figure == "+0.06%"


async def test_without_a_trade_there_is_no_curve(studio: Studio) -> None:
    assert await studio.service.equity(VIEWER, 7) is None


async def test_agents_are_compared_on_their_own_capital(studio: Studio) -> None:
    other = replace(studio.trading.agent, id=AgentId("a2"), name="GRID", slice=Money(10**11))

    def agents() -> Sequence[Agent]:
        return studio.trading.agent, other

    studio.trading.agents = agents  # type: ignore[method-assign]
    studio.journal.put(closed("10"))
    assert await studio.service.compare(VIEWER, 0) is None
    studio.journal.put(closed("50", agent=AgentId("a2"), trade_id="t2"))
    await studio.service.compare(VIEWER, 0)
    curves = studio.only(EquitySpec).curves
    assert [(curve.label, curve.values) for curve in curves] == [
        ("TREND", (10_000.0, 10_010.0)),
        ("GRID", (1_000.0, 1_050.0)),
    ]


async def test_the_parts_of_the_equity_are_margins_and_what_is_free(studio: Studio) -> None:
    studio.trading.position = make_position()
    await studio.service.allocation(VIEWER)
    shares = studio.only(AllocationSpec).shares
    assert [(share.label, share.value) for share in shares] == [
        ("BTC LONG", 300.0),
        ("Free", 9_700.0),
    ]

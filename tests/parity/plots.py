"""The plots and stories that are compared: one seed of the simulated market on each grade."""

import dataclasses
from collections.abc import Iterator

from core.candles import CandleBuilder, expand
from core.clock import ManualClock
from core.market import Candle, Funding, Mark, MarketEvent, Quote, Trade
from core.ports import Subscription
from core.trading import Limit, RiskSettings, Target, Trail, TrailKind, even_shares
from core.types import (
    HOUR_NS,
    MINUTE_NS,
    SECOND_NS,
    InstrumentId,
    InstrumentKind,
    Source,
    Timeframe,
)
from core.values import replace
from exchanges.replayed.instruments import Market, instrument_of
from exchanges.simulated.faults import Fault, FaultKind, Faults
from exchanges.simulated.market import SimulatedMarket
from exchanges.simulated.stream import FUNDING_NS
from tests.parity.runs import Plot, account_of, trader
from tests.parity.story import BARS_PACE, Bars, Story, bars_of, told_in_order

NEW_YEAR_NS = 1_767_225_600 * SECOND_NS
SYMBOL, SIM_SEED = "BTCUSDT", 1
FUNDED_NS = NEW_YEAR_NS + FUNDING_NS
"""A funding time."""
PERP = instrument_of(Market(InstrumentKind.PERP, SYMBOL))
HISTORY, MOST = 800, 10_000
S5, S15, M1, M5 = Timeframe.S5, Timeframe.S15, Timeframe.M1, Timeframe.M5


def rules(stop: str, target: str) -> RiskSettings:
    """Stop and target in percent; no guard of the account ends the story."""
    return RiskSettings(
        risk=Limit.percent("0.2"),
        stop_loss=Limit.percent(stop),
        take_profit=Limit.percent(target),
        daily_loss=None,
        drawdown=None,
        max_reserved=Limit.percent("100"),
        max_positions=50,
    )


def stepping(*targets: str, stop: str, trail: Trail, time_stop_s: int = 1800) -> RiskSettings:
    """A ladder of even targets, with a trailing stop and a time stop."""
    shares = even_shares(len(targets))
    return replace(
        rules(stop, targets[-1]),
        targets=tuple(
            Target(distance=Limit.percent(at), share=share)
            for at, share in zip(targets, shares, strict=True)
        ),
        trail=trail,
        time_stop_s=time_stop_s,
    )


def trail(kind: TrailKind, start: str | None = None, distance: str | None = None) -> Trail:
    return Trail(
        kind=kind,
        start=None if start is None else Limit.percent(start),
        distance=None if distance is None else Limit.percent(distance),
    )


def partial_from(at_ns: int, lasts_ns: int, *, every_ns: int = 0, times: int = 1) -> Faults:
    """For a while, and again every so often, the venue lets only two fifths of an order trade."""
    kind = FaultKind.PARTIAL
    return Faults(
        tuple(
            Fault(kind=kind, at_ns=at_ns + n * every_ns, lasts_ns=lasts_ns, ppm=400_000)
            for n in range(times)
        )
    )


def tick_plot(instrument: InstrumentId, *, start_ns: int = FUNDED_NS - HOUR_NS) -> Plot:
    """Agents side by side around a funding time, on candles of seconds: four with a stop and a
    target, and one for each way to trail a stop."""
    moving, two = trail(TrailKind.MOVING_TARGET), trail(TrailKind.TWO_TARGET)
    below = trail(TrailKind.BELOW_TRIGGER, distance="0.1")
    highest = trail(TrailKind.BELOW_HIGHEST, start="0.1", distance="0.1")
    even = trail(TrailKind.BREAK_EVEN, start="0.15")
    snapshot = account_of(
        trader(1, instrument, S5, rules("0.15", "0.2")),
        trader(2, instrument, S15, rules("0.2", "0.3")),
        trader(3, instrument, S15, rules("3", "3")),
        trader(4, instrument, M1, rules("0.3", "0.4")),
        trader(5, instrument, S5, stepping("0.15", "0.3", "0.5", stop="0.2", trail=moving)),
        trader(6, instrument, S15, stepping("0.15", "0.3", "0.5", stop="0.3", trail=two)),
        trader(7, instrument, S5, stepping("0.15", "0.4", stop="0.2", trail=below)),
        trader(8, instrument, S15, stepping("0.3", "1", stop="0.3", trail=highest)),
        trader(9, instrument, S15, stepping("0.3", "0.6", stop="0.3", trail=even)),
    )
    return Plot(
        snapshot=snapshot,
        start_ns=start_ns,
        end_ns=FUNDED_NS + HOUR_NS // 2,
        faults=partial_from(FUNDED_NS - HOUR_NS // 4, 10 * MINUTE_NS),
    )


def bar_plot(instrument: InstrumentId, start_ns: int, end_ns: int) -> Plot:
    """Agents side by side on candles of minutes: three with a stop and a target, two that trail."""
    moving = trail(TrailKind.MOVING_TARGET)
    highest = trail(TrailKind.BELOW_HIGHEST, start="0.3", distance="0.3")
    snapshot = account_of(
        trader(1, instrument, M1, rules("0.3", "0.4")),
        trader(2, instrument, M5, rules("0.5", "0.7")),
        trader(3, instrument, M1, rules("3", "3")),
        trader(4, instrument, M1, stepping("0.3", "0.6", "1", stop="0.4", trail=moving)),
        trader(5, instrument, M5, stepping("0.5", "2", stop="0.5", trail=highest)),
    )
    faults = partial_from(start_ns + 6 * HOUR_NS, 3 * HOUR_NS)
    return Plot(snapshot=snapshot, start_ns=start_ns, end_ns=end_ns, faults=faults)


def simulated(seed: int = SIM_SEED) -> SimulatedMarket:
    return SimulatedMarket(seed, [SYMBOL], ManualClock(NEW_YEAR_NS))


async def book_story(plot: Plot, seed: int = SIM_SEED) -> Story:
    """Book and trades, marks and fundings: the simulated market as it is."""
    market = simulated(seed)
    events = list(market.stream(plot.wanted(market.listed), plot.start_ns + 1, plot.end_ns))
    before = {bars: await candles(market, bars, plot.start_ns) for bars in bars_in(plot)}
    return Story(instruments=market.listed, events=events, before=before)


async def quote_story(plot: Plot) -> Story:
    """Quotes alone, with the candles that strategies need, and fundings."""
    story = await book_story(plot)
    told = [event for event in story.events if isinstance(event, Quote | Candle | Funding)]
    sources = {held.id: Source.QUOTE for held in story.instruments}
    return dataclasses.replace(story, events=told, sources=sources)


def recorded_story(plot: Plot) -> Story:
    """What a recorder of WebSocket lines could have heard of the simulated market: candles are
    counted from the prints, and a funding's mark is the newest one before it."""
    market = simulated()
    wanted = Subscription(frozenset(), frozenset(held.id for held in market.listed))
    heard = [
        replace(event, instrument=PERP.id)
        for event in market.stream(wanted, plot.start_ns + 1, plot.end_ns)
    ]
    timeframes = [timeframe for _, timeframe in bars_in(plot)]
    counted = [made for timeframe in timeframes for made in _counted(heard, timeframe)]
    return Story(
        instruments=(PERP,),
        events=told_in_order([*counted, *_funded(heard)]),
        sources={PERP.id: Source.LAST},
    )


async def bar_story(plot: Plot) -> Story:
    """Minutes of the simulated market as paths, longer candles by its own count, and fundings at
    the open of their mark."""
    market = simulated()
    counted = [
        replace(made, instrument=PERP.id)
        for bars in bars_in(plot)
        for made in await candles(market, bars, plot.end_ns, MOST)
    ]
    points = [point for bar in counted if bar.timeframe is M1 for point in expand(bar)]
    told = told_in_order([*counted, *await fundings(market, plot), *points])
    before = {bars: [made for made in counted if bars_of(made) == bars] for bars in bars_in(plot)}
    return Story(
        instruments=(PERP,),
        events=[event for event in told if plot.start_ns < event.at_ns < plot.end_ns],
        before={bars: _until(made, plot.start_ns) for bars, made in before.items()},
        sources={PERP.id: Source.LAST},
        pace=BARS_PACE,
    )


async def fundings(market: SimulatedMarket, plot: Plot) -> list[Funding]:
    """Those of the plot's time, at the open of the mark's minute."""
    simulated_id = market.listed[0].id
    wanted = Subscription(frozenset(), frozenset({simulated_id}))
    first_ns = -(-plot.start_ns // FUNDING_NS) * FUNDING_NS
    found = []
    for at_ns in range(first_ns, plot.end_ns, FUNDING_NS):
        (funding,) = (
            event for event in market.stream(wanted, at_ns, at_ns + 1) if isinstance(event, Funding)
        )
        (minute,) = await candles(market, (simulated_id, M1), at_ns + M1.ns, 1, Source.MARK)
        mark = minute.open * PERP.tick_e8
        found.append(replace(funding, instrument=PERP.id, mark=mark))
    return found


async def candles(
    market: SimulatedMarket,
    bars: Bars,
    end_ns: int,
    limit: int = HISTORY,
    source: Source = Source.LAST,
) -> tuple[Candle, ...]:
    simulated_id = market.listed[0].id
    return await market.candles(simulated_id, bars[1], end_ns=end_ns, limit=limit, source=source)


def bars_in(plot: Plot) -> list[Bars]:
    return sorted({(agent.instrument, agent.timeframe) for agent in plot.snapshot.agents})


def _until(made: list[Candle], end_ns: int) -> list[Candle]:
    return [candle for candle in made if candle.at_ns <= end_ns]


def _counted(heard: list[MarketEvent], timeframe: Timeframe) -> Iterator[Candle]:
    """The candles that close before the last word."""
    builder = CandleBuilder(PERP.id, timeframe)
    for event in heard:
        if isinstance(event, Trade):
            yield from builder.add(event)
    yield from builder.close_until(heard[-1].at_ns)


def _funded(heard: list[MarketEvent]) -> Iterator[MarketEvent]:
    mark = 0
    for event in heard:
        yield replace(event, mark=mark) if isinstance(event, Funding) else event
        mark = event.mark if isinstance(event, Mark) else mark

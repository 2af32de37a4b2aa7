"""A backtest put together: its history, its terms and its strategies."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from heapq import merge
from operator import attrgetter
from pathlib import Path

from app.conditions import conditions_of
from app.courses import course_of
from app.coverage import refuse_empty
from app.fast import LEAST_BARS, By, run_fast
from app.making import Made, Pick, made
from app.terms import Costs
from backtest.fast import ENGINE, FastBacktest
from backtest.plan import Leg, Parameters, Plan, Result
from backtest.run import Backtest, Past
from core.candles import WholePath
from core.clock import ManualClock
from core.errors import InputError
from core.instrument import Instrument
from core.market import Candle, Funding, MarketEvent
from core.ports import Broker, Strategy, Subscription
from core.trading import RiskSettings
from core.types import SECOND_NS, InstrumentId, Source, Timeframe
from core.values import Frozen, field, replace
from exchanges.replay import Recordings
from exchanges.replayed.files import of_timeframe
from exchanges.replayed.seeded_bars import SeededBars
from exchanges.simulated.broker import SimulatedBroker
from exchanges.simulated.market import SimulatedMarket


class Wish(Frozen, frozen=True, kw_only=True):
    """What was asked for; without `data` the seeded market is the history. `more` are agents beside
    the first on the same account, `shared` parameters of those that have them. `detail` are the
    candles that tell what came first inside a longer one; None takes the finest there is. `costs`
    multiplies fees, spread and slippage, `delay` acts so many candles later."""

    strategy: str
    symbol: str
    timeframe: Timeframe
    start: datetime
    end: datetime
    data: tuple[Path, ...] = ()
    seed: int = 1
    balance: Decimal = Decimal(10_000)
    leverage: int = 2
    risk: RiskSettings = field(default_factory=RiskSettings)
    parameters: Parameters = ()
    costs: int = 1
    delay: int = 0
    more: tuple[Pick, ...] = ()
    shared: Parameters = ()
    detail: Timeframe | None = None
    terms: Costs = field(default_factory=Costs)

    @property
    def picks(self) -> tuple[Pick, ...]:
        """Its agents, in order."""
        own = Pick(strategy=self.strategy, symbol=self.symbol, parameters=self.parameters)
        return (own, *self.more)

    @property
    def symbols(self) -> tuple[str, ...]:
        """Each once."""
        return tuple(dict.fromkeys(pick.symbol for pick in self.picks))


@dataclass(frozen=True, slots=True)
class History:
    """`feed` is what is to be said of it on the result."""

    market: SimulatedMarket | Recordings
    instruments: Mapping[str, Instrument]
    sources: Mapping[InstrumentId, Source]
    feed: str

    @property
    def is_path(self) -> bool:
        """Is it of the candle grade?"""
        market = self.market
        return isinstance(market, Recordings) and any(
            market.timeframe(held.id) is not None for held in market.instruments
        )

    def bar_of(self, plan: Plan) -> str:
        """The candles whose path the first instrument walks, '' for ticks."""
        if not isinstance(self.market, Recordings):
            return ""
        return self.market.timeframe(plan.instrument.id) or ""

    def past(self, plan: Plan) -> Past:
        """Closed candles of before the start."""

        def past(held: InstrumentId, limit: int) -> tuple[Candle, ...]:
            return self._candles(held, plan, limit)

        return past

    def warm_up(self, plan: Plan, limit: int) -> tuple[Candle, ...]:
        """Those of the first agent."""
        return self._candles(plan.instrument.id, plan, limit)

    def _candles(self, held: InstrumentId, plan: Plan, limit: int) -> tuple[Candle, ...]:
        if isinstance(self.market, Recordings):
            return self.market.candles(held, plan.timeframe, plan.start_ns, limit)
        return self.market.history(held, plan.timeframe, plan.start_ns, limit)

    def events(self, plan: Plan) -> Iterator[MarketEvent | WholePath]:
        """Those of the span, in order of time and by instrument where times are equal."""
        events = self._events(plan)
        if plan.has_funding:
            return events
        return (event for event in events if not isinstance(event, Funding))

    def _events(self, plan: Plan) -> Iterator[MarketEvent | WholePath]:
        span, names = (plan.start_ns, plan.end_ns), [held.id for held in plan.instruments]
        market, timeframe = self.market, plan.timeframe
        if isinstance(market, Recordings):
            paths = [market.paths(name, timeframe, *span) for name in names]
            return merge(*paths, key=attrgetter("at_ns"))
        candles = frozenset((name, timeframe) for name in names)
        return market.stream(Subscription(candles, frozenset(names)), *span)


def open_history(wish: Wish) -> History:
    """Reads recorded candles at once. Raises InputError for what is not there."""
    detail, symbols = wish.detail, wish.symbols
    if detail is not None and (detail.ns >= wish.timeframe.ns or wish.timeframe.ns % detail.ns):
        raise InputError(f"--detail {detail} must be finer than {wish.timeframe}, and divide it")
    if not wish.data:
        return _seeded(wish)
    paths = wish.data if detail is None else of_timeframe(wish.data, symbols, detail)
    recorded = Recordings(paths, symbols)
    listed = {held.symbol: held for held in recorded.instruments}
    for symbol in symbols:
        if symbol not in listed:
            raise InputError(f"There is nothing of {symbol} in {', '.join(map(str, paths))}")
    if len(recorded.instruments) != len(listed):
        names = ", ".join(held.id for held in recorded.instruments)
        raise InputError(
            f"{', '.join(symbols)} is recorded more than once ({names}); name the file"
        )
    return _recorded(recorded, "recorded data")


def _seeded(wish: Wish) -> History:
    """Tick by tick, or by candles where a detail is wanted."""
    market = SimulatedMarket(wish.seed, wish.symbols, ManualClock())
    feed = f"simulated market, seed {wish.seed}"
    if wish.detail is not None:
        sources = [SeededBars(market, held, wish.detail) for held in market.listed]
        return _recorded(Recordings.of(sources), feed)
    listed = {held.symbol: held for held in market.listed}
    return History(market, listed, {}, f"{feed}: book and trades")


def _recorded(found: Recordings, feed: str) -> History:
    listed = {held.symbol: held for held in found.instruments}
    sources = {held.id: Source.LAST for held in found.instruments}
    return History(found, listed, sources, feed)


def run_history(
    wish: Wish,
    history: History,
    progress: Callable[[int], None] = lambda _at_ns: None,
    *,
    by: By = By.ENGINE,
    least: int = LEAST_BARS,
    wants_lines: bool = True,
) -> Result:
    """One test; which program ran it is among the conditions of its result where it was a choice.
    Its journal takes most of a long test's memory: without `wants_lines` it is not kept.
    Raises InputError for a strategy, a parameter or a span that cannot be, and where the compiled
    loop is insisted on and cannot be taken."""
    found = made(wish.picks, wish.shared, wish.delay)
    plan = _filled(plan_of(wish, history), found)
    fast = FastBacktest(plan, found[0].strategy, plan.terms, conditions_of(history, plan))
    conditions = fast.conditions
    if by is not By.ENGINE:
        answer = run_fast(fast, history, 0 if by is By.FAST else least)
        if isinstance(answer, Result):
            return answer
        if by is By.FAST:
            raise InputError(f"The compiled loop cannot run this: {answer.reason}")
        conditions = (*conditions, ("Run by", f"{ENGINE}: {answer.reason}"))
    course, strategies = course_of(history, plan, [each.strategy for each in found])
    test = Backtest(
        plan,
        strategies=strategies,
        broker=broker_of(plan),
        sources=dict(history.sources),
        conditions=conditions,
        wants_lines=wants_lines,
    )
    return test.run(history.past(plan), course, progress)


def fast_test(wish: Wish, history: History) -> FastBacktest:
    """The test for the compiled loop, whether it can be run by it or not."""
    found = made(wish.picks, wish.shared, wish.delay)
    plan = _filled(plan_of(wish, history), found)
    return FastBacktest(plan, found[0].strategy, plan.terms, conditions_of(history, plan))


def plan_of(wish: Wish, history: History) -> Plan:
    """Raises InputError for a span without time, for terms that the history has no use for, and
    for instruments that one account cannot trade together."""
    start_ns, end_ns = _span(wish, history)
    wish.terms.refuse(is_path=history.is_path)
    first, *others = legs = _legs(wish, history)
    return Plan(
        strategy=first.strategy,
        instrument=first.instrument,
        timeframe=wish.timeframe,
        start_ns=start_ns,
        end_ns=end_ns,
        balance=wish.balance,
        leverage=min(wish.leverage, max(leg.instrument.max_leverage for leg in legs)),
        risk=wish.risk,
        seed=wish.seed,
        parameters=first.parameters,
        others=tuple(others),
        terms=wish.terms.paper(wish.costs),
        has_funding=wish.terms.has_funding,
    )


def _span(wish: Wish, history: History) -> tuple[int, int]:
    start_ns, end_ns = _ns(wish.start), _ns(wish.end)
    if end_ns <= start_ns:
        raise InputError("The history ends before it starts: look at --from and --to")
    if end_ns - start_ns < wish.timeframe.ns:
        raise InputError(f"Between --from and --to no candle of {wish.timeframe} has room")
    if isinstance(history.market, Recordings):
        names = [history.instruments[symbol].id for symbol in wish.symbols]
        refuse_empty(history.market, names, (start_ns, end_ns))
        start_ns = max(start_ns, history.market.starts_ns)
    return start_ns, end_ns


def _legs(wish: Wish, history: History) -> list[Leg]:
    charged = {
        symbol: wish.terms.charged(history.instruments[symbol], wish.costs)
        for symbol in wish.symbols
    }
    if len({held.settle for held in charged.values()}) > 1:
        told = ", ".join(f"{symbol} in {held.settle}" for symbol, held in charged.items())
        raise InputError(f"An account has one asset, and these settle in several: {told}")
    return [
        Leg(strategy=pick.strategy, instrument=charged[pick.symbol], parameters=pick.parameters)
        for pick in wish.picks
    ]


def _filled(plan: Plan, found: Sequence[Made]) -> Plan:
    """With the parameters that were set; a plugin that looks ahead says so in the name on its
    result."""
    first, *others = (
        replace(leg, strategy=each.strategy.name, parameters=each.parameters)
        for leg, each in zip(plan.legs, found, strict=True)
    )
    return replace(plan, strategy=first.strategy, parameters=first.parameters, others=tuple(others))


def make_strategy(wish: Wish) -> Strategy:
    """The first agent's. Raises InputError for an unknown name or parameter."""
    (first,) = made(wish.picks[:1], (), wish.delay)
    return first.strategy


def broker_of(plan: Plan) -> Broker:
    listed = {held.id: held for held in plan.instruments}
    return SimulatedBroker(listed, seed=plan.seed, config=plan.terms)


def _ns(moment: datetime) -> int:
    return int(moment.replace(tzinfo=UTC).timestamp()) * SECOND_NS

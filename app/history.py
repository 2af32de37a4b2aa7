"""A backtest put together: its history, its terms and its strategy."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from app.fast import LEAST_BARS, By, run_fast
from backtest.fast import ENGINE, FastBacktest
from backtest.plan import Plan, Result
from backtest.run import Backtest
from core.candles import WholePath
from core.clock import ManualClock
from core.errors import InputError
from core.instrument import Instrument
from core.market import Candle, MarketEvent
from core.money import Ppm
from core.parameters import Value
from core.ports import Broker, Strategy, Subscription
from core.trading import RiskSettings, SignalResult
from core.types import SECOND_NS, Action, InstrumentId, Source, Timeframe
from exchanges.replay import Recordings
from exchanges.simulated.broker import SimulatedBroker
from exchanges.simulated.market import SimulatedMarket
from exchanges.simulated.paper import PaperSettings
from strategies.base import BaseStrategy
from strategies.registry import StrategyRegistry, builtin_strategies


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What was asked for; without `data` the seeded market is the history. `costs` multiplies fees,
    spread and slippage, `delay` acts so many candles later."""

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
    parameters: tuple[tuple[str, Value], ...] = ()
    costs: int = 1
    delay: int = 0


@dataclass(frozen=True, slots=True)
class History:
    """`feed` is what is to be said of it on the result."""

    market: SimulatedMarket | Recordings
    instrument: Instrument
    sources: Mapping[InstrumentId, Source]
    feed: str

    def warm_up(self, plan: Plan, limit: int) -> tuple[Candle, ...]:
        """Closed candles of before the start."""
        held, market = plan.instrument.id, self.market
        if isinstance(market, Recordings):
            return market.candles(held, plan.timeframe, plan.start_ns, limit)
        return market.history(held, plan.timeframe, plan.start_ns, limit)

    def events(self, plan: Plan) -> Iterator[MarketEvent | WholePath]:
        held = plan.instrument.id
        if isinstance(self.market, Recordings):
            return self.market.paths(held, plan.timeframe, plan.start_ns, plan.end_ns)
        wanted = Subscription(
            candles=frozenset({(held, plan.timeframe)}), instruments=frozenset({held})
        )
        return self.market.stream(wanted, plan.start_ns, plan.end_ns)


def open_history(wish: Wish) -> History:
    """Reads recorded candles at once. Raises InputError for what is not there."""
    if not wish.data:
        simulated = SimulatedMarket(wish.seed, [wish.symbol], ManualClock())
        (held,) = simulated.listed
        feed = f"simulated market, seed {wish.seed}: book and trades"
        return History(simulated, held, {}, feed)
    recorded = Recordings(wish.data, [wish.symbol])
    if len(recorded.instruments) != 1:
        names = ", ".join(held.id for held in recorded.instruments)
        raise InputError(f"{wish.symbol} is recorded more than once ({names}); name the file")
    (held,) = recorded.instruments
    return History(recorded, held, {held.id: Source.LAST}, "recorded data")


def run_history(
    wish: Wish,
    history: History,
    progress: Callable[[int], None] = lambda _at_ns: None,
    *,
    by: By = By.ENGINE,
    least: int = LEAST_BARS,
) -> Result:
    """One test; which program ran it is among the conditions of its result where it was a choice.
    Raises InputError for a strategy, a parameter or a span that cannot be, and where the compiled
    loop is insisted on and cannot be taken."""
    strategy = make_strategy(wish)
    # A plugin that looks ahead says so in the name on its result.
    plan = replace(plan_of(wish, history), strategy=strategy.name)
    conditions = _conditions(history, plan, wish)
    if by is not By.ENGINE:
        fast = FastBacktest(plan, strategy, _terms(wish.costs), conditions)
        found = run_fast(fast, history, 0 if by is By.FAST else least)
        if isinstance(found, Result):
            return found
        if by is By.FAST:
            raise InputError(f"The compiled loop cannot run this: {found.reason}")
        conditions = (*conditions, ("Run by", f"{ENGINE}: {found.reason}"))
    test = Backtest(
        plan,
        strategy=strategy,
        broker=broker_of(plan, wish),
        sources=dict(history.sources),
        conditions=conditions,
    )
    warm_up = history.warm_up(plan, test.runner.needs)
    return test.run(warm_up, history.events(plan), progress)


def plan_of(wish: Wish, history: History) -> Plan:
    start_ns, end_ns = _ns(wish.start), _ns(wish.end)
    if isinstance(history.market, Recordings):
        start_ns = max(start_ns, history.market.starts_ns)
    if end_ns <= start_ns:
        raise InputError("The history ends before it starts: look at --from and --to")
    return Plan(
        strategy=wish.strategy,
        instrument=_dearer(history.instrument, wish.costs),
        timeframe=wish.timeframe,
        start_ns=start_ns,
        end_ns=end_ns,
        balance=wish.balance,
        leverage=wish.leverage,
        risk=wish.risk,
        seed=wish.seed,
        parameters=wish.parameters,
    )


def make_strategy(wish: Wish) -> Strategy:
    """Raises InputError for an unknown name or parameter."""
    registry = builtin_strategies()
    is_ours = wish.strategy in registry.names()
    strategy = registry.create(wish.strategy) if is_ours else _from_plugin(wish, registry)
    if wish.parameters:
        if not isinstance(strategy, BaseStrategy):
            raise InputError(f"{wish.strategy} has no parameters")
        strategy.set_parameters(dict(wish.parameters))
    return Late(strategy, wish.delay) if wish.delay else strategy


def _from_plugin(wish: Wish, registry: StrategyRegistry) -> Strategy:
    """A plugin's, its worker ending with it. Raises InputError naming every strategy there is when
    no plugin is of that name, and PluginError when it is refused."""
    from app.plugins import places_of
    from app.settings import load_settings
    from plugins.alone import lone_strategy

    strategy = lone_strategy(places_of(load_settings()), wish.strategy)
    return registry.create(wish.strategy) if strategy is None else strategy


class Late:
    """A strategy whose advice comes so many candles after it was formed."""

    def __init__(self, strategy: Strategy, candles: int) -> None:
        self._strategy = strategy
        self._waiting = deque([SignalResult(action=Action.HOLD)] * candles)

    @property
    def name(self) -> str:
        return self._strategy.name

    @property
    def warmup(self) -> int:
        return self._strategy.warmup

    def evaluate(self, candles: Sequence[Candle]) -> SignalResult:
        self._waiting.append(self._strategy.evaluate(candles))
        return self._waiting.popleft()


def _dearer(held: Instrument, costs: int) -> Instrument:
    return replace(
        held, maker_fee=Ppm(held.maker_fee * costs), taker_fee=Ppm(held.taker_fee * costs)
    )


def _terms(costs: int) -> PaperSettings:
    plain = PaperSettings()
    return replace(
        plain,
        half_spread=Ppm(plain.half_spread * costs),
        slippage=Ppm(plain.slippage * costs),
        impact=Ppm(plain.impact * costs),
    )


def broker_of(plan: Plan, wish: Wish) -> Broker:
    held = plan.instrument
    return SimulatedBroker({held.id: held}, seed=plan.seed, config=_terms(wish.costs))


def _conditions(history: History, plan: Plan, wish: Wish) -> tuple[tuple[str, str], ...]:
    held, terms = plan.instrument, _terms(wish.costs)
    rows = [
        ("Money", "PAPER"),
        ("Feed", history.feed),
        ("Fees", f"maker {held.maker_fee / 10_000:g} %, taker {held.taker_fee / 10_000:g} %"),
        ("Latency", f"{terms.latency_ns / 1e6:g} ms + up to {terms.jitter_ns / 1e6:g} ms"),
        (
            "On candles",
            f"half spread {terms.half_spread / 10_000:g} %, slippage {terms.slippage / 10_000:g} %",
        ),
    ]
    if wish.parameters:
        rows.append(("Parameters", ", ".join(f"{name} {value}" for name, value in wish.parameters)))
    return tuple(rows)


def _ns(moment: datetime) -> int:
    return int(moment.replace(tzinfo=UTC).timestamp()) * SECOND_NS

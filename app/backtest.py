"""`main.py backtest`: would it have made money, and would it have survived?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from app.report import result_tables, write_result
from backtest.plan import Plan
from backtest.run import Backtest
from core.clock import ManualClock
from core.errors import InputError
from core.instrument import Instrument
from core.market import Candle, MarketEvent
from core.ports import Broker, Subscription
from core.trading import RiskSettings
from core.types import SECOND_NS, InstrumentId, Source, Timeframe
from exchanges.replay import Recordings
from exchanges.simulated.broker import SimulatedBroker
from exchanges.simulated.market import SimulatedMarket
from exchanges.simulated.paper import PaperSettings
from strategies.registry import builtin_strategies


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What was asked for on the command line; without `data` the seeded market is the history."""

    strategy: str
    symbol: str
    timeframe: Timeframe
    start: datetime
    end: datetime
    data: tuple[Path, ...]
    seed: int
    balance: Decimal
    leverage: int
    risk: RiskSettings
    out: Path | None


@dataclass(frozen=True, slots=True)
class History:
    """Where a test's events come from, and what is to be said of it on the result."""

    market: SimulatedMarket | Recordings
    instrument: Instrument
    sources: dict[InstrumentId, Source]
    feed: str


def run_backtest(wish: Wish, console: Console) -> int:
    """Runs, prints the result, and writes it where asked. Raises InputError for what cannot be."""
    history = _history(wish)
    plan = _plan(wish, history)
    test = Backtest(
        plan,
        strategy=builtin_strategies().create(plan.strategy),
        broker=_broker(history, plan.seed),
        sources=history.sources,
        conditions=_conditions(history, plan),
    )
    with _bar(console) as progress:
        task = progress.add_task("Backtest", total=plan.end_ns - plan.start_ns)
        result = test.run(
            _warm_up(history, plan, test.runner.needs),
            _events(history, plan),
            lambda at_ns: progress.update(task, completed=at_ns - plan.start_ns),
        )
    for table in result_tables(result):
        console.print(table)
    if wish.out is not None:
        write_result(result, wish.out)
        console.print(f"Written to {wish.out}: trades.csv, equity.csv, journal.txt, result.json")
    return 0


def _history(wish: Wish) -> History:
    if not wish.data:
        simulated = SimulatedMarket(wish.seed, [wish.symbol], ManualClock())
        (held,) = simulated.listed
        return History(simulated, held, {}, f"simulated market, seed {wish.seed}: book and trades")
    recorded = Recordings(wish.data, [wish.symbol])
    if len(recorded.instruments) != 1:
        names = ", ".join(held.id for held in recorded.instruments)
        raise InputError(f"{wish.symbol} is recorded more than once ({names}); name the file")
    (held,) = recorded.instruments
    return History(recorded, held, {held.id: Source.LAST}, "recorded data")


def _plan(wish: Wish, history: History) -> Plan:
    start_ns, end_ns = _ns(wish.start), _ns(wish.end)
    if isinstance(history.market, Recordings):
        start_ns = max(start_ns, history.market.starts_ns)
    if end_ns <= start_ns:
        raise InputError("The history ends before it starts: look at --from and --to")
    return Plan(
        strategy=wish.strategy,
        instrument=history.instrument,
        timeframe=wish.timeframe,
        start_ns=start_ns,
        end_ns=end_ns,
        balance=wish.balance,
        leverage=wish.leverage,
        risk=wish.risk,
        seed=wish.seed,
    )


def _broker(history: History, seed: int) -> Broker:
    held = history.instrument
    return SimulatedBroker({held.id: held}, seed=seed, config=PaperSettings())


def _warm_up(history: History, plan: Plan, limit: int) -> tuple[Candle, ...]:
    if isinstance(history.market, Recordings):
        return history.market.candles(plan.instrument.id, plan.timeframe, plan.start_ns, limit)
    return history.market.history(plan.instrument.id, plan.timeframe, plan.start_ns, limit)


def _events(history: History, plan: Plan) -> Iterator[MarketEvent]:
    wanted = Subscription(
        candles=frozenset({(plan.instrument.id, plan.timeframe)}),
        instruments=frozenset({plan.instrument.id}),
    )
    return history.market.stream(wanted, plan.start_ns, plan.end_ns)


def _conditions(history: History, plan: Plan) -> tuple[tuple[str, str], ...]:
    held, terms = plan.instrument, PaperSettings()
    return (
        ("Money", "PAPER"),
        ("Feed", history.feed),
        ("Fees", f"maker {held.maker_fee / 10_000:g} %, taker {held.taker_fee / 10_000:g} %"),
        ("Latency", f"{terms.latency_ns / 1e6:g} ms + up to {terms.jitter_ns / 1e6:g} ms"),
        (
            "On candles",
            f"half spread {terms.half_spread / 10_000:g} %, slippage {terms.slippage / 10_000:g} %",
        ),
    )


def _bar(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeRemainingColumn(),
        console=console,
        transient=True,
    )


def _ns(moment: datetime) -> int:
    return int(moment.replace(tzinfo=UTC).timestamp()) * SECOND_NS

"""`main.py optimise`: which parameters would have done best, and how much of that may be luck."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path
from statistics import fmean, stdev

from rich.console import Console

from analytics.monte_carlo import monte_carlo
from app.backtest import bar_of
from app.fast import By
from app.history import Wish, open_history, plan_of, run_history
from app.optimise_report import Walked, best_table, luck_table, print_folds, print_parts
from backtest.plan import Result
from backtest.sweep.outcomes import Outcome, Outcomes
from backtest.sweep.search import Found, Wanted, search
from backtest.sweep.space import Parameters
from backtest.sweep.splits import Fold, three_parts, walk_forward
from core.errors import InputError
from core.types import SECOND_NS

CHUNK = 4
LEADING = 10
"""So many of the training's best are judged by validation."""
SOURCES = ("analytics", "backtest", "core", "engine", "exchanges", "indicators", "strategies")
LUCK = {
    "few_trades": "under 100 trades: its shares prove little",
    "lonely": "the sets beside it are far worse: it may be a stroke of luck",
    "edge": "it lies at the end of a range: widen the range",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """How to search: `folds` walks forward, `splits` cuts history into training, validation and
    test; with neither the whole is taken at once. `kept` is a file of outcomes that a later search
    goes on with."""

    wanted: Wanted
    workers: int
    folds: int
    splits: bool
    kept: Path


def run_optimise(wish: Wish, how: Search, console: Console) -> int:
    """Searches and prints. Raises InputError for what cannot be searched."""
    history = open_history(wish)
    plan = plan_of(wish, history)
    whole = (plan.start_ns, plan.end_ns)
    if how.splits:
        print_parts(_parted(wish, how, whole, console), console)
        return 0
    if how.folds:
        folds = walk_forward(*whole, how.folds, step_ns=plan.timeframe.ns)
        print_folds(_walked(wish, how, folds, console), console)
        return 0
    found = _searched(wish, how, whole, "Search", console)
    console.print(best_table(found, how.wanted.goal))
    for code in found.warnings:
        console.print(f"[yellow]Beware:[/] {LUCK[code]}.")
    best = run_history(_with(wish, found.best.parameters, whole), history)
    other = monte_carlo(
        [float(trade.result.net) for trade in best.trades], float(wish.balance), seed=wish.seed
    )
    if other is not None:
        console.print(luck_table(other))
    return 0


def _walked(wish: Wish, how: Search, folds: Sequence[Fold], console: Console) -> list[Walked]:
    found = []
    for number, fold in enumerate(folds, 1):
        learnt = _searched(wish, how, fold.train, f"Fold {number} of {len(folds)}", console)
        chosen = learnt.best
        (after,) = test_sets(wish, fold.test, [chosen.parameters])
        found.append(Walked(fold, chosen, after))
    return found


def _parted(
    wish: Wish, how: Search, whole: tuple[int, int], console: Console
) -> tuple[Outcome, Outcome, Outcome]:
    """The best of training by its validation: what it came to in each part."""
    train, validation, test = three_parts(*whole, step_ns=wish.timeframe.ns)
    learnt = _searched(wish, how, train, "Training", console)
    leading = {str(found.parameters): found for found in learnt.outcomes[:LEADING]}
    judged = test_sets(wish, validation, [found.parameters for found in leading.values()])
    chosen = max(judged, key=lambda found: found.score(how.wanted.goal))
    (after,) = test_sets(wish, test, [chosen.parameters])
    return leading[str(chosen.parameters)], chosen, after


def _searched(
    wish: Wish, how: Search, span: tuple[int, int], title: str, console: Console
) -> Found:
    kept = Outcomes(how.kept, _base(wish, span))
    space, wanted = how.wanted.space, how.wanted
    total = space.size if wanted.method == "grid" else min(wanted.trials, space.size)
    with bar_of(console) as bar:
        task = bar.add_task(title, total=total)
        pool = Pool(wish, span, how.workers)
        return search(wanted, pool, kept, lambda done: bar.update(task, completed=done))


class Pool:
    """Tests in processes of their own, a few sets at a time: each reads the history anew."""

    def __init__(self, wish: Wish, span: tuple[int, int], workers: int) -> None:
        self._wish = wish
        self._span = span
        self.workers = workers

    def run(self, sets: Sequence[Parameters]) -> Iterator[Outcome]:
        if self.workers == 1 or len(sets) < 2:
            yield from test_sets(self._wish, self._span, sets)
            return
        size = min(CHUNK, -(-len(sets) // self.workers))
        chunks = [sets[first : first + size] for first in range(0, len(sets), size)]
        context = get_context("forkserver")
        with ProcessPoolExecutor(self.workers, mp_context=context) as pool:
            waiting = [pool.submit(_tested, self._wish, self._span, chunk) for chunk in chunks]
            for done in as_completed(waiting):
                yield from done.result()


def _tested(wish: Wish, span: tuple[int, int], sets: Sequence[Parameters]) -> list[Outcome]:
    return list(test_sets(wish, span, sets))


def test_sets(wish: Wish, span: tuple[int, int], sets: Sequence[Parameters]) -> Iterator[Outcome]:
    """Each set over one reading of the history; a set that the strategy refuses says why."""
    history = open_history(wish)
    for parameters in sets:
        try:
            result = run_history(_with(wish, parameters, span), history, by=By.AUTO, least=0)
        except InputError as error:
            yield Outcome(parameters=parameters, error=str(error))
        else:
            yield _outcome(parameters, result)


def _with(wish: Wish, parameters: Parameters, span: tuple[int, int]) -> Wish:
    start, end = (datetime.fromtimestamp(at_ns // SECOND_NS, UTC) for at_ns in span)
    merged = {**dict(wish.parameters), **parameters}
    return replace(wish, parameters=tuple(merged.items()), start=start, end=end)


def _outcome(parameters: Parameters, result: Result) -> Outcome:
    trades, equity = result.statistics, result.equity
    nets = [float(trade.result.net) for trade in result.trades]
    spread = stdev(nets) if len(nets) > 1 else 0.0
    return Outcome(
        parameters=parameters,
        trades=trades.trades,
        net=float(trades.net),
        total_return=0.0 if equity is None else equity.total_return,
        max_drawdown=0.0 if equity is None else equity.max_drawdown,
        profit_factor=trades.profit_factor,
        sqn=trades.sqn,
        sharpe=fmean(nets) / spread if spread else None,
        is_halted=bool(result.halted_ns),
    )


def _base(wish: Wish, span: tuple[int, int]) -> str:
    """Names everything an outcome hangs on but the parameters: the plan, the data, the code."""
    parts = (repr(replace(wish, data=())), str(span), data_hash(wish), code_hash())
    return sha256("\n".join(parts).encode()).hexdigest()


def data_hash(wish: Wish) -> str:
    """Of the recorded files; a seeded market is named by its seed."""
    digest = sha256()
    for path in wish.data:
        found = [path] if path.is_file() else sorted(path.rglob("*"))
        for file in (item for item in found if item.is_file()):
            digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()


def code_hash() -> str:
    """Of all that decides what a test comes to."""
    root, digest = Path(__file__).parent.parent, sha256()
    for package in SOURCES:
        for file in sorted((root / package).rglob("*.py")):
            digest.update(file.read_bytes())
    return digest.hexdigest()

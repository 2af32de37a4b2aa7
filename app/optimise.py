"""`main.py optimise`: which parameters would have done best, and how much of that may be luck."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from analytics.monte_carlo import monte_carlo
from analytics.overfit import UNSOUND
from app.backtest import bar_of
from app.history import History, Wish, open_history, plan_of
from app.optimise_benches import Bench, Span, local_bench
from app.optimise_names import base_of
from app.optimise_report import (
    Walked,
    best_table,
    luck_sentence,
    luck_table,
    print_folds,
    print_heat,
    print_parts,
)
from app.optimise_tests import Job, sets_over, tested_nets
from backtest.sweep.heat import heat_map
from backtest.sweep.outcomes import Outcome, Outcomes
from backtest.sweep.parcel import parcel_of
from backtest.sweep.search import Found, Wanted, search
from backtest.sweep.space import Parameters
from backtest.sweep.splits import Fold, three_parts, walk_forward
from core.errors import WorkersLost
from core.values import Frozen
from exchanges.replayed.files import of_timeframe

FAILED = 1
LEADING = 10
"""So many of the training's best are judged by validation."""
LUCK = {
    "few_trades": "under 100 trades: its shares prove little",
    "lonely": "the sets beside it are far worse: it may be a stroke of luck",
    "edge": "it lies at the end of a range: widen the range",
    UNSOUND: "no set is sound: each was halted, never traded or could not run",
}


class Search(Frozen, frozen=True, kw_only=True):
    """How to search: `folds` walks forward, `splits` cuts history into training, validation and
    test; with neither the whole is taken at once. `kept` is a file of outcomes that a later search
    goes on with. `cluster` is the address of a Dask scheduler, '' for processes of this machine."""

    wanted: Wanted
    workers: int
    folds: int
    splits: bool
    kept: Path
    cluster: str = ""


def run_optimise(wish: Wish, how: Search, console: Console) -> int:
    """Searches and prints; 1 when it had to stop, with what was found kept. Raises InputError for
    what cannot be searched."""
    try:
        with _bench_of(wish, how) as bench:
            return _Optimiser(wish, how, bench, console).run()
    except WorkersLost as error:
        _say(console, f"Stopped: {error}. What was found is kept; run it again to go on.")
    except OSError as error:
        place = error.filename or how.kept
        _say(console, f"Stopped: {place} cannot be used ({error.strerror}). Make room and go on.")
    except KeyboardInterrupt:
        _say(console, "Stopped. What was found is kept; run it again to go on.")
    return FAILED


def _bench_of(wish: Wish, how: Search) -> AbstractContextManager[Bench]:
    paths, symbols, detail = wish.data, wish.symbols, wish.detail
    if paths and detail is not None:
        paths = of_timeframe(paths, symbols, detail)
    parcel = parcel_of(paths, symbols)
    if not how.cluster:
        return local_bench(wish, parcel.digest, how.workers)
    from app.optimise_cluster import cluster_bench

    return cluster_bench(how.cluster, wish, parcel)


def _say(console: Console, sentence: str) -> None:
    console.print(sentence, markup=False, highlight=False, soft_wrap=True)


@dataclass(frozen=True, slots=True)
class _Optimiser:
    """One search on one bench."""

    wish: Wish
    how: Search
    bench: Bench
    console: Console

    def run(self) -> int:
        history = open_history(self.wish)
        plan = plan_of(self.wish, history)
        whole = (plan.start_ns, plan.end_ns)
        if self.how.splits:
            print_parts(self._parted(history, whole), self.console)
        elif self.how.folds:
            folds = walk_forward(*whole, self.how.folds, step_ns=plan.timeframe.ns)
            print_folds(self._walked(history, folds), self.console)
        else:
            self._told(self._searched(history, whole, "Search"), history, whole)
        return 0

    def _told(self, found: Found, history: History, whole: Span) -> None:
        goal = self.how.wanted.goal
        self.console.print(best_table(found, goal))
        for code in found.warnings:
            self.console.print(f"[yellow]Beware:[/] {LUCK[code]}.")
        if UNSOUND in found.warnings:
            return
        heat = heat_map(found.outcomes, self.how.wanted.space, goal)
        if heat is not None:
            print_heat(heat, goal, self.console)
        nets = tested_nets(history, Job(self.wish, whole), found.best.parameters)
        sharpes = [each.sharpe for each in found.outcomes if each.sharpe is not None]
        _say(self.console, luck_sentence(nets, sharpes))
        other = monte_carlo(nets, float(self.wish.balance), seed=self.wish.seed)
        if other is not None:
            self.console.print(luck_table(other))

    def _walked(self, history: History, folds: Sequence[Fold]) -> list[Walked]:
        found = []
        for number, fold in enumerate(folds, 1):
            learnt = self._searched(history, fold.train, f"Fold {number} of {len(folds)}")
            (after,) = self._tested(history, fold.test, [learnt.best.parameters])
            found.append(Walked(fold, learnt.best, after))
        return found

    def _parted(self, history: History, whole: Span) -> tuple[Outcome, Outcome, Outcome]:
        """The best of training by its validation: what it came to in each part."""
        train, validation, test = three_parts(*whole, step_ns=self.wish.timeframe.ns)
        learnt = self._searched(history, train, "Training")
        leading = {str(found.parameters): found for found in learnt.outcomes[:LEADING]}
        sets = [each.parameters for each in leading.values()]
        judged = self._tested(history, validation, sets)
        chosen = max(judged, key=lambda found: found.score(self.how.wanted.goal))
        (after,) = self._tested(history, test, [chosen.parameters])
        return leading[str(chosen.parameters)], chosen, after

    def _tested(
        self, history: History, span: Span, sets: Sequence[Parameters]
    ) -> Iterator[Outcome]:
        return sets_over(history, Job(self.wish, span), sets)

    def _searched(self, history: History, span: Span, title: str) -> Found:
        kept = Outcomes(self.how.kept, base_of(self.wish, span, self.bench.data))
        wanted = self.how.wanted
        size = wanted.space.size
        with bar_of(self.console) as bar:
            task = bar.add_task(title, total=size if wanted.is_whole else min(wanted.trials, size))
            testers = self.bench.over(span, history)
            return search(wanted, testers, kept, lambda done: bar.update(task, completed=done))

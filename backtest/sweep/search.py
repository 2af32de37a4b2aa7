"""Looks for good parameters: the whole grid, some of it by chance, or by what was learnt (TPE)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol

from analytics.overfit import UNSOUND, Trial, warnings
from backtest.sweep.outcomes import GOALS, Outcome, Outcomes
from backtest.sweep.space import Parameters, Space
from core.errors import InputError
from core.values import Frozen

METHODS = ("grid", "random", "tpe")

Progress = Callable[[int], None]
"""Told how many sets are done."""


class Testers(Protocol):
    """Runs tests, as many side by side as it has workers."""

    @property
    def workers(self) -> int: ...
    def run(self, sets: Sequence[Parameters]) -> Iterator[Outcome]:
        """In whatever order they are done."""
        ...


class Wanted(Frozen, frozen=True, kw_only=True):
    """What is searched for: `goal` is one of outcomes.GOALS; the whole grid ignores `trials`."""

    space: Space
    method: str
    goal: str
    trials: int
    seed: int

    @property
    def is_whole(self) -> bool:
        """Every set of the space?"""
        return self.method == "grid"


class Found(Frozen, frozen=True, kw_only=True):
    """All that was tried, the best first; `warnings` are codes of analytics.overfit, UNSOUND alone
    where no set traded to the end."""

    outcomes: tuple[Outcome, ...]
    warnings: tuple[str, ...]

    @property
    def best(self) -> Outcome:
        return self.outcomes[0]


def search(wanted: Wanted, testers: Testers, kept: Outcomes, progress: Progress) -> Found:
    """Tests each set that is not kept yet. Raises InputError for an unknown method, for TPE without
    its library, and when no set could run at all."""
    if wanted.goal not in GOALS:
        raise InputError(f"{wanted.goal} is no goal; there are: {', '.join(GOALS)}")
    if wanted.method == "tpe":
        outcomes = _learning(wanted, testers, kept, progress)
    else:
        outcomes = _listed(_sets(wanted), testers, kept, progress)
    ranked = sorted(outcomes, key=lambda found: (-found.score(wanted.goal), found.error != ""))
    if not ranked or all(found.error for found in ranked):
        why = ranked[0].error if ranked else "the space is empty"
        raise InputError(f"No set of parameters could be tested: {why}", code="nothing_tested")
    return Found(outcomes=tuple(ranked), warnings=_warnings(wanted, ranked))


def _sets(wanted: Wanted) -> Iterable[Parameters]:
    if wanted.method == "grid":
        return wanted.space.grid()
    if wanted.method == "random":
        return wanted.space.random(wanted.trials, wanted.seed)
    raise InputError(f"{wanted.method} is no way to search; there are: {', '.join(METHODS)}")


def _listed(
    sets: Iterable[Parameters], testers: Testers, kept: Outcomes, progress: Progress
) -> list[Outcome]:
    todo: list[Parameters] = []
    found: list[Outcome] = []
    for parameters in sets:
        known = kept.get(parameters)
        if known is None:
            todo.append(parameters)
        else:
            found.append(known)
    progress(len(found))
    for outcome in testers.run(todo):
        kept.put(outcome)
        found.append(outcome)
        progress(len(found))
    return found


def _learning(
    wanted: Wanted, testers: Testers, kept: Outcomes, progress: Progress
) -> list[Outcome]:
    """Asks for as many sets as there are workers, and tells what came of them."""
    try:
        import optuna
    except ImportError:
        raise InputError(
            "TPE needs optuna: pip install -r requirements-sweep.txt, or take grid or random"
        ) from None
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.create_study(
        direction="maximize", sampler=optuna.samplers.TPESampler(seed=wanted.seed)
    )
    found: dict[str, Outcome] = {}
    for first in range(0, wanted.trials, testers.workers):
        asked = [study.ask() for _ in range(min(testers.workers, wanted.trials - first))]
        # By place, not by name: near values are near.
        sets = [
            {
                axis.name: axis.values[trial.suggest_int(axis.name, 0, len(axis.values) - 1)]
                for axis in wanted.space.axes
            }
            for trial in asked
        ]
        done = _listed(_unlike(sets), testers, kept, lambda _done: None)
        scores = {str(outcome.parameters): outcome.score(wanted.goal) for outcome in done}
        for trial, parameters in zip(asked, sets, strict=True):
            study.tell(trial, max(scores[str(parameters)], -1e12))
        found |= {str(outcome.parameters): outcome for outcome in done}
        progress(first + len(asked))
    return list(found.values())


def _unlike(sets: Sequence[Parameters]) -> list[Parameters]:
    return list({str(parameters): parameters for parameters in sets}.values())


def _warnings(wanted: Wanted, ranked: Sequence[Outcome]) -> tuple[str, ...]:
    trials = [
        Trial(wanted.space.place(found.parameters), found.score(wanted.goal), found.trades)
        for found in ranked
        if found.score(wanted.goal) > float("-inf")
    ]
    return warnings(trials, trials[0]) if trials else (UNSOUND,)

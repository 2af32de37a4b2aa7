"""One set of parameters over a history that is read once."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache

from app.fast import bar_history
from app.history import History, Wish, fast_test, open_history, run_history
from backtest.compiled.run import HandedOver
from backtest.sweep.figures import nets_of, outcome_of, quick_nets, quick_outcome
from backtest.sweep.memory import keep_freed
from backtest.sweep.outcomes import Outcome
from backtest.sweep.space import Parameters
from core.errors import InputError
from core.types import SECOND_NS
from core.values import Frozen, replace


class Job(Frozen, frozen=True):
    """What all tests of a search share; `data` is the digest of the recorded files."""

    wish: Wish
    span: tuple[int, int]
    data: str = ""


def tested(job: Job, parameters: Parameters) -> Outcome:
    """For processes that are asked again and again: a history is read once in each."""
    return tested_on(_history(job.wish, job.data), job, parameters)


def sets_over(history: History, job: Job, sets: Sequence[Parameters]) -> Iterator[Outcome]:
    """Each set, one after the other, on a history that is open."""
    keep_freed()
    for parameters in sets:
        yield tested_on(history, job, parameters)


def tested_on(history: History, job: Job, parameters: Parameters) -> Outcome:
    """A set that the strategy refuses says why."""
    wish = with_set(job.wish, parameters, job.span)
    try:
        quick = _by_figures(wish, history, parameters)
        return outcome_of(parameters, run_history(wish, history)) if quick is None else quick
    except InputError as error:
        return Outcome(parameters=parameters, error=str(error))


def tested_nets(history: History, job: Job, parameters: Parameters) -> list[float]:
    """What each trade of a set came to. Raises InputError for one that the strategy refuses."""
    wish = with_set(job.wish, parameters, job.span)
    test = fast_test(wish, history)
    bars = bar_history(test, history, least=0)
    found = bars if isinstance(bars, HandedOver) else quick_nets(test, bars)
    return nets_of(run_history(wish, history)) if isinstance(found, HandedOver) else found


def with_set(wish: Wish, parameters: Parameters, span: tuple[int, int]) -> Wish:
    start, end = (datetime.fromtimestamp(at_ns // SECOND_NS, UTC) for at_ns in span)
    merged = {**dict(wish.parameters), **parameters}
    return replace(wish, parameters=tuple(merged.items()), start=start, end=end)


def _by_figures(wish: Wish, history: History, parameters: Parameters) -> Outcome | None:
    """None where the engine must do it."""
    test = fast_test(wish, history)
    bars = bar_history(test, history, least=0)
    if isinstance(bars, HandedOver):
        return None
    found = quick_outcome(parameters, test, bars)
    return None if isinstance(found, HandedOver) else found


@lru_cache(maxsize=1)
def _history(wish: Wish, data: str) -> History:
    """By what is in the files, not by their names alone."""
    keep_freed()
    return open_history(wish)

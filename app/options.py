"""The commands over history. What each does is imported when it runs."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from app.wishes import alone, wishing
from core.errors import DzentraError

if TYPE_CHECKING:
    from app.history import Wish

FAILED, WRONG_USE = 1, 2
PROCESSORS = os.cpu_count() or 1

Typed = Callable[[], "Wish"]

Out = Annotated[Path | None, typer.Option(help="Folder for CSV and JSON.")]
Fast = Annotated[
    bool | None,
    typer.Option(
        "--fast/--engine", help="The compiled loop or the engine; else what is sooner done."
    ),
]
Listed = Annotated[bool, typer.Option("--list", help="Show what earlier tests found.")]
Compare = Annotated[
    tuple[str, str] | None, typer.Option(help="Hold two of them side by side, by their ids.")
]

Ranges = Annotated[
    list[str], typer.Option("--range", help="fast=5:30:5 or fast=5,8,13; one for each parameter.")
]
Method = Annotated[str, typer.Option(help="grid, random or tpe.")]
Goal = Annotated[str, typer.Option(help="net, return_over_drawdown, profit_factor, sqn or sharpe.")]
Trials = Annotated[int, typer.Option(min=1, help="Of random and tpe.")]
Folds = Annotated[
    int, typer.Option(min=0, help="Walk forward: choose before, judge after; 0 is off.")
]
Splits = Annotated[
    bool, typer.Option("--split", help="Train on 60 %, choose by 20 %, judge by 20 %.")
]
Workers = Annotated[int, typer.Option(min=1, help="Processes.")]
Cluster = Annotated[str, typer.Option(help="A Dask scheduler instead, such as tcp://host:8786.")]
Kept = Annotated[
    Path | None,
    typer.Option(help="Outcomes to go on with; else searches/outcomes.jsonl in DATA_DIR."),
]


def finish(run: Callable[[], int]) -> None:
    """Ends the program with what `run` answers; what it raises is one line on standard error."""
    try:
        code = run()
    except DzentraError as error:
        code = _told(str(error), WRONG_USE)
    except OSError as error:
        place = error.filename or "The disk"
        code = _told(f"{place} cannot be used: {error.strerror or error}", FAILED)
    except KeyboardInterrupt:
        code = _told("Stopped. Nothing of it was kept.", FAILED)
    raise typer.Exit(code)


def _told(sentence: str, code: int) -> int:
    Console(stderr=True).print(sentence, markup=False, highlight=False, soft_wrap=True)
    return code


@wishing
def backtest(
    typed: Typed,
    out: Out = None,
    fast: Fast = None,
    listed: Listed = False,
    compare: Compare = None,
) -> None:
    """Run a strategy over history, by the very engine that trades."""

    def run() -> int:
        if listed or compare is not None:
            from app.study_command import run_compare, run_list

            return run_list(Console()) if compare is None else run_compare(compare, Console())
        from app.backtest import run_backtest
        from app.fast import By

        by = By.AUTO if fast is None else By.FAST if fast else By.ENGINE
        return run_backtest(typed(), out, Console(), by)

    finish(run)


@wishing
def honesty(typed: Typed) -> None:
    """Look for reasons not to believe a backtest: look-ahead, recursion, costs, delay."""

    def run() -> int:
        from app.honesty import run_honesty

        return run_honesty(alone(typed(), "honesty"), Console())

    finish(run)


@wishing
def parity(typed: Typed) -> None:
    """Show that a backtest of a strategy is what the desk would have done, to the last digit."""

    def run() -> int:
        from app.parity import run_parity

        return run_parity(typed(), Console())

    finish(run)


@wishing
def optimise(
    typed: Typed,
    ranges: Ranges,
    method: Method = "grid",
    goal: Goal = "return_over_drawdown",
    trials: Trials = 100,
    folds: Folds = 0,
    splits: Splits = False,
    workers: Workers = PROCESSORS,
    cluster: Cluster = "",
    kept: Kept = None,
) -> None:
    """Search for parameters, and say how much of the best may be luck."""

    def run() -> int:
        from app.optimise import Search, run_optimise
        from app.settings import load_settings
        from backtest.sweep.search import Wanted
        from backtest.sweep.space import parse_space

        wish, space = alone(typed(), "optimise"), parse_space(ranges)
        wanted = Wanted(space=space, method=method, goal=goal, trials=trials, seed=wish.seed)
        how = Search(
            wanted=wanted,
            workers=workers,
            folds=folds,
            splits=splits,
            kept=kept or load_settings().data_dir / "searches" / "outcomes.jsonl",
            cluster=cluster,
        )
        return run_optimise(wish, how, Console())

    finish(run)

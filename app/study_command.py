"""Results of `main.py backtest` are kept where the chat's are: listed, and held side by side."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from rich.console import Console
from rich.table import Table

from app.history import Wish, make_strategy
from app.rules import told_rules
from app.settings import load_settings
from app.study_history import ARCHIVE, BOOK
from app.study_job import SIMULATED
from app.study_result import study_of
from backtest.plan import Plan, Result
from core.clock import SystemClock
from core.errors import InputError, StorageError
from core.parameters import Value
from core.studies import Study, StudyKind, StudyWish
from core.types import SECOND_NS
from core.values import replace
from storage.studies import StudyFolder, study_folder


def shelf() -> StudyFolder:
    """Of this data folder; its desk may run meanwhile."""
    return study_folder(load_settings().data_dir)


def keep_result(
    wish: Wish, result: Result, warmed: int, console: Console, *, inside: str = ""
) -> None:
    """Without an account: the desk's owner sees it too. A disk that takes no more costs no more
    than the keeping."""
    now_ns = SystemClock().now_ns()
    feed = ARCHIVE if wish.data else SIMULATED if wish.detail else BOOK
    needed = make_strategy(wish).warmup
    made = study_of(
        _asked(result.plan), result, feed=feed, warmed=warmed, needed=needed, inside=inside
    )
    kept = replace(made, id=f"{now_ns // 1_000_000:012x}", made_ns=now_ns)
    try:
        shelf().put_now(kept)
        console.print(f"Kept as {kept.id}: --list shows all, --compare holds two side by side")
    except StorageError as error:
        console.print(f"Not kept: {error}", markup=False, highlight=False)


def _asked(plan: Plan) -> StudyWish:
    """Of several agents the names of all."""
    held = plan.instrument
    symbols = dict.fromkeys(leg.instrument.symbol for leg in plan.legs)
    return StudyWish(
        kind=StudyKind.BACKTEST,
        strategy="+".join(plan.strategies),
        symbol="+".join(symbols),
        title=", ".join(plan.titles),
        asset=held.settle,
        is_spot=held.is_spot,
        timeframe=plan.timeframe,
        start_ns=plan.start_ns,
        end_ns=plan.end_ns,
        balance=plan.balance,
        leverage=plan.leverage,
        risk=plan.risk,
        parameters=dict(_parameters_of(plan)),
    )


def _parameters_of(plan: Plan) -> Iterator[tuple[str, Value]]:
    """Named by their strategies where there are several."""
    for leg in plan.legs:
        for name, value in leg.parameters:
            yield f"{leg.strategy}.{name}" if len(plan.strategies) > 1 else name, value


def run_list(console: Console) -> int:
    """A line a result, newest first."""
    heads = shelf().heads_now()
    if not heads:
        console.print("Nothing is kept yet: `main.py backtest` keeps what it finds.")
        return 0
    table = _table("Results · PAPER", "id", "made", "what", "strategy", "of", "days", "return")
    for head in heads:
        days = (head.end_ns - head.start_ns) / SECOND_NS / 86_400
        table.add_row(
            *(head.id, _moment(head.made_ns), head.wish.kind.value, head.wish.strategy),
            f"{head.wish.title} {head.wish.timeframe.value}",
            f"{days:.1f}",
            f"{head.return_pct:+.2f} %",
        )
    console.print(table)
    return 0


def run_compare(names: Sequence[str], console: Console) -> int:
    """Two of them side by side. Raises InputError for one that is not there."""
    found = [_named(name) for name in names]
    table = _table("Side by side · PAPER", "", *(each.id for each in found))
    for title, values in _rows(found):
        table.add_row(title, *values)
    console.print(table)
    return 0


def _named(name: str) -> Study:
    found = shelf().get_now(name)
    if found is None:
        raise InputError(f"There is no result {name}; --list shows those there are")
    return found


def _rows(found: Sequence[Study]) -> list[tuple[str, list[str]]]:
    wishes = [each.wish for each in found]
    return [
        ("strategy", [wish.strategy for wish in wishes]),
        ("of", [f"{wish.title} {wish.timeframe.value} x{wish.leverage}" for wish in wishes]),
        ("parameters", [_parameters(wish) for wish in wishes]),
        *_unlike_rules(wishes),
        ("from", [_moment(each.start_ns) for each in found]),
        ("to", [_moment(each.end_ns) for each in found]),
        ("net", [f"{each.statistics.net:+,.2f}" for each in found]),
        ("return", [f"{each.return_pct:+.2f} %" for each in found]),
        ("buy and hold", [_share(each.benchmark) for each in found]),
        (
            "max drawdown",
            [_share(-each.equity.max_drawdown if each.equity else None) for each in found],
        ),
        ("trades", [str(each.statistics.trades) for each in found]),
        ("win rate", [_share(each.statistics.win_rate) for each in found]),
        ("profit factor", [_number(each.statistics.profit_factor) for each in found]),
        ("fees", [f"{each.statistics.fees:,.2f}" for each in found]),
    ]


def _unlike_rules(wishes: Sequence[StudyWish]) -> Iterator[tuple[str, list[str]]]:
    """Line by line what the one has and another has not."""
    told = [told_rules(wish.risk).split(", ") for wish in wishes]
    common = set(told[0]).intersection(*told)
    own = [[rule for rule in rules if rule not in common] for rules in told]
    if any(own):
        yield "rules", ["\n".join(rules) or "the usual" for rules in own]


def _parameters(wish: StudyWish) -> str:
    return ", ".join(f"{name}={value}" for name, value in wish.parameters.items()) or "default"


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left")
    for number, column in enumerate(columns):
        table.add_column(column, justify="left" if number == 0 else "right", no_wrap=True)
    return table


def _moment(at_ns: int) -> str:
    return datetime.fromtimestamp(at_ns // SECOND_NS, UTC).strftime("%Y-%m-%d %H:%M")


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value * 100:+.2f} %"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"

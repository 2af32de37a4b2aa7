"""`main.py honesty`: reasons not to believe a backtest, looked for before money is at stake."""

from collections.abc import Iterator

from rich.console import Console
from rich.table import Table

from app.harder import CANDLES, harder
from app.history import History, Wish, make_strategy, open_history, plan_of, run_history
from core.types import SECOND_NS
from core.values import Frozen, replace
from strategies.base import BaseStrategy
from strategies.honesty import look_ahead, recursion

FAILED = 1


class Verdict(Frozen, frozen=True):
    """One check: `is_bad` is a reason not to trade it at all, `is_odd` one to look closer."""

    check: str
    finding: str
    is_bad: bool = False
    is_odd: bool = False

    @property
    def mark(self) -> str:
        return "FAILS" if self.is_bad else "look" if self.is_odd else "ok"


def run_honesty(wish: Wish, console: Console) -> int:
    """Runs all checks and prints them; 1 when the strategy looks ahead. Raises InputError."""
    history = open_history(wish)
    with console.status("Looking for look-ahead, recursion, and what costs and delay do"):
        verdicts = [*_signals(wish, history), *_terms(wish, history)]
    table = Table(title=f"{wish.strategy} {wish.timeframe}: can it be believed?")
    for name in ("check", "", "finding"):
        table.add_column(name)
    for verdict in verdicts:
        table.add_row(verdict.check, verdict.mark, verdict.finding)
    console.print(table)
    return FAILED if any(verdict.is_bad for verdict in verdicts) else 0


def _signals(wish: Wish, history: History) -> Iterator[Verdict]:
    plan = plan_of(wish, history)
    candles = history.warm_up(replace(plan, start_ns=plan.end_ns), CANDLES)
    strategy = make_strategy(wish)
    if isinstance(strategy, BaseStrategy):
        ahead = look_ahead(strategy, candles)
        finding = f"none in {len(candles)} candles"
        if ahead is not None:
            finding = (
                f"the signal of candle {ahead.candle} is another one when {ahead.known} are known"
            )
        is_short = len(candles) <= strategy.warmup
        yield Verdict(
            "look-ahead",
            f"{len(candles)} candles are too few to say" if is_short else finding,
            is_bad=ahead is not None,
            is_odd=is_short,
        )
    found = recursion(lambda: make_strategy(wish), candles)
    yield Verdict(
        "recursion",
        f"{found.differ} of {found.compared} signals differ when it is started later"
        if found.compared
        else f"{len(candles)} candles are too few to say",
        is_odd=found.differ > 0 or not found.compared,
    )


def _terms(wish: Wish, history: History) -> Iterator[Verdict]:
    """What is left of the result under harder terms."""
    plain, trades = _net(wish, history)
    seconds = wish.timeframe.ns // SECOND_NS
    later = f"a candle later ({seconds} s)"
    checks, tried = {"costs": "costs x2", "delay": later}, harder(wish)
    if "delay" not in tried:
        yield Verdict(later, "not tried: its orders rest, there is no advice to delay")
    for code, other in tried.items():
        net, _ = _net(other, history)
        finding = f"net {plain:+,.2f} becomes {net:+,.2f}" if trades else "nothing was traded"
        yield Verdict(checks[code], finding, is_odd=plain > 0 >= net or not trades)


def _net(wish: Wish, history: History) -> tuple[float, int]:
    """And of how many trades it is."""
    found = run_history(wish, history).statistics
    return float(found.net), found.trades

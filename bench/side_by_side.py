"""The backtest command's own test over the histories of many symbols: an agent each, one account.

As a program, `python -m bench.side_by_side BARS_FILE COUNT SYMBOLS` prints one JSON line. Symbols
are stretches of the file. Its time is the processor's: what else the machine does is not its own.
"""

import dataclasses
import json
import resource
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from app.history import broker_of
from backtest.abreast import abreast_of
from backtest.fast import BarHistory
from backtest.plan import Leg, Plan, Result
from backtest.run import Backtest
from bench.account import BALANCE, RULES
from bench.compiled_run import stretches
from bench.crossing import CrossStrategy
from bench.history import HELD
from bench.ours import TERMS
from core.money import from_money
from core.types import MINUTE_NS, InstrumentId, Source, Timeframe
from core.values import replace


def main() -> None:
    bars = histories(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
    began = resource.getrusage(resource.RUSAGE_SELF)
    result = run(bars)
    ended = resource.getrusage(resource.RUSAGE_SELF)
    told = {
        "seconds": ended.ru_utime - began.ru_utime,
        "trades": len(result.trades),
        "peak_mb": ended.ru_maxrss / 1024,
    }
    print(json.dumps(told))


def histories(path: Path, count: int, symbols: int) -> list[BarHistory]:
    """As recorded bars come from their store."""
    found = []
    for at_ns, prices in stretches(path, count, symbols):
        volume = np.ones((len(at_ns), 1), np.int64)
        found.append(BarHistory(at_ns - MINUTE_NS, np.concatenate((prices, volume), axis=1), 0))
    return found


def run(histories: Sequence[BarHistory]) -> Result:
    """As the command does without `--out`; the advice of the strategy is known beforehand, as that
    of the built-in ones is."""
    plan = plan_of(histories)
    course = abreast_of(plan, histories)
    if course is None:
        raise RuntimeError("the symbols have not all the same times")
    test = Backtest(
        plan,
        strategies=[CrossStrategy(each) for each in course.bars],
        broker=broker_of(plan),
        sources={each.id: Source.LAST for each in plan.instruments},
        conditions=(),
        wants_lines=False,
    )
    return test.run(lambda _held, _limit: (), course)


def plan_of(histories: Sequence[BarHistory]) -> Plan:
    """As many positions may be open as there are symbols."""
    first, *others = [
        Leg(strategy=CrossStrategy.name, instrument=dataclasses.replace(HELD, id=_name(number)))
        for number in range(len(histories))
    ]
    opens_ns = histories[0].opens_ns
    return Plan(
        strategy=first.strategy,
        instrument=first.instrument,
        timeframe=Timeframe.M1,
        start_ns=int(opens_ns[0]),
        end_ns=int(opens_ns[-1]) + MINUTE_NS,
        balance=from_money(BALANCE, HELD.settle),
        leverage=1,
        risk=replace(RULES, max_positions=len(histories)),
        others=tuple(others),
        terms=TERMS,
    )


def _name(number: int) -> InstrumentId:
    return InstrumentId(f"bench:perp:S{number:02}USDT")


if __name__ == "__main__":
    main()

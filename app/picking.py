"""Which agents share an account: every strategy that was named, on every symbol."""

from collections.abc import Iterator, Sequence

from app.making import Pick
from backtest.plan import Parameters
from core.errors import InputError
from core.parameters import Value

Typed = tuple[str, Value]


def picked(
    strategies: Sequence[str], symbols: Sequence[str], typed: Sequence[Typed]
) -> tuple[list[Pick], Parameters]:
    """Agents in order of the symbols, then of the strategies; and the parameters that each of
    several strategies takes if it has them. `TREND.fast` is of one strategy alone. Raises
    InputError where that one is not among them."""
    names, wanted = _names(strategies), _names(symbols)
    own = {name: dict[str, Value]() for name in names}
    shared = dict[str, Value]()
    for key, value in typed:
        strategy, mark, parameter = key.rpartition(".")
        if not mark and len(names) > 1:
            shared[key] = value
        elif not mark or strategy.upper() in own:
            own[strategy.upper() if mark else names[0]][parameter] = value
        else:
            raise InputError(f"--set {key}: there is no {strategy} among {', '.join(names)}")
    picks = [
        Pick(strategy=name, symbol=symbol, parameters=tuple(own[name].items()))
        for symbol in wanted
        for name in names
    ]
    return picks, tuple(shared.items())


def _names(typed: Sequence[str]) -> list[str]:
    """Each once, of `A,B` as well as of several."""
    found = list(dict.fromkeys(_parts(typed)))
    if not found:
        raise InputError("A name is empty: look at --strategy and --symbol")
    return found


def _parts(typed: Sequence[str]) -> Iterator[str]:
    for text in typed:
        yield from (part.strip().upper() for part in text.split(",") if part.strip())

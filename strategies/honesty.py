"""Two ways in which a strategy's past can deceive: it knew the future, or it hangs on where its
history began."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from core.market import Candle
from core.ports import Strategy
from core.types import Action
from core.values import Frozen
from strategies.base import BaseStrategy

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

CUTS = 40


class LookAhead(Frozen, frozen=True):
    """A signal that was another one while what came after it was not known: the candle's number,
    and how many candles were known."""

    candle: int
    known: int


class Recursion(Frozen, frozen=True):
    """How many of the compared signals are others for a strategy that was started later."""

    compared: int
    differ: int


def look_ahead(
    strategy: BaseStrategy, candles: Sequence[Candle], *, cuts: int = CUTS
) -> LookAhead | None:
    """Signals on a history that ends early must be the first ones of the whole: the first that is
    not, None when all are. The strategy gets frames of its own."""
    # pandas costs half a second and 40 MB: only who looks for this loads it.
    from strategies.frame import candle_frame

    frame = candle_frame(candles)
    whole = strategy.generate_signals(frame.copy())["signal"].to_numpy()
    for known in _cuts(whole, cuts):
        part = strategy.generate_signals(frame.iloc[:known].copy())["signal"].to_numpy()
        differ = (part != whole[:known]).nonzero()[0]
        if len(differ):
            return LookAhead(int(differ[0]), known)
    return None


def _cuts(whole: "npt.NDArray[np.int64]", cuts: int) -> list[int]:
    """Where the history is made to end: evenly, and right after candles at which the signal turns,
    which is where a strategy that seldom gives one shows what it knew."""
    step = max(len(whole) // cuts, 1)
    turns = (whole[1:] != whole[:-1]).nonzero()[0] + 2
    some = turns[:: max(-(-len(turns) // cuts), 1)]
    return sorted({*range(step, len(whole), step), *some.tolist()} - {len(whole)})


def recursion(make: Callable[[], Strategy], candles: Sequence[Candle]) -> Recursion:
    """Advice candle by candle, as it is asked for live, of a strategy that has seen all of the
    history and of one that was started later, a warm-up before the part that is compared."""
    warmup = make().warmup
    start = min(2 * warmup, len(candles))
    early = _advice(make(), candles, warmup, start)
    late = _advice(make(), candles[start - warmup :], warmup, warmup) if start > warmup else early
    return Recursion(len(early), sum(one != other for one, other in zip(early, late, strict=True)))


def _advice(strategy: Strategy, candles: Sequence[Candle], warmup: int, start: int) -> list[Action]:
    """Of each candle from `start` on."""
    found = [
        strategy.evaluate(candles[max(end - warmup, 0) : end]).action
        for end in range(1, len(candles) + 1)
    ]
    return found[start:]

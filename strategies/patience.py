"""How long a signal stands: candle by candle, and over whole columns by the same step."""

from collections.abc import MutableSequence


class Patience:
    """Lets a signal stand for at most so many candles, and then rests for some."""

    __slots__ = ("_cooldown", "_longest", "_rest", "_stood", "_way")

    def __init__(self, longest: int, cooldown: int) -> None:
        self._longest, self._cooldown = longest, cooldown
        self._rest = self._stood = self._way = 0

    def step(self, wanted: int) -> int:
        """What remains of the wanted signal (1, -1, 0) on this candle."""
        self._rest, self._stood, self._way = stand(
            self._rest, self._stood, self._way, wanted, self._longest, self._cooldown
        )
        return self._way


def stand(
    rest: int, stood: int, way: int, wanted: int, longest: int, cooldown: int
) -> tuple[int, int, int]:
    """One candle on: how long it still rests, how long the signal stood, and what it is."""
    if rest:
        return rest - 1, 0, 0
    if way and (wanted != way or stood >= longest):
        return cooldown, 0, 0
    return 0, stood + (1 if wanted else 0), wanted


def patient(
    wanted: MutableSequence[float], longest: int, cooldown: int, ways: MutableSequence[float]
) -> None:
    """What remains on each row; a row on which nothing is known (NaN) is none of its candles."""
    rest = stood = way = 0
    for row in range(len(wanted)):
        if wanted[row] == wanted[row]:
            rest, stood, way = stand(rest, stood, way, int(wanted[row]), longest, cooldown)
            ways[row] = way

"""Scores over two parameters at once: a plateau is worth more than a peak."""

from collections.abc import Sequence
from itertools import pairwise
from math import isfinite
from statistics import median

from backtest.sweep.outcomes import Outcome
from backtest.sweep.space import Axis, Number, Space
from core.values import Frozen

MOST = 8
"""Rows, and columns; of more values neighbours stand together."""


class Groups(Frozen, frozen=True):
    """Neighbouring values of one parameter, as they stand together."""

    name: str
    values: tuple[tuple[Number, ...], ...]

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(
            f"{each[0]}" if len(each) == 1 else f"{each[0]}..{each[-1]}" for each in self.values
        )

    def place(self, value: Number) -> int:
        return next(place for place, each in enumerate(self.values) if value in each)


class HeatMap(Frozen, frozen=True):
    """The median score of all that was tried in a cell; None where nothing came through."""

    down: Groups
    across: Groups
    cells: tuple[tuple[float | None, ...], ...]


def heat_map(outcomes: Sequence[Outcome], space: Space, goal: str) -> HeatMap | None:
    """Over the two parameters with the most values; None of fewer than two with any choice."""
    axes = sorted(
        (axis for axis in space.axes if len(axis.values) > 1), key=lambda axis: -len(axis.values)
    )
    if len(axes) < 2:
        return None
    down, across = (_grouped(axis) for axis in axes[:2])
    scores: list[list[list[float]]] = [[[] for _ in across.values] for _ in down.values]
    for found in outcomes:
        score = found.score(goal)
        if isfinite(score):
            row, column = (each.place(found.parameters[each.name]) for each in (down, across))
            scores[row][column].append(score)
    cells = (tuple(median(cell) if cell else None for cell in row) for row in scores)
    return HeatMap(down, across, tuple(cells))


def _grouped(axis: Axis) -> Groups:
    """As many groups as there is room for, as alike in size as can be."""
    count = len(axis.values)
    groups = min(count, MOST)
    bounds = [count * place // groups for place in range(groups + 1)]
    parts = (axis.values[first:last] for first, last in pairwise(bounds))
    return Groups(axis.name, tuple(parts))

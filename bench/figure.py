"""One measured row, and how the sections of the benchmark hand theirs over.

Each section is a program of its own, so that no one's memory, imports or garbage disturb another's:
it prints one JSON line a row.
"""

import argparse
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from statistics import quantiles
from typing import Self

from app.uncollected import settle


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """`row` is its stable name, `wanted` what the design asks for (empty: it is for information
    only, and `is_met` is None)."""

    row: str
    value: str
    wanted: str = ""
    is_met: bool | None = None
    note: str = ""

    @classmethod
    def at_most(
        cls, row: str, value: float, limit: float, unit: str, *, note: str = "", scale: float = 1.0
    ) -> Self:
        """A row that is met at `limit` or below; both are shown divided by `scale`."""
        return cls(
            row=row,
            value=f"{shown(value / scale)} {unit}",
            wanted=f"≤ {limit / scale:g} {unit}",
            is_met=value <= limit,
            note=note,
        )

    @classmethod
    def told(cls, row: str, value: float, unit: str, *, note: str = "") -> Self:
        """A row without a limit."""
        return cls(row=row, value=f"{shown(value)} {unit}", note=note)


@dataclass(frozen=True, slots=True)
class Spread:
    """The middle and the worst hundredth of many samples."""

    p50: float
    p99: float

    @classmethod
    def of(cls, samples: Sequence[float]) -> Self:
        cuts = quantiles(samples, n=100, method="inclusive")
        return cls(cuts[49], cuts[98])


def shown(value: float) -> str:
    """Three digits that count, thousands apart."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def tell(figures: Iterable[Figure]) -> None:
    for figure in figures:
        print(json.dumps(asdict(figure)), flush=True)


def heard(line: str) -> Figure:
    return Figure(**json.loads(line))


def run_section(measure: Callable[[bool], Iterable[Figure]]) -> None:
    """The `main` of a section; `measure` is told whether to be quick. What it imported is kept from
    the garbage collector, as the program does."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="fewer samples, in a minute")
    is_quick = parser.parse_args().quick
    settle()
    tell(measure(is_quick))

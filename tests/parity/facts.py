"""What a journal tells, counted: so that a comparison of nothing proves nothing."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

REDUCED = "paper_position_reduced"
Line = tuple[str, dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The trades of a run by how they ended, rungs of ladders that were taken, orders that filled
    only in part, fundings."""

    trades: int
    stops: int
    targets: int
    flips: int
    partial: int
    fundings: int
    rungs: int = 0
    trails: int = 0

    def covers(self, least: "Tally") -> bool:
        return all(getattr(self, item.name) >= getattr(least, item.name) for item in fields(least))


FULL = Tally(trades=30, stops=5, targets=5, flips=3, partial=1, fundings=1, rungs=5, trails=3)
"""The least that a compared run must hold."""
SPOT = Tally(trades=30, stops=5, targets=5, flips=0, partial=1, fundings=0)
"""On spot nothing flips and nothing is funded."""


def tally(lines: list[str]) -> Tally:
    found = [parsed(line) for line in lines]
    names = Counter(name for name, _ in found)
    reasons = Counter(result["reason"] for result in results(lines))
    return Tally(
        trades=reasons.total(),
        stops=reasons["SL"],
        targets=reasons["TP"],
        flips=names["paper_position_flipped"],
        partial=sum(_is_partial(record) for name, record in found if name == "paper_order_ended"),
        fundings=names["paper_funding_booked"],
        rungs=sum(bool(record["rung"]) for name, record in found if name == REDUCED),
        trails=reasons["TRAIL"],
    )


def results(lines: list[str]) -> Iterator[dict[str, Any]]:
    """Every closed round trip, in order; what a flip closes is one too."""
    for name, record in map(parsed, lines):
        if name == "paper_position_closed":
            yield record["result"]


def parsed(line: str) -> Line:
    name, _, payload = line.partition(" ")
    return name, json.loads(payload)


def _is_partial(order: dict[str, Any]) -> bool:
    return float(order["filled"]) > 0 and float(order["unfilled"]) > 0

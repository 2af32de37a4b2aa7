"""Recorded traffic as the hostile venue plays it: its times are those of the recorder's clock, in
whole milliseconds, so that a replay of the same lines is the same to the nanosecond."""

import gzip
import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

MS = 1_000_000
Line = tuple[int, dict[str, Any]]


def lines_of(path: Path, count: int) -> Iterator[Line]:
    with gzip.open(path, "rt") as file:
        for line in islice(file, count):
            stamp, _, text = line.partition(" ")
            at_ms = int(stamp) // MS
            yield at_ms, _stamped(json.loads(text), at_ms)


def save(path: Path, lines: list[Line]) -> None:
    rows = [f"{at_ms * MS} {json.dumps(message)}\n" for at_ms, message in lines]
    path.write_bytes(gzip.compress("".join(rows).encode()))


def _stamped(message: dict[str, Any], at_ms: int) -> dict[str, Any]:
    data = message.get("data")
    if data is None:
        return message
    return {**message, "data": {**data, **{name: at_ms for name in "ET" if name in data}}}


def as_todays(message: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Stream and data as the venue sends them today: prints of futures come as `aggTrade`."""
    stream, data = message["stream"], message["data"]
    name = stream.partition("@")[2]
    if name.startswith("depth"):
        return "btcusdt@depth@100ms", data
    if name == "trade" and "X" in data:
        return "btcusdt@aggTrade", {**data, "e": "aggTrade", "a": data["t"]}
    return stream, data

"""What each set of parameters came to, kept line by line, so that a search can be resumed."""

import json
import os
from collections.abc import Callable, Mapping
from hashlib import sha256
from math import inf
from pathlib import Path
from types import MappingProxyType

from backtest.sweep.space import Parameters
from core.errors import InputError
from core.values import Frozen, asdict

HEAD = b'{"key": '
"""What every line begins with."""


class Outcome(Frozen, frozen=True, kw_only=True):
    """One test in figures: shares of 1, money in the settle asset. `sharpe` is of a trade: mean
    over deviation of its net; None where undefined. `error` says why it could not run."""

    parameters: Parameters
    trades: int = 0
    net: float = 0.0
    total_return: float = 0.0
    max_drawdown: float = 0.0
    profit_factor: float | None = None
    sqn: float | None = None
    sharpe: float | None = None
    is_halted: bool = False
    error: str = ""

    def score(self, goal: str) -> float:
        """What a search makes large, by a name of GOALS; a set that cannot run, was halted or never
        traded is the worst."""
        value = None if self.error or self.is_halted or not self.trades else GOALS[goal](self)
        return float("-inf") if value is None else value


def _profit_factor(found: Outcome) -> float | None:
    """Nothing was lost: there is no quotient, and none is better."""
    is_unbeaten = found.profit_factor is None and found.net > 0
    return inf if is_unbeaten else found.profit_factor


def _return_over_drawdown(found: Outcome) -> float:
    """Of losses the smallest: over its drawdown, the deeper one would look the better."""
    if found.total_return < 0:
        return found.total_return
    return found.total_return / max(found.max_drawdown, 0.001)


GOALS: Mapping[str, Callable[[Outcome], float | None]] = MappingProxyType(
    {
        "net": lambda found: found.net,
        "return_over_drawdown": _return_over_drawdown,
        "profit_factor": _profit_factor,
        "sqn": lambda found: found.sqn,
        "sharpe": lambda found: found.sharpe,
    }
)


def key_of(base: str, parameters: Parameters) -> str:
    """Names one outcome; `base` names all it hangs on but the parameters."""
    text = json.dumps([base, dict(parameters)], sort_keys=True)
    return sha256(text.encode()).hexdigest()[:24]


class Outcomes:
    """A file of outcomes, each once by what was tested (`base` names all but the parameters: the
    plan, the data and the code). What was torn by a crash is tested again."""

    def __init__(self, path: Path, base: str) -> None:
        self._path = path
        self._base = base
        self._found: dict[str, Outcome] = {}
        if path.exists():
            self._read()

    def get(self, parameters: Parameters) -> Outcome | None:
        return self._found.get(self._key(parameters))

    def put(self, outcome: Outcome) -> None:
        """On disk when it returns; one that is there already stays."""
        key = self._key(outcome.parameters)
        if key in self._found:
            return
        self._found[key] = outcome
        line = json.dumps({"key": key, "outcome": asdict(outcome)}, sort_keys=True)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("ab") as file:
            file.write(line.encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())

    def _key(self, parameters: Parameters) -> str:
        return key_of(self._base, parameters)

    def _read(self) -> None:
        """Raises InputError for another program's file: it stays as it is."""
        whole, held = b"", self._path.read_bytes()
        if not (held.startswith(HEAD) or HEAD.startswith(held)):
            raise InputError(f"{self._path} holds no outcomes of a search: name another --kept")
        for line in held.splitlines(keepends=True):
            try:
                row = json.loads(line)
                self._found[row["key"]] = Outcome(**row["outcome"])
            except (ValueError, KeyError, TypeError):
                continue
            whole += line if line.endswith(b"\n") else line + b"\n"
        if whole != held:
            self._path.write_bytes(whole)

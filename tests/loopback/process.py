"""The loopback venue as a process, for whoever needs one."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx

from tests.demo_server import ROOT
from tests.loopback.server import names_of

PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True)
class Loopback:
    """Where it listens, and what it lists."""

    port: int
    symbols: tuple[str, ...]
    is_perp: bool

    @property
    def settings(self) -> dict[str, str]:
        """What a desk is told to trade here."""
        return {
            "EXCHANGE": "binance_futures" if self.is_perp else "binance",
            "EXCHANGE_REST_URL": f"http://127.0.0.1:{self.port}",
            "EXCHANGE_WS_URL": f"ws://127.0.0.1:{self.port}",
            "SYMBOLS": ",".join(self.symbols),
        }

    def control(self, **told: object) -> None:
        url = f"http://127.0.0.1:{self.port}/_control"
        httpx.post(url, json=told, timeout=PATIENCE_S, trust_env=False).raise_for_status()


@contextmanager
def loopback(
    *, symbols: int, rate: float, is_perp: bool = True, walk: int = 20
) -> Iterator[Loopback]:
    """A venue that lives as long as the context."""
    kind = "perp" if is_perp else "spot"
    options = ("--kind", kind, "--symbols", str(symbols), "--rate", str(rate), "--walk", str(walk))
    process = subprocess.Popen(
        (sys.executable, "-m", "tests.loopback.server", *options),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        line = process.stdout.readline() if process.stdout is not None else ""
        word, _, port = line.strip().partition(" ")
        if word != "ready":
            raise AssertionError("the loopback venue did not start")
        yield Loopback(int(port), tuple(names_of(symbols)), is_perp)
    finally:
        process.terminate()
        process.wait(PATIENCE_S)
        if process.stdout is not None:
            process.stdout.close()

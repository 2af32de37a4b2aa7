"""Seeded one-minute bars that every program is measured on: the same arguments, the same bytes.

The price is a random walk without drift whose volatility per minute clusters (a recursion like
GARCH(1,1)), with rare jumps; a bar opens where the one before closed. A shorter history is the
beginning of a longer one, because each block of 4096 bars is drawn by itself.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

START_MS = 1_672_531_200_000
"""2023-01-01T00:00:00Z."""
MINUTE_MS = 60_000
SEED = 7
FIRST_PRICE = 30_000.0
BLOCK = 4096
SIGMA, ALPHA, BETA = 0.0006, 0.09, 0.90
"""Volatility of a minute, and how much it follows the last return and itself."""
COLUMNS = ("ts", "open", "high", "low", "close", "volume")

Floats = NDArray[np.float64]
Table = dict[str, Floats | NDArray[np.int64]]


@dataclass(frozen=True, slots=True)
class _Draws:
    """The random numbers of one block of bars."""

    shock: Floats
    up: Floats
    down: Floats
    volume: Floats
    jump: Floats

    @classmethod
    def of_block(cls, number: int) -> "_Draws":
        rng = np.random.Generator(np.random.PCG64([SEED, 0, number]))
        shock = rng.standard_normal(BLOCK)
        up, down = np.abs(rng.standard_normal(BLOCK)), np.abs(rng.standard_normal(BLOCK))
        volume = rng.exponential(1.0, BLOCK)
        jump = (rng.random(BLOCK) < 2e-4) * rng.standard_normal(BLOCK) * 0.006
        return cls(shock, up, down, volume, jump)


def make_bars(count: int) -> Table:
    """Times in ms, prices of two decimals."""
    blocks = [_Draws.of_block(number) for number in range(-(-count // BLOCK))]
    sigma, moved = _walk(np.concatenate([block.shock for block in blocks])[:count])
    moved += np.concatenate([block.jump for block in blocks])[:count]
    up = np.concatenate([block.up for block in blocks])[:count]
    down = np.concatenate([block.down for block in blocks])[:count]
    close = np.round(_kept(np.log(FIRST_PRICE) + np.cumsum(moved)), 2)
    opened = np.concatenate(([FIRST_PRICE], close[:-1]))
    spread = np.concatenate([block.volume for block in blocks])[:count]
    return {
        "ts": START_MS + MINUTE_MS * np.arange(count, dtype=np.int64),
        "open": opened,
        "high": np.round(np.maximum(opened, close) * (1 + 0.5 * sigma * up), 2),
        "low": np.round(np.minimum(opened, close) * (1 - 0.5 * sigma * down), 2),
        "close": close,
        "volume": np.round((1 + 4 * spread) * (1 + np.abs(moved) / SIGMA), 3),
    }


def _walk(shocks: Floats) -> tuple[Floats, Floats]:
    """Volatility and return of each minute."""
    omega, variance = SIGMA * SIGMA * (1 - ALPHA - BETA), SIGMA * SIGMA
    sigma, moved = np.empty(len(shocks)), np.empty(len(shocks))
    for index, shock in enumerate(shocks.tolist()):
        sigma[index] = now = variance**0.5
        moved[index] = step = now * shock
        variance = omega + ALPHA * step * step + BETA * variance
    return sigma, moved


def _kept(logs: Floats) -> Floats:
    """Reflected between an eighth and eight times the first price: long histories stay usable."""
    span = np.log(8.0)
    from_first = logs - np.log(FIRST_PRICE)
    folded = np.abs(np.mod(from_first + span, 4 * span) - 2 * span) - span
    kept: Floats = FIRST_PRICE * np.exp(-folded)
    return kept


def bars_file(folder: Path, count: int) -> Path:
    """The file that holds at least `count` bars, made when it is not there."""
    path = folder / f"bars-{count}.npz"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        np.savez(path, allow_pickle=False, **make_bars(count))
    return path

"""Random numbers by place: the same key and place give the same number, on every machine.

Integers only: hashing wraps in 64 bits and nothing is rounded, so no platform can differ.
"""

import hashlib

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]

_STRIDE = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_SHIFT_1, _SHIFT_2, _SHIFT_3 = np.uint64(30), np.uint64(27), np.uint64(31)
_TOP_16 = np.uint64(48)
_HALF = 1 << 15
WEIGHT_BITS = 16


def key_of(seed: int, *names: str) -> int:
    """A 64-bit key of its own for every purpose."""
    text = "/".join((str(seed), *names)).encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "little")


def words(key: int, places: Ints) -> Words:
    """64 random bits for each place (splitmix64)."""
    state = places.astype(np.uint64) * _STRIDE + np.uint64(key)
    state = (state ^ (state >> _SHIFT_1)) * _MIX_1
    state = (state ^ (state >> _SHIFT_2)) * _MIX_2
    return state ^ (state >> _SHIFT_3)


def smooth_steps(period: int) -> Ints:
    """How far a smooth way from 0 to 1 (2^16) has come at each of `period` equal steps."""
    share = (np.arange(period, dtype=np.int64) << WEIGHT_BITS) // period
    eased: Ints = share * share * ((3 << WEIGHT_BITS) - 2 * share) >> (2 * WEIGHT_BITS)
    return eased


class Octave:
    """Smooth noise of one period, within +/- 2^15: a random value every `period` places (a power
    of two), and an eased way between two of them."""

    def __init__(self, key: int, period: int) -> None:
        self._key = key
        self._bits = period.bit_length() - 1
        self._mask = period - 1
        self._phase = key & self._mask
        self._eased = smooth_steps(period)

    def at(self, places: Ints) -> Ints:
        """Of ascending places."""
        moved = places + self._phase
        cells = moved >> self._bits
        first = int(cells[0])
        values = self._values(first, int(cells[-1]) + 2 - first)
        cells -= first
        steps = np.diff(values)
        ways: Ints = steps[cells] * self._eased[moved & self._mask] >> WEIGHT_BITS
        ways += values[cells]
        return ways

    def _values(self, first: int, count: int) -> Ints:
        cells = np.arange(first, first + count, dtype=np.int64)
        values: Ints = (words(self._key, cells) >> _TOP_16).astype(np.int64) - _HALF
        return values

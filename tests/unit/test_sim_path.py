"""The simulated price is a function of (seed, symbol, second), nothing else."""

from math import exp

import numpy as np
import pytest

from exchanges.simulated.noise import Octave, key_of, words
from exchanges.simulated.path import LOG_BITS, RATIO_BITS, PricePath, exponential

START_S = 1_767_571_200
DAY_S = 86_400


def seconds(start: int, count: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.arange(start, start + count, dtype=np.int64)


def test_a_piece_of_the_path_equals_the_same_piece_of_a_longer_one() -> None:
    path = PricePath(7, "BTCUSDT")
    whole = path.logs(seconds(START_S, 5_000))
    for start, count in ((0, 1), (1, 1), (63, 130), (999, 3_001), (4_999, 1)):
        piece = PricePath(7, "BTCUSDT").logs(seconds(START_S + start, count))
        assert piece.market.tolist() == whole.market[start : start + count].tolist()
        assert piece.index.tolist() == whole.index[start : start + count].tolist()


def test_seeds_and_symbols_have_paths_of_their_own() -> None:
    here = seconds(START_S, 100)
    made = {
        tuple(PricePath(seed, symbol).logs(here).market.tolist())
        for seed in (1, 2)
        for symbol in ("BTCUSDT", "ETHUSDT")
    }
    assert len(made) == 4


@pytest.mark.parametrize("seed", range(1, 6))
def test_the_price_never_leaves_a_sane_band_in_ten_years(seed: int) -> None:
    path = PricePath(seed, "BTCUSDT", percent=135)
    highest = max(
        int(np.abs(path.logs(seconds(START_S + day * DAY_S, 3_600)).market).max())
        for day in range(0, 3_650, 50)
    )
    assert 0.02 < highest / (1 << LOG_BITS) < 0.9


def test_the_index_is_smoother_than_the_market_and_stays_near_it() -> None:
    logs = PricePath(3, "ETHUSDT").logs(seconds(START_S, DAY_S))
    assert np.abs(np.diff(logs.index)).sum() < np.abs(np.diff(logs.market)).sum()
    apart = np.abs(logs.market - logs.index) / (1 << LOG_BITS)
    assert np.median(apart) < 0.002
    assert apart.max() < 0.025


def test_there_are_jumps_and_they_are_rare() -> None:
    logs = PricePath(5, "BTCUSDT").logs(seconds(START_S, 7 * DAY_S))
    leaps = np.abs(np.diff(logs.market)) / (1 << LOG_BITS) > 0.005
    assert 2 <= int(leaps.sum()) <= 40


def test_the_whole_number_exponential_follows_the_real_one() -> None:
    wanted = np.array([-0.7, -0.3, -0.001, 0.0, 0.001, 0.3, 0.7])
    found = exponential((wanted * (1 << LOG_BITS)).astype(np.int64)) / (1 << RATIO_BITS)
    assert found.tolist() == pytest.approx([exp(x) for x in wanted.tolist()], rel=3e-4)


def test_hashing_is_the_same_everywhere() -> None:
    # The first numbers of the published splitmix64 with state 0.
    published = [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F]
    assert words(0, seconds(1, 3)).tolist() == published
    assert key_of(1, "BTCUSDT", "dice") == 1840622685825657197


def test_noise_stays_within_its_reach_and_takes_its_time() -> None:
    values = Octave(key_of(1, "x"), 64).at(seconds(START_S, 64_000))
    assert values.max() < 1 << 15
    assert values.min() >= -(1 << 15)
    assert np.abs(np.diff(values)).max() < (1 << 16) * 2 // 64

"""Machine code that is kept and called without numba."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from backtest.columns import Ints
from backtest.compiled.loading import has_compiler
from backtest.compiled.native import Native

pytestmark = pytest.mark.skipif(not has_compiler(), reason="no numba")


def divided(values: Ints, pair: tuple[Ints, Ints], by: int, found: Ints) -> None:
    for place in range(len(values)):
        found[place] = (values[place] + pair[0][place] - pair[1][place]) // by


def scaled(values: Ints, by: float, found: Ints) -> None:
    for place in range(len(values)):
        found[place] = values[place] * by


def nothing() -> None:
    pass


def prepared_twice() -> None:
    raise AssertionError("it is compiled again")


ONE, PAIR = np.arange(6), (np.full(6, 40), np.full(6, 1))


def asked(native: Native, by: int = 3) -> list[int]:
    found = np.zeros(6, np.int64)
    native(ONE, PAIR, by, found)
    told: list[int] = found.tolist()
    return told


def expected(by: int = 3) -> list[int]:
    return [(place + 39) // by for place in range(6)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the function was compiled before."""
    path = tmp_path_factory.mktemp("native")
    assert asked(Native(divided, path, nothing)) == expected()
    return path


def test_what_was_compiled_before_is_loaded(folder: Path) -> None:
    native = Native(divided, folder, prepared_twice)
    assert asked(native) == expected()
    assert asked(native, -7) == expected(-7)


def test_a_file_that_was_not_written_to_its_end_is_made_again(folder: Path) -> None:
    (kept,) = folder.iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(whole[: len(whole) // 2])
    assert asked(Native(divided, folder, nothing)) == expected()
    assert asked(Native(divided, folder, prepared_twice)) == expected()


def test_without_a_folder_it_is_compiled_all_the_same() -> None:
    assert asked(Native(divided, None, nothing)) == expected()


def test_where_nothing_can_be_written_it_is_compiled_all_the_same(tmp_path: Path) -> None:
    assert asked(Native(divided, tmp_path / "nowhere", nothing)) == expected()


def test_a_division_by_nothing_is_an_error(folder: Path) -> None:
    with pytest.raises(ArithmeticError):
        asked(Native(divided, folder, prepared_twice), 0)


def test_arrays_of_another_kind_are_compiled_for(tmp_path: Path) -> None:
    native = Native(scaled, tmp_path, nothing)
    for values in (np.arange(3), np.arange(3, dtype=np.float64), np.arange(3, dtype=np.int8)):
        found = np.zeros(3)
        native(values, 0.5, found)
        assert found.tolist() == [0.0, 0.5, 1.0]
    assert len(list(tmp_path.iterdir())) == 3


def test_an_array_in_pieces_is_refused(folder: Path) -> None:
    native = Native(divided, folder, prepared_twice)
    with pytest.raises(ValueError, match="in one piece"):
        native(np.arange(12)[::2], PAIR, 3, np.zeros(6, np.int64))


def test_loading_takes_no_compiler(folder: Path) -> None:
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from backtest.compiled.native import Native\n"
        "from tests.backtest.test_native import asked, divided, expected, prepared_twice\n"
        f"native = Native(divided, Path({str(folder)!r}), prepared_twice)\n"
        "print(asked(native) == expected(), 'numba' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == ["True", "False"]

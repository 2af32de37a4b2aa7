"""The forgiving reader of candles."""

import gzip
import io
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InputError
from exchanges.archive.columns import bars
from exchanges.archive.tables import read_table, write_table

AT = 1_767_225_600_000
E8 = 10**8
WANTED = [[100 * E8, 101 * E8, 99 * E8, 100 * E8 + E8 // 2, 7 * E8]]


def read(folder: Path, text: str) -> list[list[int]]:
    path = folder / "candles.csv"
    path.write_text(text, encoding="utf-8")
    found = read_table(path).rows
    assert found.at_ms.tolist() == [AT]
    return list(found.values.tolist())


@pytest.mark.parametrize(
    "time",
    [
        "1767225600",
        "1767225600000",
        "1767225600000000",
        "1767225600000000000",
        "2026-01-01T00:00:00Z",
        "2026-01-01 00:00:00",
        "2026-01-01T03:00:00+03:00",
        "1767225600000.0",
    ],
)
def test_a_time_may_be_written_in_any_unit(tmp_path: Path, time: str) -> None:
    assert read(tmp_path, f"time,open,high,low,close,volume\n{time},100,101,99,100.5,7\n") == WANTED


@pytest.mark.parametrize(
    "text",
    [
        f"{AT},100,101,99,100.5,7\n",
        f"{AT};100,0;101;99;100,5;7\n",
        f"{AT}\t100\t101\t99\t100.5\t7\n",
        f"Open time,Open,High,Low,Close,Volume,Close time\n{AT},100,101,99,100.5,7,{AT + 59_999}\n",
        f"volume,close,low,high,open,timestamp\n7,100.5,99,101,100,{AT}\n",
        f"\ufeffdate,open,high,low,close,Vol\n{AT},100,101,99,100.5,7\n",
        f"{AT},1e2,101,99,100.50000000,7\n\n",
    ],
)
def test_columns_are_understood_as_people_write_them(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text) == WANTED


def test_a_file_without_volume_has_none(tmp_path: Path) -> None:
    found = read(tmp_path, f"time,open,high,low,close\n{AT},100,101,99,100.5\n")
    assert found == [[*WANTED[0][:4], 0]]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("x,100,101,99,100,7", "line 3"),
        (f"{AT + 60_000},0,101,0,100,7", "a price is not above 0"),
        (f"{AT + 60_000},-5,101,-5,100,7", "a price is not above 0"),
        (f"{AT + 60_000},100,90,99,100,7", "contradict each other"),
        (f"{AT + 60_000},100,101,99,100,-7", "the volume is below 0"),
        (f"{AT + 60_000},100,nan,99,100,7", "is no number"),
        (f"{AT + 60_000},100,inf,99,100,7", "is no number"),
        (f"{AT + 60_000},100", "line 3"),
    ],
)
def test_a_row_that_cannot_be_is_left_out_and_named(tmp_path: Path, line: str, why: str) -> None:
    path = tmp_path / "candles.csv"
    path.write_text(f"time,open,high,low,close,volume\n{AT},100,101,99,100.5,7\n{line}\n")
    found = read_table(path)
    assert (found.good, found.bad) == (1, 1)
    assert why in found.notes[0]


def test_rows_may_come_in_any_order_and_twice(tmp_path: Path) -> None:
    path = tmp_path / "candles.csv"
    row = "{},100,101,99,100,{}\n"
    path.write_text(row.format(AT + 60_000, 2) + row.format(AT, 1) + row.format(AT, 3))
    found = read_table(path)
    assert found.rows.at_ms.tolist() == [AT, AT + 60_000]
    assert found.rows.values[:, 4].tolist() == [3 * E8, 2 * E8]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no table in its first line"),
        ("hello\n", "no table in its first line"),
        ("a,b,c,d,e,f\n1,2,3,4,5,6\n", "no column time, open, high, low; its"),
        ("time,open,high,low,close,volume\n", "it is empty"),
    ],
)
def test_what_is_no_table_is_refused_with_what_would_be(
    tmp_path: Path, text: str, why: str
) -> None:
    path = tmp_path / "candles.csv"
    path.write_text(text)
    with pytest.raises(InputError, match=why):
        read_table(path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_table(tmp_path / "nothing.csv")


@given(st.lists(st.tuples(st.integers(1, 10**15), st.integers(0, 10**15)), min_size=1, max_size=30))
def test_what_is_written_is_read_back(found: list[tuple[int, int]]) -> None:
    rows = bars(
        [(AT + n * 60_000, *[price] * 4, volume) for n, (price, volume) in enumerate(found)]
    )
    text = io.StringIO()
    write_table(rows, text)
    lines = [line.split(",") for line in text.getvalue().splitlines()[1:]]
    assert [int(line[0]) for line in lines] == rows.at_ms.tolist()
    assert [round(float(line[1]) * E8) for line in lines] == pytest.approx(
        rows.values[:, 0].tolist(), rel=1e-15
    )


def test_a_packed_file_is_read_as_well(tmp_path: Path) -> None:
    path = tmp_path / "candles.csv.gz"
    with gzip.open(path, "wt") as file:
        file.write(f"{AT},100,101,99,100.5,7\n")
    assert read_table(path).rows.values.tolist() == WANTED


def outcome(path: Path) -> str:
    try:
        return "rows" if len(read_table(path).rows) else "nothing"
    except InputError as error:
        return str(error)


@given(st.text(max_size=300))
def test_no_text_ends_in_anything_but_rows_or_a_sentence(text: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "candles.csv"
        path.write_text(text, encoding="utf-8", errors="replace")
        found = outcome(path)
        assert found == "rows" or str(path) in found

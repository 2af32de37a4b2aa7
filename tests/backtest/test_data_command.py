"""`main.py data` as it is typed, and backtests over what it keeps."""

import gzip
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.commands import cli

SEEDED = ("--symbol", "BTCUSDT", "--exchange", "simulated", "--from", "2026-01-05")


def run(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(
        cli, ["data", *words, "--dir", str(folder / "history")], env={"COLUMNS": "140"}
    )


def download(folder: Path, day: str = "2026-01-06") -> Result:
    return run(folder, "download", *SEEDED, "--to", day)


def backtest(folder: Path, *words: str) -> str:
    span = ("--from", "2026-01-05", "--to", "2026-01-06")
    done = CliRunner().invoke(
        cli, ["backtest", *words, *span, "--out", str(folder)], env={"COLUMNS": "140"}
    )
    assert done.exit_code == 0, done.output
    return (folder / "journal.txt").read_text(encoding="utf-8")


def test_what_came_is_told_and_listed(tmp_path: Path) -> None:
    done = download(tmp_path)
    assert done.exit_code == 0
    assert "BTCUSDT-1m: 1440 new rows" in done.output
    assert "BTCUSDT-1m-mark: 1440 new rows" in done.output
    listed = run(tmp_path, "list").output
    assert "futures/BTCUSDT-1m " in listed
    assert "2026-01-05 00:00" in listed


def test_history_is_kept_in_the_folder_of_the_desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "desk"))
    done = CliRunner().invoke(cli, ["data", "download", *SEEDED, "--to", "2026-01-05T01:00:00"])
    assert done.exit_code == 0, done.output
    assert "BTCUSDT-1m" in CliRunner().invoke(cli, ["data", "list"]).output
    assert (tmp_path / "desk" / "history" / "futures").is_dir()
    assert not (tmp_path / "data").exists()


def test_a_second_download_fetches_only_what_is_new(tmp_path: Path) -> None:
    download(tmp_path)
    assert "BTCUSDT-1m: 720 new rows" in download(tmp_path, "2026-01-06T12:00:00").output


def test_an_empty_store_says_how_to_fill_it(tmp_path: Path) -> None:
    assert "data download" in run(tmp_path, "list").output


def test_a_span_that_has_not_closed_is_refused(tmp_path: Path) -> None:
    done = download(tmp_path, "2026-01-05")
    assert done.exit_code == 2
    assert "nothing between --from and --to" in done.output


def test_a_symbol_that_is_not_listed_is_refused(tmp_path: Path) -> None:
    done = run(tmp_path, "download", "--symbol", "NOPE", "--exchange", "simulated")
    assert done.exit_code == 2
    assert "NOPE" in done.output


def test_exported_candles_are_imported_the_same(tmp_path: Path) -> None:
    download(tmp_path)
    out = tmp_path / "candles.csv.gz"
    named = ("--symbol", "BTCUSDT", "--market")
    assert run(tmp_path, "export", str(out), *named, "futures").exit_code == 0
    done = run(tmp_path, "import", str(out), *named, "spot")
    assert "1440 candles taken, 0 doubled, 0 left out" in done.output
    again = tmp_path / "again.csv.gz"
    run(tmp_path, "export", str(again), *named, "spot")
    assert _text(again) == _text(out)


def test_what_is_not_there_cannot_be_exported(tmp_path: Path) -> None:
    done = run(tmp_path, "export", "x.csv", "--symbol", "BTCUSDT")
    assert done.exit_code == 2
    assert "look at `data list`" in done.output


def test_a_damaged_month_ends_the_check_in_one_line(tmp_path: Path) -> None:
    download(tmp_path)
    (month,) = (tmp_path / "history/futures/BTCUSDT-1m").iterdir()
    month.write_bytes(b"junk")
    done = run(tmp_path, "check")
    assert done.exit_code == 2
    assert "damaged" in done.output


def test_a_gap_is_told_and_is_no_damage(tmp_path: Path) -> None:
    download(tmp_path, "2026-01-05T01:00:00")
    run(
        tmp_path,
        "download",
        *SEEDED[:4],
        "--from",
        "2026-01-05T02:00:00",
        "--to",
        "2026-01-05T03:00:00",
    )
    done = run(tmp_path, "check")
    assert done.exit_code == 0
    assert "120 rows, 60 missing in 1 gaps, sound" in done.output


def test_a_backtest_over_the_archive_is_the_one_over_the_same_csv(tmp_path: Path) -> None:
    download(tmp_path)
    packed = tmp_path / "futures" / "BTCUSDT-1m.csv.gz"
    run(tmp_path, "export", str(packed), "--symbol", "BTCUSDT", "--market", "futures")
    kept = backtest(tmp_path / "a", "--data", str(tmp_path / "history/futures/BTCUSDT-1m"))
    read = backtest(tmp_path / "b", "--data", str(packed))
    assert kept.count("position_closed") > 5
    assert kept == read


@pytest.mark.skipif("DZENTRA_DATA" not in os.environ, reason="needs the recorded market data")
def test_recorded_candles_give_the_same_trades_from_both(tmp_path: Path) -> None:
    recorded = Path(os.environ["DZENTRA_DATA"]) / "futures" / "BTCUSDT-1h.csv.gz"
    csv = tmp_path / "futures" / recorded.name
    csv.parent.mkdir()
    csv.write_bytes(recorded.read_bytes())
    named = ("--symbol", "BTCUSDT", "--timeframe", "1h", "--market", "futures")
    assert run(tmp_path, "import", str(csv), *named).exit_code == 0
    span = ("--timeframe", "1h", "--from", "2025-02-01", "--to", "2025-06-01")
    runs = []
    for name, data in (("a", tmp_path / "history/futures/BTCUSDT-1h"), ("b", csv)):
        out = tmp_path / name
        words = ["backtest", "--data", str(data), *span, "--out", str(out)]
        assert CliRunner().invoke(cli, words).exit_code == 0
        runs.append((out / "trades.csv").read_text())
    assert runs[0].count("\n") > 5
    assert runs[0] == runs[1]


def _text(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes())


def candles(path: Path, rows: str) -> Path:
    path.write_text(f"time,open,high,low,close,volume\n{rows}", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1767571200000,1,1,-1,1,1\n", "a price is not above 0"),
        ("1767571200000,1,2,3,1,1\n", "contradict each other"),
        ("yesterday,1,1,1,1,1\n", "yesterday"),
        ("", "it is empty"),
    ],
)
def test_rows_that_cannot_be_are_left_out_in_words(tmp_path: Path, text: str, said: str) -> None:
    done = run(tmp_path, "import", str(candles(tmp_path / "x.csv", text)), "--symbol", "BTCUSDT")
    assert done.exit_code == 2
    assert said in done.output
    assert done.output.count("\n") == 1


def test_a_table_of_other_columns_is_told_by_its_columns(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("name,size,colour,shape,weight\na,1,red,round,3\n", encoding="utf-8")
    done = run(tmp_path, "import", str(path), "--symbol", "BTCUSDT")
    assert done.exit_code == 2
    assert "has no column time, open, high, low, close; its columns are name, size" in done.output


def test_a_packed_file_that_is_none_is_told_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "x.csv.gz"
    path.write_text("no archive", encoding="utf-8")
    done = run(tmp_path, "import", str(path), "--symbol", "BTCUSDT")
    assert done.exit_code == 2
    assert "x.csv.gz cannot be read: Not a gzipped file" in done.output
    assert done.output.count("\n") == 1


def test_unsorted_and_doubled_rows_are_put_in_order_once(tmp_path: Path) -> None:
    rows = "".join(f"{1767571200000 + n * 60000},9,9,9,9,1\n" for n in (2, 0, 1, 1, 2))
    done = run(tmp_path, "import", str(candles(tmp_path / "x.csv", rows)), "--symbol", "BTCUSDT")
    assert done.exit_code == 0
    assert "3 candles taken, 2 doubled, 0 left out" in done.output
    assert "3 rows, no gap, sound" in done.output


@pytest.mark.parametrize("command", ["list", "check"])
def test_a_folder_without_history_says_how_to_fill_it(tmp_path: Path, command: str) -> None:
    done = run(tmp_path, command)
    assert (done.exit_code, "data download" in done.output) == (0, True)


def test_a_folder_that_cannot_be_written_is_one_line_and_code_1(tmp_path: Path) -> None:
    (tmp_path / "history").write_text("a file")
    done = download(tmp_path)
    assert done.exit_code == 1
    assert "Choose another --dir" in done.output
    rows = candles(tmp_path / "x.csv", "1767571200000,9,9,9,9,1\n")
    done = run(tmp_path, "import", str(rows), "--symbol", "BTCUSDT")
    assert done.exit_code == 1
    assert "cannot be used: " in done.output
    assert done.output.splitlines()[-1].count("history") == 1


def test_an_address_that_is_none_is_refused(tmp_path: Path) -> None:
    done = run(tmp_path, "download", "--symbol", "BTCUSDT", "--rest-url", "nonsense")
    assert done.exit_code == 2
    assert "--rest-url is an address such as https://" in done.output

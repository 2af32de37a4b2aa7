"""`main.py optimise --cluster`: the same as here, whatever becomes of workers and scheduler."""

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.commands import cli
from tests.backtest.dask_cluster import PATIENCE_S, ROOT, DaskCluster, dask_cluster, until

pytestmark = pytest.mark.slow

SPAN = ("--from", "2026-01-05", "--to", "2026-01-05T03:00:00")
FEW = ("--range", "fast=6:12:3", "--range", "slow=30,50")
MANY = ("--range", "fast=5:12:1", "--range", "slow=30,50")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaskCluster]:
    with dask_cluster(tmp_path_factory.mktemp("dask"), workers=2) as found:
        yield found


@pytest.fixture
def dying(tmp_path: Path) -> Iterator[DaskCluster]:
    """One that a test may hurt."""
    with dask_cluster(tmp_path) as found:
        yield found


def optimise(folder: Path, *words: str) -> Result:
    kept = ("--kept", str(folder / "outcomes.jsonl"))
    return CliRunner().invoke(cli, ["optimise", *SPAN, *words, *kept], env={"COLUMNS": "140"})


@contextmanager
def begun(folder: Path, *words: str) -> Iterator[subprocess.Popen[str]]:
    """A search in a process of its own that has found something already."""
    kept = folder / "outcomes.jsonl"
    command = [sys.executable, "main.py", "optimise", *SPAN, *words, "--kept", str(kept)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as search:
        try:
            until(lambda: kept.exists() and b"\n" in kept.read_bytes(), "an outcome")
            assert search.poll() is None
            yield search
        finally:
            search.kill()


def outcomes(folder: Path) -> list[str]:
    """To the last digit; a key that stands twice is a mistake."""
    rows = [json.loads(line) for line in (folder / "outcomes.jsonl").read_text().splitlines()]
    assert len({row["key"] for row in rows}) == len(rows)
    return sorted(json.dumps(row["outcome"], sort_keys=True) for row in rows)


def recorded(folder: Path) -> tuple[str, ...]:
    """Options of a search over half a day of recorded candles."""
    words = ("--exchange", "simulated", "--symbol", "BTCUSDT", "--timeframe", "1m")
    days = ("--from", "2026-01-05", "--to", "2026-01-05T12:00:00")
    done = CliRunner().invoke(cli, ["data", "download", *words, *days, "--dir", str(folder)])
    assert done.exit_code == 0, done.output
    return "--data", str(folder / "futures"), "--to", "2026-01-05T12:00:00"


def test_a_cluster_comes_to_what_one_process_does(tmp_path: Path, cluster: DaskCluster) -> None:
    assert optimise(tmp_path / "here", *FEW, "--workers", "1").exit_code == 0
    done = optimise(tmp_path / "there", *FEW, "--cluster", cluster.address)
    assert done.exit_code == 0
    assert "Best of 6" in done.output
    assert outcomes(tmp_path / "there") == outcomes(tmp_path / "here")


def test_recorded_history_goes_to_the_workers(tmp_path: Path, cluster: DaskCluster) -> None:
    history = recorded(tmp_path / "history")
    assert optimise(tmp_path / "here", *FEW, *history, "--workers", "1").exit_code == 0
    done = optimise(tmp_path / "there", *FEW, *history, "--cluster", cluster.address)
    assert done.exit_code == 0
    assert outcomes(tmp_path / "there") == outcomes(tmp_path / "here")
    assert all(json.loads(each)["trades"] for each in outcomes(tmp_path / "there"))


def test_a_cluster_learns_and_walks_forward(tmp_path: Path, cluster: DaskCluster) -> None:
    words = ("--method", "tpe", "--trials", "6", "--folds", "2")
    assert optimise(tmp_path, *MANY, *words, "--cluster", cluster.address).exit_code == 0
    assert 2 <= len(outcomes(tmp_path)) <= 12


def test_a_killed_worker_loses_and_doubles_nothing(tmp_path: Path, dying: DaskCluster) -> None:
    victim, _ = dying.add_worker(), dying.add_worker()
    with begun(tmp_path, *MANY, "--cluster", dying.address) as search:
        victim.send_signal(signal.SIGKILL)
        assert search.wait(PATIENCE_S) == 0
    assert len(outcomes(tmp_path)) == 16
    assert optimise(tmp_path / "here", *MANY, "--workers", "2").exit_code == 0
    assert outcomes(tmp_path) == outcomes(tmp_path / "here")


def test_what_was_found_outlives_the_scheduler(tmp_path: Path, dying: DaskCluster) -> None:
    dying.add_worker()
    with begun(tmp_path, *MANY, "--cluster", dying.address) as search:
        dying.scheduler.send_signal(signal.SIGKILL)
        said, _ = search.communicate(timeout=PATIENCE_S)
    assert search.returncode == 1
    assert "is gone. What was found is kept" in said
    before = set(outcomes(tmp_path))
    assert 0 < len(before) < 16
    assert optimise(tmp_path, *MANY, "--workers", "2").exit_code == 0
    assert len(outcomes(tmp_path)) == 16
    assert before <= set(outcomes(tmp_path))


def test_a_worker_without_dzentra_is_refused(tmp_path: Path, dying: DaskCluster) -> None:
    dying.add_worker(tmp_path)
    done = optimise(tmp_path, *FEW, "--cluster", dying.address)
    assert done.exit_code == 2
    assert "Another Dzentra, other plugins or none at all on tcp://127.0.0.1:" in done.output
    assert done.output.count("\n") == 1


def test_a_worker_of_another_version_is_refused(
    tmp_path: Path, cluster: DaskCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.optimise_cluster.code_of", lambda _wish: "newer")
    done = optimise(tmp_path, *FEW, "--cluster", cluster.address)
    assert done.exit_code == 2
    assert "bring it to this version" in done.output
    assert not (tmp_path / "outcomes.jsonl").exists()


def test_a_cluster_without_a_worker_is_told(
    tmp_path: Path, dying: DaskCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backtest.sweep.cluster.JOIN_S", 0.2)
    done = optimise(tmp_path, *FEW, "--cluster", dying.address)
    assert done.exit_code == 1
    assert "Stopped: no worker has joined" in done.output


def test_nobody_at_an_address_is_told_in_seconds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backtest.sweep.cluster.CONNECT_S", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        done = optimise(tmp_path, *FEW, "--cluster", address)
    assert done.exit_code == 1
    assert f"Stopped: no Dask scheduler answers at {address}" in done.output


def test_encryption_without_certificates_names_what_to_set(tmp_path: Path) -> None:
    done = optimise(tmp_path, *FEW, "--cluster", "tls://127.0.0.1:8786")
    assert done.exit_code == 2
    assert "DASK_DISTRIBUTED__COMM__TLS__CA_FILE" in done.output


@pytest.mark.parametrize("address", ["host:8786", "http://host:8786", "tcp://", "tcp://host:many"])
def test_what_is_no_address_is_refused(tmp_path: Path, address: str) -> None:
    done = optimise(tmp_path, *FEW, "--cluster", address)
    assert done.exit_code == 2
    assert "write tcp://host:8786" in done.output


def test_without_the_extra_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.optimise_cluster.find_spec", lambda _name: None)
    done = optimise(tmp_path, *FEW, "--cluster", "tcp://127.0.0.1:1")
    assert done.exit_code == 2
    assert "pip install -r requirements-sweep.txt" in done.output

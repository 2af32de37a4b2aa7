"""A start that cannot be: exit code 2, and one line that says what is wrong and what is right."""

import socket
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from storage.schema import REVISION
from tests.desk_program import ended, running

pytestmark = pytest.mark.slow

WRONG_USE, FAILED = 2, 1
TOKEN = "123456:canary-token-value"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOT_TOKEN", "not-a-token"),
        ("OWNER_IDS", "1001,me"),
        ("TELEGRAM_API_BASE", "telegram"),
        ("SIM_SPEED", "9999999"),
        ("DEMO_PORT", "eighty"),
        ("TIMEFRAME", "7m"),
        ("PAPER_BALANCE", "-1"),
        ("DATABASE_URL", "mysql://me:canary@host/base"),
        ("EXCHANGE", "nowhere"),
        ("SYMBOLS", "BTCUSDT; DROP TABLE users"),
    ],
)
def test_a_wrong_setting_is_named_and_never_quoted(tmp_path: Path, name: str, value: str) -> None:
    (tmp_path / ".env").write_text(f"{name}={value}\n")
    run = ended(tmp_path, "run")
    assert (run.code, run.out) == (WRONG_USE, "")
    assert run.err.startswith(f"{name} must be ")
    assert len(run.err.splitlines()) == 1
    assert value not in run.err


def test_a_line_that_cannot_be_read_is_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("SIM_SEED=2\nBOT_TOKEN='123456:canary\n")
    run = ended(tmp_path, "run")
    assert (run.code, run.out) == (WRONG_USE, "")
    assert run.err.startswith(".env cannot be read from line 2 on: ")
    assert "canary" not in run.err


def test_run_without_a_token_says_where_to_get_one(tmp_path: Path) -> None:
    run = ended(tmp_path, "run")
    assert (run.code, run.out) == (WRONG_USE, "")
    assert "BOT_TOKEN" in run.err


def test_a_database_of_a_newer_program_is_refused_with_both_versions(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    with closing(sqlite3.connect(tmp_path / "data" / "dzentra.db")) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
        connection.execute("INSERT INTO alembic_version VALUES ('7001')")
        connection.commit()
    run = ended(tmp_path, "run", BOT_TOKEN=TOKEN, TELEGRAM_API_BASE="http://127.0.0.1:9")
    assert run.code == WRONG_USE
    assert "7001" in run.err
    assert REVISION in run.err


@pytest.mark.parametrize(
    "content", [b"not a database at all, but long enough to be looked at", b"x" * 9_000]
)
def test_a_file_that_is_no_database_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "dzentra.db").write_bytes(content)
    run = ended(tmp_path, "run", BOT_TOKEN=TOKEN, TELEGRAM_API_BASE="http://127.0.0.1:9")
    assert run.code == WRONG_USE
    assert "damaged" in run.err
    assert (tmp_path / "data" / "dzentra.db").read_bytes() == content


def test_a_data_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("here already")
    run = ended(tmp_path, "demo", DEMO_PORT="0")
    assert run.code == WRONG_USE
    assert str(tmp_path / "data") in run.err


def test_a_second_desk_on_the_same_data_names_the_first(tmp_path: Path) -> None:
    with running(tmp_path) as first:
        second = ended(tmp_path, "run", BOT_TOKEN=TOKEN, TELEGRAM_API_BASE="http://127.0.0.1:9")
    assert second.code == WRONG_USE
    assert f"process {first.pid}" in second.err


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        run = ended(tmp_path, "demo", DEMO_PORT=str(port))
    assert run.code == WRONG_USE
    assert str(port) in run.err
    assert "DEMO_PORT" in run.err


def test_a_desk_that_is_stopped_says_goodbye_with_code_0(tmp_path: Path) -> None:
    with running(tmp_path) as desk:
        pass
    assert desk.returncode == 0


def test_ctrl_c_while_modules_are_loaded_ends_without_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "typer.py").write_text("raise KeyboardInterrupt\n")
    run = ended(tmp_path, "verify", PYTHONPATH=str(tmp_path))
    assert (run.code, run.out, run.err) == (FAILED, "", "Stopped.\n")


def test_verify_of_nothing_says_so(tmp_path: Path) -> None:
    run = ended(tmp_path, "verify")
    assert run.code == FAILED
    assert "There is no database" in run.err

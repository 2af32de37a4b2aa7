"""What goes wrong around a running desk: a full disk, a damaged row, a Telegram that is away."""

import resource
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.demo_server import DemoChat, DemoServer, start_demo
from tests.desk_process import DeskProcess, World, prepare, world

FULL_BYTES = 64 * 1024
"""Files cannot grow beyond it: less than the database has, more than a log of the test."""
ROOT = Path(__file__).resolve().parent.parent.parent
FILLS = "SELECT count(*) FROM fills"
SAID = "cannot be written"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("prepared") / "data"
    prepare(folder)
    return folder


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[DemoServer]:
    server = start_demo(state=tmp_path / "chat")
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture
def desk(prepared: Path, tmp_path: Path, demo: DemoServer) -> Iterator[World]:
    with world(prepared, tmp_path / "data", demo) as started:
        yield started


def trading(desk: World) -> DeskProcess:
    """A desk that has filled an order."""
    started, chat = desk.start(), desk.demo.chat
    chat.wait_message(button="Start", after=chat.say("/auto"))
    chat.press("Start")
    desk.until(lambda: count(desk, FILLS) > 0, "a fill")
    return started


def count(desk: World, query: str) -> int:
    return int(str(desk.ask(query)[0][0]))


def fill_disk(process: DeskProcess, size: int) -> None:
    limits = (size, resource.RLIM_INFINITY)
    assert process.process.pid is not None
    resource.prlimit(process.process.pid, resource.RLIMIT_FSIZE, limits)


def told_unwritable(chat: DemoChat) -> int:
    return sum(SAID in message.text for message in chat.messages() if message.is_from_bot)


@pytest.mark.slow
def test_a_full_disk_stops_entries_tells_the_owner_once_and_trading_resumes(desk: World) -> None:
    started, chat = trading(desk), desk.demo.chat
    fill_disk(started, FULL_BYTES)
    chat.wait_message(SAID, timeout_s=60)
    fills = count(desk, FILLS)
    screen = chat.wait_message(after=chat.say("/menu"))
    chat.say("/stop")
    attempts = "account u1001-paper stopped"
    desk.until(lambda: started.log.read_text().count(attempts) >= 4, "attempts to write again")
    assert (count(desk, FILLS), told_unwritable(chat)) == (fills, 1)
    assert "Traceback" not in screen.text

    fill_disk(started, resource.RLIM_INFINITY)
    desk.until(lambda: count(desk, FILLS) > fills, "trading again")
    started.stop()
    assert told_unwritable(chat) == 1
    assert "Traceback" not in started.log.read_text()
    assert verified(desk) == (0, "")


@pytest.mark.slow
def test_a_desk_trades_on_without_telegram_and_tells_of_it_later(
    desk: World, tmp_path: Path
) -> None:
    started, before = trading(desk), desk.demo
    last = max(message.message_id for message in before.chat.messages())
    before.kill()
    fills = count(desk, FILLS)
    desk.until(lambda: count(desk, FILLS) > fills + 2, "trading without Telegram")
    after = start_demo(state=tmp_path / "chat", port=before.port)
    try:
        after.chat.wait_message("BTC", after=last, timeout_s=60)
        after.chat.wait_message(button="Menu", after=after.chat.say("/auto"), timeout_s=60)
        started.stop()
    finally:
        after.stop()
    assert "Traceback" not in started.log.read_text()


@pytest.mark.slow
def test_a_desk_trades_on_while_telegram_hangs_and_tells_of_it_later(desk: World) -> None:
    """It takes connections, and answers nothing."""
    started, telegram = trading(desk), desk.demo
    last = max(message.message_id for message in telegram.chat.messages())
    telegram.process.send_signal(signal.SIGSTOP)
    try:
        fills = count(desk, FILLS)
        desk.until(lambda: count(desk, FILLS) > fills + 2, "trading without Telegram")
    finally:
        telegram.process.send_signal(signal.SIGCONT)
    telegram.chat.wait_message("BTC", after=last, timeout_s=60)
    telegram.chat.wait_message(button="Menu", after=telegram.chat.say("/auto"), timeout_s=60)
    started.stop()
    assert "Traceback" not in started.log.read_text()


def test_a_damaged_row_is_shown_as_such_and_verify_names_it(desk: World) -> None:
    damage(desk, "UPDATE journal SET payload = '{\"at_ns\":' WHERE sequence = 2")
    started, chat = desk.start(), desk.demo.chat
    chat.wait_message(button="All", after=chat.say("/journal"))
    chat.press("All")
    shown = chat.wait_message("unreadable")
    (card,) = (one for one in buttons(shown.raw) if one.startswith("v1:jour:card:2."))
    chat.press(message_id=shown.message_id, data=card)
    assert "unreadable" in chat.wait_message("Card").text
    started.stop()
    assert "Traceback" not in started.log.read_text()
    assert verified(desk) == (1, "Row 2 of the journal was changed.")


def test_a_damaged_account_is_said_on_the_screen_and_in_the_log(desk: World) -> None:
    damage(desk, "UPDATE accounts SET state = '{}'")
    started, chat = desk.start(), desk.demo.chat
    chat.wait_message("It did not work", after=chat.say("/auto"), timeout_s=30)
    started.stop()
    log = started.log.read_text()
    assert "python main.py verify" in log
    assert "Traceback" not in log


def test_a_backup_that_fails_is_told_to_the_owner_in_the_chat(desk: World) -> None:
    (desk.folder / "backups").touch()
    started, chat = desk.start(), desk.demo.chat
    chat.wait_message(button="Backup", after=chat.say("/system"), timeout_s=60)
    chat.press("Backup")
    chat.wait_message(button="Make a copy")
    chat.press("Make a copy")

    chat.wait_message("The backup failed", timeout_s=60)
    assert desk.ask("SELECT count(*) FROM journal WHERE name = 'fault'") == [(1,)]
    chat.wait_message("no backup", after=chat.say("/system"), timeout_s=60)
    started.stop()
    assert "account u1001-paper stopped" not in started.log.read_text()


def damage(desk: World, statement: str) -> None:
    with closing(sqlite3.connect(desk.database)) as connection:
        connection.execute(statement)
        connection.commit()


def buttons(raw: dict[str, object]) -> list[str]:
    markup = raw["reply_markup"]
    assert isinstance(markup, dict)
    return [one["callback_data"] for row in markup["inline_keyboard"] for one in row]


def verified(desk: World) -> tuple[int, str]:
    """What `main.py verify` answers: its exit code, and what is damaged."""
    run = subprocess.run(
        [sys.executable, str(ROOT / "main.py"), "verify"],
        cwd=desk.folder,
        env={"DATA_DIR": str(desk.folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in run.stdout + run.stderr
    return run.returncode, run.stdout.partition("damaged: ")[2].strip()

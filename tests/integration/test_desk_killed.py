"""`kill -9` of the program itself, with the chat page it started."""

import os
import re
import select
import signal
import stat
from pathlib import Path

from tests.demo_server import DemoChat, running_demo
from tests.desk_program import PATIENCE_S, Program, ended, main


def test_the_chat_outlives_a_killed_desk_and_the_next_one_finds_it(tmp_path: Path) -> None:
    try:
        url = killed(tmp_path)
        chat = DemoChat(url)
        waiting = chat.touch(data="v1:auto:stop", message_id=chat.messages()[-1].message_id)
        with main(tmp_path, "demo", DEMO_PORT=url.rpartition(":")[2]) as second:
            assert address(second) == url
            answer = chat.wait_answer(waiting, PATIENCE_S)
            said = chat.say("/auto")
            chat.wait_message("RUNNING", button="Stop", after=said, timeout_s=PATIENCE_S)
            second.send_signal(signal.SIGTERM)
            _, err = second.communicate(timeout=PATIENCE_S)
        chat.close()
        left = [page for page in pages_of(tmp_path) if not has_ended(page)]
    finally:
        for page in pages_of(tmp_path):
            os.kill(page, signal.SIGTERM)
    assert answer.text == "The screen was old: look again"
    assert second.returncode == 0
    assert "Traceback" not in err
    assert left == []


def test_a_chat_page_of_another_folder_outlives_the_desk_that_uses_it(tmp_path: Path) -> None:
    with running_demo(state=tmp_path / "other") as page:
        with main(tmp_path, "demo", DEMO_PORT=str(page.port)) as desk:
            address(desk)
            desk.send_signal(signal.SIGTERM)
            _, err = desk.communicate(timeout=PATIENCE_S)
        page.chat.say("still here")
    assert desk.returncode == 0
    assert "Traceback" not in err


def test_a_second_demo_on_the_same_data_leaves_the_first_its_page(tmp_path: Path) -> None:
    with main(tmp_path, "demo", DEMO_PORT="0") as first:
        url = address(first)
        second = ended(tmp_path, "demo", DEMO_PORT=url.rpartition(":")[2])
        chat = DemoChat(url)
        chat.wait_message(button="Auto", after=chat.say("/start"), timeout_s=PATIENCE_S)
        chat.close()
        first.send_signal(signal.SIGTERM)
        first.communicate(timeout=PATIENCE_S)
    assert (second.code, second.out) == (2, "")
    assert f"process {first.pid}" in second.err


def test_a_page_that_serves_another_desk_is_not_taken(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
    with main(tmp_path / "one", "demo", DEMO_PORT="0") as first:
        url = address(first)
        chat = DemoChat(url)
        chat.wait_bot(timeout_s=PATIENCE_S)
        chat.close()
        second = ended(tmp_path / "two", "demo", DEMO_PORT=url.rpartition(":")[2])
        first.send_signal(signal.SIGTERM)
        first.communicate(timeout=PATIENCE_S)
    assert (second.code, second.out) == (2, "")
    assert "serves another desk; set DEMO_PORT" in second.err
    assert not (tmp_path / "two" / "data").exists()


def test_what_a_demo_keeps_is_its_owners_alone(tmp_path: Path) -> None:
    with main(tmp_path, "demo", DEMO_PORT="0") as desk:
        address(desk)
        modes = {
            stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "data", *_made(tmp_path))
        }
        desk.send_signal(signal.SIGTERM)
        desk.communicate(timeout=PATIENCE_S)
    assert modes == {0o700}


def _made(folder: Path) -> list[Path]:
    return [path for path in (folder / "data").iterdir() if path.is_dir()]


def killed(folder: Path) -> str:
    """A desk whose agent was started, and then the power went; where its chat page is."""
    with main(folder, "demo", DEMO_PORT="0") as first:
        url = address(first)
        chat = DemoChat(url)
        chat.wait_message(button="Start", after=chat.say("/auto"), timeout_s=PATIENCE_S)
        chat.press("Start")
        chat.wait_message("RUNNING", timeout_s=PATIENCE_S)
        first.kill()
        chat.close()
    return url


def pages_of(folder: Path) -> list[int]:
    """The processes of chat pages that keep their state in a folder."""
    state = str(folder / "data" / "demo").encode()
    processes = Path("/proc").glob("[0-9]*/cmdline")
    return [int(one.parent.name) for one in processes if state in _words(one)]


def has_ended(process: int) -> bool:
    """Whether a process that is nobody's child here ends within our patience."""
    try:
        handle = os.pidfd_open(process)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], PATIENCE_S)[0])
    finally:
        os.close(handle)


def _words(listed: Path) -> list[bytes]:
    try:
        return listed.read_bytes().split(b"\0")
    except OSError:
        return []


def address(program: Program) -> str:
    """Where the program says its page is."""
    assert program.stdout is not None
    for line in program.stdout:
        if found := re.search(r"http://\S+", line):
            return found.group()
    raise AssertionError(program.communicate()[1])

"""`kill -9` of the program itself, with the chat page it started."""

import os
import re
import select
import signal
from pathlib import Path

from tests.demo_server import DemoChat, running_demo
from tests.desk_program import PATIENCE_S, Program, main


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

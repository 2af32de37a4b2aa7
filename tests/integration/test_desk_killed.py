"""`kill -9` of the program itself, with the chat page it started."""

import os
import re
import signal
from pathlib import Path

from tests.demo_server import DemoChat
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
    finally:
        os.kill(page_of(tmp_path), signal.SIGTERM)
    assert answer.text == "The screen was old: look again"
    assert second.returncode == 0
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


def page_of(folder: Path) -> int:
    """The process of the chat page that keeps its state in a folder."""
    state = str(folder / "data" / "demo").encode()
    processes = Path("/proc").glob("[0-9]*/cmdline")
    (page,) = (int(one.parent.name) for one in processes if state in one.read_bytes().split(b"\0"))
    return page


def address(program: Program) -> str:
    """Where the program says its page is."""
    assert program.stdout is not None
    for line in program.stdout:
        if found := re.search(r"http://\S+", line):
            return found.group()
    raise AssertionError(program.communicate()[1])

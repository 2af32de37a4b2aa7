"""The demo as a process: its command line, and a chat that survives it."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.demo_server import PATIENCE_S, ROOT, DemoServer, running_demo, start_demo


def api(demo: DemoServer, method: str, **params: object) -> Any:
    url = f"{demo.url}/bot42:demo/{method}"
    answer = httpx.post(url, json=params, trust_env=False, timeout=PATIENCE_S).json()
    assert answer["ok"], answer
    return answer["result"]


def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "demo", *arguments]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )


def test_a_killed_demo_keeps_its_chat(tmp_path: Path) -> None:
    demo = start_demo(state=tmp_path)
    api(demo, "sendMessage", chat_id=1001, text="before", disable_notification=True)
    kept = demo.chat.say("unread")
    api(demo, "setMyCommands", commands=[{"command": "menu", "description": "Menu"}])
    (unread,) = api(demo, "getUpdates")
    demo.kill()
    demo.stop()
    with running_demo(state=tmp_path) as demo:
        first, second = demo.chat.messages()
        assert (first.text, first.is_silent, second.message_id) == ("before", True, kept)
        assert api(demo, "getUpdates") == [unread]
        assert api(demo, "getMyCommands") == [{"command": "menu", "description": "Menu"}]
        assert demo.chat.say("after") == kept + 1


def test_a_torn_history_loses_only_what_is_torn(tmp_path: Path) -> None:
    with running_demo(state=tmp_path) as demo:
        for text in ("one", "two", "three"):
            demo.chat.say(text)
    path = tmp_path / "chat.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    half = lines[-1][: len(lines[-1]) // 2]
    path.write_bytes(b"".join(lines[:-1]) + half)
    with running_demo(state=tmp_path) as demo:
        texts = [message.text for message in demo.chat.messages()]
        assert texts[:2] == ["one", "two"]
        demo.chat.say("four")
    with running_demo(state=tmp_path) as demo:
        assert demo.chat.messages()[-1].text == "four"


def test_confirmed_updates_do_not_return(tmp_path: Path) -> None:
    with running_demo(state=tmp_path) as demo:
        demo.chat.say("one")
        (update,) = api(demo, "getUpdates")
        api(demo, "getUpdates", offset=update["update_id"] + 1)
    with running_demo(state=tmp_path) as demo:
        assert api(demo, "getUpdates") == []


def test_files_are_kept_with_the_chat(tmp_path: Path) -> None:
    with running_demo(state=tmp_path) as demo:
        files = {"document": ("журнал.csv", b"1,2")}
        httpx.post(f"{demo.url}/page/upload", files=files, trust_env=False, timeout=PATIENCE_S)
    with running_demo(state=tmp_path) as demo:
        document = demo.chat.messages()[0].raw["document"]
        assert document["file_name"] == "журнал.csv"
        saved = httpx.get(
            f"{demo.url}/page/file/{document['file_id']}", trust_env=False, timeout=PATIENCE_S
        )
        assert saved.content == b"1,2"


def test_the_chat_is_private_to_its_owner(tmp_path: Path) -> None:
    with running_demo(state=tmp_path) as demo:
        demo.chat.say("secret")
    assert os.stat(tmp_path / "chat.jsonl").st_mode & 0o077 == 0


def test_options_name_the_person_and_the_bot() -> None:
    options = ("--user-id", "77", "--user-name", "Ann", "--language", "ru", "--bot-name", "Desk")
    with running_demo(*options) as demo:
        demo.chat.say("hi")
        (update,) = api(demo, "getUpdates")
        person = update["message"]["from"]
        assert (person["id"], person["first_name"], person["language_code"]) == (77, "Ann", "ru")
        assert api(demo, "getMe")["username"] == "desk_demo_bot"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--host", "0.0.0.0"), "--allow-remote"),
        (("--token", "nonsense"), "--token"),
        (("--port", "http"), "--port"),
    ],
)
def test_wrong_use_is_told(arguments: tuple[str, ...], message: str) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert message in done.stderr


def test_a_taken_port_is_told() -> None:
    with running_demo() as demo:
        done = run("--port", str(demo.port))
    assert done.returncode == 1
    assert "cannot start" in done.stderr


def test_other_machines_come_in_only_when_asked_for() -> None:
    command = [sys.executable, "-m", "demo", "--host", "0.0.0.0", "--port", "0", "--allow-remote"]
    command += ["--allowed-host", "desk.home"]
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    port = process.stdout.readline().split()[1]
    try:
        for host, status in (("desk.home", 200), ("192.168.1.2", 200), ("evil.example", 421)):
            headers = {"Host": f"{host}:{port}"}
            url = f"http://127.0.0.1:{port}/"
            assert (
                httpx.get(url, headers=headers, trust_env=False, timeout=PATIENCE_S).status_code
                == status
            )
    finally:
        process.terminate()
        _, warnings = process.communicate(timeout=60)
    assert "no passwords" in warnings

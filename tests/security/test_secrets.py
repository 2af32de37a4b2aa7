"""Canaries in every secret: whatever fails, at the most talkative level, none of them is heard."""

import re
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import product
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from app.settings import Settings
from tests.demo_server import OWNER, DemoServer, running_demo
from tests.desk_program import PATIENCE_S, Program, main

SECRET = "AAcanaryCANARYcanary0123456789abcdef"
TOKEN = f"987654321:{SECRET}"
PASSWORD = "canary password/0123"
HOOK_SECRET = "canary-of-the-webhook-0123456789"
SIGNALS_SECRET = "canary-of-the-signals-0123456789"
API_SECRET = "canary-of-the-service-0123456789"
FORMATS = ("text", "json")
METHODS = ("getUpdates", "sendMessage")
KINDS: tuple[tuple[str, dict[str, object]], ...] = (
    ("error", {"code": 401, "description": "Unauthorized"}),
    ("bad_gateway", {}),
    ("drop_before", {}),
    ("flood", {"retry_after": 1}),
)


@dataclass(frozen=True, slots=True)
class Heard:
    """All that a desk said and left behind."""

    out: str
    err: str
    folder: Path

    def holds(self, secret: str) -> list[str]:
        """Where the secret is found."""
        said = {"stdout": self.out.encode(), "stderr": self.err.encode()}
        left = {str(one): one.read_bytes() for one in self.folder.rglob("*") if one.is_file()}
        return [name for name, content in {**said, **left}.items() if secret.encode() in content]


def test_every_secret_of_the_settings_is_known_here() -> None:
    """A new one must get its canary."""
    secret = {
        name for name, field in Settings.model_fields.items() if "Secret" in str(field.annotation)
    }
    known = {"bot_token", "database_url", "telegram_proxy", "webhook_secret_token"}
    assert secret == known | {"signals_secret", "api_secret"}


@contextmanager
def desk(folder: Path, base: str, **more: str) -> Iterator[Program]:
    """Killed where a test fails before it is stopped."""
    told = {
        "BOT_TOKEN": TOKEN,
        "OWNER_IDS": str(OWNER),
        "TELEGRAM_API_BASE": base,
        "LOG_LEVEL": "DEBUG",
        "PYTHONASYNCIODEBUG": "1",
    }
    with main(folder, "run", **told, **more) as program:
        try:
            yield program
        finally:
            program.kill()


def stopped(program: Program, folder: Path, said: str = "") -> Heard:
    program.send_signal(signal.SIGTERM)
    out, err = program.communicate(timeout=PATIENCE_S)
    assert program.returncode == 0, err
    return Heard(out, said + err, folder)


def read_until(program: Program, what: str) -> str:
    """What the desk logs up to a line that holds the words."""
    assert program.stderr is not None
    said = ""
    for line in program.stderr:
        said += line
        if what in line:
            return said
    raise AssertionError(f"{what!r} was never logged:\n{said}")


def called(
    folder: Path,
    listens: str,
    calls: Callable[[str], Iterable[tuple[int, str]]],
    **told: str,
) -> tuple[list[tuple[int, str]], Heard]:
    """What the callers of a desk's own door are answered, and what the desk said meanwhile."""
    with (
        running_demo("--token", TOKEN) as demo,
        desk(folder, demo.url, **told) as program,
    ):
        said = read_until(program, listens)
        found = re.search(rf"{listens} on (127\.0\.0\.1:\d+)", said)
        assert found is not None, said
        answers = list(calls(f"http://{found[1]}"))
        return answers, stopped(program, folder, said)


@pytest.mark.parametrize("log_format", FORMATS)
def test_a_telegram_that_is_not_there_makes_nobody_tell_the_token(
    tmp_path: Path, log_format: str
) -> None:
    with desk(tmp_path, "http://127.0.0.1:9", LOG_FORMAT=log_format) as program:
        said = read_until(program, "Telegram does not answer")
        heard = stopped(program, tmp_path, said)
    assert heard.holds(SECRET) == []


@pytest.mark.slow
@pytest.mark.parametrize("log_format", FORMATS)
def test_no_failure_of_a_call_makes_anybody_tell_the_token(tmp_path: Path, log_format: str) -> None:
    with running_demo("--token", TOKEN) as demo:
        with desk(tmp_path, demo.url, LOG_FORMAT=log_format) as program:
            demo.chat.wait_message(after=demo.chat.say("/start"), timeout_s=PATIENCE_S)
            for method, (kind, details) in product(METHODS, KINDS):
                demo.chat.control("fault", method=method, kind=kind, **details)
            demo.chat.say("/auto")
            for method in METHODS:
                demo.chat.wait_for(partial(all_met, demo, method), f"{method} to fail", PATIENCE_S)
            demo.chat.wait_message(after=demo.chat.say("/menu"), timeout_s=PATIENCE_S)
            heard = stopped(program, tmp_path)
        told = repr([demo.chat.calls(), demo.chat.messages()])
    assert heard.holds(SECRET) == []
    assert SECRET not in told
    assert "does not answer" in heard.err


def test_a_proxy_that_is_not_there_makes_nobody_tell_its_password(tmp_path: Path) -> None:
    proxy = f"socks5://dzentra:{quote(PASSWORD, safe='')}@127.0.0.1:9"
    with desk(tmp_path, "http://telegram.invalid", TELEGRAM_PROXY=proxy) as program:
        said = read_until(program, "Telegram does not answer")
        heard = stopped(program, tmp_path, said)
    assert heard.holds(PASSWORD) == heard.holds(quote(PASSWORD, safe="")) == []
    assert heard.holds(SECRET) == []


@pytest.mark.slow
def test_a_webhook_makes_nobody_tell_its_secret(tmp_path: Path) -> None:
    """What Telegram is told, the demo knows; nobody else does."""
    with running_demo("--token", TOKEN) as demo:
        hook = {
            "WEBHOOK_URL": "https://desk.invalid/hook",
            "WEBHOOK_SECRET_TOKEN": HOOK_SECRET,
            "WEBHOOK_PORT": "0",
        }
        with desk(tmp_path, demo.url, **hook) as program:
            said = read_until(program, "listening for Telegram")
            heard = stopped(program, tmp_path, said)
    assert heard.holds(HOOK_SECRET) == []


@pytest.mark.slow
def test_a_caller_of_the_signals_hears_nothing_of_their_secret(tmp_path: Path) -> None:
    told = {"SIGNALS_SECRET": SIGNALS_SECRET, "SIGNALS_PORT": "0"}
    answers, heard = called(tmp_path, "listening for signals", signalled, **told)
    assert [status for status, _ in answers] == [401, 401, 404, 422]
    assert SIGNALS_SECRET not in repr(answers)
    assert heard.holds(SIGNALS_SECRET) == []


def signalled(url: str) -> Iterator[tuple[int, str]]:
    """With another secret, with more than it, for nobody, and with nonsense."""
    body = {"id": SIGNALS_SECRET, "action": "BUY"}
    for secret, sent in (
        ("another", body),
        (SIGNALS_SECRET + "\xff", body),
        (SIGNALS_SECRET, body),
        (SIGNALS_SECRET, {"id": {"secret": SIGNALS_SECRET}}),
    ):
        headers = {b"Authorization": f"Bearer {secret}".encode("latin-1")}
        answer = httpx.post(f"{url}/signals/nobody", json=sent, headers=headers, timeout=PATIENCE_S)
        yield answer.status_code, answer.text


@pytest.mark.slow
def test_a_caller_of_the_service_hears_nothing_of_its_secret(tmp_path: Path) -> None:
    told = {"API_SECRET": API_SECRET, "API_PORT": "0"}
    answers, heard = called(tmp_path, "the HTTP service listens", asked, **told)
    assert [status for status, _ in answers] == [401, 401, 200, 404, 422, 422, 409]
    assert API_SECRET not in repr(answers)
    assert heard.holds(API_SECRET) == []


def asked(url: str) -> Iterator[tuple[int, str]]:
    """Without the secret, with more than it, well, for nothing, and with nonsense."""
    for secret, method, path, sent in (
        ("nothing", "GET", "/plugins", None),
        (API_SECRET + "\xff", "GET", "/plugins", None),
        (API_SECRET, "GET", "/openapi.json", None),
        (API_SECRET, "GET", f"/plugins/{API_SECRET.replace('-', '_')[:32]}", None),
        (API_SECRET, "GET", f"/plugins/{API_SECRET}", None),
        (API_SECRET, "POST", "/marketplace/made/install", {"seal": API_SECRET}),
        (API_SECRET, "GET", f"/marketplace?words={API_SECRET}", None),
    ):
        headers = {b"Authorization": f"Bearer {secret}".encode("latin-1")}
        answer = httpx.request(method, url + path, json=sent, headers=headers, timeout=PATIENCE_S)
        yield answer.status_code, answer.text


def test_a_database_server_that_is_not_there_makes_nobody_tell_its_password(
    tmp_path: Path,
) -> None:
    url = f"postgresql+asyncpg://dzentra:{quote(PASSWORD)}@127.0.0.1:9/dzentra"
    with desk(tmp_path, "http://127.0.0.1:9", DATABASE_URL=url) as program:
        out, err = program.communicate(timeout=PATIENCE_S)
    heard = Heard(out, err, tmp_path)
    assert program.returncode != 0
    assert heard.holds(PASSWORD) == heard.holds(quote(PASSWORD)) == heard.holds(SECRET) == []
    assert "Traceback" not in out + err


def all_met(demo: DemoServer, method: str) -> bool | None:
    """Has a method met every failure that was planned for it?"""
    met = [call for call in demo.chat.calls(method) if call.fault]
    return True if len(met) >= len(KINDS) else None

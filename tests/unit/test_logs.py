"""What the logs show, and what they never show."""

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from app.logs import OURS, build_handler, configure_logging
from app.settings import load_settings
from core.errors import StorageError

CANARY = '123456:canary"\\ /é'


class Unprintable:
    def __str__(self) -> str:
        raise RuntimeError("no text")


class Log:
    """A logger of its own and what came out of it."""

    def __init__(self, log_format: str, *secrets: str) -> None:
        self._stream = io.StringIO()
        self.logger = logging.Logger("engine.runtime")  # noqa: LOG001  no other test shares it
        self.logger.addHandler(build_handler(self._stream, log_format, secrets))

    @property
    def text(self) -> str:
        return self._stream.getvalue()


@pytest.fixture
def root_restored() -> Iterator[None]:
    root = logging.getLogger()
    handlers, levels = root.handlers[:], {name: logging.getLogger(name).level for name in OURS}
    level = root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, old in levels.items():
        logging.getLogger(name).setLevel(old)


def fail_with(text: str) -> None:
    try:
        raise ConnectionError(text)
    except ConnectionError as error:
        raise RuntimeError("while asking") from error


def test_text_is_one_line_with_time_level_and_name() -> None:
    log = Log("text")
    log.logger.info("filled %d of %d", 1, 2, extra={"agent": "trend"})
    assert log.text.endswith("Z INFO engine.runtime: filled 1 of 2 agent=trend\n")
    assert log.text[4] == log.text[7] == "-"


def test_json_is_one_object_a_line() -> None:
    log = Log("json")
    log.logger.warning("late\nby %s", "1 s", extra={"agent": "trend", "level": "mine"})
    line = json.loads(log.text)
    assert log.text.count("\n") == 1
    assert line.pop("at").endswith("Z")
    assert line == {
        "level": "WARNING",
        "logger": "engine.runtime",
        "message": "late\nby 1 s",
        "agent": "trend",
    }


def test_typed_text_cannot_forge_a_line() -> None:
    log = Log("text")
    log.logger.info("typed %s", "a\r\n2026-11-21 INFO engine: filled")
    assert log.text.count("\n") == 1


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_no_secret_reaches_a_log(log_format: str) -> None:
    log = Log(log_format, CANARY)
    plain = f"plain {CANARY}"
    log.logger.info(plain)
    log.logger.info("argument %s and %r", CANARY, {"token": CANARY})
    log.logger.info("address https://host/bot%s/getMe", quote(CANARY, safe=""))
    log.logger.info("body %s", json.dumps({"token": CANARY}), extra={"token": CANARY})
    log.logger.info("stack", stack_info=True)
    try:
        fail_with(f"no answer from https://host/bot{CANARY}/getMe")
    except RuntimeError:
        log.logger.exception("failed")
    assert "canary" not in log.text
    assert log.text.count("***") >= 7
    assert "ConnectionError" in log.text
    assert "while asking" in log.text


def test_a_secret_within_another_is_struck_out_whole() -> None:
    log = Log("text", "word", "password")
    log.logger.info("password word")
    assert log.text.endswith(": *** ***\n")


def test_what_is_too_short_to_be_a_secret_blots_nothing() -> None:
    log = Log("text", "", "a")
    log.logger.info("a cat")
    assert log.text.endswith(": a cat\n")


@pytest.mark.parametrize("argument", ["text", Unprintable()])
def test_a_bad_log_call_stops_nothing(argument: object) -> None:
    log = Log("json", CANARY)
    log.logger.info("count %d", argument, extra={"thing": Unprintable()})
    line = json.loads(log.text)
    assert line["message"] == "count %d (its arguments do not fit)"
    assert line["thing"] == "unprintable"


@pytest.mark.usefixtures("root_restored")
def test_libraries_are_heard_from_warning_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    env_file = tmp_path / ".env"
    env_file.write_text("LOG_LEVEL=DEBUG\nLOG_FORMAT=text\nBOT_TOKEN=123:canary", encoding="utf-8")
    configure_logging(load_settings(env_file))
    logging.getLogger("engine.runtime").debug("ours")
    logging.getLogger("aiogram.event").info("theirs")
    logging.getLogger("aiogram.event").warning("their 123:canary")
    told = capsys.readouterr().err.splitlines()
    assert [line.split(" ", 1)[1] for line in told] == [
        "DEBUG engine.runtime: ours",
        "WARNING aiogram.event: their ***",
    ]


@pytest.mark.usefixtures("root_restored")
def test_errors_only_means_libraries_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".env").write_text("LOG_LEVEL=ERROR", encoding="utf-8")
    configure_logging(load_settings(tmp_path / ".env"))
    logging.getLogger("app").warning("ours")
    logging.getLogger("aiogram").warning("theirs")
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_an_error_of_our_own_is_one_sentence_without_a_traceback(log_format: str) -> None:
    log = Log(log_format, CANARY)
    try:
        raise StorageError(f"The disk is full 100% ({CANARY})") from OSError("foreign")
    except StorageError:
        log.logger.exception("message to chat %s is left for later", 7)
    assert "message to chat 7 is left for later: The disk is full 100% (***)" in log.text
    assert "Traceback" not in log.text
    assert "foreign" not in log.text

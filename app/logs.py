"""Logs: the standard logging, as text or JSON, with the known secrets struck out."""

import json
import logging
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import TextIO
from urllib.parse import quote, quote_plus

from app.settings import Settings
from core.errors import DzentraError

MASK = "***"
# Shorter ones would blot out half of every line and keep nothing secret.
SHORTEST_SECRET = 4
OURS = (
    "main",
    "app",
    "handlers",
    "api",
    "bot",
    "debug",
    "services",
    "engine",
    "exchanges",
    "storage",
    "plugins",
    "strategies",
    "indicators",
    "core",
)
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def configure_logging(settings: Settings) -> None:
    """Log to standard error: our packages from LOG_LEVEL on, libraries from WARNING on."""
    handler = build_handler(sys.stderr, settings.log_format, settings.secret_values())
    root = logging.getLogger()
    for old in tuple(root.handlers):
        root.removeHandler(old)
    root.addHandler(handler)
    set_level(settings.log_level)


def set_level(level: str) -> None:
    """Of our packages; libraries speak from WARNING on."""
    logging.getLogger().setLevel(max(logging.WARNING, logging.getLevelNamesMapping()[level]))
    for name in OURS:
        logging.getLogger(name).setLevel(level)


def build_handler(stream: TextIO, log_format: str, secrets: Iterable[str]) -> logging.Handler:
    """A handler whose output holds none of the secrets."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter() if log_format == "json" else TextFormatter())
    handler.addFilter(Sentences())
    handler.addFilter(Redaction(secrets))
    return handler


class Sentences(logging.Filter):
    """An error of our own tree is told by its sentence. Where it was raised matters for the
    others, which nobody expected."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, DzentraError):
            record.msg, record.args = f"{_message(record)}: {error}", None
            record.exc_info = record.exc_text = None
        return True


class Redaction(logging.Filter):
    """Replaces known secrets in a record's message, arguments, traceback and extra fields."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__()
        spellings = {text for secret in secrets for text in _spellings(secret)}
        # The longest first: a secret may hold another one.
        self._spellings = sorted(spellings, key=len, reverse=True)

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = self._clean(_message(record)), None
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = self._clean(record.exc_text)
        if record.stack_info:
            record.stack_info = self._clean(record.stack_info)
        for name, value in _extra(record):
            setattr(record, name, self._clean(_safely(value.__str__, "unprintable")))
        return True

    def _clean(self, text: str) -> str:
        for spelling in self._spellings:
            text = text.replace(spelling, MASK)
        return text


class TextFormatter(logging.Formatter):
    """`2026-11-21T12:41:36.123Z INFO engine.runtime: message name=value`, then any traceback."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        return _utc(record)

    def formatMessage(self, record: logging.LogRecord) -> str:
        extra = "".join(f" {name}={value}" for name, value in _extra(record))
        # What a stranger typed must not pass for a line of the log.
        return (super().formatMessage(record) + extra).replace("\r", "\\r").replace("\n", "\\n")


class JsonFormatter(logging.Formatter):
    """One JSON object a line; what a call gave as `extra` stands beside the message."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": _utc(record),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        for name, value in (*_extra(record), *self._traces(record)):
            line.setdefault(name, value)
        return json.dumps(line, ensure_ascii=False, default=str)

    def _traces(self, record: logging.LogRecord) -> Iterator[tuple[str, str]]:
        if record.exc_info and not record.exc_text:
            record.exc_text = self.formatException(record.exc_info)
        if record.exc_text:
            yield "traceback", record.exc_text
        if record.stack_info:
            yield "stack", record.stack_info


def _message(record: logging.LogRecord) -> str:
    return _safely(record.getMessage, f"{record.msg} (its arguments do not fit)")


def _safely(text: Callable[[], str], otherwise: str) -> str:
    """What a log call was given, as text: a bad one must not stop trading."""
    try:
        return text()
    except Exception:  # noqa: BLE001  an argument's __str__ may raise anything
        return otherwise


def _extra(record: logging.LogRecord) -> Iterator[tuple[str, object]]:
    return ((name, value) for name, value in list(vars(record).items()) if name not in _STANDARD)


def _utc(record: logging.LogRecord) -> str:
    moment = datetime.fromtimestamp(record.created, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _spellings(secret: str) -> Iterator[str]:
    """The ways a secret comes into a text: plain, in an address, in a repr, in JSON."""
    if len(secret) < SHORTEST_SECRET:
        return
    yield secret
    yield from (quote(secret, safe=""), quote_plus(secret))
    yield from (repr(secret)[1:-1], json.dumps(secret)[1:-1])

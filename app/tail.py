"""The newest lines of the program's log."""

import logging
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from app.logs import Redaction, Sentences, TextFormatter
from app.settings import Settings

KEPT = 200
MOST_CHARS = 300


class LogTail(logging.Handler):
    """Keeps the newest lines, with the secrets struck out before they are kept."""

    def __init__(self, secrets: Sequence[str]) -> None:
        super().__init__()
        self.setFormatter(TextFormatter())
        self.addFilter(Sentences())
        self.addFilter(Redaction(secrets))
        self.lines: deque[str] = deque(maxlen=KEPT)

    def emit(self, record: logging.LogRecord) -> None:
        """The message alone: a traceback is for the log itself."""
        line = self.format(record).split("\n", 1)[0]
        self.lines.append(line[:MOST_CHARS])


@asynccontextmanager
async def log_tail(settings: Settings) -> AsyncIterator[LogTail]:
    """Listens to the log of the whole program until the context ends."""
    tail, root = LogTail(settings.secret_values()), logging.getLogger()
    root.addHandler(tail)
    try:
        yield tail
    finally:
        root.removeHandler(tail)

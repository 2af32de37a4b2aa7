"""What happened in the chat, one JSON object a line, appended."""

import json
import logging
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TypedDict, cast

_log = logging.getLogger(__name__)
# A live screen is edited all day: a history of edits this long is worth shortening.
LONG = 16 * 1024 * 1024


class Record(TypedDict):
    """One change; `kind` names the part of the world that applies it."""

    kind: str
    body: object


class Journal:
    """An append-only file; a torn or damaged line is dropped, the lines around it stay."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._descriptor: int | None = None
        self._appended = 0

    @property
    def is_long(self) -> bool:
        return self._appended > LONG

    def read(self) -> list[Record]:
        if self._path is None or not self._path.exists():
            return []
        lines = self._path.read_bytes().split(b"\n")
        return [record for line in lines if (record := _parsed(line)) is not None]

    def rewrite(self, records: Iterable[Record]) -> None:
        """Replace the file by the shortest history of the same state, all or nothing."""
        if self._path is None:
            return
        partial = self._path.with_suffix(".part")
        partial.write_bytes(b"".join(map(_line, records)))
        self.close()
        partial.replace(self._path)
        self._descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self._appended = 0

    def append(self, kind: str, body: object) -> None:
        if self._descriptor is not None:
            self._appended += os.write(self._descriptor, _line({"kind": kind, "body": body}))

    def close(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def _line(record: Record) -> bytes:
    return json.dumps(record, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


def _parsed(line: bytes) -> Record | None:
    if not line.strip():
        return None
    try:
        record = json.loads(line)
    except ValueError:
        _log.warning("dropped a damaged line of the chat's history")
        return None
    return cast(Record, record) if isinstance(record, dict) and "kind" in record else None

"""Files of the chat: in memory, and in the state folder so that a restart keeps them."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from demo.shapes import Document

BUDGET = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file as the bot and the page see it."""

    file_id: str
    name: str
    mime_type: str
    content: bytes


class Files:
    """The newest files up to a budget; older ones are forgotten."""

    def __init__(self, folder: Path | None = None, budget: int = BUDGET) -> None:
        self._folder = folder
        self._budget = budget
        self._kept: dict[str, StoredFile] = {}
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)

    def add(self, name: str, mime_type: str, content: bytes) -> StoredFile:
        """Keep a file; the same content under the same name is the same file."""
        digest = hashlib.sha256(content + name.encode()).hexdigest()[:40]
        file = StoredFile(digest, name, mime_type, content)
        self._kept.pop(digest, None)
        self._kept[digest] = file
        if self._folder is not None:
            self._write(self._folder, file)
        self._forget()
        return file

    def get(self, file_id: str) -> StoredFile | None:
        if file_id in self._kept:
            return self._kept[file_id]
        if self._folder is None or not file_id.isalnum():
            return None
        return self._read(self._folder / file_id)

    def clear(self) -> None:
        self._kept.clear()
        if self._folder is not None:
            for path in self._folder.iterdir():
                path.unlink()

    def _write(self, folder: Path, file: StoredFile) -> None:
        partial = folder / f"{file.file_id}.part"
        head = f"{file.mime_type}\n{file.name}".encode()
        partial.write_bytes(len(head).to_bytes(4, "big") + head + file.content)
        partial.replace(folder / file.file_id)

    def _read(self, path: Path) -> StoredFile | None:
        if not path.is_file():
            return None
        raw = path.read_bytes()
        end = 4 + int.from_bytes(raw[:4], "big")
        mime_type, _, name = raw[4:end].decode().partition("\n")
        return StoredFile(path.name, name, mime_type, raw[end:])

    def _forget(self) -> None:
        total = sum(len(file.content) for file in self._kept.values())
        while total > self._budget and len(self._kept) > 1:
            oldest = next(iter(self._kept))
            total -= len(self._kept.pop(oldest).content)
            if self._folder is not None:
                (self._folder / oldest).unlink(missing_ok=True)


def as_document(file: StoredFile) -> Document:
    """The file as a message carries it."""
    return {
        "file_id": file.file_id,
        "file_unique_id": file.file_id[:16],
        "file_name": file.name,
        "mime_type": file.mime_type,
        "file_size": len(file.content),
    }

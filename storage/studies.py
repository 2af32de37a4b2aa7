"""Studies in a folder, a file each: a study made by a command while the desk runs is there too."""

import asyncio
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from core.codec import decode, encode
from core.errors import InputError, StorageError
from core.studies import Study
from core.values import replace

MOST = 60
FOLDER = "studies"
HEAD, WHOLE = ".head.json", ".study.json"


class StudyFolder:
    """Fulfils `core.ports.studies.StudyShelf`. Of each study a head lies beside it, so that a list
    need not read them whole; the oldest make room for new ones."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def put(self, study: Study) -> None:
        await asyncio.to_thread(self.put_now, study)

    async def heads(self) -> Sequence[Study]:
        return await asyncio.to_thread(self.heads_now)

    async def get(self, name: str) -> Study | None:
        return await asyncio.to_thread(self.get_now, name)

    async def remove(self, name: str) -> None:
        await asyncio.to_thread(self._remove, name)

    def put_now(self, study: Study) -> None:
        head = replace(study, curve=(), trades=())
        try:
            for each in (self._folder.parent, self._folder):
                each.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._write(study.id + WHOLE, encode(study))
            self._write(study.id + HEAD, encode(head))
        except OSError as error:
            with suppress(OSError):
                self._remove(study.id)
            reason = error.strerror or type(error).__name__
            raise StorageError(f"{self._folder} takes no more: {reason}") from error
        for path in self._heads()[MOST:]:
            self._remove(path.name.removesuffix(HEAD))

    def heads_now(self) -> list[Study]:
        return [found for path in self._heads() if (found := _read(path)) is not None]

    def get_now(self, name: str) -> Study | None:
        """None for an unknown one, and for a name that is none."""
        return _read(self._folder / (name + WHOLE)) if name.isalnum() else None

    def _heads(self) -> list[Path]:
        """By name, which rises with time."""
        return sorted(self._folder.glob(f"*{HEAD}"), key=lambda path: path.name, reverse=True)

    def _remove(self, name: str) -> None:
        if name.isalnum():
            for ending in (HEAD, WHOLE):
                (self._folder / (name + ending)).unlink(missing_ok=True)

    def _write(self, name: str, text: str) -> None:
        """All of it or nothing."""
        part = self._folder / f"{name}.part"
        with part.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.replace(self._folder / name)


def study_folder(data_dir: Path) -> StudyFolder:
    """That of a data folder: its desk and its commands share it."""
    return StudyFolder(data_dir / FOLDER)


def is_readable(path: Path) -> bool:
    return _read(path) is not None


def _read(path: Path) -> Study | None:
    """None for one that is gone, or that another version wrote."""
    try:
        return decode(Study, path.read_text(encoding="utf-8"))
    except (OSError, InputError):
        return None

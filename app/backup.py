"""`main.py backup` and `main.py restore`: copies that were proven, and the way back."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import Progress, TaskID

from app.settings import Settings
from core.clock import SystemClock
from core.errors import InputError
from storage import progress as storage_progress
from storage.backup import make_copy, rotate
from storage.copies import copies_in
from storage.restore import restore
from storage.study_copies import copy_studies, restore_studies


def backup_folder(settings: Settings) -> Path:
    return settings.data_dir / "backups"


def run_backup(settings: Settings) -> int:
    """Copies the database and the kept studies, and removes the copies that are no longer kept; a
    desk may run. Raises StorageError when no copy could be made that holds."""
    console, folder = Console(), backup_folder(settings)
    with _bars(console) as told:
        copy = make_copy(
            settings.database_url.get_secret_value(), folder, SystemClock().now_ns(), told
        )
    studies = copy_studies(settings.data_dir, copy.path)
    rotate(folder)
    kept = len(copies_in(folder))
    _say(console, f"Copied to {copy.path}, with {studies} studies. Copies kept: {kept}.")
    return 0


def run_restore(settings: Settings, copy: Path | None) -> int:
    """Puts a copy (the newest, when none is named) in the database's place, and its studies to
    those that are there. Raises StorageError for a copy that does not hold and while a desk runs.
    """
    console = Console()
    chosen = copy or _newest(backup_folder(settings))
    with _bars(console) as told:
        kept = restore(
            settings.database_url.get_secret_value(),
            chosen,
            lock_path=settings.lock_path,
            at_ns=SystemClock().now_ns(),
            progress=told,
        )
    studies = restore_studies(settings.data_dir, chosen)
    _say(console, f"Restored {chosen}. Studies brought back: {studies}.")
    if kept:
        _say(console, f"What was there is kept: {kept}")
    return 0


def _newest(folder: Path) -> Path:
    copies = copies_in(folder)
    if not copies:
        raise InputError(f"There are no copies in {folder}. Name one: python main.py restore FILE")
    return copies[-1].path


@contextmanager
def _bars(console: Console) -> Iterator[storage_progress.Progress]:
    """A bar for each thing that is done, gone at the end."""
    tasks: dict[str, TaskID] = {}
    with Progress(console=console, transient=True) as bars:

        def told(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=None)
            bars.update(tasks[what], completed=done, total=total or None)

        yield told


def _say(console: Console, sentence: str) -> None:
    console.print(sentence, markup=False, highlight=False, soft_wrap=True)

"""The commands that look after the database: verify, backup, restore. What they need is imported
when one of them runs."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.saying import complain
from core.errors import DeskLocked, DzentraError

if TYPE_CHECKING:
    from app.settings import Settings

FAILED, WRONG_USE = 1, 2


def settings_or_end() -> "Settings":
    """The settings, or the end of the program with the one line that says what is wrong."""
    from app.logs import configure_logging
    from app.settings import ENV_FILE, load_settings

    try:
        settings = load_settings(env_file=ENV_FILE)
    except DzentraError as error:
        complain(error)
        raise typer.Exit(WRONG_USE) from error
    configure_logging(settings)
    return settings


def verify() -> None:
    """Check the journal: its hash chain, the ledger and the books."""
    from app.verify import run_verify

    _finish(run_verify)


def backup() -> None:
    """Copy the database into DATA_DIR/backups and check the copy; a desk may run meanwhile."""
    from app.backup import run_backup

    _finish(run_backup)


def restore(
    copy: Annotated[Path | None, typer.Argument(help="A copy; without one, the newest.")] = None,
) -> None:
    """Put a copy in the database's place, and keep what was there; no desk may run."""
    from app.backup import run_restore

    _finish(lambda settings: run_restore(settings, copy))


def doctor() -> None:
    """Look at everything a desk needs and name what is wrong, with what helps; a desk may run."""
    from app.doctor import run_doctor

    raise typer.Exit(run_doctor())


def _finish(work: Callable[["Settings"], int]) -> None:
    """Ends the program with what `work` answers; what it raises is told in one line."""
    settings = settings_or_end()
    try:
        code = work(settings)
    except DzentraError as error:
        complain(error)
        code = WRONG_USE if isinstance(error, DeskLocked) else FAILED
    raise typer.Exit(code)

"""`main.py verify`: is the journal what was written?"""

from rich.console import Console
from rich.progress import Progress

from app.settings import Settings
from storage.verify import verify


def run_verify(settings: Settings) -> int:
    """Walks the hash chain and the books; 0 when all holds, 1 with the first bad row otherwise.
    Raises StorageError when there is no database to read."""
    console = Console()
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task("Verifying the journal", total=None)
        report = verify(
            settings.database_url.get_secret_value(),
            lambda done, total: progress.update(task, completed=done, total=total),
        )
    if report.ok:
        rows = "1 row" if report.rows == 1 else f"{report.rows} rows"
        console.print(f"The journal holds: {rows}, the chain and the books are whole.")
        return 0
    console.print(f"The journal is damaged: {report.reason}", markup=False, soft_wrap=True)
    return 1

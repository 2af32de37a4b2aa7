"""`main.py doctor`: what is wrong with this desk, and what helps."""

import asyncio
from collections.abc import Iterator

from rich.console import Console
from rich.table import Table
from rich.text import Text

from app.health import Finding, Level, fine, wrong
from app.health_database import database_findings
from app.health_machine import (
    copies_finding,
    desk_finding,
    folder_findings,
    page_finding,
    python_finding,
)
from app.health_network import exchange_findings, telegram_findings
from app.settings import ENV_FILE, Settings, load_settings
from core.clock import SystemClock
from core.errors import DzentraError

COLOURS = {Level.FINE: "green", Level.NOTE: "cyan", Level.WRONG: "bold red"}


def run_doctor() -> int:
    """Looks at everything, prints it, and answers 0 when nothing is wrong, else 1. A desk may run
    meanwhile: nothing is written."""
    console, clock = Console(), SystemClock()
    with console.status("Looking"):
        found = list(_findings(clock))
    console.print(table(found))
    faults = [finding for finding in found if finding.level is Level.WRONG]
    console.print(_verdict(len(faults)), markup=False, highlight=False)
    return 1 if faults else 0


def table(found: list[Finding]) -> Table:
    made = Table(show_header=False, box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for name in ("level", "check"):
        made.add_column(name, no_wrap=True)
    made.add_column("found", overflow="fold")
    for finding in found:
        said = Text(finding.found)
        if finding.fix:
            said.append(f"\n→ {finding.fix}", style="yellow")
        made.add_row(Text(finding.level.value, COLOURS[finding.level]), finding.check, said)
    return made


def _findings(clock: SystemClock) -> Iterator[Finding]:
    yield python_finding()
    try:
        settings = load_settings(env_file=ENV_FILE)
    except DzentraError as error:
        yield wrong("Settings", str(error), f"Change it in {ENV_FILE} or the environment")
        return
    yield fine("Settings", _settings(settings))
    yield from folder_findings(settings)
    desk = desk_finding(settings)
    yield desk
    yield from database_findings(settings, clock.now_ns())
    yield copies_finding(settings, clock.now_ns())
    yield from asyncio.run(exchange_findings(settings, clock))
    yield from telegram_findings(settings, clock)
    yield page_finding(settings, is_running=desk.level is Level.FINE)


def _settings(settings: Settings) -> str:
    where = str(ENV_FILE) if ENV_FILE.exists() else "the environment and defaults"
    return f"{where}; {settings.exchange}, {' '.join(settings.symbols)}"


def _verdict(faults: int) -> str:
    if not faults:
        return "Nothing is wrong."
    return "1 thing is wrong." if faults == 1 else f"{faults} things are wrong."

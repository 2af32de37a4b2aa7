"""The figures as a table on the console and in bench/README.md."""

import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from rich.table import Table

from bench.figure import Figure
from core.clock import SystemClock
from core.types import SECOND_NS

README = Path(__file__).with_name("README.md")
BEGIN, END = "<!-- figures: written by `make bench` -->", "<!-- end of figures -->"
MET = {True: "yes", False: "no", None: ""}


def table(figures: Sequence[Figure]) -> Table:
    made = Table(title=machine(), title_justify="left")
    for name in ("figure", "measured", "wanted", "met", "note"):
        made.add_column(name, justify="right" if name in ("measured", "wanted") else "left")
    for figure in figures:
        colour = {True: "green", False: "yellow", None: ""}[figure.is_met]
        made.add_row(*_cells(figure), style=colour)
    return made


def written(readme: str, figures: Sequence[Figure]) -> str:
    """The page with new figures; what a person wrote around them stays."""
    before, _, rest = readme.partition(BEGIN)
    _, _, after = rest.partition(END)
    if not rest or END not in rest:
        raise ValueError(f"{README.name} has lost its marks {BEGIN} and {END}")
    lines = [
        machine(),
        "",
        "| figure | measured | wanted | met | note |",
        "|---|---:|---:|---|---|",
        *(f"| {' | '.join(_cells(figure))} |" for figure in figures),
    ]
    body = "\n".join(lines)
    return f"{before}{BEGIN}\n{body}\n{END}{after}"


def machine() -> str:
    today = datetime.fromtimestamp(SystemClock().now_ns() / SECOND_NS, UTC).date()
    load = os.getloadavg()[1]
    return (
        f"{today}, Python {platform.python_version()}, {_processor()} x {os.cpu_count()}, "
        f"{platform.system()} {platform.release()}, load {load:.1f}"
    )


def _processor() -> str:
    """As the kernel names it, where it does."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor() or platform.machine())


def _cells(figure: Figure) -> tuple[str, ...]:
    return figure.row, figure.value, figure.wanted, MET[figure.is_met], figure.note

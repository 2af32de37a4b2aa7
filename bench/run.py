"""`make bench`: measures, prints a table, and writes it into bench/README.md.

A row that could not be measured fails the run; one that is slower than the design wants never does.
"""

import argparse
import subprocess
import sys
from collections.abc import Iterator

from rich.console import Console

from bench.engine import ROOT
from bench.figure import Figure, heard
from bench.report import README, table, written
from bench.rows import SECTIONS, missing

PATIENCE_S = 1_200


def main() -> int:
    parser = argparse.ArgumentParser(description="Figures, beside what is wanted.")
    parser.add_argument("--quick", action="store_true", help="fewer samples")
    parser.add_argument("--only", choices=SECTIONS, action="append", help="one section; repeatable")
    options = parser.parse_args()
    console, names = Console(), options.only or list(SECTIONS)
    figures = list(_measured(names, options.quick, console))
    console.print(table(figures))
    absent = missing(names, figures)
    for row in absent:
        console.print(f"[bold red]missing[/]: {row}")
    if not (options.quick or options.only or absent):
        README.write_text(written(README.read_text(), figures))
        console.print(f"Written to {README.relative_to(ROOT)}")
    return 1 if absent else 0


def _measured(names: list[str], is_quick: bool, console: Console) -> Iterator[Figure]:
    for name in names:
        with console.status(f"measuring: {name}"):
            yield from _section(name, is_quick, console)


def _section(name: str, is_quick: bool, console: Console) -> Iterator[Figure]:
    """What a section told; why it stopped early is printed."""
    command = [sys.executable, "-m", f"bench.{name}", *(["--quick"] if is_quick else [])]
    try:
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE_S, check=False
        )
    except subprocess.TimeoutExpired:
        console.print(f"{name} took longer than {PATIENCE_S} s")
        return
    yield from (heard(line) for line in done.stdout.splitlines())
    if done.returncode:
        console.print(f"{name} failed:", done.stderr, markup=False, highlight=False)


if __name__ == "__main__":
    sys.exit(main())

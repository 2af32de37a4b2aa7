"""`main.py plugins list|new|check|test|sign|keygen`: what an author does with plugins."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from app.plugins import places_of
from app.settings import load_settings
from core.clock import SystemClock
from core.errors import PluginError
from plugins.config import CONFIG_FILE, load_config
from plugins.discovery import Places
from plugins.hosting import Surroundings
from plugins.manager import PluginManager
from plugins.metadata import Kind
from plugins.nursery import Nursery
from plugins.review import Mark, review
from plugins.signing import new_key, sign_source
from plugins.source import read_source
from plugins.templates import make
from plugins.testing import run_tests

FAILED = 1
TESTS_S = 300.0
COLOURS = {Mark.FINE: "green", Mark.LOOK: "yellow", Mark.FAILS: "bold red"}


@contextmanager
def managing(console: Console, places: Places | None = None) -> Iterator[PluginManager]:
    """A manager with nothing loaded yet, whose workers end with the context."""
    found = places or places_of(load_settings())
    nursery = Nursery()
    around = Surroundings(
        nursery=nursery,
        clock=SystemClock(),
        config=load_config(found.root / CONFIG_FILE),
        told=lambda sentence: console.print(sentence, markup=False, style="yellow"),
    )
    manager = PluginManager(found, around)
    try:
        yield manager
    finally:
        manager.close()
        nursery.close()


def run_list(console: Console) -> int:
    """1 when one of them cannot be used."""
    with managing(console) as manager:
        manager.load_all()
        table = Table("id", "version", "kind", "status", "from", "why")
        for each in manager.plugins:
            told = (each.id, each.metadata.version, each.metadata.kind, each.status)
            table.add_row(*told, str(each.source.path), escape(each.reason))
        console.print(table if manager.plugins else "No plugin was found.")
        return FAILED if manager.refusals else 0


def run_new(name: str, kind: Kind, folder: Path | None, author: str, console: Console) -> int:
    places = places_of(load_settings())
    home = places.written if kind is Kind.STRATEGY else places.indicators
    made = make(name, kind, folder or home, author=author)
    console.print(f"Made {made.plugin} and {made.test}", soft_wrap=True, markup=False)
    console.print(f"Next: python main.py plugins check {made.plugin}", soft_wrap=True, markup=False)
    return 0


def run_check(path: Path, console: Console) -> int:
    """1 when it fails in anything."""
    marks: list[Mark] = []
    with managing(console) as manager:
        for finding in review(manager, path):
            marks.append(finding.mark)
            mark = f"[{COLOURS[finding.mark]}]{finding.mark:5}[/]"
            console.print(f"{finding.check:14} {mark} {escape(finding.said)}", soft_wrap=True)
    return FAILED if Mark.FAILS in marks else 0


def run_test(path: Path, console: Console) -> int:
    if not path.is_file():
        raise PluginError(f"There is no file {path}")
    tested = run_tests(path, limit_s=TESTS_S)
    console.print(tested.told, markup=False, highlight=False)
    return 0 if tested.passed else FAILED


def run_sign(path: Path, key: Path, console: Console) -> int:
    console.print(f"Wrote {sign_source(read_source(path), key.read_text(encoding='utf-8'))}")
    return 0


def run_keygen(out: Path, console: Console) -> int:
    """The secret key goes to a file of the owner alone, the public one to the terminal."""
    if out.exists():
        raise PluginError(f"{out} is there already: a key is never written over")
    secret, public = new_key()
    out.touch(mode=0o600)
    out.write_text(secret, encoding="utf-8")
    console.print(f"The secret key is in {out}: keep it. The public key is:", soft_wrap=True)
    console.print(public, highlight=False)
    return 0

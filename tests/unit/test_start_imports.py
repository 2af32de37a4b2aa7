"""What a desk loads before its stops are armed, and how."""

import gc
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.uncollected import YOUNG, uncollected

ROOT = Path(__file__).parent.parent.parent


def loaded_with(*names: str) -> set[str]:
    """The packages that a fresh interpreter has after importing these."""
    check = f"import sys, {', '.join(names)}; print(*sys.modules)"
    told = subprocess.run(
        [sys.executable, "-c", check],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return {name.partition(".")[0] for name in told.stdout.split()}


def test_stops_are_armed_before_what_only_people_need_is_loaded() -> None:
    loaded = loaded_with("app.starting", "app.run")

    assert {"engine", "storage", "exchanges", "plugins"} <= loaded
    assert not loaded & {"services", "analytics", "handlers", "debug"}
    assert not loaded & {"typer", "rich", "aiogram", "pandas", "PIL", "httpx", "cryptography"}


def test_nothing_is_collected_while_modules_are_imported() -> None:
    with uncollected():
        assert not gc.isenabled()
    assert gc.isenabled()


@pytest.fixture(autouse=True)
def threshold() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


def test_garbage_is_looked_for_seldom_once_modules_are_imported() -> None:
    with uncollected():
        pass
    assert gc.get_threshold()[0] == YOUNG


def test_collecting_goes_on_when_an_import_fails() -> None:
    with pytest.raises(ImportError), uncollected():
        raise ImportError
    assert gc.isenabled()

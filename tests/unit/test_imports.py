"""The arrows between packages, beside what import-linter checks."""

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def modules() -> Iterator[Path]:
    for package in ROOT.glob("[!.]*/__init__.py"):
        yield from package.parent.rglob("*.py")


def imported(path: Path) -> set[str]:
    """First names of what a module imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize(
    "name", ["aiogram", "websockets", "httpx", "pydantic_settings", "pandas", "msgspec"]
)
def test_what_the_desk_is_built_on_is_used(name: str) -> None:
    assert any(name in imported(path) for path in modules())


def test_sqlite_is_read_through_aiosqlite() -> None:
    assert any("sqlite+aiosqlite" in path.read_text("utf-8") for path in modules())


def test_nobody_imports_main() -> None:
    seen = list(modules())
    assert seen
    assert [str(path) for path in seen if "main" in imported(path)] == []


def test_the_import_contracts_hold() -> None:
    linter = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
    if linter is None:
        pytest.fail("import-linter is missing: pip install -r requirements-dev.txt")
    checked = subprocess.run(
        [linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert checked.returncode == 0, checked.stdout

"""Kept outcomes are not served once code that decides them has changed."""

import ast
from pathlib import Path

import app
from app.optimise_names import MODULES

ROOT = Path(app.__file__).parent
SAID_ONLY = {"conditions", "rules"}
"""They say under what a test ran; what it came to does not hang on them."""


def imported(module: str) -> set[str]:
    tree = ast.parse((ROOT / f"{module}.py").read_text())
    return {
        node.module.removeprefix("app.")
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("app.")
    }


def test_every_module_behind_a_test_names_its_outcome() -> None:
    found, todo = set[str](), {"optimise_tests"}
    while todo:
        module = todo.pop()
        found.add(module)
        todo |= imported(module) - found
    assert found - SAID_ONLY == set(MODULES)

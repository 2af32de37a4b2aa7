"""Every state of every screen reads as it was last approved, in both languages.

`DZENTRA_WRITE_SNAPSHOTS=1` writes them anew: read the difference as a person with a phone would.
"""

import os
from pathlib import Path

import pytest

from tests.screens.catalogue import TEXTS, screens
from tests.screens.plain import plain

FOLDER = Path(__file__).parent / "snapshots"
CASES = [(language, name) for language in TEXTS for name in screens(language)]


def drawn(language: str, name: str) -> str:
    states = screens(language)[name]
    return "\n".join(f"— {state}\n{plain(screen)}\n" for state, screen in states.items())


@pytest.mark.parametrize(("language", "name"), CASES)
def test_a_screen_reads_as_it_was_approved(language: str, name: str) -> None:
    path = FOLDER / f"{name}.{language}.txt"
    if os.environ.get("DZENTRA_WRITE_SNAPSHOTS") == "1":
        path.write_text(drawn(language, name), "utf-8")
    assert drawn(language, name) == path.read_text("utf-8")


def test_no_snapshot_is_left_behind() -> None:
    known = {f"{name}.{language}.txt" for language, name in CASES}
    assert {path.name for path in FOLDER.iterdir()} == known

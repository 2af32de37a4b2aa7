"""docs/checklist.md names tests that are there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAMED = r"`([^`:]+)(?:::(\w+))?`"
TICKED = re.compile(rf"- \[x\] \S+ .*?: ({NAMED}(?:, {NAMED})*)")
LINES = [
    line
    for line in (ROOT / "docs" / "checklist.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("- [x]")
]


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.split()[2])
def test_a_ticked_line_names_a_test_that_is_there(line: str) -> None:
    found = TICKED.fullmatch(line)
    assert found is not None
    for path, name in re.findall(NAMED, found.group(1)):
        source = (ROOT / path).read_text(encoding="utf-8")
        assert re.search(rf"def {name}\(" if name else r"def test_\w+", source)


def test_no_line_is_ticked_twice() -> None:
    names = [line.split()[2] for line in LINES]
    assert len(names) == len(set(names)) > 100

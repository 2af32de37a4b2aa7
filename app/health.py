"""One thing that `doctor` looked at."""

from enum import Enum

from core.values import Frozen

TB, GB, MB, KB = 2**40, 2**30, 2**20, 2**10


class Level(Enum):
    FINE = "ok"
    NOTE = "note"
    WRONG = "wrong"


class Finding(Frozen, frozen=True, kw_only=True):
    """What was looked at, what was found, and what helps."""

    check: str
    found: str
    level: Level = Level.FINE
    fix: str = ""


def fine(check: str, found: str) -> Finding:
    return Finding(check=check, found=found)


def note(check: str, found: str, fix: str = "") -> Finding:
    return Finding(check=check, found=found, level=Level.NOTE, fix=fix)


def wrong(check: str, found: str, fix: str) -> Finding:
    return Finding(check=check, found=found, level=Level.WRONG, fix=fix)


def size_of(count: int) -> str:
    for name, length in (("TB", TB), ("GB", GB), ("MB", MB), ("KB", KB)):
        if count >= length:
            amount = count / length
            return f"{amount:.0f} {name}" if amount >= 10 else f"{amount:.1f} {name}"
    return f"{count} B"

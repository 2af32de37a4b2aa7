"""What every picture has: the bytes, a theme, the words of its reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Theme(StrEnum):
    DARK = "dark"
    LIGHT = "light"


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG. Two of one `key` show the same."""

    key: str
    png: bytes = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Words:
    """What is written on pictures, by code (`drawdown`, `tf.1h`), and the months' short names."""

    by_code: Mapping[str, str] = field(default_factory=dict)
    months: tuple[str, ...] = (
        "01",
        "02",
        "03",
        "04",
        "05",
        "06",
        "07",
        "08",
        "09",
        "10",
        "11",
        "12",
    )

    def of(self, code: str) -> str:
        """The word for a code; what comes after its last point where the language has none."""
        return self.by_code.get(code, code.rpartition(".")[2])

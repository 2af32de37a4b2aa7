"""Which plugins an owner has switched off, kept beside the store so that every start knows it."""

import json
from pathlib import Path

from core.errors import PluginError

FILE = "off.json"


class Switches:
    """Everything is on that was not switched off."""

    def __init__(self, store: Path) -> None:
        self._path = store / FILE

    def off(self) -> frozenset[str]:
        """Ids. Raises PluginError for a file that cannot be read."""
        try:
            return frozenset(str(each) for each in json.loads(self._path.read_text("utf-8")))
        except FileNotFoundError:
            return frozenset()
        except (OSError, ValueError, TypeError) as error:
            raise PluginError(f"{self._path} cannot be read: remove it to start anew") from error

    def turn(self, name: str, *, is_on: bool) -> None:
        """Whole or not at all."""
        off = self.off() - {name} if is_on else self.off() | {name}
        self._path.parent.mkdir(parents=True, exist_ok=True)
        part = self._path.with_name(f".{FILE}")
        part.write_text(json.dumps(sorted(off)), encoding="utf-8")
        part.replace(self._path)

"""Where a marketplace lies: a folder, or a web server that shows one."""

import urllib.error
import urllib.request
from pathlib import Path
from typing import Protocol

from core.errors import PluginError

TIMEOUT_S = 20.0
INDEX = "index.json"
MOST_INDEX = 10_000_000


class Shelf(Protocol):
    """Gives files by name."""

    def get(self, name: str, most_bytes: int) -> bytes:
        """Raises PluginError for a file that is missing or larger."""
        ...


class Folder:
    def __init__(self, path: Path) -> None:
        self._path = path

    def get(self, name: str, most_bytes: int) -> bytes:
        try:
            with (self._path / name).open("rb") as file:
                return _within(file.read(most_bytes + 1), name, most_bytes)
        except OSError as error:
            raise PluginError(f"the marketplace {self._path} has no {name}") from error


class Site:
    def __init__(self, address: str) -> None:
        self._address = address.rstrip("/")

    def get(self, name: str, most_bytes: int) -> bytes:
        try:
            with urllib.request.urlopen(f"{self._address}/{name}", timeout=TIMEOUT_S) as answer:
                content: bytes = answer.read(most_bytes + 1)
        except (urllib.error.URLError, OSError, ValueError) as error:
            raise PluginError(f"{self._address}/{name} cannot be fetched: {error}") from error
        return _within(content, name, most_bytes)


def shelf_of(place: str) -> Shelf:
    """Raises PluginError for no place at all."""
    if not place:
        raise PluginError("No marketplace is named: put it into plugin_config.json, or --from")
    is_site = place.startswith(("http://", "https://"))
    return Site(place) if is_site else Folder(Path(place))


def _within(content: bytes, name: str, most_bytes: int) -> bytes:
    if len(content) > most_bytes:
        raise PluginError(f"{name} is larger than the {most_bytes:,} bytes it may have")
    return content

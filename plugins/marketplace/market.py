"""Installing from a marketplace: what comes is checked at every step and tried before it counts."""

import hashlib
import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from core.errors import PluginError
from core.ports import Clock
from plugins.manager import PluginManager
from plugins.marketplace.index import Index, Offer, read_index, version_key
from plugins.marketplace.package import unpack
from plugins.marketplace.shelf import INDEX, MOST_INDEX, shelf_of
from plugins.source import Source, read_source

CURRENT = "current"
SEEN = "seen.json"


class Market:
    """A marketplace and this desk's store; `manager` tries what was fetched."""

    def __init__(self, manager: PluginManager, place: str, clock: Clock) -> None:
        self._manager = manager
        self._place = place or manager.config.marketplace
        self._shelf = shelf_of(self._place)
        self._store = manager.places.store
        self._clock = clock

    def index(self) -> Index:
        """Fetched and checked; its number is remembered. Raises PluginError."""
        seen = _seen(self._store)
        index = read_index(
            self._shelf.get(INDEX, MOST_INDEX),
            self._manager.config.trusted_keys,
            now_ns=self._clock.now_ns(),
            least_serial=seen.get(self._place, 0),
        )
        _write(self._store / SEEN, json.dumps({**seen, self._place: index.serial}))
        return index

    def read(self, offer: Offer) -> Source:
        """Its package, fetched and checked, and read without being run. Raises PluginError."""
        with TemporaryDirectory() as folder:
            unpack(self._fetched(offer), Path(folder) / offer.id)
            return read_source(Path(folder) / offer.id / f"{offer.id}.py")

    def install(self, name: str, sha256: str = "") -> Offer:
        """The newest version, or none but that of this hash. Raises PluginError with the reason,
        and then nothing has changed."""
        offer = self.index().newest(name)
        if sha256 and offer.sha256 != sha256:
            raise PluginError(f"{name} is another package now: look at it again")
        held = installed(self._store).get(name)
        if held is not None and version_key(held) >= version_key(offer.version):
            raise PluginError(
                f"{name} {held} is installed, and the marketplace offers {offer.version}: "
                "an older version is never put over a newer one"
            )
        data = self._fetched(offer)
        home = self._store / name
        part = home / f".{offer.version}"
        shutil.rmtree(part, ignore_errors=True)
        try:
            unpack(data, part)
            self._try(offer, part / f"{name}.py")
            target = home / offer.version
            shutil.rmtree(target, ignore_errors=True)
            part.rename(target)
        finally:
            shutil.rmtree(part, ignore_errors=True)
        _write(home / CURRENT, offer.version)
        return offer

    def update(self) -> Sequence[Offer]:
        """Every installed plugin that has a newer version. Raises PluginError."""
        index = self.index()
        offered = {each.id for each in index.offers}
        newer = [
            name
            for name, held in installed(self._store).items()
            if name in offered and version_key(index.newest(name).version) > version_key(held)
        ]
        return [self.install(name) for name in newer]

    def _fetched(self, offer: Offer) -> bytes:
        data = self._shelf.get(offer.file, offer.size)
        if len(data) != offer.size or hashlib.sha256(data).hexdigest() != offer.sha256:
            raise PluginError(f"{offer.file} is not the file that the index names")
        return data

    def _try(self, offer: Offer, path: Path) -> None:
        """What it is must be what was offered."""
        plugin = self._manager.add(path)
        told = (plugin.metadata.id, plugin.metadata.version)
        self._manager.remove(plugin.id)
        if told != (offer.id, offer.version):
            raise PluginError(f"{offer.file} holds {' '.join(told)}, not what the index says")


def installed(store: Path) -> dict[str, str]:
    """Versions by id."""
    files = sorted(store.glob(f"*/{CURRENT}"))
    return {each.parent.name: each.read_text(encoding="utf-8").strip() for each in files}


def uninstall(store: Path, name: str) -> None:
    """Raises PluginError for what is not installed."""
    if name not in installed(store):
        known = ", ".join(installed(store)) or "nothing"
        raise PluginError(f"{name} is not installed; there is {known}")
    shutil.rmtree(store / name)


def _seen(store: Path) -> dict[str, int]:
    try:
        told = json.loads((store / SEEN).read_text(encoding="utf-8"))
        return {str(place): int(serial) for place, serial in told.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, AttributeError) as error:
        raise PluginError(f"{store / SEEN} cannot be read: remove it to trust anew") from error


def _write(path: Path, text: str) -> None:
    """Whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}")
    part.write_text(text, encoding="utf-8")
    part.replace(path)

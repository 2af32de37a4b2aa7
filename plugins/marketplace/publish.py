"""The other side of a marketplace: a folder with packages and a signed index."""

import hashlib
from pathlib import Path

from core.errors import PluginError
from core.ports import Clock
from core.types import DAY_NS
from core.values import replace
from plugins.marketplace.index import Index, Offer, read_index, version_key, write_index
from plugins.marketplace.package import pack
from plugins.marketplace.shelf import INDEX
from plugins.metadata import Metadata
from plugins.signing import public_of, signature_of
from plugins.source import Source


def publish(
    folder: Path, source: Source, metadata: Metadata, *, secret: str, days: int, clock: Clock
) -> Offer:
    """Packs the plugin with its signature, and writes the next index. Raises PluginError for a
    version that is offered already."""
    if source.stem != metadata.id:
        raise PluginError(f"{source.path.name} must be called {metadata.id}.py to be published")
    old = _index(folder, secret)
    for each in old.offers:
        if each.id == metadata.id and version_key(each.version) >= version_key(metadata.version):
            raise PluginError(f"{each.id} {each.version} is offered already: raise the version")
    # Not beside the author's file: that one will be changed, and no longer fit its signature.
    data = pack(source, signature_of(source, secret))
    offer = _offer(metadata, data)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / offer.file).write_bytes(data)
    expires_ns = clock.now_ns() + days * DAY_NS
    new = replace(old, serial=old.serial + 1, expires_ns=expires_ns, offers=(*old.offers, offer))
    (folder / INDEX).write_bytes(write_index(new, secret))
    return offer


def _index(folder: Path, secret: str) -> Index:
    """The one that is there, whatever its day; only its own key may go on with it."""
    path = folder / INDEX
    if not path.is_file():
        return Index(0, 0)
    return read_index(path.read_bytes(), [public_of(secret)], now_ns=-1, least_serial=0)


def _offer(metadata: Metadata, data: bytes) -> Offer:
    return Offer(
        id=metadata.id,
        version=metadata.version,
        type=metadata.kind.value,
        author=metadata.author,
        description=metadata.description,
        host=metadata.host,
        requires=metadata.requires,
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        file=f"{metadata.id}-{metadata.version}.zip",
    )

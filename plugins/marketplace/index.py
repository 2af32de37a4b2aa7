"""The index of a marketplace: what is offered, signed, numbered, and good until a day.

The number guards against an old index being shown again, the day against one being held back. The
signature is over the very text of the body, so that nothing has to be written the same way twice.
"""

import json
import re
from collections.abc import Iterable, Mapping

from core.errors import PluginError
from core.values import Frozen, asdict
from plugins.metadata import ID, VERSION, Kind
from plugins.signing import is_signed, public_of, sign

SPEC = 1
PURPOSE = b"dzentra index\0"
FILE = re.compile(r"[A-Za-z0-9_.-]{1,100}\.zip")
SHA256 = re.compile(r"[0-9a-f]{64}")
MOST_PACKAGE = 4_000_000


class Offer(Frozen, frozen=True, kw_only=True):
    """One version of a plugin; `host` is the range of Dzentra's versions it is for."""

    id: str
    version: str
    type: str
    author: str
    description: str
    host: str
    requires: tuple[str, ...]
    sha256: str
    size: int
    file: str


class Index(Frozen, frozen=True):
    serial: int
    expires_ns: int
    offers: tuple[Offer, ...] = ()

    def newest(self, name: str) -> Offer:
        """Raises PluginError for an id that is not offered."""
        found = [each for each in self.offers if each.id == name]
        if not found:
            raise PluginError(f"{name} is not offered; `plugins search` lists what is")
        return max(found, key=lambda each: version_key(each.version))

    def matching(self, words: str) -> tuple[Offer, ...]:
        """The newest of each plugin that says these words somewhere."""
        names = sorted({each.id for each in self.offers})
        newest = (self.newest(name) for name in names)
        wanted = words.casefold()
        return tuple(
            each
            for each in newest
            if wanted in f"{each.id} {each.description} {each.author}".casefold()
        )


def write_index(index: Index, secret: str) -> bytes:
    """Raises PluginError for what is no key."""
    told = {
        "spec": SPEC,
        "serial": index.serial,
        "expires_ns": index.expires_ns,
        "plugins": [asdict(each) for each in index.offers],
    }
    body = json.dumps(told, sort_keys=True)
    signature = sign(secret, PURPOSE + body.encode())
    whole = {"body": body, "key": public_of(secret), "signature": signature}
    return json.dumps(whole, indent=1).encode()


def read_index(data: bytes, keys: Iterable[str], *, now_ns: int, least_serial: int) -> Index:
    """Raises PluginError for one that is not signed by one of the keys, older than one that was
    seen, past its day, or none at all."""
    body = _signed_body(data, tuple(keys))
    index = index_from(body)
    if index.serial < least_serial:
        raise PluginError(
            f"the index is number {index.serial}, and number {least_serial} was seen already: "
            "somebody shows an old one"
        )
    if index.expires_ns <= now_ns:
        raise PluginError("the index has expired: its owner must publish it again")
    return index


def index_from(body: str) -> Index:
    """Without a look at signature, number and day. Raises PluginError."""
    try:
        told = json.loads(body)
        if told["spec"] != SPEC:
            raise PluginError(f"the index is of spec {told['spec']}, and this desk reads {SPEC}")
        offers = tuple(_offer(each) for each in told["plugins"])
        return Index(int(told["serial"]), int(told["expires_ns"]), offers)
    except (ValueError, KeyError, TypeError) as error:
        raise PluginError("the index cannot be read") from error


def version_key(text: str) -> tuple[tuple[int, ...], str]:
    """An order of versions as `plugins.metadata.VERSION` allows them."""
    numbers = re.match(r"[\d.]+", text)
    digits = numbers.group() if numbers else "0"
    parts = [int(each) for each in digits.split(".") if each]
    while parts and parts[-1] == 0:
        parts.pop()
    # A version without a suffix comes after its own previews.
    return tuple(parts), text[len(digits) :] or "~"


def _signed_body(data: bytes, keys: tuple[str, ...]) -> str:
    if not keys:
        raise PluginError("trusted_keys names no key: put the marketplace's public key there")
    try:
        told = json.loads(data)
        body, key, signature = str(told["body"]), str(told["key"]), str(told["signature"])
    except (ValueError, KeyError, TypeError) as error:
        raise PluginError("the index cannot be read") from error
    if key not in keys:
        raise PluginError("the index is signed by a key that trusted_keys does not name")
    if not is_signed(key, PURPOSE + body.encode(), signature):
        raise PluginError("the index was changed after it was signed")
    return body


def _offer(told: Mapping[str, object]) -> Offer:
    offer = Offer(
        id=str(told["id"]),
        version=str(told["version"]),
        type=str(told["type"]),
        author=str(told["author"]),
        description=str(told["description"]),
        host=str(told["host"]),
        requires=_texts(told["requires"]),
        sha256=str(told["sha256"]),
        size=int(str(told["size"])),
        file=str(told["file"]),
    )
    fits = (
        ID.fullmatch(offer.id)
        and VERSION.fullmatch(offer.version)
        and offer.type in list(Kind)
        and SHA256.fullmatch(offer.sha256)
        and FILE.fullmatch(offer.file)
        and 0 < offer.size <= MOST_PACKAGE
    )
    if not fits:
        raise PluginError(f"the index offers {offer.id} in a way that cannot be")
    return offer


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(each) for each in value) if isinstance(value, list) else ()

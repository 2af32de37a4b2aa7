"""Signatures of plugins: ed25519 over the digest of their sources, in a file beside them."""

import json
from base64 import b64decode, b64encode
from binascii import Error as BadBase64
from pathlib import Path

from core.errors import PluginError
from plugins.config import PluginConfig
from plugins.source import Source

KEY_BYTES = 32
PURPOSE = b"dzentra plugin\0"
"""So that a signature of one kind is never taken for one of another."""


def signature_file(path: Path) -> Path:
    return path.with_name(f"{path.name}.sig")


def new_key() -> tuple[str, str]:
    """A secret key and its public one, as texts."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw()
    return b64encode(key.private_bytes_raw()).decode(), b64encode(public).decode()


def public_of(secret: str) -> str:
    """Raises PluginError for what is no key."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.from_private_bytes(_key_bytes(secret))
    return b64encode(key.public_key().public_bytes_raw()).decode()


def sign(secret: str, data: bytes) -> str:
    """Raises PluginError for what is no key."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return b64encode(Ed25519PrivateKey.from_private_bytes(_key_bytes(secret)).sign(data)).decode()


def is_signed(public: str, data: bytes, signature: str) -> bool:
    """Raises PluginError for a key that is none."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(_key_bytes(public)).verify(
            b64decode(signature, validate=True), data
        )
    except (InvalidSignature, BadBase64, ValueError):
        return False
    return True


def signature_of(source: Source, secret: str) -> str:
    """What stands in a signature file."""
    return json.dumps({"key": public_of(secret), "signature": sign(secret, _signed(source))})


def sign_source(source: Source, secret: str) -> Path:
    """Writes the signature beside the plugin."""
    path = signature_file(source.path)
    path.write_text(signature_of(source, secret), encoding="utf-8")
    return path


def check_signed(source: Source, config: PluginConfig) -> None:
    """Raises PluginError for a wrong signature, and for a missing one where that is not allowed."""
    path = signature_file(source.path)
    if not path.is_file():
        if config.allow_unsigned_plugins:
            return
        raise PluginError("is not signed, and allow_unsigned_plugins is false")
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        key, signature = str(told["key"]), str(told["signature"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PluginError(f"{path.name} is no signature") from error
    if not is_signed(key, _signed(source), signature):
        raise PluginError(f"{path.name} does not fit: the file was changed after it was signed")
    if key not in config.trusted_keys and not config.allow_unsigned_plugins:
        raise PluginError("is signed by a key that trusted_keys does not name")


def _signed(source: Source) -> bytes:
    return PURPOSE + source.digest.encode()


def _key_bytes(text: str) -> bytes:
    try:
        key = b64decode(text.strip(), validate=True)
    except (BadBase64, ValueError) as error:
        raise PluginError("a key is 32 bytes in base64") from error
    if len(key) != KEY_BYTES:
        raise PluginError("a key is 32 bytes in base64")
    return key

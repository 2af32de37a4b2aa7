"""Messages between the desk and a plugin's worker: a JSON header and raw bytes.

Whatever comes from a worker is data: it is never unpickled, and its size has a limit.
"""

import json
import socket
import struct
from collections.abc import Callable, Mapping

from core.values import Frozen, field

LENGTHS = struct.Struct("<II")
MOST_HEADER = 64 << 20
MOST_PAYLOAD = 1 << 30
CHUNK = 1 << 20


class Broken(Exception):
    """The other side is gone, or sends what is no message."""


class Message(Frozen, frozen=True):
    header: Mapping[str, object]
    payload: bytes = b""
    extra: tuple[bytes, ...] = field(default=())
    """More payload to send, so that columns need not be joined first."""


def send(link: socket.socket, message: Message) -> None:
    """Raises Broken, and TimeoutError where the link has a limit."""
    header = json.dumps(message.header).encode()
    size = len(message.payload) + sum(map(len, message.extra))
    parts = (LENGTHS.pack(len(header), size), header, message.payload, *message.extra)
    try:
        link.sendall(b"".join(parts))
    except TimeoutError:
        raise
    except OSError as error:
        raise Broken("cannot be written to") from error


def receive(link: socket.socket, wait: Callable[[], None] = lambda: None) -> Message:
    """`wait` is called before each read and may set the link's limit. Raises Broken, and
    TimeoutError."""
    header_size, size = LENGTHS.unpack(_exactly(link, LENGTHS.size, wait))
    if header_size > MOST_HEADER or size > MOST_PAYLOAD:
        raise Broken("sends too much")
    try:
        header = json.loads(_exactly(link, header_size, wait))
    except ValueError as error:
        raise Broken("sends no JSON") from error
    if not isinstance(header, dict):
        raise Broken("sends no header")
    return Message(header, _exactly(link, size, wait))


def _exactly(link: socket.socket, size: int, wait: Callable[[], None]) -> bytes:
    read = bytearray()
    while len(read) < size:
        wait()
        try:
            some = link.recv(min(size - len(read), CHUNK))
        except TimeoutError:
            raise
        except OSError as error:
            raise Broken("cannot be read") from error
        if not some:
            raise Broken("ended")
        read += some
    return bytes(read)

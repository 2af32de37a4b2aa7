"""Recorded WebSocket frames, decoded: `<receive time, ns> <JSON>` a line."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from exchanges.replayed.reading import Skipped, lines_of

Sizes = list[tuple[str, str]]
"""Price and size as the venue writes them."""


class Data(msgspec.Struct, frozen=True):
    """What a combined stream carries; which fields are there tells what it is.

    bookTicker: `u` b B a A. trade: T p q m, on futures X. depthUpdate: `U` `u` b a, on futures pu.
    markPriceUpdate: p, and r: the rate of the funding at T.
    """

    e: str = ""
    u: int = 0
    U: int = 0
    pu: int | None = None
    T: int = 0
    b: str | Sizes | int = ""
    a: str | Sizes | int = ""
    B: str = ""
    A: str = ""
    p: str = ""
    q: str = ""
    r: str = ""
    m: bool = False
    X: str = "MARKET"


class Frame(msgspec.Struct, frozen=True):
    """One message: of a stream, or the answer with a snapshot of the book."""

    stream: str = ""
    data: Data | None = None
    last_update_id: int = msgspec.field(default=0, name="lastUpdateId")
    bids: Sizes = []
    asks: Sizes = []


def frames_of(path: Path, skipped: Skipped) -> Iterator[tuple[int, int, Frame]]:
    """Number, receive time and frame of each good line; times never go back."""
    decode = msgspec.json.Decoder(Frame).decode
    before_ns = 0
    for number, line in lines_of(path, skipped):
        stamp, _, text = line.partition(b" ")
        try:
            at_ns, frame = int(stamp), decode(text)
        except (ValueError, msgspec.MsgspecError) as error:
            skipped.line(path, number, error)
            continue
        if at_ns < before_ns:
            skipped.line(path, number, "the receive time goes back")
            continue
        before_ns = at_ns
        yield number, at_ns, frame

"""Recorded WebSocket frames, decoded: `<receive time, ns> <JSON>` a line."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from exchanges.replayed.reading import Skipped, lines_of
from exchanges.wire.frames import Frame


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

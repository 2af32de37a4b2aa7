"""What a picture is and how big, from its first bytes."""

import struct
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture the chat can show."""

    mime_type: str
    width: int
    height: int


def read_picture(content: bytes) -> Picture | None:
    """The picture in `content`: PNG, JPEG, GIF or WebP, else None."""
    for read in (_png, _gif, _webp, _jpeg):
        try:
            picture = read(content)
        except (struct.error, IndexError):
            continue
        if picture is not None and picture.width > 0 and picture.height > 0:
            return picture
    return None


def _png(content: bytes) -> Picture | None:
    if not content.startswith(b"\x89PNG\r\n\x1a\n"):
        return None
    return Picture("image/png", *struct.unpack_from(">II", content, 16))


def _gif(content: bytes) -> Picture | None:
    if content[:6] not in (b"GIF87a", b"GIF89a"):
        return None
    return Picture("image/gif", *struct.unpack_from("<HH", content, 6))


def _webp(content: bytes) -> Picture | None:
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP":
        return None
    match content[12:16]:
        case b"VP8 ":
            width, height = struct.unpack_from("<HH", content, 26)
            return Picture("image/webp", width & 0x3FFF, height & 0x3FFF)
        case b"VP8L":
            (bits,) = struct.unpack_from("<I", content, 21)
            return Picture("image/webp", (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
        case b"VP8X":
            sides = [int.from_bytes(content[at : at + 3], "little") + 1 for at in (24, 27)]
            return Picture("image/webp", *sides)
        case _:
            return None


def _jpeg(content: bytes) -> Picture | None:
    if not content.startswith(b"\xff\xd8"):
        return None
    at = 2
    while content[at] == 0xFF:
        marker = content[at + 1]
        (length,) = struct.unpack_from(">H", content, at + 2)
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", content, at + 5)
            return Picture("image/jpeg", width, height)
        at += 2 + length
    return None

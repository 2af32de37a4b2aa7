"""The typeface of the pictures: Inter, which has Latin, Cyrillic and clear figures."""

from enum import IntEnum
from importlib.resources import files

from PIL import ImageFont

FONT = files("fontpkg_inter") / "files" / "Inter[opsz,wght].ttf"
SMALLEST, LARGEST = 14, 32
"""Between these sizes the shapes of the letters change; outside they are those of the end."""


class Weight(IntEnum):
    REGULAR = 450
    BOLD = 650


class Fonts:
    """Each size and weight is loaded when it is first asked for, and kept."""

    def __init__(self) -> None:
        self._loaded: dict[tuple[int, Weight], ImageFont.FreeTypeFont] = {}

    def of(self, size: int, weight: Weight) -> ImageFont.FreeTypeFont:
        font = self._loaded.get((size, weight))
        if font is None:
            font = self._loaded[size, weight] = _load(size, weight)
        return font


def _load(size: int, weight: Weight) -> ImageFont.FreeTypeFont:
    """Plain layout: these scripts need no shaping, and it is half as fast again."""
    font = ImageFont.truetype(str(FONT), size, layout_engine=ImageFont.Layout.BASIC)
    font.set_variation_by_axes([min(max(size, SMALLEST), LARGEST), int(weight)])
    return font

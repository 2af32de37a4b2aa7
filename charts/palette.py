"""The colours of the two themes. Up and down stay apart for every kind of colour blindness, and
all text stands out from what it is written on."""

from collections.abc import Mapping
from types import MappingProxyType

from core.pictures import LevelKind, MarkKind, Theme, Tone
from core.values import Frozen

Colour = tuple[int, int, int]


def colour(code: str) -> Colour:
    """Of `#rrggbb`."""
    return int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16)


class Palette(Frozen, frozen=True, kw_only=True):
    """`text` is for titles and figures, `label` for what explains them; `series` are told apart by
    their order."""

    back: Colour
    raised: Colour
    grid: Colour
    text: Colour
    label: Colour
    up: Colour
    down: Colour
    accent: Colour
    liquidation: Colour
    quiet: Colour
    series: tuple[Colour, ...]

    def tone(self, tone: Tone) -> Colour:
        return {Tone.GOOD: self.up, Tone.BAD: self.down, Tone.PLAIN: self.text}[tone]

    def level(self, kind: LevelKind) -> Colour:
        match kind:
            case LevelKind.STOP:
                return self.down
            case LevelKind.TARGET:
                return self.up
            case LevelKind.LIQUIDATION:
                return self.liquidation
            case LevelKind.ENTRY:
                return self.accent
        return self.quiet

    def mark(self, kind: MarkKind) -> Colour:
        is_up = kind in (MarkKind.LONG, MarkKind.BUY, MarkKind.WON)
        return self.up if is_up else self.down

    def on(self, ground: Colour) -> Colour:
        """What to write with on a colour: the one of two inks that stands out more."""
        return max((INK, PAPER), key=lambda ink: contrast(ink, ground))


INK = colour("#0b1017")
PAPER = colour("#ffffff")
PALETTES: Mapping[Theme, Palette] = MappingProxyType(
    {
        Theme.DARK: Palette(
            back=colour("#0e1520"),
            raised=colour("#182231"),
            grid=colour("#1d2938"),
            text=colour("#f3f6fa"),
            label=colour("#9fadbf"),
            up=colour("#2cc5b2"),
            down=colour("#ff7a45"),
            accent=colour("#6aa7ff"),
            liquidation=colour("#d58cff"),
            quiet=colour("#93a1b5"),
            series=tuple(
                map(colour, ("#56b4e9", "#ffb000", "#3ddbb0", "#ff7a45", "#d58cff", "#f0e442"))
            ),
        ),
        Theme.LIGHT: Palette(
            back=colour("#ffffff"),
            raised=colour("#eff3f8"),
            grid=colour("#e3e9f0"),
            text=colour("#111a26"),
            label=colour("#556377"),
            up=colour("#00796b"),
            down=colour("#c8420a"),
            accent=colour("#1f62d0"),
            liquidation=colour("#8e2bc4"),
            quiet=colour("#5c6a7d"),
            series=tuple(
                map(colour, ("#0062a3", "#9a5b00", "#00796b", "#c8420a", "#8e2bc4", "#5c6a7d"))
            ),
        ),
    }
)


def contrast(one: Colour, other: Colour) -> float:
    """Ratio of their luminances as WCAG counts it: 1 to 21; text wants 4.5."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """`share` of the first over the second."""
    red, green, blue = (round(a * share + b * (1 - share)) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _luminance(shown: Colour) -> float:
    red, green, blue = (_linear(part / 255) for part in shown)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4

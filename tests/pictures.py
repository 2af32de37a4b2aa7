"""Specs of pictures for tests, and what can be read of a picture."""

from collections.abc import Sequence
from io import BytesIO

from PIL import Image

from core.pictures import (
    AllocationSpec,
    Bar,
    CandleSpec,
    CardSpec,
    Curve,
    EquitySpec,
    Frame,
    Gauge,
    HeatSpec,
    Layer,
    Level,
    LevelKind,
    Levels,
    Line,
    Lines,
    Mark,
    MarkKind,
    Marks,
    PictureSpec,
    Share,
    Theme,
    Tone,
    Trip,
    Volume,
    Words,
)
from core.types import HOUR_NS, MINUTE_NS

START_NS = 1_795_000_020_000_000_000
RUSSIAN = Words(
    {"drawdown": "Просадка", "nothing": "Пока пусто", "others": "Прочее"},
    ("янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"),
)


def frame(theme: Theme = Theme.DARK, **changes: object) -> Frame:
    told: dict[str, object] = {
        "title": "BTC/USDT · 1ч",
        "subtitle": "TREND x2",
        "badge": "БУМАГА",
        "figure": "67 120.50",
        "tone": Tone.GOOD,
        "theme": theme,
        "words": RUSSIAN,
        "utc_offset_min": 180,
    }
    return Frame(**told | changes)  # type: ignore[arg-type]


def bars(closes: Sequence[float], *, volume: float = 1.0) -> tuple[Bar, ...]:
    """Each opens where the one before closed, with wicks of a unit."""
    found, before = [], closes[0]
    for number, close in enumerate(closes):
        high, low = max(before, close) + 1, min(before, close) - 1
        found.append(Bar(START_NS + number * MINUTE_NS, before, high, low, close, volume))
        before = close
    return tuple(found)


def candles(
    shown: Sequence[Bar], *layers: Layer, theme: Theme = Theme.DARK, last: float | None = None
) -> CandleSpec:
    return CandleSpec(
        frame=frame(theme),
        bars=tuple(shown),
        period_ns=MINUTE_NS,
        digits=2,
        last=last,
        layers=layers,
    )


def full(theme: Theme = Theme.DARK) -> CandleSpec:
    """With every layer there is."""
    closes = [100 + (n * 7919 % 13) for n in range(60)]
    shown = bars(closes)
    marks = [Mark(kind, shown[9 * n].at_ns, closes[9 * n]) for n, kind in enumerate(MarkKind)]
    levels = [Level(kind, 98.0 + n, kind.value) for n, kind in enumerate(LevelKind)]
    return candles(
        shown,
        Volume(),
        Lines((Line("EMA 8", tuple(map(float, closes))),)),
        Levels(tuple(levels)),
        Marks(tuple(marks), (Trip(marks[2], marks[4]),)),
        Gauge("RSI 14", tuple(50.0 + n % 20 for n in range(60)), 0, 100, (30, 70)),
        theme=theme,
        last=106.5,
    )


def curve(values: Sequence[float], label: str = "TREND") -> Curve:
    return Curve(label, tuple(START_NS + n * HOUR_NS for n in range(len(values))), tuple(values))


def every(theme: Theme = Theme.DARK) -> dict[str, PictureSpec]:
    """One of each kind."""
    rising, falling = curve([100, 104, 102, 110]), curve([100, 98, 97, 95], "GRID")
    return {
        "candles": full(theme),
        "equity": EquitySpec(frame=frame(theme), curves=(rising,)),
        "comparison": EquitySpec(frame=frame(theme), curves=(rising, falling)),
        "allocation": AllocationSpec(
            frame=frame(theme), shares=(Share("BTC LONG", 500, "+4.90"), Share("Свободно", 900))
        ),
        "heat": HeatSpec(
            frame=frame(theme), columns=("5", "8"), rows=("1%",), values=((1.5, -2.0),)
        ),
        "card": CardSpec(
            frame=frame(theme, height=1080),
            is_long=True,
            result="+18.38 USDT",
            share="+3.60%",
            facts=(("Вход", "66 800.00"), ("Выход", "68 136.00")),
            path=(66_800.0, 67_000.0, 68_136.0),
            entry=66_800.0,
            exit=68_136.0,
        ),
    }


def opened(png: bytes) -> Image.Image:
    image = Image.open(BytesIO(png))
    image.load()
    return image


def count(image: Image.Image, colour: tuple[int, int, int]) -> int:
    """How many pixels are exactly of a colour."""
    colours = image.getcolors(1 << 24) or []
    return next((number for number, shown in colours if shown == colour), 0)

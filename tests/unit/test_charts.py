"""What is on a picture: pixels that must be there, and the same ones every time."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charts.draw import draw
from charts.equity import marks_of
from charts.fonts import Fonts
from charts.palette import PALETTES, contrast
from charts.scale import Scale
from core.pictures import (
    Bar,
    CandleSpec,
    CardSpec,
    Curve,
    EquitySpec,
    Gauge,
    HeatSpec,
    Level,
    LevelKind,
    Levels,
    Line,
    Lines,
    Mark,
    MarkKind,
    Marks,
    PictureSpec,
    Theme,
    Volume,
)
from core.types import MINUTE_NS
from tests.pictures import START_NS, bars, candles, count, curve, every, frame, full, opened

FONTS = Fonts()
KINDS = tuple(every())
BRIEF = settings(max_examples=25, deadline=None)
WILD = st.floats(allow_nan=True, allow_infinity=True)
PRICES = st.one_of(WILD, st.floats(0, 1e6), st.just(0.0), st.just(-1.0), st.just(1e300))


def shown(spec: PictureSpec) -> bytes:
    return draw(spec, FONTS)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("theme", Theme)
def test_equal_specs_give_equal_bytes(kind: str, theme: Theme) -> None:
    assert draw(every(theme)[kind], Fonts()) == draw(every(theme)[kind], Fonts())


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_has_the_size_it_was_asked_for(kind: str) -> None:
    spec = every()[kind]
    assert opened(shown(spec)).size == (spec.frame.width, spec.frame.height)


@pytest.mark.parametrize("kind", KINDS)
def test_the_themes_show_the_same_on_another_ground(kind: str) -> None:
    for theme in Theme:
        image = opened(shown(every(theme)[kind]))
        assert image.getpixel((3, 3)) == PALETTES[theme].back


@pytest.mark.parametrize("theme", Theme)
@pytest.mark.parametrize("is_up", [True, False])
def test_a_body_has_the_colour_of_its_way(theme: Theme, is_up: bool) -> None:
    palette = PALETTES[theme]
    shape = (100.0, 104.0, 99.0, 103.0) if is_up else (103.0, 104.0, 99.0, 100.0)
    image = opened(shown(candles([Bar(START_NS, *shape)], theme=theme)))
    wanted, other = (palette.up, palette.down) if is_up else (palette.down, palette.up)
    assert count(image, wanted) > 1000
    pane = image.crop((0, 130, 600, 800))
    assert count(pane, other) == 0


def test_a_higher_bar_stands_higher() -> None:
    image = opened(shown(candles(bars([100, 100, 110]))))
    up = PALETTES[Theme.DARK].up
    columns = [
        x for x in range(32, 800) if any(image.getpixel((x, y)) == up for y in range(130, 800))
    ]
    tops = [next(y for y in range(130, 800) if image.getpixel((x, y)) == up) for x in columns]
    assert tops[-1] < tops[0]


@pytest.mark.parametrize(
    ("layer", "is_up"),
    [
        (Levels((Level(LevelKind.STOP, 101.0, "SL"),)), False),
        (Levels((Level(LevelKind.TARGET, 103.0, "TP"),)), True),
        (Marks((Mark(MarkKind.SHORT, START_NS, 103.0),)), False),
        (Marks((Mark(MarkKind.LONG, START_NS, 103.0),)), True),
        (Marks((Mark(MarkKind.BUY, START_NS, 103.0),)), True),
        (Marks((Mark(MarkKind.LOST, START_NS, 103.0),)), False),
    ],
)
def test_a_layer_adds_its_colour(layer: Levels | Marks, is_up: bool) -> None:
    palette = PALETTES[Theme.DARK]
    way = (100.0, 104.0) if not is_up else (104.0, 100.0)
    plain = candles([Bar(START_NS + n * MINUTE_NS, way[0], 105, 99, way[1]) for n in range(9)])
    layered = candles(plain.bars, layer)
    colour = palette.up if is_up else palette.down
    assert count(opened(shown(layered)), colour) > count(opened(shown(plain)), colour)


def test_what_happened_before_the_first_bar_leaves_no_mark() -> None:
    plain = candles(bars([100, 101, 102]))
    marked = candles(plain.bars, Marks((Mark(MarkKind.LONG, START_NS - 1, 100.0),)))
    assert shown(plain) == shown(marked)


def test_the_order_of_layers_changes_nothing() -> None:
    spec = full()
    turned = CandleSpec(
        frame=spec.frame,
        bars=spec.bars,
        period_ns=spec.period_ns,
        digits=spec.digits,
        last=spec.last,
        layers=tuple(reversed(spec.layers)),
    )
    assert shown(spec) == shown(turned)


def test_times_are_those_of_the_readers_zone() -> None:
    spec = full()
    here = candles(spec.bars)
    there = CandleSpec(
        frame=frame(utc_offset_min=345), bars=spec.bars, period_ns=MINUTE_NS, digits=2
    )
    assert shown(here) != shown(there)


def test_no_trade_says_so_in_words() -> None:
    empty = EquitySpec(frame=frame(), curves=())
    assert count(opened(shown(empty)), PALETTES[Theme.DARK].label) > 100


def test_a_losing_curve_has_the_colour_of_loss() -> None:
    palette = PALETTES[Theme.DARK]
    lost = opened(shown(EquitySpec(frame=frame(), curves=(curve([100, 90, 80]),))))
    assert count(lost.crop((0, 120, 1000, 600)), palette.up) == 0
    assert count(lost.crop((0, 120, 1000, 600)), palette.down) > 100


# --- colours


@pytest.mark.parametrize("theme", Theme)
def test_text_stands_out(theme: Theme) -> None:
    palette = PALETTES[theme]
    for written in (palette.text, palette.label, palette.up, palette.down):
        assert contrast(written, palette.back) >= 4.5
    grounds = (palette.up, palette.down, palette.accent, palette.liquidation, palette.quiet)
    for ground in (*grounds, palette.raised):
        assert contrast(palette.on(ground), ground) >= 4.5


@pytest.mark.parametrize("theme", Theme)
def test_curves_stand_out(theme: Theme) -> None:
    palette = PALETTES[theme]
    assert all(contrast(colour, palette.back) >= 3 for colour in palette.series)


# What is left of red, green and blue for people without one kind of cones (Machado 2009).
BLIND = {
    "protan": ((0.152, 1.053, -0.205), (0.115, 0.786, 0.099), (-0.004, -0.048, 1.052)),
    "deutan": ((0.367, 0.861, -0.228), (0.280, 0.673, 0.047), (-0.012, 0.043, 0.969)),
    "tritan": ((1.256, -0.077, -0.179), (-0.078, 0.931, 0.148), (0.005, 0.691, 0.304)),
}


@pytest.mark.parametrize("theme", Theme)
@pytest.mark.parametrize("kind", BLIND)
def test_up_and_down_differ_for_the_colour_blind(theme: Theme, kind: str) -> None:
    palette = PALETTES[theme]
    seen = [
        [sum(part * share for part, share in zip(colour, row, strict=True)) for row in BLIND[kind]]
        for colour in (palette.up, palette.down)
    ]
    assert math.dist(*seen) > 60


# --- bad input


@BRIEF
@given(
    prices=st.lists(st.tuples(PRICES, PRICES, PRICES, PRICES, PRICES), max_size=5),
    last=st.none() | PRICES,
    level=PRICES,
    digits=st.integers(-3, 40),
)
def test_no_candle_is_too_wild(
    prices: list[tuple[float, ...]], last: float | None, level: float, digits: int
) -> None:
    taken = tuple(Bar(n * MINUTE_NS, *price) for n, price in enumerate(prices))
    values = tuple(price[0] for price in prices)
    layers = (
        Volume(),
        Lines((Line("EMA", (level, *values)),)),
        Levels((Level(LevelKind.STOP, level, "SL"),)),
        Marks((Mark(MarkKind.LONG, 1, level), Mark(MarkKind.WON, 1, level))),
        Gauge("RSI", values, level, 100, (level,)),
    )
    spec = CandleSpec(
        frame=frame(), bars=taken, period_ns=MINUTE_NS, digits=digits, last=last, layers=layers
    )
    assert opened(shown(spec)).size == (1080, 900)


@BRIEF
@given(
    values=st.lists(st.lists(PRICES, max_size=6), max_size=3),
    times=st.lists(st.integers(-(2**62), 2**62), min_size=6, max_size=6),
)
def test_no_curve_is_too_wild(values: list[list[float]], times: list[int]) -> None:
    curves = tuple(Curve("A", tuple(times), tuple(each)) for each in values)
    assert opened(shown(EquitySpec(frame=frame(), curves=curves))).size == (1080, 900)


@BRIEF
@given(values=st.lists(st.lists(PRICES, max_size=4), max_size=4))
def test_no_map_is_too_wild(values: list[list[float]]) -> None:
    spec = HeatSpec(
        frame=frame(), columns=("a", "b"), rows=("c", "d"), values=tuple(map(tuple, values))
    )
    assert opened(shown(spec)).size == (1080, 900)


@BRIEF
@given(text=st.text(max_size=300), path=st.lists(PRICES, max_size=5), price=PRICES)
def test_no_words_are_too_wild(text: str, path: list[float], price: float) -> None:
    spec = CardSpec(
        frame=frame(title=text, subtitle=text, badge=text[:20], figure=text),
        is_long=False,
        result=text,
        share=text,
        facts=((text, text),) * 8,
        path=tuple(path),
        entry=price,
        exit=price,
    )
    assert opened(shown(spec)).size == (1080, 900)


def test_one_candle_is_a_picture() -> None:
    assert count(opened(shown(candles(bars([100])))), PALETTES[Theme.DARK].up) > 100


def test_a_hole_in_an_average_leaves_the_rest_of_it() -> None:
    values = (*[math.nan] * 5, *[100.0] * 5, math.nan, *[104.0] * 9)
    spec = candles(bars([100 + n % 3 for n in range(20)]), Lines((Line("EMA", values),)))
    assert count(opened(shown(spec)), PALETTES[Theme.DARK].series[0]) > 100


@pytest.mark.parametrize("deepest", [-0.1, -0.14, -0.9, -7.3, -60.0])
def test_no_two_marks_of_a_drawdown_read_the_same(deepest: float) -> None:
    texts = [text for _, text in marks_of(Scale(deepest, 0.0, 0, 200), 3, "%")]
    assert len(set(texts)) == len(texts) > 0

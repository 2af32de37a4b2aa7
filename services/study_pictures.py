"""What is on the pictures of studies. Pure."""

from math import nan

from core.pictures import Curve, Entry, EquitySpec, Frame, HeatSpec, PictureSpec, Theme, Tone, Words
from core.studies import Range, SearchFound, Study
from core.types import Side
from core.values import replace
from services.parameter_values import value_text

MOST_ENTRIES = 60


def study_spec(study: Study, words: Words, theme: Theme, utc_offset_min: int) -> PictureSpec | None:
    """A search of two parameters as a map, everything else as its equity; None without a curve."""
    frame = _frame(study, words, theme, utc_offset_min)
    found = study.search
    if found is not None and len(study.wish.ranges) == 2 and study.wish.method == "grid":
        return _heat(study, found, frame)
    if len(study.curve) < 2:
        return None
    return EquitySpec(frame=frame, curves=(_curve(study, ""),), entries=entries_of(study))


def both_spec(
    left: Study, right: Study, words: Words, theme: Theme, utc_offset_min: int
) -> PictureSpec | None:
    """Both curves in one picture, each as percent of its start, laid over each other."""
    if min(len(left.curve), len(right.curve)) < 2:
        return None
    frame = Frame(
        title=f"{words.of('equity')} · {words.of('study.both')}",
        badge=words.of(f"mode.{left.mode.value}"),
        theme=theme,
        words=words,
        utc_offset_min=utc_offset_min,
    )
    curves = (_curve(left, f"A · {label(left)}"), _curve(right, f"B · {label(right)}"))
    return EquitySpec(frame=frame, curves=curves)


def label(study: Study) -> str:
    """`TREND BTC/USDT`."""
    return f"{study.wish.strategy} {study.wish.title}"


def entries_of(study: Study) -> tuple[Entry, ...]:
    """Every so many of them, where there are more than can be told apart."""
    step = -(-len(study.trades) // MOST_ENTRIES) if study.trades else 1
    return tuple(
        Entry(trade.result.opened_at_ns, trade.result.side is Side.LONG)
        for trade in study.trades[::step]
    )


def _frame(study: Study, words: Words, theme: Theme, utc_offset_min: int) -> Frame:
    share = study.return_pct
    sign = "+" if share > 0 else ""
    frame = words.of(f"tf.{study.wish.timeframe.value}")
    return Frame(
        title=f"{study.wish.strategy} · {study.wish.title} · {frame}",
        subtitle=f"{words.of(f'study.{study.wish.kind.value}')} · {words.of('trades')} "
        f"{study.statistics.trades}",
        badge=words.of(f"mode.{study.mode.value}"),
        figure=f"{sign}{share:.2f}%",
        tone=Tone.GOOD if share > 0 else Tone.BAD if share < 0 else Tone.PLAIN,
        theme=theme,
        words=words,
        utc_offset_min=utc_offset_min,
    )


def _curve(study: Study, name: str) -> Curve:
    times = tuple(point.at_ns for point in study.curve)
    return Curve(name, times, tuple(point.equity for point in study.curve))


def _heat(study: Study, found: SearchFound, frame: Frame) -> HeatSpec:
    """The return of each set, in percent."""
    across, down = study.wish.ranges
    group = f"strategy.{study.wish.strategy}.parameter"
    sides = (("→", across.name), ("↓", down.name))
    # Without the unit: both have to fit above the map.
    titles = [(mark, frame.words.of(f"{group}.{name}").partition(",")[0]) for mark, name in sides]
    told = " · ".join(f"{mark} {title}" for mark, title in titles)
    values = {
        (row.parameters[across.name], row.parameters[down.name]): row.total_return * 100
        for row in found.rows
    }
    return HeatSpec(
        frame=replace(frame, subtitle=told),
        columns=_names(across),
        rows=_names(down),
        values=tuple(tuple(values.get((x, y), nan) for x in across.values) for y in down.values),
        digits=1,
    )


def _names(axis: Range) -> tuple[str, ...]:
    return tuple(value_text(value) for value in axis.values)

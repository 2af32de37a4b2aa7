"""Screens with a picture: the chart of an agent, and how any screen gets its picture."""

from bot import format as fmt
from bot.callbacks import build
from bot.cells import NBSP, pair
from bot.locales import Text
from bot.render import words
from bot.render.auto_state import is_stale
from bot.render.page import CHECK, badge, button, compose, home, in_rows
from bot.render.position import position_rows
from bot.screen import Button, Rows, Screen
from core.pictures import Picture, Words
from core.types import ExitReason, Mode, Timeframe
from core.values import replace
from core.views import AutoView, QuoteView

CODES = (
    *("agents", "brand", "by_margin", "closed", "drawdown", "equity", "exit", "free", "held"),
    *("in_risk", "level.entry", "level.liquidation", "level.stop", "level.target", "nothing"),
    *("of_slice", "on_margin", "others", "portfolio", "reason", "trades"),
    *("study.backtest", "study.both", "study.drift", "study.honesty", "study.search"),
)
WINDOWS = (7, 30, 90, 0)
INTERVALS = (Timeframe.M1, Timeframe.M5, Timeframe.M15, Timeframe.H1, Timeframe.H4, Timeframe.D1)


def picture_words(text: Text) -> Words:
    """What pictures say, in one language."""
    said = {code: text.t(f"picture.{code}") for code in CODES}
    said |= {f"mode.{mode.value}": text.t(f"picture.mode.{mode.value}") for mode in Mode}
    said |= {f"tf.{each.value}": words.timeframe(each.value, text) for each in Timeframe}
    said |= {f"exit.{each.value}": text.t(f"exit.{each.value}") for each in ExitReason}
    said |= {f"unit.{unit}": text.t(f"unit.{unit}") for unit in "dhms"}
    said |= {f"days.{days}": _window(days, text) for days in WINDOWS}
    titled = ((code, each) for code, each in text.phrases.items() if ".parameter." in code)
    said |= {code: phrase for code, phrase in titled if isinstance(phrase, str)}
    return Words(said, tuple(text.t(f"month.{month}") for month in range(1, 13)))


def _window(days: int, text: Text) -> str:
    return f"{days}{NBSP}{text.t('unit.d')}" if days else text.t("analytics.all")


def pictured(screen: Screen, picture: Picture | None, text: Text, *, is_due: bool = True) -> Screen:
    """A screen with its picture, unless it says more than fits under one. Where a picture is due
    and there is none the screen says so."""
    note = text.t("picture.none")
    if not screen.fits_caption:
        return screen
    if picture is not None:
        return replace(screen, picture=picture, unpictured=note)
    return replace(screen, text=f"{screen.text}\n{note}") if is_due else screen


def render_chart(
    view: AutoView, timeframe: Timeframe, picture: Picture | None, text: Text, *, notice: str = ""
) -> Screen:
    frame = words.timeframe(timeframe.value, text)
    header = f"📈 {view.title} · {frame} · {badge(view.mode, text)}"
    is_fresh = not is_stale(view)
    figures = _prices(view.quote, text) if view.quote is not None and is_fresh else []
    if view.position is not None:
        figures += position_rows(view.position, text, is_fresh=is_fresh)
    note = "" if is_fresh else text.t("chart.stale")
    screen = Screen(compose(header, figures, (note,), notice=notice), _rows(view, timeframe, text))
    return pictured(screen, picture, text)


def _prices(quote: QuoteView, text: Text) -> list[str]:
    bid, ask = fmt.price(quote.bid, quote.tick), fmt.price(quote.ask, quote.tick)
    spread = fmt.price(quote.ask - quote.bid, quote.tick)
    return [
        *pair(f"{text.t('chart.bid')} {bid}", f"{text.t('chart.ask')} {ask}"),
        *pair(text.t("chart.spread"), spread),
    ]


def _rows(view: AutoView, shown: Timeframe, text: Text) -> Rows:
    """The agent's own timeframe stands first where it is shorter than the common ones."""
    frames = tuple(each for each in (view.timeframe,) if each not in INTERVALS) + INTERVALS
    intervals = [_interval(each, shown, view, text) for each in frames]
    back = button(text, "auto", "auto:open", agent=view.agent)
    refresh = button(text, "refresh", "chart:open", shown.value, agent=view.agent)
    return *in_rows(intervals, (len(intervals) + 1) // 2), (refresh, back, home(text))


def _interval(each: Timeframe, shown: Timeframe, view: AutoView, text: Text) -> Button:
    label = words.timeframe(each.value, text)
    data = build("chart:open", each.value, view.agent)
    return Button(f"{CHECK}{label}" if each is shown else label, data)


def chart_button(view: AutoView, text: Text) -> Button:
    """What leads from an agent to its chart."""
    return button(text, "chart", "chart:open", agent=view.agent)

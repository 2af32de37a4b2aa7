"""The market screen: one instrument, its price, its day, its trend."""

from decimal import Decimal

from bot import format as fmt
from bot.callbacks import build
from bot.cells import ROW, clip, pair, width
from bot.locales import Text
from bot.render import words
from bot.render.bars import spark
from bot.render.page import CHECK, badge, button, compose, home, in_rows, may_trade
from bot.screen import Button, Rows, Screen
from core.trading import FeedHealth
from core.types import FeedStatus, InstrumentId, Timeframe
from core.views import QuoteView
from core.views.watching import DayView, MarketView, TrendView

PAUSED = "p"
_BASIS = 10_000
_READINGS = 6


def render_market(
    view: MarketView, text: Text, *, is_paused: bool = False, notice: str = ""
) -> Screen:
    """`is_paused`: it is not refreshed by itself, and says when it was drawn."""
    frame = words.timeframe(view.timeframe.value, text)
    header = f"📈 {clip(view.title, 16)} · {frame} · {badge(view.mode, text)}"
    figures = [_state(view, text, is_paused=is_paused), *_prices(view, text)]
    figures += day_rows(view.day, view.tick, text) if view.day is not None else []
    figures += _trend(view.trend, text) if view.trend is not None else []
    figures += _readings(view)
    notes = [text.t("market.stale")] if view.feed.status is FeedStatus.STALE else []
    return Screen(compose(header, figures, notes, notice=notice), _rows(view, text, is_paused))


def market_arg(instrument: InstrumentId, timeframe: Timeframe, *, is_paused: bool = False) -> str:
    """As `mkt:open` carries it: `1h.sim:perp:BTCUSDT`, `1h.p.sim:perp:BTCUSDT`."""
    parts = [timeframe.value, *([PAUSED] if is_paused else []), instrument]
    return ".".join(parts)


def feed_state(feed: FeedHealth, text: Text) -> str:
    """`🟢 live 0.4 s`."""
    if feed.is_over:
        return f"{words.feed_icon(feed.status)} {text.t('feed.over')}"
    name = text.t(f"market.feed.{feed.status.value}")
    return f"{words.feed_icon(feed.status)} {name} {fmt.age(feed.age_s, text)}"


def change(day: DayView) -> str:
    return fmt.signed_percent(day.change_pct)


def spread_bp(quote: QuoteView) -> str:
    """The spread in hundredths of a percent of the price."""
    mid = (quote.bid + quote.ask) / 2
    return fmt.plain((quote.ask - quote.bid) * _BASIS / mid, 2) if mid > 0 else "0"


def middle(quote: QuoteView) -> str:
    """Between bid and ask, on a tick."""
    mid = (quote.bid + quote.ask) / 2
    whole = (mid / quote.tick).to_integral_value() if quote.tick else mid
    return fmt.price(whole * quote.tick if quote.tick else mid, quote.tick)


def day_rows(day: DayView, tick: Decimal, text: Text) -> list[str]:
    """`65 804.00 ▁▃▅▇ 67 390.00`: the range with the way through it between its ends."""
    low, high = fmt.price(day.low, tick), fmt.price(day.high, tick)
    label = text.t("market.day")
    room = ROW - width(f"{label} {low}  {high}")
    line = spark(day.path, room)
    if not line:
        return pair(label, f"{low} - {high}")
    return [f"{label} {low} {line} {high}"]


def _state(view: MarketView, text: Text, *, is_paused: bool) -> str:
    at = fmt.clock(view.now_ns, view.utc_offset_min)
    shown = f"⏸ {at}" if is_paused else f"⟳ {at}"
    return pair(feed_state(view.feed, text), shown)[0]


def _prices(view: MarketView, text: Text) -> list[str]:
    """Without a fresh quote only what was known last, and called so."""
    quote = view.quote
    if quote is None:
        return [text.t("market.no_quote")]
    day = f"{text.t('market.day')} {change(view.day)}" if view.day is not None else ""
    if view.feed.status is FeedStatus.STALE:
        return pair(text.t("market.was"), middle(quote))
    bid, ask = fmt.price(quote.bid, quote.tick), fmt.price(quote.ask, quote.tick)
    spread = fmt.price(quote.ask - quote.bid, quote.tick)
    return [
        *pair(f"{text.t('market.last')} {middle(quote)}", day),
        *pair(f"{text.t('market.bid')} {bid}", f"{text.t('market.ask')} {ask}"),
        *pair(f"{text.t('market.spread')} {spread}", text.t("market.bp", spread=spread_bp(quote))),
    ]


def _trend(trend: TrendView, text: Text) -> list[str]:
    arrow, sign = {1: ("↑", ">"), -1: ("↓", "<")}.get(trend.direction, ("→", "="))
    averages = f"{text.t('market.trend')} {arrow} EMA{trend.fast}{sign}EMA{trend.slow}"
    rsi = "" if trend.rsi is None else f"RSI {trend.rsi:.0f}"
    return pair(averages, rsi) if rsi else [averages]


def _readings(view: MarketView) -> list[str]:
    """`rsi_own 58.2`, `bands upper 67 390`: what plugins reckon, as much as a caption takes."""
    rows: list[str] = []
    for reading in view.readings:
        for name, value in reading.values:
            is_alone = len(reading.values) == 1
            called = clip(reading.name, 20) if is_alone else f"{clip(reading.name, 10)} {name}"
            rows += pair(clip(called, 21), _value(value))
    return rows[:_READINGS]


def _value(value: float) -> str:
    """Six digits that count."""
    return clip(fmt.plain(Decimal(f"{value:.6g}"), 6), 12)


def _rows(view: MarketView, text: Text, is_paused: bool) -> Rows:
    rows = list(in_rows([_interval(view, each, text, is_paused) for each in view.timeframes], 3))
    if may_trade(view.access):
        rows.append(
            (
                button(text, "buy", "ord:new", f"{view.instrument}.buy", "success"),
                button(text, "sell", "ord:new", f"{view.instrument}.sell", "danger"),
                button(text, "alarms", "alarm:new", view.instrument),
            )
        )
    if not view.is_watched:
        rows.append((button(text, "watch.add", "watch:add", view.instrument),))
    here = market_arg(view.instrument, view.timeframe, is_paused=not is_paused)
    toggle = button(text, "go_on" if is_paused else "hold", "mkt:open", here)
    rows.append((button(text, "symbol", "mkt:pick", 1), toggle))
    rows.append((button(text, "watchlist", "watch:open", 1), home(text)))
    return tuple(rows)


def _interval(view: MarketView, each: Timeframe, text: Text, is_paused: bool) -> Button:
    label = words.timeframe(each.value, text)
    shown = f"{CHECK}{label}" if each is view.timeframe else label
    arg = market_arg(view.instrument, each, is_paused=is_paused)
    return Button(shown, build("mkt:open", arg))

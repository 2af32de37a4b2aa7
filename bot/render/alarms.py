"""Alarms: the list, one of them, a new one; and how one is told in words."""

from decimal import Decimal

from bot import format as fmt
from bot.callbacks import build
from bot.cells import clip, pair
from bot.locales import Text
from bot.render import words
from bot.render.page import button, compose, home, in_rows, may_trade, title
from bot.screen import Button, Rows, Screen
from core.trading import AlarmKind
from core.views.alarms import AlarmRow, AlarmsView

_SHOWN = 50
_QUICK = ("+1%", "-1%", "3%")


def render_alarms(view: AlarmsView, text: Text, *, notice: str = "") -> Screen:
    figures = [row for each in view.rows[:_SHOWN] for row in _lines(each, text)]
    notes = [] if view.rows else [text.t("alarms.none")]
    body = compose(title(text, "alarms.title", view.mode), figures, notes, notice=notice)
    numbers = [
        Button(f"{_sign(row)} {row.alarm.id}", build("alarm:show", row.alarm.id))
        for row in view.rows[:_SHOWN]
    ]
    if not may_trade(view.access):
        return Screen(body, ((home(text),),))
    add = (button(text, "alarm.add", "alarm:new", style="primary"),)
    return Screen(body, (*in_rows(numbers, 5), add, (home(text),)))


def render_alarm(view: AlarmsView, row: AlarmRow, text: Text, *, notice: str = "") -> Screen:
    """One of them; a level is typed on this screen."""
    alarm = row.alarm
    figures = [*_lines(row, text)]
    if row.now is not None:
        figures += pair(text.t("alarms.now"), _amount(row, row.now))
    if alarm.rings:
        figures += pair(text.t("alarms.rings"), str(alarm.rings))
    notes = [] if alarm.kind.is_trouble else [text.t(f"alarms.edit.{alarm.kind.value}")]
    body = compose(title(text, "alarms.title", view.mode), figures, notes, notice=notice)
    return Screen(body, _alarm_rows(row, text))


def _alarm_rows(row: AlarmRow, text: Text) -> Rows:
    alarm = row.alarm
    pause = "resume" if alarm.is_paused else "pause"
    repeat = "once" if alarm.repeats else "repeat"
    return (
        (
            button(text, f"alarm.{pause}", f"alarm:{pause}", alarm.id),
            button(text, f"alarm.{repeat}", f"alarm:{repeat}", alarm.id),
        ),
        (button(text, "alarm.remove", "alarm:remove", alarm.id, "danger"),),
        (button(text, "back", "alarm:list"), home(text)),
    )


def render_new_alarm(view: AlarmsView, text: Text, *, notice: str = "") -> Screen:
    """What may be typed, and the most wanted as buttons."""
    examples = "alarms.examples" if view.tick is None else "alarms.examples.one"
    notes = [text.t("alarms.about"), text.t(examples)]
    figures = []
    if view.tick is not None and view.price is not None:
        figures = pair(clip(view.symbols[0][0], 14), fmt.price(view.price, view.tick))
    moves = [
        Button(f"{clip(words.base_of(shown), 10)} {move}", build("alarm:add", f"{name}={move}"))
        for shown, name in view.symbols[:3]
        for move in _QUICK
    ]
    troubles = (
        button(text, "alarm.feed", "alarm:add", "feed=repeat"),
        button(text, "alarm.agent", "alarm:add", "agent=repeat"),
    )
    body = compose(title(text, "alarms.new", view.mode), figures, notes, notice=notice)
    return Screen(
        body,
        (*in_rows(moves, 3), troubles, (button(text, "back", "alarm:list"), home(text))),
    )


def _lines(row: AlarmRow, text: Text) -> list[str]:
    alarm = row.alarm
    repeats = f" {text.t('alarms.every')}" if alarm.repeats else ""
    return pair(f"{alarm.id} {_sign(row)} {what(row, text)}", repeats.strip())


def _sign(row: AlarmRow) -> str:
    if row.alarm.is_paused:
        return "✓" if row.alarm.rings and not row.alarm.repeats else "⏸"
    return "🔔" if row.alarm.is_armed else "⏳"


def what(row: AlarmRow, text: Text) -> str:
    """`BTC/USDT ↑ 70 000.00`, `BTC/USDT +3% / 15 m`, `PnL ≤ -20.00`."""
    alarm = row.alarm
    name = clip(row.title, 14)
    match alarm.kind:
        case AlarmKind.LEVEL:
            way = "↑" if alarm.way > 0 else "↓"
            return f"{name} {way} {_amount(row, alarm.level or Decimal(0))}"
        case AlarmKind.MOVE:
            sign = {1: "+", -1: "-", 0: "±"}[alarm.way]
            share = fmt.percent(alarm.level or Decimal(0), 2)
            return f"{name} {sign}{share} / {fmt.duration(alarm.window_s, text)}"
        case AlarmKind.PNL:
            way = "≥" if alarm.way > 0 else "≤"
            return f"PnL {way} {fmt.signed_money(alarm.level or Decimal(0))}"
        case AlarmKind.FEED:
            return f"{text.t('alarm.feed')} {name}".rstrip()
        case AlarmKind.AGENT:
            return f"{text.t('alarm.agent')} {name}".rstrip()


def _amount(row: AlarmRow, value: Decimal) -> str:
    if row.alarm.kind is AlarmKind.PNL:
        return fmt.signed_money(value)
    return fmt.price(value, row.tick)

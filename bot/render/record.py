"""One line for each record, as the journal lists it."""

from decimal import Decimal

from bot import format as fmt
from bot.cells import clip
from bot.locales import Text
from bot.render import words
from bot.render.refusal import percents
from core import events as ev
from core.codec import decode
from core.errors import InputError
from core.types import Action
from core.views import JournalRow


def record_of(row: JournalRow) -> ev.Record | None:
    """The record behind a row; None when this program cannot read it."""
    kind = ev.record_type(row.name)
    if kind is None or not row.payload:
        return None
    try:
        return decode(kind, row.payload)
    except InputError:
        return None


def headline(row: JournalRow, text: Text) -> str:
    """What happened in a few words; a row that cannot be read is its name."""
    record = record_of(row)
    if record is not None:
        return f"{text.t(_name(record))} {_detail(record, text)}".rstrip()
    kind = ev.record_type(row.name)
    return text.t(f"event.{kind.topic}") if kind else clip(row.name, 24)


def _name(record: ev.Record) -> str:
    if isinstance(record, ev.TradeHidden) and not record.is_hidden:
        return "event.trade_counted"
    return f"event.{record.topic}"


def _detail(record: ev.Record, text: Text) -> str:
    return (
        _of_signal(record, text)
        or _of_order(record, text)
        or _of_position(record, text)
        or (_of_money(record, text) or _of_desk(record, text))
    )


def _of_signal(record: ev.Record, text: Text) -> str:
    match record:
        case ev.SignalChanged(action=Action.HOLD):
            return "HOLD"
        case ev.SignalChanged():
            repeats = f"{record.repeats}/{record.needed}"
            return f"{record.action.value} {percents(record.confidence)} {repeats}"
        case ev.SignalReady():
            base = words.base_of(record.title)
            return f"{record.action.value} {base} {percents(record.confidence)}"
        case ev.SignalSuppressed():
            return f"{record.action.value}: {text.name('quiet', clip(record.cause, 16))}"
        case ev.EntryRefused():
            return f"{record.action.value}: {words.refusal(record.code, text)}"
        case _:
            return ""


def _of_order(record: ev.Record, text: Text) -> str:
    match record:
        case ev.OrderPlaced():
            purpose = text.t(f"purpose.{record.purpose.value}")
            why = f" {text.t(f'exit.{record.exit_reason.value}')}" if record.exit_reason else ""
            return f"{record.side.name} {fmt.size(record.qty)} {purpose}{why}"
        case ev.OrderEnded():
            state = text.t(f"order.{record.state.value}")
            why = text.name("end", clip(record.reason, 16)) if record.reason else ""
            return f"{state} {fmt.size(record.filled)} {why}".rstrip()
        case ev.FillBooked():
            return f"{record.side.name} {fmt.size(record.qty)} × {fmt.price(record.price)}"
        case ev.OrderTriggered():
            return f"{fmt.size(record.qty)} {_level(record.terms.trigger, record.terms.price)}"
        case ev.OrderAmended():
            return f"{fmt.size(record.qty)} {_level(record.trigger, record.price)}"
        case _:
            return ""


def _level(trigger: Decimal | None, price: Decimal | None) -> str:
    """`@ 59 500.0`: what it waits for."""
    at = trigger if trigger is not None else price
    return f"@ {fmt.price(at)}" if at is not None else ""


def _of_position(record: ev.Record, text: Text) -> str:
    match record:
        case ev.LotSold():
            entry, price = (fmt.price(each, record.tick) for each in (record.entry, record.price))
            return f"{entry} → {price}"
        case ev.PositionOpened() | ev.PositionReduced():
            return f"{record.side.name} {words.base_of(record.title)}"
        case ev.PositionIncreased():
            return fmt.size(record.qty)
        case ev.PositionClosed():
            why = text.t(f"exit.{record.result.reason.value}")
            return f"{record.result.side.name} {words.base_of(record.title)} {why}"
        case ev.PositionFlipped():
            way = f"{record.closed.side.name} → {record.opened.name}"
            return f"{way} {words.base_of(record.title)}"
        case ev.FlipLeftFlat():
            return f"{words.base_of(record.title)}: {words.refusal(record.reason, text)}"
        case ev.StopsMoved():
            stop = fmt.price(record.stop) if record.stop is not None else text.t("off")
            return f"SL {stop} {text.name('moved', clip(record.cause, 16))}"
        case _:
            return ""


def _of_money(record: ev.Record, text: Text) -> str:
    match record:
        case ev.FundingBooked():
            return fmt.number(record.amount, 4, signed=True)
        case ev.Deposited():
            return fmt.signed_money(record.amount)
        case ev.GuardianTripped():
            cause = text.name("cause", clip(record.rule, 24))
            return f"{cause} {fmt.percent(record.value_pct, 2)}"
        case ev.Halted():
            return text.name("cause", clip(record.cause, 24))
        case _:
            return ""


def _of_desk(record: ev.Record, text: Text) -> str:
    match record:
        case ev.AgentStateChanged():
            return f"{words.state(record.old, text)} → {words.state(record.new, text)}"
        case ev.SettingChanged():
            old, new = words.value(record.old, text), words.value(record.new, text)
            return f"{words.setting(record.setting, text)} {old} → {new}"
        case ev.DeskStarted():
            return fmt.duration(record.blind_s, text) if record.blind_s else ""
        case ev.Audit():
            return text.name("audit", clip(record.what, 16))
        case ev.Fault():
            return clip(record.where, 24)
        case ev.PeriodReported():
            return f"{record.first} {fmt.signed_money(record.net)}"
        case ev.AlarmRang():
            return clip(record.title, 16)
        case ev.TradeHidden():
            return clip(record.trade_id, 24)
        case ev.DebugAction():
            return clip(f"{record.what} {record.detail}", 40)
        case _:
            return ""

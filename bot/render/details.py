"""What a record says beyond its headline, for its card."""

from decimal import Decimal

from bot import format as fmt
from bot.cells import clip, pair
from bot.locales import Text
from bot.render import words
from bot.render.opened import level_rows, merged_row, opened_rows
from bot.render.refusal import amount_of
from bot.render.result import flag_rows, held, path_row, result_rows, slip_rows
from core import events as ev


def detail_rows(record: ev.Record, text: Text) -> list[str]:
    match record:
        case ev.PositionClosed():
            return [*_trade(record.result, record.tick, text), *_rule(record, text)]
        case ev.PositionFlipped():
            return [*_trade(record.closed, record.tick, text), *_opened(record, text)]
        case ev.FlipLeftFlat():
            return _trade(record.closed, record.tick, text)
        case ev.PositionOpened():
            return opened_rows(record, text, record.tick)
        case ev.PositionReduced():
            return reduced_rows(record, record.tick, text)
        case ev.StopsMoved():
            return level_rows(record, None)
        case _:
            return _other(record, text)


def _other(record: ev.Record, text: Text) -> list[str]:
    match record:
        case ev.SignalReady() | ev.SignalChanged():
            return [words.reasons(record.reasons, text)]
        case ev.EntryRefused():
            return _numbers(record, text)
        case ev.FillBooked():
            return pair(text.t("fee"), f"{fmt.plain(record.fee, 8)} {clip(record.fee_asset, 8)}")
        case ev.GuardianTripped():
            return pair(text.t("refusal.other.limit"), fmt.percent(record.limit_pct))
        case ev.Halted():
            return pair(text.t("halt.result"), fmt.signed_money(record.result))
        case ev.Fault() | ev.Audit() | ev.DebugAction():
            return [clip(record.detail, 200)]
        case _:
            return []


def _trade(result: ev.TradeResult, tick: Decimal | None, text: Text) -> list[str]:
    rows = pair(path_row(result, tick), held(result, text))
    rows += pair(f"{result.side.name} {fmt.size(result.qty)}", f"x{result.leverage}")
    return [*rows, *result_rows(result, text), *slip_rows(result, text), *flag_rows(result, text)]


def _rule(record: ev.PositionClosed, text: Text) -> list[str]:
    rows = pair(text.t("card.strategy"), clip(record.strategy, 20))
    return rows + (pair(text.t("card.rule"), clip(record.rule, 20)) if record.rule else [])


def _opened(record: ev.PositionFlipped, text: Text) -> list[str]:
    now = f"{words.side_icon(record.opened)} {record.opened.name} {fmt.size(record.qty)}"
    rows = pair(now, f"{fmt.price(record.entry, record.tick)} x{record.leverage}")
    rows += level_rows(record, record.tick, record.rungs)
    return rows + merged_row(record.merged, text)


def reduced_rows(record: ev.PositionReduced, tick: Decimal | None, text: Text) -> list[str]:
    price = fmt.price(record.price, tick)
    at = text.t("alert.at", qty=fmt.size(record.closed), price=price)
    gross = f"{text.t('gross')} {fmt.signed_money(record.gross)}"
    return [
        *pair(at, text.t(f"exit.{record.reason.value}")),
        *pair(gross, text.t("alert.left", qty=fmt.size(record.left))),
    ]


def _numbers(record: ev.EntryRefused, text: Text) -> list[str]:
    rows: list[str] = []
    for end, amount in (("needed", record.needed), ("limit", record.limit)):
        if amount is not None:
            rows += pair(text.t(f"refusal.other.{end}"), amount_of(amount, record.unit, text))
    return rows

"""What happened to a position: opened, closed, flipped, reduced."""

from bot import format as fmt
from bot.cells import clip, pair
from bot.locales import Text
from bot.render import words
from bot.render.alert_frame import Alert, Frame
from bot.render.details import reduced_rows
from bot.render.opened import level_rows, merged_row, opened_rows
from bot.render.page import button
from bot.render.result import flag_rows, held, path_row, result_rows, slip_rows
from bot.screen import Button
from core.events import (
    FlipLeftFlat,
    PositionClosed,
    PositionFlipped,
    PositionOpened,
    PositionReduced,
    TradeResult,
)
from core.trading import is_manual
from core.types import AgentState, ExitReason

RISK_REASONS = frozenset(
    {
        ExitReason.STOP_LOSS,
        ExitReason.MAX_LOSS,
        ExitReason.LIQUIDATION,
        ExitReason.DRAWDOWN,
        ExitReason.KILL,
    }
)


def opened_alert(record: PositionOpened, frame: Frame) -> Alert:
    text = frame.text
    what = f"{record.side.name} {words.base_of(record.title)} x{record.leverage}"
    icon = words.side_icon(record.side)
    figures = opened_rows(record, text, frame.tick)
    return Alert(
        header=f"{icon} {text.t('alert.opened')} {what} · {frame.badge}",
        figures=tuple(figures),
        buttons=_held_buttons(record.trade_id, frame),
    )


def _held_buttons(trade_id: str, frame: Frame) -> tuple[Button, ...]:
    """The position's card; for one that an agent holds, the agent too."""
    card = button(frame.text, "position", "pos:open", trade_id)
    return (card,) if is_manual(frame.agent) else (card, frame.auto_button())


def closed_alert(record: PositionClosed, frame: Frame) -> Alert:
    result = record.result
    is_risk = result.reason in RISK_REASONS
    return Alert(
        header=_closed_header(record.title, result, frame),
        figures=tuple(_result_rows(result, frame)),
        notes=tuple(flag_rows(result, frame.text) + ([_rule(record, frame)] if is_risk else [])),
        buttons=_risk_buttons(record, frame) if is_risk else (frame.card_button(),),
    )


def _closed_header(title: str, result: TradeResult, frame: Frame) -> str:
    verb = frame.text.t(f"alert.closed.{result.reason.value}")
    net = fmt.signed_money(result.net)
    return f"{verb} {result.side.name} {words.base_of(title)} {net} · {frame.badge}"


def _result_rows(result: TradeResult, frame: Frame) -> list[str]:
    text = frame.text
    why = text.t(f"exit.{result.reason.value}")
    return [
        *pair(path_row(result, frame.tick), why),
        *pair(f"{fmt.size(result.qty)} x{result.leverage}", held(result, text)),
        *result_rows(result, text),
        *slip_rows(result, text),
    ]


def _rule(record: PositionClosed, frame: Frame) -> str:
    """Which rule closed it, and what became of the agent."""
    text = frame.text
    goes_on = text.t(f"alert.agent.{record.state.value}")
    if not record.rule:
        return goes_on
    name = text.t(f"exit.{record.result.reason.value}")
    return f"{text.t('alert.rule', name=name, rule=clip(record.rule, 20))} · {goes_on}"


def _risk_buttons(record: PositionClosed, frame: Frame) -> tuple[Button, ...]:
    text = frame.text
    buttons = [frame.card_button(), frame.risk_button()]
    if record.state is AgentState.RUNNING and frame.may_trade:
        buttons.insert(0, button(text, "pause_auto", "auto:pause", agent=frame.agent))
    return tuple(buttons)


def flipped_alert(record: PositionFlipped, frame: Frame) -> Alert:
    text, closed = frame.text, record.closed
    base = words.base_of(record.title)
    way = f"{closed.side.name} → {record.opened.name}"
    figures = [
        *pair(f"{closed.side.name} {path_row(closed, frame.tick)}", held(closed, text)),
        *result_rows(closed, text),
        *pair(
            f"{words.side_icon(record.opened)} {record.opened.name} {fmt.size(record.qty)}",
            f"{frame.price(record.entry)} x{record.leverage}",
        ),
        *level_rows(record, frame.tick, record.rungs),
        *merged_row(record.merged, text),
    ]
    return Alert(
        header=f"{text.t('alert.flip')} {way} {base} · {frame.badge}",
        figures=tuple(figures),
        buttons=(frame.auto_button(), frame.card_button()),
    )


def left_flat_alert(record: FlipLeftFlat, frame: Frame) -> Alert:
    """A flip that only closed: the chat must not believe the other side is open."""
    why = words.refusal(record.reason, frame.text)
    return Alert(
        header=_closed_header(record.title, record.closed, frame),
        figures=tuple(_result_rows(record.closed, frame)),
        notes=(frame.text.t("alert.left_flat", why=why),),
        buttons=(frame.auto_button(), frame.card_button()),
    )


def reduced_alert(record: PositionReduced, frame: Frame) -> Alert:
    what = f"{record.side.name} {words.base_of(record.title)}"
    return Alert(
        header=f"{_reduced_by(record, frame.text)} {what} · {frame.badge}",
        figures=tuple(reduced_rows(record, frame.tick, frame.text)),
        buttons=_held_buttons(record.trade_id, frame),
    )


def _reduced_by(record: PositionReduced, text: Text) -> str:
    """Which target took the part, where one of a ladder did."""
    if not record.rung:
        return text.t("alert.reduced")
    return text.t("alert.rung", rung=record.rung, rungs=record.rungs)

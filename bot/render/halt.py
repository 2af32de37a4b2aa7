"""HALTED: why all stands still, and what it came to."""

from bot import format as fmt
from bot.cells import clip
from bot.locales import Text
from core.views import AutoView, HaltView


def halt_rows(view: AutoView, text: Text) -> list[str]:
    rows = [text.t("halt.all")]
    if view.halt is not None:
        return [*rows, cause_row(view.halt, text), *_closed(view.halt, view.utc_offset_min, text)]
    cause = clip(view.state_cause, 24)
    return [*rows, text.name("cause", cause)] if cause else rows


def cause_row(halt: HaltView, text: Text) -> str:
    """`Drawdown 10.2%, limit 10%`."""
    named = text.name("cause", clip(halt.cause, 24))
    if halt.value_pct is None or halt.limit_pct is None:
        return named
    value, limit = fmt.percent(halt.value_pct, 2), fmt.percent(halt.limit_pct)
    return text.t("halt.numbers", cause=named, value=value, limit=limit)


def _closed(halt: HaltView, utc_offset_min: int, text: Text) -> list[str]:
    at = fmt.short_clock(halt.at_ns, utc_offset_min)
    if not halt.positions:
        return [text.t("halt.since", at=at)]
    result = fmt.signed_money(halt.result)
    return [text.plural("halt.closed", halt.positions, at=at, result=result)]

"""One-press ways out of a draft's refusal: a field of the draft, and the value that would pass."""

from collections.abc import Mapping
from decimal import ROUND_DOWN, ROUND_UP, Decimal
from types import MappingProxyType

from core.trading import DraftKind, Fix, Refusal, RefusalCode
from core.views import PreviewView

MOST_FIXES = 3
_FIELDS: Mapping[str, str] = MappingProxyType(
    {
        # what the desk calls it -> the field of a draft
        "size": "size",
        "qty": "size",
        "leverage": "leverage",
        "stop_loss": "stop",
        "take_profit": "target",
        "price": "price",
        "trigger": "trigger",
        "reduce": "reduce",
        "side": "side",
        "kind": "kind",
    }
)
_SPARE = Decimal("0.98")
"""Room for fees and for the price to move while a person reads."""


def fixes_of(preview: PreviewView) -> tuple[tuple[str, str], ...]:
    """Those the desk names, and those its two numbers tell; without doubles."""
    refusal = preview.refusal
    if refusal is None:
        return ()
    named = [_named(fix, preview) for fix in refusal.fixes]
    told = [_told(refusal, preview)]
    found = dict.fromkeys(fix for fix in (*named, *told) if fix is not None)
    return tuple({field: (field, value) for field, value in reversed(found)}.values())[:MOST_FIXES]


def _named(fix: Fix, preview: PreviewView) -> tuple[str, str] | None:
    field = _FIELDS.get(fix.setting)
    if fix.setting == "risk" and fix.value:
        return "size", f"risk {fix.value.removesuffix('%')}%"
    if field is None or not fix.value:
        return None
    if fix.setting == "qty":
        return field, f"{fix.value}{preview.base}"
    return field, fix.value


def _told(refusal: Refusal, preview: PreviewView) -> tuple[str, str] | None:
    match refusal.code:
        case RefusalCode.MIN_QTY | RefusalCode.MAX_QTY if refusal.limit is not None:
            return _of_base(refusal.limit, preview)
        case RefusalCode.MIN_NOTIONAL if refusal.limit is not None:
            return _worth(refusal.limit, preview)
        case RefusalCode.MARGIN_LIMIT | RefusalCode.INSUFFICIENT_FUNDS:
            return _smaller(refusal, preview)
        case RefusalCode.NO_STOP_LOSS:
            return "stop", "1%"
        case RefusalCode.LIQUIDATION_BEFORE_STOP if preview.draft.leverage > 1:
            return "leverage", str(max(preview.draft.leverage // 2, 1))
        case RefusalCode.SHORT_NOT_SUPPORTED:
            return "reduce", "on"
        case RefusalCode.NO_POSITION:
            return "reduce", "off"
        case RefusalCode.INCOMPLETE if preview.draft.kind is not DraftKind.MARKET:
            return "kind", "market"
    return None


def _of_base(qty: Decimal, preview: PreviewView) -> tuple[str, str] | None:
    return ("size", f"{qty.normalize():f}{preview.base}") if qty > 0 else None


def _worth(notional: Decimal, preview: PreviewView) -> tuple[str, str] | None:
    """The least size that is worth so much."""
    price = preview.entry or preview.ask
    if price is None or price <= 0:
        return None
    steps = (notional / price / preview.step).to_integral_value(ROUND_UP)
    return _of_base(steps * preview.step, preview)


def _smaller(refusal: Refusal, preview: PreviewView) -> tuple[str, str] | None:
    """As much as the limit lets through."""
    if not (refusal.limit and refusal.needed and preview.qty) or refusal.needed <= 0:
        return None
    share = refusal.limit / refusal.needed * _SPARE
    steps = (preview.qty * share / preview.step).to_integral_value(ROUND_DOWN)
    return _of_base(steps * preview.step, preview)

"""BLOCKED: what was not traded, the two numbers, why, and the buttons that fix it."""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from bot import format as fmt
from bot.callbacks import build
from bot.cells import clip, pair
from bot.locales import Text
from bot.render import words
from bot.render.page import assigned, button
from bot.screen import Button
from core.events import EntryRefused
from core.trading import Fix, RefusalCode, RiskSettings
from core.types import AgentId

_ACTS: Mapping[str, str] = MappingProxyType({"unlock": "auto:unlock", "resume": "auto:resume"})
_HELPS: Mapping[RefusalCode, tuple[str, str, str]] = MappingProxyType(
    {
        # where the engine knows no value that would do: caption, route, arg of what a person can do
        RefusalCode.HALTED: ("unlock", "auto:unlock", ""),
        RefusalCode.PAUSED: ("resume", "auto:resume", ""),
        RefusalCode.STALE_FEED: ("check", "auto:check", ""),
        RefusalCode.ORDER_PENDING: ("refresh", "auto:open", ""),
        RefusalCode.SHORT_NOT_SUPPORTED: ("other_symbol", "pick:symbol", ""),
        RefusalCode.DIRECTION: ("rules", "risk:more", ""),
        RefusalCode.BLACKLISTED: ("other_symbol", "pick:symbol", ""),
        RefusalCode.NO_STOP_LOSS: ("set_stop", "risk:edit", "stop_loss"),
        RefusalCode.INSTRUMENT_CLOSED: ("other_symbol", "pick:symbol", ""),
        RefusalCode.RULES_PENDING: ("other_symbol", "pick:symbol", ""),
        RefusalCode.SPREAD_TOO_WIDE: ("other_symbol", "pick:symbol", ""),
        RefusalCode.COOLDOWN: ("refresh", "auto:open", ""),
        RefusalCode.DAILY_LOSS: ("set_daily", "risk:edit", "daily_loss"),
        RefusalCode.DRAWDOWN: ("set_drawdown", "risk:edit", "drawdown"),
        RefusalCode.MAX_POSITIONS: ("refresh", "auto:open", ""),
        RefusalCode.MIN_QTY: ("set_risk", "risk:edit", "risk"),
        RefusalCode.MIN_NOTIONAL: ("set_risk", "risk:edit", "risk"),
        RefusalCode.MAX_QTY: ("set_risk", "risk:edit", "risk"),
        RefusalCode.MARGIN_LIMIT: ("set_reserved", "risk:edit", "max_reserved"),
        RefusalCode.INSUFFICIENT_FUNDS: ("set_risk", "risk:edit", "risk"),
        RefusalCode.LIQUIDATION_BEFORE_STOP: ("leverage", "pick:leverage", ""),
        RefusalCode.RATE_LIMIT: ("refresh", "auto:open", ""),
        RefusalCode.INCOMPLETE: ("refresh", "auto:open", ""),
        RefusalCode.NO_POSITION: ("refresh", "auto:open", ""),
        RefusalCode.OVER_POSITION: ("refresh", "auto:open", ""),
        RefusalCode.LEVERAGE: ("leverage", "pick:leverage", ""),
        RefusalCode.BAD_EXITS: ("set_stop", "risk:edit", "stop_loss"),
        RefusalCode.WOULD_CROSS: ("refresh", "auto:open", ""),
        RefusalCode.WOULD_TRIGGER: ("refresh", "auto:open", ""),
        RefusalCode.PRICE_BAND: ("refresh", "auto:open", ""),
    }
)


def refusal_rows(refused: EntryRefused, risk: RiskSettings, leverage: int, text: Text) -> list[str]:
    """What, the two numbers, why. A code of another version is shown by its name."""
    filled = {
        "risk": fmt.limit(risk.risk, text),
        "sl": fmt.limit(risk.stop_loss, text),
        "reserved": fmt.limit(risk.max_reserved, text),
        "leverage": str(leverage),
    }
    rows = [headline(refused, text)]
    for end, amount in (("needed", refused.needed), ("limit", refused.limit)):
        if amount is not None:
            rows += pair(_label(refused, end, filled, text), amount_of(amount, refused.unit, text))
    why = f"refusal.{refused.code}.why"
    return [*rows, text.t(why, **filled) if text.has(why) else clip(refused.code, 24)]


def _label(refused: EntryRefused, end: str, filled: dict[str, str], text: Text) -> str:
    key = f"refusal.{refused.code}.{end}"
    return text.t(key if text.has(key) else f"refusal.other.{end}", **filled)


def headline(refused: EntryRefused, text: Text) -> str:
    """`Signal BUY 81% was NOT traded`."""
    signal = f"{refused.action.value} {percents(refused.confidence)}"
    return text.t("blocked.what", signal=signal)


def percents(confidence: Decimal) -> str:
    """Confidence as records carry it, in whole percents."""
    return f"{fmt.number(confidence, 0)}%"


def amount_of(amount: Decimal, unit: str, text: Text) -> str:
    match unit:
        case "usd":
            return fmt.money(amount)
        case "percent":
            return fmt.percent(amount, 3)
        case "seconds":
            return fmt.duration(int(amount), text)
        case "count":
            return fmt.number(amount, 0)
        case "price":
            return fmt.price(amount)
        case _:
            return fmt.plain(amount, 8)


def fix_buttons(refused: EntryRefused, text: Text) -> list[Button]:
    """One press each: the engine's own fixes, else the screen where it can be helped."""
    made = (_fix_button(fix, refused.agent, text) for fix in refused.fixes[:4])
    fixes = list(dict.fromkeys(fix for fix in made if fix is not None))
    code = refused.code
    if fixes or code not in set(RefusalCode):
        return fixes
    caption, prefix, arg = _HELPS[RefusalCode(code)]
    return [button(text, caption, prefix, arg, "primary", agent=refused.agent)]


def _fix_button(fix: Fix, agent: AgentId, text: Text) -> Button | None:
    if fix.setting in _ACTS:
        return button(text, fix.setting, _ACTS[fix.setting], style="primary", agent=agent)
    if not fix.value:
        return None
    sign = "x" if fix.setting == "leverage" else ""
    label = f"{words.setting(fix.setting, text)} → {sign}{words.value(fix.value, text)}"
    data = build("auto:fix", assigned(fix.setting, fix.value), agent)
    return Button(label, data, "primary")

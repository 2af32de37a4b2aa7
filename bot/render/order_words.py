"""A draft and its exits in words: kinds, sizes, distances, trailing."""

from decimal import Decimal

from bot import format as fmt
from bot.cells import clip
from bot.locales import Text
from core.trading import DraftKind, DraftSize, ExitPlan, Limit, OrderDraft, SizeUnit, Trail
from core.types import OrderSide, Source, TimeInForce

NOTHING = "—"


def side_icon(side: OrderSide) -> str:
    return "🟢" if side is OrderSide.BUY else "🔴"


def kind(value: DraftKind, text: Text) -> str:
    return text.t(f"kind.{value.value}")


def size(value: DraftSize, base: str, text: Text) -> str:
    """As it was asked for: `10%`, `risk 0.1%`, `500 USD`, `0.5 BTC`."""
    amount = fmt.plain(value.value, 8)
    match value.unit:
        case SizeUnit.EQUITY:
            return text.t("size.equity", share=f"{amount}%")
        case SizeUnit.RISK:
            return text.t("size.risk", share=f"{amount}%")
        case SizeUnit.POSITION:
            return text.t("size.position", share=f"{amount}%")
        case SizeUnit.QUOTE:
            return f"{amount} USD"
        case _:
            return f"{amount} {clip(base, 12)}"


def distance(value: Limit | None, text: Text, sign: str = "") -> str:
    """`-1%`, `50 USD`; nothing set is a dash."""
    if value is None:
        return NOTHING
    shown = fmt.limit(value, text)
    if value.value < 0:
        shown = shown.removeprefix("-")
        sign = "+" if sign == "-" else "-"
    return f"{sign}{shown}"


def targets(plan: ExitPlan, text: Text) -> str:
    """`+2%`, of a ladder `+2% … +6%`."""
    found = [distance(target.distance, text, "+") for target in plan.targets]
    if len(found) > 1:
        return f"{found[0]} … {found[-1]}"
    return found[0] if found else NOTHING


def trail(value: Trail | None, text: Text) -> str:
    """`below the best 1%`."""
    if value is None:
        return text.t("off")
    name = text.t(f"trail.{value.kind.value}")
    parts = [name, fmt.limit(value.distance, text) if value.distance is not None else ""]
    if value.start is not None:
        parts.append(text.t("trail.from", start=distance(value.start, text, "+")))
    return " ".join(part for part in parts if part)


def seconds(value: int, text: Text) -> str:
    return fmt.duration(value, text) if value else text.t("off")


def source(value: Source, text: Text) -> str:
    return text.name("source", value.name.lower())


def in_force(value: TimeInForce) -> str:
    return value.name


def field_value(draft: OrderDraft, field: str, tick: Decimal, base: str, text: Text) -> str:
    """What a field of the draft is now, as one short text."""
    match field:
        case "kind":
            return kind(draft.kind, text)
        case "size":
            return size(draft.size, base, text)
        case "leverage":
            return f"x{draft.leverage}"
        case "price":
            return fmt.price(draft.price, tick) if draft.price is not None else NOTHING
        case "trigger":
            return fmt.price(draft.trigger, tick) if draft.trigger is not None else NOTHING
        case "trail":
            return distance(draft.trail, text)
        case "tif":
            return in_force(draft.time_in_force)
        case "source":
            return source(draft.source, text)
        case _:
            return plan_value(draft.exits, field, text)


def plan_value(plan: ExitPlan, field: str, text: Text) -> str:
    """What a field of an exit plan is now."""
    match field:
        case "stop":
            return distance(plan.stop_loss, text, "-")
        case "target" | "share":
            return targets(plan, text)
        case "trailing":
            return trail(plan.trail, text)
        case "trail_distance":
            return distance(plan.trail.distance if plan.trail is not None else None, text)
        case "trail_start":
            return distance(plan.trail.start if plan.trail is not None else None, text, "+")
        case "time":
            return seconds(plan.time_stop_s, text)
        case _:
            return ""

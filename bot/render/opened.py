"""What was opened, for its alert and its card."""

from decimal import Decimal

from bot import format as fmt
from bot.cells import pair
from bot.locales import Text
from core.events import PositionFlipped, PositionOpened, StopsMoved


def opened_rows(record: PositionOpened, text: Text, tick: Decimal | None) -> list[str]:
    """Size, price and value, the levels, what it ties up and what it cost."""
    entry = fmt.price(record.entry, tick)
    rows = pair(
        text.t("alert.at", qty=fmt.size(record.qty), price=entry), fmt.money(record.notional)
    )
    rows += level_rows(record, tick, record.rungs) + merged_row(record.merged, text)
    rows += pair(
        text.t("position.margin", amount=fmt.money(record.margin)),
        f"{text.t('fee')} {fmt.money(record.fee)}",
    )
    if record.liquidation is not None:
        rows += pair(text.t("position.liquidation"), fmt.price(record.liquidation, tick))
    return rows


def merged_row(merged: int, text: Text) -> list[str]:
    """Targets too small to trade by themselves."""
    return [text.t("alert.merged", n=merged)] if merged else []


def level_rows(
    record: PositionOpened | PositionFlipped | StopsMoved, tick: Decimal | None, rungs: int = 0
) -> list[str]:
    """Stop and target in one row; what is not set has none. Of a ladder the next target is told."""
    named = (("SL", record.stop), (f"TP 1/{rungs}" if rungs else "TP", record.target))
    shown = [f"{name} {fmt.price(level, tick)}" for name, level in named if level is not None]
    return pair(shown[0], shown[1]) if len(shown) == 2 else shown

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
    rows += level_rows(record, tick)
    rows += pair(
        text.t("position.margin", amount=fmt.money(record.margin)),
        f"{text.t('fee')} {fmt.money(record.fee)}",
    )
    if record.liquidation is not None:
        rows += pair(text.t("position.liquidation"), fmt.price(record.liquidation, tick))
    return rows


def level_rows(
    record: PositionOpened | PositionFlipped | StopsMoved, tick: Decimal | None
) -> list[str]:
    """Stop and target in one row; what is not set has none."""
    named = (("SL", record.stop), ("TP", record.target))
    shown = [f"{name} {fmt.price(level, tick)}" for name, level in named if level is not None]
    return pair(shown[0], shown[1]) if len(shown) == 2 else shown

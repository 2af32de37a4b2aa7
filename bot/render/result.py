"""A closed trade in money, for its alert and its card."""

from decimal import Decimal

from bot import format as fmt
from bot.cells import pair
from bot.locales import Text
from core.events import TradeResult
from core.types import SECOND_NS


def path_row(result: TradeResult, tick: Decimal | None) -> str:
    """`66 800.00 → 68 136.00`."""
    return f"{fmt.price(result.entry, tick)} → {fmt.price(result.exit, tick)}"


def held(result: TradeResult, text: Text) -> str:
    return fmt.duration((result.closed_at_ns - result.opened_at_ns) // SECOND_NS, text)


def result_rows(result: TradeResult, text: Text) -> list[str]:
    """Gross, what it cost, and what is left; a cost of nought has no row."""
    rows = pair(
        f"{text.t('gross')} {fmt.signed_money(result.gross)}",
        f"{text.t('fees')} {fmt.money(result.fees)}",
    )
    if fmt.round_to(result.funding, 2):
        rows += pair(text.t("funding"), fmt.signed_money(result.funding))
    rows += pair(f"{text.t('net')} {fmt.signed_money(result.net)}", in_risks(result))
    return rows


def in_risks(result: TradeResult) -> str:
    """The net result over the risk taken: `+1.8R`; nothing where it rounds to nought."""
    if result.r is None or not fmt.round_to(result.r, 1):
        return ""
    return f"{fmt.number(result.r, 1, signed=True)}R"


def slip_rows(result: TradeResult, text: Text) -> list[str]:
    """Money lost between the level and the fill."""
    lost = fmt.round_to(result.slip, 2)
    return [text.t("slip", amount=fmt.money(lost))] if lost else []


def flag_rows(result: TradeResult, text: Text) -> list[str]:
    """What a reader must know of how this trade was judged; a flip is told elsewhere."""
    keys = (f"flag.{flag}" for flag in result.flags)
    return [text.t(key) for key in keys if text.has(key)]

"""The block of an open position on the auto screen."""

from bot import format as fmt
from bot.cells import ROW, clip, pair, width
from bot.locales import Text
from bot.render import words
from core.views import PositionView


def position_rows(view: PositionView, text: Text, *, is_fresh: bool) -> list[str]:
    """What is held and what it would come to; without a fresh price only what stands fixed."""
    rows = _head(view, text)
    rows += _money(view, text) if is_fresh else [_entry(view, text)]
    return rows + _levels(view, text, is_fresh=is_fresh)


def what(view: PositionView) -> str:
    """`LONG 0.0153 BTC`."""
    return f"{view.side.name} {fmt.size(view.qty)} {clip(view.base, 12)}"


def _head(view: PositionView, text: Text) -> list[str]:
    head = f"{words.side_icon(view.side)} {what(view)}"
    return pair(head, fmt.duration(view.held_s, text))


def _entry(view: PositionView, text: Text) -> str:
    return f"{text.t('position.entry')} {fmt.price(view.entry, view.tick)}"


def _money(view: PositionView, text: Text) -> list[str]:
    now = f"{text.t('position.now')} {fmt.price(view.now, view.tick)}"
    pnl = f"PnL {fmt.signed_money(view.pnl)} {fmt.signed_percent(view.pnl_pct)}"
    net = f"{text.t('net')} {fmt.signed_money(view.net)}"
    return [*pair(_entry(view, text), now), *pair(pnl, net)]


def _levels(view: PositionView, text: Text, *, is_fresh: bool) -> list[str]:
    stop = fmt.price(view.stop, view.tick) if view.stop is not None else ""
    target = fmt.price(view.target, view.tick) if view.target is not None else ""
    if not (stop and target):
        return [f"{name} {level}" for name, level in (("SL", stop), ("TP", target)) if level]
    if view.progress is None or not is_fresh:
        return pair(f"SL {stop}", f"TP {target}")
    return [_bar(view.progress), *pair(stop, target)]


def _bar(progress: float) -> str:
    """Where the price stands on its way from the stop to the target."""
    left, right = "SL ├", "┤ TP"
    room = ROW - width(left) - width(right)
    at = round(min(max(progress, 0.0), 1.0) * (room - 1))
    return f"{left}{'─' * at}●{'─' * (room - 1 - at)}{right}"


def margin_rows(view: PositionView, reserved: str, text: Text) -> list[str]:
    rows = pair(
        text.t("position.margin", amount=fmt.money(view.margin)),
        text.t("position.reserved", share=reserved),
    )
    if view.liquidation is not None:
        level = fmt.price(view.liquidation, view.tick)
        rows += pair(text.t("position.liquidation"), level)
    return rows

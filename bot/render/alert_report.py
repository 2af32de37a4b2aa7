"""What ended, in a few lines, at the hour its reader chose."""

from datetime import date

from bot import format as fmt
from bot.cells import clip, pair
from bot.render.alert_frame import Alert, Frame
from bot.render.page import button
from bot.render.report import stretch_name
from core.events import PeriodReported


def report_alert(record: PeriodReported, frame: Frame) -> Alert:
    text = frame.text
    first, end = date.fromisoformat(record.first), date.fromisoformat(record.end)
    name = stretch_name(record.unit, first, end, text)
    here = f"{record.unit}.{first:%Y%m%d}"
    return Alert(
        header=f"🗓 {name} · {text.t(f'mode.sign.{frame.mode.value}')}",
        figures=tuple(_figures(record, frame)),
        notes=() if record.trades else (text.t("report.quiet"),),
        buttons=(
            button(text, "report", "rep:open", here),
            button(text, "report.html", "rep:file", f"html.{here}"),
        ),
    )


def _figures(record: PeriodReported, frame: Frame) -> list[str]:
    text = frame.text
    if not record.trades:
        return pair(text.t("report.equity_now"), fmt.money(record.equity))
    net = f"{fmt.signed_money(record.net)}{fmt.signed_percent(record.return_pct):>9}"
    rows = pair(text.t("analytics.net"), net)
    rows += pair(text.t("report.equity_now"), fmt.money(record.equity))
    won = f"{record.trades} · {round(100 * record.wins / record.trades)}%"
    rows += pair(text.t("analytics.trades"), won)
    if record.best is not None and record.worst is not None:
        both = f"{fmt.signed_money(record.best)} / {fmt.signed_money(record.worst)}"
        rows += pair(text.t("report.extremes"), both)
    if fmt.round_to(record.drawdown_pct, 1):
        rows += pair(text.t("analytics.drawdown"), f"-{fmt.tenths(record.drawdown_pct)}")
    if len(record.strategies) > 1:
        for name, made, count in record.strategies:
            rows += pair(f"{clip(name, 14)} ×{count}", fmt.signed_money(made))
    return rows

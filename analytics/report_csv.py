"""The trades of a report as a file for a sheet."""

import csv
import io
from datetime import UTC, datetime, timedelta

from core.events import PositionClosed
from core.reports import Report
from core.types import SECOND_NS

HEAD = (
    *("trade_id", "agent", "strategy", "symbol", "side", "leverage", "qty", "entry", "exit"),
    *("gross", "fees", "funding", "net", "r", "slip", "reason", "opened_at", "closed_at", "flags"),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_report(report: Report) -> bytes:
    """A row a trade, oldest first, times in UTC; with a byte order mark, without which a sheet
    takes Russian for noise."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEAD)
    for trade in report.trades:
        writer.writerow(_row(trade))
    return text.getvalue().encode("utf-8-sig")


def _row(trade: PositionClosed) -> tuple[str | int, ...]:
    result = trade.result
    amounts = (result.qty, result.entry, result.exit, result.gross, result.fees, result.funding)
    return (
        *map(_harmless, (result.trade_id, trade.agent, trade.strategy, trade.title)),
        result.side.name,
        result.leverage,
        *(f"{amount:f}" for amount in (*amounts, result.net)),
        "" if result.r is None else f"{result.r:f}",
        f"{result.slip:f}",
        result.reason.value,
        _moment(result.opened_at_ns),
        _moment(result.closed_at_ns),
        " ".join(result.flags),
    )


def _harmless(text: str) -> str:
    """What a sheet would run as a formula is marked as text."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _moment(at_ns: int) -> str:
    since = timedelta(seconds=at_ns // SECOND_NS, microseconds=at_ns % SECOND_NS // 1_000)
    at = datetime(1970, 1, 1, tzinfo=UTC) + since
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")

"""Reports as the desk asks for them: implements core.ports.results.Reporter."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from analytics.report import build_report, stretch_of
from analytics.report_csv import csv_report
from analytics.report_html import html_report
from core.events import PositionClosed
from core.pictures import Words
from core.ports.results import Reporter, Subject
from core.reports import Report, Stretch


class ReportWriter(Reporter):
    """Pure; the same page as a backtest's."""

    def stretch(self, unit: str, day: date, *, utc_offset_min: int) -> Stretch:
        return stretch_of(unit, day, utc_offset_min=utc_offset_min)

    def report(self, closed: Sequence[PositionClosed], start: Decimal, subject: Subject) -> Report:
        return build_report(closed, start, subject)

    def html(self, report: Report, words: Words) -> bytes:
        return html_report(report, words)

    def csv(self, report: Report) -> bytes:
        return csv_report(report)

"""Reports: the use case, and what sends them at their hour."""

from dataclasses import dataclass

from analytics.reporter import ReportWriter
from bot.locales import load_texts
from bot.render.report_words import report_words
from core.ports import Bus, Clock, JournalReader, KeyValue, Users
from core.ports.results import Reports
from services.closed import ClosedTrades
from services.report_push import ReportPush
from services.reports import ReportService
from services.seats import Seats


@dataclass(frozen=True, slots=True)
class Reporting:
    """`push` has a `run()` for the app's task group."""

    reports: Reports
    push: ReportPush


def build_reporting(
    seats: Seats, users: Users, journal: JournalReader, values: KeyValue, bus: Bus, clock: Clock
) -> Reporting:
    words = {language: report_words(text) for language, text in load_texts().items()}
    closed = ClosedTrades(journal, clock)
    reports = ReportService(seats, journal, closed, ReportWriter(), words=words)
    return Reporting(reports, ReportPush(users, reports, journal, values, bus, clock))

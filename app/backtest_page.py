"""A backtest's result as the page that reports of paper and live have, too."""

from collections.abc import Iterable, Iterator

from analytics.report import build_report
from analytics.report_html import html_report
from app.agent_rows import agent_reports
from backtest.plan import Plan, Result
from bot.locales import Text
from bot.render.report_words import report_words
from core.codec import decode
from core.events import SignalReady
from core.ports.results import Around, Subject
from core.reports import Report
from core.types import Mode
from core.values import replace


def backtest_report(result: Result) -> Report:
    """Its curve has the open positions in it. Pure."""
    plan = result.plan
    subject = Subject(
        title=title_of(plan),
        mode=Mode.PAPER,
        asset=plan.instrument.settle,
        start_ns=plan.start_ns,
        end_ns=plan.end_ns,
        around=Around(signals=tuple(_signals(result.lines))),
        conditions=result.conditions,
    )
    report = build_report(
        result.trades, plan.balance, subject, curve=result.curve, benchmark=result.benchmark
    )
    return replace(report, agents=agent_reports(result))


def title_of(plan: Plan) -> str:
    named, titles = ", ".join(plan.strategies), ", ".join(plan.titles)
    return f"{named} · {titles} {plan.timeframe} x{plan.leverage}"


def _signals(lines: Iterable[str]) -> Iterator[SignalReady]:
    for line in lines:
        name, _, payload = line.partition(" ")
        if name == SignalReady.topic:
            yield decode(SignalReady, payload)


def backtest_page(result: Result, text: Text) -> bytes:
    """One self-contained HTML file in one language."""
    return html_report(backtest_report(result), report_words(text))

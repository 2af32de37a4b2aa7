"""Screens of results in every state."""

from collections.abc import Mapping

from bot.locales import Text
from bot.render.alert import render_alert
from bot.render.report import render_report
from bot.render.results import render_periods, render_profit, render_ranking
from bot.screen import Screen
from core.events import PeriodReported
from core.types import Mode, Side
from core.values import replace
from tests.screens import result_samples as r
from tests.screens import samples as s


def result_screens(text: Text) -> Mapping[str, Mapping[str, Screen]]:
    return {
        "results": {
            "profit": render_profit(r.PROFIT, text),
            "profit of longs in 7 days": render_profit(
                replace(r.PROFIT, side=Side.LONG, days=7, equity=None, last_ns=r.PROFIT.first_ns),
                text,
            ),
            "no profit yet": render_profit(
                replace(r.PROFIT, mode=Mode.LIVE, statistics=s.NO_TRADES), text
            ),
            **{f"by {by}": render_ranking(view, text) for by, view in r.RANKINGS.items()},
            "a second page": render_ranking(r.SECOND_PAGE, text),
            "no groups": render_ranking(r.NOTHING, text),
            **{unit: render_periods(view, text) for unit, view in r.PERIODS.items()},
        },
        "reports": {
            **{name: render_report(view, text) for name, view in r.REPORTS.items()},
        },
    }


def report_alerts(text: Text) -> dict[str, Screen]:
    return {
        "a day's report": _sent(r.REPORTED, text),
        "a quiet month's report": _sent(r.NOTHING_REPORTED, text),
    }


def _sent(record: PeriodReported, text: Text) -> Screen:
    screen = render_alert(record.topic, record, text, Mode.PAPER)
    assert screen is not None
    return screen

"""A report as one file: complete, safe, and the same figures as everywhere."""

import csv
import io
import re
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest

from analytics.equity import equity_statistics
from analytics.report import build_report, stretch_of
from analytics.report_csv import HEAD, csv_report
from analytics.report_html import MOST_TRADES, html_report
from analytics.report_plot import MOST_POINTS, thinned
from analytics.report_words import percent, ratio
from analytics.reporter import ReportWriter
from analytics.trades import trade_statistics
from bot.locales import load_texts
from bot.render.report_words import report_words
from core.errors import InputError
from core.events import PositionClosed
from core.ports.results import Measured, Subject
from core.reports import Report
from core.statistics import EquityPoint, PriceBar
from core.types import DAY_NS, HOUR_NS, InstrumentId, Mode
from core.values import replace
from tests.unit.test_trade_statistics import MONDAY_NS, closed

TEXTS = load_texts()
VOID = {"meta", "line", "polygon", "polyline"}
BTC = InstrumentId("btc")


class Page(HTMLParser):
    """What a page holds; complains of a tag that is not closed."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.open: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.tags: set[str] = set()
        self.text = ""
        self.feed(page.decode())
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += f"{data} "


SUBJECT = Subject(
    title="Week's report",
    mode=Mode.PAPER,
    asset="USDT",
    start_ns=MONDAY_NS,
    end_ns=MONDAY_NS + 7 * DAY_NS,
    conditions=(("market", "made"), ("fees", "0.05 %")),
)


def report(trades: list[PositionClosed], **changes: object) -> Report:
    return replace(build_report(trades, Decimal(10_000), SUBJECT), **changes)  # type: ignore[arg-type]


WEEK = [closed(net, hours=20 * number, r="1") for number, net in enumerate(("30", "-10", "5.5"))]


@pytest.mark.parametrize("language", TEXTS)
def test_a_page_is_well_formed_and_asks_nothing_from_outside(language: str) -> None:
    content = html_report(report(WEEK), report_words(TEXTS[language]))
    page = Page(content)
    assert not page.tags & {"script", "link", "img", "iframe", "object"}
    assert {name for name, _ in page.attributes} & {"src", "href", "onclick"} == set()
    assert b"http" not in content.replace(b"http-equiv", b"")
    assert b"url(" not in content
    assert b"@import" not in content
    assert b"default-src 'none'" in content


@pytest.mark.parametrize("language", TEXTS)
def test_a_page_says_everything_in_its_readers_language(language: str) -> None:
    words = report_words(TEXTS[language])
    text = Page(html_report(report(WEEK), words)).text
    for code in ("equity", "results", "win_rate", "payoff", "exposure", "by.weekday", "trades"):
        assert words.of(f"report.{code}") in text
    assert f'lang="{language}"'.encode() in html_report(report(WEEK), words)
    assert not re.search(r"\b(?:None|nan|inf|report\.|Decimal)\b", text)


def test_every_word_of_the_page_has_its_phrase() -> None:
    source = (Path(__file__).parents[2] / "analytics" / "report_html.py").read_text("utf-8")
    used = set(re.findall(r'_w\("([a-z_.]+)"\)', source)) - {"lang"}
    heads = re.findall(r"(?:heads = |_table\()\(([^)]*)\)", source)
    used |= {name for row in heads for name in re.findall(r'"([a-z_]+)"', row)}
    used |= set(re.findall(r'_section\("([a-z_]+)"', source))
    assert len(used) > 40
    for language, text in TEXTS.items():
        missing = {name for name in used if f"report.{name}" not in text.phrases}
        assert missing == set(), language


def test_a_page_is_light_and_dark_and_fits_a_phone() -> None:
    content = html_report(report(WEEK), report_words(TEXTS["en"]))
    assert b"prefers-color-scheme: dark" in content
    assert b"width=device-width" in content


def test_the_figures_are_those_of_the_statistics() -> None:
    text = Page(html_report(report(WEEK), report_words(TEXTS["en"]))).text
    assert "+25.50" in text
    assert "66.67%" in text
    assert "+0.26%" in text


def test_names_that_a_person_chose_cannot_leave_their_place() -> None:
    evil = replace(WEEK[0], strategy="<script>alert(1)</script>", title='"><img src=x>')
    content = html_report(report([evil], title="<b>"), report_words(TEXTS["en"]))
    assert not Page(content).tags & {"script", "img"}
    assert b"<script" not in content
    assert b"<img" not in content


def test_a_report_without_trades_says_so() -> None:
    content = html_report(report([]), report_words(TEXTS["en"]))
    assert "No closed trades." in Page(content).text
    assert b"<svg" not in content


def test_a_long_list_of_trades_is_cut_and_says_so() -> None:
    trades = [closed("1", hours=number) for number in range(MOST_TRADES + 3)]
    text = Page(html_report(report(trades), report_words(TEXTS["en"]))).text
    assert "Older trades, not listed : 3" in text.replace("listed: ", "listed : ")


def test_a_curve_of_its_own_takes_the_place_of_the_realised_one() -> None:
    curve = [EquityPoint(MONDAY_NS, 100.0), EquityPoint(MONDAY_NS + DAY_NS, 90.0)]
    found = build_report(WEEK, Decimal(100), SUBJECT, curve=curve, benchmark=0.05)
    assert found.equity is not None
    assert found.equity.max_drawdown == pytest.approx(0.1)
    assert "+5.00%" in Page(html_report(found, report_words(TEXTS["en"]))).text


def test_a_long_curve_keeps_its_extremes_and_its_ends() -> None:
    curve = [EquityPoint(at, 100.0 + (at * 37) % 11) for at in range(5_000)]
    curve[1_234] = EquityPoint(1_234, 1.0)
    curve[4_321] = EquityPoint(4_321, 999.0)
    shown = thinned(curve)
    assert len(shown) <= MOST_POINTS + 2
    assert (shown[0], shown[-1]) == (curve[0], curve[-1])
    assert {1.0, 999.0} <= {point.equity for point in shown}
    assert [point.at_ns for point in shown] == sorted(point.at_ns for point in shown)


def test_excursions_are_of_trades_that_lasted_some_bars() -> None:
    trade = replace(closed("1"), instrument=BTC)
    short = replace(trade, result=replace(trade.result, closed_at_ns=MONDAY_NS + 1))
    minute = HOUR_NS // 60
    bars = [
        PriceBar(MONDAY_NS + at * minute, MONDAY_NS + (at + 1) * minute, 103.0, 98.0, 100.0)
        for at in range(120)
    ]
    subject = replace(SUBJECT, bars={BTC: bars})
    found = build_report([trade, short], Decimal(100), subject).excursions
    assert found is not None
    assert found.trades == 1
    assert found.adverse == pytest.approx(0.02)


def test_a_sheet_has_a_row_a_trade_and_runs_no_formula() -> None:
    evil = replace(WEEK[0], strategy="=1+1")
    content = csv_report(report([evil, WEEK[1]]))
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows[0] == list(HEAD)
    assert [dict(zip(HEAD, row, strict=True))["net"] for row in rows[1:]] == ["30", "-10"]
    assert rows[1][2] == "'=1+1"


@pytest.mark.parametrize(
    ("unit", "first", "end"),
    [
        ("day", date(2026, 12, 31), date(2027, 1, 1)),
        ("week", date(2026, 12, 28), date(2027, 1, 4)),
        ("month", date(2026, 12, 1), date(2027, 1, 1)),
    ],
)
def test_a_stretch_goes_from_midnight_to_midnight_of_the_reader(
    unit: str, first: date, end: date
) -> None:
    found = stretch_of(unit, date(2026, 12, 31), utc_offset_min=180)
    assert (found.first, found.end) == (first, end)
    assert found.start_ns % DAY_NS == DAY_NS - 3 * HOUR_NS
    assert (found.end_ns - found.start_ns) // DAY_NS == (end - first).days


def test_what_nobody_told_of_is_no_group() -> None:
    assert {by for by, _ in report(WEEK).groups} & {"tag", "mix", "regime"} == set()


def test_there_is_no_report_of_a_decade() -> None:
    with pytest.raises(InputError):
        ReportWriter().stretch("decade", date(2026, 1, 1), utc_offset_min=0)


def held_at_the_end(trades: list[PositionClosed], end: float) -> Report:
    points = (EquityPoint(MONDAY_NS, 10_000.0), EquityPoint(MONDAY_NS + DAY_NS, end))
    return build_report(trades, Decimal(10_000), SUBJECT, curve=points)


def test_what_was_still_open_is_told_beside_the_net() -> None:
    page = html_report(held_at_the_end(WEEK, 9_900.0), report_words(TEXTS["en"]))
    text = Page(page).text
    assert "Still open at the end" in text
    assert "-125.50" in text


def test_nothing_is_told_of_what_was_open_when_nothing_was() -> None:
    for made in (held_at_the_end(WEEK, 10_025.5), report(WEEK)):
        assert "Still open" not in Page(html_report(made, report_words(TEXTS["en"]))).text


def test_a_test_of_which_only_the_last_trades_are_kept_is_judged_by_all_of_them() -> None:
    points = (EquityPoint(MONDAY_NS, 10_000.0), EquityPoint(MONDAY_NS + DAY_NS, 10_025.5))
    statistics, equity = trade_statistics(WEEK), equity_statistics(points)
    measured = Measured(statistics=statistics, equity=equity, curve=points)
    subject = replace(SUBJECT, measured=measured)
    made = ReportWriter().report(WEEK[-1:], Decimal(10_000), subject)
    assert (made.statistics, made.equity, made.curve) == (statistics, equity, points)
    assert made.left_out == 2
    text = Page(html_report(made, report_words(TEXTS["en"]))).text
    assert "Older trades, not listed : 2" in " ".join(text.replace(":", " : ").split())
    assert "+25.50" in text
    assert "In the market" not in text


@pytest.mark.parametrize("small", [-0.0, -0.000_01, 0.000_01])
def test_what_is_too_small_to_be_shown_has_no_sign(small: float) -> None:
    assert (percent(small), ratio(small)) == ("0.00%", "0.00")


def test_a_test_whose_history_ends_early_is_not_told_as_whole() -> None:
    points = (EquityPoint(MONDAY_NS, 10_000.0), EquityPoint(MONDAY_NS + 2 * DAY_NS, 10_025.5))
    subject = replace(SUBJECT, end_ns=MONDAY_NS + 60 * DAY_NS)
    early = build_report(WEEK, Decimal(10_000), subject, curve=points)
    assert early.end_ns == points[-1].at_ns
    assert early.activity.exposure == pytest.approx(6 / 48)
    whole = build_report(WEEK, Decimal(10_000), subject)
    assert whole.end_ns == subject.end_ns

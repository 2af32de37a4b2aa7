"""A report as one HTML file: nothing from outside, light and dark, readable on a phone."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from html import escape
from pathlib import Path

from analytics.report_plot import equity_plot
from analytics.report_words import NOTHING, Figures, count, money, percent, price, ratio, tone
from core.events import PositionClosed
from core.pictures import Words
from core.reports import AgentReport, Groups, Report
from core.statistics import Drawdown, Period, TradeStatistics

MOST_TRADES = 1_000
STYLE = (Path(__file__).parent / "report.css").read_text("utf-8")
POLICY = "default-src 'none'; style-src 'unsafe-inline'"
NAMED = frozenset({"reason", "tag", "regime", "weekday"})
"""Groupings whose names are codes: `exit.TP`, `tag.dip`, `regime.up`, `weekday.Mon`."""

Cell = tuple[str, str]
"""A text and its class."""


def html_report(report: Report, words: Words) -> bytes:
    """In the words of one language (`report.*` and the names of codes); a name that a person or a
    plugin chose is escaped like everything else."""
    page = _Page(report, words)
    return "".join(page.parts()).encode()


class _Page:
    """Writes one report."""

    def __init__(self, report: Report, words: Words) -> None:
        self._report = report
        self._words = words
        self._figures = Figures(words, report.utc_offset_min)

    def parts(self) -> Iterable[str]:
        yield self._head()
        yield "<main>"
        yield self._header()
        yield self._section("equity", equity_plot(self._report.curve, self._figures))
        yield self._section("results", _list(self._results()))
        yield self._section("agents", self._agents(self._report.agents))
        yield self._section("periods", self._periods(self._report.periods))
        yield self._section("groups", "".join(self._groups()))
        yield self._section("drawdowns", self._falls(self._report.drawdowns))
        yield self._section("trades", self._trades(self._report.trades))
        yield self._section("conditions", self._conditions())
        yield f"<footer>{self._w('made')}</footer></main></body></html>\n"

    def _w(self, code: str) -> str:
        return escape(self._words.of(f"report.{code}"))

    def _head(self) -> str:
        return (
            f'<!doctype html><html lang="{self._w("lang")}"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
            f"<title>{escape(self._report.title)}</title><style>{STYLE}</style></head><body>"
        )

    def _header(self) -> str:
        report = self._report
        net, share = report.statistics.net, report.return_pct
        first, last = self._figures.moment(report.start_ns), self._figures.moment(report.end_ns)
        return (
            f'<header><p class="badge">{escape(self._words.of(f"mode.{report.mode.value}"))}</p>'
            f"<h1>{escape(report.title)}</h1>"
            f'<p class="dim">{first} – {last}</p>'
            f'<div class="hero"><b class="{tone(net)}">{money(net)}</b>'
            f"<span>{escape(report.asset)}</span>"
            f'<span class="{tone(share)}">{percent(float(share) / 100)}</span></div></header>'
        )

    def _section(self, name: str, body: str) -> str:
        return f"<section><h2>{self._w(name)}</h2>{body}</section>" if body else ""

    def _results(self) -> Iterable[tuple[str, Cell]]:
        found = self._report.statistics
        yield self._w("trades"), (count(found.trades), "")
        yield from self._of_trades(found) if found.trades else ()
        yield from self._of_equity() if found.trades or self._report.still_open else ()
        if self._report.benchmark is not None:
            share = self._report.benchmark
            yield self._w("benchmark"), (percent(share), tone(share))

    def _of_trades(self, found: TradeStatistics) -> Iterable[tuple[str, Cell]]:
        yield self._w("win_rate"), (percent(found.win_rate, is_signed=False), "")
        yield self._w("profit_factor"), (ratio(found.profit_factor), "")
        yield self._w("expectancy"), _made(found.expectancy)
        yield self._w("payoff"), (ratio(found.payoff), "")
        yield self._w("average_win"), _made(found.average_win)
        yield self._w("average_loss"), _made(found.average_loss)
        yield self._w("best"), _made(found.best)
        yield self._w("worst"), _made(found.worst)
        yield self._w("streaks"), (f"+{found.longest_wins} / -{found.longest_losses}", "")
        yield self._w("sqn"), (ratio(found.sqn), "")
        yield self._w("held"), (self._figures.span(found.held_s), "")
        yield self._w("gross"), _made(found.gross)
        yield self._w("fees"), (money(-found.fees), "")
        if found.funding:
            yield self._w("funding"), _made(found.funding)

    def _of_equity(self) -> Iterable[tuple[str, Cell]]:
        report, equity = self._report, self._report.equity
        if report.still_open:
            yield self._w("still_open"), _made(report.still_open)
        if equity is not None:
            yield self._w("max_drawdown"), (percent(-equity.max_drawdown), "bad")
            yield self._w("under_water"), (self._figures.span(equity.drawdown_s), "")
            yield self._w("sharpe"), (ratio(equity.sharpe), "")
            yield self._w("sortino"), (ratio(equity.sortino), "")
            yield self._w("calmar"), (ratio(equity.calmar), "")
        if not report.left_out:
            yield self._w("exposure"), (percent(report.activity.exposure, is_signed=False), "")
            yield self._w("turnover"), (money(report.activity.turnover, is_signed=False), "")
        if (went := report.excursions) is not None:
            both = f"{percent(-went.adverse)} / {percent(went.favourable)}"
            yield self._w("excursions"), (both, "")

    def _periods(self, periods: Sequence[Period]) -> str:
        if len(periods) < 2:
            return ""
        rows = (
            (
                (self._day(row), ""),
                _made(row.net),
                (count(row.trades), ""),
                (_whole(row.wins / row.trades), ""),
                (money(-row.fees), ""),
            )
            for row in reversed(periods)
        )
        return self._table(("period", "net", "trades", "win_rate", "fees"), rows)

    def _day(self, row: Period) -> str:
        months = self._words.months
        return f"{row.start.day} {escape(months[row.start.month - 1])} {row.start.year}"

    def _groups(self) -> Iterable[str]:
        for at, (by, groups) in enumerate(self._report.groups):
            is_open = " open" if at == 0 else ""
            table = self._grouped(by, groups)
            yield f"<details{is_open}><summary>{self._w(f'by.{by}')}</summary>{table}</details>"

    def _grouped(self, by: str, groups: Groups) -> str:
        rows = (
            (
                (escape(self._named(by, name)), ""),
                _made(group.net),
                (count(group.trades), ""),
                (_whole(group.win_rate), ""),
                (ratio(group.profit_factor), ""),
                _made(group.expectancy),
            )
            for name, group in groups
        )
        heads = ("name", "net", "trades", "win_rate", "profit_factor", "expectancy")
        return self._table(heads, rows)

    def _named(self, by: str, name: str) -> str:
        if by == "mix":
            tag, _, reason = name.rpartition("+")
            return f"{self._words.of(f'tag.{tag}')} + {self._words.of(f'exit.{reason}')}"
        if by == "hour":
            return f"{name}:00"
        family = "exit" if by == "reason" else by
        return self._words.of(f"{family}.{name}") if by in NAMED else name

    def _agents(self, agents: Sequence[AgentReport]) -> str:
        heads = ("agent", "net", "trades", "win_rate", "profit_factor", "refused", "benchmark")
        return self._table(heads, map(self._agent, agents)) if agents else ""

    def _agent(self, each: AgentReport) -> Sequence[Cell]:
        found, share = each.statistics, each.benchmark
        return (
            (escape(f"{each.strategy} {each.title} · {each.agent}"), ""),
            _made(found.net),
            (count(found.trades), ""),
            (_whole(found.win_rate), ""),
            (ratio(found.profit_factor), ""),
            (count(each.refused), ""),
            (percent(share), tone(share)),
        )

    def _falls(self, falls: Sequence[Drawdown]) -> str:
        rows = ([(text, "") for text in self._fall(fall)] for fall in falls)
        heads = ("depth", "from", "bottom", "until", "lasted")
        return self._table(heads, rows) if falls else ""

    def _fall(self, fall: Drawdown) -> Sequence[str]:
        end_ns = self._report.end_ns if fall.end_ns is None else fall.end_ns
        return (
            percent(-fall.depth),
            self._figures.day(fall.start_ns),
            self._figures.day(fall.bottom_ns),
            self._w("goes_on") if fall.end_ns is None else self._figures.day(fall.end_ns),
            self._figures.span((end_ns - fall.start_ns) / 1e9),
        )

    def _trades(self, trades: Sequence[PositionClosed]) -> str:
        if not trades:
            return f'<p class="dim">{self._w("nothing")}</p>'
        rows = (self._trade(trade) for trade in reversed(trades[-MOST_TRADES:]))
        heads = ("closed", "symbol", "strategy", "entry", "exit", "net", "r", "reason")
        table = self._table(heads, rows, "names")
        cut = max(len(trades) - MOST_TRADES, 0) + self._report.left_out
        note = f'<p class="dim">{self._w("older")}: {count(cut)}</p>' if cut > 0 else ""
        return table + note

    def _trade(self, trade: PositionClosed) -> Sequence[Cell]:
        result = trade.result
        return (
            (self._figures.moment(result.closed_at_ns), ""),
            (f"{result.side.name} {escape(trade.title)} x{result.leverage}", ""),
            (escape(trade.strategy), ""),
            (price(result.entry, trade.tick), ""),
            (price(result.exit, trade.tick), ""),
            _made(result.net),
            (NOTHING if result.r is None else f"{result.r:+.2f}", ""),
            (escape(self._words.of(f"exit.{result.reason.value}")), ""),
        )

    def _conditions(self) -> str:
        rows = "".join(
            f"<tr><td>{escape(self._words.of(f'condition.{name}'))}</td>"
            f"<td>{escape(value)}</td></tr>"
            for name, value in self._report.conditions
        )
        return f'<table class="long">{rows}</table>' if rows else ""

    def _table(self, heads: Sequence[str], rows: Iterable[Sequence[Cell]], kind: str = "") -> str:
        head = "".join(f"<th>{self._w(name)}</th>" for name in heads)
        body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
        return (
            f'<div class="wide"><table class="{kind}"><thead><tr>{head}</tr></thead>'
            f"<tbody>{body}</tbody></table></div>"
        )


def _list(pairs: Iterable[tuple[str, Cell]]) -> str:
    rows = "".join(
        f'<div><dt>{name}</dt><dd class="{kind}">{text}</dd></div>'
        for name, (text, kind) in pairs
        if text != NOTHING
    )
    return f"<dl>{rows}</dl>"


def _whole(share: float | None) -> str:
    return NOTHING if share is None else f"{share * 100:.0f}%"


def _made(amount: Decimal | None) -> Cell:
    return money(amount), tone(amount)


def _cell(cell: Cell) -> str:
    text, kind = cell
    return f'<td class="{kind}">{text}</td>' if kind else f"<td>{text}</td>"

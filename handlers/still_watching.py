"""Views of looking with their ages left out: equal ones tell that nothing happened but time."""

from core.trading import FeedHealth
from core.values import replace
from core.views import PositionView, QuoteView
from core.views.watching import (
    AgentRow,
    AgentsView,
    AgentView,
    MarketView,
    MonitorView,
    PortfolioView,
    WatchView,
)


def still_market(view: MarketView) -> MarketView:
    return replace(view, now_ns=0, feed=_feed(view.feed), quote=_quote(view.quote))


def still_watch(view: WatchView) -> WatchView:
    rows = (replace(row, feed=_feed(row.feed), quote=_quote(row.quote)) for row in view.rows)
    return replace(view, rows=tuple(rows))


def still_portfolio(view: PortfolioView) -> PortfolioView:
    return replace(view, positions=tuple(_position(each) for each in view.positions))


def still_monitor(view: MonitorView) -> MonitorView:
    return replace(
        view,
        now_ns=0,
        agents=tuple(_agent(row) for row in view.agents),
        feeds=tuple((title, _feed(feed)) for title, feed in view.feeds),
    )


def still_agents(view: AgentsView) -> AgentsView:
    manual = None if view.manual is None else _agent(view.manual)
    return replace(view, agents=tuple(_agent(row) for row in view.agents), manual=manual)


def still_agent(view: AgentView) -> AgentView:
    return replace(view, row=_agent(view.row))


def _agent(row: AgentRow) -> AgentRow:
    signal = None if row.signal is None else replace(row.signal, lasted_s=0)
    position = None if row.position is None else _position(row.position)
    return replace(row, feed=_feed(row.feed), signal=signal, position=position)


def _feed(feed: FeedHealth) -> FeedHealth:
    return replace(feed, age_s=0.0)


def _quote(quote: QuoteView | None) -> QuoteView | None:
    return None if quote is None else replace(quote, age_s=0.0)


def _position(position: PositionView) -> PositionView:
    return replace(position, held_s=0)

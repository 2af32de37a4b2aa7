"""Whatever a desk could hand over: the screens of looking keep the laws."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.render.agents import render_agent, render_agents
from bot.render.compare import render_compare
from bot.render.market import render_market
from bot.render.monitor import render_monitor
from bot.render.portfolio import render_portfolio
from bot.render.watch import render_watch
from core.trading import FeedHealth
from core.types import AgentId, AgentState, FeedStatus
from core.values import replace
from core.views import PositionView
from core.views import watching as w
from tests.screens import random_views as r
from tests.screens import watch_samples as s
from tests.screens.catalogue import TEXTS
from tests.screens.laws import check

feeds = st.builds(
    FeedHealth,
    st.sampled_from(FeedStatus),
    st.floats(0, 1e7),
    st.just("stream"),
    is_over=st.booleans(),
)
days = st.none() | st.builds(
    w.DayView,
    low=r.prices,
    high=r.prices,
    change_pct=r.shares,
    path=st.lists(st.floats(0, 1e9), max_size=96).map(tuple),
)
funds = st.builds(w.FundsView, equity=r.money, wallet=r.money, reserved=r.money, unrealised=r.money)
markets = st.builds(
    lambda title, tick, feed, quote, day: replace(
        s.MARKET, title=title, tick=tick, feed=feed, quote=quote, day=day
    ),
    r.foreign,
    r.ticks,
    feeds,
    st.none() | r.quotes,
    days,
)
watch_rows = st.builds(
    lambda title, feed, quote, day: replace(
        s.WATCHED, title=title, feed=feed, quote=quote, day=day
    ),
    r.foreign,
    feeds,
    st.none() | r.quotes,
    days,
)
agent_rows = st.builds(
    lambda name, state, made, today, position, signal, blocked: replace(
        s.ROW,
        name=name or "x",
        state=state,
        equity=made,
        today=today,
        position=position,
        signal=signal,
        blocked=blocked,
    ),
    r.foreign,
    st.sampled_from(AgentState),
    r.money,
    r.money,
    st.none() | r.positions,
    st.none() | r.signals,
    st.sampled_from(["", "MARGIN_LIMIT", "NEW_CODE"]),
)
named_rows = agent_rows.filter(lambda row: bool(row.name.strip()))


@pytest.mark.parametrize("language", TEXTS)
@given(view=markets, is_paused=st.booleans())
def test_any_market_fits_a_phone(language: str, view: w.MarketView, is_paused: bool) -> None:
    check(render_market(view, TEXTS[language], is_paused=is_paused))


@pytest.mark.parametrize("language", TEXTS)
@given(rows=st.lists(watch_rows, max_size=1))
def test_any_watch_list_fits_a_phone(language: str, rows: list[w.WatchRow]) -> None:
    check(render_watch(replace(s.WATCH, rows=tuple(rows)), TEXTS[language]))


@pytest.mark.parametrize("language", TEXTS)
@given(money=funds, today=r.money, held=st.lists(r.positions, max_size=6), share=r.shares)
def test_any_portfolio_fits_a_phone(
    language: str, money: w.FundsView, today: Decimal, held: list[PositionView], share: Decimal
) -> None:
    part = w.ShareView(name="BTC/USDT", amount=money.reserved, share_pct=share)
    view = replace(
        s.PORTFOLIO,
        funds=money,
        today=today,
        positions=tuple(held),
        by_instrument=(part,) * 9,
        long=abs(today),
    )
    check(render_portfolio(view, TEXTS[language]))


@pytest.mark.parametrize("language", TEXTS)
@given(rows=st.lists(named_rows, max_size=8), feed=feeds)
def test_any_monitor_fits_a_phone(language: str, rows: list[w.AgentRow], feed: FeedHealth) -> None:
    agents = tuple(replace(row, agent=AgentId(f"a{n}")) for n, row in enumerate(rows))
    view = replace(s.MONITOR, agents=agents, feeds=(("BTC/USDT", feed),) * 6)
    check(render_monitor(view, TEXTS[language]))


@pytest.mark.parametrize("language", TEXTS)
@given(row=named_rows)
def test_any_agent_and_its_card_fit_a_phone(language: str, row: w.AgentRow) -> None:
    check(render_agents(replace(s.AGENTS, agents=(row,)), TEXTS[language]))
    check(render_agent(replace(s.CARD, row=row), TEXTS[language]))


@pytest.mark.parametrize("language", TEXTS)
@given(result=r.shares, fall=st.none() | r.shares)
def test_any_comparison_fits_a_phone(language: str, result: Decimal, fall: Decimal | None) -> None:
    row = replace(s.COMPARED[0], return_pct=result, max_drawdown_pct=fall)
    check(render_compare(replace(s.COMPARE, agents=(row,)), TEXTS[language]))

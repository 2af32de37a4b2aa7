"""Views of the market and of the whole desk, with figures a person can check."""

from decimal import Decimal as D

from core.trading import FeedHealth
from core.types import Access, AgentId, AgentState, FeedStatus, InstrumentId, Mode, Timeframe
from core.values import replace
from core.views import watching as w
from services.symbol_pages import TIMEFRAMES
from tests.screens import samples as s

LIVE = FeedHealth(FeedStatus.LIVE, 0.4, "stream")
REST = FeedHealth(FeedStatus.FALLBACK, 1.2, "asked")
STALE = FeedHealth(FeedStatus.STALE, 74.0, "none", gaps=2)
OVER = FeedHealth(FeedStatus.STALE, 74.0, "none", is_over=True)
ETH, SOL = InstrumentId("sim:usdm:ETHUSDT"), InstrumentId("sim:usdm:SOLUSDT")
PATH = tuple(float(x) for x in (3, 1, 2, 4, 5, 4, 6, 8, 7, 9, 10, 9, 12, 11, 13, 12))
DAY = w.DayView(D("65804.00"), D("67390.00"), D("1.8216"), PATH)
FUNDS = w.FundsView(D("10244.90"), D("10240.00"), D("511.02"), D("4.90"))

MARKET = w.MarketView(
    mode=Mode.PAPER,
    instrument=s.BTC,
    title="BTC/USDT",
    base="BTC",
    tick=s.TICK,
    timeframe=Timeframe.H1,
    timeframes=TIMEFRAMES,
    feed=LIVE,
    access=Access.OWNER,
    now_ns=s.NOW,
    utc_offset_min=180,
    quote=s.QUOTE,
    day=DAY,
    trend=w.TrendView(20, 50, 1, 58.2),
)
MARKETS = {
    "live": MARKET,
    "for a viewer, watched": replace(MARKET, access=Access.VIEWER, is_watched=True),
    "by REST, falling": replace(MARKET, feed=REST, trend=w.TrendView(20, 50, -1, 31.0)),
    "stale": replace(MARKET, feed=STALE),
    "recording ended": replace(MARKET, feed=OVER),
    "nothing known": replace(MARKET, feed=STALE, quote=None, day=None, trend=None),
    "with indicators of plugins": replace(
        MARKET,
        readings=(
            w.ReadingView("custom_rsi", (("custom_rsi", 58.2),)),
            w.ReadingView(
                "bollinger_bands",
                (("sma", 67_012.44), ("upper_band", 67_400.0), ("lower_band", 66_624.881)),
            ),
            w.ReadingView("many", tuple((f"out_{n}", n * 1e-9) for n in range(9))),
        ),
    ),
    "a flat day": replace(
        MARKET,
        day=w.DayView(D("67120.50"), D("67120.50"), D(0), (1.0,)),
        trend=w.TrendView(20, 50, 0, None),
    ),
}
SYMBOL_ROWS = (
    w.SymbolRow(s.BTC, "BTC/USDT"),
    w.SymbolRow(ETH, "ETH/USDT"),
    w.SymbolRow(SOL, "SOL/USDT"),
)
SYMBOLS = w.SymbolsView(
    mode=Mode.PAPER,
    rows=SYMBOL_ROWS,
    page=2,
    pages=3,
    total=27,
    current=s.BTC,
    timeframe=Timeframe.H1,
)
FOUND = replace(SYMBOLS, rows=SYMBOL_ROWS[1:2], page=1, pages=1, sought="eth")
GUESSED = replace(FOUND, sought="eht", is_guess=True)
NOT_FOUND = replace(GUESSED, rows=(), sought="qqqq")

WATCHED = w.WatchRow(
    instrument=s.BTC,
    title="BTC/USDT",
    base="BTC",
    tick=s.TICK,
    feed=LIVE,
    quote=s.QUOTE,
    day=DAY,
)
FALLING = replace(
    WATCHED,
    instrument=ETH,
    title="ETH/USDT",
    base="ETH",
    feed=REST,
    quote=replace(s.QUOTE, title="ETH/USDT", bid=D("3412.10"), ask=D("3412.20")),
    day=replace(DAY, change_pct=D("-0.44")),
)
SILENT = replace(WATCHED, instrument=SOL, title="SOL/USDT", base="SOL", feed=STALE)
UNHEARD = replace(SILENT, title="XRP/USDT", base="XRP", quote=None, day=None)
WATCH = w.WatchView(
    mode=Mode.PAPER,
    rows=(WATCHED, FALLING, SILENT, UNHEARD),
    page=1,
    pages=1,
    timeframe=Timeframe.M15,
    has_more=True,
)


def share(name: str, amount: str, percent: str) -> w.ShareView:
    return w.ShareView(name=name, amount=D(amount), share_pct=D(percent))


HELD = replace(s.LONG, trade_id="u7-1-000007", agent=s.AGENT, agent_name="auto", instrument=s.BTC)
SOLD = replace(
    s.SHORT,
    base="ETH",
    title="ETH/USDT",
    trade_id="u7-0-000012",
    agent=AgentId("a0"),
    agent_name="manual",
    is_manual=True,
    instrument=ETH,
    qty=D("0.100"),
    now=D("3412.10"),
)
PORTFOLIO = w.PortfolioView(
    mode=Mode.PAPER,
    asset="USDT",
    funds=FUNDS,
    equity_pct=D("2.45"),
    today=D("38.10"),
    today_pct=D("0.37"),
    by_instrument=(
        share("BTC/USDT", "511.02", "4.99"),
        share("ETH/USDT", "170.61", "1.67"),
        share("", "9563.27", "93.34"),
    ),
    by_agent=(share("auto", "7721.50", "75.4"), share("agent 2", "2523.40", "24.6")),
    positions=(HELD, SOLD),
    count=2,
    page=1,
    pages=1,
    orders=3,
    long=D("1026.94"),
    short=D("341.21"),
    access=Access.OWNER,
)
PORTFOLIOS = {
    "two positions, two agents": PORTFOLIO,
    "flat": replace(
        PORTFOLIO,
        funds=w.FundsView(D(10000), D(10000), D(0), D(0)),
        equity_pct=D(0),
        today=D(0),
        by_instrument=(share("", "10000", "100"),),
        by_agent=(share("auto", "10000", "100"),),
        positions=(),
        count=0,
        orders=0,
        long=D(0),
        short=D(0),
    ),
    "many positions": replace(
        PORTFOLIO,
        positions=tuple(replace(HELD, trade_id=f"u7-1-{number:06}") for number in range(6)),
        count=14,
        page=2,
        pages=3,
    ),
}

ROW = w.AgentRow(
    agent=s.AGENT,
    name="auto",
    state=AgentState.RUNNING,
    strategy="TREND",
    title="BTC/USDT",
    base="BTC",
    tick=s.TICK,
    timeframe=Timeframe.H1,
    leverage=2,
    is_spot=False,
    slice=D("7500"),
    equity=D("7721.50"),
    today=D("38.10"),
    trades_today=3,
    feed=LIVE,
    is_chosen=True,
    positions=1,
    unrealised=D("4.90"),
    position=HELD,
    signal=s.HOLD,
)
OBSERVING = replace(
    ROW,
    agent=AgentId("a2"),
    name="agent 2",
    state=AgentState.OBSERVING,
    strategy="GRID",
    title="ETH/USDT",
    base="ETH",
    slice=D("2500"),
    equity=D("2500"),
    today=D(0),
    trades_today=0,
    is_chosen=False,
    positions=0,
    unrealised=D(0),
    position=None,
    signal=s.READY,
)
OFF = replace(OBSERVING, agent=AgentId("a3"), name="night", state=AgentState.OFF, signal=None)
BLOCKED = replace(
    OBSERVING,
    agent=AgentId("a4"),
    name="agent 4",
    state=AgentState.RUNNING,
    blocked="MARGIN_LIMIT",
    equity=D("2380.20"),
    today=D("-119.80"),
)
ON_ITS_WAY = replace(OBSERVING, agent=AgentId("a5"), name="agent 1234567890", pending="entry")
HALTED = replace(ROW, state=AgentState.HALTED, position=None, positions=0, signal=None)
MANUAL = replace(
    ROW,
    agent=AgentId("a0"),
    name="manual",
    state=AgentState.OFF,
    slice=D(0),
    equity=D("-6.95"),
    is_chosen=False,
    is_manual=True,
    today=D(0),
    trades_today=0,
    positions=1,
    unrealised=D("-4.90"),
    position=SOLD,
    signal=None,
)
MONITOR = w.MonitorView(
    mode=Mode.PAPER,
    funds=FUNDS,
    today=D("38.10"),
    agents=(ROW, OBSERVING, OFF, BLOCKED, ON_ITS_WAY, MANUAL),
    feeds=(("BTC/USDT", LIVE), ("ETH/USDT", LIVE)),
    page=1,
    pages=1,
    total=6,
    running=3,
    halted=False,
    now_ns=s.NOW,
    utc_offset_min=180,
)
TWENTY = tuple(
    replace(BLOCKED, agent=AgentId(f"u1234567890-{n}"), name=f"agent 12345678{n:02}")
    for n in range(20)
)
MONITORS = {
    "several": MONITOR,
    "feeds in trouble": replace(
        MONITOR, feeds=(("SOL/USDT", STALE), ("ETH/USDT", REST), ("BTC/USDT", LIVE))
    ),
    "halted": replace(MONITOR, agents=(HALTED,), running=0, total=1, halted=True),
    "eight of twenty": replace(MONITOR, agents=TWENTY[:8], page=2, pages=3, total=20),
}
AGENTS = w.AgentsView(
    mode=Mode.PAPER,
    asset="USDT",
    agents=(ROW, OBSERVING, OFF, BLOCKED),
    manual=MANUAL,
    page=1,
    pages=1,
    total=4,
    access=Access.OWNER,
)
AGENT_LISTS = {
    "four and the hand": AGENTS,
    "for a viewer": replace(AGENTS, access=Access.VIEWER),
    "alone": replace(AGENTS, agents=(ROW,), manual=None, total=1),
    "halted": replace(AGENTS, agents=(HALTED,), halted=True, manual=None, total=1),
    "a page of twenty": replace(AGENTS, agents=TWENTY[6:12], page=2, pages=4, total=20),
}
CARD = w.AgentView(
    mode=Mode.PAPER,
    asset="USDT",
    row=ROW,
    access=Access.OWNER,
    statistics=s.ANALYTICS.statistics,
)
CARDS = {
    "running, on the screens": CARD,
    "off, the last one": replace(CARD, row=OFF, statistics=None, is_last=True),
    "for a viewer": replace(CARD, row=OBSERVING, access=Access.VIEWER),
    "by hand": replace(CARD, row=MANUAL, statistics=None),
    "halted": replace(CARD, row=HALTED),
}
NEW = w.NewAgentView(
    mode=Mode.PAPER,
    asset="USDT",
    name="TREND 2",
    strategy="TREND",
    instrument=s.BTC,
    title="BTC/USDT",
    timeframe=Timeframe.H1,
    slice=D("2500.00"),
    free=D("2500.00"),
)
CHOICES = {
    "strategy": (("TREND", "TREND"), ("GRID", "GRID")),
    "symbol": (("BTC/USDT", "BTCUSDT"), ("ETH/USDT", "ETHUSDT")),
    "timeframe": tuple((frame.value, frame.value) for frame in Timeframe),
}
CURRENT = {"strategy": "TREND", "symbol": "BTCUSDT", "timeframe": "1h"}
NEWS = {
    "as proposed": NEW,
    "no capital": replace(NEW, slice=D(0), free=D(0), roomy="auto", room=D("5000.00")),
    **{
        f"choosing {field}": replace(NEW, field=field, options=options, current=CURRENT[field])
        for field, options in CHOICES.items()
    },
    "typing name": replace(NEW, field="name"),
    "typing capital": replace(NEW, field="slice"),
}
COMPARED = (
    w.ComparedAgent(
        agent=s.AGENT,
        name="auto",
        is_manual=False,
        state=AgentState.RUNNING,
        statistics=s.ANALYTICS.statistics,
        max_drawdown_pct=D("1.94"),
        return_pct=D("3.2"),
    ),
    w.ComparedAgent(
        agent=AgentId("a0"),
        name="manual",
        is_manual=True,
        state=AgentState.OFF,
        statistics=s.FEW,
        max_drawdown_pct=None,
        return_pct=D(0),
    ),
    w.ComparedAgent(
        agent=AgentId("a3"),
        name="night",
        is_manual=False,
        state=AgentState.OFF,
        statistics=s.NO_TRADES,
        max_drawdown_pct=None,
        return_pct=D(0),
    ),
)
COMPARE = w.CompareView(mode=Mode.PAPER, asset="USDT", days=30, agents=COMPARED, page=1, pages=1)
COMPARES = {
    "three": COMPARE,
    "all time, a page": replace(COMPARE, days=0, agents=COMPARED[:1], page=2, pages=3),
}

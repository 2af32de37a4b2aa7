"""Views and records in every state, with figures a person can check."""

from datetime import UTC, datetime
from decimal import Decimal as D
from typing import Any

from core import events as ev
from core import views as v
from core.codec import encode
from core.health import ChatHealth, CopyMade, CopyState, MachineHealth, StoreHealth, WireHealth
from core.money import Ppm
from core.pictures import Theme
from core.statistics import ActivityStatistics, EquityStatistics, TradeStatistics
from core.trading import (
    Alarm,
    AlarmKind,
    AlertKind,
    AlertSettings,
    Direction,
    FeedHealth,
    Fix,
    Limit,
    Loudness,
    QuietHours,
    Reason,
    RefusalCode,
    RiskSettings,
    Target,
    Trail,
    TrailKind,
    Wish,
)
from core.types import (
    SECOND_NS,
    Access,
    Action,
    AgentId,
    AgentState,
    ClientId,
    ExitReason,
    FeedStatus,
    InstrumentId,
    Mode,
    OrderKind,
    OrderSide,
    OrderState,
    Priority,
    Purpose,
    Role,
    Side,
    Timeframe,
    UserId,
)
from core.values import replace
from core.views.alarms import AlarmRow, AlarmsView
from core.views.control import (
    ConfigView,
    DataView,
    ListsView,
    LockRow,
    LocksView,
    LogsView,
    SymbolRow,
)
from core.views.people import (
    AuditRow,
    AuditView,
    InviteRow,
    InviteView,
    MemberRow,
    MemberView,
    PeopleView,
)
from core.views.system import ErrorView, SystemView

NOW = int(datetime(2026, 11, 21, 9, 41, 8, tzinfo=UTC).timestamp()) * SECOND_NS
MINUTE = 60 * SECOND_NS
AGENT = AgentId("a1")
BTC = InstrumentId("sim:usdm:BTCUSDT")
TICK = D("0.01")

REASONS = (Reason("ema_above", "20/50"), Reason("slope", "+0.031"), Reason("volatility", "0.120"))
LONG = v.PositionView(
    side=Side.LONG,
    base="BTC",
    title="BTC/USDT",
    tick=TICK,
    qty=D("0.0153"),
    entry=D("66800.0000"),
    now=D("67120.40"),
    held_s=38 * 60,
    pnl=D("4.90212000"),
    pnl_pct=D("0.48"),
    net=D("2.85400000"),
    margin=D("511.02000000"),
    leverage=2,
    version="t7.3",
    trade_id="u7-1-000003",
    stop=D("66132.00"),
    target=D("68136.00"),
    liquidation=D("33734.00"),
    progress=0.493,
)
SHORT = replace(
    LONG,
    side=Side.SHORT,
    stop=D("67468.00"),
    target=D("65464.00"),
    pnl=D("-4.90"),
    pnl_pct=D("-0.48"),
    net=D("-6.95"),
    progress=0.17,
    held_s=7512,
    liquidation=D("99866.00"),
)
DUST = replace(
    LONG,
    qty=D("0.00004"),
    leverage=1,
    pnl=D("0.01"),
    pnl_pct=D("0.48"),
    net=D("0.00"),
    margin=D("2.67"),
    stop=None,
    target=None,
    liquidation=None,
    progress=None,
    is_dust=True,
    trade_id="u7-1-000003d",
)
QUOTE = v.QuoteView(
    title="BTC/USDT",
    tick=TICK,
    bid=D("67120.40"),
    ask=D("67120.60"),
    age_s=0.4,
    status=FeedStatus.LIVE,
)
BUY = v.SignalView(
    action=Action.BUY,
    confidence_pct=71,
    lasted_s=100,
    repeats=1,
    needed=3,
    is_ready=False,
    reasons=REASONS,
)
READY = replace(BUY, confidence_pct=78, lasted_s=252, repeats=3, is_ready=True)
HOLD = v.SignalView(
    action=Action.HOLD,
    confidence_pct=0,
    lasted_s=0,
    repeats=0,
    needed=3,
    is_ready=False,
    reasons=(Reason("flat"), Reason("slope", "-0.002"), Reason("volatility", "0.044")),
)
WARMING = replace(HOLD, reasons=(Reason("warming_up", "12/50"),))
ESTIMATE = v.EstimateView(
    side=Side.LONG, qty=D("0.0138"), margin=D("463.13000000"), stop=D("66449.40")
)


def auto(**changes: object) -> v.AutoView:
    base = v.AutoView(
        agent=AGENT,
        mode=Mode.PAPER,
        state=AgentState.RUNNING,
        strategy="TREND",
        timeframe=Timeframe.H1,
        title="BTC/USDT",
        base="BTC",
        leverage=2,
        is_spot=False,
        risk=RiskSettings(),
        now_ns=NOW,
        utc_offset_min=180,
        equity=D("10244.90000000"),
        reserved_pct=D("0"),
        feed=FeedStatus.LIVE,
        feed_age_s=0.4,
        quote=QUOTE,
        signal=BUY,
        estimate=ESTIMATE,
        state_cause="user",
        state_by="7",
        state_since_ns=NOW - 31 * MINUTE,
        today=v.RunView(net=D("38.10"), trades=3),
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def held(**changes: object) -> v.AutoView:
    found: dict[str, object] = {
        "position": LONG,
        "estimate": None,
        "signal": HOLD,
        "reserved_pct": D("4.98817"),
    }
    return auto(**(found | changes))


def halted(**changes: object) -> v.AutoView:
    found: dict[str, object] = {
        "state": AgentState.HALTED,
        "state_cause": "drawdown",
        "signal": None,
        "estimate": None,
        "halt": DRAWDOWN,
    }
    return auto(**(found | changes))


DRAWDOWN = v.HaltView(
    cause="drawdown",
    at_ns=NOW - 10 * MINUTE,
    positions=2,
    result=D("-204.80"),
    value_pct=D("10.2000"),
    limit_pct=D("10.0000"),
)
KILL = v.HaltView(cause="kill", at_ns=NOW - 10 * MINUTE, positions=0, result=D(0))


def refused(
    code: str, needed: str = "", limit: str = "", unit: str = "", *fixes: Fix
) -> v.AutoView:
    record = ev.EntryRefused(
        at_ns=NOW,
        agent=AGENT,
        instrument=BTC,
        action=Action.BUY,
        confidence=D("81.0000"),
        code=code,
        needed=D(needed) if needed else None,
        limit=D(limit) if limit else None,
        unit=unit,
        fixes=fixes,
    )
    return auto(
        blocked=record,
        signal=None,
        estimate=None,
        today=None,
        risk=replace(RiskSettings(), risk=Limit.percent("1")),
    )


R = RefusalCode
REFUSED: dict[RefusalCode, v.AutoView] = {
    R.HALTED: refused("HALTED", "", "", "", Fix("unlock")),
    R.PAUSED: refused("PAUSED", "", "", "", Fix("resume")),
    R.STALE_FEED: refused("STALE_FEED"),
    R.ORDER_PENDING: refused("ORDER_PENDING"),
    R.SHORT_NOT_SUPPORTED: refused("SHORT_NOT_SUPPORTED"),
    R.DIRECTION: refused("DIRECTION", "", "", "", Fix("direction", "both")),
    R.BLACKLISTED: refused("BLACKLISTED"),
    R.NO_STOP_LOSS: refused("NO_STOP_LOSS", "", "", "", Fix("stop_loss", "1%")),
    R.INSTRUMENT_CLOSED: refused("INSTRUMENT_CLOSED"),
    R.RULES_PENDING: refused("RULES_PENDING"),
    R.SPREAD_TOO_WIDE: refused("SPREAD_TOO_WIDE", "0.3120", "0.2000", "percent"),
    R.COOLDOWN: refused("COOLDOWN", "42", "300", "seconds"),
    R.DAILY_LOSS: refused("DAILY_LOSS", "206.10000000", "204.80000000", "usd"),
    R.DRAWDOWN: refused("DRAWDOWN", "1031.00", "1024.49", "usd"),
    R.MAX_POSITIONS: refused("MAX_POSITIONS", "6", "5", "count"),
    R.INCOMPLETE: refused("INCOMPLETE"),
    R.NO_POSITION: refused("NO_POSITION"),
    R.OVER_POSITION: refused("OVER_POSITION", "0.02", "0.01", "qty"),
    R.LEVERAGE: refused("LEVERAGE", "20", "5", "count"),
    R.BAD_EXITS: refused("BAD_EXITS"),
    R.WOULD_CROSS: refused("WOULD_CROSS", "67200", "67100", "price"),
    R.WOULD_TRIGGER: refused("WOULD_TRIGGER", "67200", "67100", "price"),
    R.PRICE_BAND: refused("PRICE_BAND", "9000", "13420", "price"),
    R.MIN_QTY: refused("MIN_QTY", "0.0008", "0.0010", "qty", Fix("risk", "0.13%")),
    R.MIN_NOTIONAL: refused("MIN_NOTIONAL", "3.40", "5", "usd", Fix("risk", "0.2%")),
    R.MAX_QTY: refused("MAX_QTY", "152.4000", "120.0000", "qty", Fix("risk", "0.7%")),
    R.MARGIN_LIMIT: refused(
        "MARGIN_LIMIT", "5120", "3072", "usd", Fix("risk", "0.6%"), Fix("max_reserved", "50%")
    ),
    R.INSUFFICIENT_FUNDS: refused(
        "INSUFFICIENT_FUNDS", "5120", "307.2", "usd", Fix("risk", "0.06%")
    ),
    R.LIQUIDATION_BEFORE_STOP: refused(
        "LIQUIDATION_BEFORE_STOP", "66500.10", "66449.40", "price", Fix("leverage", "5")
    ),
    R.RATE_LIMIT: refused("RATE_LIMIT", "20", "20", "count"),
}

AUTO: dict[str, v.AutoView] = {
    "off": auto(
        state=AgentState.OFF,
        signal=None,
        estimate=None,
        today=None,
        last_run=v.RunView(net=D("18.38"), trades=1, ended_s_ago=172_800),
    ),
    "off fresh": auto(state=AgentState.OFF, signal=None, estimate=None, today=None),
    "off with a position": held(state=AgentState.OFF, signal=None),
    "observing": auto(state=AgentState.OBSERVING, signal=READY, today=None),
    "observing warming up": auto(
        state=AgentState.OBSERVING, signal=WARMING, estimate=None, today=None
    ),
    "running flat": auto(),
    "running flat, would be refused": auto(estimate=replace(ESTIMATE, refused="MARGIN_LIMIT")),
    "running flat at hold": auto(signal=HOLD, estimate=None, today=None),
    "running flat, by REST": auto(feed=FeedStatus.FALLBACK, feed_age_s=4.2, signal=HOLD),
    "running, entry pending": auto(pending="entry", signal=READY),
    "running long": held(),
    "running short": held(position=SHORT, signal=READY),
    "running without a target": held(position=replace(LONG, target=None, progress=None)),
    "running, closing": held(position=replace(LONG, is_closing=True), pending="exit"),
    "running, dust": held(position=DUST),
    "running, flipping": held(pending="flip"),
    "running, flip blocked": held(blocked=REFUSED[R.MARGIN_LIMIT].blocked, signal=READY),
    "running flat, blocked": auto(
        blocked=REFUSED[R.MARGIN_LIMIT].blocked,
        signal=READY,
        estimate=replace(ESTIMATE, refused="MARGIN_LIMIT"),
    ),
    "running spot": auto(is_spot=True, leverage=1, title="ETH/USDT", base="ETH"),
    "paused flat": auto(state=AgentState.PAUSED, today=None),
    "paused with a position": held(state=AgentState.PAUSED),
    "paused after a failed recovery": held(
        state=AgentState.PAUSED, state_cause="recovery_failed", state_by=""
    ),
    "halted by drawdown": halted(),
    "halted by kill, flat": halted(halt=KILL, state_cause="kill"),
    "stale flat": auto(feed=FeedStatus.STALE, feed_age_s=14.2, today=None),
    "stale with a position": held(feed=FeedStatus.STALE, feed_age_s=14.2),
    "stale, never a price": auto(
        feed=FeedStatus.STALE, feed_age_s=None, quote=None, signal=None, estimate=None, today=None
    ),
    "recording ended, flat": auto(
        feed=FeedStatus.STALE, is_feed_over=True, estimate=None, today=None
    ),
    "recording ended with a position": held(feed=FeedStatus.STALE, is_feed_over=True),
    "real money": held(mode=Mode.LIVE),
}

MENU = v.MenuView(
    mode=Mode.PAPER,
    exchange="simulated",
    equity=D("10244.90000000"),
    equity_pct=D("2.45"),
    today=D("38.10"),
    today_pct=D("0.37"),
    positions=(LONG,),
    state=AgentState.RUNNING,
    strategy="TREND",
    feed=FeedStatus.LIVE,
    feed_age_s=0.4,
    access=Access.OWNER,
)
FRESH_MENU = replace(
    MENU,
    equity=D("10000"),
    equity_pct=D(0),
    today=D(0),
    today_pct=D(0),
    positions=(),
    state=AgentState.OFF,
)
HALTED_MENU = replace(
    FRESH_MENU, state=AgentState.HALTED, feed=FeedStatus.STALE, feed_age_s=None, mode=Mode.LIVE
)
ENDED_MENU = replace(MENU, exchange="replay", feed=FeedStatus.STALE, is_feed_over=True)
STATUS = v.StatusView(
    menu=MENU, agents=(held(),), uptime_s=273_600, version="1.0.0", journal_rows=12_345
)

NUMBERS = TradeStatistics(
    trades=41,
    wins=21,
    net=D("240.00"),
    gross=D("323.10"),
    fees=D("83.10"),
    funding=D("-1.20"),
    win_rate=21 / 41,
    profit_factor=1.62,
    expectancy=D("5.853658536585"),
    average_win=D("29.86"),
    average_loss=D("-19.35"),
    payoff=1.54,
    sqn=1.9,
    best=D("61.20"),
    worst=D("-24.90"),
    longest_wins=4,
    longest_losses=3,
    held_s=5_400.0,
)
FEW = replace(
    NUMBERS,
    trades=1,
    wins=1,
    win_rate=1.0,
    profit_factor=None,
    average_loss=None,
    funding=D(0),
    longest_wins=1,
    longest_losses=0,
)
NO_TRADES = replace(
    FEW, trades=0, wins=0, net=D(0), win_rate=None, expectancy=None, average_win=None
)
ACTIVITY = ActivityStatistics(exposure=0.374, turnover=D("91043.20"), turnover_times=9.1043)
EQUITY = EquityStatistics(
    start=10_000.0,
    end=10_240.0,
    total_return=0.024,
    yearly_return=0.33,
    sharpe=1.3149,
    sortino=2.0,
    calmar=17.4,
    max_drawdown=0.019,
    drawdown_now=0.0,
    drawdown_s=90_000.0,
    days=31.0,
)
ANALYTICS = v.AnalyticsView(
    mode=Mode.PAPER,
    days=30,
    statistics=NUMBERS,
    activity=ACTIVITY,
    equity=EQUITY,
    return_pct=D("2.40"),
)

RISK = v.RiskView(
    agent=AGENT,
    mode=Mode.PAPER,
    strategy="TREND",
    title="BTC/USDT",
    risk=RiskSettings(),
    equity=D("10244.90000000"),
    leverage=2,
    is_spot=False,
    suggested={
        "risk": ("0.1%", "0.25%", "0.5%", "1%"),
        "stop_loss": ("0.5%", "1%", "2%", "3%"),
        "max_loss": ("0.5%", "1%", "50 USD", "off"),
        "max_reserved": ("20%", "30%", "50%", "80%"),
        "max_positions": ("1", "3", "5", "10"),
        "max_spread": ("0.05%", "0.1%", "0.2%", "0.5%"),
        "cooldown_s": ("1m", "5m", "1h", "off"),
        "direction": ("both", "long", "short"),
    },
)
LADDER_RISK = replace(
    RISK,
    risk=RiskSettings(
        targets=(
            Target(distance=Limit.percent("2"), share=Ppm(500_000)),
            Target(distance=Limit.percent("4"), share=Ppm(300_000)),
            Target(distance=Limit.percent("6"), share=Ppm(200_000)),
        ),
        trail=Trail(
            kind=TrailKind.BELOW_HIGHEST, start=Limit.percent("1"), distance=Limit.percent("1")
        ),
        time_stop_s=14_400,
        cooldown_s=300,
        direction=Direction.LONG,
    ),
)
USD_RISK = replace(
    RISK,
    risk=RiskSettings(
        risk=Limit.usd("25"),
        stop_loss=None,
        take_profit=Limit.usd("1200.5"),
        max_loss=Limit.usd("50"),
        daily_loss=None,
        drawdown=None,
    ),
)

SETTINGS = v.SettingsView(
    mode=Mode.PAPER,
    language="en",
    alerts=AlertSettings(),
    refresh_s=5,
    utc_offset_min=180,
    risk=RiskSettings(),
    access=Access.OWNER,
    exchange="simulated",
)
OWN_SETTINGS = replace(
    SETTINGS,
    alerts=AlertSettings(
        wishes=(
            Wish(AlertKind.HIGH, Loudness.SILENT),
            Wish(AlertKind.TRADES, Loudness.SILENT),
            Wish(AlertKind.DAILY, Loudness.OFF),
        ),
        quiet=QuietHours(from_min=23 * 60, to_min=7 * 60),
    ),
    theme=Theme.LIGHT,
)
QUIETEST_SETTINGS = replace(
    SETTINGS,
    alerts=AlertSettings(quiet=QuietHours(from_min=23 * 60 + 30, to_min=405, rings_urgent=False)),
)

CHOICES = {
    "strategy": v.ChoiceView(setting="strategy", current="TREND", options=("TREND", "GRID")),
    "symbol": v.ChoiceView(
        setting="symbol", current="BTC/USDT", options=("BTC/USDT", "ETH/USDT", "SOL/USDT")
    ),
    "timeframe": v.ChoiceView(
        setting="timeframe", current="1h", options=tuple(frame.value for frame in Timeframe)
    ),
    "leverage": v.ChoiceView(
        setting="leverage", current="2", options=("1", "2", "3", "5", "10", "20")
    ),
    "locked": v.ChoiceView(
        setting="symbol",
        current="BTC/USDT",
        options=("BTC/USDT",),
        can_change=False,
        why="position_open",
    ),
}

TRADE = ev.TradeResult(
    trade_id="t7",
    side=Side.LONG,
    leverage=2,
    qty=D("0.0153"),
    entry=D("66800.0000"),
    exit=D("68136.0000"),
    gross=D("20.44080000"),
    fees=D("2.06000000"),
    funding=D(0),
    net=D("18.38080000"),
    reason=ExitReason.TAKE_PROFIT,
    opened_at_ns=NOW - 120 * MINUTE,
    closed_at_ns=NOW,
    r=D("1.80"),
)
LOST = replace(
    TRADE,
    exit=D("66128.5000"),
    gross=D("-10.27000000"),
    fees=D("2.03000000"),
    funding=D("-0.12000000"),
    net=D("-12.42000000"),
    reason=ExitReason.STOP_LOSS,
    r=D("-1.20"),
    slip=D("0.05355000"),
    flags=("ambiguous",),
)
FLIPPED = replace(
    TRADE,
    exit=D("66950.0000"),
    net=D("0.25"),
    gross=D("2.295"),
    reason=ExitReason.FLIP,
    r=D("0.02"),
)


def closed(
    result: ev.TradeResult, rule: str = "", state: AgentState = AgentState.RUNNING
) -> ev.PositionClosed:
    return ev.PositionClosed(
        at_ns=NOW,
        agent=AGENT,
        instrument=BTC,
        title="BTC/USDT",
        strategy="TREND",
        result=result,
        rule=rule,
        state=state,
        tick=TICK,
    )


READY_SIGNAL = ev.SignalReady(
    at_ns=NOW,
    agent=AGENT,
    instrument=BTC,
    action=Action.BUY,
    confidence=D("86.0000"),
    priority=Priority.HIGH,
    price=D("67120.50"),
    started_at_ns=NOW - 4 * MINUTE,
    repeats=3,
    needed=3,
    strategy="TREND",
    timeframe="1h",
    title="BTC/USDT",
    stop_pct=D("1.0000"),
    target_pct=D("2.0000"),
    risk_pct=D("0.1000"),
    reasons=REASONS,
    tick=TICK,
)
OPENED = ev.PositionOpened(
    at_ns=NOW - 120 * MINUTE,
    agent=AGENT,
    instrument=BTC,
    trade_id="t7",
    title="BTC/USDT",
    side=Side.LONG,
    leverage=2,
    qty=D("0.0153"),
    entry=D("66800.0000"),
    notional=D("1022.04000000"),
    margin=D("511.02000000"),
    fee=D("0.51102000"),
    stop=D("66132.00"),
    target=D("68136.00"),
    liquidation=D("33734.00"),
    tick=TICK,
)
FLIP = ev.PositionFlipped(
    at_ns=NOW,
    agent=AGENT,
    instrument=BTC,
    title="BTC/USDT",
    closed=FLIPPED,
    opened=Side.SHORT,
    trade_id="t8",
    qty=D("0.0153"),
    entry=D("66949.8000"),
    leverage=2,
    stop=D("67619.30"),
    target=D("65610.80"),
    tick=TICK,
)
LEFT_FLAT = ev.FlipLeftFlat(
    at_ns=NOW,
    agent=AGENT,
    instrument=BTC,
    title="BTC/USDT",
    closed=FLIPPED,
    reason="INSUFFICIENT_FUNDS",
    tick=TICK,
)
REDUCED = ev.PositionReduced(
    at_ns=NOW,
    agent=AGENT,
    instrument=BTC,
    trade_id="t7",
    title="BTC/USDT",
    side=Side.LONG,
    closed=D("0.0076"),
    left=D("0.0077"),
    price=D("67120.40"),
    gross=D("2.43504000"),
    reason=ExitReason.MANUAL,
    tick=TICK,
)
RECOVERY = ev.AgentStateChanged(
    at_ns=NOW,
    agent=AGENT,
    old=AgentState.RUNNING,
    new=AgentState.PAUSED,
    cause="recovery_failed",
)
GUARD = ev.GuardianTripped(
    at_ns=NOW, rule="daily_loss", value_pct=D("2.0100"), limit_pct=D("2.0000")
)
STOPPED_ALL = ev.Halted(at_ns=NOW, cause="drawdown", positions=2, result=D("-204.80000000"))


def because(
    reason: ExitReason, rule: str = "", state: AgentState = AgentState.RUNNING
) -> ev.PositionClosed:
    return closed(replace(LOST, reason=reason, flags=(), slip=D(0)), rule, state)


def alarm(number: int, kind: AlarmKind, **more: Any) -> Alarm:
    return Alarm(id=number, kind=kind, made_ns=NOW, **more)


ALARMS = AlarmsView(
    mode=Mode.PAPER,
    rows=(
        AlarmRow(
            alarm=alarm(1, AlarmKind.LEVEL, level=D("70000"), way=1),
            title="BTC/USDT",
            tick=D("0.10"),
            now=D("67120.5"),
        ),
        AlarmRow(
            alarm=alarm(
                2, AlarmKind.MOVE, level=D("3"), window_s=900, repeats=True, rings=2, is_armed=False
            ),
            title="ETH/USDT",
            tick=D("0.01"),
            now=D("3412.1"),
        ),
        AlarmRow(alarm=alarm(3, AlarmKind.PNL, level=D("-20"), way=-1), now=D("4.9")),
        AlarmRow(alarm=alarm(4, AlarmKind.FEED, repeats=True, is_paused=True), title="SOL/USDT"),
        AlarmRow(alarm=alarm(5, AlarmKind.AGENT, rings=1, is_paused=True), title="TREND"),
    ),
    symbols=(("BTC/USDT", "BTCUSDT"), ("ETH/USDT", "ETHUSDT"), ("SOL/USDT", "SOLUSDT")),
    access=Access.OWNER,
)
ALARMS_ABOUT = replace(
    ALARMS, symbols=(("BTC/USDT", "BTCUSDT"),), price=D("67120.5"), tick=D("0.10")
)
RANG: dict[str, ev.AlarmRang] = {
    "level": ev.AlarmRang(
        at_ns=NOW,
        alarm=1,
        kind=AlarmKind.LEVEL,
        title="BTC/USDT",
        level=D("70000"),
        value=D("70001.25"),
        way=1,
        tick=D("0.10"),
    ),
    "move": ev.AlarmRang(
        at_ns=NOW,
        alarm=2,
        kind=AlarmKind.MOVE,
        title="ETH/USDT",
        level=D("3"),
        value=D("-3.0412"),
        window_s=900,
        repeats=True,
        times=3,
    ),
    "pnl": ev.AlarmRang(
        at_ns=NOW,
        alarm=3,
        kind=AlarmKind.PNL,
        title="BTC/USDT",
        level=D("-20"),
        value=D("-20.4"),
        way=-1,
    ),
    "feed": ev.AlarmRang(
        at_ns=NOW, alarm=4, kind=AlarmKind.FEED, title="SOL/USDT", detail="stale", repeats=True
    ),
    "agent refused": ev.AlarmRang(
        at_ns=NOW, alarm=5, kind=AlarmKind.AGENT, title="TREND", detail="MARGIN_LIMIT"
    ),
    "agent halted": ev.AlarmRang(
        at_ns=NOW, alarm=5, kind=AlarmKind.AGENT, title="TREND", detail="halted"
    ),
}

ORDER_TERMS = ev.OrderTerms(
    title="BTC/USDT",
    base="BTC",
    tick=D("0.1"),
    side=OrderSide.SELL,
    kind=OrderKind.STOP_LIMIT,
    purpose=Purpose.EXIT,
    price=D("66400"),
    trigger=D("66500"),
)
ORDER_OVER = ev.OrderEnded(
    at_ns=NOW,
    client_id=ClientId("u1-manual-000007"),
    state=OrderState.FILLED,
    filled=D("0.0152"),
    unfilled=D("0.0000"),
    terms=replace(ORDER_TERMS, kind=OrderKind.LIMIT, trigger=None, side=OrderSide.BUY),
)
ALERTS: dict[str, ev.Record] = {
    "signal high": READY_SIGNAL,
    "signal medium": replace(
        READY_SIGNAL, priority=Priority.MEDIUM, action=Action.SELL, confidence=D("71")
    ),
    "signal low": replace(READY_SIGNAL, priority=Priority.LOW, confidence=D("58")),
    "opened": OPENED,
    "opened with a ladder": replace(OPENED, rungs=3, merged=1),
    "opened bare": replace(OPENED, stop=None, target=None, liquidation=None, side=Side.SHORT),
    "closed by target": closed(TRADE, "2%"),
    "closed by hand": because(ExitReason.MANUAL),
    "closed by signal": because(ExitReason.SIGNAL),
    "closed by stop": closed(LOST, "1%"),
    "closed by max loss": because(ExitReason.MAX_LOSS, rule="50 USD"),
    "closed by liquidation": because(ExitReason.LIQUIDATION),
    "closed by drawdown": because(ExitReason.DRAWDOWN, rule="10%", state=AgentState.HALTED),
    "closed by kill": because(ExitReason.KILL, state=AgentState.HALTED),
    "reduced": REDUCED,
    "reduced by a rung": replace(REDUCED, reason=ExitReason.TAKE_PROFIT, rung=1, rungs=3),
    "closed by a trailing stop": because(ExitReason.TRAIL, rule="1%"),
    "closed by time": because(ExitReason.TIME),
    "flipped": FLIP,
    "flip left flat": LEFT_FLAT,
    "guardian daily loss": GUARD,
    "guardian drawdown": replace(GUARD, rule="drawdown", value_pct=D("10.2"), limit_pct=D("10")),
    "halted": STOPPED_ALL,
    "halted while flat": replace(STOPPED_ALL, cause="kill", positions=0, result=D(0)),
    "state after a failed recovery": RECOVERY,
    "order filled": ORDER_OVER,
    "order refused": replace(
        ORDER_OVER,
        state=OrderState.REJECTED,
        filled=D("0.0000"),
        unfilled=D("0.0152"),
        reason="would_cross",
    ),
    "order cancelled": replace(
        ORDER_OVER, state=OrderState.CANCELLED, unfilled=D("0.0100"), reason="opened"
    ),
    "order lost": replace(
        ORDER_OVER,
        state=OrderState.LOST_IN_RESTART,
        filled=D("0.0000"),
        unfilled=D("0.0152"),
        reason="lost_in_restart",
    ),
    "stop-limit skipped": ev.OrderTriggered(
        at_ns=NOW,
        client_id=ClientId("u1-manual-000008"),
        qty=D("0.0152"),
        terms=ORDER_TERMS,
        is_skipped=True,
    ),
}

RECORDS: tuple[ev.Record, ...] = (
    *ALERTS.values(),
    ev.SignalChanged(
        at_ns=NOW,
        action=Action.BUY,
        confidence=D("71.0000"),
        price=D("67120.5"),
        started_at_ns=NOW,
        repeats=1,
        needed=3,
        reasons=REASONS,
    ),
    ev.SignalSuppressed(at_ns=NOW, action=Action.BUY, priority=Priority.LOW, cause="cooldown"),
    ev.EntryRefused(
        at_ns=NOW,
        action=Action.BUY,
        confidence=D("81"),
        code="MARGIN_LIMIT",
        needed=D("5120"),
        limit=D("3072"),
        unit="usd",
    ),
    ev.OrderPlaced(
        at_ns=NOW,
        client_id=ClientId("a1-7"),
        side=OrderSide.SELL,
        kind=OrderKind.MARKET,
        purpose=Purpose.EXIT,
        qty=D("0.0153"),
        exit_reason=ExitReason.TAKE_PROFIT,
        level=D("68136.00"),
    ),
    ev.OrderEnded(
        at_ns=NOW,
        client_id=ClientId("a1-7"),
        state=OrderState.CANCELLED,
        filled=D("0.0100"),
        unfilled=D("0.0053"),
        reason="no_liquidity",
    ),
    ev.FillBooked(
        at_ns=NOW,
        fill_id="f1",
        client_id=ClientId("a1-7"),
        side=OrderSide.SELL,
        price=D("68136.00"),
        qty=D("0.0153"),
        fee=D("0.52"),
        fee_asset="USDT",
        role=Role.TAKER,
        filled_at_ns=NOW,
    ),
    ev.PositionIncreased(at_ns=NOW, trade_id="t7", qty=D("0.0153"), entry=D("66800.0000")),
    ev.StopsMoved(at_ns=NOW, trade_id="t7", stop=D("66866.80"), target=None, cause="break_even"),
    ev.FundingBooked(at_ns=NOW, trade_id="t7", rate=D("0.0001"), amount=D("-0.10213")),
    RANG["level"],
    ev.PeriodReported(
        at_ns=NOW,
        user=1,
        unit="week",
        first="2026-11-16",
        end="2026-11-23",
        trades=41,
        wins=21,
        net=D("240.00"),
        return_pct=D("2.40"),
        fees=D("83.10"),
        equity=D("10240.00"),
    ),
    ev.TradeHidden(at_ns=NOW, trade_id="t7", is_hidden=True, by="7"),
    ev.TradeHidden(at_ns=NOW, trade_id="t7", is_hidden=False, by="7"),
    ev.Deposited(at_ns=NOW, amount=D("10000.00000000")),
    ev.SettingChanged(at_ns=NOW, setting="stop_loss", old="1%", new="off", by="7"),
    ev.DeskStarted(at_ns=NOW, positions=1, orders=0, blind_s=75),
    ev.Audit(at_ns=NOW, user=13, what="stranger", detail="/start"),
    ev.Fault(at_ns=NOW, where="feed", detail="no answer in 5 s"),
    ev.DebugAction(at_ns=NOW, what="signal", detail="BUY 90 BTC x2", by="7"),
)


def row(number: int, record: ev.Record, minutes_ago: int = 0) -> v.JournalRow:
    result = None
    if isinstance(record, ev.PositionClosed):
        result = record.result
    elif isinstance(record, ev.PositionFlipped | ev.FlipLeftFlat):
        result = record.closed
    return v.JournalRow(
        id=number,
        at_ns=NOW - minutes_ago * MINUTE,
        name=ev.event_name(record, Mode.PAPER),
        base="BTC",
        side=result.side if result else None,
        reason=result.reason.value if result else "",
        net=result.net if result else None,
        payload=encode(record),
    )


TRADES = v.JournalView(
    mode=Mode.PAPER,
    kind="trades",
    page=1,
    pages=4,
    rows=(row(41, closed(TRADE), 39), row(33, closed(LOST), 174), row(9, FLIP, 900)),
    net=D("6.21"),
    trades=3,
    utc_offset_min=180,
)
EVENTS = replace(
    TRADES,
    kind="all",
    page=2,
    rows=tuple(row(50 - i, record, i) for i, record in enumerate(RECORDS[-6:])),
    net=D(0),
    trades=0,
)
SIGNALS = replace(
    EVENTS,
    kind="signals",
    page=4,
    rows=(row(3, RECORDS[0]), row(2, RECORDS[22]), row(1, RECORDS[23], 2000)),
)
NOTHING = replace(TRADES, kind="errors", page=1, pages=1, rows=(), net=D(0), trades=0)
CLEARED = replace(NOTHING, kind="all", is_cleared=True)
TWO_AGENTS = replace(
    TRADES,
    agent=AgentId("u1-2"),
    agents=((AgentId("u1-1"), "BTC"), (AgentId("u1-2"), "Ночной скальпер на часах")),
)
TRADE_CARD = v.CardView(
    mode=Mode.PAPER,
    row=row(41, closed(LOST, "1%")),
    events=(row(30, READY_SIGNAL, 121), row(31, OPENED, 120), row(41, closed(LOST, "1%"))),
    utc_offset_min=180,
    trade_id="t7",
    is_closed=True,
)

ANN = MemberRow(id=UserId(7), name="Анна", access=Access.OWNER, is_you=True, is_named=True)
BOB = MemberRow(id=UserId(1_234_567_890), name="Борис", access=Access.TRADER)
EVE = MemberRow(
    id=UserId(9), name="Ева Долгополова-Константинопольская", access=Access.VIEWER, host="Анна"
)
PEOPLE = PeopleView(
    mode=Mode.PAPER,
    members=(ANN, BOB, EVE),
    invites=(
        InviteRow(key="0123456789ab", access=Access.TRADER, by="Анна", left_s=86_000),
        InviteRow(key="ba9876543210", access=Access.TRADER, by="Анна", left_s=300),
    ),
    attempts=41,
)
MEMBER = MemberView(
    mode=Mode.PAPER, member=BOB, roles=(Access.OWNER, Access.VIEWER), can_remove=True
)
MEMBERS: dict[str, MemberView] = {
    "a trader": MEMBER,
    "a viewer": replace(MEMBER, member=EVE, roles=(Access.TRADER,)),
    "an owner by setting": replace(
        MEMBER, member=ANN, roles=(), can_remove=False, why="owner_by_setting"
    ),
    "the last owner": replace(MEMBER, member=ANN, roles=(), can_remove=False, why="last_owner"),
}
INVITE = InviteView(
    mode=Mode.PAPER,
    access=Access.VIEWER,
    code="3467-9346-7934-6793",
    until_ns=NOW + 86_400 * SECOND_NS,
    utc_offset_min=180,
)
AUDIT = AuditView(
    mode=Mode.PAPER,
    rows=tuple(
        AuditRow(
            at_ns=NOW - at * 40 * MINUTE,
            user=UserId(user),
            name=name,
            what=what,
            detail=detail,
            by=by,
        )
        for at, (user, name, what, detail, by) in enumerate(
            (
                (9, "Ева", "joined", "viewer", "Анна"),
                (13, "", "stranger", "message /start", ""),
                (13, "", "strangers", "812", ""),
                (8, "Борис", "role", "viewer>trader", "Анна"),
                (8, "Борис", "forged", "v1:conf:yes", ""),
                (7, "Анна", "invited", "viewer", ""),
                (13, "", "refused_code", "", ""),
                (5, "", "removed", "trader", "Анна"),
            )
        )
    ),
    page=2,
    pages=4,
    utc_offset_min=180,
)

LOCKS = LocksView(
    mode=Mode.PAPER,
    rows=(
        LockRow(kind="halted", value="drawdown"),
        LockRow(kind="paused", agent=AGENT, agent_name="TREND"),
        LockRow(kind="cooldown", agent=AGENT, agent_name="TREND", title="BTC/USDT", left_s=290),
        LockRow(kind="muted", agent=AgentId("a2"), agent_name="GRID", left_s=3_000),
        LockRow(kind="daily_loss", agent=AGENT, agent_name="TREND", left_s=40_000),
        LockRow(kind="direction", agent=AGENT, agent_name="TREND", value="long"),
        LockRow(kind="blacklist", title="SOL/USDT"),
    ),
    open=2,
    most=5,
    access=Access.OWNER,
)
LISTS = ListsView(
    mode=Mode.PAPER,
    rows=(
        SymbolRow(
            instrument=InstrumentId("sim:usdm:BTCUSDT"),
            symbol="BTCUSDT",
            title="BTC/USDT",
            is_barred=False,
            agents=("TREND", "GRID"),
        ),
        SymbolRow(
            instrument=InstrumentId("sim:usdm:SOLUSDT"),
            symbol="SOLUSDT",
            title="SOL/USDT",
            is_barred=True,
        ),
    ),
    access=Access.OWNER,
)
DATA = DataView(
    mode=Mode.PAPER,
    agent=AGENT,
    agent_name="TREND",
    strategy="TREND",
    rows=(("intents", "12"), ("run_trades", "3"), ("signal", "BUY 2/3"), ("k", "41")),
    realised=D("18.38"),
)
CONFIG = ConfigView(
    mode=Mode.PAPER,
    version="0.1.0",
    rows=(
        ("EXCHANGE", "Binance"),
        ("SYMBOLS", "BTC, ETH, SOL, BTC, ETH, SOL, BTC, ETH, SOL"),
        ("DEFAULT_LEVERAGE", "2"),
    ),
    access=Access.OWNER,
)
LOGS = LogsView(
    mode=Mode.PAPER,
    lines=tuple(
        f"2026-11-21T09:41:{at:02}.123Z INFO engine.session: <b>{at}</b>" for at in range(8)
    ),
)

CONFIRMS: dict[str, v.ConfirmView] = {
    what: v.ConfirmView(
        what=what,
        nonce="q1w2e3r4t5y6u7i8",
        mode=Mode.PAPER,
        until_ns=NOW + 28 * SECOND_NS,
        utc_offset_min=180,
        positions=positions,
        result=result,
        position=position,
        halt=halt,
    )
    for what, positions, result, position, halt in (
        ("close", 1, D("2.854"), LONG, None),
        ("close_half", 1, D("1.427"), LONG, None),
        ("kill", 2, D("-12.40"), None, None),
        ("unlock", 0, None, None, DRAWDOWN),
        ("reset", 0, None, None, None),
        ("clear", 0, None, None, None),
        ("remove", 0, None, None, None),
        ("take", 0, None, None, None),
        ("promote", 0, None, None, None),
    )
}

SANDBOX = v.SandboxView(
    auto=held(),
    price="forced",
    wallet=D("9998.20000000"),
    reserved=D("511.02000000"),
    opened=1,
    flipped=0,
    closed=0,
    orders=0,
    sequence=1,
    cycles=4,
    units=6,
    alerts=2,
    feed_source="stream",
    records=(row(1, READY_SIGNAL), row(2, OPENED), row(3, closed(LOST, "1%"))),
)
SANDBOXES: dict[str, v.SandboxView] = {
    "with a position": SANDBOX,
    "new": replace(
        SANDBOX,
        auto=AUTO["off fresh"],
        price="none",
        reserved=D(0),
        opened=0,
        sequence=0,
        cycles=0,
        units=0,
        alerts=0,
        feed_source="none",
        records=(),
    ),
    "refused, prices by REST": replace(
        SANDBOX, auto=REFUSED[RefusalCode.MARGIN_LIMIT], price="asked", faults=("reject",)
    ),
    "no prices": replace(
        SANDBOX, auto=AUTO["stale with a position"], price="asked", faults=("stale",)
    ),
}


SYSTEM = SystemView(
    now_ns=NOW,
    utc_offset_min=180,
    exchange="binance_futures",
    feed=FeedHealth(FeedStatus.LIVE, 0.4, "stream"),
    uptime_s=3 * 86_400 + 4 * 3600,
    version="1.4.0",
    machine=MachineHealth(memory_bytes=96 * 2**20, free_bytes=41 * 2**30),
    copies=CopyState(
        newest=CopyMade(name="dzentra-20261121T094108Z.db", bytes=1_258_291, at_ns=NOW)
    ),
    wire=WireHealth(rtt_ms=82.4, offset_ms=12.6, used=72, limit=2400, reconnects=1, filled=1),
    store=StoreHealth(
        kind="sqlite", bytes=14 * 2**20, answer_ms=1.2, lag_ms=0.4, waiting=0, owed=0
    ),
    chat=ChatHealth(p95_ms=41.3, floods=0),
    access=Access.OWNER,
)
SYSTEMS: dict[str, SystemView] = {
    "all good": SYSTEM,
    "for a viewer": replace(SYSTEM, access=Access.VIEWER, has_sandbox=True),
    "with the sandbox": replace(SYSTEM, has_sandbox=True),
    "just started, simulated": replace(
        SYSTEM,
        exchange="simulated",
        wire=None,
        chat=None,
        uptime_s=3,
        copies=CopyState(),
        feed=FeedHealth(FeedStatus.LIVE, 0.0, "stream"),
    ),
    "copying": replace(SYSTEM, copies=CopyState(is_copying=True)),
    "the exchange refuses": replace(
        SYSTEM,
        feed=FeedHealth(FeedStatus.STALE, 75.0, "none", gaps=12),
        wire=WireHealth(
            rtt_ms=1890.0,
            offset_ms=-3_600_000.0,
            used=2399,
            limit=2400,
            refusals=3,
            blocked_s=118.2,
            reconnects=40,
            filled=12,
        ),
        troubles=("feed_stale", "wire_blocked", "clock"),
        errors=3,
        last_error=ErrorView(at_ns=NOW - 5 * MINUTE, where="feed", detail="no answer"),
    ),
    "no database": replace(
        SYSTEM, store=None, troubles=("store_silent",), chat=ChatHealth(p95_ms=2480.0, floods=37)
    ),
    "all at once": replace(
        SYSTEM,
        exchange="replay",
        feed=FeedHealth(FeedStatus.STALE, 3 * 3600.0, "none", is_over=True),
        store=StoreHealth(
            kind="postgresql",
            bytes=143 * 2**30,
            answer_ms=1204.0,
            lag_ms=5800.0,
            waiting=2000,
            owed=1240,
        ),
        machine=MachineHealth(memory_bytes=1200 * 2**20, free_bytes=300),
        troubles=("disk_low", "feed_over", "store_slow", "outbox", "copy_failed"),
        errors=1,
        last_error=ErrorView(at_ns=NOW, where="start"),
    ),
    "prices by request": replace(
        SYSTEM,
        feed=FeedHealth(FeedStatus.FALLBACK, 1.2, "asked", gaps=1),
        troubles=("feed_rest",),
    ),
}
BACKUP_FAILED = ev.Fault(at_ns=NOW, where="backup", detail="no answer")

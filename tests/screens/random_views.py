"""Random views and records: whatever a desk could hand over, however odd."""

from collections.abc import Mapping
from decimal import Decimal

from hypothesis import strategies as st

from core import events as ev
from core import views as v
from core.codec import encode
from core.trading import (
    AlertKind,
    AlertSettings,
    Fix,
    Limit,
    LimitUnit,
    Loudness,
    QuietHours,
    Reason,
    RefusalCode,
    RiskSettings,
    Wish,
)
from core.types import (
    Access,
    Action,
    AgentId,
    AgentState,
    ExitReason,
    InstrumentId,
    Mode,
    Priority,
    Side,
    Timeframe,
)
from tests.screens.samples import NOW

foreign = st.text(
    # without what a foreign name could imitate noise with: digits, braces, `None` and `nan`
    st.characters(exclude_categories=("Cs", "Nd"), exclude_characters="{}\u2212NnID"),
    max_size=60,
)
tokens = st.from_regex(r"[A-Za-z0-9_-]{1,24}", fullmatch=True)
moments = st.integers(NOW - 10**17, NOW + 10**17)
seconds = st.integers(-5, 10**8)
ticks = st.sampled_from([Decimal(t) for t in ("0.01", "0.10", "1", "0.5", "0.00001", "0.0001")])


def decimals(low: int, high: int, places: int = 8) -> st.SearchStrategy[Decimal]:
    return st.decimals(low, high, places=places, allow_nan=False, allow_infinity=False)


money = decimals(-(10**9), 10**9)
prices = decimals(0, 10**7, 6)
sizes = decimals(0, 10**7, 4)
shares = decimals(-(10**4), 10**4, 4)
ages = st.none() | st.floats(0, 1e7)
limits = st.builds(Limit, st.just(LimitUnit.PERCENT), st.integers(1, 10**6)) | st.builds(
    Limit, st.just(LimitUnit.USD), st.integers(10**6, 10**17)
)
risks = st.builds(
    RiskSettings,
    risk=limits,
    stop_loss=st.none() | limits,
    take_profit=st.none() | limits,
    max_loss=st.none() | limits,
    daily_loss=st.none() | limits,
    drawdown=st.none() | limits,
    max_reserved=limits,
)
codes = st.sampled_from(["ema_above", "flat", "slope", "volatility", "warming_up", "new_one"])
reasons = st.lists(st.builds(Reason, codes, foreign), max_size=9).map(tuple)

positions = st.builds(
    v.PositionView,
    base=foreign,
    title=foreign,
    tick=ticks,
    qty=sizes,
    entry=prices,
    now=prices,
    held_s=seconds,
    pnl=money,
    pnl_pct=shares,
    net=money,
    margin=money,
    leverage=st.integers(1, 125),
    version=tokens,
    stop=st.none() | prices,
    target=st.none() | prices,
    liquidation=st.none() | prices,
    progress=st.none() | st.floats(-1, 2),
)
quotes = st.builds(
    v.QuoteView, title=foreign, tick=ticks, bid=prices, ask=prices, age_s=st.floats(0, 1e6)
)
signals = st.builds(
    v.SignalView,
    confidence_pct=st.integers(0, 100),
    lasted_s=seconds,
    repeats=st.integers(0, 99),
    needed=st.integers(1, 99),
    reasons=reasons,
)
estimates = st.builds(
    v.EstimateView,
    qty=sizes,
    margin=money,
    stop=prices,
    refused=st.sampled_from(["", "MARGIN_LIMIT", "NEW_CODE"]),
)
runs = st.builds(
    v.RunView, net=money, trades=st.integers(0, 10**5), ended_s_ago=st.none() | seconds
)
halts = st.builds(
    v.HaltView,
    cause=st.sampled_from(["drawdown", "kill", "something"]),
    at_ns=moments,
    positions=st.integers(0, 500),
    result=money,
    value_pct=st.none() | shares,
    limit_pct=st.none() | shares,
)
settings = st.sampled_from(
    ["risk", "stop_loss", "max_reserved", "leverage", "unlock", "resume", "new_setting"]
)
fixes = st.lists(
    st.builds(Fix, settings, st.sampled_from(["", "0.6%", "50 USD", "off", "5"])), max_size=5
).map(tuple)
refusals = st.builds(
    ev.EntryRefused,
    at_ns=moments,
    agent=st.just(AgentId("a1")),
    confidence=decimals(0, 100, 4),
    code=st.sampled_from([*RefusalCode, "NEW_CODE"]),
    needed=st.none() | money,
    limit=st.none() | money,
    unit=st.sampled_from(["usd", "qty", "percent", "seconds", "count", "price", "", "odd"]),
    fixes=fixes,
)
autos = st.builds(
    v.AutoView,
    agent=st.just(AgentId("a1")),
    strategy=foreign,
    title=foreign,
    base=foreign,
    leverage=st.integers(1, 125),
    risk=risks,
    now_ns=moments,
    utc_offset_min=st.integers(-720, 840),
    equity=money,
    reserved_pct=shares,
    feed_age_s=ages,
    is_feed_over=st.booleans(),
    quote=st.none() | quotes,
    signal=st.none() | signals,
    position=st.none() | positions,
    estimate=st.none() | estimates,
    blocked=st.none() | refusals,
    pending=st.sampled_from(["", "entry", "exit", "flip", "odd"]),
    state_cause=st.sampled_from(["", "user", "recovery_failed", "odd cause"]),
    state_by=foreign,
    state_since_ns=st.just(0) | moments,
    halt=st.none() | halts,
    today=st.none() | runs,
    last_run=st.none() | runs,
)
menus = st.builds(
    v.MenuView,
    exchange=foreign,
    equity=money,
    equity_pct=shares,
    today=money,
    today_pct=shares,
    positions=st.lists(positions, max_size=9).map(tuple),
    strategy=foreign,
    feed_age_s=ages,
    is_feed_over=st.booleans(),
)
statuses = st.builds(
    v.StatusView,
    menu=menus,
    agents=st.lists(autos, max_size=10).map(tuple),
    uptime_s=seconds,
    version=foreign,
    journal_rows=st.integers(0, 10**9),
)
risk_views = st.builds(
    v.RiskView,
    agent=st.just(AgentId("a1")),
    strategy=foreign,
    title=foreign,
    risk=risks,
    equity=money,
    leverage=st.integers(1, 125),
    suggested=st.just({"risk": ("0.1%", "50 USD"), "stop_loss": ("1%", "off")}),
)
settings_views = st.builds(
    v.SettingsView,
    language=st.sampled_from(["en", "ru"]),
    alerts=st.builds(
        AlertSettings,
        cooldown_s=st.integers(0, 10**6),
        wishes=st.lists(
            st.builds(Wish, st.sampled_from(AlertKind), st.sampled_from(Loudness)), max_size=8
        ).map(tuple),
        quiet=st.none()
        | st.builds(QuietHours, from_min=st.integers(0, 1439), to_min=st.integers(0, 1439)),
    ),
    max_drift_pct=decimals(0, 5, 4),
    refresh_s=st.integers(1, 600),
    utc_offset_min=st.integers(-720, 840),
    risk=risks,
    exchange=foreign,
)
confirms = st.builds(
    v.ConfirmView,
    what=st.sampled_from(["close", "close_half", "kill", "unlock", "reset"]),
    nonce=tokens,
    until_ns=moments,
    utc_offset_min=st.integers(-720, 840),
    positions=st.integers(0, 500),
    result=st.none() | money,
    position=st.none() | positions,
    halt=st.none() | halts,
)

head: Mapping[str, st.SearchStrategy[object]] = {
    "at_ns": moments,
    "agent": st.just(AgentId("a1")),
    "instrument": st.just(InstrumentId("sim:usdm:BTCUSDT")),
}
results = st.builds(
    ev.TradeResult,
    trade_id=tokens,
    side=st.sampled_from(Side),
    leverage=st.integers(1, 125),
    qty=sizes,
    entry=prices,
    exit=prices,
    gross=money,
    fees=money,
    funding=money,
    net=money,
    reason=st.sampled_from(ExitReason),
    opened_at_ns=moments,
    closed_at_ns=moments,
    r=st.none() | shares,
    slip=money,
    flags=st.lists(st.sampled_from(["ambiguous", "blind", "unwatched", "flip", "odd"])).map(tuple),
)
optional_tick = st.none() | ticks
records: st.SearchStrategy[ev.Record] = st.one_of(
    refusals,
    st.builds(
        ev.SignalReady,
        **head,
        action=st.sampled_from([Action.BUY, Action.SELL]),
        confidence=decimals(0, 100, 4),
        priority=st.sampled_from(Priority),
        price=prices,
        started_at_ns=moments,
        repeats=st.integers(1, 99),
        needed=st.integers(1, 99),
        strategy=foreign,
        timeframe=st.sampled_from([*(frame.value for frame in Timeframe), "7m"]),
        title=foreign,
        stop_pct=st.none() | shares,
        target_pct=st.none() | shares,
        risk_pct=st.none() | shares,
        reasons=reasons,
        tick=optional_tick,
    ),
    st.builds(
        ev.PositionClosed,
        **head,
        title=foreign,
        strategy=foreign,
        result=results,
        rule=foreign,
        state=st.sampled_from(AgentState),
        tick=optional_tick,
    ),
    st.builds(
        ev.PositionOpened,
        **head,
        trade_id=tokens,
        title=foreign,
        side=st.sampled_from(Side),
        leverage=st.integers(1, 125),
        qty=sizes,
        entry=prices,
        notional=money,
        margin=money,
        fee=money,
        stop=st.none() | prices,
        target=st.none() | prices,
        liquidation=st.none() | prices,
        tick=optional_tick,
    ),
    st.builds(
        ev.PositionFlipped,
        **head,
        title=foreign,
        closed=results,
        opened=st.sampled_from(Side),
        trade_id=tokens,
        qty=sizes,
        entry=prices,
        leverage=st.integers(1, 125),
        stop=st.none() | prices,
        target=st.none() | prices,
        tick=optional_tick,
    ),
    st.builds(
        ev.FlipLeftFlat, **head, title=foreign, closed=results, reason=foreign, tick=optional_tick
    ),
    st.builds(
        ev.GuardianTripped,
        **head,
        rule=st.sampled_from(["daily_loss", "drawdown", "odd"]),
        value_pct=shares,
        limit_pct=shares,
        positions=st.integers(0, 99),
    ),
    st.builds(ev.Halted, **head, cause=foreign, positions=st.integers(0, 99), result=money),
    st.builds(
        ev.AgentStateChanged,
        **head,
        old=st.sampled_from(AgentState),
        new=st.sampled_from(AgentState),
        cause=foreign,
        by=foreign,
    ),
    st.builds(ev.SettingChanged, **head, setting=foreign, old=foreign, new=foreign, by=foreign),
    st.builds(ev.Fault, **head, where=foreign, detail=foreign),
    st.builds(ev.DebugAction, **head, what=foreign, detail=foreign, by=foreign),
)


@st.composite
def rows(draw: st.DrawFn) -> v.JournalRow:
    record = draw(records)
    is_broken = draw(st.booleans())
    return v.JournalRow(
        id=draw(st.integers(0, 10**9)),
        at_ns=draw(moments),
        name=draw(foreign) if is_broken else ev.event_name(record, Mode.PAPER),
        base=draw(foreign),
        side=draw(st.none() | st.sampled_from(Side)),
        reason=draw(foreign | st.sampled_from([reason.value for reason in ExitReason])),
        net=draw(st.none() | money),
        payload=draw(foreign) if is_broken else encode(record),
    )


journals = st.builds(
    v.JournalView,
    kind=st.sampled_from(["all", "trades", "signals", "errors"]),
    page=st.integers(1, 9999),
    pages=st.integers(1, 9999),
    rows=st.lists(rows(), max_size=6).map(tuple),
    net=money,
    trades=st.integers(0, 6),
    utc_offset_min=st.integers(-720, 840),
)
cards = st.builds(
    v.CardView,
    row=rows(),
    events=st.lists(rows(), max_size=24).map(tuple),
    utc_offset_min=st.integers(-720, 840),
)
accesses = st.sampled_from(Access)
counts = st.integers(0, 10**6)
sandboxes = st.builds(
    v.SandboxView,
    auto=autos,
    price=st.sampled_from(["forced", "asked", "none"]),
    wallet=money,
    reserved=money,
    opened=counts,
    flipped=counts,
    closed=counts,
    orders=counts,
    sequence=counts,
    cycles=counts,
    units=counts,
    alerts=counts,
    feed_source=foreign,
    faults=st.lists(st.sampled_from(["silence", "stale", "gap", "reject", "odd"])).map(tuple),
    records=st.lists(rows(), max_size=8).map(tuple),
)

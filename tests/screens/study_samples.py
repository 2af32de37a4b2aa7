"""Studies of every kind, and the views that show them."""

from decimal import Decimal

from core.statistics import EquityPoint, EquityStatistics, TradeStatistics
from core.studies import (
    Check,
    DriftFound,
    Range,
    SearchFound,
    SearchRow,
    Study,
    StudyKind,
    StudyTerms,
    StudyWish,
)
from core.trading import RiskSettings
from core.types import DAY_NS, MINUTE_NS, Access, AccountId, AgentId, Mode, Timeframe
from core.values import replace
from core.views import ConfirmView
from core.views.studies import (
    BesideView,
    RunState,
    RunView,
    StudiesView,
    StudyView,
    Trouble,
)
from tests.samples import AGENT
from tests.screens.samples import TRADE, closed

ACCOUNT = AccountId("7:PAPER")
"""That of the scripted chat."""
END_NS = 1_795_219_200_000_000_000
START_NS = END_NS - 30 * DAY_NS
WISH = StudyWish(
    kind=StudyKind.BACKTEST,
    strategy="TREND",
    symbol="BTCUSDT",
    title="BTC/USDT",
    asset="USDT",
    is_spot=False,
    timeframe=Timeframe.M1,
    start_ns=START_NS,
    end_ns=END_NS,
    balance=Decimal(10_000),
    leverage=2,
    risk=RiskSettings(),
    agent=AGENT,
)
TERMS = StudyTerms(
    feed="simulated",
    maker_pct=0.02,
    taker_pct=0.04,
    half_spread_pct=0.005,
    slippage_pct=0.005,
    latency_ms=250.0,
    jitter_ms=50.0,
    has_funding=True,
    warmed=504,
    needed=504,
)
STATISTICS = TradeStatistics(
    trades=1486,
    wins=521,
    net=Decimal("963.68"),
    gross=Decimal("2104.11"),
    fees=Decimal("1140.43"),
    funding=Decimal("0"),
    win_rate=0.3506,
    profit_factor=1.142,
    expectancy=Decimal("0.65"),
    average_win=Decimal("14.80"),
    average_loss=Decimal("-7.02"),
    payoff=2.1,
    sqn=1.2,
    best=Decimal("20.10"),
    worst=Decimal("-11.40"),
    longest_wins=6,
    longest_losses=14,
    held_s=1_740.0,
)
EQUITY = EquityStatistics(
    start=10_000.0,
    end=10_963.68,
    total_return=0.096368,
    yearly_return=2.06,
    sharpe=4.31,
    sortino=6.2,
    calmar=90.0,
    max_drawdown=0.0213,
    drawdown_now=0.004,
    drawdown_s=260_000.0,
    days=30.0,
)
CURVE = tuple(
    EquityPoint(START_NS + day * DAY_NS, 10_000 + day * 32.0 + (day % 3) * 20.0)
    for day in range(31)
)
BACKTEST = Study(
    id="019a00000001",
    account=ACCOUNT,
    mode=Mode.PAPER,
    made_ns=END_NS + MINUTE_NS,
    wish=WISH,
    terms=TERMS,
    statistics=STATISTICS,
    equity=EQUITY,
    benchmark=0.041,
    start_ns=START_NS,
    end_ns=END_NS,
    curve=CURVE,
)
CHECKS = (
    Check(code="look_ahead", after=3000.0),
    Check(code="recursion", before=0.0, after=1992.0),
    Check(code="costs", before=963.6850296, after=-451.96522896, is_odd=True),
    Check(code="delay", before=963.6850296, after=604.6209934),
)
HONESTY = replace(
    BACKTEST,
    id="019a00000002",
    wish=replace(WISH, kind=StudyKind.HONESTY),
    checks=CHECKS,
)
BEST = SearchRow(
    parameters={"fast": 30, "slow": 50},
    trades=478,
    net=1041.62,
    total_return=0.104162,
    max_drawdown=0.0097,
)
ROWS = tuple(
    replace(BEST, parameters={"fast": fast, "slow": slow}, total_return=0.104 - 0.01 * place)
    for place, (fast, slow) in enumerate(((30, 50), (30, 40), (20, 50), (20, 40)))
)
SEARCH = replace(
    BACKTEST,
    id="019a00000003",
    wish=replace(
        WISH,
        kind=StudyKind.SEARCH,
        method="grid",
        ranges=(Range("fast", (20.0, 30.0)), Range("slow", (40.0, 50.0))),
    ),
    search=SearchFound(
        tried=4,
        rows=ROWS,
        warnings=("edge", "lonely"),
        after=replace(BEST, total_return=-0.012, net=-120.0, trades=207),
        luck=0.612,
        learnt_until_ns=START_NS + 21 * DAY_NS,
    ),
)
DRIFT = replace(
    BACKTEST,
    id="019a00000004",
    wish=replace(WISH, kind=StudyKind.DRIFT),
    terms=replace(TERMS, feed="book"),
    drift=DriftFound(
        both=41,
        lived_alone=1,
        tested_alone=2,
        lived_net=Decimal("88.10"),
        tested_net=Decimal("91.72"),
        entry_bp=0.42,
    ),
)
BY_KIND = {
    StudyKind.BACKTEST: BACKTEST,
    StudyKind.HONESTY: HONESTY,
    StudyKind.SEARCH: SEARCH,
    StudyKind.DRIFT: DRIFT,
}
BY_COMMAND = replace(
    BACKTEST,
    id="019a00000000",
    account=AccountId(""),
    wish=replace(WISH, agent=AgentId(""), timeframe=Timeframe.H1),
)
OWN = replace(BACKTEST, own=(("PnL", "1,421"), ("SQN", "1.9"), ("PF", "1.31")))
FEW = replace(
    BACKTEST,
    statistics=replace(STATISTICS, trades=12, wins=4),
    halted_ns=END_NS - DAY_NS,
    terms=replace(TERMS, feed="archive", warmed=80, has_funding=False),
    benchmark=None,
)
BAD = replace(
    HONESTY, checks=(replace(CHECKS[0], is_bad=True), replace(CHECKS[1], before=17.0, is_odd=True))
)
GUESSED = replace(
    BACKTEST,
    start_ns=START_NS + 12 * DAY_NS,
    terms=replace(TERMS, feed="archive", inside="1m"),
    trades=(closed(replace(TRADE, flags=("ambiguous",))), closed(TRADE)),
)
FAR = replace(
    DRIFT,
    drift=DriftFound(
        both=5, lived_alone=4, tested_alone=6, lived_net=Decimal("-3"), tested_net=Decimal("12.5")
    ),
)


def found(study: Study, *, access: Access = Access.OWNER) -> StudyView:
    return StudyView(
        study=study,
        utc_offset_min=180,
        can_apply=study.search is not None and access is not Access.VIEWER,
        access=access,
    )


FOUND = {
    "backtest": found(BACKTEST),
    "backtest with the author's figures": found(OWN),
    "backtest of few trades, halted, cold": found(FEW),
    "backtest of candles, a part of the days": found(GUESSED),
    "backtest for a viewer": found(BACKTEST, access=Access.VIEWER),
    "honesty": found(HONESTY),
    "honesty of one that looks ahead": found(BAD),
    "search": found(SEARCH),
    "drift": found(DRIFT),
    "drift, far": found(FAR),
}
IDLE = RunView(agent=AGENT, mode=Mode.PAPER, strategy="TREND")
RUNNING = replace(IDLE, state=RunState.RUNNING, wish=WISH, share=0.43)
LOADING = replace(RUNNING, is_load=True)
DETAILS = (Timeframe.M15, Timeframe.M5, Timeframe.M1)
LOAD_TROUBLES: dict[str, tuple[tuple[str, str], ...]] = {
    "load_down": (),
    "load_blocked": (("minutes", "12"),),
    "load_refused": (),
    "load_full": (("folder", "/data/history"),),
    "load_unkept": (("folder", "/data/history"),),
    "load_slow": (("minutes", "60"),),
}


def lacking(code: str, days: str) -> Trouble:
    return Trouble(code, "no history", (("symbol", "BTCUSDT"), ("days", days)))


RUNS = {
    "nothing yet": IDLE,
    "nothing to search, two agents": replace(IDLE, can_search=False, agent_name="night"),
    "with TPE": replace(IDLE, learns=True),
    "waiting": replace(RUNNING, state=RunState.WAITING, share=0.0, ahead=2),
    "next": replace(RUNNING, state=RunState.WAITING, share=0.0),
    "running": RUNNING,
    "running for a viewer": replace(RUNNING, access=Access.VIEWER),
    "done": replace(RUNNING, state=RunState.DONE, share=1.0, done=BACKTEST.id),
    "cancelled": replace(RUNNING, state=RunState.CANCELLED),
    "interrupted": replace(RUNNING, state=RunState.INTERRUPTED, share=0.0),
    "failed": replace(
        RUNNING,
        state=RunState.FAILED,
        trouble=Trouble("study_failed", "PnL", (("why", "PnL = 0"),)),
    ),
    "no data": replace(
        RUNNING, state=RunState.FAILED, lacks=True, trouble=lacking("study_no_data", "31")
    ),
    "a part of the data": replace(
        RUNNING, state=RunState.FAILED, lacks=True, trouble=lacking("study_part_data", "1")
    ),
    "no data for a viewer": replace(
        RUNNING,
        state=RunState.FAILED,
        lacks=True,
        trouble=lacking("study_no_data", "31"),
        access=Access.VIEWER,
    ),
    "download waiting": replace(LOADING, state=RunState.WAITING, share=0.0),
    "download running": LOADING,
    "downloaded": replace(LOADING, state=RunState.LOADED, share=1.0, rows=131_072),
    "nothing more to download": replace(LOADING, state=RunState.LOADED, share=1.0),
    "download cancelled": replace(LOADING, state=RunState.CANCELLED, lacks=True),
    "download interrupted": replace(LOADING, state=RunState.INTERRUPTED, lacks=True),
    **{
        f"download failed, {code}": replace(
            LOADING, state=RunState.FAILED, lacks=True, trouble=Trouble(code, "no", values)
        )
        for code, values in LOAD_TROUBLES.items()
    },
    "with details": replace(IDLE, details=DETAILS, learns=True),
    "with a detail chosen": replace(IDLE, details=DETAILS, detail=Timeframe.M1),
    "for a viewer": replace(IDLE, access=Access.VIEWER),
}
HEADS = tuple(replace(each, curve=(), trades=()) for each in (DRIFT, SEARCH, HONESTY, BACKTEST))
LISTS = {
    "results": StudiesView(mode=Mode.PAPER, heads=HEADS, pages=2, utc_offset_min=180),
    "nothing": StudiesView(mode=Mode.PAPER, heads=()),
    "to compare with": StudiesView(mode=Mode.PAPER, heads=HEADS[1:], beside=DRIFT.id),
}
BESIDE = {
    "alike": BesideView(mode=Mode.PAPER, left=BACKTEST, right=HONESTY),
    "of other days": BesideView(
        mode=Mode.PAPER,
        left=BACKTEST,
        right=replace(FEW, start_ns=END_NS - 7 * DAY_NS, equity=None),
    ),
}
APPLY = ConfirmView(
    what="study_apply",
    nonce="a1b2c3d4e5f6",
    mode=Mode.PAPER,
    until_ns=START_NS + 31 * DAY_NS,
    utc_offset_min=0,
    strategy="TREND",
    parameters=BEST.parameters,
)

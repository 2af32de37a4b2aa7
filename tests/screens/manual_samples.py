"""Views of manual trading, as the use cases hand them over."""

from collections.abc import Mapping
from decimal import Decimal as D

from core import views as v
from core.money import PPM, Ppm, from_ppm
from core.trading import (
    DraftKind,
    DraftSize,
    ExitPlan,
    Limit,
    OrderDraft,
    Reason,
    Refusal,
    RefusalCode,
    SizeUnit,
    Target,
    Trail,
    TrailKind,
    even_shares,
)
from core.types import (
    SECOND_NS,
    AgentId,
    ClientId,
    FeedStatus,
    InstrumentId,
    Mode,
    OrderKind,
    OrderSide,
    OrderState,
    Purpose,
    Side,
    Source,
    TimeInForce,
)
from core.values import replace
from core.views.builder import (
    BuilderView,
    OrderCardView,
    OrdersView,
    PositionCardView,
    PositionsView,
)
from services.draft_fixes import fixes_of
from tests.manual_desk import InMemoryManual
from tests.samples import BTC, make_instrument
from tests.screens import samples as s

ETH = InstrumentId("sim:perp:ETHUSDT")
TRADE, AUTO_TRADE = "u7-manual-000007", "u7-1-000003"
PLAIN = ExitPlan(
    stop_loss=Limit.percent("1"),
    targets=(Target(distance=Limit.percent("2"), share=Ppm(1_000_000)),),
)
LADDER = ExitPlan(
    stop_loss=Limit.percent("1.5"),
    targets=tuple(
        Target(distance=Limit.percent(far), share=share)
        for far, share in zip(("2", "4", "6"), even_shares(3), strict=True)
    ),
    trail=Trail(
        kind=TrailKind.BELOW_HIGHEST, start=Limit.percent("1"), distance=Limit.percent("0.8")
    ),
    time_stop_s=4 * 3_600,
)
MARKET = OrderDraft(instrument=BTC, size=DraftSize(SizeUnit.EQUITY, D(10)), leverage=2, exits=PLAIN)
LIMIT = replace(MARKET, kind=DraftKind.LIMIT, price=D("59500.0"), exits=LADDER)
STOP_LIMIT = replace(
    MARKET, kind=DraftKind.STOP_LIMIT, price=D("60700.0"), trigger=D("60600.0"), source=Source.MARK
)
TRAILING = replace(
    MARKET,
    kind=DraftKind.TRAILING,
    side=OrderSide.SELL,
    trail=Limit.percent("1"),
    is_reduce_only=True,
    size=DraftSize(SizeUnit.POSITION, D(50)),
    exits=ExitPlan(),
)
OCO = replace(
    TRAILING,
    kind=DraftKind.OCO,
    trail=None,
    price=D("61800.0"),
    trigger=D("59100.0"),
    size=DraftSize(SizeUnit.POSITION, D(100)),
)


def rungs(plan: ExitPlan, side: Side, qty: D, entry: D) -> tuple[v.RungView, ...]:
    """A ladder as a position shows it."""
    found = []
    for target in plan.targets:
        far = entry * target.distance.number / 100
        part = qty * target.share / PPM
        found.append(
            v.RungView(
                price=entry + int(side) * far,
                qty=part,
                distance_pct=target.distance.number,
                result=far * part,
                share_pct=from_ppm(target.share),
            )
        )
    return tuple(found)


def position(
    trade: str, name: InstrumentId, side: Side, qty: str, entry: str, plan: ExitPlan
) -> v.PositionView:
    """A position by hand with its levels where its plan puts them."""
    base, targets = name[-7:-4], rungs(plan, side, D(qty), D(entry))
    stop = plan.stop_loss.number if plan.stop_loss is not None else D(0)
    return replace(
        s.LONG,
        side=side,
        base=base,
        title=f"{base}/USDT",
        tick=D("0.1"),
        qty=D(qty),
        entry=D(entry),
        now=D(entry),
        progress=None,
        trade_id=trade,
        agent=AgentId("u7-manual"),
        agent_name="manual",
        is_manual=True,
        instrument=name,
        exits=plan,
        targets=targets,
        stop=D(entry) * (1 - int(side) * stop / 100),
        target=targets[0].price,
    )


DESK = InMemoryManual(
    [make_instrument(base) for base in ("BTC", "ETH", "SOL")],
    bid=D("59999.9"),
    ask=D("60000.1"),
)
DESK.held[TRADE] = position(TRADE, BTC, Side.LONG, "0.0150", "60000.0", LADDER)
OF_AGENT = replace(
    position(AUTO_TRADE, ETH, Side.SHORT, "1.2", "3010.5", PLAIN),
    agent=AgentId("u7-1"),
    agent_name="TREND 1h",
    is_manual=False,
    now=D("2999.0"),
    pnl=D("13.80"),
    pnl_pct=D("0.38"),
    net=D("11.10"),
    opened_at_ns=s.NOW - 8 * s.MINUTE,
    held_s=8 * 60,
    version="000003.12.0",
    progress=0.4,
)
SYMBOLS = (("BTC/USDT", "BTCUSDT"), ("ETH/USDT", "ETHUSDT"), ("SOL/USDT", "SOLUSDT"))


def builder(draft: OrderDraft) -> BuilderView:
    return BuilderView(
        preview=DESK.preview(draft),
        symbols=SYMBOLS,
        presets=("скальп", "свинг ×3"),
        max_drift_pct=D("0.1"),
        position=DESK.held[TRADE],
    )


def refused(refusal: Refusal, draft: OrderDraft = MARKET) -> BuilderView:
    view = builder(draft)
    preview = replace(view.preview, refusal=refusal)
    return replace(view, preview=preview, fixes=fixes_of(preview))


BUILT = builder(MARKET)
BUILDERS: Mapping[str, BuilderView] = {
    "a market order": BUILT,
    "a limit with a ladder": builder(LIMIT),
    "a stop-limit": builder(STOP_LIMIT),
    "a trailing stop that reduces": builder(TRAILING),
    "an OCO": builder(OCO),
    "in words, one unknown": replace(
        BUILT, heard=("BTC", "2%", "SL 1.5%"), unknown=("пожалуйста", "٣%")
    ),
    "warned": replace(
        BUILT,
        preview=replace(
            BUILT.preview,
            slippage=D("0.4"),
            rounded=(
                v.Rounded(what="size", typed=D("0.03333327"), to=D("0.033")),
                v.Rounded(what="stop", typed=D("59400.123"), to=D("59400.1")),
            ),
            warnings=(
                *("above_high", "below_low", "stop_beyond_liquidation", "thin_book", "fallback"),
                "no_stop_loss",
            ),
        ),
    ),
    "too small": refused(Refusal(RefusalCode.MIN_NOTIONAL, D("3.20"), D(5), "usd")),
    "below the least size": refused(Refusal(RefusalCode.MIN_QTY, D("0.0001"), D("0.001"), "qty")),
    "too much margin": refused(Refusal(RefusalCode.MARGIN_LIMIT, D(5_120), D(3_072), "usd")),
    "no stop": refused(Refusal(RefusalCode.NO_STOP_LOSS), replace(MARKET, exits=ExitPlan())),
    "halted": refused(Refusal(RefusalCode.HALTED)),
    "stale": refused(Refusal(RefusalCode.STALE_FEED, D(14), D(3), "seconds")),
    "spot, nothing known": replace(
        BUILT,
        preview=v.PreviewView(
            draft=replace(MARKET, leverage=1),
            mode=Mode.LIVE,
            title="BTC/USDT",
            base="BTC",
            quote="USDT",
            tick=D("0.01"),
            step=D("0.00001"),
            is_spot=True,
            max_leverage=1,
            bid=None,
            ask=None,
            equity=D(0),
            version="1",
        ),
    ),
}
EDITED: Mapping[str, BuilderView] = {
    "target": builder(LIMIT),
    "share": builder(LIMIT),
    "trailing": builder(LIMIT),
    "trail_start": builder(LIMIT),
    "time": builder(LIMIT),
    "tif": builder(LIMIT),
    "price": builder(LIMIT),
    "trigger": builder(STOP_LIMIT),
    "source": builder(STOP_LIMIT),
    "trail": builder(TRAILING),
}

RESTING = v.OrderView(
    client_id=ClientId("u7-manual-000011"),
    agent=AgentId("u7-manual"),
    agent_name="manual",
    instrument=BTC,
    title="BTC/USDT",
    base="BTC",
    tick=D("0.1"),
    side=OrderSide.BUY,
    kind=OrderKind.LIMIT,
    purpose=Purpose.ENTRY,
    state=OrderState.OPEN,
    qty=D("0.033"),
    filled=D(0),
    price=D("59500.0"),
    trigger=None,
    time_in_force=TimeInForce.GTC,
    is_post_only=False,
    is_reduce_only=False,
    is_manual=True,
    placed_at_ns=s.NOW - 5 * s.MINUTE,
)
ORDERS = (
    RESTING,
    replace(
        RESTING,
        client_id=ClientId("u7-manual-000012"),
        price=D("59400.0"),
        filled=D("0.004"),
        is_post_only=True,
        state=OrderState.PARTIAL,
    ),
    replace(
        RESTING,
        client_id=ClientId("u7-1-000004"),
        kind=OrderKind.STOP_LIMIT,
        trigger=D("60600.0"),
        price=D("60700.0"),
        is_manual=False,
        agent=AgentId("u7-1"),
        agent_name="TREND 1h",
        is_reduce_only=True,
        partner=RESTING.client_id,
        time_in_force=TimeInForce.IOC,
    ),
    replace(
        RESTING,
        client_id=ClientId("u7-manual-000013"),
        side=OrderSide.SELL,
        kind=OrderKind.STOP_MARKET,
        price=None,
        trigger=D("59405.0"),
        trail_pct=D(1),
        qty=D("0.007"),
        is_reduce_only=True,
    ),
)
ORDER_LIST = OrdersView(mode=Mode.PAPER, orders=ORDERS, page=1, pages=2, total=7, positions=2)
NO_ORDERS = OrdersView(mode=Mode.PAPER, orders=())


def order_card(number: int) -> OrderCardView:
    return OrderCardView(
        mode=Mode.PAPER, order=ORDERS[number], utc_offset_min=180, market=D("60000.00")
    )


def _shown(position: v.PositionView) -> v.PositionView:
    return replace(
        position,
        now=D("60420.0"),
        pnl=D("6.30"),
        pnl_pct=D("0.70"),
        net=D("4.92"),
        opened_at_ns=s.NOW - 38 * s.MINUTE,
        held_s=38 * 60,
        version="000007.15.0",
        is_trailing=True,
        time_stop_at_ns=s.NOW + 200 * s.MINUTE,
    )


BY_HAND = _shown(DESK.held[TRADE])
TAKEN = replace(
    BY_HAND,
    targets=(replace(BY_HAND.targets[0], is_taken=True), *BY_HAND.targets[1:]),
)
POSITION_LIST = PositionsView(
    mode=Mode.PAPER, positions=(BY_HAND, OF_AGENT), page=2, pages=3, total=12, orders=4
)
NO_POSITIONS = PositionsView(mode=Mode.PAPER, positions=())
UNFRESH = (
    replace(BY_HAND, feed=FeedStatus.FALLBACK),
    replace(OF_AGENT, feed=FeedStatus.STALE),
)
UNFRESH_LIST = replace(NO_POSITIONS, positions=UNFRESH)
LEFT_OVER = replace(BY_HAND, is_dust=True, stop=None, target=None, targets=(), progress=None)
DUST_LIST = replace(NO_POSITIONS, positions=(LEFT_OVER,))
HAND_CARD = PositionCardView(
    mode=Mode.PAPER,
    position=TAKEN,
    plan=LADDER,
    utc_offset_min=180,
    events=tuple(s.row(number, record) for number, record in enumerate(s.RECORDS[:9], 1)),
)
DUST_CARD = replace(HAND_CARD, position=LEFT_OVER, plan=ExitPlan(), events=())
AGENT_CARD = PositionCardView(
    mode=Mode.PAPER,
    position=OF_AGENT,
    plan=PLAIN,
    utc_offset_min=180,
    reasons=(Reason("ema_above"), Reason("slope", "1.2")),
    confidence_pct=81,
)


ASKED = v.ConfirmView(
    what="order",
    nonce="q1w2e3r4t5y6u7i8",
    mode=Mode.PAPER,
    until_ns=s.NOW + 28 * SECOND_NS,
    utc_offset_min=180,
    share_pct=D("0.1"),
)

CONFIRMS: Mapping[str, v.ConfirmView] = {
    "a market order": replace(ASKED, order=DESK.preview(MARKET)),
    "a limit with a ladder": replace(ASKED, order=DESK.preview(LIMIT)),
    "a sale that reduces": replace(ASKED, order=DESK.preview(TRAILING)),
    "reduce": replace(
        ASKED,
        what="reduce",
        position=BY_HAND,
        positions=1,
        share_pct=D(25),
        result=D("1.23"),
    ),
    "close_all": replace(ASKED, what="close_all", positions=2, result=D("16.02")),
    "cancel_all": replace(ASKED, what="cancel_all", orders=4),
}

"""Values that tests start from: members, one instrument, one position."""

from decimal import Decimal

from core.instrument import Instrument
from core.money import Money, Ppm, Steps
from core.types import AccountId, AgentId, InstrumentId, InstrumentKind, Side, UserId
from core.views import HaltView, PositionView

OWNER = UserId(1)
TRADER = UserId(2)
VIEWER = UserId(3)
STRANGER = UserId(99)
ACCOUNT = AccountId("paper:1")
AGENT = AgentId("a1")
BTC = InstrumentId("sim:perp:BTCUSDT")


def make_instrument(
    base: str = "BTC",
    *,
    kind: InstrumentKind = InstrumentKind.PERP,
    max_leverage: int = 20,
) -> Instrument:
    return Instrument(
        id=InstrumentId(f"sim:{kind.name.lower()}:{base}USDT"),
        base=base,
        quote="USDT",
        settle="USDT",
        kind=kind,
        tick=Decimal("0.1"),
        step=Decimal("0.001"),
        min_qty=Steps(1),
        max_qty=Steps(1_000_000),
        max_market_qty=Steps(100_000),
        min_notional=Money(5 * 10**8),
        maker_fee=Ppm(200),
        taker_fee=Ppm(400),
        max_leverage=max_leverage,
    )


def make_position(version: str = "v1") -> PositionView:
    return PositionView(
        side=Side.LONG,
        base="BTC",
        title="BTC/USDT",
        tick=Decimal("0.1"),
        qty=Decimal("0.010"),
        entry=Decimal(60_000),
        now=Decimal(60_500),
        held_s=60,
        pnl=Decimal("5.00"),
        pnl_pct=Decimal("0.83"),
        net=Decimal("4.60"),
        margin=Decimal(300),
        leverage=2,
        version=version,
    )


def make_halt(at_ns: int = 7) -> HaltView:
    return HaltView(cause="kill", at_ns=at_ns, positions=1, result=Decimal("-12.40"))

"""What is to be tested, and what came of it."""

from dataclasses import dataclass, field
from decimal import Decimal

from core.events import PositionClosed
from core.instrument import Instrument
from core.parameters import Value
from core.statistics import EquityPoint, EquityStatistics, TradeStatistics
from core.trading import RiskSettings
from core.types import Timeframe


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One strategy on one instrument over [start_ns, end_ns) of market time."""

    strategy: str
    instrument: Instrument
    timeframe: Timeframe
    start_ns: int
    end_ns: int
    balance: Decimal = Decimal(10_000)
    leverage: int = 2
    risk: RiskSettings = field(default_factory=RiskSettings)
    seed: int = 1
    parameters: tuple[tuple[str, Value], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """`halted_ns` is when the guard halted the account for good, 0 for never; `lines` are the
    journal as the desk would have written it; `benchmark` is what buying and holding returned, as
    a share; `conditions` state fees, slippage, latency and the feed."""

    plan: Plan
    trades: tuple[PositionClosed, ...]
    curve: tuple[EquityPoint, ...]
    statistics: TradeStatistics
    equity: EquityStatistics | None
    benchmark: float | None
    events: int
    refused: int
    halted_ns: int
    conditions: tuple[tuple[str, str], ...]
    lines: tuple[str, ...]

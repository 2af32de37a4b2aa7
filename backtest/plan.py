"""What is to be tested, and what came of it."""

from collections.abc import Sequence
from decimal import Decimal

from core.events import PositionClosed
from core.instrument import Instrument
from core.parameters import Value
from core.statistics import EquityPoint, EquityStatistics, TradeStatistics
from core.trading import RiskSettings
from core.types import AgentId, Timeframe
from core.values import Frozen, field
from exchanges.simulated.paper import PaperSettings

Parameters = tuple[tuple[str, Value], ...]


class Leg(Frozen, frozen=True, kw_only=True):
    """One agent of a test: a strategy on an instrument."""

    strategy: str
    instrument: Instrument
    parameters: Parameters = ()


class Plan(Frozen, frozen=True, kw_only=True):
    """One strategy on one instrument over [start_ns, end_ns) of market time; with `others`, agents
    that share its account, each with an equal part of the balance as its capital."""

    strategy: str
    instrument: Instrument
    timeframe: Timeframe
    start_ns: int
    end_ns: int
    balance: Decimal = Decimal(10_000)
    leverage: int = 2
    risk: RiskSettings = field(default_factory=RiskSettings)
    seed: int = 1
    parameters: Parameters = ()
    others: tuple[Leg, ...] = ()
    terms: PaperSettings = field(default_factory=PaperSettings)
    has_funding: bool = True

    @property
    def legs(self) -> tuple[Leg, ...]:
        """Its agents, in the order in which a candle is shown to them."""
        own = Leg(strategy=self.strategy, instrument=self.instrument, parameters=self.parameters)
        return (own, *self.others)

    @property
    def strategies(self) -> tuple[str, ...]:
        """Their names, each once."""
        return tuple(dict.fromkeys(leg.strategy for leg in self.legs))

    @property
    def titles(self) -> tuple[str, ...]:
        """The names of its instruments for people, each once."""
        return tuple(dict.fromkeys(leg.instrument.title for leg in self.legs))

    @property
    def instruments(self) -> tuple[Instrument, ...]:
        """Each once, in the order in which a market tells of them at one instant."""
        held = {leg.instrument.id: leg.instrument for leg in self.legs}
        return tuple(held[name] for name in sorted(held))


class AgentResult(Frozen, frozen=True, kw_only=True):
    """What is known of one agent beside its trades: the entries it was refused, and what buying
    and holding its instrument returned, as a share."""

    agent: AgentId
    leg: Leg
    refused: int = 0
    benchmark: float | None = None


class Result(Frozen, frozen=True, kw_only=True):
    """`halted_ns` is when the guard halted the account for good, 0 for never; `lines` are the
    journal as the desk would have written it; `benchmark` is what buying and holding returned, as
    a share, of several instruments an equal part of each; `conditions` state fees, slippage,
    latency and the feed; `agents` are those of an account that several share, else none."""

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
    lines: Sequence[str]
    agents: tuple[AgentResult, ...] = ()

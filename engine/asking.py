"""What an entry is asked about: everything a gate may look at, at one instant."""

from core.instrument import Instrument
from core.trading import Agent, Limit, RiskSettings
from core.types import Side
from core.values import Frozen
from engine.sizing import Entry


class Ask(Frozen, frozen=True, kw_only=True):
    """All that a gate may look at, at one instant; prices in ticks, money in units.

    `equity` is the account's, `agent_equity` the agent's own; `daily` and `drawdown` are the limits
    of the account, which are the tightest of all its agents. For a flip, `reserved`, `wallet` and
    `positions` are as they will be after its close.
    """

    agent: Agent
    held: Instrument
    side: Side
    is_halted: bool
    is_fresh: bool
    is_pending: bool
    bid: int
    ask: int
    now_ns: int
    equity: int
    agent_equity: int
    wallet: int
    reserved: int
    positions: int
    day_equity: int
    day_low: int
    daily: Limit | None
    high_water: int
    drawdown: Limit | None
    orders_last_minute: int
    entry: Entry | None
    is_blacklisted: bool = False

    @property
    def risk(self) -> RiskSettings:
        return self.agent.risk

    @property
    def planned(self) -> Entry:
        """The plan; the gate NO_STOP_LOSS stands before every gate that asks for it."""
        if self.entry is None:
            raise ValueError("asked for a plan without a stop")
        return self.entry

"""Accounts, agents, positions and the ledger."""

from collections.abc import Mapping

from core.money import Money, Ppm, Steps, Ticks
from core.parameters import Value
from core.trading.advice import ExitOrder
from core.trading.exits import ExitPlan
from core.trading.resting import Lot
from core.trading.risk import RiskSettings
from core.types import (
    SECOND_NS,
    AccountId,
    Action,
    AgentId,
    AgentState,
    InstrumentId,
    Mode,
    Side,
    Timeframe,
    UserId,
)
from core.values import Frozen, field

MANUAL = "manual"
"""The name of the agent that a person's own orders belong to."""


def manual_id(user: UserId) -> AgentId:
    """The id of that agent; no other agent's id ends so."""
    return AgentId(f"u{user}-{MANUAL}")


def is_manual(agent: AgentId) -> bool:
    return agent.endswith(f"-{MANUAL}")


class Agent(Frozen, frozen=True, kw_only=True):
    """One strategy on one instrument and timeframe with its own capital slice, rules and state.

    `sequence` numbers its intents; `realised` is net of fees and funding since it was made.
    `used_signal_ns` is the start of the last signal it traded (one signal opens once),
    `told_signal_ns` of the last one that was reported READY, `told_action` what that advised.
    `run_*` count since it was started, `day_*` on `day`. Until `muted_until_ns` its signals are not
    told. `parameters` are those of its strategy that are not at their defaults, `earlier` what they
    were before the last change. `anchor` is the price at which its run's first resting orders were
    laid out; `run_rounds` counts the lots that were bought and sold since, which came to
    `run_rounds_net`.
    """

    id: AgentId
    account: AccountId
    name: str
    strategy: str
    instrument: InstrumentId
    timeframe: Timeframe
    leverage: int
    slice: Money
    risk: RiskSettings = field(default_factory=RiskSettings)
    state: AgentState = AgentState.OFF
    state_reason: str = ""
    state_since_ns: int = 0
    sequence: int = 0
    realised: Money = Money(0)
    used_signal_ns: int = 0
    told_signal_ns: int = 0
    told_action: Action = Action.HOLD
    last_exit_ns: int = 0
    run_realised: Money = Money(0)
    run_trades: int = 0
    day: int = 0
    day_realised: Money = Money(0)
    day_trades: int = 0
    muted_until_ns: int = 0
    parameters: Mapping[str, Value] = field(default_factory=dict)
    earlier: Mapping[str, Value] = field(default_factory=dict)
    anchor: Ticks | None = None
    run_rounds: int = 0
    run_rounds_net: Money = Money(0)

    @property
    def is_manual(self) -> bool:
        """The one that trades by hand: it runs no strategy, and without a slice of its own it goes
        by the whole account."""
        return self.name == MANUAL


class Halt(Frozen, frozen=True, kw_only=True):
    """Why everything stands still. `cause`: kill or drawdown, the shares in millionths of equity;
    `result` is what the flattening came to, None until the last position is gone."""

    cause: str
    at_ns: int
    positions: int
    equity: Money
    value: Ppm = Ppm(0)
    limit: Ppm = Ppm(0)
    result: Money | None = None


class Account(Frozen, frozen=True, kw_only=True):
    """Money of one user in one mode.

    `wallet` = deposits + realised - fees +/- funding; `day_equity` is equity at the user's last
    midnight, `day_low` the lowest since (None: the same) and `high_water` the highest ever, for the
    guardian; `halted` latches. `silent` are held instruments that had not been heard of for a while
    when this was stored, and since when: their blind time begins there, not at `last_event_ns`.
    `blacklist` are instruments that nothing is opened on.
    `agents_made` numbers agents: the id of a removed one is never given again.
    """

    id: AccountId
    user: UserId
    mode: Mode
    asset: str
    deposits: Money
    wallet: Money
    day: int
    day_equity: Money
    high_water: Money
    utc_offset_min: int = 0
    halted: Halt | None = None
    last_event_ns: int = 0
    day_low: Money | None = None
    silent: tuple[tuple[InstrumentId, int], ...] = ()
    blacklist: tuple[InstrumentId, ...] = ()
    agents_made: int = 0


class Rung(Frozen, frozen=True, kw_only=True):
    """One level of a position's ladder: `qty` leaves at `level` (ticks), `left` of it has not yet.

    `is_taken` once the level was reached: what is left then goes, whatever the price does.
    `targets` counts those of the plan it stands for, where ones too small to trade were merged.
    """

    level: int
    qty: Steps
    left: Steps
    targets: int = 1
    is_taken: bool = False


class Position(Frozen, frozen=True, kw_only=True):
    """One position of (agent, instrument) with isolated margin.

    `cost` is the sum of ticks x steps of what is held; `margin` is what is reserved for it.
    `stop`, `target` and `max_loss` are levels in ticks, `liquidation` a mark of 10^-8, None when
    not set; the engine judges them, no broker does. `flags`: blind, unwatched, ambiguous, flip.
    The `closed_*` sums are what partial closes have taken, `carried` what is booked (fees, funding)
    of the part still held since then. `leaving` is set once it was decided that all of it must go:
    an exit that does not fill is sent again until nothing is left.

    `funded_ns` is the newest funding instant that was booked: none is booked twice, whoever tells
    of it. `is_dust` marks what an exit left, too small to sell: it waits and blocks nothing.
    `exits` is its plan, without the targets that were taken. `rungs` are the levels of a ladder,
    taken ones first, nearest first, empty for a target that takes all; `target` is the next of
    them. `wake` is where the trailing stop acts next and `best` the best price it has seen, in
    ticks; `is_trailing` once it has moved the stop, `told_stop` what the journal knows of that.
    `lots` are what the resting orders of its strategy brought in, in the order they came.
    """

    agent: AgentId
    instrument: InstrumentId
    side: Side
    qty: Steps
    cost: int
    margin: Money
    leverage: int
    opened_at_ns: int
    trade_id: str
    stop: int | None = None
    target: int | None = None
    max_loss: int | None = None
    liquidation: int | None = None
    max_loss_money: Money | None = None
    is_stop_moved: bool = False
    opened_qty: Steps = Steps(0)
    opened_cost: int = 0
    closed_qty: Steps = Steps(0)
    closed_cost: int = 0
    gross: Money = Money(0)
    fees: Money = Money(0)
    funding: Money = Money(0)
    risk_money: Money = Money(0)
    slip: int = 0
    flags: tuple[str, ...] = ()
    leaving: ExitOrder | None = None
    exits: ExitPlan = field(default_factory=ExitPlan)
    rungs: tuple[Rung, ...] = ()
    wake: int | None = None
    best: int | None = None
    is_trailing: bool = False
    told_stop: int | None = None
    carried: Money = Money(0)
    lots: tuple[Lot, ...] = ()
    funded_ns: int = 0
    is_dust: bool = False

    @property
    def expires_ns(self) -> int | None:
        """When its time stop takes it out; None without one."""
        seconds = self.exits.time_stop_s
        return self.opened_at_ns + seconds * SECOND_NS if seconds else None


class LedgerEntry(Frozen, frozen=True, kw_only=True):
    """One change of the wallet; `kind` is deposit, realised, fee, funding or insurance."""

    account: AccountId
    agent: AgentId
    at_ns: int
    kind: str
    asset: str
    amount: Money
    wallet: Money
    reference: str

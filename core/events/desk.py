"""Records of the account, its guard, its agents, and who came to the door."""

from decimal import Decimal
from typing import ClassVar

from core.events.base import Record, TradingRecord
from core.trading import AlarmKind
from core.types import (
    AgentState,
)
from core.values import field


class Deposited(TradingRecord, frozen=True, kw_only=True):
    topic: ClassVar[str] = "deposited"
    amount: Decimal


class GuardianTripped(TradingRecord, frozen=True, kw_only=True):
    """The account's guard acted. `rule`: daily_loss (refuses entries) or drawdown (flattens and
    halts); both numbers in percent of equity."""

    topic: ClassVar[str] = "guardian_tripped"
    rule: str
    value_pct: Decimal
    limit_pct: Decimal
    positions: int = 0


class Halted(TradingRecord, frozen=True, kw_only=True):
    """Everything was flattened and the account halted; `equity` when the last position was gone."""

    topic: ClassVar[str] = "halted"
    cause: str
    positions: int
    result: Decimal


class AgentStateChanged(Record, frozen=True, kw_only=True):
    """`cause` is a stable code (user, kill, drawdown, recovery_failed, unlock), `by` a user id."""

    topic: ClassVar[str] = "agent_state_changed"
    old: AgentState
    new: AgentState
    cause: str
    by: str = ""


class SettingChanged(Record, frozen=True, kw_only=True):
    """A rule, strategy, symbol, timeframe, leverage or preference was changed by a person."""

    topic: ClassVar[str] = "setting_changed"
    setting: str
    old: str
    new: str
    by: str = ""


class AgentAdded(Record, frozen=True, kw_only=True):
    """`origin` is the agent it was cloned from, empty for a new one; `slice` in the asset."""

    topic: ClassVar[str] = "agent_added"
    name: str
    strategy: str
    timeframe: str
    slice: Decimal
    origin: str = ""
    by: str = ""


class AgentRemoved(Record, frozen=True, kw_only=True):
    """Its trades stay; `realised` is what it booked while it was there."""

    topic: ClassVar[str] = "agent_removed"
    name: str
    realised: Decimal
    by: str = ""


class AlarmRang(Record, frozen=True, kw_only=True):
    """What a member wanted to be told of has come. `title` is of the symbol or the agent, `value`
    what reached the `level`; of trouble `detail` is its code. `times` counts its rings."""

    topic: ClassVar[str] = "alarm_rang"
    alarm: int
    kind: AlarmKind
    title: str = ""
    level: Decimal | None = None
    value: Decimal | None = None
    way: int = 0
    window_s: int = 0
    tick: Decimal | None = None
    detail: str = ""
    times: int = 1
    repeats: bool = False


class TradeHidden(Record, frozen=True, kw_only=True):
    """A person left a closed trade out of the statistics, or (`is_hidden` False) counts it again.
    The trade itself stays in the journal."""

    topic: ClassVar[str] = "trade_hidden"
    trade_id: str
    is_hidden: bool
    by: str = ""


class PeriodReported(Record, frozen=True, kw_only=True):
    """A member's report came due: what closed in the `unit` that begins on the day `first` (as
    2026-11-20) and ended before `end`. `drawdown_pct` is the deepest fall in it, `strategies` are
    names, nets and trades, the best first."""

    topic: ClassVar[str] = "period_reported"
    user: int
    unit: str
    first: str
    end: str
    trades: int
    wins: int
    net: Decimal
    return_pct: Decimal
    fees: Decimal
    equity: Decimal
    drawdown_pct: Decimal = Decimal(0)
    best: Decimal | None = None
    worst: Decimal | None = None
    strategies: tuple[tuple[str, Decimal, int], ...] = ()


class DeskStarted(Record, frozen=True, kw_only=True):
    """A runtime was rebuilt from storage. `blind_s` is the market time nobody watched."""

    topic: ClassVar[str] = "desk_started"
    positions: int
    orders: int
    blind_s: int
    lost: int = 0
    resubmitted: int = 0


class Audit(Record, frozen=True, kw_only=True):
    """Something of access: `what` is stranger, strangers, paired, refused_code, forged, invited,
    revoked, joined, role, removed; `detail` says what was tried or became of it, never a secret.
    `by` is the owner who did it to `user`. What is done with plugins is of the `user` who did it,
    `core.types.OVER_HTTP` for another program."""

    topic: ClassVar[str] = "audit"
    user: int
    what: str
    detail: str = ""
    by: int = 0


class DebugAction(Record, frozen=True, kw_only=True):
    """Somebody did something in the debug sandbox, which moves no money of the account: `what` was
    done, with which words."""

    topic: ClassVar[str] = "debug_action"
    what: str
    detail: str = ""
    by: str = ""


class Fault(Record, frozen=True, kw_only=True):
    """Something failed and was survived; `where` names the border that caught it."""

    topic: ClassVar[str] = "fault"
    where: str
    detail: str = field(default="")

"""Small stand-ins for the ports, which remember what was done to them as state."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from core.codec import encode
from core.errors import InputError, StorageError, Unreachable
from core.events import Record, event_name
from core.instrument import Instrument
from core.market import Candle
from core.money import Money
from core.parameters import Value
from core.ports import JournalEntry, Owed, Trading, User
from core.ports.storage import NOTHING_KEPT
from core.trading import (
    Account,
    Agent,
    AlertSettings,
    FeedHealth,
    Halt,
    Position,
    RiskSettings,
    RiskValue,
)
from core.types import (
    Access,
    AccountId,
    Action,
    AgentId,
    AgentState,
    FeedStatus,
    InstrumentId,
    Mode,
    Timeframe,
    UserId,
)
from core.values import replace
from core.views import (
    AutoView,
    EstimateView,
    HaltView,
    MenuView,
    PositionView,
    QuoteView,
)
from core.views.ladder import LadderView
from core.views.watching import FundsView
from tests.manual_desk import InMemoryManual
from tests.samples import ACCOUNT, AGENT, BTC, OWNER, TRADER, VIEWER, make_halt, make_instrument


class FakeUsers:
    """The members of a desk, in memory."""

    def __init__(self, *members: User) -> None:
        self.members = {member.id: member for member in members}

    async def all(self) -> Sequence[User]:
        return tuple(self.members.values())

    async def get(self, user: UserId) -> User | None:
        return self.members.get(user)

    async def save(self, user: User) -> None:
        self.members[user.id] = user

    async def remove(self, user: UserId) -> None:
        self.members.pop(user, None)


def make_members() -> FakeUsers:
    """An owner, a trader and a viewer of one account."""
    roles = {OWNER: Access.OWNER, TRADER: Access.TRADER, VIEWER: Access.VIEWER}
    return FakeUsers(
        *(User(id=user, access=access, account=ACCOUNT) for user, access in roles.items())
    )


class FakeJournal:
    """A journal in memory; rows may be put into it as they would be read back."""

    def __init__(self) -> None:
        self.rows: list[JournalEntry] = []
        self.notes: list[Record] = []
        self.owed: list[Owed] = []
        self.kept: dict[str, str] = {}
        self.is_broken = False

    def put(
        self,
        record: Record,
        *,
        payload: str | None = None,
        name: str | None = None,
        account: AccountId = ACCOUNT,
    ) -> int:
        self.rows.append(
            JournalEntry(
                sequence=len(self.rows) + 1,
                account=account,
                name=name or event_name(record, Mode.PAPER),
                agent=record.agent,
                instrument=record.instrument,
                at_ns=record.at_ns,
                wall_ns=record.at_ns,
                payload=encode(record) if payload is None else payload,
            )
        )
        return len(self.rows)

    def _of(
        self,
        account: AccountId,
        names: Sequence[str] | None,
        beside: AccountId | None = None,
        agent: AgentId | None = None,
        after: int = 0,
    ) -> list[JournalEntry]:
        found = (row for row in reversed(self.rows) if row.account in (account, beside))
        return [
            row
            for row in found
            if (names is None or row.name in names)
            and agent in (None, row.agent)
            and row.sequence > after
        ]

    async def count(
        self,
        account: AccountId,
        names: Sequence[str] | None,
        *,
        beside: AccountId | None = None,
        agent: AgentId | None = None,
        after: int = 0,
    ) -> int:
        return len(self._of(account, names, beside, agent, after))

    async def page(
        self,
        account: AccountId,
        names: Sequence[str] | None,
        *,
        offset: int,
        limit: int,
        beside: AccountId | None = None,
        agent: AgentId | None = None,
        after: int = 0,
    ) -> Sequence[JournalEntry]:
        return self._of(account, names, beside, agent, after)[offset : offset + limit]

    async def one(
        self, account: AccountId, sequence: int, *, beside: AccountId | None = None
    ) -> JournalEntry | None:
        found = self._of(account, None, beside)
        return next((row for row in found if row.sequence == sequence), None)

    async def of_trade(self, account: AccountId, trade_id: str) -> Sequence[JournalEntry]:
        return [row for row in self._of(account, None) if f'"{trade_id}"' in row.payload]

    async def note(
        self,
        account: AccountId,
        record: Record,
        owed: Sequence[Owed] = (),
        *,
        keep: Mapping[str, str] = NOTHING_KEPT,
    ) -> None:
        if self.is_broken:
            raise StorageError("disk full")
        self.notes.append(record)
        self.owed += owed
        self.kept |= keep
        self.put(record, account=account)


class FakeTrading(InMemoryManual):
    """A runtime that does at once what it is told: tests read the state it comes to."""

    mode = Mode.PAPER
    exchange = "simulated"

    def __init__(self) -> None:
        super().__init__([make_instrument("BTC"), make_instrument("ETH", max_leverage=5)])
        self.roster[AGENT] = Agent(
            id=AGENT,
            account=ACCOUNT,
            name="TREND",
            strategy="TREND",
            instrument=BTC,
            timeframe=Timeframe.M1,
            leverage=2,
            slice=Money(10_000 * 10**8),
        )
        self.position: PositionView | None = None
        self.halted: HaltView | None = None
        self.pending = ""
        self.has_quote = True
        self.closed: list[tuple[int, str]] = []
        self.utc_offset_min = 0
        self.raw: list[Position] = []
        self.would: EstimateView | None = None
        self.forced: list[tuple[AgentId, Action]] = []
        self.sent: list[tuple[AgentId, Action, float]] = []
        self.stored_halt: Halt | None = None
        self.last_event_ns = 0
        self.day = 0
        self.day_low: Money | None = None
        self.blacklist: tuple[InstrumentId, ...] = ()
        self.alerts = AlertSettings()
        self.muted: dict[AgentId, int] = {}
        self.candle_tape: list[Candle] = []
        self.asked_candles: list[tuple[InstrumentId, Timeframe, int]] = []
        self.is_market_down = False

    @property
    def account(self) -> Account:
        return Account(
            id=ACCOUNT,
            user=OWNER,
            mode=self.mode,
            asset="USDT",
            deposits=Money(10**12),
            wallet=Money(10**12),
            day=self.day,
            day_low=self.day_low,
            day_equity=Money(10**12),
            high_water=Money(10**12),
            blacklist=self.blacklist,
            last_event_ns=self.last_event_ns,
            halted=self.stored_halt,
        )

    @property
    def agent(self) -> Agent:
        """The first one, which most tests are about."""
        return self.roster[AGENT]

    @agent.setter
    def agent(self, changed: Agent) -> None:
        self.roster[AGENT] = changed

    def agents(self) -> Sequence[Agent]:
        return tuple(self.roster.values())

    def auto_view(self, agent: AgentId) -> AutoView:
        return AutoView(
            agent=agent,
            mode=self.mode,
            state=self.agent.state,
            strategy=self.agent.strategy,
            timeframe=self.agent.timeframe,
            title="BTC/USDT",
            base="BTC",
            leverage=self.agent.leverage,
            is_spot=False,
            risk=self.agent.risk,
            now_ns=0,
            utc_offset_min=self.utc_offset_min,
            equity=Decimal(10_000),
            reserved_pct=Decimal(0),
            feed=FeedStatus.LIVE,
            quote=self._quote() if self.has_quote else None,
            position=self.position,
            pending=self.pending,
            halt=self.halted,
        )

    def _quote(self) -> QuoteView:
        return QuoteView(
            title="BTC/USDT",
            tick=Decimal("0.1"),
            bid=Decimal(59_999),
            ask=Decimal(60_001),
            age_s=0.4,
            status=FeedStatus.LIVE,
        )

    def misfit(self, agent: AgentId) -> InputError | None:
        return None

    async def set_parameters(
        self, agent: AgentId, strategy: str, values: Mapping[str, Value], *, by: UserId
    ) -> None:
        found = self.roster[agent]
        self.roster[agent] = replace(found, parameters=values, earlier=found.parameters)

    async def send_signal(
        self, agent: AgentId, action: Action, confidence: float, *, by: UserId
    ) -> None:
        self.sent.append((agent, action, confidence))

    def quote(self, instrument: InstrumentId) -> QuoteView | None:
        return self._quote() if self.has_quote else None

    def funds(self) -> FundsView:
        return FundsView(Decimal(10_000), Decimal(10_000), Decimal(0), Decimal(0))

    def agent_equity(self, agent: AgentId) -> Decimal:
        return Decimal(10_000)

    def menu_view(self, access: Access, agent: AgentId | None = None) -> MenuView:
        return MenuView(
            mode=self.mode,
            exchange=self.exchange,
            equity=Decimal(10_000),
            equity_pct=Decimal(0),
            today=Decimal(0),
            today_pct=Decimal(0),
            positions=() if self.position is None else (self.position,),
            state=self.agent.state,
            strategy=self.agent.strategy,
            feed=FeedStatus.LIVE,
            feed_age_s=0.4,
            access=access,
        )

    def instruments(self) -> Sequence[Instrument]:
        return self.markets

    def strategies(self) -> Sequence[str]:
        return ("TREND", "GRID")

    def feed(self, instrument: InstrumentId) -> FeedHealth:
        return FeedHealth(FeedStatus.LIVE, 0.4, "sim")

    async def candles(
        self,
        instrument: InstrumentId,
        timeframe: Timeframe,
        limit: int,
        *,
        end_ns: int | None = None,
    ) -> Sequence[Candle]:
        self.asked_candles.append((instrument, timeframe, limit))
        if self.is_market_down:
            raise Unreachable("no answer")
        tape = [replace(candle, timeframe=timeframe) for candle in self.candle_tape]
        return [each for each in tape if end_ns is None or each.at_ns <= end_ns][-limit:]

    def ladder(self, agent: AgentId) -> LadderView | None:
        return None

    def lines(self, agent: AgentId, candles: Sequence[Candle]) -> Mapping[str, Sequence[float]]:
        return {"EMA 8": [float(candle.close) for candle in candles]}

    def close_estimate(self, agents: Sequence[AgentId]) -> tuple[int, str]:
        return (0, "0") if self.position is None else (1, str(self.position.net))

    async def set_state(self, agent: AgentId, action: str, *, by: UserId) -> None:
        states = {
            "start": AgentState.RUNNING,
            "observe": AgentState.OBSERVING,
            "pause": AgentState.PAUSED,
            "resume": AgentState.RUNNING,
            "stop": AgentState.OFF,
        }
        self.agent = replace(self.agent, state=states[action])

    async def set_risk(
        self, agent: AgentId, changes: Mapping[str, RiskValue], *, by: UserId
    ) -> None:
        self.agent = replace(self.agent, risk=_changed(self.agent.risk, changes))

    async def set_blacklist(self, instruments: Sequence[InstrumentId], *, by: UserId) -> None:
        self.blacklist = tuple(instruments)

    async def configure(self, agent: AgentId, setting: str, value: str, *, by: UserId) -> None:
        match setting:
            case "strategy":
                self.agent = replace(self.agent, strategy=value)
            case "symbol":
                self.agent = replace(self.agent, instrument=InstrumentId(value))
            case "timeframe":
                self.agent = replace(self.agent, timeframe=Timeframe(value))
            case "leverage":
                self.agent = replace(self.agent, leverage=int(value))

    async def close(self, agent: AgentId, *, share_pct: int, version: str, by: UserId) -> str:
        if self.position is None:
            return "flat"
        if self.position.version != version:
            return "stale"
        self.closed.append((share_pct, version))
        if share_pct == 100:
            self.position = None
        return "done"

    async def break_even(self, agent: AgentId, *, version: str, by: UserId) -> str:
        if self.position is None:
            return "flat"
        return "done" if self.position.version == version else "stale"

    async def halt(self, *, by: UserId) -> None:
        self.position, self.halted = None, make_halt()
        self.agent = replace(self.agent, state=AgentState.HALTED)

    async def unlock(self, *, by: UserId) -> None:
        self.halted = None
        self.agent = replace(self.agent, state=AgentState.PAUSED)

    async def check_feed(self, agent: AgentId) -> FeedHealth:
        return FeedHealth(FeedStatus.FALLBACK, 1.2, "rest")

    async def set_utc_offset(self, minutes: int, *, by: UserId) -> None:
        self.utc_offset_min = minutes

    async def set_alerts(self, alerts: AlertSettings, *, by: UserId) -> None:
        self.alerts = alerts

    def would_open(self, agent: AgentId, action: Action) -> EstimateView | None:
        return self.would

    async def force(self, agent: AgentId, action: Action, *, by: UserId) -> str:
        self.forced.append((agent, action))
        return "taken"

    async def clear_rest(self, agent: AgentId, *, by: UserId) -> None:
        self.agent = replace(self.agent, last_exit_ns=0, muted_until_ns=0)

    def data_of(self, agent: AgentId) -> Mapping[str, str]:
        return {"cycles": "4"}

    def judged(self, trade_id: str) -> Position | None:
        return next((each for each in self.raw if each.trade_id == trade_id), None)

    async def mute(self, agent: AgentId, hours: int) -> None:
        self.muted[agent] = hours


def _changed(risk: RiskSettings, changes: Mapping[str, RiskValue]) -> RiskSettings:
    """The same settings with some fields as told; an unknown one is a mistake of the caller."""
    return replace(risk, **changes)  # type: ignore[arg-type]


class FakeDesk:
    """Hands out one runtime, whatever the account."""

    def __init__(self, trading: FakeTrading) -> None:
        self.runtime = trading

    async def trading(self, account: AccountId) -> Trading:
        return self.runtime

"""What holds trading back, what may be traded, what is stored of an agent, how the desk is set."""

from collections.abc import Iterator, Sequence

from core.errors import InputError
from core.money import from_money
from core.ports.control import ControlDesk, House, Positions
from core.trading import Account, Agent, Direction
from core.types import DAY_NS, MINUTE_NS, SECOND_NS, Access, AgentId, AgentState, UserId
from core.views.control import (
    ConfigView,
    DataView,
    ListsView,
    LockRow,
    LocksView,
    LogsView,
    ReloadView,
    SymbolRow,
)
from services.seats import Seat, Seats
from services.symbols import find_symbol

MOST_LINES = 40


class ControlService(ControlDesk):
    """Market times are counted from the last event the account has seen."""

    def __init__(self, seats: Seats, positions: Positions, house: House) -> None:
        self._seats = seats
        self._positions = positions
        self._house = house

    # --- what holds trading back

    async def locks(self, user: UserId) -> LocksView:
        seat = await self._seats.of(user)
        return LocksView(
            mode=seat.trading.mode,
            rows=tuple(_locks(seat)),
            open=len(seat.trading.positions()),
            most=min((agent.risk.max_positions for agent in seat.agents), default=0),
            access=seat.user.access,
        )

    async def unlock(self, user: UserId, agent: AgentId) -> str:
        seat = await self._seats.of(user, Access.TRADER)
        if agent not in {each.id for each in seat.agents}:
            raise InputError("This desk has no such agent", code="no_agent")
        await seat.trading.clear_rest(agent, by=user)
        return "rest_over"

    # --- what may be traded

    async def lists(self, user: UserId) -> ListsView:
        seat = await self._seats.of(user)
        barred = seat.trading.account.blacklist
        return ListsView(
            mode=seat.trading.mode,
            rows=tuple(
                SymbolRow(
                    instrument=held.id,
                    symbol=held.symbol,
                    title=held.title,
                    is_barred=held.id in barred,
                    agents=tuple(a.name for a in seat.agents if a.instrument == held.id),
                )
                for held in seat.trading.instruments()
            ),
            access=seat.user.access,
        )

    async def bar(self, user: UserId, symbols: Sequence[str], *, is_barred: bool) -> str:
        seat = await self._seats.of(user, Access.TRADER)
        named = [find_symbol(seat.trading, symbol).id for symbol in symbols]
        before = seat.trading.account.blacklist
        kept = [each for each in before if each not in named]
        after = tuple(dict.fromkeys([*kept, *named])) if is_barred else tuple(kept)
        if set(after) != set(before):
            await seat.trading.set_blacklist(after, by=user)
        return "barred" if is_barred else "allowed"

    # --- what is stored

    async def data(self, user: UserId, agent: str) -> DataView:
        seat = await self._seats.of(user)
        found = _named(seat, agent)
        return DataView(
            mode=seat.trading.mode,
            agent=found.id,
            agent_name=found.name,
            strategy=found.strategy,
            rows=tuple(seat.trading.data_of(found.id).items()),
            realised=from_money(found.realised, seat.trading.account.asset),
        )

    async def reload_trade(self, user: UserId, trade_id: str) -> str:
        seat = await self._seats.of(user, Access.TRADER)
        judged = seat.trading.judged(trade_id)
        if judged is None:
            raise InputError("There is no such open trade", code="no_open_trade")
        stored = await self._positions.stored(seat.user.account, trade_id)
        return "trade_same" if stored == judged else "trade_differs"

    # --- the program

    async def config(self, user: UserId) -> ConfigView:
        seat = await self._seats.of(user, Access.TRADER)
        return ConfigView(
            mode=seat.trading.mode,
            version=self._house.version,
            rows=tuple(self._house.config()),
            access=seat.user.access,
        )

    async def reload(self, user: UserId) -> ReloadView:
        await self._seats.of(user, Access.OWNER)
        return self._house.reload()

    async def logs(self, user: UserId, count: int) -> LogsView:
        seat = await self._seats.of(user, Access.OWNER)
        lines = self._house.tail(min(max(count, 1), MOST_LINES))
        return LogsView(mode=seat.trading.mode, lines=tuple(lines))


def _named(seat: Seat, name: str) -> Agent:
    if not name:
        return seat.agent
    for agent in seat.trading.agents():
        if name.lower() in (agent.id.lower(), agent.name.lower()):
            return agent
    raise InputError("This desk has no such agent", code="no_agent")


def _locks(seat: Seat) -> Iterator[LockRow]:
    account = seat.trading.account
    titles = {held.id: held.title for held in seat.trading.instruments()}
    if account.halted is not None:
        yield LockRow(kind="halted", value=account.halted.cause)
    for agent in seat.agents:
        yield from _of_agent(agent, account, titles.get(agent.instrument, ""))
    for barred in account.blacklist:
        yield LockRow(kind="blacklist", title=titles.get(barred, barred))


def _of_agent(agent: Agent, account: Account, title: str) -> Iterator[LockRow]:
    now_ns, risk = account.last_event_ns, agent.risk

    def row(kind: str, until_ns: int | None = None, value: str = "") -> LockRow:
        left_s = None if until_ns is None else max(until_ns - now_ns, 0) // SECOND_NS
        return LockRow(
            kind=kind,
            agent=agent.id,
            agent_name=agent.name,
            title=title,
            left_s=left_s,
            value=value,
        )

    if agent.state is AgentState.PAUSED:
        yield row("paused")
    rests_until_ns = agent.last_exit_ns + risk.cooldown_s * SECOND_NS
    if agent.last_exit_ns and rests_until_ns > now_ns:
        yield row("cooldown", rests_until_ns)
    if agent.muted_until_ns > now_ns:
        yield row("muted", agent.muted_until_ns)
    if _is_day_over(agent, account):
        yield row("daily_loss", _midnight_ns(account))
    if risk.direction is not Direction.BOTH:
        yield row("direction", value=risk.direction.value)


def _is_day_over(agent: Agent, account: Account) -> bool:
    """As the gate asks: of the day's lowest equity."""
    limit = agent.risk.daily_loss
    if limit is None or account.day_low is None:
        return False
    return account.day_equity - account.day_low >= limit.of(account.day_equity)


def _midnight_ns(account: Account) -> int:
    """The user's next one."""
    return (account.day + 1) * DAY_NS - account.utc_offset_min * MINUTE_NS

"""The account's agents: listed, started and stopped, made, changed and removed."""

import re
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from core.errors import InputError
from core.ports import MANUAL, NewAgent, Trading
from core.ports.watching import AgentsBook
from core.statistics import TradeStatistics
from core.trading import Agent
from core.types import Access, AgentId, AgentState, UserId
from core.values import replace
from core.views.watching import AgentsView, AgentView, CompareView, NewAgentView
from services.agent_draft import (
    DraftStore,
    draft_view,
    drafted,
    free_capital,
    half_of,
    richest,
)
from services.agent_results import AgentResults
from services.agent_rows import agent_row, agent_rows, amount, held_by, manual_row
from services.amounts import cleaned, figure, number, within
from services.confirm import Subject, Topic
from services.pages import page_of
from services.seats import Seat, Seats

AGENTS_A_PAGE = 6
LONGEST_NAME = 16
WEEK = 7
TOASTS: Mapping[str, str] = MappingProxyType({"start": "started", "stop": "stopped"})
_NAME = re.compile(r"[^\W_][\w .+-]*")
_MONEY = re.compile(r"(?:\$|usdt|usdc|usd|долл?)")


class AgentsService(AgentsBook):
    """Every change is the account's own decision; here it is read, bounded and answered."""

    def __init__(self, seats: Seats, drafts: DraftStore, results: AgentResults) -> None:
        self._seats = seats
        self._drafts = drafts
        self._results = results

    async def view(self, user: UserId, page: int) -> AgentsView:
        seat = await self._seats.of(user)
        rows = agent_rows(seat)
        shown, at, pages = page_of(rows, page, AGENTS_A_PAGE)
        return AgentsView(
            mode=seat.trading.mode,
            asset=seat.trading.account.asset,
            agents=shown,
            manual=manual_row(seat),
            page=at,
            pages=pages,
            total=len(rows),
            access=seat.user.access,
            halted=seat.trading.account.halted is not None,
        )

    async def card(self, user: UserId, agent: AgentId) -> AgentView:
        seat = await self._seats.of(user)
        found = known(seat.trading, agent)
        chosen = seat.agent.id if seat.agents else ""
        return AgentView(
            mode=seat.trading.mode,
            asset=seat.trading.account.asset,
            row=agent_row(seat.trading, found, held_by(seat), chosen),
            access=seat.user.access,
            statistics=await self._statistics(seat, agent),
            is_last=len(seat.agents) == 1,
        )

    async def choose(self, user: UserId, agent: AgentId) -> str:
        await self._seats.at(user, agent)
        return "chosen"

    async def press(self, user: UserId, agent: AgentId, action: str) -> str:
        seat = await self._seats.of(user, Access.TRADER)
        _check_action(seat, action)
        await seat.trading.set_state(led(seat, agent).id, action, by=user)
        return TOASTS[action]

    async def press_all(self, user: UserId, action: str) -> str:
        """What runs already goes on; a paused agent is started too."""
        seat = await self._seats.of(user, Access.TRADER)
        _check_action(seat, action)
        for agent in seat.agents:
            await seat.trading.set_state(agent.id, action, by=user)
        return f"{TOASTS[action]}_all"

    async def put(self, user: UserId, agent: AgentId, field: str, text: str) -> str:
        seat = await self._seats.of(user, Access.TRADER)
        found, desk = led(seat, agent), seat.trading
        match field:
            case "name":
                await desk.rename_agent(found.id, new_name(seat, text, but=found.name), by=user)
            case "slice":
                await desk.set_slice(found.id, slice_of(seat, text), by=user)
            case "clone":
                made = await desk.clone_agent(found.id, new_name(seat, text), by=user)
                await self._seats.at(user, made)
                return "cloned"
            case _:
                raise InputError(f"An agent has no {field}", code="unknown_setting")
        return "saved"

    async def compare(self, user: UserId, days: int, page: int) -> CompareView:
        return await self._results.compare(await self._seats.of(user), days, page)

    async def draft(self, user: UserId, field: str = "") -> NewAgentView:
        seat = await self._seats.of(user)
        return draft_view(seat, await self._drafts.of(user), field)

    async def fill(self, user: UserId, field: str, text: str) -> None:
        seat = await self._seats.of(user, Access.TRADER)
        draft = await self._drafts.of(user)
        match field:
            case "name":
                draft = replace(draft, name=new_name(seat, text))
            case "slice":
                draft = replace(draft, slice=str(slice_of(seat, text)))
            case _:
                draft = drafted(seat.trading, draft, field, text)
        await self._drafts.keep(user, draft)

    async def make_room(self, user: UserId) -> None:
        seat = await self._seats.of(user, Access.TRADER)
        rich = richest(seat.trading)
        if rich is not None and not free_capital(seat.trading):
            half = half_of(seat.trading, rich)
            await seat.trading.set_slice(rich.id, half, by=user)

    async def make(self, user: UserId) -> AgentId:
        seat = await self._seats.of(user, Access.TRADER)
        view = draft_view(seat, await self._drafts.of(user))
        made = await seat.trading.add_agent(
            NewAgent(
                name=new_name(seat, view.name),
                strategy=view.strategy,
                instrument=view.instrument,
                timeframe=view.timeframe,
                slice=view.slice,
            ),
            by=user,
        )
        await self._drafts.drop(user)
        await self._seats.at(user, made)
        return made

    async def _statistics(self, seat: Seat, agent: AgentId) -> TradeStatistics | None:
        found = await self._results.of(seat, agent)
        return found if found.trades else None


class RemoveTopic(Topic):
    """Removing an agent: its trades stay in the journal."""

    async def subject(self, seat: Seat, version: str) -> Subject:
        agent = led(seat, AgentId(version))
        return Subject(bound=agent.id, about=agent.name)

    async def act(self, seat: Seat, bound: str) -> str:
        agent = led(seat, AgentId(bound))
        answer = await seat.trading.remove_agent(agent.id, by=seat.user.id)
        return "agent_removed" if answer == "done" else answer


def known(trading: Trading, agent: AgentId) -> Agent:
    """Any agent of the account; raises InputError when it is gone."""
    found = next((each for each in trading.agents() if each.id == agent), None)
    if found is None:
        raise InputError("This desk has no such agent", code="no_agent")
    return found


def led(seat: Seat, agent: AgentId) -> Agent:
    """One that a strategy leads."""
    found = known(seat.trading, agent)
    if found.is_manual:
        raise InputError("This agent trades by hand", code="manual_agent")
    return found


def new_name(seat: Seat, text: str, but: str = "") -> str:
    """A name that no other agent has; raises InputError."""
    name = " ".join(text.split())
    if not 1 <= len(name) <= LONGEST_NAME or _NAME.fullmatch(name) is None:
        raise InputError(
            f"A name has 1 to {LONGEST_NAME} letters and digits",
            code="agent_name",
            most=str(LONGEST_NAME),
        )
    taken = {agent.name.casefold() for agent in seat.trading.agents()} | {MANUAL}
    if name.casefold() in taken - {but.casefold()}:
        raise InputError(f"{name} is taken", code="name_taken", name=name)
    return name


def slice_of(seat: Seat, text: str) -> Decimal:
    """`2500`, `2500 usdt`, `25%` of the account's equity, to the cent."""
    typed = cleaned(text)
    equity = seat.trading.funds().equity
    if typed.endswith("%"):
        share = within("slice", number(typed[:-1]), Decimal("0.1"), Decimal(100), "%")
        return (equity * share / 100).quantize(Decimal("0.01"))
    typed_amount = figure(_MONEY.sub("", typed).strip())
    most = max(amount(seat.trading, seat.trading.account.wallet), Decimal(1))
    return within("slice", typed_amount, Decimal(1), most.quantize(Decimal("0.01")))


def _check_action(seat: Seat, action: str) -> None:
    if action not in TOASTS:
        raise InputError(f"There is no action {action}", code="unknown_action")
    if action == "start" and any(agent.state is AgentState.HALTED for agent in seat.agents):
        raise InputError("Everything is halted: unlock first", code="halted")

"""The use cases of the auto screen."""

from collections.abc import Mapping
from types import MappingProxyType

from core.errors import InputError
from core.ports import SHOWN, AutoTrading, RiskControl, Trading
from core.trading import Agent
from core.types import Access, AgentId, AgentState, Timeframe, UserId
from core.views import AutoView, ChoiceView
from services.seats import Seat, Seats

TOASTS: Mapping[str, str] = MappingProxyType(
    {
        "start": "started",
        "observe": "observing",
        "pause": "paused",
        "resume": "resumed",
        "stop": "stopped",
    }
)
LEVERAGES = (1, 2, 3, 5, 10, 20, 50, 100)
MUTE_HOURS = 1
SETTINGS = ("strategy", "symbol", "timeframe", "leverage")


class AutoTradeService(AutoTrading):
    """Starts, stops and sets up the member's agent.

    Answers with codes for a toast: those of TOASTS, `saved`, `feed_live`, `feed_fallback`,
    `feed_stale`, `muted`, and of break-even `done`, `stale`, `flat`, `losing`.
    """

    def __init__(self, seats: Seats, risk: RiskControl) -> None:
        self._seats = seats
        self._risk = risk

    async def view(self, user: UserId) -> AutoView:
        seat = await self._seats.of(user)
        return seat.trading.auto_view(seat.agent.id)

    async def about(self, user: UserId, agent: AgentId) -> None:
        await self._seats.at(user, agent)

    async def press(self, user: UserId, action: str, *, agent: AgentId = SHOWN) -> str:
        seat = await self._seats.at(user, agent, Access.TRADER)
        if action not in TOASTS:
            raise InputError(f"There is no action {action}", code="unknown_action")
        if seat.agent.state is AgentState.HALTED:
            raise InputError("Everything is halted: unlock first", code="halted")
        await seat.trading.set_state(seat.agent.id, action, by=user)
        return TOASTS[action]

    async def options(self, user: UserId, setting: str) -> ChoiceView:
        seat = await self._seats.of(user)
        why = _obstacle(seat)
        return ChoiceView(
            setting=setting,
            current=_current(seat.trading, seat.agent, setting),
            options=tuple(_options(seat.trading, seat.agent, setting)),
            can_change=not why,
            why=why,
            agent=seat.agent.id,
        )

    async def choose(
        self, user: UserId, setting: str, value: str, *, agent: AgentId = SHOWN
    ) -> str:
        seat = await self._seats.at(user, agent, Access.TRADER)
        options = _options(seat.trading, seat.agent, setting)
        if value not in options:
            known = ", ".join(options)
            raise InputError(
                f"Choose one of: {known}", code="unknown_choice", setting=setting, known=known
            )
        if why := _obstacle(seat):
            raise InputError("Not while a position or an order is open", code=why)
        await seat.trading.configure(seat.agent.id, setting, options[value], by=user)
        return "saved"

    async def fix(self, user: UserId, setting: str, value: str, *, agent: AgentId = SHOWN) -> str:
        """Does what lets a refused entry pass; leaving a halt takes a confirm, never one press."""
        if setting == "unlock":
            raise InputError("Unlocking must be confirmed", code="needs_confirm")
        if setting == "resume":
            return await self.press(user, "resume", agent=agent)
        if setting in SETTINGS:
            return await self.choose(user, setting, value, agent=agent)
        await self._risk.set(user, setting, value, agent=agent)
        return "saved"

    async def break_even(self, user: UserId, version: str, *, agent: AgentId = SHOWN) -> str:
        seat = await self._seats.at(user, agent, Access.TRADER)
        return await seat.trading.break_even(seat.agent.id, version=version, by=user)

    async def check(self, user: UserId, *, agent: AgentId = SHOWN) -> str:
        seat = await self._seats.at(user, agent)
        health = await seat.trading.check_feed(seat.agent.id)
        return f"feed_{health.status.lower()}"

    async def mute(self, user: UserId, agent: AgentId) -> str:
        seat = await self._seats.of(user, Access.TRADER)
        if agent not in {each.id for each in seat.trading.agents()}:
            raise InputError("This desk has no such agent", code="no_agent")
        await seat.trading.mute(agent, MUTE_HOURS)
        return "muted"


def _obstacle(seat: Seat) -> str:
    """Why the agent cannot be set up otherwise now, or ''."""
    auto = seat.trading.auto_view(seat.agent.id)
    if auto.position is not None:
        return "position_open"
    if auto.pending == "ladder":
        return "orders_rest"
    return "order_pending" if auto.pending else ""


def _current(trading: Trading, agent: Agent, setting: str) -> str:
    if setting == "symbol":
        named = {id_: label for label, id_ in _symbols(trading).items()}
        return named.get(agent.instrument, agent.instrument)
    return str(getattr(agent, setting)) if setting in SETTINGS else ""


def _options(trading: Trading, agent: Agent, setting: str) -> dict[str, str]:
    """What may be chosen: as it is shown, and as the desk takes it."""
    match setting:
        case "strategy":
            return {name: name for name in trading.strategies()}
        case "symbol":
            return _symbols(trading)
        case "timeframe":
            return {frame.value: frame.value for frame in Timeframe}
        case "leverage":
            return {str(leverage): str(leverage) for leverage in _leverages(trading, agent)}
    raise InputError(f"The settings are: {', '.join(SETTINGS)}", code="unknown_setting")


def _symbols(trading: Trading) -> dict[str, str]:
    """Titles, `BTC/USDT`; the id where two instruments share a title."""
    instruments = trading.instruments()
    titles = [instrument.title for instrument in instruments]
    return {
        instrument.title if titles.count(instrument.title) == 1 else instrument.id: instrument.id
        for instrument in instruments
    }


def _leverages(trading: Trading, agent: Agent) -> list[int]:
    """Those the instrument allows; 1 alone on spot, or where the instrument is gone."""
    found = (each for each in trading.instruments() if each.id == agent.instrument)
    highest = next((each.max_leverage for each in found if not each.is_spot), 1)
    return [level for level in LEVERAGES if level <= highest]

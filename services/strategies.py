"""The use cases of the strategy screen: which one leads an agent, and with what parameters."""

from collections.abc import Mapping
from zlib import crc32

from core.errors import InputError
from core.parameters import Parameter, Value
from core.ports import AutoTrading
from core.ports.strategies import OfferedStrategy, StrategyBook, StrategyCatalogue
from core.statistics import TradeStatistics
from core.trading import Agent
from core.types import Access, AgentId, UserId
from core.views.strategies import ParameterRow, StrategiesView, StrategyView
from services.agent_results import AgentResults
from services.pages import page_of
from services.parameter_values import parse_value, quick_values
from services.seats import Seat, Seats

A_PAGE = 8
DEFAULT = "default"


class StrategyService(StrategyBook):
    """Parameters may change while a position is open, for they make signals alone; the strategy
    may not."""

    def __init__(
        self,
        seats: Seats,
        catalogue: StrategyCatalogue,
        auto: AutoTrading,
        results: AgentResults | None = None,
    ) -> None:
        self._seats = seats
        self._catalogue = catalogue
        self._auto = auto
        self._results = results

    async def offered(self, user: UserId, page: int) -> StrategiesView:
        seat = await self._seats.of(user)
        names = tuple(each.name for each in self._catalogue.entries())
        shown, at, pages = page_of(names, page, A_PAGE)
        return StrategiesView(
            agent=seat.agent.id,
            mode=seat.trading.mode,
            current=seat.agent.strategy,
            names=shown,
            agent_name=_name(seat),
            page=at,
            pages=pages,
        )

    async def card(self, user: UserId, name: str = "") -> StrategyView:
        seat = await self._seats.of(user)
        options = await self._auto.options(user, "strategy")
        found, agent = self._entry(name or seat.agent.strategy), seat.agent
        is_current = found.name == agent.strategy
        values = agent.parameters if is_current else {}
        return StrategyView(
            agent=agent.id,
            mode=seat.trading.mode,
            name=found.name,
            description=found.description,
            version=_version(found),
            parameters=tuple(_row(each, values) for each in found.parameters),
            agent_name=_name(seat),
            is_current=is_current,
            trouble=seat.trading.misfit(agent.id) if is_current else None,
            why="" if is_current else options.why,
            can_revert=is_current and agent.earlier != agent.parameters,
            access=seat.user.access,
            results=await self._made(seat, found.name),
        )

    async def _made(self, seat: Seat, strategy: str) -> TradeStatistics | None:
        return None if self._results is None else await self._results.led_by(seat, strategy)

    async def use(self, user: UserId, name: str, *, agent: AgentId) -> str:
        return await self._auto.choose(user, "strategy", name, agent=agent)

    async def put(
        self, user: UserId, number: int, text: str, *, version: str, agent: AgentId
    ) -> str:
        seat = await self._seats.at(user, agent, Access.TRADER)
        found = self._own(seat.agent, version)
        if number >= len(found.parameters):
            raise _other_strategy()
        parameter = found.parameters[number]
        values = dict(seat.agent.parameters)
        if text == DEFAULT:
            values.pop(parameter.name, None)
        else:
            values[parameter.name] = parse_value(parameter, text)
        return await self._save(seat, values)

    async def revert(self, user: UserId, *, version: str, agent: AgentId) -> str:
        seat = await self._seats.at(user, agent, Access.TRADER)
        self._own(seat.agent, version)
        return await self._save(seat, seat.agent.earlier)

    async def reset(self, user: UserId, *, version: str, agent: AgentId) -> str:
        seat = await self._seats.at(user, agent, Access.TRADER)
        self._own(seat.agent, version)
        return await self._save(seat, {})

    async def _save(self, seat: Seat, values: Mapping[str, Value]) -> str:
        agent = seat.agent
        await seat.trading.set_parameters(agent.id, agent.strategy, values, by=seat.user.id)
        return "saved"

    def _own(self, agent: Agent, version: str) -> OfferedStrategy:
        """The agent's strategy; raises InputError when the button was drawn for another."""
        found = self._entry(agent.strategy)
        if _version(found) != version:
            raise _other_strategy()
        return found

    def _entry(self, name: str) -> OfferedStrategy:
        found = next((each for each in self._catalogue.entries() if each.name == name), None)
        if found is None:
            raise InputError("This strategy is gone", code="strategy_gone", name=name)
        return found


def _row(parameter: Parameter, values: Mapping[str, Value]) -> ParameterRow:
    value = values.get(parameter.name, parameter.default)
    return ParameterRow(parameter=parameter, value=value, quick=quick_values(parameter, value))


def _name(seat: Seat) -> str:
    """Only where there are several to be told apart."""
    return seat.agent.name if len(seat.agents) > 1 else ""


def _version(found: OfferedStrategy) -> str:
    told = "|".join((found.name, *(each.name for each in found.parameters)))
    return f"{crc32(told.encode()) & 0xFFFF:04x}"


def _other_strategy() -> InputError:
    return InputError("It has another strategy now", code="other_strategy")

"""The chat's screens of strategies: those there are, and one with its parameters."""

from dataclasses import dataclass

from core.errors import InputError
from core.parameters import Parameter, Value
from core.statistics import TradeStatistics
from core.types import Access, AgentId, Mode
from core.values import Frozen


class StrategiesView(Frozen, frozen=True, kw_only=True):
    """One page of what an agent may be led by; `current` leads it now."""

    agent: AgentId
    mode: Mode
    current: str
    names: tuple[str, ...]
    agent_name: str = ""
    page: int = 1
    pages: int = 1


class ParameterRow(Frozen, frozen=True, kw_only=True):
    """A parameter as the agent has it; `quick` are values that one press puts."""

    parameter: Parameter
    value: Value
    quick: tuple[str, ...] = ()

    @property
    def is_default(self) -> bool:
        return self.value == self.parameter.default


@dataclass(frozen=True, slots=True, kw_only=True)
class StrategyView:
    """A strategy for an agent: as it stands, or at its defaults where another one leads it. `why`
    says what keeps it from being chosen now; `version` stands for the strategy and its parameters,
    so that an old button never means another's."""

    agent: AgentId
    mode: Mode
    name: str
    description: str
    version: str
    parameters: tuple[ParameterRow, ...] = ()
    agent_name: str = ""
    is_current: bool = False
    why: str = ""
    can_revert: bool = False
    access: Access = Access.OWNER
    results: TradeStatistics | None = None
    """Of the trades that it opened on this account."""
    trouble: InputError | None = None
    """Why it cannot work as it is set."""

    @property
    def is_default(self) -> bool:
        return all(row.is_default for row in self.parameters)

"""Strategies as the chat offers them."""

from collections.abc import Sequence
from typing import Protocol

from core.parameters import Parameter
from core.types import AgentId, UserId
from core.views.strategies import StrategiesView, StrategyView


class OfferedStrategy(Protocol):
    """A strategy as it is offered."""

    @property
    def name(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def parameters(self) -> tuple[Parameter, ...]: ...


class StrategyCatalogue(Protocol):
    """What there is to choose from."""

    def entries(self) -> Sequence[OfferedStrategy]: ...


class StrategyBook(Protocol):
    """An agent's strategy and its parameters; changes answer with the code of a toast, and raise
    InputError for what cannot be. `agent` is whom the pressed button was drawn for. A `version`
    that is not that of the agent's strategy is an old button's."""

    async def offered(self, user: UserId, page: int) -> StrategiesView: ...
    async def card(self, user: UserId, name: str = "") -> StrategyView:
        """Of a strategy for the shown agent; its own without a name."""
        ...

    async def use(self, user: UserId, name: str, *, agent: AgentId) -> str: ...
    async def put(
        self, user: UserId, number: int, text: str, *, version: str, agent: AgentId
    ) -> str:
        """Takes a typed value of the parameter of that number, or `default`."""
        ...

    async def revert(self, user: UserId, *, version: str, agent: AgentId) -> str:
        """Back to what they were before the last change."""
        ...

    async def reset(self, user: UserId, *, version: str, agent: AgentId) -> str:
        """To the defaults."""
        ...

"""The wrapper by which somebody else's strategy is found, as the plugin guide writes it."""

from abc import ABC, abstractmethod
from typing import Any

from strategies.base import BaseStrategy


class StrategyPlugin(ABC):
    """Names a strategy class and tells what a screen must know of it before it is loaded."""

    @abstractmethod
    def get_strategy_class(self) -> type[BaseStrategy]:
        """Made with the parameters as keywords, all of them optional."""

    @abstractmethod
    def get_metadata(self) -> dict[str, Any]:
        """id, name, version, author, description, type `strategy`, and `parameters`: of each its
        type, default, min, max and description."""

    def get_dependencies(self) -> list[str]:
        """Packages it needs, as pip writes them."""
        return []

    def validate_environment(self) -> bool:
        """False refuses to load it here."""
        return True

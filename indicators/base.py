"""What every indicator is: the interface of plugins, and what a built-in one tells of itself."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from core.errors import InputError
from core.parameters import Parameter, Value, settled
from indicators.columns import Column, column, over_runs

if TYPE_CHECKING:
    import pandas as pd


class IndicatorPlugin(ABC):
    """An indicator by somebody else, as the plugin guide writes it."""

    @abstractmethod
    def calculate(
        self, data: "pd.DataFrame", **kwargs: Any
    ) -> "pd.Series[float] | pd.DataFrame | dict[str, pd.Series[float]]":
        """A Series, a DataFrame or named Series of the frame's index. A row may look back, never
        ahead."""

    @abstractmethod
    def get_metadata(self) -> dict[str, Any]:
        """id, name, version, author, description, type `indicator`, and `parameters`: of each its
        type, default, min, max and description."""

    def validate_data(self, data: "pd.DataFrame") -> bool:
        """False refuses a frame before it is calculated on."""
        return True

    def get_dependencies(self) -> list[str]:
        """Packages it needs, as pip writes them."""
        return []

    def validate_environment(self) -> bool:
        """False refuses to load it here."""
        return True


class Category(StrEnum):
    TREND = "trend"
    MOMENTUM = "momentum"
    VOLATILITY = "volatility"
    VOLUME = "volume"
    STATISTICS = "statistics"
    PRICE = "price"
    CYCLE = "cycle"
    PATTERN = "pattern"


Formula = Callable[[Sequence[Column], Mapping[str, Any]], Sequence[Column]]
"""Columns without a hole and settled parameters in, one column for each output back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """A built-in indicator: what it is called, what it takes and gives, and where its formula
    comes from."""

    name: str
    title: str
    category: Category
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    parameters: tuple[Parameter, ...] = ()
    source: str
    formula: Formula

    def settle(self, wanted: Mapping[str, object]) -> dict[str, Value]:
        """Every parameter's value, its default where none is wanted; raises InputError."""
        defaults = {each.name: each.default for each in self.parameters}
        return defaults | settled(self.parameters, wanted, owner=self.name)

    def calculate(self, columns: Mapping[str, Any], **wanted: object) -> dict[str, Column]:
        """Its outputs by name, as long as the columns it is given (of a frame, or of a mapping);
        NaN where too little is known and in holes, after which it starts afresh. Raises InputError
        for a parameter it cannot take or a column that is missing."""
        values = self.settle(wanted)
        missing = ", ".join(name for name in self.inputs if name not in columns)
        if missing:
            raise InputError(
                f"{self.name} needs {missing}", code="missing_column", name=self.name, known=missing
            )
        inputs = [column(columns[name]) for name in self.inputs]
        found = over_runs(lambda run: self.formula(run, values), inputs, len(self.outputs))
        return dict(zip(self.outputs, found, strict=True))

    def metadata(self) -> dict[str, object]:
        """As a plugin's metadata tells it."""
        return {
            "id": self.name,
            "name": self.title,
            "version": "1.0.0",
            "author": "Dzentra",
            "description": f"{self.title} ({self.source})",
            "type": "indicator",
            "category": self.category.value,
            "inputs": list(self.inputs),
            "outputs": list(self.outputs),
            "parameters": {each.name: each.metadata() for each in self.parameters},
        }

"""Every built-in indicator by its name, for screens, plugins and whoever asks what there is."""

from collections.abc import Iterable

from core.errors import InputError
from indicators.base import Category, Indicator
from indicators.builtin import (
    cycle,
    momentum,
    pattern,
    price,
    statistics,
    trend,
    volatility,
    volume,
)


class Catalogue:
    """Indicators by name, in the order they were given. Making one loads no numpy."""

    def __init__(self, indicators: Iterable[Indicator]) -> None:
        self._by_name = {each.name: each for each in indicators}

    def names(self) -> tuple[str, ...]:
        return tuple(self._by_name)

    def entries(self, category: Category | None = None) -> tuple[Indicator, ...]:
        """All, or those of a category."""
        found = self._by_name.values()
        return tuple(each for each in found if category in (None, each.category))

    def get(self, name: str) -> Indicator:
        """Raises InputError for an unknown name."""
        found = self._by_name.get(name)
        if found is None:
            raise InputError(f"No indicator is named {name}", code="unknown_indicator", name=name)
        return found


def builtin_indicators() -> Catalogue:
    """What Dzentra brings along."""
    modules = (trend, momentum, volatility, volume, statistics, price, cycle, pattern)
    return Catalogue(each for module in modules for each in module.INDICATORS)

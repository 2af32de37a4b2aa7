"""What an outcome hangs on besides its parameters: the plan, the data and the code."""

from collections.abc import Collection, Iterator
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from platform import python_version

from app.history import Wish
from core.values import replace
from strategies.registry import builtin_strategies

PACKAGES = ("analytics", "backtest", "core", "engine", "exchanges", "indicators", "strategies")
MODULES = ("courses", "coverage", "fast", "history", "making", "optimise_tests", "terms")
LIBRARIES = ("numpy", "pandas")


def base_of(wish: Wish, span: tuple[int, int], data: str) -> str:
    """Names all of it; `data` is the digest of the recorded files."""
    parts = (repr(replace(wish, data=())), str(span), data, code_of(wish))
    return sha256("\n".join(parts).encode()).hexdigest()


def code_of(wish: Wish) -> str:
    return code_hash(*strategies_of(wish))


def strategies_of(wish: Wish) -> tuple[str, ...]:
    return tuple(pick.strategy for pick in wish.picks)


@cache
def code_hash(*strategies: str) -> str:
    """Of all that decides what a test comes to. Of the program as it was when first asked for: a
    process does not notice that its files are new."""
    digest = sha256(python_version().encode())
    for library in LIBRARIES:
        digest.update(version(library).encode())
    for file in (*_sources(), *_plugins(strategies)):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    root = Path(__file__).parent.parent
    for package in PACKAGES:
        yield from sorted((root / package).rglob("*.py"))
    yield from (root / "app" / f"{module}.py" for module in MODULES)


def _plugins(strategies: Collection[str]) -> Iterator[Path]:
    """Any of them may be what another one's strategy is made of."""
    if set(strategies) <= set(builtin_strategies().names()):
        return
    from app.plugins import places_of
    from app.settings import load_settings
    from plugins.discovery import discover

    for found in discover(places_of(load_settings())):
        yield from sorted(found.path.parent.glob("*.py"))

"""A plugin's modules made from the texts the desk sent: nothing is read from disk again."""

import importlib
import inspect
import linecache
import sys
from collections.abc import Mapping
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from pathlib import Path
from types import ModuleType
from typing import Protocol

from core.errors import PluginError
from indicators.base import IndicatorPlugin
from plugins.source import PACKAGE
from strategies.base import BaseStrategy
from strategies.plugin import StrategyPlugin

COMPAT = Path(__file__).parents[2] / "compat"


class Texts(MetaPathFinder, Loader):
    """Finds and runs the modules of one plugin."""

    def __init__(self, folder: Path, texts: Mapping[str, str]) -> None:
        self._folder = folder
        self._texts = texts

    def find_spec(
        self, fullname: str, path: object = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        package, _, name = fullname.rpartition(".")
        if package != PACKAGE or name not in self._texts:
            return None
        return spec_from_loader(fullname, self, origin=str(self._folder / f"{name}.py"))

    def exec_module(self, module: ModuleType) -> None:
        name = module.__name__.rpartition(".")[2]
        text, file = self._texts[name], str(self._folder / f"{name}.py")
        module.__file__ = file
        linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
        exec(compile(text, file, "exec"), module.__dict__)


def use_guide_names() -> None:
    """Makes `bot_engine` importable."""
    if str(COMPAT) not in sys.path:
        sys.path.insert(0, str(COMPAT))


def import_plugin(path: Path, texts: Mapping[str, str], module: str) -> ModuleType:
    """Whatever its import raises is passed on."""
    use_guide_names()
    if module:
        # A worker knows nothing of the paths that the desk was started with.
        sys.path.append(str(_root(path, module)))
        return importlib.import_module(module)
    sys.meta_path.insert(0, Texts(path.parent, texts))
    return importlib.import_module(f"{PACKAGE}.{path.stem}")


def _root(path: Path, module: str) -> Path:
    """The folder that a distribution is installed to, which holds this file of this module."""
    inner = path.parent if path.name == "__init__.py" else path
    return inner.parents[module.count(".")]


class Wrapper(Protocol):
    """What both kinds of plugin have."""

    def get_metadata(self) -> dict[str, object]: ...
    def get_dependencies(self) -> list[str]: ...
    def validate_environment(self) -> bool: ...


def plugin_class(module: ModuleType) -> type[StrategyPlugin] | type[IndicatorPlugin]:
    """The plugin that the module defines; a strategy without a wrapper is given one. Raises
    PluginError."""
    made = [each for each in vars(module).values() if inspect.isclass(each)]
    own = [each for each in made if each.__module__ == module.__name__]
    for each in own:
        if issubclass(each, StrategyPlugin | IndicatorPlugin):
            return each
    for each in own:
        if issubclass(each, BaseStrategy):
            return wrapped(each)
    raise PluginError("has no class of StrategyPlugin or IndicatorPlugin")


def wrapped(strategy: type[BaseStrategy]) -> type[StrategyPlugin]:
    class Plain(StrategyPlugin):
        """A strategy that came without a wrapper."""

        def get_strategy_class(self) -> type[BaseStrategy]:
            return strategy

        def get_metadata(self) -> dict[str, object]:
            stem = strategy.__module__.rpartition(".")[2]
            bounds = {each.name: each.metadata() for each in strategy.PARAMETERS}
            return {"id": stem, "version": "1.0.0", "type": "strategy", "parameters": bounds}

    return Plain

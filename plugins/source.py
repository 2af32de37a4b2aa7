"""A plugin's source as it stood at one moment: the very bytes that are read, signed and run.

A plugin is a file; modules beside it that it imports belong to it. They are kept in memory, so that
a version that works goes on working when its file is changed, half-written or deleted.
"""

import ast
import hashlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from core.errors import PluginError
from core.values import Frozen

PACKAGE = "bot_engine.plugins"
"""The package that every plugin file is loaded into, wherever it lies."""
MOST_BYTES = 4_000_000
PARSE_TRIES = 5


class Source(Frozen, frozen=True):
    """`modules` are texts by module name, the plugin's own among them; `module` names one that an
    installed distribution offers instead of a file."""

    path: Path
    modules: Mapping[str, str]
    module: str = ""

    @property
    def stem(self) -> str:
        return self.path.stem

    @property
    def text(self) -> str:
        return self.modules[self.stem]

    @property
    def files(self) -> frozenset[Path]:
        """Every file whose change makes another version of it."""
        return frozenset(self.path.with_name(f"{name}.py") for name in self.modules)

    @property
    def digest(self) -> str:
        """SHA-256 of all its modules, in hex."""
        whole = hashlib.sha256()
        for name in sorted(self.modules):
            text = self.modules[name].encode()
            whole.update(f"{name}\0{len(text)}\0".encode() + text)
        return whole.hexdigest()


def read_source(path: Path, module: str = "") -> Source:
    """Raises PluginError for a file that cannot be read or is no Python."""
    modules: dict[str, str] = {}
    waiting = [path]
    while waiting:
        file = waiting.pop()
        text = modules[file.stem] = _text(file)
        found = () if module else _siblings(parse(text, file.name))
        beside = (path.with_name(f"{name}.py") for name in found if name not in modules)
        waiting += [each for each in beside if each.is_file()]
    return Source(path, modules, module)


def parse(text: str, name: str) -> ast.Module:
    """Raises PluginError with the line that is wrong."""
    try:
        return _parsed(text)
    except (SyntaxError, ValueError, RecursionError) as error:
        line = getattr(error, "lineno", None) or 1
        reason = getattr(error, "msg", None) or "too deep to read"
        raise PluginError(f"{name}, line {line}: {reason}") from error


def _parsed(text: str) -> ast.Module:
    """CPython 3.11 counts the depth of a tree for all threads together: where another one parses at
    the same moment (a traceback that is logged does) it fails for nothing."""
    for _ in range(PARSE_TRIES):
        with suppress(SystemError):
            return ast.parse(text)
    return ast.parse(text)


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise PluginError(f"{path.name} is larger than {MOST_BYTES:,} bytes")
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PluginError(f"{path.name} must be a readable file of UTF-8 text") from error


def _siblings(tree: ast.Module) -> Iterator[str]:
    """Names of modules beside it: `from .name import`, `from . import name`, or in full."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            module = node.module or ""
            if node.level == 1 or (not node.level and module.startswith(PACKAGE)):
                rest = module if node.level else module.removeprefix(PACKAGE).lstrip(".")
                yield from [rest] if rest else [each.name for each in node.names]
        elif isinstance(node, ast.Import):
            for each in node.names:
                if each.name.startswith(f"{PACKAGE}."):
                    yield each.name.removeprefix(f"{PACKAGE}.")

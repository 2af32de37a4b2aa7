"""What a plugin's source does that a reviewer should look at: rules on its syntax tree.

No proof of harmlessness: a plugin is code, and a worker is no prison for code that means harm.
"""

import ast
from collections.abc import Iterator, Mapping

from core.values import Frozen
from plugins.source import Source, parse

MODULES: Mapping[str, str] = {
    "subprocess": "starts programs",
    "socket": "speaks to the network",
    "http": "speaks to the network",
    "urllib": "speaks to the network",
    "requests": "speaks to the network",
    "httpx": "speaks to the network",
    "aiohttp": "speaks to the network",
    "ctypes": "reaches past Python",
    "pickle": "runs what it reads",
    "marshal": "runs what it reads",
    "multiprocessing": "starts processes",
    "threading": "starts threads",
}
CODES: Mapping[str, str] = {
    "starts programs": "programs",
    "speaks to the network": "network",
    "reaches past Python": "past",
    "runs what it reads": "code",
    "starts processes": "programs",
    "starts threads": "threads",
    "runs text as code": "code",
    "imports by name": "code",
    "opens a file": "files",
    "waits for a keyboard": "keyboard",
    "reads the environment": "environment",
    "reaches past its own objects": "past",
    "removes files": "files",
}
"""What each of it comes to, for screens."""
CALLS: Mapping[str, str] = {
    "eval": "runs text as code",
    "exec": "runs text as code",
    "compile": "runs text as code",
    "__import__": "imports by name",
    "open": "opens a file",
    "input": "waits for a keyboard",
}
ATTRIBUTES: Mapping[str, str] = {
    "system": "starts programs",
    "popen": "starts programs",
    "environ": "reads the environment",
    "getenv": "reads the environment",
    "__subclasses__": "reaches past its own objects",
    "__globals__": "reaches past its own objects",
    "remove": "removes files",
    "rmtree": "removes files",
}
OS_ONLY = ("system", "popen", "environ", "getenv", "remove", "rmtree")


class Suspicion(Frozen, frozen=True):
    module: str
    line: int
    what: str

    @property
    def code(self) -> str:
        """Of CODES; `what` ends with what it comes to."""
        return next(code for said, code in CODES.items() if self.what.endswith(said))


def suspicions(source: Source) -> Iterator[Suspicion]:
    """In the order of the files' names and lines."""
    for name in sorted(source.modules):
        found = {
            (getattr(node, "lineno", 0), what)
            for node in ast.walk(parse(source.modules[name], name))
            for what in _of(node)
        }
        for line, what in sorted(found):
            yield Suspicion(name, line, what)


def _of(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        for each in node.names:
            yield from _module(each.name)
    elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
        yield from _module(node.module)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
        yield f"{node.func.id}() {CALLS[node.func.id]}"
    elif isinstance(node, ast.Attribute) and node.attr in ATTRIBUTES:
        of_os = isinstance(node.value, ast.Name) and node.value.id in ("os", "shutil")
        if of_os or node.attr not in OS_ONLY:
            yield f"{node.attr} {ATTRIBUTES[node.attr]}"


def _module(name: str) -> Iterator[str]:
    top = name.partition(".")[0]
    if top in MODULES:
        yield f"{top} {MODULES[top]}"

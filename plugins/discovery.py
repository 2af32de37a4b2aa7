"""Where plugins are looked for: the guide's folders, PLUGIN_DIRS, the installed store, packages."""

from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path

from core.values import Frozen

GUIDE = (
    "bot_engine/plugins/strategies",
    "bot_engine/plugins/indicators",
    "bot_engine/strategies/custom",
)
"""The guide's folders, with and without its prefix `backend/`."""
GROUPS = ("dzentra.strategies", "dzentra.indicators")


class Places(Frozen, frozen=True):
    """`root` is where the guide's folders lie, `store` where the marketplace installs to."""

    root: Path
    store: Path
    extra: tuple[Path, ...] = ()

    @property
    def written(self) -> Path:
        """Where new strategies go."""
        return self.root / GUIDE[0]

    @property
    def indicators(self) -> Path:
        return self.root / GUIDE[1]

    @property
    def folders(self) -> tuple[Path, ...]:
        """Those that an author writes into."""
        named = [self.root / prefix / each for prefix in ("", "backend") for each in GUIDE]
        return (*named, *self.extra)


class Found(Frozen, frozen=True):
    """A file that may be a plugin; `module` where an installed package offers it."""

    path: Path
    module: str = ""


def discover(places: Places) -> Iterator[Found]:
    """In an order that does not change from start to start; a file once."""
    seen: set[Path] = set()
    for found in (*_written(places), *installed_in(places), *_packaged()):
        if found.path.resolve() not in seen:
            seen.add(found.path.resolve())
            yield found


def _written(places: Places) -> Iterator[Found]:
    for folder in places.folders:
        for path in sorted(folder.glob("*.py")):
            if is_candidate(path):
                yield Found(path)


def is_candidate(path: Path) -> bool:
    """Files that begin with an underscore or `test_` belong to a plugin, they are none."""
    return path.suffix == ".py" and not path.name.startswith(("_", ".", "test_"))


def installed_in(places: Places) -> Iterator[Found]:
    """Of each installed plugin the version that its file `current` names."""
    for current in sorted(places.store.glob("*/current")):
        version = current.read_text(encoding="utf-8").strip()
        path = current.parent / version / f"{current.parent.name}.py"
        if path.is_file():
            yield Found(path)


def _packaged() -> Iterator[Found]:
    for group in GROUPS:
        for point in sorted(entry_points(group=group), key=lambda each: each.name):
            if point.dist is None:
                continue
            for ending in (".py", "/__init__.py"):
                path = Path(str(point.dist.locate_file(point.module.replace(".", "/") + ending)))
                if path.is_file():
                    yield Found(path, point.module)

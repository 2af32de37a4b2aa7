"""Runs a plugin's own test file in a process of its own: `python -m plugins.testing FILE`.

The plugin beside it may be imported by its full name or, as the guide does, by its bare one.
"""

import importlib
import subprocess
import sys
import unittest
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import module_from_spec, spec_from_file_location, spec_from_loader
from pathlib import Path
from types import ModuleType

from core.errors import PluginError
from core.values import Frozen
from plugins.nursery import ROOT, worker_environment
from plugins.source import PACKAGE
from plugins.worker.loading import COMPAT, use_guide_names


class Tested(Frozen, frozen=True):
    passed: bool
    told: str


def test_file_of(plugin: Path) -> Path:
    return plugin.with_name(f"test_{plugin.name}")


def run_tests(path: Path, *, limit_s: float) -> Tested:
    """The tests of a file, and what they printed."""
    environment = {**worker_environment(), "PYTHONPATH": f"{ROOT}:{COMPAT}"}
    command = [sys.executable, "-P", "-m", "plugins.testing", str(path.resolve())]
    try:
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=limit_s, check=False
        )
    except subprocess.TimeoutExpired:
        return Tested(False, f"the tests took longer than {limit_s:g} s")
    return Tested(done.returncode == 0, (done.stdout + done.stderr).strip())


class BareNames(MetaPathFinder, Loader):
    """Finds the plugins of a folder by the names of their files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        is_here = "." not in fullname and (self._folder / f"{fullname}.py").is_file()
        return spec_from_loader(fullname, self) if is_here else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return importlib.import_module(f"{PACKAGE}.{spec.name}")

    def exec_module(self, module: ModuleType) -> None:
        """It was run when it was made."""


def load_tests(path: Path) -> unittest.TestSuite:
    """Raises PluginError for a file without a test, and whatever the file raises."""
    use_guide_names()
    package = importlib.import_module(PACKAGE)
    package.__path__.insert(0, str(path.parent))
    sys.meta_path.append(BareNames(path.parent))
    spec = spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise PluginError(f"{path} is no Python file")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    suite = unittest.defaultTestLoader.loadTestsFromModule(module)
    if not suite.countTestCases():
        raise PluginError(f"{path.name} has no unittest.TestCase")
    return suite


def main() -> None:
    suite = load_tests(Path(sys.argv[1]))
    result = unittest.TextTestRunner(stream=sys.stderr).run(suite)
    sys.exit(not result.wasSuccessful())


if __name__ == "__main__":
    main()

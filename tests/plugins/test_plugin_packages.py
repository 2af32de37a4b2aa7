"""Plugins that installed distributions offer by their entry points."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from plugins.nursery import ROOT
from tests.plugin_stage import strategy_text

INDICATOR = """
from bot_engine.strategy_plugin_system import IndicatorPlugin

class Middle(IndicatorPlugin):
    def calculate(self, data, **kwargs):
        return (data['high'] + data['low']) / 2
    def get_metadata(self):
        return {'id': 'middle', 'name': 'Middle', 'version': '2.0.0', 'type': 'indicator',
                'description': 'Between high and low'}
"""
STRATEGY = strategy_text("packed").replace("from ..", "from bot_engine.")
METADATA = "Metadata-Version: 2.1\nName: dzentra-sample\nVersion: 1.0.0\n"
WHEEL = "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
POINTS = """[dzentra.strategies]
packed = dzentra_sample.packed

[dzentra.indicators]
middle = dzentra_middle
"""
FILES = {
    "dzentra_sample/__init__.py": "",
    "dzentra_sample/packed.py": STRATEGY,
    "dzentra_middle/__init__.py": INDICATOR,
    "dzentra_sample-1.0.0.dist-info/METADATA": METADATA,
    "dzentra_sample-1.0.0.dist-info/WHEEL": WHEEL,
    "dzentra_sample-1.0.0.dist-info/entry_points.txt": POINTS,
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder that a wheel was installed to, by pip."""
    wheel, target = tmp_path / "dzentra_sample-1.0.0-py3-none-any.whl", tmp_path / "site"
    record = "dzentra_sample-1.0.0.dist-info/RECORD"
    with zipfile.ZipFile(wheel, "w") as package:
        for name, text in FILES.items():
            package.writestr(name, text)
        package.writestr(record, "".join(f"{name},,\n" for name in (*FILES, record)))
    pip = [sys.executable, "-m", "pip", "install", "--no-index", "--no-deps", "--quiet"]
    subprocess.run([*pip, "--target", str(target), str(wheel)], check=True, timeout=120)
    return target


def test_what_an_installed_distribution_offers_is_found_tried_and_used(
    site: Path, tmp_path: Path
) -> None:
    desk = tmp_path / "desk"
    desk.mkdir()
    script = desk / "script.py"
    script.write_text(
        """
import numpy as np, pandas as pd
from bot_engine.plugin_manager_integration import (
    calculate_indicator, create_strategy, get_system_overview)
index = pd.date_range('2026-01-01', periods=60, freq='1min', tz='UTC')
close = 100 + np.sin(np.arange(60) / 5)
data = pd.DataFrame({'open': close, 'high': close + 1, 'low': close - 1, 'close': close,
                     'volume': 5.0}, index=index)
print({name: each['status'] for name, each in get_system_overview()['plugins'].items()})
print(set(create_strategy('packed', period=4).generate_signals(data)['signal']))
print(bool(np.allclose(calculate_indicator('middle', data), close)))
""",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, str(script)],
        cwd=desk,
        env={"PYTHONPATH": f"{ROOT}:{ROOT / 'compat'}:{site}", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.stdout.splitlines() == [
        "{'packed': 'active', 'middle': 'active'}",
        "{1}",
        "True",
    ], done.stderr

"""The plugin guide's own code runs as it is written: its files stand in `guide/`, copied from it
letter for letter. Only `freq='1H'` is spelt `1h`, as pandas wants it."""

import subprocess
import sys
from pathlib import Path

import pytest

from plugins.nursery import ROOT
from plugins.testing import run_tests

GUIDE = Path(__file__).with_name("guide")
DATA = """
import numpy as np, pandas as pd
def create_test_data():
    close = 100 + np.sin(np.arange(120) / 7).cumsum()
    columns = {'open': close, 'high': close + 1, 'low': close - 1, 'close': close, 'volume': 5.0}
    return pd.DataFrame(columns, index=pd.date_range('2023-01-01', periods=120, freq='1h'))
"""


def guide(name: str) -> str:
    return (GUIDE / f"{name}.py.txt").read_text(encoding="utf-8").replace("'1H'", "'1h'")


def lay(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.py"
    path.write_text(text, encoding="utf-8")
    return path


def run(desk: Path, script: str) -> str:
    """What a script prints that an author starts in the desk's folder."""
    done = subprocess.run(
        [sys.executable, str(lay(desk, "script", script))],
        cwd=desk,
        env={"PYTHONPATH": f"{ROOT}:{ROOT / 'compat'}", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_its_unit_test_passes(tmp_path: Path) -> None:
    lay(tmp_path, "your_plugin", guide("my_custom_strategy"))
    tested = run_tests(lay(tmp_path, "test_your_plugin", guide("unit_test")), limit_s=60)
    assert tested.passed, tested.told
    assert "Ran 2 tests" in tested.told


@pytest.mark.parametrize("prefix", ["", "backend/"])
def test_its_integration_test_and_profiler_pass(tmp_path: Path, prefix: str) -> None:
    lay(
        tmp_path / f"{prefix}bot_engine/plugins/strategies",
        "my_custom_strategy",
        guide("my_custom_strategy"),
    )
    calls = "test_plugin_integration()\nprofile_strategy('my_custom_strategy', create_test_data())"
    told = run(
        tmp_path, "\n".join([DATA, guide("integration_test"), guide("profiling"), DATA, calls])
    )
    assert "Ordered by: cumulative time" in told


def test_its_quick_start_and_management_calls_work(tmp_path: Path) -> None:
    lay(
        tmp_path / "bot_engine/plugins/indicators",
        "my_custom_indicator",
        guide("my_custom_indicator"),
    )
    lay(tmp_path / "bot_engine/strategies/custom", "mine", guide("my_custom_strategy"))
    told = run(
        tmp_path,
        DATA
        + """
from bot_engine.plugin_manager_integration import (
    calculate_indicator, create_strategy, get_available_indicators, get_available_strategies,
    get_plugin_manager, get_system_overview, install_plugin)
manager = get_plugin_manager()
assert manager is get_plugin_manager()
template_path = manager.create_custom_strategy_template("Another Strategy")
print('template', install_plugin(template_path))
for found in (get_available_strategies(), get_available_indicators()):
    for name, info in found.items():
        assert info['description'], name
strategy = create_strategy('my_custom_strategy', param1=20, param2=0.05)
data = create_test_data()
print('parameters', strategy.get_parameters())
print('signals', strategy.generate_signals(data)['signal'].tolist() == [0] * 120)
bands = calculate_indicator('bollinger_bands', data, period=20, std_dev=2.0)
print('bands', sorted(bands))
mine = calculate_indicator('my_custom_indicator', data, period=10)
print('mine', mine.iloc[-1] == data['close'].rolling(10).mean().iloc[-1])
print('total', get_system_overview()['total_plugins'])
print('wrong', install_plugin('/nowhere/plugin.py'))
from bot_engine.strategies.base_strategy import BaseStrategy
print('name', create_strategy('TREND', fast=5).name, isinstance(strategy, BaseStrategy))
""",
    )
    assert told.splitlines() == [
        "template another_strategy",
        "parameters {'param1': 20, 'param2': 0.05}",
        "signals True",
        "bands ['lower', 'middle', 'upper']",
        "mine True",
        "total 3",
        "wrong None",
        "name TREND True",
    ]

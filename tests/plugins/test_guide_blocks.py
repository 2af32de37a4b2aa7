"""The rest of the plugin guide's code, block for block as it stands there: its calls and its
configuration as they are, its methods in a class around them, its outlines compared with ours."""

import inspect
import json
import re
import shlex
import subprocess
from abc import ABC, abstractmethod
from pathlib import Path
from textwrap import indent
from typing import Any

import numpy as np
import pytest

from core.errors import PluginError
from indicators.base import IndicatorPlugin
from indicators.catalogue import builtin_indicators
from plugins.config import PluginConfig, config_from
from plugins.factory import IndicatorManager
from plugins.log import close_log, open_log
from plugins.nursery import ROOT
from plugins.remote import StrategyMaker
from strategies.plugin import StrategyPlugin
from tests.plugin_stage import PluginStage, frame
from tests.plugins.test_guide import DATA, GUIDE, guide, lay, run

TYPED = "from typing import Any, Dict, List, Type\n"
HEAD = TYPED + "import numpy as np\nimport pandas as pd\n"
STRATEGY = (
    HEAD
    + """
from ..strategies.base_strategy import BaseStrategy

class Sound(BaseStrategy):
    def __init__(self, **kwargs):
        super().__init__()
        self.period = kwargs.get('period', 14)
    def get_parameters(self):
        return {'period': self.period}
"""
)
INDICATOR = (
    HEAD
    + """
from ..strategy_plugin_system import IndicatorPlugin

class Many(IndicatorPlugin):
    def __init__(self, period=20, **kwargs):
        self.period = period
    def get_metadata(self):
        return {'id': 'many', 'name': 'Many', 'version': '1.0.0', 'type': 'indicator'}
"""
)


def block(name: str) -> str:
    return (GUIDE / f"{name}.txt").read_text(encoding="utf-8")


def method(name: str) -> str:
    """A method of the guide's, as the body of a class takes it."""
    return indent(block(f"{name}.py"), "    ")


def test_its_template_call_prints_where_it_is(tmp_path: Path) -> None:
    told = run(tmp_path, block("quick_start.py"))
    assert told.strip().endswith("bot_engine/plugins/strategies/my_custom_strategy.py")


def test_its_call_installs_from_a_file(tmp_path: Path) -> None:
    path = lay(tmp_path / "elsewhere", "my_plugin", guide("my_custom_strategy"))
    script = block("installing.py").replace("/path/to/my_plugin.py", str(path))
    assert run(tmp_path, script) == "Installed plugin: my_custom_strategy\n"


def test_its_calls_list_what_there_is_by_name_and_description(tmp_path: Path) -> None:
    lay(tmp_path / "bot_engine/strategies/custom", "mine", guide("my_custom_strategy"))
    told = run(tmp_path, block("listing.py")).splitlines()
    assert "my_custom_strategy: Your strategy description" in told
    assert any(line.startswith("bollinger_bands: Bollinger") for line in told)


def test_its_calls_make_a_strategy_and_calculate(tmp_path: Path) -> None:
    lay(tmp_path / "bot_engine/strategies/custom", "mine", guide("my_custom_strategy"))
    script = block("using.py").replace("pd.DataFrame(...)", "create_test_data()")
    told = run(tmp_path, f"{DATA}\n{script}\nprint(len(signals), sorted(indicator_result))")
    assert told == "120 ['lower', 'middle', 'upper']\n"


def test_its_validation_of_parameters_is_passed_on(stage: PluginStage) -> None:
    holds = "        return df.assign(signal=0, signal_strength=0.0)\n"
    signals = f"    def generate_signals(self, df):\n{holds}"
    strategy = StrategyMaker(
        stage.add(STRATEGY + method("parameter_validation") + "\n" + signals, "sound")
    )()
    strategy.set_parameters({"period": 200})
    with pytest.raises(PluginError, match="Period must be between 5 and 100, got 200"):
        strategy.settle()
    strategy.set_parameters({"period": 50})
    strategy.settle()


def test_its_safe_default_holds_and_logs_the_error(stage: PluginStage) -> None:
    text = STRATEGY + "    def set_parameters(self, parameters):\n        pass\n"
    text += method("error_handling").replace("# Your logic here", "raise RuntimeError('no idea')")
    path = stage.places.root / "logs" / "plugin_system.log"
    handler = open_log(path, "INFO")
    try:
        signals = StrategyMaker(stage.add(text, "sound"))().generate_signals(frame())
    finally:
        close_log(handler)
    assert set(signals["signal"]) == {0}
    assert "ERROR plugins.own: sound: Signal generation failed: no idea" in path.read_text()


def test_its_vectorised_and_its_looping_lines_both_run() -> None:
    df = frame().reset_index(drop=True)
    known: dict[str, Any] = {
        **{"df": df, "result_df": df.copy(), "np": np, "condition": df["close"] > 100},
        "self": type("Self", (), {"period": 5}),
        "calculate_signal": lambda row: int(row["close"] > 100),
    }
    exec(block("performance.py"), known)
    result = known["result_df"]
    assert result["sma"].equals(df["close"].rolling(5).mean())
    assert result["signal"].tolist() == (df["close"] > 100).astype(int).tolist()


def test_its_many_outputs_come_by_name_and_its_check_of_data_counts(stage: PluginStage) -> None:
    stage.add(INDICATOR + method("multiple_outputs") + method("data_validation"), "many")
    indicators = IndicatorManager(stage.manager, builtin_indicators())
    found = indicators.calculate_indicator("many", frame())
    assert sorted(found) == ["bandwidth", "lower_band", "sma", "upper_band"]
    with pytest.raises(PluginError, match="validate_data refuses this data"):
        indicators.calculate_indicator("many", frame().drop(columns="volume"))
    with pytest.raises(PluginError, match="validate_data refuses this data"):
        indicators.calculate_indicator("many", frame(10))


def test_its_configurations_are_taken_key_by_key() -> None:
    assert config_from(json.loads(block("configuration.json"))) == PluginConfig(debug_logging=True)
    assert config_from(json.loads(block("debug_mode.json"))).level == "DEBUG"


def test_its_searches_of_the_log_find_lines(stage: PluginStage) -> None:
    handler = open_log(stage.places.root / "logs" / "plugin_system.log", "INFO")
    text = STRATEGY + "    def set_parameters(self, parameters):\n        pass\n"
    text += method("error_handling").replace("# Your logic here", "raise RuntimeError('no idea')")
    try:
        StrategyMaker(stage.add(text, "sound"))().generate_signals(frame())
    finally:
        close_log(handler)
    lines = [line for line in block("log_analysis.sh").splitlines() if line[:4] in ("tail", "grep")]
    assert len(lines) == 3
    for line in lines:
        # `-f` goes on for ever
        done = subprocess.run(
            shlex.split(line.replace("tail -f", "tail")),
            cwd=stage.places.root,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, line


@pytest.mark.parametrize(
    ("name", "ours"),
    [("strategy_interface", StrategyPlugin), ("indicator_interface", IndicatorPlugin)],
)
def test_our_interfaces_are_its_own(name: str, ours: type) -> None:
    known: dict[str, Any] = {"ABC": ABC, "abstractmethod": abstractmethod}
    exec(f"{TYPED}\n{block(f'{name}.py')}", known)
    theirs = known[ours.__name__]
    assert getattr(ours, "__abstractmethods__") == theirs.__abstractmethods__  # noqa: B009
    for method_name, written in inspect.getmembers(theirs, inspect.isfunction):
        mine = inspect.signature(getattr(ours, method_name))
        assert list(mine.parameters) == list(inspect.signature(written).parameters)
    made = type("Made", (ours,), {each: None for each in theirs.__abstractmethods__})()
    again = type("Made", (theirs,), {each: None for each in theirs.__abstractmethods__})()
    for call in {"get_dependencies", "validate_environment"} & set(vars(theirs)):
        assert getattr(made, call)() == getattr(again, call)()


def test_every_method_of_its_manager_is_there() -> None:
    calls = re.findall(r"^(\w+)\((.*)\)", block("manager_methods.py"), re.MULTILINE)
    assert len(calls) == 7
    source = (ROOT / "compat/bot_engine/plugin_manager_integration.py").read_text("utf-8")
    for name, told in calls:
        found = re.search(rf"^def {name}\((.*)\) ->", source, re.MULTILINE)
        assert found is not None, name
        wanted = [each.partition(":")[0].strip() for each in told.split(",") if each.strip()]
        given = [each.partition(":")[0].strip() for each in found[1].split(",") if each.strip()]
        assert given == wanted

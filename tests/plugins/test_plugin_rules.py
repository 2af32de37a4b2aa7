"""What is read without running anything: configuration, manifest, needs, signature, places."""

import json
import logging
from pathlib import Path

import pytest

from core.errors import InputError, PluginError
from plugins.config import PluginConfig, config_from, load_config
from plugins.discovery import Places, discover
from plugins.hosting import Status
from plugins.log import close_log, open_log
from plugins.metadata import Kind
from plugins.reading import read_metadata
from plugins.security import suspicions
from plugins.signing import new_key, sign_source, signature_file
from plugins.source import read_source
from plugins.worker.trial import market
from tests.plugin_stage import PluginStage, frame, strategy_text

GUIDE_CONFIG = """{
  "auto_reload": true, "validate_plugins": true, "max_plugins": 100, "plugin_timeout": 30,
  "development_mode": {
    "enable_hot_reload": true, "debug_logging": true, "allow_unsigned_plugins": true
  },
  "performance_monitoring": {
    "enable_metrics": true, "log_execution_time": true, "max_execution_time_ms": 5000
  }
}"""


def test_the_guides_configuration_is_read_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "plugin_config.json"
    path.write_text(GUIDE_CONFIG, encoding="utf-8")
    assert load_config(path) == PluginConfig(debug_logging=True)
    assert load_config(tmp_path / "none.json") == PluginConfig()


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"max_plugin": 1}, "max_plugin is not known here; there are auto_reload"),
        ({"max_plugins": "many"}, "max_plugins must be a number from 0 on"),
        ({"max_plugins": True}, "max_plugins must be a number from 0 on"),
        ({"max_plugins": 1.5}, "max_plugins must be a number from 0 on"),
        ({"auto_reload": 1}, "auto_reload must be true or false"),
        ({"logging": {"log_level": "LOUD"}}, "log_level must be one of DEBUG, INFO"),
        ({"logging": "DEBUG"}, "logging must be an object"),
        ({"trusted_keys": "abc"}, "trusted_keys must be a list of texts"),
        ([], "must hold one object"),
    ],
)
def test_a_wrong_key_is_named_with_what_it_may_be(told: object, said: str) -> None:
    with pytest.raises(PluginError) as caught:
        config_from(told)
    assert said in str(caught.value)


def test_the_log_level_is_the_one_named_else_that_of_debugging() -> None:
    assert config_from({"development_mode": {"debug_logging": True}}).level == "DEBUG"
    assert config_from({"logging": {"log_level": "ERROR"}}).level == "ERROR"
    assert PluginConfig().level == "INFO"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("'id': 'made', ", "", "get_metadata must name id"),
        ("'id': 'made'", "'id': 'no good'", "id is letters, digits and underscores"),
        ("'1.0.0'", "'one'", "version is written like 1.0.0, not one"),
        ("'type': 'strategy'", "'type': 'robot'", "type is strategy or indicator, not robot"),
        ("'type': 'int'", "'type': 'list'", "parameter period: period needs a type"),
        ("'default': 3", "'default': 30", "parameter period: period goes from 1 to 10"),
        ("return {\n", "return dict() or {\n", "dictionary that is written out there"),
        ("StrategyPlugin)", "object)", ""),
    ],
)
def test_metadata_is_checked_before_anything_runs(
    stage: PluginStage, old: str, new: str, said: str
) -> None:
    text = strategy_text()
    assert old in text
    path = stage.write(text.replace(old, new))
    if said:
        with pytest.raises(PluginError, match=said):
            read_metadata(read_source(path))
    else:
        assert read_metadata(read_source(path)).id == "made"


def test_a_strategy_without_a_wrapper_is_a_plugin_named_like_its_file(stage: PluginStage) -> None:
    text = strategy_text()
    plugin = stage.add(text[: text.index("class MadePlugin")], "plain")
    assert (plugin.id, plugin.metadata.kind, plugin.status) == (
        "plain",
        Kind.STRATEGY,
        Status.ACTIVE,
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("def get_dependencies(self): return ['pandas>=99']", "needs pandas>=99, and pandas"),
        ("def get_dependencies(self): return ['nowhere']", "needs the package nowhere, which"),
        ("def get_dependencies(self): return ['=what']", "is no requirement as pip writes it"),
        ("def validate_environment(self): return False", "validate_environment says"),
    ],
)
def test_what_a_plugin_needs_is_checked(stage: PluginStage, line: str, said: str) -> None:
    text = strategy_text().replace(
        "    def get_strategy_class", f"    {line}\n    def get_strategy_class"
    )
    assert said in stage.refusal(text)


def test_a_plugin_for_other_versions_of_the_desk_is_refused(stage: PluginStage) -> None:
    text = strategy_text().replace("'author'", "'host': '>=99', 'author'")
    assert "is for Dzentra >=99, and this is " in stage.refusal(text)


def test_unsigned_plugins_are_refused_where_the_configuration_says_so(stage: PluginStage) -> None:
    secret, public = new_key()
    strict = PluginConfig(allow_unsigned_plugins=False, trusted_keys=(public,))
    path = stage.write(strategy_text())
    stage.make_manager(strict)
    with pytest.raises(PluginError, match="is not signed"):
        stage.manager.add(path)
    sign_source(read_source(path), secret)
    assert stage.manager.add(path).is_usable
    stage.make_manager(PluginConfig(allow_unsigned_plugins=False))
    with pytest.raises(PluginError, match="a key that trusted_keys does not name"):
        stage.manager.add(path)


def test_a_file_changed_after_it_was_signed_is_always_refused(stage: PluginStage) -> None:
    path = stage.write(strategy_text())
    sign_source(read_source(path), new_key()[0])
    stage.write(strategy_text(version="1.0.1"))
    with pytest.raises(PluginError, match="the file was changed after it was signed"):
        stage.manager.add(path)
    signature_file(path).write_text("{}", encoding="utf-8")
    with pytest.raises(PluginError, match="is no signature"):
        stage.manager.add(path)


def test_plugins_are_found_in_every_place_of_the_guide(tmp_path: Path) -> None:
    places = Places(tmp_path, tmp_path / "store", (tmp_path / "more",))
    for number, folder in enumerate(places.folders):
        folder.mkdir(parents=True)
        (folder / f"p{number}.py").touch()
        (folder / "_helper.py").touch()
        (folder / "test_p.py").touch()
    installed = tmp_path / "store" / "bought" / "2.0.0"
    installed.mkdir(parents=True)
    (installed / "bought.py").touch()
    (installed.parent / "current").write_text("2.0.0\n", encoding="utf-8")
    found = [each.path.stem for each in discover(places)]
    assert found == ["p0", "p1", "p2", "p3", "p4", "p5", "p6", "bought"]


def test_what_reaches_out_of_a_plugin_is_pointed_at(stage: PluginStage) -> None:
    path = stage.write("import os\nimport socket\neval('1')\nos.system('ls')\nx.environ\n")
    told = [(each.line, each.what) for each in suspicions(read_source(path))]
    assert told == [
        (2, "socket speaks to the network"),
        (3, "eval() runs text as code"),
        (4, "system starts programs"),
    ]


def test_the_log_holds_errors_and_times_that_grep_finds(stage: PluginStage) -> None:
    path = stage.places.root / "logs" / "plugin_system.log"
    handler = open_log(path, "INFO")
    try:
        strategy = stage.strategy(
            strategy_text(more="def __str__(self): return ''", body="self.logger.error('wrong')")
        )
        strategy.settle()
    finally:
        close_log(handler)
        logging.getLogger("plugins").setLevel(logging.NOTSET)
    text = path.read_text(encoding="utf-8")
    assert "ERROR plugins.own: made: wrong" in text
    assert "plugin made settle execution_time=" in text


def test_a_metric_counts_calls_and_their_times(stage: PluginStage) -> None:
    strategy = stage.strategy(strategy_text())
    for _ in range(4):
        strategy.settle()
    figures = stage.manager.get("made").figures()
    assert (figures.calls, figures.errors) == (4, 0)
    assert 0 < figures.p50_ms <= figures.p99_ms


def test_without_metrics_calls_are_not_timed(stage: PluginStage) -> None:
    stage.make_manager(config_from({"performance_monitoring": {"enable_metrics": False}}))
    stage.strategy(strategy_text()).settle()
    assert stage.manager.get("made").figures().p99_ms == 0


def test_the_configuration_file_of_a_folder_counts(tmp_path: Path) -> None:
    path = tmp_path / "plugin_config.json"
    path.write_text(json.dumps({"performance_monitoring": {"max_execution_time_ms": 250}}))
    assert load_config(path).max_execution_s == 0.25


OPTIONAL = """
    def backtest(self, data):
        return {'bars': len(data), 'period': self.period}
    def calculate_position_size(self, signal_strength):
        return signal_strength / 3
    def get_parameter_bounds(self):
        return {'free': {'min': 0, 'max': 2, 'description': 'Its own'}}
"""


def test_a_backtest_of_its_own_is_run_with_its_parameters(stage: PluginStage) -> None:
    strategy = stage.strategy(strategy_text(more=OPTIONAL))
    assert stage.manager.get("made").facts.tests_itself
    strategy.set_parameters({"period": 7})
    assert strategy.own_backtest(frame(90)) == {"bars": 90, "period": 7}


def test_without_a_backtest_of_its_own_that_is_said(stage: PluginStage) -> None:
    with pytest.raises(PluginError, match="has no backtest of its own"):
        stage.strategy(strategy_text()).own_backtest(frame())


async def test_a_size_of_its_own_comes_with_its_advice(stage: PluginStage) -> None:
    strategy = stage.strategy(strategy_text(more=OPTIONAL))
    (result,) = await strategy.consult(market(60), 1)
    assert result.share == pytest.approx(0.25)


def test_bounds_of_its_own_are_enforced_and_told(stage: PluginStage) -> None:
    strategy = stage.strategy(strategy_text(more=OPTIONAL))
    assert strategy.get_parameter_bounds()["free"]["max"] == 2
    with pytest.raises(InputError, match="free goes from 0 to 2"):
        strategy.set_parameters({"free": 3.0})

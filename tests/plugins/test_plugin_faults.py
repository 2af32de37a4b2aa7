"""What plugins do wrong: each is refused, counted or ended in words, and the next call works."""

from contextlib import closing
from pathlib import Path

import pytest

from core.errors import InputError, PluginError
from plugins.config import PluginConfig
from plugins.hosting import Status
from plugins.metrics import KILLS
from plugins.nursery import Nursery
from plugins.remote import StrategyMaker
from tests.plugin_stage import HASTY, TRICKED, PluginStage, frame, strategy_text


@pytest.mark.parametrize(
    ("top", "why"),
    [
        ("raise ImportError('no such thing')", "ImportError: no such thing"),
        ("raise SystemExit(3)", "SystemExit: 3"),
        ("import os; os._exit(0)", "ended"),
        ("1 / 0", "ZeroDivisionError: division by zero (line 8"),
        ("big = bytearray(1 << 30)", "MemoryError"),
        ("import sys; sys.stdin.read().x", "AttributeError"),
    ],
)
def test_a_plugin_that_fails_at_import_is_refused_with_the_reason(
    stage: PluginStage, top: str, why: str
) -> None:
    assert why in stage.refusal(strategy_text(top=top))


def test_a_syntax_error_is_refused_with_its_line(stage: PluginStage) -> None:
    assert stage.refusal("x = 1\ndef f(:\n") == "made.py, line 2: invalid syntax"


def test_a_missing_package_is_named(stage: PluginStage) -> None:
    said = stage.refusal(strategy_text(top="import quite_unknown.part"))
    assert said == "needs the package quite_unknown, which is not installed"


def test_an_endless_loop_at_import_is_ended(stage: PluginStage) -> None:
    stage.make_manager(PluginConfig(plugin_timeout=0.4))
    assert "took longer than 0.4 s" in stage.refusal(strategy_text(top="while True: pass"))


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("return result.iloc[1:]", "must return 300 rows, not 299"),
        ("result.index = range(len(df))", "must keep the index of its input"),
        ("result['signal_strength'] = np.nan", "signal_strength must be 0..1 and a number"),
        ("result['signal_strength'] = 1.5", "signal_strength must be 0..1 and a number, not 1.5"),
        ("result['signal'] = 2", "signal must be 1, -1 or 0, not 2"),
        ("result['signal'] = 'buy'", "signal must hold numbers"),
        ("df['close'] = 1.0", "must not change its input"),
        ("return None", "must return a DataFrame, not NoneType"),
        ("return df.copy()", "must add signal, signal_strength"),
        ("df['typo']", "KeyError: 'typo', on a market that stands still (line"),
    ],
)
def test_a_result_that_is_no_advice_is_refused(stage: PluginStage, body: str, why: str) -> None:
    assert why in stage.refusal(strategy_text(body=body))


def test_a_bad_result_later_is_refused_and_counted(stage: PluginStage) -> None:
    strategy = stage.strategy(strategy_text(body=TRICKED + "result['signal'] = 2"))
    with pytest.raises(PluginError, match="signal must be 1, -1 or 0, not 2"):
        strategy.generate_signals(frame(first=1.0))
    assert strategy.generate_signals(frame())["signal"].tolist() == [1] * 60
    figures = stage.manager.get("made").figures()
    assert (figures.calls, figures.errors, figures.kills) == (2, 1, 0)


def test_an_endless_loop_is_ended_and_the_next_call_has_a_new_worker(stage: PluginStage) -> None:
    stage.make_manager(HASTY)
    strategy = stage.strategy(strategy_text(body=TRICKED + "\n            while True: pass"))
    with pytest.raises(PluginError, match=r"took longer than 1 s and was ended"):
        strategy.generate_signals(frame(first=1.0))
    assert len(strategy.generate_signals(frame())) == 60


def test_a_worker_that_hides_from_signals_is_ended_all_the_same(stage: PluginStage) -> None:
    top = "import signal\nfor each in (1, 2, 15): signal.signal(each, signal.SIG_IGN)"
    body = TRICKED + "\n            while True: time.sleep(9)"
    stage.make_manager(HASTY)
    strategy = stage.strategy(strategy_text(top=top, body=body))
    with pytest.raises(PluginError, match="was ended"):
        strategy.generate_signals(frame(first=1.0))


def test_a_memory_hog_is_an_error_and_the_worker_lives_on(stage: PluginStage) -> None:
    strategy = stage.strategy(strategy_text(body=TRICKED + "bytearray(1 << 30)"))
    with pytest.raises(PluginError, match="MemoryError"):
        strategy.generate_signals(frame(first=1.0))
    assert len(strategy.generate_signals(frame())) == 60
    assert stage.manager.get("made").figures().kills == 0


def test_three_ended_workers_are_a_quarantine_that_the_owner_hears_of(stage: PluginStage) -> None:
    strategy = stage.strategy(strategy_text(body=TRICKED + "__import__('os')._exit(1)"))
    for _ in range(KILLS):
        with pytest.raises(PluginError, match="ended"):
            strategy.generate_signals(frame(first=1.0))
    with pytest.raises(PluginError, match="is quarantined"):
        strategy.generate_signals(frame())
    assert stage.manager.get("made").status is Status.QUARANTINED
    assert stage.told == [
        "Plugin made is quarantined: its worker was ended 3 times within 10 minutes"
    ]


def test_a_strategy_that_looks_ahead_repaints(stage: PluginStage) -> None:
    plugin = stage.add(strategy_text(body="result['signal'] = (df['close'].shift(-1) > 0) * 1"))
    assert plugin.status is Status.REPAINTS
    assert "is another one when only" in plugin.reason


def test_without_validation_nothing_is_tried_on_load(stage: PluginStage) -> None:
    stage.make_manager(PluginConfig(validate_plugins=False))
    plugin = stage.add(strategy_text(body="result['signal'] = 2"))
    assert plugin.status is Status.ACTIVE
    with pytest.raises(PluginError, match="not 2"):
        StrategyMaker(plugin)().generate_signals(frame())


def test_the_hundred_and_first_plugin_is_refused(stage: PluginStage) -> None:
    for number in range(101):
        stage.write(strategy_text(f"made_{number:03}"), f"made_{number:03}")
    assert len(stage.manager.find()) == 100
    (refusal,) = stage.manager.refusals
    assert refusal.path.stem == "made_100"
    assert refusal.reason == "100 plugins are loaded, and max_plugins allows no more"


def test_the_second_of_two_plugins_with_one_id_is_refused(stage: PluginStage) -> None:
    first = stage.write(strategy_text(), "first")
    stage.write(strategy_text(), "second")
    (plugin,) = stage.manager.find()
    assert plugin.source.path == first
    assert stage.manager.refusals[0].reason == f"made is the id of {first} already"


def test_a_parameter_out_of_its_bounds_is_refused(stage: PluginStage) -> None:
    strategy = stage.strategy(strategy_text())
    with pytest.raises(InputError, match="period goes from 1 to 10"):
        strategy.set_parameters({"period": 11})
    with pytest.raises(InputError, match="has no parameter speed"):
        strategy.set_parameters({"speed": 1})
    assert strategy.get_parameters() == {"period": 3, "free": 0.5}


def test_what_the_plugin_says_of_a_parameter_is_passed_on(stage: PluginStage) -> None:
    strategy = stage.strategy(strategy_text())
    strategy.set_parameters({"free": 10.0})
    with pytest.raises(PluginError, match="free must be up to 9, got 10"):
        strategy.settle()


def test_a_frame_given_to_a_plugin_stays_as_it_was(stage: PluginStage) -> None:
    strategy = stage.strategy(strategy_text())
    given = frame()
    result = strategy.generate_signals(given)
    assert given.equals(frame())
    assert list(result.columns) == [*given.columns, "signal", "signal_strength"]


def test_a_worker_holds_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TOKEN", "1:secret")
    top = "import os\nassert 'BOT_TOKEN' not in os.environ"
    also = "assert b'BOT_TOKEN' not in open('/proc/self/environ', 'rb').read()"
    with closing(Nursery()) as nursery, closing(PluginStage(nursery, tmp_path)) as stage:
        assert stage.add(strategy_text(top=f"{top}\n{also}")).is_usable


def test_a_deleted_file_leaves_its_version_at_work(stage: PluginStage) -> None:
    strategy = stage.strategy(strategy_text(body=TRICKED + "__import__('os')._exit(1)"))
    path = stage.manager.get("made").source.path
    path.unlink()
    stage.manager.reload(path)
    with pytest.raises(PluginError):
        strategy.generate_signals(frame(first=1.0))
    assert len(strategy.generate_signals(frame())) == 60
    assert stage.told == ["Plugin made: its file is gone, version 1.0.0 goes on"]


def test_an_agent_starts_with_its_parameters_before_its_plugin_is_loaded(
    stage: PluginStage,
) -> None:
    stage.write(strategy_text())
    (plugin,) = stage.manager.find()
    strategy = StrategyMaker(plugin)(period=7, free=0.25)
    with pytest.raises(InputError, match="period goes from 1 to 10"):
        strategy.set_parameters({"period": 11})
    plugin.load()
    strategy.settle()
    assert strategy.get_parameters() == {"period": 7, "free": 0.25}

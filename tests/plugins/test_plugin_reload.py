"""A changed file: tried in a worker of its own, swapped in between two calls, or refused."""

import asyncio
from pathlib import Path

import pytest

from core.clock import SystemClock
from core.errors import PluginError
from plugins.config import PluginConfig
from plugins.hosting import Status
from plugins.reloading import Reloading
from plugins.remote import StrategyMaker
from tests.plugin_stage import PluginStage, frame, strategy_text

SELLS = strategy_text(body="result['signal'] = -1", version="1.1.0")


def signals(strategy: object) -> set[int]:
    assert hasattr(strategy, "generate_signals")
    return set(strategy.generate_signals(frame())["signal"])


def test_a_changed_file_is_another_version_for_agents_that_run(stage: PluginStage) -> None:
    strategy = stage.strategy(strategy_text())
    strategy.set_parameters({"period": 7})
    stage.manager.reload(stage.write(SELLS))
    assert signals(strategy) == {-1}
    assert strategy.get_parameters()["period"] == 7
    assert stage.manager.get("made").metadata.version == "1.1.0"
    assert stage.changed == ["made", "made"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (SELLS[: len(SELLS) // 2], "made.py, line 22: expected"),
        (strategy_text(top="1 / 0"), "ZeroDivisionError"),
        (strategy_text(body="result['signal'] = 2"), "signal must be 1, -1 or 0, not 2"),
        (strategy_text("other"), "its id became other; restart to take it as new"),
    ],
    ids=["half-written", "fails at import", "breaks the contract", "another id"],
)
def test_the_version_before_goes_on_when_the_new_one_fails(
    stage: PluginStage, text: str, why: str
) -> None:
    strategy = stage.strategy(strategy_text())
    stage.manager.reload(stage.write(text))
    assert signals(strategy) == {1}
    (told,) = stage.told
    assert told.startswith("Plugin made: its changed file is refused, version 1.0.0 goes on: ")
    assert why in told


def test_a_helper_that_changes_makes_another_version(stage: PluginStage) -> None:
    helper = stage.write("SIDE = 1\n", "_side")
    strategy = stage.strategy(
        strategy_text(top="from ._side import SIDE", body="result['signal'] = SIDE")
    )
    assert signals(strategy) == {1}
    helper.write_text("SIDE = -1\n", encoding="utf-8")
    stage.manager.reload(helper)
    assert signals(strategy) == {-1}


def test_a_restarted_worker_runs_the_version_that_was_tried(stage: PluginStage) -> None:
    strategy = stage.strategy(strategy_text())
    stage.write(SELLS)
    stage.manager.get("made").restart()
    assert signals(strategy) == {1}


def test_a_mended_file_is_taken_and_a_quarantine_ends_with_it(stage: PluginStage) -> None:
    with pytest.raises(PluginError):
        stage.add(strategy_text(top="1 / 0"))
    plugin = stage.manager.get("made")
    assert plugin.status is Status.REFUSED
    stage.manager.reload(stage.write(SELLS))
    assert signals(StrategyMaker(plugin)()) == {-1}


def test_a_new_file_is_a_new_plugin_and_a_test_file_is_none(stage: PluginStage) -> None:
    stage.manager.reload(stage.write(strategy_text()))
    stage.manager.reload(stage.write("import unittest\n", "test_made"))
    assert stage.changed == ["made"]
    assert stage.told == []


async def test_a_file_that_is_written_while_watched_becomes_active(stage: PluginStage) -> None:
    stage.add(strategy_text())
    strategy = StrategyMaker(stage.manager.get("made"))()
    came = asyncio.Event()
    loop = asyncio.get_running_loop()
    stage.on_change = lambda: loop.call_soon_threadsafe(came.set)
    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        task = group.create_task(Reloading(stage.manager, SystemClock()).run())
        while not came.is_set():
            # Whether the folder is watched yet cannot be asked: it is written until it is seen.
            stage.write(SELLS + f"# {loop.time()}\n")
            try:
                async with asyncio.timeout(1):
                    await came.wait()
            except TimeoutError:
                continue
        task.cancel()
    assert signals(strategy) == {-1}


async def test_a_file_that_is_written_in_halves_while_watched_is_taken_once_it_is_whole(
    stage: PluginStage,
) -> None:
    strategy = stage.strategy(strategy_text())
    seen: set[int] = set()
    clock = SystemClock()
    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        task = group.create_task(Reloading(stage.manager, clock).run())
        while not stage.told:
            # Whether the folder is watched yet cannot be asked: it is written until it is seen.
            stage.write(SELLS[: len(SELLS) // 2] + "\n" * round(clock.now_ns() % 99))
            await clock.sleep(0.5)
            seen |= await asyncio.to_thread(signals, strategy)
        assert seen == {1}
        stage.write(SELLS)
        while await asyncio.to_thread(signals, strategy) != {-1}:
            await clock.sleep(0.1)
        task.cancel()
    assert "its changed file is refused, version 1.0.0 goes on" in stage.told[0]


def test_both_keys_must_allow_reloading() -> None:
    assert PluginConfig().reloads
    assert not PluginConfig(auto_reload=False).reloads
    assert not PluginConfig(enable_hot_reload=False).reloads


def test_a_plugin_that_is_removed_answers_in_words(stage: PluginStage) -> None:
    strategy = stage.strategy(strategy_text())
    stage.manager.remove("made")
    with pytest.raises(PluginError, match="Plugin made is refused: it was removed"):
        strategy.generate_signals(frame())


def test_a_file_is_loaded_once(stage: PluginStage) -> None:
    path: Path = stage.add(strategy_text()).source.path
    with pytest.raises(PluginError, match=r"made.py is loaded already"):
        stage.manager.add(path)

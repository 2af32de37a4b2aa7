"""The process that workers are forked from: nothing outlives it, and it outlives a worker."""

import os
from pathlib import Path

import pytest

from core.clock import SystemClock
from core.errors import PluginError
from plugins.nursery import Nursery, worker_environment
from plugins.process import Worker
from plugins.wire import Message
from tests.plugin_stage import PluginStage, frame, strategy_text


def is_alive(number: int) -> bool:
    try:
        state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_every_worker_ends_with_it_even_one_in_an_endless_loop(tmp_path: Path) -> None:
    nursery = Nursery()
    stage = PluginStage(nursery, tmp_path)
    top = "import os\nopen('{}', 'w').write(str(os.getpid()))".format(tmp_path / "number")
    stage.add(strategy_text(top=top))
    number = int((tmp_path / "number").read_text())
    assert is_alive(number)
    nursery.close()
    assert not is_alive(number)
    stage.close()


def test_a_worker_that_is_dead_already_is_killed_without_harm(nursery: Nursery) -> None:
    link, number = nursery.fork()
    link.close()
    nursery.kill(number)
    nursery.kill(number)
    nursery.kill(os.getpid())


def test_a_worker_that_is_not_loaded_says_so(nursery: Nursery) -> None:
    worker = Worker(nursery, SystemClock())
    with pytest.raises(PluginError, match="made: is not loaded"):
        worker.ask(Message({"op": "settle", "key": "1", "values": {}}), who="made", limit_s=5)
    worker.close()


def test_another_nursery_is_started_after_one_was_closed(tmp_path: Path) -> None:
    nursery = Nursery()
    link, _ = nursery.fork()
    link.close()
    nursery.close()
    stage = PluginStage(nursery, tmp_path)
    assert len(stage.strategy(strategy_text()).generate_signals(frame())) == 60
    stage.close()
    nursery.close()


def test_a_worker_has_one_thread_and_little_of_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_URL", "secret")
    made = worker_environment()
    assert "DATABASE_URL" not in made
    assert made["OPENBLAS_NUM_THREADS"] == "1"

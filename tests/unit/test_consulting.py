"""A strategy that thinks elsewhere: nothing waits for it, and its answer counts when it comes."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

from core.errors import PluginError
from core.events import Fault, SignalChanged
from core.market import Candle
from core.trading import AlertSettings, SignalResult
from core.types import Action
from engine.consulting import MOST_WAITING, Consulting
from engine.runner import AutoTradeRunner
from tests.desk import AGENT, ScriptedDesk, of, prices
from tests.paper.script import PERP, closed

Answer = Action | Exception
ALERTS = AlertSettings()


class Thinks:
    """Answers what a test puts there, one answer for a question."""

    name, warmup = "THINKS", 4

    def __init__(self) -> None:
        self.answers: asyncio.Queue[Answer] = asyncio.Queue()
        self.asked: list[tuple[int, int]] = []

    def evaluate(self, candles: Sequence[Candle]) -> SignalResult:
        raise AssertionError("the desk must not wait for it")

    async def consult(self, candles: Sequence[Candle], last: int) -> Sequence[SignalResult]:
        self.asked.append((len(candles), last))
        answer = await self.answers.get()
        if isinstance(answer, Exception):
            raise answer
        return [SignalResult(action=answer, confidence=0.9)] * last


class Consulted:
    """A desk at minute 6 whose only agent consults."""

    def __init__(self) -> None:
        self.desk = ScriptedDesk()
        self.strategy = Thinks()
        self.consulting = Consulting(self.desk.runtime)
        self.runner = self.attach()
        self.desk.play(*prices(360_000, "100"))

    def attach(self) -> AutoTradeRunner:
        engine = self.desk.runtime.engine
        runner = AutoTradeRunner(
            self.desk.agent, PERP, self.strategy, engine, ask=self.consulting.ask
        )
        self.desk.runtime.attach(AGENT, runner)
        return runner

    def candle(self, minute: int) -> None:
        self.desk.play(closed(60_000 * minute, "100"), *prices(60_000 * minute + 1, "100"))

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        async with asyncio.TaskGroup() as group:
            task = group.create_task(self.consulting.run())
            yield
            task.cancel()


async def until(is_so: Callable[[], bool]) -> None:
    for _ in range(200):
        if is_so():
            return
        await asyncio.sleep(0)
    raise AssertionError("it never came to that")


def history(minutes: int) -> list[Candle]:
    return [closed(60_000 * minute, "100") for minute in range(1, minutes + 1)]


async def test_history_is_one_question_and_its_answer_is_traded() -> None:
    it = Consulted()
    async with it.running():
        it.runner.warm_up(history(6))
        it.strategy.answers.put_nowait(Action.BUY)
        await until(lambda: it.runner.signal is not None)
    assert it.strategy.asked == [(6, 6)]
    assert it.runner.signal is not None
    assert it.runner.signal.is_ready
    assert it.runner.signal.started_at_ns == history(1)[0].at_ns
    it.desk.play(*prices(420_100, "100"))
    assert it.desk.position.agent == AGENT


async def test_the_market_goes_on_while_the_strategy_thinks() -> None:
    it = Consulted()
    async with it.running():
        it.runner.warm_up(history(6))
        await until(lambda: len(it.strategy.asked) == 1)
        it.candle(7)
        it.candle(8)
        assert it.desk.now_ns == prices(480_001, "100")[0].at_ns
        assert it.runner.signal is None
        for _ in range(3):
            it.strategy.answers.put_nowait(Action.HOLD)
        await until(lambda: it.runner.cycles == 3)
    assert it.strategy.asked == [(6, 6), (4, 1), (4, 1)]


async def test_a_failure_is_advice_to_hold_and_told_once_until_it_works_again() -> None:
    it = Consulted()
    gone = PluginError("its worker ended")
    async with it.running():
        it.runner.warm_up(history(6))
        answers: list[Answer] = [Action.BUY, gone, gone, Action.BUY, gone]
        for minute, answer in enumerate(answers, 7):
            it.strategy.answers.put_nowait(answer)
            it.candle(minute)
            cycles = minute - 6
            await until(lambda wanted=cycles: it.runner.cycles >= wanted)  # type: ignore[misc]
        it.strategy.answers.put_nowait(Action.HOLD)
        await until(lambda: it.runner.cycles == 6)
    told = of(Fault, it.desk.records)
    assert [fault.where for fault in told] == ["strategy THINKS"] * 2
    assert [fault.detail for fault in told] == ["PluginError"] * 2


async def test_the_answer_to_a_runner_that_was_replaced_is_nothing() -> None:
    it = Consulted()
    async with it.running():
        it.runner.warm_up(history(6))
        await until(lambda: len(it.strategy.asked) == 1)
        old, it.runner = it.runner, it.attach()
        it.strategy.answers.put_nowait(Action.BUY)
        await until(it.strategy.answers.empty)
        await asyncio.sleep(0)
    assert old.signal is None
    assert of(SignalChanged, it.desk.records) == []


async def test_a_slow_strategy_is_asked_of_the_newest_candles_only() -> None:
    it = Consulted()
    it.runner.warm_up(history(6))
    for minute in range(7, 7 + MOST_WAITING + 3):
        it.candle(minute)
    for _ in range(MOST_WAITING):
        it.strategy.answers.put_nowait(Action.HOLD)
    async with it.running():
        await until(lambda: it.runner.cycles == MOST_WAITING)
    assert it.strategy.asked == [(4, 1)] * MOST_WAITING

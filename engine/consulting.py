"""Strategies that think elsewhere: asked without holding up the market, heard when they answer."""

import asyncio
import logging
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from core.errors import StorageError
from core.events import Record
from core.market import Candle
from core.ports import ConsultedOrderStrategy, ConsultedStrategy
from core.trading import RestingOrder, SignalResult, Standing, checked_orders
from core.types import Action, AgentId
from engine.keeping import Keeper
from engine.runner import AutoTradeRunner, checked
from engine.runtime import TradeRuntime
from engine.step import NOTHING, Step

log = logging.getLogger(__name__)

MOST_WAITING = 16
"""Questions of an agent whose strategy is slow; the oldest is dropped for a newer one."""


@dataclass(frozen=True, slots=True)
class Question:
    candles: Sequence[Candle]
    last: int


@dataclass(frozen=True, slots=True)
class OrderQuestion:
    """Which orders should rest."""

    keeper: Keeper
    standing: Standing


@dataclass(slots=True)
class Asked:
    """An agent's questions, answered one after another; `failure` was told of already."""

    runner: AutoTradeRunner
    waiting: deque[Question | OrderQuestion] = field(
        default_factory=lambda: deque(maxlen=MOST_WAITING)
    )
    is_served: bool = False
    failure: str = ""


class Consulting:
    """Agents do not wait for one another, and nothing waits for them."""

    def __init__(self, runtime: TradeRuntime) -> None:
        self._runtime = runtime
        self._asked: dict[AgentId, Asked] = {}
        self._news = asyncio.Event()

    def ask(self, runner: AutoTradeRunner, candles: Sequence[Candle], last: int) -> None:
        """Returns at once. An agent's new runner starts without what the old one asked."""
        asked = self._asked.get(runner.agent_id)
        if asked is None or asked.runner is not runner:
            asked = self._asked[runner.agent_id] = Asked(runner)
        if len(asked.waiting) == MOST_WAITING:
            log.warning("strategy %s is too slow: advice is left out", runner.strategy.name)
        asked.waiting.append(Question(candles, last))
        self._news.set()

    def ask_orders(self, keeper: Keeper, standing: Standing) -> None:
        """The same for an agent's resting orders; a newer question takes the place of an older
        one."""
        runner = self._runtime.runners.get(keeper.agent_id)
        if runner is None or runner.keeper is not keeper:
            return
        asked = self._asked.get(keeper.agent_id)
        if asked is None or asked.runner is not runner:
            asked = self._asked[keeper.agent_id] = Asked(runner)
        asked.waiting.clear()
        asked.waiting.append(OrderQuestion(keeper, standing))
        self._news.set()

    async def run(self) -> None:
        """Answers questions until cancelled."""
        async with asyncio.TaskGroup() as group:
            while True:
                await self._news.wait()
                self._news.clear()
                for asked in self._asked.values():
                    if asked.waiting and not asked.is_served:
                        asked.is_served = True
                        group.create_task(self._serve(asked), name="consult")

    async def _serve(self, asked: Asked) -> None:
        try:
            while asked.waiting:
                question = asked.waiting.popleft()
                if isinstance(question, OrderQuestion):
                    await self._answer_orders(question)
                else:
                    await self._answer(asked, question)
        finally:
            asked.is_served = False

    async def _answer(self, asked: Asked, question: Question) -> None:
        """The border around foreign code, as in the runner: a strategy that fails advises HOLD, and
        is reported once for each way in which it fails."""
        faults: list[Record] = []
        try:
            results = await _consulted(asked.runner, question)
            asked.failure = ""
        except Exception as error:
            name = asked.runner.strategy.name
            results = [SignalResult(action=Action.HOLD)]
            if asked.failure != str(error):
                log.exception("strategy %s failed", name)
                faults.append(asked.runner.fault(error, question.candles[-1].at_ns))
            asked.failure = str(error)
        try:
            await self._runtime.decide(lambda: self._taken(asked.runner, question, results, faults))
        except StorageError as error:
            log.error("an answer could not be journaled: %s", error)

    async def _answer_orders(self, question: OrderQuestion) -> None:
        """The border around foreign code: orders stay as they are when a strategy fails."""
        strategy = question.keeper.strategy
        answer: Sequence[RestingOrder] | Exception
        try:
            if not isinstance(strategy, ConsultedOrderStrategy):
                raise TypeError(f"{strategy.name} is not to be consulted")
            answer = checked_orders(await strategy.consult_orders(question.standing))
        except Exception as error:
            log.warning("strategy %s failed", strategy.name, exc_info=error)
            answer = error
        try:
            await self._runtime.decide(lambda: self._orders_taken(question, answer))
        except StorageError as error:
            log.error("an answer could not be journaled: %s", error)

    def _orders_taken(
        self, question: OrderQuestion, answer: Sequence[RestingOrder] | Exception
    ) -> Step:
        keeper = question.keeper
        runner = self._runtime.runners.get(keeper.agent_id)
        if runner is None or runner.keeper is not keeper:
            return NOTHING
        return keeper.answered(question.standing, answer)

    def _taken(
        self,
        runner: AutoTradeRunner,
        question: Question,
        results: Sequence[SignalResult],
        faults: Sequence[Record],
    ) -> Step:
        runtime = self._runtime
        if runtime.runners.get(runner.agent_id) is not runner:
            return NOTHING
        return runner.advised(
            results, question.candles, runtime.now_ns(), runtime.alerts.settings, faults
        )


async def _consulted(runner: AutoTradeRunner, question: Question) -> list[SignalResult]:
    strategy = runner.strategy
    if not isinstance(strategy, ConsultedStrategy):
        raise TypeError(f"{strategy.name} is not to be consulted")
    results = [checked(each) for each in await strategy.consult(question.candles, question.last)]
    if len(results) != question.last:
        raise ValueError(f"{len(results)} answers came to {question.last} questions")
    return results

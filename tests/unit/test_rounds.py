"""Rounds: what must not be seen half done is done while nobody runs."""

import asyncio

import pytest

from app.rounds import RoundOver, Rounds


async def settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


class Runner:
    """Takes part in each round until it is cancelled."""

    def __init__(self, rounds: Rounds) -> None:
        self._rounds = rounds
        self.is_in = False
        self.joined = 0

    async def run(self) -> None:
        while True:
            try:
                async with self._rounds.joined():
                    self.joined += 1
                    await self._stay()
            except RoundOver:
                continue

    async def _stay(self) -> None:
        self.is_in = True
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            self.is_in = False


async def test_a_change_is_made_when_all_have_cleaned_up_and_they_come_back() -> None:
    rounds = Rounds()
    runners = [Runner(rounds), Runner(rounds)]
    seen: list[bool] = []

    async def change() -> None:
        await asyncio.sleep(0)
        seen.extend(runner.is_in for runner in runners)

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(runner.run()) for runner in runners]
        await settle()
        await rounds.change(change)
        await settle()
        assert seen == [False, False]
        assert [(runner.is_in, runner.joined) for runner in runners] == [(True, 2), (True, 2)]
        for task in tasks:
            task.cancel()


async def test_a_change_that_fails_lets_the_next_round_begin() -> None:
    rounds = Rounds()

    async def fail() -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await rounds.change(fail)
    async with rounds.joined():
        pass


async def test_a_timeout_of_what_runs_is_its_own() -> None:
    rounds = Rounds()
    with pytest.raises(TimeoutError):
        async with rounds.joined():
            raise TimeoutError

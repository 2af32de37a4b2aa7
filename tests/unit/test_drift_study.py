"""An agent's trades held against a test of the same bars: which of them are."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from core.clock import ManualClock
from core.errors import InputError
from core.events import PositionClosed
from core.studies import StudyKind
from core.types import HOUR_NS
from core.values import replace
from services.seats import Seats
from strategies.registry import builtin_strategies
from tests.fake_chat import FakeValues, settle
from tests.fakes import FakeDesk, FakeJournal, FakeTrading, make_members
from tests.samples import AGENT, OWNER
from tests.study_stage import FakeBench, study_side
from tests.unit.test_trade_statistics import MONDAY_NS, closed

NOW_NS = MONDAY_NS + 30 * HOUR_NS


class House:
    """A desk whose agent was started on Monday; what is not in `values` ends with it."""

    def __init__(self, *trades: PositionClosed) -> None:
        self.bench, self.values, self.journal = FakeBench(), FakeValues(), FakeJournal()
        self.trading = FakeTrading()
        self.trading.last_event_ns = NOW_NS
        self.trading.agent = replace(self.trading.agent, state_since_ns=MONDAY_NS)
        for trade in trades:
            self.journal.put(trade)
        self.restart()

    def restart(self) -> None:
        seats, clock = Seats(make_members(), FakeDesk(self.trading)), ManualClock(NOW_NS)
        side = study_side(
            seats, builtin_strategies(), self.values, self.journal, clock, bench=self.bench
        )
        self.studies, self.runs = side.studies, side.runs

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        async with asyncio.TaskGroup() as group:
            work = group.create_task(self.runs.run())
            yield
            await settle()
            work.cancel()

    async def drift(self) -> None:
        await self.studies.begin(OWNER, StudyKind.DRIFT, "", agent=AGENT)


def lived(hours: int) -> PositionClosed:
    return replace(closed("5", hours=hours), agent=AGENT)


async def test_it_is_of_what_the_agent_itself_opened_since_it_was_started() -> None:
    mine, before = lived(3), lived(-4)
    house = House(before, closed("7", hours=2), mine)
    async with house.working():
        await house.drift()
    assert [wish.lived for wish in house.bench.asked] == [(mine,)]


async def test_an_agent_that_closed_nothing_is_told_so() -> None:
    with pytest.raises(InputError) as refused:
        await House(lived(-4)).drift()
    assert refused.value.code == "study_no_trades"


async def test_a_download_that_a_restart_cut_off_forgets_no_trade() -> None:
    trades = lived(3), lived(5)
    house = House(*trades)
    house.bench.error = InputError("no history", code="study_no_data", symbol="BTCUSDT", days="3")
    async with house.working():
        await house.drift()
        await settle()
        house.bench.holds = True
        await house.studies.load(OWNER)
    house.restart()
    house.bench.holds = False
    async with house.working():
        await house.studies.load(OWNER)
        await settle()
        await house.studies.again(OWNER)
    assert [wish.lived for wish in house.bench.asked] == [trades, trades]

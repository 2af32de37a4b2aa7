"""The desk at a glance."""

from collections.abc import Sequence

import pytest

from core.clock import ManualClock
from core.errors import InputError
from core.events import Fault
from core.trading import Agent
from core.types import Access
from services.overview import DeskService
from services.seats import Seats
from tests.fakes import (
    FakeDesk,
    FakeJournal,
    FakeTrading,
    make_members,
)
from tests.samples import (
    AGENT,
    STRANGER,
    VIEWER,
)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(1)


@pytest.fixture
def journal() -> FakeJournal:
    return FakeJournal()


@pytest.fixture
def overview(clock: ManualClock, journal: FakeJournal) -> DeskService:
    seats = Seats(make_members(), FakeDesk(FakeTrading()))
    return DeskService(seats, journal, clock, version="1.2.3")


async def test_the_menu_knows_what_its_reader_may(overview: DeskService) -> None:
    assert (await overview.menu(VIEWER)).access is Access.VIEWER


async def test_the_status_tells_agents_uptime_version_and_journal(
    overview: DeskService, clock: ManualClock, journal: FakeJournal
) -> None:
    journal.put(Fault(at_ns=1, where="alerts"))
    clock.advance(90.5)
    status = await overview.status(VIEWER)
    assert [agent.agent for agent in status.agents] == [AGENT]
    assert (status.uptime_s, status.version, status.journal_rows) == (90, "1.2.3", 1)


async def test_a_stranger_sees_nothing(overview: DeskService) -> None:
    for forbidden in (overview.menu(STRANGER), overview.status(STRANGER)):
        with pytest.raises(InputError):
            await forbidden


class Crowded(FakeTrading):
    """A desk of a dozen agents."""

    def agents(self) -> Sequence[Agent]:
        return (self.agent,) * 12


async def test_of_many_agents_the_first_are_viewed_and_the_others_counted() -> None:
    seats = Seats(make_members(), FakeDesk(Crowded()))
    view = await DeskService(seats, FakeJournal(), ManualClock(1), version="1.2.3").status(VIEWER)
    assert (len(view.agents), view.more_agents) == (8, 4)

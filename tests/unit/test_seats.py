"""Which agent a member's screens are about."""

import pytest

from core.clock import ManualClock
from core.errors import InputError
from core.types import Access, AgentId
from services.seats import Seats
from tests.fakes import make_members
from tests.floor import Floor, Kept, floor_services, make_agent
from tests.samples import OWNER, STRANGER, TRADER, VIEWER

FIRST, SECOND = AgentId("a1"), AgentId("a2")


@pytest.fixture
def floor() -> Floor:
    return Floor(make_agent("manual", number=9), make_agent("auto"), make_agent("night", number=2))


def seats_over(floor: Floor, values: Kept) -> Seats:
    return floor_services(floor, make_members(), values, ManualClock()).seats


async def test_the_first_agent_is_shown_until_another_is_chosen(floor: Floor) -> None:
    seats = seats_over(floor, Kept())
    assert (await seats.of(OWNER)).agent.id == FIRST


async def test_a_choice_is_the_members_own_and_outlives_a_restart(floor: Floor) -> None:
    values = Kept()
    await seats_over(floor, values).at(OWNER, SECOND)
    again = seats_over(floor, values)
    assert (await again.of(OWNER)).agent.id == SECOND
    assert (await again.of(TRADER)).agent.id == FIRST


async def test_a_chosen_agent_that_is_gone_gives_way_to_the_first(floor: Floor) -> None:
    seats = seats_over(floor, Kept())
    await seats.at(OWNER, SECOND)
    del floor.roster[SECOND]
    assert (await seats.of(OWNER)).agent.id == FIRST


async def test_a_button_of_an_agent_that_is_gone_acts_on_no_other(floor: Floor) -> None:
    seats = seats_over(floor, Kept())
    del floor.roster[SECOND]
    with pytest.raises(InputError) as refused:
        await seats.at(OWNER, SECOND)
    assert refused.value.code == "no_agent"
    assert (await seats.of(OWNER)).agent.id == FIRST


async def test_the_agent_that_trades_by_hand_is_never_on_the_screens(floor: Floor) -> None:
    seats = seats_over(floor, Kept())
    with pytest.raises(InputError) as refused:
        await seats.at(OWNER, AgentId("a9"))
    assert refused.value.code == "no_agent"
    assert [agent.name for agent in (await seats.of(OWNER)).agents] == ["auto", "night"]


async def test_a_seat_keeps_its_agent_while_another_press_chooses_a_different_one(
    floor: Floor,
) -> None:
    seats = seats_over(floor, Kept())
    mine = await seats.at(OWNER, SECOND)
    await seats.at(OWNER, FIRST)
    assert mine.agent.id == SECOND


async def test_a_viewer_may_choose_and_nothing_more(floor: Floor) -> None:
    seats = seats_over(floor, Kept())
    assert (await seats.at(VIEWER, SECOND)).agent.id == SECOND
    with pytest.raises(InputError) as refused:
        await seats.at(VIEWER, SECOND, Access.TRADER)
    assert refused.value.code == "not_allowed"


async def test_a_stranger_has_no_seat(floor: Floor) -> None:
    with pytest.raises(InputError) as refused:
        await seats_over(floor, Kept()).of(STRANGER)
    assert refused.value.code == "not_a_member"

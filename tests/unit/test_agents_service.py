"""The account's agents: started and stopped, made, changed, removed and compared."""

from decimal import Decimal

import pytest

from core.clock import ManualClock
from core.errors import InputError
from core.events import TradeHidden
from core.money import to_money
from core.types import AgentId, AgentState, Timeframe
from core.values import replace
from tests.fakes import FakeJournal, make_members
from tests.floor import Floor, FloorServices, Kept, floor_services, make_agent
from tests.samples import AGENT, TRADER, VIEWER, make_instrument, make_position
from tests.screens import samples as s

SECOND, HAND = AgentId("a2"), AgentId("a9")


@pytest.fixture
def floor() -> Floor:
    return Floor(
        make_agent("auto", capital=6_000),
        make_agent("night", number=2, capital=2_500),
        make_agent("manual", number=9, capital=0),
    )


@pytest.fixture
def values() -> Kept:
    return Kept()


@pytest.fixture
def journal() -> FakeJournal:
    return FakeJournal()


@pytest.fixture
def services(floor: Floor, values: Kept, journal: FakeJournal) -> FloorServices:
    return floor_services(floor, make_members(), values, ManualClock(s.NOW), journal)


def state(floor: Floor, agent: AgentId) -> AgentState:
    return floor.roster[agent].state


async def refused(doing: object) -> str:
    """The code with which it is refused."""
    with pytest.raises(InputError) as error:
        await doing  # type: ignore[misc]
    return error.value.code


# --- looking


async def test_the_hand_stands_apart_from_the_agents(services: FloorServices) -> None:
    view = await services.agents.view(VIEWER, 1)
    assert [row.name for row in view.agents] == ["auto", "night"]
    assert view.manual is not None
    assert view.manual.is_manual


async def test_an_agent_is_worth_its_slice_and_what_it_made(
    floor: Floor, services: FloorServices
) -> None:
    floor.earned(SECOND, "120.50")
    row = (await services.agents.card(VIEWER, SECOND)).row
    assert (row.slice, row.equity, row.made) == (
        Decimal(2500),
        Decimal("2620.50"),
        Decimal("120.50"),
    )


async def test_a_card_of_an_agent_that_is_gone_is_refused(services: FloorServices) -> None:
    assert await refused(services.agents.card(VIEWER, AgentId("gone"))) == "no_agent"


# --- starting and stopping


async def test_one_agent_is_started_and_no_other(floor: Floor, services: FloorServices) -> None:
    assert await services.agents.press(TRADER, SECOND, "start") == "started"
    assert (state(floor, SECOND), state(floor, AGENT)) == (AgentState.RUNNING, AgentState.OFF)


async def test_starting_one_leaves_the_screens_about_another(services: FloorServices) -> None:
    await services.agents.choose(TRADER, AGENT)
    await services.agents.press(TRADER, SECOND, "start")
    assert (await services.seats.of(TRADER)).agent.id == AGENT


async def test_all_are_started_and_stopped_but_the_hand(
    floor: Floor, services: FloorServices
) -> None:
    assert await services.agents.press_all(TRADER, "start") == "started_all"
    assert {state(floor, AGENT), state(floor, SECOND)} == {AgentState.RUNNING}
    assert state(floor, HAND) is AgentState.OFF
    assert await services.agents.press_all(TRADER, "stop") == "stopped_all"
    assert {state(floor, AGENT), state(floor, SECOND)} == {AgentState.OFF}


async def test_nothing_starts_while_everything_is_halted(
    floor: Floor, services: FloorServices
) -> None:
    floor.roster[AGENT] = replace(floor.roster[AGENT], state=AgentState.HALTED)
    assert await refused(services.agents.press(TRADER, SECOND, "start")) == "halted"
    assert await refused(services.agents.press_all(TRADER, "start")) == "halted"
    assert state(floor, SECOND) is AgentState.OFF


async def test_the_hand_is_neither_started_nor_changed(services: FloorServices) -> None:
    agents = services.agents
    assert await refused(agents.press(TRADER, HAND, "start")) == "manual_agent"
    assert await refused(agents.put(TRADER, HAND, "name", "me")) == "manual_agent"


async def test_a_viewer_looks_only(services: FloorServices) -> None:
    agents = services.agents
    for doing in (
        agents.press(VIEWER, AGENT, "start"),
        agents.press_all(VIEWER, "stop"),
        agents.put(VIEWER, AGENT, "name", "mine"),
        agents.fill(VIEWER, "name", "mine"),
        agents.make(VIEWER),
    ):
        assert await refused(doing) == "not_allowed"


# --- changing


async def test_an_agent_gets_another_name(floor: Floor, services: FloorServices) -> None:
    assert await services.agents.put(TRADER, SECOND, "name", "  owl   2 ") == "saved"
    assert floor.roster[SECOND].name == "owl 2"


@pytest.mark.parametrize("name", ["", "   ", "x" * 17, "<b>", "-dash", "💥", "a\nb|c"])
async def test_a_name_that_no_screen_could_show_is_refused(
    services: FloorServices, name: str
) -> None:
    assert await refused(services.agents.put(TRADER, SECOND, "name", name)) == "agent_name"


@pytest.mark.parametrize("name", ["auto", "AUTO", "manual", "Manual"])
async def test_a_name_that_is_taken_is_refused(services: FloorServices, name: str) -> None:
    assert await refused(services.agents.put(TRADER, SECOND, "name", name)) == "name_taken"


async def test_a_name_may_be_written_otherwise(floor: Floor, services: FloorServices) -> None:
    await services.agents.put(TRADER, SECOND, "name", "Night")
    assert floor.roster[SECOND].name == "Night"


@pytest.mark.parametrize(
    ("typed", "amount"),
    [("1000", "1000"), ("1 000,50 usdt", "1000.50"), ("10%", "1000"), ("$25", "25")],
)
async def test_capital_is_typed_as_money_or_as_a_share(
    floor: Floor, services: FloorServices, typed: str, amount: str
) -> None:
    await services.agents.put(TRADER, SECOND, "slice", typed)
    assert floor.roster[SECOND].slice == to_money(Decimal(amount))


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("0", "out_of_bounds"),
        ("-5", "out_of_bounds"),
        ("1e9", "not_a_number"),
        ("all of it", "not_a_number"),
        ("101%", "out_of_bounds"),
        ("999999999999", "out_of_bounds"),
        ("9000", "slice"),
    ],
)
async def test_capital_that_is_not_there_is_refused(
    floor: Floor, services: FloorServices, typed: str, code: str
) -> None:
    assert await refused(services.agents.put(TRADER, SECOND, "slice", typed)) == code
    assert floor.roster[SECOND].slice == to_money(Decimal(2500))


async def test_a_new_agent_may_have_half_of_the_richest(
    floor: Floor, services: FloorServices
) -> None:
    """Of 10 000 the second agent has 2 500: with 7 500 for the first nothing is free."""
    await services.agents.put(TRADER, AGENT, "slice", "7500")
    view = await services.agents.draft(TRADER)
    assert (view.free, view.roomy, view.room) == (Decimal(0), "auto", Decimal(3750))
    await services.agents.make_room(TRADER)
    view = await services.agents.draft(TRADER)
    assert (view.slice, view.free, view.roomy) == (Decimal(3750), Decimal(3750), "")


async def test_room_is_made_only_where_nothing_is_free(
    floor: Floor, services: FloorServices
) -> None:
    before = {name: agent.slice for name, agent in floor.roster.items()}
    await services.agents.make_room(TRADER)
    assert {name: agent.slice for name, agent in floor.roster.items()} == before


async def test_a_copy_is_off_and_on_the_screens(floor: Floor, services: FloorServices) -> None:
    assert await services.agents.put(TRADER, SECOND, "clone", "night 2") == "cloned"
    seat = await services.seats.of(TRADER)
    assert (seat.agent.name, seat.agent.state) == ("night 2", AgentState.OFF)


# --- removing


async def test_an_agent_is_removed_once_it_is_agreed_to(
    floor: Floor, services: FloorServices
) -> None:
    seat = await services.seats.of(TRADER)
    subject = await services.remove.subject(seat, SECOND)
    assert subject.about == "night"
    assert await services.remove.act(seat, subject.bound) == "agent_removed"
    assert SECOND not in floor.roster


async def test_an_agent_that_holds_something_stays(floor: Floor, services: FloorServices) -> None:
    floor.hold(replace(make_position(), trade_id="t1", agent=SECOND))
    seat = await services.seats.of(TRADER)
    assert await services.remove.act(seat, SECOND) == "position_open"
    assert SECOND in floor.roster


async def test_the_last_agent_stays(floor: Floor, services: FloorServices) -> None:
    del floor.roster[SECOND]
    assert await services.remove.act(await services.seats.of(TRADER), AGENT) == "last_agent"


async def test_the_hand_cannot_be_removed(services: FloorServices) -> None:
    seat = await services.seats.of(TRADER)
    assert await refused(services.remove.subject(seat, HAND)) == "manual_agent"


# --- making


async def test_a_new_agent_is_like_the_one_on_the_screens_with_what_is_left(
    services: FloorServices,
) -> None:
    view = await services.agents.draft(TRADER)
    assert (view.name, view.strategy, view.title) == ("TREND 2", "TREND", "BTC/USDT")
    assert (view.slice, view.free) == (Decimal(1500), Decimal(1500))


async def test_it_is_put_together_a_value_at_a_time_and_kept_over_a_restart(
    floor: Floor, values: Kept, services: FloorServices
) -> None:
    for field, text in (
        ("name", "grid"),
        ("strategy", "GRID"),
        ("symbol", "eth"),
        ("timeframe", "1h"),
        ("slice", "500"),
    ):
        await services.agents.fill(TRADER, field, text)
    again = floor_services(floor, make_members(), values, ManualClock(s.NOW))
    made = await again.agents.make(TRADER)
    agent = floor.roster[made]
    assert (agent.name, agent.strategy, agent.timeframe) == ("grid", "GRID", Timeframe.H1)
    assert agent.instrument == make_instrument("ETH").id
    assert agent.slice == to_money(Decimal(500))
    assert (await again.seats.of(TRADER)).agent.id == made


async def test_a_made_agent_leaves_no_draft_behind(services: FloorServices) -> None:
    await services.agents.fill(TRADER, "name", "grid")
    await services.agents.make(TRADER)
    assert (await services.agents.draft(TRADER)).name == "TREND 2"


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        ("strategy", "NONE", "unknown_choice"),
        ("symbol", "eht", "nearest_symbol"),
        ("timeframe", "7m", "unknown_choice"),
        ("colour", "red", "unknown_setting"),
        ("name", "auto", "name_taken"),
    ],
)
async def test_a_value_that_there_is_not_changes_nothing(
    services: FloorServices, field: str, text: str, code: str
) -> None:
    before = await services.agents.draft(TRADER)
    assert await refused(services.agents.fill(TRADER, field, text)) == code
    assert await services.agents.draft(TRADER) == before


async def test_an_unreadable_draft_begins_anew(values: Kept, services: FloorServices) -> None:
    values.values[f"newagent:{TRADER}"] = "{"
    assert (await services.agents.draft(TRADER)).name == "TREND 2"


@pytest.mark.parametrize("field", ["strategy", "symbol", "timeframe"])
async def test_what_may_be_chosen_is_offered(services: FloorServices, field: str) -> None:
    view = await services.agents.draft(TRADER, field)
    assert view.current in {value for _, value in view.options}


# --- comparing


async def test_agents_stand_by_what_they_made(
    floor: Floor, services: FloorServices, journal: FakeJournal
) -> None:
    journal.put(replace(s.closed(s.LOST), agent=AGENT))
    journal.put(replace(s.closed(s.TRADE), agent=SECOND))
    view = await services.agents.compare(VIEWER, 0, 1)
    assert [row.name for row in view.agents] == ["night", "manual", "auto"]
    assert [row.statistics.trades for row in view.agents] == [1, 0, 1]


async def test_a_trade_that_was_left_out_does_not_count(
    services: FloorServices, journal: FakeJournal
) -> None:
    journal.put(replace(s.closed(s.TRADE), agent=SECOND))
    journal.put(TradeHidden(at_ns=s.NOW, trade_id=s.TRADE.trade_id, is_hidden=True))
    view = await services.agents.compare(VIEWER, 0, 1)
    assert {row.statistics.trades for row in view.agents} == {0}


async def test_there_are_four_windows(services: FloorServices) -> None:
    assert await refused(services.agents.compare(VIEWER, 5, 1)) == "unknown_choice"

"""Signals taken by hand: by the agent's own rules, through every gate, once asked about."""

from decimal import Decimal

import pytest

from core.errors import InputError
from core.events import EntryRefused, OrderPlaced, SettingChanged
from core.types import Action, AgentState, Purpose, Side
from core.values import replace
from core.views import EstimateView
from services.seats import Seats
from services.take_topic import TakeTopic
from tests.desk import AGENT, ROOMY, make_agent, of, prices, the
from tests.desk_house import BY, House
from tests.fakes import FakeDesk, FakeTrading, make_members
from tests.samples import AGENT as SAMPLED
from tests.samples import TRADER


@pytest.mark.parametrize("state", [AgentState.OFF, AgentState.OBSERVING, AgentState.RUNNING])
async def test_an_entry_is_taken_whatever_the_agent_does_by_itself(state: AgentState) -> None:
    house = House(state=state)
    assert await house.trading.force(AGENT, Action.BUY, by=BY) == "taken"
    (order,) = of(OrderPlaced, house.desk.records)
    assert (order.purpose, order.side.name) == (Purpose.ENTRY, "BUY")
    house.desk.play(*prices(1300, "100"))
    assert house.desk.position.side is Side.LONG
    assert house.desk.position.stop is not None


async def test_who_took_it_is_journaled() -> None:
    house = House()
    await house.trading.force(AGENT, Action.SELL, by=BY)
    told = the(SettingChanged, house.desk.records)
    assert (told.setting, told.new, told.by) == ("forced", "SELL", str(BY))


async def test_every_gate_is_asked() -> None:
    house = House(agent=make_agent(risk=replace(ROOMY, stop_loss=None)))
    assert await house.trading.force(AGENT, Action.BUY, by=BY) == "refused"
    assert the(EntryRefused, house.desk.records).code == "NO_STOP_LOSS"
    assert of(OrderPlaced, house.desk.records) == []


async def test_the_side_that_is_held_is_not_taken_again() -> None:
    house = House()
    house.hold(Action.BUY)
    before = len(house.desk.records)
    assert await house.trading.force(AGENT, Action.BUY, by=BY) == "already"
    assert len(house.desk.records) == before


async def test_the_other_side_turns_the_position() -> None:
    house = House()
    house.hold(Action.BUY)
    assert await house.trading.force(AGENT, Action.SELL, by=BY) == "taken"
    house.desk.play(*prices(1600, "100"))
    assert house.desk.position.side is Side.SHORT


async def test_what_would_be_opened_is_known_before() -> None:
    house = House()
    would = house.trading.would_open(AGENT, Action.BUY)
    assert would is not None
    assert (would.side, would.refused) == (Side.LONG, "")
    assert would.qty > 0


class Asked:
    def __init__(self) -> None:
        self.trading = FakeTrading()
        self.trading.would = EstimateView(
            side=Side.LONG, qty=Decimal("0.0150"), margin=Decimal(500), stop=Decimal("66449.40")
        )
        self.seats = Seats(make_members(), FakeDesk(self.trading))


async def test_the_question_says_what_would_be_opened() -> None:
    asked = Asked()
    seat = await asked.seats.of(TRADER)
    subject = await TakeTopic().subject(seat, f"{SAMPLED}.BUY")
    assert subject.about == "BUY 0.0150 BTC/USDT · SL 66449.40"
    assert await TakeTopic().act(seat, subject.bound) == "taken"
    assert asked.trading.forced == [(SAMPLED, Action.BUY)]


@pytest.mark.parametrize(
    ("version", "code"),
    [
        ("", "no_agent"),
        ("nobody.BUY", "no_agent"),
        (f"{SAMPLED}.HOLD", "no_agent"),
        (f"{SAMPLED}", "no_agent"),
    ],
)
async def test_what_names_no_agent_and_side_is_refused(version: str, code: str) -> None:
    seat = await Asked().seats.of(TRADER)
    for forbidden in (TakeTopic().subject(seat, version), TakeTopic().act(seat, version)):
        with pytest.raises(InputError) as refused:
            await forbidden
        assert refused.value.code == code


@pytest.mark.parametrize(("refused", "code"), [(None, "no_plan"), ("MARGIN_LIMIT", "would_refuse")])
async def test_what_would_not_pass_is_not_even_asked(refused: str | None, code: str) -> None:
    asked = Asked()
    would = asked.trading.would
    assert would is not None
    asked.trading.would = None if refused is None else replace(would, refused=refused)
    with pytest.raises(InputError) as error:
        await TakeTopic().subject(await asked.seats.of(TRADER), f"{SAMPLED}.BUY")
    assert error.value.code == code

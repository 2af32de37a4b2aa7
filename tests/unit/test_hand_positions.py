"""Open positions: their exits, why they were opened, closing a part of them."""

from decimal import Decimal as D

import pytest

from core.clock import ManualClock
from core.errors import InputError
from core.events import SignalReady
from core.trading import Limit, Reason
from core.types import Action, AgentId, Priority, UserId
from core.values import replace
from core.views import PositionView
from tests.fake_chat import FakeValues
from tests.hand_services import HandServices, Members, hand_services
from tests.samples import STRANGER, TRADER, VIEWER
from tests.screens.manual_samples import BY_HAND, OF_AGENT

TRADE, AUTO = BY_HAND.trade_id, OF_AGENT.trade_id


@pytest.fixture
def hands() -> HandServices:
    made = hand_services(Members(), FakeValues(), ManualClock(1))
    made.desk.held = {TRADE: BY_HAND, AUTO: OF_AGENT}
    return made


def held(hands: HandServices) -> PositionView:
    return hands.desk.held[TRADE]


async def test_positions_of_every_agent_are_listed(hands: HandServices) -> None:
    view = await hands.positions.view(TRADER, 1)
    assert [position.trade_id for position in view.positions] == [TRADE, AUTO]
    assert [position.is_manual for position in view.positions] == [True, False]


@pytest.mark.parametrize(
    ("field", "text", "limit"),
    [
        ("stop", "2%", Limit.percent("2")),
        ("stop", "59000", Limit.usd("1000")),
        ("stop", "@60200", Limit.usd("-200")),
        ("stop", "off", None),
    ],
)
async def test_a_stop_is_edited_as_typed(
    hands: HandServices, field: str, text: str, limit: Limit | None
) -> None:
    assert await hands.positions.put(TRADER, TRADE, field, text) == "exits_set"
    assert held(hands).exits.stop_loss == limit


async def test_targets_trailing_and_time_are_edited(hands: HandServices) -> None:
    for field, text in (("target", "2 4"), ("share", "70 30"), ("trailing", "2%"), ("time", "1d")):
        assert await hands.positions.put(TRADER, TRADE, field, text) == "exits_set"
    plan = held(hands).exits
    assert [(each.distance.number, each.share) for each in plan.targets] == [
        (D(2), 700_000),
        (D(4), 300_000),
    ]
    assert plan.trail is not None
    assert plan.time_stop_s == 86_400


async def test_exits_of_an_agents_position_are_edited_too(hands: HandServices) -> None:
    assert await hands.positions.put(TRADER, AUTO, "stop", "2%") == "exits_set"


async def test_a_stop_beyond_the_market_is_refused(hands: HandServices) -> None:
    with pytest.raises(InputError) as error:
        await hands.positions.put(TRADER, TRADE, "stop", "@60500")
    assert error.value.code == "out_of_bounds"
    assert held(hands) == BY_HAND


async def test_a_position_that_closed_says_so(hands: HandServices) -> None:
    assert await hands.positions.card(TRADER, "gone") is None
    assert await hands.positions.put(TRADER, "gone", "stop", "1%") == "flat"


@pytest.mark.parametrize("name", [TRADE, "7", "btc", "BTC/USDT"])
async def test_a_position_is_found_by_what_people_call_it(hands: HandServices, name: str) -> None:
    assert await hands.positions.find(TRADER, name) == TRADE


async def test_an_unknown_name_finds_none(hands: HandServices) -> None:
    with pytest.raises(InputError) as error:
        await hands.positions.find(TRADER, "42")
    assert error.value.code == "no_position"


@pytest.mark.parametrize("share", ["25", "50", "75", "12.5"])
async def test_a_share_is_closed_once_confirmed(hands: HandServices, share: str) -> None:
    question = await hands.confirming.ask(TRADER, "reduce", f"{TRADE}:{share}")
    assert question.result == BY_HAND.net * D(share) / 100
    assert held(hands) == BY_HAND
    assert await hands.confirming.confirm(TRADER, question.nonce) == "done"
    assert held(hands).qty == BY_HAND.qty * (100 - D(share)) / 100
    assert await hands.confirming.confirm(TRADER, question.nonce) == "expired"


async def test_all_of_it_is_closed(hands: HandServices) -> None:
    question = await hands.confirming.ask(TRADER, "reduce", f"{TRADE}:100%")
    assert await hands.confirming.confirm(TRADER, question.nonce) == "done"
    assert list(hands.desk.held) == [AUTO]


@pytest.mark.parametrize(
    ("version", "code"),
    [
        (f"{TRADE}:0", "out_of_bounds"),
        (f"{TRADE}:101", "out_of_bounds"),
        (f"{TRADE}:-5", "out_of_bounds"),
        (f"{TRADE}:half", "not_a_number"),
        (f"{TRADE}:٥", "foreign_digits"),
        ("gone:50", "flat"),
    ],
)
async def test_a_share_that_cannot_be_is_not_asked(
    hands: HandServices, version: str, code: str
) -> None:
    with pytest.raises(InputError) as error:
        await hands.confirming.ask(TRADER, "reduce", version)
    assert error.value.code == code


async def test_a_position_that_changed_is_not_reduced(hands: HandServices) -> None:
    question = await hands.confirming.ask(TRADER, "reduce", f"{TRADE}:50")
    hands.desk.held[TRADE] = replace(BY_HAND, version="another")
    assert await hands.confirming.confirm(TRADER, question.nonce) == "stale"


async def test_a_position_on_its_way_out_is_not_asked_about(hands: HandServices) -> None:
    hands.desk.held[TRADE] = replace(BY_HAND, is_closing=True)
    with pytest.raises(InputError) as error:
        await hands.confirming.ask(TRADER, "reduce", f"{TRADE}:50")
    assert error.value.code == "pending"


async def test_all_positions_are_closed_by_one_question(hands: HandServices) -> None:
    question = await hands.confirming.ask(TRADER, "close_all")
    assert (question.positions, question.result) == (2, BY_HAND.net + OF_AGENT.net)
    assert await hands.confirming.confirm(TRADER, question.nonce) == "done"
    assert hands.desk.held == {}


async def test_one_that_changed_meanwhile_stays_when_all_are_closed(hands: HandServices) -> None:
    question = await hands.confirming.ask(TRADER, "close_all")
    hands.desk.held[AUTO] = replace(OF_AGENT, version="another")
    assert await hands.confirming.confirm(TRADER, question.nonce) == "done"
    assert list(hands.desk.held) == [AUTO]


def ready(agent: AgentId, at_ns: int, *reasons: Reason) -> SignalReady:
    return SignalReady(
        at_ns=at_ns,
        agent=agent,
        action=Action.SELL,
        confidence=D("81.4"),
        priority=Priority.HIGH,
        price=D(3_000),
        started_at_ns=at_ns,
        repeats=3,
        needed=3,
        strategy="TREND",
        timeframe="1h",
        title="ETH/USDT",
        reasons=reasons,
    )


async def test_a_card_says_which_signal_opened_it(hands: HandServices) -> None:
    opened, why = OF_AGENT.opened_at_ns, Reason("slope", "1.2")
    hands.journal.put(ready(OF_AGENT.agent, opened - 90))
    hands.journal.put(ready(OF_AGENT.agent, opened, why))
    hands.journal.put(ready(AgentId("another"), opened))
    hands.journal.put(ready(OF_AGENT.agent, opened + 1))
    card = await hands.positions.card(TRADER, AUTO)
    assert card is not None
    assert (card.reasons, card.confidence_pct) == ((why,), 81)


async def test_a_position_by_hand_has_no_signal(hands: HandServices) -> None:
    hands.journal.put(ready(BY_HAND.agent, BY_HAND.opened_at_ns))
    card = await hands.positions.card(TRADER, TRADE)
    assert card is not None
    assert (card.reasons, card.confidence_pct) == ((), None)


async def test_break_even_is_set_at_once(hands: HandServices) -> None:
    assert await hands.positions.break_even(TRADER, TRADE, BY_HAND.version) == "done"
    assert await hands.positions.break_even(TRADER, TRADE, "another") == "stale"


@pytest.mark.parametrize("user", [VIEWER, STRANGER])
async def test_who_may_not_trade_touches_no_position(hands: HandServices, user: UserId) -> None:
    for act in (
        hands.positions.put(user, TRADE, "stop", "1%"),
        hands.positions.break_even(user, TRADE, BY_HAND.version),
        hands.confirming.ask(user, "reduce", f"{TRADE}:50"),
        hands.confirming.ask(user, "close_all"),
    ):
        with pytest.raises(InputError):
            await act
    assert held(hands) == BY_HAND

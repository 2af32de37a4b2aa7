"""Open orders: listed, amended, cancelled."""

from decimal import Decimal as D

import pytest

from core.clock import ManualClock
from core.errors import InputError
from core.types import AgentId, ClientId, UserId
from core.values import replace
from core.views import OrderView
from services.orders import PAGE_SIZE
from tests.fake_chat import FakeValues
from tests.hand_services import HandServices, Members, hand_services
from tests.samples import STRANGER, TRADER, VIEWER
from tests.screens.manual_samples import RESTING

LIMIT = replace(RESTING, qty=D("0.100"), price=D("59500.0"))
GONE = ClientId("u1-manual-999999")


@pytest.fixture
def hands() -> HandServices:
    made = hand_services(Members(), FakeValues(), ManualClock(1))
    made.desk.open[LIMIT.client_id] = LIMIT
    return made


def only(hands: HandServices) -> OrderView:
    (order,) = hands.desk.open.values()
    return order


async def test_orders_of_every_agent_are_listed_by_pages(hands: HandServices) -> None:
    for number in range(PAGE_SIZE):
        made = replace(LIMIT, client_id=ClientId(f"u1-2-{number}"), agent=AgentId("u1-2"))
        hands.desk.open[made.client_id] = made
    first, last = await hands.orders.view(TRADER, 1), await hands.orders.view(TRADER, 99)
    assert (first.pages, len(first.orders), first.total) == (2, PAGE_SIZE, PAGE_SIZE + 1)
    assert (last.page, len(last.orders)) == (2, 1)


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("price", "59000", "59000.0"),
        ("price", "@59000,04", "59000.0"),
        ("price", "+0.1%", "59559.5"),
        ("price", "-0,1%", "59440.5"),
        ("qty", "0.05", "0.050"),
        ("qty", "0.0509 btc", "0.050"),
        ("qty", "-50%", "0.050"),
    ],
)
async def test_an_order_is_amended_as_typed(
    hands: HandServices, field: str, text: str, value: str
) -> None:
    assert await hands.orders.amend(TRADER, LIMIT.client_id, field, text) == "amended"
    order = only(hands)
    assert {"price": order.price, "qty": order.qty}[field] == D(value)


async def test_a_step_is_a_tick_at_least(hands: HandServices) -> None:
    hands.desk.open[LIMIT.client_id] = replace(LIMIT, price=D("1.0"))
    await hands.orders.amend(TRADER, LIMIT.client_id, "price", "+0.1%")
    assert only(hands).price == D("1.1")


async def test_an_order_that_would_be_the_same_is_left_alone(hands: HandServices) -> None:
    assert await hands.orders.amend(TRADER, LIMIT.client_id, "price", "59500") == "amended"
    assert only(hands).client_id == LIMIT.client_id


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        ("price", "0", "out_of_bounds"),
        ("price", "-1", "out_of_bounds"),
        ("price", "999999999", "out_of_bounds"),
        ("price", "soon", "not_a_number"),
        ("price", "٣", "foreign_digits"),
        ("qty", "0", "out_of_bounds"),
        ("qty", "-1", "out_of_bounds"),
        ("trigger", "5", "no_such_value"),
        ("color", "5", "no_such_value"),
    ],
)
async def test_what_no_order_can_have_is_refused(
    hands: HandServices, field: str, text: str, code: str
) -> None:
    with pytest.raises(InputError) as error:
        await hands.orders.amend(TRADER, LIMIT.client_id, field, text)
    assert error.value.code == code
    assert only(hands) == LIMIT


async def test_a_cancel_is_done_at_once_and_twice_does_nothing_more(hands: HandServices) -> None:
    assert await hands.orders.cancel(TRADER, LIMIT.client_id) == "cancelled_order"
    assert await hands.orders.cancel(TRADER, LIMIT.client_id) == "gone"
    assert hands.desk.open == {}


async def test_an_order_that_is_gone_says_so(hands: HandServices) -> None:
    assert await hands.orders.card(TRADER, GONE) is None
    assert await hands.orders.amend(TRADER, GONE, "price", "1") == "gone"


async def test_cancelling_all_leaves_what_came_after_the_question(hands: HandServices) -> None:
    question = await hands.confirming.ask(TRADER, "cancel_all")
    assert question.orders == 1
    newer = replace(LIMIT, client_id=ClientId("u1-manual-000099"))
    hands.desk.open[newer.client_id] = newer
    assert await hands.confirming.confirm(TRADER, question.nonce) == "cancelled_orders"
    assert only(hands) == newer


async def test_with_nothing_open_there_is_nothing_to_cancel(hands: HandServices) -> None:
    hands.desk.open.clear()
    with pytest.raises(InputError) as error:
        await hands.confirming.ask(TRADER, "cancel_all")
    assert error.value.code == "no_orders"


@pytest.mark.parametrize("user", [VIEWER, STRANGER])
async def test_who_may_not_trade_touches_no_order(hands: HandServices, user: UserId) -> None:
    for act in (
        hands.orders.cancel(user, LIMIT.client_id),
        hands.orders.amend(user, LIMIT.client_id, "price", "1"),
    ):
        with pytest.raises(InputError):
            await act
    assert only(hands) == LIMIT


async def test_a_viewer_may_look(hands: HandServices) -> None:
    card = await hands.orders.card(VIEWER, LIMIT.client_id)
    assert card is not None
    assert card.order == LIMIT

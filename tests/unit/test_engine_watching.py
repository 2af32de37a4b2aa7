"""What screens that look read of an account: quotes, money, agents."""

from decimal import Decimal

from core.types import Access
from tests.desk import AGENT, TIERED, prices
from tests.desk_house import House
from tests.paper.script import SPOT


def test_every_instrument_has_its_own_quote_once_it_was_heard() -> None:
    house = House()
    quote = house.trading.quote(TIERED.id)
    assert quote is not None
    assert (quote.title, quote.bid) == (TIERED.title, Decimal("100.0"))
    assert house.trading.quote(SPOT.id) is None


def test_funds_add_up_with_a_position_open() -> None:
    house = House()
    house.hold()
    house.desk.play(*prices(2000, "101"))
    funds = house.trading.funds()
    assert funds.reserved > 0
    assert funds.unrealised > 0
    assert funds.equity == funds.wallet + funds.unrealised == funds.free + funds.reserved


def test_an_agent_is_worth_its_slice_what_it_booked_and_what_is_open() -> None:
    house = House()
    house.hold()
    house.desk.play(*prices(2000, "101"))
    funds = house.trading.funds()
    assert house.trading.agent_equity(AGENT) == funds.equity


def test_the_menu_tells_of_the_agent_it_is_asked_for() -> None:
    house = House()
    view = house.trading.menu_view(Access.OWNER, AGENT)
    assert view.state is house.state()


def test_an_agent_is_named_only_where_there_are_others() -> None:
    house = House()
    assert house.trading.auto_view(AGENT).agent_name == ""

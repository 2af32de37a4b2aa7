"""The strategy screen: values within bounds, one step back, never another strategy's."""

import pytest

from core.errors import InputError
from core.parameters import Parameter
from core.types import AgentId
from services.auto import AutoTradeService
from services.parameter_values import parse_value, quick_values, value_text
from services.risk import RiskService
from services.seats import Seats
from services.strategies import StrategyService
from strategies.registry import builtin_strategies
from tests.fakes import FakeDesk, FakeTrading, make_members
from tests.samples import AGENT, TRADER, VIEWER, make_position

FAST = 0


@pytest.fixture
def trading() -> FakeTrading:
    return FakeTrading()


@pytest.fixture
def book(trading: FakeTrading) -> StrategyService:
    seats = Seats(make_members(), FakeDesk(trading))
    return StrategyService(seats, builtin_strategies(), AutoTradeService(seats, RiskService(seats)))


async def put(book: StrategyService, text: str, version: str = "") -> str:
    version = version or (await book.card(TRADER)).version
    return await book.put(TRADER, FAST, text, version=version, agent=AGENT)


async def test_a_typed_value_is_set_and_the_one_before_can_be_had_again(
    book: StrategyService, trading: FakeTrading
) -> None:
    await put(book, "12")
    await put(book, "10")
    version = (await book.card(TRADER)).version
    assert trading.agent.parameters == {"fast": 10}

    await book.revert(TRADER, version=version, agent=AGENT)
    assert trading.agent.parameters == {"fast": 12}

    await book.reset(TRADER, version=version, agent=AGENT)
    assert trading.agent.parameters == {}


@pytest.mark.parametrize(
    ("typed", "code"),
    [("0", "parameter_bounds"), ("9999", "parameter_bounds"), ("8.5", "parameter_bounds"),
     ("many", "not_a_number"), ("1e1", "not_a_number")],
)  # fmt: skip
async def test_a_value_that_cannot_be_is_refused(
    book: StrategyService, trading: FakeTrading, typed: str, code: str
) -> None:
    with pytest.raises(InputError) as refused:
        await put(book, typed)
    assert refused.value.code == code
    assert trading.agent.parameters == {}


async def test_default_takes_a_value_back(book: StrategyService, trading: FakeTrading) -> None:
    await put(book, "12")
    await put(book, "default")
    assert trading.agent.parameters == {}


async def test_a_button_of_another_strategy_changes_nothing(
    book: StrategyService, trading: FakeTrading
) -> None:
    other = await book.card(TRADER, "EMA_CROSSOVER")
    with pytest.raises(InputError) as refused:
        await put(book, "12", other.version)
    assert refused.value.code == "other_strategy"
    assert trading.agent.parameters == {}


async def test_a_button_of_an_agent_that_is_gone_changes_nothing(book: StrategyService) -> None:
    version = (await book.card(TRADER)).version
    with pytest.raises(InputError) as refused:
        await book.put(TRADER, FAST, "12", version=version, agent=AgentId("u1-99"))
    assert refused.value.code == "no_agent"


async def test_a_viewer_looks_only(book: StrategyService) -> None:
    version = (await book.card(VIEWER)).version
    with pytest.raises(InputError) as refused:
        await book.put(VIEWER, FAST, "12", version=version, agent=AGENT)
    assert refused.value.code == "not_allowed"


async def test_with_a_position_open_parameters_change_and_the_strategy_does_not(
    book: StrategyService, trading: FakeTrading
) -> None:
    trading.position = make_position()
    await put(book, "12")
    assert trading.agent.parameters == {"fast": 12}
    assert (await book.card(TRADER, "BREAKOUT")).why == "position_open"


async def test_quick_values_stand_a_step_beside_the_value_and_within_bounds(
    book: StrategyService,
) -> None:
    quick = {row.parameter.name: row.quick for row in (await book.card(TRADER)).parameters}
    for row in (await book.card(TRADER)).parameters:
        for value in quick[row.parameter.name]:
            row.parameter.checked(float(value))
    assert len(quick["fast"]) == 2


LOW = Parameter(name="low", default=0.0, low=0.0, high=1e9)


def test_a_price_has_steps_of_its_own_size_and_none_from_nothing() -> None:
    assert quick_values(LOW, 0.0) == ()
    assert quick_values(LOW, 84_333.55) == ("79333.55", "89333.55")


def test_a_value_is_written_as_exact_as_it_was_typed() -> None:
    assert value_text(parse_value(LOW, "1 234 567,25")) == "1234567.25"
    assert value_text(1e9) == "1000000000"

"""Risk settings of a member's agent."""

import pytest

from core.errors import InputError
from core.trading import Limit
from core.types import UserId
from services.limits import parse_limit
from services.risk import SUGGESTED, RiskService
from services.seats import Seats
from tests.fakes import (
    FakeDesk,
    FakeTrading,
    make_members,
)
from tests.samples import (
    STRANGER,
    TRADER,
    VIEWER,
)


@pytest.fixture
def trading() -> FakeTrading:
    return FakeTrading()


@pytest.fixture
def risk(trading: FakeTrading) -> RiskService:
    return RiskService(Seats(make_members(), FakeDesk(trading)))


async def test_a_typed_setting_is_saved_and_answered(
    risk: RiskService, trading: FakeTrading
) -> None:
    assert await risk.set(TRADER, "stop_loss", "1,5") == "1.5%"
    assert trading.agent.risk.stop_loss == Limit.percent("1.5")


async def test_an_amount_is_saved_in_usd(risk: RiskService, trading: FakeTrading) -> None:
    assert await risk.set(TRADER, "max_loss", "50$") == "50 USD"
    assert trading.agent.risk.max_loss == Limit.usd("50")


async def test_a_setting_is_turned_off(risk: RiskService, trading: FakeTrading) -> None:
    assert await risk.set(TRADER, "take_profit", "off") == "off"
    assert trading.agent.risk.take_profit is None


async def test_an_amount_beyond_the_share_of_equity_is_refused(risk: RiskService) -> None:
    with pytest.raises(InputError) as refused:
        await risk.set(TRADER, "risk", "501$")
    assert refused.value.values["high"] == "500.00 USD"


async def test_a_stop_distance_is_judged_on_the_price(
    risk: RiskService, trading: FakeTrading
) -> None:
    assert await risk.set(TRADER, "stop_loss", "600$") == "600 USD"
    with pytest.raises(InputError):
        await risk.set(TRADER, "stop_loss", "30001$")
    trading.has_quote = False
    assert await risk.set(TRADER, "stop_loss", "30001$") == "30001 USD"


async def test_a_refused_value_changes_nothing(risk: RiskService, trading: FakeTrading) -> None:
    before = trading.agent.risk
    with pytest.raises(InputError):
        await risk.set(TRADER, "risk", "99%")
    assert trading.agent.risk == before


async def test_reset_turns_the_controls_off_and_leaves_the_rest(
    risk: RiskService, trading: FakeTrading
) -> None:
    before = trading.agent.risk
    await risk.reset(TRADER)
    after = trading.agent.risk
    assert (after.stop_loss, after.take_profit, after.max_loss) == (None, None, None)
    assert (after.risk, after.daily_loss) == (before.risk, before.daily_loss)
    assert (after.drawdown, after.max_reserved) == (before.drawdown, before.max_reserved)


async def test_the_view_shows_settings_and_equity(risk: RiskService, trading: FakeTrading) -> None:
    view = await risk.view(VIEWER)
    assert view.risk == trading.agent.risk
    assert view.equity == 10_000


@pytest.mark.parametrize("setting", list(SUGGESTED))
def test_every_suggested_value_would_be_taken(setting: str) -> None:
    for text in SUGGESTED[setting]:
        assert parse_limit(setting, text).setting == setting


@pytest.mark.parametrize("user", [VIEWER, STRANGER])
async def test_who_may_not_trade_changes_nothing(
    risk: RiskService, trading: FakeTrading, user: UserId
) -> None:
    before = trading.agent
    with pytest.raises(InputError):
        await risk.set(user, "risk", "1%")
    with pytest.raises(InputError):
        await risk.reset(user)
    assert trading.agent == before

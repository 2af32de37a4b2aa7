"""Risk settings of a member's agent."""

import pytest

from core.errors import InputError
from core.money import Ppm
from core.trading import Direction, Limit, RiskSettings, TrailKind
from core.types import Side, UserId
from services.levels import Ground
from services.limits import parse_limit
from services.risk import SUGGESTED, RiskService
from services.rules import is_rule, rule_changes, rule_text
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
        if is_rule(setting):
            assert rule_changes(RiskSettings(), setting, text, Ground(side=Side.LONG))
        else:
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


@pytest.mark.parametrize(
    ("setting", "typed", "field", "value", "said"),
    [
        ("max_positions", "3", "max_positions", 3, "3"),
        ("orders_per_minute", "60", "orders_per_minute", 60, "60"),
        ("max_spread", "0,1 %", "max_spread", Ppm(1_000), "0.1%"),
        ("cooldown_s", "5m", "cooldown_s", 300, "300 s"),
        ("cooldown_s", "off", "cooldown_s", 0, "off"),
        ("direction", "long", "direction", Direction.LONG, "long"),
        ("direction", "шорт", "direction", Direction.SHORT, "short"),
        ("time", "4h", "time_stop_s", 14_400, "14400 s"),
    ],
)
async def test_rules_are_saved_as_people_type_them(
    risk: RiskService,
    trading: FakeTrading,
    setting: str,
    typed: str,
    field: str,
    value: object,
    said: str,
) -> None:
    assert await risk.set(TRADER, setting, typed) == said
    assert getattr(trading.agent.risk, field) == value


async def test_a_ladder_stands_in_for_the_plain_target_and_goes_with_it(
    risk: RiskService, trading: FakeTrading
) -> None:
    assert await risk.set(TRADER, "target", "2 4 6") == "2% 33.3333%, 4% 33.3333%, 6% 33.3334%"
    await risk.set(TRADER, "share", "50,30,20")
    assert [target.share for target in trading.agent.risk.targets] == [500_000, 300_000, 200_000]
    await risk.set(TRADER, "take_profit", "3%")
    assert (trading.agent.risk.targets, trading.agent.risk.take_profit) == (
        (),
        Limit.percent("3"),
    )
    await risk.set(TRADER, "target", "off")
    assert trading.agent.risk.plan.targets == ()


async def test_a_trailing_stop_is_saved_and_turned_off(
    risk: RiskService, trading: FakeTrading
) -> None:
    assert await risk.set(TRADER, "trailing", "1%") == "below_highest 1%"
    trail = trading.agent.risk.trail
    assert trail is not None
    assert (trail.kind, trail.distance) == (TrailKind.BELOW_HIGHEST, Limit.percent("1"))
    assert await risk.set(TRADER, "trailing", "off") == "off"


@pytest.mark.parametrize(
    ("setting", "typed"),
    [
        ("max_positions", "0"),
        ("max_positions", "51"),
        ("max_positions", "2.5"),
        ("max_positions", "many"),
        ("max_positions", "٣"),
        ("orders_per_minute", "121"),
        ("max_spread", "0"),
        ("max_spread", "6%"),
        ("cooldown_s", "25h"),
        ("direction", "up"),
        ("trailing", "moving_target"),
        ("time", "soon"),
        ("target", "x" * 4000),
    ],
)
async def test_a_rule_that_cannot_be_is_refused_and_changes_nothing(
    risk: RiskService, trading: FakeTrading, setting: str, typed: str
) -> None:
    before = trading.agent.risk
    with pytest.raises(InputError):
        await risk.set(TRADER, setting, typed)
    assert trading.agent.risk == before


def test_what_is_off_is_told_as_off() -> None:
    bare = RiskSettings(take_profit=None)
    assert [rule_text(bare, name) for name in ("target", "trailing", "time", "cooldown_s")] == [
        "off"
    ] * 4

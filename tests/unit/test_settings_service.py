"""Preferences of a member."""

import pytest

from core.clock import ManualClock
from core.errors import InputError
from core.events import SettingChanged
from core.types import Priority, UserId
from services.seats import Seats
from services.settings import SettingsService
from tests.fakes import (
    FakeDesk,
    FakeJournal,
    FakeTrading,
    FakeUsers,
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
def members() -> FakeUsers:
    return make_members()


@pytest.fixture
def journal() -> FakeJournal:
    return FakeJournal()


@pytest.fixture
def preferences(trading: FakeTrading, members: FakeUsers, journal: FakeJournal) -> SettingsService:
    seats = Seats(members, FakeDesk(trading))
    return SettingsService(seats, members, journal, ManualClock(5))


async def test_a_language_is_kept_and_journaled(
    preferences: SettingsService, members: FakeUsers, journal: FakeJournal
) -> None:
    await preferences.set(TRADER, "language", "ru")
    assert members.members[TRADER].language == "ru"
    assert journal.notes == [
        SettingChanged(at_ns=5, setting="language", old="en", new="ru", by="2")
    ]


async def test_the_refresh_is_kept(preferences: SettingsService, members: FakeUsers) -> None:
    await preferences.set(TRADER, "refresh", "60")
    assert members.members[TRADER].refresh_s == 60


@pytest.mark.parametrize("minutes", ["-720", "0", "+180", "330", "840"])
async def test_the_zone_reaches_the_members_midnight(
    preferences: SettingsService, members: FakeUsers, trading: FakeTrading, minutes: str
) -> None:
    await preferences.set(TRADER, "utc_offset", minutes)
    assert members.members[TRADER].utc_offset_min == int(minutes)
    assert trading.utc_offset_min == int(minutes)


@pytest.mark.parametrize(("value", "lowest"), [("HIGH", Priority.HIGH), ("off", None)])
async def test_the_alerts_reach_trading(
    preferences: SettingsService,
    members: FakeUsers,
    trading: FakeTrading,
    value: str,
    lowest: Priority | None,
) -> None:
    await preferences.set(TRADER, "alerts", value)
    assert members.members[TRADER].alerts.signals_from == lowest
    assert trading.alerts == members.members[TRADER].alerts


async def test_a_cooldown_leaves_the_other_alert_settings(
    preferences: SettingsService, trading: FakeTrading
) -> None:
    await preferences.set(TRADER, "alerts", "LOW")
    await preferences.set(TRADER, "cooldown", "60")
    assert (trading.alerts.cooldown_s, trading.alerts.signals_from) == (60, Priority.LOW)


@pytest.mark.parametrize(
    ("setting", "value", "code"),
    [
        ("language", "de", "unknown_choice"),
        ("language", "", "unknown_choice"),
        ("refresh", "1", "unknown_choice"),
        ("refresh", "soon", "unknown_choice"),
        ("utc_offset", "841", "unknown_choice"),
        ("utc_offset", "٣", "unknown_choice"),
        ("utc_offset", "9" * 5000, "unknown_choice"),
        ("alerts", "high", "unknown_choice"),
        ("cooldown", "-1", "unknown_choice"),
        ("colour", "red", "unknown_setting"),
    ],
)
async def test_what_cannot_be_is_refused_and_changes_nothing(
    preferences: SettingsService,
    members: FakeUsers,
    journal: FakeJournal,
    setting: str,
    value: str,
    code: str,
) -> None:
    before = members.members[TRADER]
    with pytest.raises(InputError) as refused:
        await preferences.set(TRADER, setting, value)
    assert refused.value.code == code
    assert members.members[TRADER] == before
    assert journal.notes == []


async def test_the_view_shows_what_is_set(preferences: SettingsService) -> None:
    await preferences.set(TRADER, "refresh", "15")
    view = await preferences.view(TRADER)
    assert (view.refresh_s, view.language, view.exchange) == (15, "en", "simulated")


@pytest.mark.parametrize("user", [VIEWER, STRANGER])
async def test_who_may_not_trade_changes_nothing(
    preferences: SettingsService, trading: FakeTrading, user: UserId
) -> None:
    for setting, value in [("language", "ru"), ("alerts", "off"), ("utc_offset", "60")]:
        with pytest.raises(InputError):
            await preferences.set(user, setting, value)
    assert trading.utc_offset_min == 0

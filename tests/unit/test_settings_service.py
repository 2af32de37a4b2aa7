"""Preferences of a member."""

from decimal import Decimal

import pytest

from core.clock import ManualClock
from core.errors import InputError
from core.events import SettingChanged
from core.pictures import Theme
from core.reports import ReportWish
from core.trading import AlertKind, AlertSettings, Loudness
from core.types import Priority, UserId
from services.drafts import Drafts
from services.seats import Seats
from services.settings import SettingsService
from services.themes import ThemeStore
from tests.fake_chat import FakeValues
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
    seats, values = Seats(members, FakeDesk(trading)), FakeValues()
    return SettingsService(
        seats,
        members,
        journal,
        ManualClock(5),
        themes=ThemeStore(values),
        drafts=Drafts(values),
    )


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
        ("cooldown", "-1", "no_duration"),
        ("cooldown", "25h", "unknown_choice"),
        ("cooldown", "soon", "no_duration"),
        ("quiet", "25-7", "no_hours"),
        ("quiet", "23", "no_hours"),
        ("quiet", "7-7", "no_hours"),
        ("quiet", "23:60-7", "no_hours"),
        ("urgent", "off", "no_quiet"),
        ("zone", "+15", "no_zone"),
        ("zone", "Moscow", "no_zone"),
        ("zone", "3:75", "no_zone"),
        ("theme", "blue", "unknown_choice"),
        ("drift", "0", "out_of_range"),
        ("drift", "50%", "out_of_range"),
        ("drift", "much", "not_a_number"),
        ("alert", "trades=off", "always_told"),
        ("alert", "risk=off", "always_told"),
        ("alert", "moon=on", "unknown_choice"),
        ("alert", "high=loud", "unknown_choice"),
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


@pytest.mark.parametrize(
    ("setting", "value"), [("language", "ru"), ("refresh", "60"), ("utc_offset", "60")]
)
async def test_a_viewer_chooses_for_their_own_screens(
    preferences: SettingsService,
    members: FakeUsers,
    trading: FakeTrading,
    setting: str,
    value: str,
) -> None:
    before = members.members[VIEWER]
    await preferences.set(VIEWER, setting, value)
    assert members.members[VIEWER] != before
    assert trading.utc_offset_min == 0


@pytest.mark.parametrize("user", [VIEWER, STRANGER])
async def test_who_may_not_trade_changes_nothing_of_what_trades(
    preferences: SettingsService, trading: FakeTrading, user: UserId
) -> None:
    for setting, value in [("alerts", "off"), ("alert", "high=off"), ("drift", "1%")]:
        with pytest.raises(InputError):
            await preferences.set(user, setting, value)
    assert trading.alerts == AlertSettings()


async def test_a_stranger_chooses_nothing(preferences: SettingsService) -> None:
    with pytest.raises(InputError):
        await preferences.set(STRANGER, "language", "ru")


async def test_a_kind_of_alert_is_made_silent_and_trading_is_told(
    preferences: SettingsService, trading: FakeTrading
) -> None:
    await preferences.set(TRADER, "alert", "trades=silent")
    assert trading.alerts.loudness(AlertKind.TRADES) is Loudness.SILENT
    await preferences.set(TRADER, "alert", "trades=on")
    assert trading.alerts.loudness(AlertKind.TRADES) is Loudness.ON


async def test_signals_from_a_priority_forget_single_wishes_of_signals(
    preferences: SettingsService, trading: FakeTrading
) -> None:
    await preferences.set(TRADER, "alert", "high=off")
    await preferences.set(TRADER, "alert", "daily=off")
    await preferences.set(TRADER, "alerts", "LOW")
    assert trading.alerts.loudness(AlertKind.HIGH) is Loudness.ON
    assert trading.alerts.loudness(AlertKind.DAILY) is Loudness.OFF


@pytest.mark.parametrize(
    ("typed", "hours"),
    [("23-07", (1380, 420)), ("23:30 - 6:45", (1410, 405)), ("22 до 24", (1320, 0))],
)
async def test_quiet_hours_are_kept(
    preferences: SettingsService, members: FakeUsers, typed: str, hours: tuple[int, int]
) -> None:
    await preferences.set(TRADER, "quiet", typed)
    quiet = members.members[TRADER].alerts.quiet
    assert quiet is not None
    assert (quiet.from_min, quiet.to_min, quiet.rings_urgent) == (*hours, True)


async def test_quiet_hours_keep_their_exception_and_end(
    preferences: SettingsService, members: FakeUsers
) -> None:
    await preferences.set(TRADER, "quiet", "23-07")
    await preferences.set(TRADER, "urgent", "off")
    await preferences.set(TRADER, "quiet", "22-06")
    quiet = members.members[TRADER].alerts.quiet
    assert quiet is not None
    assert not quiet.rings_urgent
    await preferences.set(TRADER, "quiet", "off")
    assert members.members[TRADER].alerts.quiet is None


@pytest.mark.parametrize(
    ("typed", "minutes"), [("+3", 180), ("UTC-3:30", -210), ("5:45", 345), ("utc", 0), ("−7", -420)]
)
async def test_a_zone_is_taken_as_people_type_it(
    preferences: SettingsService, trading: FakeTrading, typed: str, minutes: int
) -> None:
    await preferences.set(TRADER, "zone", typed)
    assert trading.utc_offset_min == minutes


async def test_theme_and_drift_are_kept_and_journaled(
    preferences: SettingsService, journal: FakeJournal
) -> None:
    await preferences.set(TRADER, "theme", "light")
    await preferences.set(TRADER, "drift", "0,2 %")
    view = await preferences.view(TRADER)
    assert (view.theme, view.max_drift_pct) == (Theme.LIGHT, Decimal("0.2"))
    assert [note.setting for note in journal.notes if isinstance(note, SettingChanged)] == [
        "theme",
        "drift",
    ]


@pytest.mark.parametrize(
    ("typed", "seconds"),
    [
        ("10m", 600),
        ("90 s", 90),
        ("1ч", 3600),
        ("0", 0),
        ("off", 0),
        ("1.5h", 5400),
        ("5 мин", 300),
    ],
)
async def test_a_cooldown_is_taken_as_people_type_it(
    preferences: SettingsService, trading: FakeTrading, typed: str, seconds: int
) -> None:
    await preferences.set(TRADER, "cooldown", typed)
    assert trading.alerts.cooldown_s == seconds


async def test_a_report_is_wished_for_and_journaled(
    preferences: SettingsService, members: FakeUsers, journal: FakeJournal
) -> None:
    await preferences.set(VIEWER, "report", "week")
    await preferences.set(VIEWER, "hour", "21")
    assert members.members[VIEWER].report == ReportWish("week", 21)
    assert (await preferences.view(VIEWER)).report == ReportWish("week", 21)
    await preferences.set(VIEWER, "report", "off")
    assert members.members[VIEWER].report is None
    told = [note for note in journal.notes if isinstance(note, SettingChanged)]
    assert [note.new for note in told] == ["week 09:00", "week 21:00", "off"]


@pytest.mark.parametrize(("setting", "value"), [("report", "year"), ("hour", "24"), ("hour", "5")])
async def test_no_report_of_a_year_and_no_hour_without_one(
    preferences: SettingsService, setting: str, value: str
) -> None:
    with pytest.raises(InputError):
        await preferences.set(TRADER, setting, value)

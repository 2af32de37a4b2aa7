"""How loud an alert is: by what it tells of, by what was chosen, by the hour."""

import pytest

from bot.wishes import is_silent, is_wanted, kind_of
from core.events import Record
from core.trading import AlertKind, AlertSettings, Loudness, QuietHours
from core.types import MINUTE_NS, Priority
from core.values import replace
from tests.screens import samples as s

NIGHT = QuietHours(from_min=23 * 60, to_min=7 * 60)
MEDIUM = replace(s.READY_SIGNAL, priority=Priority.MEDIUM)


@pytest.mark.parametrize(
    ("record", "kind"),
    [
        (s.READY_SIGNAL, AlertKind.HIGH),
        (MEDIUM, AlertKind.MEDIUM),
        (s.OPENED, AlertKind.TRADES),
        (s.FLIP, AlertKind.TRADES),
        (s.GUARD, AlertKind.RISK),
        (s.STOPPED_ALL, AlertKind.RISK),
        (s.RECOVERY, AlertKind.TROUBLE),
        (s.BACKUP_FAILED, AlertKind.TROUBLE),
    ],
)
def test_an_alert_has_the_kind_of_what_it_tells(record: Record, kind: AlertKind) -> None:
    assert kind_of(record) is kind


@pytest.mark.parametrize(
    ("kind", "loudness"),
    [
        (AlertKind.HIGH, Loudness.ON),
        (AlertKind.MEDIUM, Loudness.SILENT),
        (AlertKind.LOW, Loudness.OFF),
        (AlertKind.TRADES, Loudness.ON),
        (AlertKind.DAILY, Loudness.SILENT),
    ],
)
def test_without_a_choice_what_can_wait_is_silent(kind: AlertKind, loudness: Loudness) -> None:
    assert AlertSettings().loudness(kind) is loudness


def test_a_choice_counts_until_the_next() -> None:
    alerts = AlertSettings().wishing(AlertKind.LOW, Loudness.ON)
    assert alerts.loudness(AlertKind.LOW) is Loudness.ON
    assert alerts.wishing(AlertKind.LOW, Loudness.OFF).loudness(AlertKind.LOW) is Loudness.OFF
    assert len(alerts.wishing(AlertKind.LOW, Loudness.OFF).wishes) == 1


@pytest.mark.parametrize(
    ("minute", "is_quiet"), [(1379, False), (1380, True), (0, True), (419, True), (420, False)]
)
def test_quiet_hours_go_over_midnight(minute: int, is_quiet: bool) -> None:
    assert NIGHT.covers(minute) is is_quiet


@pytest.mark.parametrize(("minute", "is_quiet"), [(599, False), (600, True), (660, False)])
def test_quiet_hours_of_one_day(minute: int, is_quiet: bool) -> None:
    assert QuietHours(from_min=600, to_min=660).covers(minute) is is_quiet


def silent(record: Record, alerts: AlertSettings, minute: int, offset: int = 0) -> bool:
    return is_silent(record, alerts, now_ns=minute * MINUTE_NS, utc_offset_min=offset)


def test_at_night_a_trade_comes_silently_and_risk_rings_by_choice() -> None:
    night = AlertSettings(quiet=NIGHT)
    deaf = AlertSettings(quiet=replace(NIGHT, rings_urgent=False))
    assert silent(s.OPENED, night, 60)
    assert not silent(s.GUARD, night, 60)
    assert not silent(s.READY_SIGNAL, night, 60)
    assert silent(s.GUARD, deaf, 60)
    assert silent(s.READY_SIGNAL, deaf, 60)
    assert not silent(s.OPENED, night, 600)


def test_the_night_is_the_members_own() -> None:
    night = AlertSettings(quiet=NIGHT)
    assert silent(s.OPENED, night, 21 * 60, offset=180)
    assert not silent(s.OPENED, night, 21 * 60)
    assert silent(s.OPENED, night, 3 * 60, offset=-210)


def test_a_silent_kind_is_silent_all_day() -> None:
    alerts = AlertSettings().wishing(AlertKind.TRADES, Loudness.SILENT)
    assert silent(s.OPENED, alerts, 600)
    assert not silent(s.GUARD, alerts, 600)


@pytest.mark.parametrize("record", [s.OPENED, s.GUARD, s.STOPPED_ALL])
def test_what_happened_to_money_is_told_whatever_was_stored(record: Record) -> None:
    alerts = AlertSettings().wishing(kind_of(record), Loudness.OFF)
    assert is_wanted(record, alerts)


def test_trouble_that_is_off_is_not_told() -> None:
    alerts = AlertSettings().wishing(AlertKind.TROUBLE, Loudness.OFF)
    assert not is_wanted(s.RECOVERY, alerts)
    assert is_wanted(s.RECOVERY, AlertSettings())

"""Every state of every screen, rendered in a language: what the tests of screens look at."""

from collections.abc import Mapping
from functools import cache

from bot.locales import Text, load_texts
from bot.render.alarms import render_alarm, render_alarms, render_new_alarm
from bot.render.alert import render_alert
from bot.render.analytics import render_analytics
from bot.render.auto import render_auto
from bot.render.card import render_card
from bot.render.chart import render_chart
from bot.render.choice import render_choice
from bot.render.confirm import render_confirm
from bot.render.control import (
    reload_notice,
    render_config,
    render_data,
    render_lists,
    render_locks,
    render_logs,
)
from bot.render.debug import marked, render_debug, render_debug_absent, render_debug_state
from bot.render.help import render_help
from bot.render.journal import render_journal
from bot.render.menu import render_menu
from bot.render.notice import input_error, saved
from bot.render.pairing import render_pairing
from bot.render.risk import SETTINGS, render_risk
from bot.render.risk_rules import MORE, RULES
from bot.render.settings import CHOOSING, render_settings
from bot.render.status import render_status
from bot.render.system import render_system
from bot.render.users import render_audit, render_invite, render_member, render_users
from bot.screen import Screen
from core.errors import InputError
from core.events import event_name
from core.pictures import Picture
from core.ports import PairingState
from core.reports import ReportWish
from core.trading import AlertSettings
from core.types import Access, AgentState, ExitReason, Mode, Timeframe
from core.values import replace
from core.views.control import ReloadView
from handlers.menus import commands_of
from tests.screens import samples as s
from tests.screens.manual_catalogue import manual_screens
from tests.screens.plugin_catalogue import plugin_screens
from tests.screens.result_catalogue import report_alerts, result_screens
from tests.screens.study_catalogue import study_screens
from tests.screens.watch_catalogue import watch_screens

TEXTS = load_texts()
PICTURE = Picture("key", b"PNG")


@cache
def screens(language: str) -> Mapping[str, Mapping[str, Screen]]:
    """By file of snapshots, then by state."""
    text = TEXTS[language]
    return {
        **_agent(text),
        "risk": _risk(text),
        **_happened(text),
        **result_screens(text),
        "card": _cards(text),
        "settings": _settings(text),
        "status": {
            "good": render_status(s.STATUS, text),
            "halted": render_status(
                replace(s.STATUS, menu=s.HALTED_MENU, agents=(s.halted(),)), text
            ),
        },
        "system": _system(text),
        "users": _users(text),
        "control": _control(text),
        "alarms": _alarms(text),
        "help": {
            "owner": render_help(Mode.PAPER, text, commands_of(Access.OWNER, with_debug=True)),
            "trader": render_help(Mode.PAPER, text, commands_of(Access.TRADER, with_debug=False)),
            "viewer": render_help(Mode.PAPER, text, commands_of(Access.VIEWER, with_debug=False)),
        },
        "confirm": {name: render_confirm(view, text) for name, view in s.CONFIRMS.items()},
        "pairing": {
            "open": render_pairing(PairingState(True, 4, 521), text),
            "wrong": render_pairing(PairingState(True, 1, 60), text, is_wrong=True),
            "closed": render_pairing(PairingState(False), text),
        },
        "alert": _alerts(text),
        "debug": _debug(text),
        **manual_screens(text),
        **plugin_screens(text),
        **study_screens(text),
        **watch_screens(text),
    }


def _agent(text: Text) -> dict[str, dict[str, Screen]]:
    """The menu, and the screens of the one agent that is shown."""
    return {
        "menu": {
            "with a position": render_menu(s.MENU, text),
            "fresh": render_menu(s.FRESH_MENU, text),
            "halted, real money": render_menu(s.HALTED_MENU, text),
            "recording ended": render_menu(s.ENDED_MENU, text),
        },
        "auto": {
            **{name: render_auto(view, text) for name, view in s.AUTO.items()},
            "for a viewer": render_auto(s.held(), text, access=Access.VIEWER),
        },
        "chart": {
            "with a position": render_chart(s.held(), Timeframe.M5, PICTURE, text),
            "flat, of its own timeframe": render_chart(s.auto(), s.auto().timeframe, PICTURE, text),
            "no prices": render_chart(s.AUTO["stale with a position"], Timeframe.H1, PICTURE, text),
            "no picture": render_chart(s.held(), Timeframe.D1, None, text),
        },
        "blocked": {code.value: render_auto(view, text) for code, view in s.REFUSED.items()},
        "choice": {name: render_choice(view, text) for name, view in s.CHOICES.items()},
    }


def _happened(text: Text) -> dict[str, dict[str, Screen]]:
    """The journal, and what it comes to."""
    return {
        "journal": {
            "trades": render_journal(s.TRADES, text),
            "all": render_journal(s.EVENTS, text),
            "signals": render_journal(s.SIGNALS, text),
            "empty": render_journal(s.NOTHING, text),
            "cleared": render_journal(s.CLEARED, text),
            "of one of two agents": render_journal(s.TWO_AGENTS, text),
            "for a viewer": render_journal(replace(s.TRADES, access=Access.VIEWER), text),
        },
        "analytics": {
            "of 30 days": render_analytics(s.ANALYTICS, text),
            "few, all time": render_analytics(
                replace(s.ANALYTICS, days=0, statistics=s.FEW, equity=None, activity=None), text
            ),
            "empty": render_analytics(replace(s.ANALYTICS, days=7, statistics=s.NO_TRADES), text),
        },
    }


def _risk(text: Text) -> dict[str, Screen]:
    notice = saved("stop_loss", "1%", text)
    bounds = {"setting": "stop_loss", "low": "0.05%", "high": "50%"}
    wrong = input_error(InputError("", code="out_of_bounds", **bounds), text)
    return {
        "plain": render_risk(s.RISK, text),
        "saved": render_risk(s.RISK, text, notice=notice),
        "in USD": render_risk(s.USD_RISK, text),
        "for a viewer": render_risk(s.RISK, text, access=Access.VIEWER),
        **{f"typing {name}": render_risk(s.RISK, text, editing=name) for name in SETTINGS},
        "typed wrong": render_risk(s.RISK, text, editing="stop_loss", notice=wrong),
        "rules": render_risk(s.RISK, text, editing=MORE),
        "rules for a viewer": render_risk(s.RISK, text, access=Access.VIEWER, editing=MORE),
        "rules with a ladder": render_risk(s.LADDER_RISK, text, editing=MORE),
        **{f"rule {name}": render_risk(s.LADDER_RISK, text, editing=name) for name in RULES},
    }


def _cards(text: Text) -> dict[str, Screen]:
    cards = {"a trade": render_card(s.TRADE_CARD, text, back="trades.2")}
    cards["not counted"] = render_card(replace(s.TRADE_CARD, is_hidden=True), text)
    for number, record in enumerate(s.RECORDS, 1):
        view = replace(
            s.TRADE_CARD, row=s.row(number, record), events=(), trade_id="", is_closed=False
        )
        cards[f"{number} {record.topic}"] = render_card(view, text)
    return cards


def _alarms(text: Text) -> dict[str, Screen]:
    return {
        "list": render_alarms(s.ALARMS, text),
        "none": render_alarms(replace(s.ALARMS, rows=()), text),
        "for a viewer": render_alarms(replace(s.ALARMS, access=Access.VIEWER), text),
        "new": render_new_alarm(s.ALARMS, text),
        "new, of one symbol": render_new_alarm(s.ALARMS_ABOUT, text),
        **{row.alarm.kind.value: render_alarm(s.ALARMS, row, text) for row in s.ALARMS.rows},
    }


def _control(text: Text) -> dict[str, Screen]:
    viewer = Access.VIEWER
    return {
        "locks": render_locks(s.LOCKS, text),
        "no locks": render_locks(replace(s.LOCKS, rows=(), open=0), text),
        "locks for a viewer": render_locks(replace(s.LOCKS, access=viewer), text),
        "symbols": render_lists(s.LISTS, text),
        "symbols for a viewer": render_lists(replace(s.LISTS, access=viewer), text),
        "data": render_data(s.DATA, text),
        "config": render_config(s.CONFIG, text),
        "config for a trader": render_config(replace(s.CONFIG, access=Access.TRADER), text),
        "reloaded": render_config(
            s.CONFIG, text, notice=reload_notice(ReloadView(waiting=("SYMBOLS",)), text)
        ),
        "nothing new": render_config(s.CONFIG, text, notice=reload_notice(ReloadView(), text)),
        "log": render_logs(s.LOGS, text),
        "a long log": render_logs(replace(s.LOGS, lines=s.LOGS.lines * 30), text),
        "an empty log": render_logs(replace(s.LOGS, lines=()), text),
    }


def _users(text: Text) -> dict[str, Screen]:
    return {
        "members": render_users(s.PEOPLE, text),
        "alone": render_users(replace(s.PEOPLE, members=(s.ANN,), invites=()), text),
        **{name: render_member(view, text) for name, view in s.MEMBERS.items()},
        "an invitation": render_invite(s.INVITE, "https://t.me/x?start=3467934679346793", text),
        "the log": render_audit(s.AUDIT, text),
        "an empty log": render_audit(replace(s.AUDIT, rows=(), page=1, pages=1), text),
    }


def _settings(text: Text) -> dict[str, Screen]:
    silent = replace(s.SETTINGS, alerts=AlertSettings(signals_from=None), utc_offset_min=-210)
    return {
        "plain": render_settings(s.SETTINGS, text),
        "silent": render_settings(silent, text),
        **{
            f"choosing {name}": render_settings(s.SETTINGS, text, choosing=name)
            for name in CHOOSING
        },
        "reports daily": render_settings(
            replace(s.SETTINGS, report=ReportWish("day", 9)), text, choosing="report"
        ),
        "own alerts": render_settings(s.OWN_SETTINGS, text, choosing="alerts"),
        "quiet hours": render_settings(s.OWN_SETTINGS, text, choosing="quiet"),
        "quiet at all": render_settings(s.QUIETEST_SETTINGS, text, choosing="quiet"),
        "for a viewer": render_settings(replace(s.SETTINGS, access=Access.VIEWER), text),
        "for a trader": render_settings(replace(s.SETTINGS, access=Access.TRADER), text),
    }


def _system(text: Text) -> dict[str, Screen]:
    failed = render_alert("fault", s.BACKUP_FAILED, text, Mode.PAPER)
    assert failed is not None
    return {
        **{name: render_system(view, text) for name, view in s.SYSTEMS.items()},
        "checked": render_system(s.SYSTEM, text, notice=text.t("toast.feed_live")),
        "alert of a failed backup": failed,
    }


def _debug(text: Text) -> dict[str, Screen]:
    opened = render_alert("x", s.OPENED, text, Mode.PAPER)
    assert opened is not None
    return {
        **{name: render_debug(view, text) for name, view in s.SANDBOXES.items()},
        "in figures": render_debug_state(s.SANDBOX, text),
        "in figures, new": render_debug_state(s.SANDBOXES["new"], text),
        "absent": render_debug_absent(text, text.t("input.debug_no_market")),
        "an alert of it": marked(opened, text),
    }


def _alerts(text: Text) -> dict[str, Screen]:
    shown: dict[str, Screen] = {}
    for name, record in s.ALERTS.items():
        screen = render_alert(
            event_name(record, Mode.PAPER), record, text, Mode.PAPER, utc_offset_min=180, card=41
        )
        assert screen is not None
        shown[name] = screen
    for name, rang in s.RANG.items():
        screen = render_alert("alarm_rang", rang, text, Mode.PAPER)
        assert screen is not None
        shown[f"alarm, {name}"] = screen
    again = render_alert("x", s.OPENED, text, Mode.LIVE, is_repeat=True)
    paused = render_alert(
        "x", s.because(ExitReason.MAX_LOSS, state=AgentState.PAUSED), text, Mode.PAPER
    )
    assert again is not None
    assert paused is not None
    shown |= report_alerts(text)
    return shown | {"sent again, real money": again, "agent paused meanwhile": paused}

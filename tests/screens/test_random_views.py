"""Whatever a view holds, the screen keeps the laws."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.locales import Text
from bot.render.alert import render_alert
from bot.render.auto import render_auto
from bot.render.card import render_card
from bot.render.confirm import render_confirm
from bot.render.debug import render_debug, render_debug_state
from bot.render.journal import render_journal
from bot.render.menu import render_menu
from bot.render.risk import SETTINGS, render_risk
from bot.render.settings import CHOOSING, render_settings
from bot.render.status import render_status
from core.events import Record
from core.types import Access, Mode
from core.views import (
    AutoView,
    CardView,
    ConfirmView,
    JournalView,
    MenuView,
    RiskView,
    SandboxView,
    SettingsView,
    StatusView,
)
from tests.screens import random_views as rv
from tests.screens.catalogue import TEXTS
from tests.screens.laws import check

texts = st.sampled_from([TEXTS["en"], TEXTS["ru"]])
thorough = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@thorough
@given(rv.autos, texts, rv.accesses)
def test_any_auto_view_keeps_the_laws(view: AutoView, text: Text, access: Access) -> None:
    check(render_auto(view, text, access=access))


@thorough
@given(rv.menus, texts)
def test_any_menu_keeps_the_laws(view: MenuView, text: Text) -> None:
    check(render_menu(view, text))


@thorough
@given(rv.statuses, texts)
def test_any_status_keeps_the_laws(view: StatusView, text: Text) -> None:
    check(render_status(view, text))


@thorough
@given(rv.risk_views, texts, st.sampled_from(["", *SETTINGS]))
def test_any_risk_view_keeps_the_laws(view: RiskView, text: Text, editing: str) -> None:
    check(render_risk(view, text, editing=editing))


@thorough
@given(rv.settings_views, texts, st.sampled_from(["", *CHOOSING]))
def test_any_settings_keep_the_laws(view: SettingsView, text: Text, choosing: str) -> None:
    check(render_settings(view, text, choosing=choosing))


@thorough
@given(rv.confirms, texts)
def test_any_question_keeps_the_laws(view: ConfirmView, text: Text) -> None:
    check(render_confirm(view, text))


@thorough
@given(rv.journals, texts)
def test_any_journal_page_keeps_the_laws(view: JournalView, text: Text) -> None:
    check(render_journal(view, text))


@thorough
@given(rv.sandboxes, texts)
def test_any_sandbox_keeps_the_laws(view: SandboxView, text: Text) -> None:
    check(render_debug(view, text))
    check(render_debug_state(view, text))


@thorough
@given(rv.cards, texts)
def test_any_card_keeps_the_laws(view: CardView, text: Text) -> None:
    check(render_card(view, text))


@thorough
@given(rv.records, texts, st.sampled_from(Mode), rv.accesses, st.booleans())
def test_any_alert_keeps_the_laws(
    record: Record, text: Text, mode: Mode, access: Access, is_repeat: bool
) -> None:
    screen = render_alert("x", record, text, mode, access=access, is_repeat=is_repeat)
    if screen is not None:
        check(screen)

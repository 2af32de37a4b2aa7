"""Every state of every screen keeps the laws of screens."""

import pytest

from bot.callbacks import parse
from bot.routes import ROUTES
from bot.screen import Screen
from core.trading import RefusalCode
from tests.screens.catalogue import TEXTS, screens
from tests.screens.laws import check

ALL = [
    pytest.param(screen, id=f"{language}-{name}-{state}")
    for language in TEXTS
    for name, states in screens(language).items()
    for state, screen in states.items()
]
NO_MONEY = {"pairing", "alert", "debug", "system"}
"""Pairing comes before there is an account; a signal alert carries the sign alone; the sandbox
never passes for an account and says so; the system screen is about the desk, not about money."""


@pytest.mark.parametrize("screen", ALL)
def test_a_screen_fits_a_phone_and_telegram(screen: Screen) -> None:
    check(screen)


@pytest.mark.parametrize("language", TEXTS)
def test_every_screen_says_paper_or_real(language: str) -> None:
    text = TEXTS[language]
    words = (text.t("mode.PAPER"), text.t("mode.LIVE"))
    for name, states in screens(language).items():
        for state, screen in states.items():
            if name not in NO_MONEY:
                assert any(word in screen.text.split("\n")[0] for word in words), (name, state)


@pytest.mark.parametrize("language", TEXTS)
def test_every_alert_carries_the_sign_of_its_money(language: str) -> None:
    for state, screen in screens(language)["alert"].items():
        assert any(sign in screen.text.split("\n")[0] for sign in ("🧪", "💰")), state


@pytest.mark.parametrize("language", TEXTS)
def test_every_screen_and_alert_of_the_sandbox_says_so_first(language: str) -> None:
    text = TEXTS[language]
    for state, screen in screens(language)["debug"].items():
        assert screen.text.startswith(f"<b>{text.t('debug.title')}</b>"), state


def test_no_button_of_the_sandbox_leads_to_what_trades() -> None:
    buttons = [
        button.data
        for screen in screens("en")["debug"].values()
        for row in screen.rows
        for button in row
    ]
    assert {data.split(":")[1] for data in buttons} == {"dbg", "menu"}


def test_every_route_has_a_button_somewhere() -> None:
    shown = {
        f"{press.screen}:{press.action}"
        for states in screens("en").values()
        for screen in states.values()
        for row in screen.rows
        for button in row
        if (press := parse(button.data)) is not None
    }
    assert shown == set(ROUTES)


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("code", RefusalCode)
def test_a_refusal_says_why_and_offers_a_press_that_helps(code: RefusalCode, language: str) -> None:
    screen = screens(language)["blocked"][code.value]
    why = str(TEXTS[language].phrases[f"refusal.{code.value}.why"])
    assert why.split("{")[0] in screen.text.replace("\n", " ")
    assert screen.rows[0][0].style == "primary"


@pytest.mark.parametrize("code", ["MARGIN_LIMIT", "COOLDOWN", "SPREAD_TOO_WIDE", "MIN_QTY"])
def test_a_refusal_shows_its_two_numbers_under_their_own_names(code: str) -> None:
    text, screen = TEXTS["en"], screens("en")["blocked"][code]
    for end in ("needed", "limit"):
        label = str(text.phrases[f"refusal.{code}.{end}"]).split("{")[0]
        assert any(row.startswith(label) for row in screen.text.split("\n"))

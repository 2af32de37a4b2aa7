"""A test whose days are not here: downloaded in place and run, in the chat page of a small phone,
from a venue on loopback."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from playwright.sync_api import Browser

from bot.locales import LANGUAGES, load_text
from tests.chat_browser import SMALL_PHONE, WAIT_MS, chat_page, chromium
from tests.demo_desk import demo_desk
from tests.desk_page import MISFITS, Phone, Scheme
from tests.loopback.process import Loopback, loopback

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ARTEFACTS = Path(__file__).parents[2] / "artefacts" / "study_load_page"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def venue() -> Iterator[Loopback]:
    with loopback(symbols=1, rate=1.0, is_perp=False) as started:
        yield started


def look(phone: Phone, name: str) -> None:
    """Kept as an artefact once nothing moves or is cut."""
    phone.page.wait_for_function(f"() => ({MISFITS})().length === 0", timeout=WAIT_MS)
    for scheme in get_args(Scheme):
        phone.shoot(ARTEFACTS / f"{name}-{scheme}.png", scheme)


@pytest.mark.parametrize("language", LANGUAGES)
def test_days_that_lack_are_a_button_then_a_bar_then_a_test(
    language: str, browser: Browser, venue: Loopback, tmp_path: Path
) -> None:
    t = load_text(language).t
    with (
        demo_desk(tmp_path, **venue.settings) as desk,
        chat_page(browser, desk.url, size=SMALL_PHONE, locale=language) as page,
    ):
        phone = Phone(page)
        phone.begin()
        asked = phone.open("/backtest", t("study.title"))
        phone.tap(asked, second := "1s" if language == "en" else "1с")
        phone.reads(asked, re.compile(rf"{t('study.inside')} +{second}"))
        phone.tap(asked, t("button.study.days", n=7))
        phone.reads(asked, re.compile("(?:download it|скачайте её)"))
        look(phone, f"{language}-lacks")
        phone.tap(asked, "⬇️")
        phone.reads(asked, t("study.load.running"))
        phone.reads(asked, re.compile("█"))
        look(phone, f"{language}-running")
        phone.tap(asked, t("button.study.stop"))
        phone.reads(asked, t("study.load.cancelled"))
        look(phone, f"{language}-cancelled")
        phone.tap(asked, t("button.study.auto"))
        phone.reads(asked, t("study.inside.auto"))
        phone.tap(asked, t("button.study.days", n=7))
        phone.reads(asked, re.compile("(?:download|качайте)"))
        phone.tap(asked, "⬇️")
        phone.reads(asked, "✅")
        look(phone, f"{language}-loaded")
        phone.tap(asked, t("button.study.rerun"))
        tested = phone.newest("⏪")
        phone.reads(tested, t("study.hold"))
        look(phone, f"{language}-tested")

"""From a fresh desk to a backtest's picture, in the chat page: four taps."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from playwright.sync_api import Browser, Locator, expect

from bot.locales import LANGUAGES, load_text
from tests.chat_browser import PHONE, WAIT_MS, chat_page, chromium
from tests.demo_desk import demo_desk
from tests.desk_page import MISFITS, Phone, Scheme

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ARTEFACTS = Path(__file__).parents[2] / "artefacts" / "study_page"
LONG_MS = 180_000


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    with chromium() as started:
        yield started


def look(phone: Phone, name: str) -> None:
    """Kept as an artefact once nothing moves or is cut."""
    phone.page.wait_for_function(f"() => ({MISFITS})().length === 0", timeout=WAIT_MS)
    for scheme in get_args(Scheme):
        phone.shoot(ARTEFACTS / f"{name}-{scheme}.png", scheme)


def with_picture(phone: Phone, title: str) -> Locator:
    """The newest screen that begins so and has a picture."""
    found = phone.page.locator("li.screen:not(.leaving)", has_text=title).last
    expect(found.locator("img").first).to_be_visible(timeout=LONG_MS)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_newcomer_is_four_taps_from_a_backtests_picture(
    language: str, browser: Browser, tmp_path: Path
) -> None:
    t = load_text(language).t
    with (
        demo_desk(tmp_path) as desk,
        chat_page(browser, desk.url, size=PHONE, locale=language) as page,
    ):
        phone = Phone(page)
        phone.begin()  # one
        menu = phone.newest(t("menu.title"))
        phone.tap(menu, t("button.auto"))  # two
        auto = phone.newest(t("auto.title"))
        phone.tap(auto, t("button.strategy"))  # three
        strategy = phone.newest("🧠")
        look(phone, f"{language}-strategy")
        phone.tap(strategy, t("button.study.days", n=30))  # four
        tested = with_picture(phone, t("study.hold"))
        assert re.search(r"[+-]\d+\.\d\d%", phone.text(tested))
        look(phone, f"{language}-backtest")

        phone.tap(tested, t("button.study.again"))
        asked = phone.newest(t("study.title"))
        phone.reads(asked, t("study.state.done"))
        look(phone, f"{language}-asked")
        phone.tap(asked, t("button.study.grid"))
        phone.reads(phone.newest(t("study.title")), re.compile("█"))
        look(phone, f"{language}-running")
        phone.tap(phone.newest(t("study.title")), t("button.study.stop"))
        phone.reads(phone.newest(t("study.title")), t("study.state.cancelled"))
        phone.tap(phone.newest(t("study.title")), t("button.study.list"))
        listed = phone.newest(t("study.list"))
        look(phone, f"{language}-list")
        phone.tap(listed, "1")
        with_picture(phone, t("study.hold"))

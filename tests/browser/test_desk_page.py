"""The desk as a person with a phone meets it: `main.py demo`, its chat page, Chromium."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import pytest
from playwright.sync_api import Browser, Locator, expect

from bot.locales import LANGUAGES, Text, load_text
from core.clock import SystemClock
from core.types import SECOND_NS
from tests.chat_browser import PHONE, SMALL_PHONE, WAIT_MS, chat_page, chromium
from tests.demo_desk import DemoDesk, demo_desk
from tests.desk_page import Phone, Scheme

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ARTEFACTS = Path(__file__).parents[2] / "artefacts" / "desk_page"
A_MINUTE_NS = 60 * SECOND_NS
PAINTED = re.compile(r"⟳ [\d:]+")
SCROLL_TOP = "document.querySelector('#chat').scrollTop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One person's chat with a running desk. Looking at a screen keeps it as an artefact in both
    colours, and checks that it fits two sizes of phone."""

    desk: DemoDesk
    phone: Phone
    text: Text

    def t(self, key: str) -> str:
        return self.text.t(key)

    def saved(self, rule: str, value: str) -> str:
        """What the risk screen says for a moment."""
        return self.text.t("notice.saved", name=self.t(f"risk.{rule}"), value=value)

    def look(self, name: str) -> None:
        page = self.phone.page
        for width, height in (SMALL_PHONE, PHONE):
            page.set_viewport_size({"width": width, "height": height})
            assert self.phone.misfits() == [], f"{name} at {width}"
        for scheme in get_args(Scheme):
            self.phone.shoot(ARTEFACTS / f"{self.text.language}-{scheme}-{name}.png", scheme)

    def auto(self) -> Locator:
        """A fresh auto screen."""
        return self.phone.open("/auto", self.t("auto.title"))

    def idle(self) -> Locator:
        """The auto screen of an agent that is off and holds nothing."""
        auto = self.auto()
        if self.t("auto.OFF") not in self.phone.text(auto):
            self.phone.tap(auto, self.t("button.stop"))
            self.phone.reads(auto, self.t("auto.OFF"))
        if self.t("position.entry") in self.phone.text(auto):
            self.phone.tap(auto, self.t("button.close"))
            self.phone.tap(auto, self.t("button.yes.close"))
            self.phone.reads_no_more(auto, self.t("position.entry"))
        return auto

    def running(self) -> Locator:
        """The auto screen of an agent that trades."""
        auto = self.auto()
        if self.t("auto.OFF") in self.phone.text(auto):
            self.phone.tap(auto, self.t("button.start"))
        self.phone.reads(auto, self.t("auto.RUNNING"))
        return auto


@dataclass(frozen=True, slots=True)
class Story:
    """What happened from START to the first closed trade."""

    visit: Visit
    menu: str
    auto: str
    waited_ns: int
    opened: str
    closed: str


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    with chromium() as started:
        yield started


@pytest.fixture(scope="module", params=LANGUAGES)
def story(
    request: pytest.FixtureRequest, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Story]:
    language: str = request.param
    folder = tmp_path_factory.mktemp(language)
    with (
        demo_desk(folder) as desk,
        chat_page(browser, desk.url, size=PHONE, locale=language) as page,
    ):
        yield begin(Visit(desk=desk, phone=Phone(page), text=load_text(language)))


@pytest.fixture
def visit(story: Story) -> Visit:
    return story.visit


def begin(visit: Visit) -> Story:
    """START, Auto, Start; then the first position is closed by hand."""
    phone, t, clock = visit.phone, visit.t, SystemClock()
    visit.look("welcome")
    phone.begin()
    screen = phone.newest(t("menu.title"))
    menu = phone.text(screen)
    visit.look("menu")
    phone.tap(screen, t("button.auto"))
    phone.reads(screen, t("auto.OFF"))
    visit.look("auto-off")
    phone.tap(screen, t("button.start"))
    pressed_ns = clock.monotonic_ns()
    opened = alert(phone, t("alert.opened"))
    waited_ns = clock.monotonic_ns() - pressed_ns
    phone.reads(screen, t("position.entry"))
    auto = phone.text(screen)
    visit.look("position")
    phone.tap(screen, t("button.close"))
    phone.reads(screen, t("confirm.close"))
    visit.look("confirm-close")
    phone.tap(screen, t("button.yes.close"))
    closed = alert(phone, t("alert.closed.MANUAL"))
    visit.look("closed")
    return Story(visit, menu, auto, waited_ns, opened, closed)


def alert(phone: Phone, says: str) -> str:
    """The text of the first message, beside the screens, that says so."""
    found = phone.page.locator("li", has=phone.page.locator("strong", has_text=says)).first
    expect(found).to_be_visible(timeout=WAIT_MS)
    return phone.text(found)


def test_the_first_screen_names_its_market_and_its_money(story: Story) -> None:
    t = story.visit.t
    assert t("mode.PAPER") in story.menu
    assert t("exchange.simulated") in story.menu
    assert "🟢" in story.menu


def test_a_position_opens_within_a_minute_and_is_told(story: Story) -> None:
    assert story.waited_ns < A_MINUTE_NS
    assert "BTC x2" in story.opened
    assert re.search(r"SL +\d\d\s\d{3}\.\d(?!\d)", story.opened), story.opened
    assert story.visit.t("auto.RUNNING") in story.auto
    assert "├" in story.auto


def test_a_close_by_hand_is_told_with_its_result(story: Story) -> None:
    assert re.search(r"BTC\s[+-]\d", story.closed), story.closed
    assert story.visit.t("exit.MANUAL") in story.closed


def test_a_rule_is_changed_by_button_on_the_same_message(visit: Visit) -> None:
    phone, t = visit.phone, visit.t
    risk = phone.open("/risk", t("risk.title"))
    visit.look("risk")
    phone.tap(risk, t("button.set.stop_loss"))
    expect(phone.key(risk, "3%")).to_be_visible(timeout=WAIT_MS)
    visit.look("risk-edit")
    phone.tap(risk, "3%")
    phone.reads(risk, visit.saved("stop_loss", "3%"))
    visit.look("risk-saved")
    phone.reads_no_more(risk, "✅")
    phone.reads(risk, re.compile(r"\s3%"))


@pytest.mark.parametrize(("typed", "shown"), [("1,5%", "1.5%"), ("45 usd", "45 USD")])
def test_a_typed_rule_disappears_and_shows_on_the_same_message(
    visit: Visit, typed: str, shown: str
) -> None:
    phone, t = visit.phone, visit.t
    risk = phone.open("/risk", t("risk.title"))
    phone.tap(risk, t("button.set.max_loss"))
    phone.reads(risk, "✏️")
    with visit.desk.chat() as chat:
        known = len(chat.calls("sendMessage"))
        mine = chat.say(typed)
        chat.wait_for(lambda: chat.message(mine) is None or None, "the typed message to go")
        phone.reads(risk, visit.saved("max_loss", shown))
        assert len(chat.calls("sendMessage")) == known
    expect(phone.page.locator(f'li[data-id="{mine}"]')).to_have_count(0)
    phone.reads_no_more(risk, "✅")
    phone.reads(risk, shown)


def test_what_is_no_number_is_explained_on_the_same_message(visit: Visit) -> None:
    phone, t = visit.phone, visit.t
    risk = phone.open("/risk", t("risk.title"))
    phone.tap(risk, t("button.set.risk"))
    phone.reads(risk, "✏️")
    phone.say("a lot")
    phone.reads(risk, "❌")
    visit.look("risk-wrong")
    phone.tap(risk, t("button.cancel"))
    phone.reads_no_more(risk, "✏️")


def test_a_trade_is_found_in_the_journal_and_its_card_opens(visit: Visit) -> None:
    phone, t = visit.phone, visit.t
    journal = phone.open("/journal", t("journal.title"))
    phone.reads(journal, "BTC")
    visit.look("journal-all")
    phone.tap(journal, t("journal.trades"))
    phone.reads(journal, t("exit.MANUAL"))
    visit.look("journal-trades")
    phone.tap(journal, "1")
    phone.reads(journal, t("card.title"))
    visit.look("card")
    phone.tap(journal, t("button.back"))
    phone.newest(t("journal.title"))


def test_the_language_changes_on_the_spot_and_back(visit: Visit) -> None:
    phone, t = visit.phone, visit.t
    (other,) = (load_text(code) for code in LANGUAGES if code != visit.text.language)
    settings = phone.open("/settings", t("settings.title"))
    visit.look("settings")
    phone.tap(settings, t("button.language"))
    phone.reads(settings, other.t("settings.title"))
    phone.open("/menu", other.t("menu.title"))
    settings = phone.open("/settings", other.t("settings.title"))
    phone.tap(settings, other.t("button.language"))
    phone.reads(settings, t("settings.title"))


@pytest.mark.parametrize("name", ["help", "status", "stats"])
def test_the_other_screens_fit_too(visit: Visit, name: str) -> None:
    title = "analytics" if name == "stats" else name
    visit.phone.open(f"/{name}", visit.t(f"{title}.title"))
    visit.look(name)


def test_what_is_traded_is_chosen_on_screens_of_their_own(visit: Visit) -> None:
    phone, t = visit.phone, visit.t
    auto = visit.idle()
    phone.tap(auto, "🧠")
    phone.reads(auto, t("strategy.TREND.idea"))
    visit.look("strategy")
    phone.tap(auto, t("button.back"))
    phone.reads(auto, t("auto.OFF"))
    for setting, place in (("symbol", "💱"), ("timeframe", "🕐")):
        phone.tap(auto, place)
        expect(phone.key(auto, "✓")).to_be_visible(timeout=WAIT_MS)
        visit.look(f"pick-{setting}")
        phone.tap(auto, t("button.back"))
        phone.reads(auto, t("auto.OFF"))


def test_live_edits_do_not_move_what_is_read(visit: Visit) -> None:
    phone = visit.phone
    for name in ("help", "status"):
        phone.open(f"/{name}", visit.t(f"{name}.title"))
    auto = visit.running()
    phone.page.evaluate("document.querySelector('#chat').scrollTo(0, 60)")
    before = phone.text(auto)
    expect(auto.locator(".words")).not_to_have_text(before, timeout=WAIT_MS, use_inner_text=True)
    assert phone.page.evaluate(SCROLL_TOP) == 60
    phone.page.locator("#to-bottom").click()


def test_a_killed_desk_goes_on_where_it_was_with_its_chat(visit: Visit) -> None:
    phone, t = visit.phone, visit.t
    auto = visit.running()
    visit.desk.kill()
    expect(phone.page.locator("#status")).to_have_class(re.compile("warn"), timeout=WAIT_MS)
    drawn = PAINTED.search(phone.text(auto))
    assert drawn is not None
    pause = phone.key(auto, t("button.pause"))
    pause.click()
    expect(pause).to_have_attribute("aria-busy", "true")
    visit.desk.start()
    expect(auto.locator("[aria-busy=true]")).to_have_count(0, timeout=WAIT_MS)
    phone.reads_no_more(auto, drawn[0])
    phone.reads(auto, t("auto.RUNNING"))
    phone.tap(auto, t("button.risk"))
    phone.reads(auto, t("risk.title"))
    visit.look("after-kill")


def test_everything_is_closed_and_halted_and_unlocked(visit: Visit) -> None:
    phone, t = visit.phone, visit.t
    visit.running()
    question = phone.open("/kill", t("confirm.kill"))
    visit.look("kill")
    phone.tap(question, t("button.yes.kill"))
    phone.reads(question, t("auto.HALTED"))
    visit.look("halted")
    phone.tap(question, t("button.unlock"))
    phone.reads(question, t("confirm.unlock"))
    visit.look("unlock")
    phone.tap(question, t("button.yes.unlock"))
    phone.reads(question, t("auto.OFF"))

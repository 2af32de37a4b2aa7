"""The market, the watch list, the portfolio, the monitor and the agents, on the chat page."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import pytest
from playwright.sync_api import Browser, Locator, expect

from bot.locales import LANGUAGES, Text, load_text
from tests.chat_browser import PHONE, SMALL_PHONE, WAIT_MS, chat_page, chromium
from tests.demo_desk import demo_desk
from tests.desk_page import Phone, Scheme

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ARTEFACTS = Path(__file__).parents[2] / "artefacts" / "watch_page"
PRICE = re.compile(r"\d\s?\d{3}\.\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One person's chat with a running demo; looking keeps a picture and checks that it fits."""

    phone: Phone
    text: Text

    def t(self, key: str) -> str:
        return self.text.t(key)

    def look(self, name: str) -> None:
        page = self.phone.page
        for width, height in (SMALL_PHONE, PHONE):
            page.set_viewport_size({"width": width, "height": height})
            assert self.phone.misfits() == [], f"{name} at {width}"
        for scheme in get_args(Scheme):
            self.phone.shoot(ARTEFACTS / f"{self.text.language}-{scheme}-{name}.png", scheme)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    with chromium() as started:
        yield started


@pytest.fixture(scope="module", params=LANGUAGES)
def visit(
    request: pytest.FixtureRequest, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Visit]:
    """A chat whose agent trades and holds its first position."""
    language: str = request.param
    with (
        demo_desk(tmp_path_factory.mktemp(language)) as desk,
        chat_page(browser, desk.url, size=PHONE, locale=language) as page,
    ):
        found = Visit(phone=Phone(page), text=load_text(language))
        found.phone.begin()
        menu = found.phone.newest(found.t("menu.title"))
        found.look("menu")
        found.phone.tap(menu, found.t("button.auto"))
        found.phone.reads(menu, found.t("auto.OFF"))
        found.phone.tap(menu, found.t("button.start"))
        found.phone.reads(menu, found.t("position.entry"))
        yield found


def test_the_market_shows_its_price_its_day_and_its_candles(visit: Visit) -> None:
    market = visit.phone.open("/market btc 1m", "📈 BTC/USDT")
    visit.phone.reads(market, visit.t("market.spread"))
    visit.phone.reads(market, PRICE)
    visit.phone.reads(market, "RSI")
    has_picture(market)
    visit.look("market")
    visit.phone.tap(market, visit.text.t("tf.15m"))
    visit.phone.reads(market, visit.text.t("tf.15m"))


def test_a_typed_name_leads_to_another_market(visit: Visit) -> None:
    market = visit.phone.open("/market btc 1m", "📈 BTC/USDT")
    visit.phone.tap(market, visit.t("button.symbol"))
    symbols = visit.phone.newest(visit.t("symbols.title"))
    visit.look("symbols")
    visit.phone.say("eht")
    visit.phone.reads(symbols, visit.text.t("symbols.guess", typed="eht"))
    visit.phone.say("eth")
    visit.phone.newest("📈 ETH/USDT")


def test_the_watch_list_is_changed_by_buttons(visit: Visit) -> None:
    watch = visit.phone.open("/watch", visit.t("watch.title"))
    visit.phone.reads(watch, "SOL/USDT")
    visit.look("watch")
    visit.phone.tap(watch, visit.t("button.watch.edit"))
    visit.phone.tap(watch, "✖️ SOL")
    visit.phone.reads_no_more(watch, "SOL/USDT")
    visit.look("watch-edit")


def test_the_portfolio_shows_what_the_money_is_in(visit: Visit) -> None:
    portfolio = visit.phone.open("/portfolio", visit.t("portfolio.title"))
    visit.phone.reads(portfolio, visit.t("portfolio.by_instrument"))
    has_picture(portfolio)
    visit.look("portfolio")


def test_the_monitor_shows_every_agent(visit: Visit) -> None:
    monitor = visit.phone.open("/monitor", visit.t("monitor.title"))
    visit.phone.reads(monitor, visit.t("monitor.agents"))
    visit.look("monitor")


def test_a_second_agent_is_made_compared_and_removed(visit: Visit) -> None:
    phone, t = visit.phone, visit.t
    agents = phone.open("/agents", t("agents.title"))
    visit.look("agents")
    phone.tap(agents, "auto")
    phone.tap(agents, t("button.agent.slice"))
    phone.reads(agents, t("agents.about.slice"))
    phone.say("6000")
    phone.reads(agents, "6 000.00".replace(" ", "\N{NO-BREAK SPACE}"))
    visit.look("agent")
    phone.tap(agents, t("button.back"))
    phone.tap(agents, t("button.agent.add"))
    phone.reads(agents, t("agents.about.new"))
    visit.look("agent-new")
    phone.tap(agents, t("button.field.name"))
    phone.say("owl")
    phone.reads(agents, "owl")
    phone.tap(agents, t("button.agent.make"))
    phone.reads(agents, "👤 owl")
    phone.tap(agents, t("button.back"))
    phone.reads(agents, "owl")
    visit.look("agents-two")
    phone.tap(agents, t("button.compare"))
    compared = phone.newest(t("compare.title"))
    visit.look("compare")
    phone.tap(compared, t("button.back"))
    agents = phone.newest(t("agents.title"))
    phone.tap(agents, "owl")
    phone.tap(agents, t("button.agent.remove"))
    phone.reads(agents, t("confirm.remove_agent"))
    visit.look("agent-remove")
    phone.tap(agents, t("button.yes.remove_agent"))
    phone.reads_no_more(agents, "owl")


def has_picture(message: Locator) -> None:
    expect(message.locator("img")).to_be_visible(timeout=WAIT_MS)

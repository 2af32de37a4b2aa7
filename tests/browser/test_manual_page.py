"""Manual trading as a person with a phone meets it: the demo, its chat page, Chromium."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import get_args

import pytest
from playwright.sync_api import Browser, Locator

from bot.locales import LANGUAGES, Text, load_text
from tests.chat_browser import PHONE, SMALL_PHONE, chat_page, chromium
from tests.demo_desk import demo_desk
from tests.desk_page import Phone, Scheme

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ARTEFACTS = Path(__file__).parents[2] / "artefacts" / "manual_page"
FAR_BELOW = "2800"
"""A price to which the demo's fast market does not come while an order is looked at."""


@dataclass(frozen=True, slots=True)
class Hand:
    """One person's phone; what is looked at is kept as an artefact in both colours."""

    phone: Phone
    text: Text

    def t(self, key: str, **values: str) -> str:
        return self.text.t(key, **values)

    def look(self, name: str) -> None:
        for width, height in (SMALL_PHONE, PHONE):
            self.phone.page.set_viewport_size({"width": width, "height": height})
            assert self.phone.misfits() == [], f"{name} at {width}"
        for scheme in get_args(Scheme):
            self.phone.shoot(ARTEFACTS / f"{self.text.language}-{scheme}-{name}.png", scheme)

    def draft(self, words: str) -> Locator:
        """The builder that an order in words brings."""
        return self.phone.open(words, self.t("build.title"))

    def confirm(self, builder: Locator, side: str, name: str) -> None:
        self.phone.tap(builder, self.t("button.review"))
        self.phone.reads(builder, self.t("confirm.order"))
        self.look(f"{name}-confirm")
        self.phone.tap(builder, self.t("button.yes.order", side=side))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    with chromium() as started:
        yield started


@pytest.fixture(scope="module", params=LANGUAGES)
def hand(
    request: pytest.FixtureRequest, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Hand]:
    language: str = request.param
    with (
        demo_desk(tmp_path_factory.mktemp(language)) as desk,
        chat_page(browser, desk.url, size=PHONE, locale=language) as page,
    ):
        phone = Phone(page)
        phone.begin()
        phone.newest(load_text(language).t("menu.title"))
        yield Hand(phone, load_text(language))


def test_a_market_order_opens_a_position_whose_half_is_cut_and_whose_stop_is_typed(
    hand: Hand,
) -> None:
    phone, t = hand.phone, hand.t
    menu = phone.open("/menu", t("menu.title"))
    phone.tap(menu, t("button.new_order"))
    phone.reads(menu, t("build.title"))
    phone.tap(menu, "10%")
    phone.reads(menu, re.compile(r"SL \d"))
    hand.look("builder")
    hand.confirm(menu, "BUY", "market")
    phone.reads(menu, re.compile(r"LONG 0\.\d+ BTC"))
    hand.look("positions")
    phone.tap(menu, "🟢 BTC")
    phone.reads(menu, t("position_card.title"))
    hand.look("position")
    whole = _held(phone.text(menu))
    phone.tap(menu, "50%")
    phone.reads(menu, t("confirm.reduce"))
    phone.tap(menu, t("button.yes.reduce"))
    phone.reads_no_more(menu, f"LONG {whole}")
    assert _held(phone.text(menu)) < whole
    phone.tap(menu, t("button.exit.stop"))
    phone.reads(menu, t("hint.stop"))
    hand.look("stop")
    phone.say("2,5%")
    phone.reads(menu, t("toast.exits_set"))
    phone.reads_no_more(menu, t("toast.exits_set"))
    hand.look("position-cut")


def test_a_resting_limit_is_amended_and_cancelled(hand: Hand) -> None:
    phone, t = hand.phone, hand.t
    screen = hand.draft("buy eth 300 sl 2% tp 2,4,6")
    phone.reads(screen, "TP3")
    hand.look("words")
    phone.tap(screen, t("kind.market"))
    phone.tap(screen, t("kind.limit"))
    phone.reads(screen, t("field.price"))
    phone.tap(screen, t("short.price"))
    phone.say(FAR_BELOW)
    phone.reads(screen, re.compile(r"2\s800\.00"))
    phone.tap(screen, t("short.price"))
    phone.tap(screen, "-0.5%")
    phone.reads(screen, re.compile(r"2\s786\.00"))
    phone.reads(screen, "R:R")
    hand.look("limit")
    hand.confirm(screen, "BUY", "limit")
    phone.reads(screen, t("orders.title"))
    hand.look("orders")
    phone.tap(screen, "🟢 ETH")
    phone.reads(screen, t("order_card.title"))
    hand.look("order")
    phone.tap(screen, "-0.1%")
    phone.reads(screen, t("toast.amended"))
    phone.reads(screen, "ETH")
    phone.tap(screen, "🟢 ETH")
    phone.tap(screen, t("button.cancel_order"))
    phone.reads(screen, t("orders.none"))


def test_an_order_in_words_tells_what_was_not_understood(hand: Hand) -> None:
    phone, t = hand.phone, hand.t
    screen = hand.draft("long btc 5% sl 1% please")
    phone.reads(screen, t("build.unknown", word="please"))
    hand.look("unknown")


def _held(text: str) -> Decimal:
    """How much a position holds."""
    found = re.search(r"LONG ([\d.]+) BTC", text)
    assert found is not None, text
    return Decimal(found[1])

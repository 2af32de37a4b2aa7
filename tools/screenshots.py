"""`make screenshots`: the README's pictures, of a demo desk that trades while one looks.

It plays a person with a phone by the tests' own hands; some minutes pass until there are trades.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Locator, Page, expect

from bot.locales import Text, load_text
from tests.chat_browser import WAIT_MS, chat_page, chromium
from tests.demo_desk import demo_desk
from tests.desk_page import Phone, Scheme

IMAGES = Path(__file__).parents[1] / "docs" / "images"
SIZE, DENSITY = (390, 844), 1.3
TRADES, TRADES_MS = 4, 480_000
SETTLED_MS = 700
LARGEST_BYTES = 200_000
TO_BOTTOM = "document.querySelector('#chat').scrollTo(0, 1e6)"


@dataclass(frozen=True, slots=True)
class Photographer:
    """Walks through the screens in one language, and shoots them in one colour."""

    page: Page
    text: Text
    scheme: Scheme

    @property
    def phone(self) -> Phone:
        return Phone(self.page)

    def open(self, command: str, title: str) -> Locator:
        """A fresh screen; once more when an alert came below it at once."""
        while True:
            screen = self.phone.open(command, self.text.t(title))
            self.page.wait_for_timeout(SETTLED_MS)
            if screen.evaluate("li => !li.nextElementSibling"):
                return screen

    def shoot(self, name: str) -> None:
        self.page.mouse.move(0, 0)
        self.page.locator("#text").blur()
        self.page.evaluate(TO_BOTTOM)
        suffix = "" if self.text.language == "en" else f".{self.text.language}"
        self.phone.shoot(IMAGES / f"{name}{suffix}.png", self.scheme)

    def start_trading(self) -> None:
        phone, t = self.phone, self.text.t
        phone.begin()
        screen = phone.newest(t("menu.title"))
        phone.tap(screen, t("button.auto"))
        phone.tap(screen, t("button.start"))
        phone.reads(screen, t("position.entry"))
        expect(self.messages(t("alert.opened")).first).to_be_visible(timeout=WAIT_MS)
        self.shoot("alert")

    def shoot_screens(self) -> None:
        """While the first position is open."""
        for command in ("auto", "menu", "settings", "portfolio", "agents"):
            self.open(f"/{command}", f"{command}.title")
            self.shoot("running" if command == "auto" else command)
        self.change_a_rule()
        self.shoot("risk")
        self.shoot_market()
        self.shoot_position()
        self.shoot_order()

    def shoot_market(self) -> None:
        market = self.phone.open("/market btc", "📈 BTC/USDT")
        self.drawn(market)
        self.shoot("market")

    def shoot_position(self) -> None:
        """With its candles, from the list."""
        held = self.open("/positions", "positions.title")
        self.phone.tap(held, "BTC")
        self.phone.reads(held, self.text.t("position_card.title"))
        self.phone.tap(held, self.text.t("button.chart"))
        self.drawn(held)
        self.shoot("position")

    def shoot_order(self) -> None:
        """In words, then its question; nothing is sent."""
        builder = self.open("buy eth 500 sl 1.5% tp 2,4,6", "build.title")
        self.phone.reads(builder, "TP3")
        self.shoot("order")
        self.phone.tap(builder, self.text.t("button.review"))
        self.phone.reads(builder, self.text.t("confirm.order"))
        self.shoot("confirm")
        self.phone.tap(builder, self.text.t("button.cancel"))

    def drawn(self, screen: Locator) -> None:
        """Until its picture is there."""
        expect(screen.locator("img")).to_be_visible(timeout=WAIT_MS)
        self.page.wait_for_timeout(SETTLED_MS)

    def wait_for_trades(self) -> None:
        """Until as many are closed as a page of the journal shows well."""
        some = self.messages("CLOSED|FLIP|STOP LOSS|ЗАКРЫТ|ФЛИП|СТОП-ЛОСС").nth(TRADES - 1)
        expect(some).to_be_attached(timeout=TRADES_MS)

    def shoot_journal(self) -> None:
        self.open("/journal", "journal.title")
        self.shoot("journal")
        self.drawn(self.open("/stats", "analytics.title"))
        self.shoot("analytics")

    def change_a_rule(self) -> None:
        risk = self.open("/risk", "risk.title")
        self.phone.tap(risk, self.text.t("button.set.max_loss"))
        self.phone.reads(risk, "✏️")
        self.phone.say("25 USD")
        self.phone.reads(risk, "✅")

    def change_language(self) -> None:
        settings = self.open("/settings", "settings.title")
        self.phone.tap(settings, self.text.t("button.language"))
        self.phone.reads_no_more(settings, self.text.t("settings.title"))

    def messages(self, says: str) -> Locator:
        """Those whose first line says so."""
        line = self.page.locator("strong", has_text=re.compile(says))
        return self.page.locator("li", has=line)


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    with (
        TemporaryDirectory() as folder,
        demo_desk(Path(folder)) as desk,
        chromium() as browser,
        chat_page(browser, desk.url, size=SIZE, density=DENSITY) as page,
    ):
        english = Photographer(page, load_text("en"), "dark")
        russian = Photographer(page, load_text("ru"), "light")
        english.start_trading()
        english.shoot_screens()
        english.change_language()
        russian.shoot_screens()
        russian.wait_for_trades()
        russian.shoot_journal()
        russian.change_language()
        english.shoot_journal()
    weigh()


def weigh() -> None:
    for path in sorted(IMAGES.glob("*.png")):
        print(f"{path.stat().st_size // 1000:4} KB  {path.name}")
        if path.stat().st_size > LARGEST_BYTES:
            raise SystemExit(f"{path.name} is too large for a README")


if __name__ == "__main__":
    main()

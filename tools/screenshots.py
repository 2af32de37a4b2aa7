"""`make screenshots`: the pictures of the README, taken of the running demo.

It plays a person with a phone, by the tests' own hands: starts the desk on a market of its own,
trades for a while, and photographs what the screens show.
"""

import re
import tempfile
from pathlib import Path

from playwright.sync_api import Page

from tests.chat_browser import chat_page, chromium
from tests.demo_desk import DemoDesk, demo_desk
from tests.desk_page import Phone, Scheme

FOLDER = Path(__file__).parents[1] / "docs" / "images"
SEED = "3"


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        demo_desk(Path(folder), SIM_SEED=SEED) as desk,
        chromium() as browser,
    ):
        with chat_page(browser, desk.url) as page:
            trade(page, desk)
        with chat_page(browser, desk.url, scheme="dark") as page:
            speak_russian(page)


def trade(page: Page, desk: DemoDesk) -> None:
    """Until a few trades are closed, then one screen after another."""
    phone = Phone(page)
    phone.begin()
    phone.tap(phone.newest("🏠"), "🤖")
    auto = phone.newest("🤖")
    phone.tap(auto, "▶️")
    with desk.chat() as chat:
        for _ in range(3):
            chat.wait_message("gross", after=chat.messages()[-1].message_id, timeout_s=180)
    running = phone.open("/auto", "🤖")
    phone.reads(running, re.compile("LONG|SHORT"))
    shoot(phone, "running", "light")
    for command, title, name in (
        ("/menu", "🏠", "menu"),
        ("/risk", "🛡", "risk"),
        ("/journal", "📔", "journal"),
        ("/stats", "📊", "analytics"),
    ):
        phone.open(command, title)
        shoot(phone, name, "light")


def speak_russian(page: Page) -> None:
    phone = Phone(page)
    phone.tap(phone.open("/settings", "⚙️"), "🌐")
    phone.reads(phone.open("/auto", "🤖"), "БУМАГА")
    shoot(phone, "running-ru", "dark")


def shoot(phone: Phone, name: str, scheme: Scheme) -> None:
    phone.page.wait_for_timeout(600)
    phone.shoot(FOLDER / f"{name}.png", scheme)


if __name__ == "__main__":
    main()

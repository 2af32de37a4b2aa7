"""A person with a phone in front of the demo's chat page: presses, types, reads."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

WAIT_MS = 30_000


@dataclass(frozen=True, slots=True)
class Phone:
    """The page, found by what is read on it; every wait ends with what is waited for."""

    page: Page

    def begin(self) -> None:
        """START of the empty chat."""
        self.page.locator("#start").click()

    def screen(self, title: str) -> Locator:
        """The newest message with buttons whose first line begins so."""
        title_line = self.page.locator(".words > strong:first-child", has_text=title)
        found = self.page.locator("li.screen:not(.leaving)").filter(has=title_line).last
        expect(found).to_be_visible(timeout=WAIT_MS)
        return found

    def tap(self, screen: Locator, label: str) -> None:
        """One button of a message, by the beginning of its label; it stays until answered."""
        key = screen.locator("button.key", has_text=label).first
        key.click(timeout=WAIT_MS)

    def say(self, text: str) -> None:
        box = self.page.locator("#text")
        box.fill(text)
        box.press("Enter")

    def reads(self, screen: Locator, what: str | re.Pattern[str], timeout: int = WAIT_MS) -> None:
        """Until the message says so."""
        expect(screen.locator(".words")).to_contain_text(what, timeout=timeout)

    def shoot(self, path: Path, **options: Any) -> None:
        self.page.screenshot(path=path, animations="disabled", **options)

"""A person with a phone in front of the demo's chat page: presses, types, reads."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Locator, Page, expect

from tests.chat_browser import WAIT_MS

Scheme = Literal["dark", "light"]
NEWEST = """([title, after]) => {
  const screens = [...document.querySelectorAll('li.screen:not(.leaving)')].reverse();
  const titled = (li) => li.querySelector('.words').innerText.startsWith(title);
  const found = screens.find((li) => Number(li.dataset.id) > after && titled(li));
  return found ? Number(found.dataset.id) : null;
}"""
LAST = "Math.max(0, ...[...document.querySelectorAll('li[data-id]')].map(li => +li.dataset.id))"
MISFITS = """() => {
  const wide = (it) => it.scrollWidth > it.clientWidth;
  const visible = (it) => it.checkVisibility() && it.getBoundingClientRect().height > 0;
  const small = (key) => Math.min(key.offsetHeight, key.offsetWidth) < 40;
  const all = (names) => [...document.querySelectorAll(names)].filter(visible);
  const frames = [document.documentElement, document.querySelector('#chat')];
  const outside = (it) => it.getBoundingClientRect().right > innerWidth;
  const beyond = () => all('#chat *').filter(outside).map((it) => `beyond: ${it.className}`);
  return [
    ...frames.filter(wide).flatMap((it) => [`scrolls sideways: ${it.tagName}`, ...beyond()]),
    ...all('.words pre, button.key > span').filter(wide).map((it) => `cut: ${it.textContent}`),
    ...all('button:not(.quote)').filter(small).map((it) => `small: ${it.id || it.textContent}`),
  ];
}"""


@dataclass(frozen=True, slots=True)
class Phone:
    """The page by what is read on it. Every wait ends with what is waited for."""

    page: Page

    def begin(self) -> None:
        """START of the empty chat."""
        self.page.locator("#start").click()

    def say(self, text: str) -> None:
        box = self.page.locator("#text")
        box.fill(text)
        box.press("Enter")

    def open(self, command: str, title: str) -> Locator:
        """The fresh screen that a command brings."""
        after = int(self.page.evaluate(LAST))
        self.say(command)
        return self.newest(title, after=after)

    def newest(self, title: str, *, after: int = 0) -> Locator:
        """The newest message with buttons that begins so; the locator stays with that message."""
        found = self.page.wait_for_function(NEWEST, arg=[title, after], timeout=WAIT_MS)
        return self.page.locator(f'li[data-id="{found.json_value()}"]')

    def tap(self, message: Locator, label: str) -> None:
        self.key(message, label).click(timeout=WAIT_MS)

    def key(self, message: Locator, label: str) -> Locator:
        """The first button of a message that holds this label."""
        return message.locator("button.key", has_text=label).first

    def reads(self, message: Locator, what: str | re.Pattern[str]) -> None:
        """Until the message says so."""
        expect(message.locator(".words")).to_contain_text(what, timeout=WAIT_MS)

    def reads_no_more(self, message: Locator, what: str | re.Pattern[str]) -> None:
        expect(message.locator(".words")).not_to_contain_text(what, timeout=WAIT_MS)

    def text(self, message: Locator) -> str:
        return message.locator(".words").inner_text()

    def misfits(self) -> list[str]:
        """What is wider than its place, and buttons too small for a finger."""
        return [str(it) for it in self.page.evaluate(MISFITS)]

    def shoot(self, path: Path, scheme: Scheme) -> None:
        self.page.emulate_media(color_scheme=scheme)
        self.page.screenshot(path=path, animations="disabled")

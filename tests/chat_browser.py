"""Debian's Chromium at the size of a phone or a desk, for tests that look at the chat page."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from playwright.sync_api import Browser, Page, expect, sync_playwright

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PHONE = (390, 844)
SMALL_PHONE = (360, 740)
DESK = (1280, 860)
WAIT_MS = 60_000
"""What is waited for may come late: the machine may be busy."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless browser. Tests that use it are plain functions: no loop may run around it."""
    path = shutil.which("chromium")
    if path is None:
        raise AssertionError("Chromium is missing. Install it: apt-get install chromium")
    expect.set_options(timeout=WAIT_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS, timeout=WAIT_MS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def chat_page(
    browser: Browser,
    url: str,
    *,
    size: tuple[int, int] = PHONE,
    scheme: Literal["dark", "light"] = "light",
    locale: str = "en-GB",
    density: float = 2,
    forgiven: str = "nothing",
) -> Iterator[Page]:
    """The chat page, linked to its server; what the browser complains of fails the test.

    Complaints that hold `forgiven` are expected: `net::` of a test that cuts the line.
    """
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme=scheme,
        locale=locale,
        device_scale_factor=density,
        has_touch=size[0] < 500,
    )
    context.set_default_timeout(WAIT_MS)
    complaints: list[str] = []
    try:
        page = context.new_page()
        page.on(
            "console", lambda said: complaints.append(said.text) if said.type == "error" else None
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: _local(request.url, url, complaints))
        page.goto(url)
        page.wait_for_selector("#welcome:not([hidden]), #messages li")
        yield page
    finally:
        context.close()
    assert [complaint for complaint in complaints if forgiven not in complaint] == []


def _local(asked: str, url: str, complaints: list[str]) -> None:
    if not asked.startswith((url, "blob:", "data:")):
        complaints.append(f"asked for {asked}")

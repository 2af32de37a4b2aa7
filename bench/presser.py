"""Somebody who presses without a pause, in a process of their own.

`python -m bench.presser URL SECONDS` prints how many presses were answered in the time.
"""

import sys
import time

from tests.demo_server import DemoChat

PAGES = ("auto:open", "risk:open", "jour:page:all.1", "stat:open", "menu:open")
PATIENCE_S = 30.0


def press_for(chat: DemoChat, seconds: float) -> int:
    """Goes round the pages on the newest screen, each press as soon as the last was answered."""
    until, presses = time.monotonic() + seconds, 0
    while time.monotonic() < until:
        screen = max(shown.message_id for shown in chat.messages() if shown.rows)
        page = f"v1:{PAGES[presses % len(PAGES)]}"
        chat.press(data=page, message_id=screen, timeout_s=PATIENCE_S)
        presses += 1
    return presses


def main() -> None:
    chat = DemoChat(sys.argv[1])
    print(press_for(chat, float(sys.argv[2])))
    chat.close()


if __name__ == "__main__":
    main()

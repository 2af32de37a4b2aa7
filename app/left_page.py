"""A chat page that runs already: the one a killed desk left behind, or that of another desk."""

import asyncio
import json
import logging
from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from http.client import HTTPException
from urllib.request import Request, urlopen

from core.clock import SystemClock
from core.values import Frozen

log = logging.getLogger(__name__)

ANSWER_S = 5.0
STOP_S = 5.0
LOOK_S = 0.1


class LeftPage(Frozen, frozen=True):
    """`state` is the folder its chat is kept in; `is_in_use`: a desk asks it for updates, or did so
    a moment ago."""

    url: str
    state: str
    is_in_use: bool


async def find_page(url: str, token: str) -> LeftPage | None:
    """None where no chat of ours answers."""
    if not await _answers(url, token):
        return None
    told = await asyncio.to_thread(_ask, url, op="status")
    return LeftPage(url, str(told.get("state", "")), bool(told.get("is_bot_here")))


async def end_page(page: LeftPage, token: str) -> None:
    """Asks a page that is not our child to end, and waits for it."""
    told = await asyncio.to_thread(_ask, page.url, op="end", state=page.state)
    if told.get("ended"):
        clock = SystemClock()
        with suppress(TimeoutError):
            async with asyncio.timeout(STOP_S):
                while await _answers(page.url, token):
                    await clock.sleep(LOOK_S)


async def _answers(url: str, token: str) -> bool:
    def ask() -> bool:
        try:
            with urlopen(f"{url}/bot{token}/getMe", timeout=ANSWER_S) as answer:
                return bool(answer.status == HTTPStatus.OK)
        except (OSError, HTTPException):
            return False

    return await asyncio.to_thread(ask)


def _ask(url: str, **what: str) -> Mapping[str, object]:
    """Empty when it gives no answer."""
    body = json.dumps(what).encode()
    asking = Request(f"{url}/_control", body, {"Content-Type": "application/json"})
    try:
        with urlopen(asking, timeout=ANSWER_S) as answer:
            return dict(json.load(answer))
    except (OSError, HTTPException, ValueError) as error:
        log.warning("the chat page at %s gave no answer: %s", url, error)
        return {}

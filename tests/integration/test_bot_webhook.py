"""Updates by webhook: a real local server, Telegram before it."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import ClientSession
from pydantic import SecretStr

from bot.access import UPDATE_TYPES
from bot.webhook import MOST_BODY, Webhook, WebhookTerms
from core.types import SECOND_NS
from tests.chat_stage import Stage, playing
from tests.fake_chat import NOW_NS, STRANGER, settle
from tests.fake_telegram import BEFORE, flood

SECRET = "a-secret-of-the-webhook"
TERMS = WebhookTerms(
    url="https://desk.example/hook", secret=SecretStr(SECRET), host="127.0.0.1", port=0
)
HEADER = "X-Telegram-Bot-Api-Secret-Token"


class Hooked:
    """A chat behind a webhook, and Telegram's side of it."""

    def __init__(self, stage: Stage, webhook: Webhook, client: ClientSession) -> None:
        self.stage, self._webhook, self._client = stage, webhook, client

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._webhook.port}/hook"

    async def bring(
        self, update: dict[str, Any] | bytes, *, secret: str | None = SECRET, path: str = ""
    ) -> int:
        body = update if isinstance(update, bytes) else json.dumps(update).encode()
        headers = {} if secret is None else {HEADER: secret}
        async with self._client.post(self.url + path, data=body, headers=headers) as answer:
            await answer.read()
        await settle()
        return answer.status

    def fresh(self, text: str, *, ago_s: int = 0, **whose: Any) -> dict[str, Any]:
        """A message sent so long ago."""
        update = self.stage.message(text, **whose)
        update["message"]["date"] = NOW_NS // SECOND_NS - ago_s
        return update


@asynccontextmanager
async def hooked(stage: Stage) -> AsyncIterator[Hooked]:
    stage.telegram.push()
    async with playing(stage), ClientSession() as client:
        updates = stage.chat.updates
        assert isinstance(updates, Webhook)
        async with asyncio.timeout(60):
            await updates.listening.wait()
        await settle()
        yield Hooked(stage, updates, client)


@pytest.fixture
async def hook() -> AsyncIterator[Hooked]:
    async with hooked(Stage(webhook=TERMS)) as started:
        yield started


async def test_telegram_is_told_address_and_secret_and_every_type(hook: Hooked) -> None:
    (call,) = hook.stage.telegram.named("setWebhook")
    assert (call.url, call.secret_token) == (TERMS.url, SECRET)
    assert set(call.allowed_updates) == set(UPDATE_TYPES)


async def test_what_is_brought_is_done(hook: Hooked) -> None:
    assert await hook.bring(hook.fresh("/auto")) == 200
    assert await hook.bring(hook.stage.callback("v1:auto:start")) == 200
    assert hook.stage.desk.done == [("start",)]


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", SECRET[:-1], "секрет"])
async def test_without_the_secret_nothing_is_done(hook: Hooked, secret: str | None) -> None:
    assert await hook.bring(hook.fresh("/stop"), secret=secret) == 401
    assert hook.stage.desk.done == []
    assert hook.stage.gate.strangers == []


async def test_a_stranger_with_the_secret_is_a_stranger(hook: Hooked) -> None:
    assert await hook.bring(hook.fresh("/stop", user=STRANGER)) == 200
    assert hook.stage.desk.done == []
    assert len(hook.stage.gate.strangers) == 1


async def test_another_path_or_method_is_not_there(hook: Hooked) -> None:
    assert await hook.bring(hook.fresh("/stop"), path="/other") == 404
    async with ClientSession() as client, client.get(hook.url) as answer:
        assert answer.status == 405
    assert hook.stage.desk.done == []


async def test_a_body_without_end_is_not_read(hook: Hooked) -> None:
    assert await hook.bring(b"x" * (MOST_BODY + 1)) == 413


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'{"update_id":"x"}', b"\xff\xfe"])
async def test_what_cannot_be_read_is_skipped_and_hurts_no_other(hook: Hooked, body: bytes) -> None:
    assert await hook.bring(body) == 200
    assert await hook.bring(hook.fresh("/stop")) == 200
    assert hook.stage.desk.done == [("stop",)]


async def test_what_waited_before_the_start_is_backlog_and_does_not_act() -> None:
    stage = Stage(webhook=TERMS)
    stage.telegram.push(stage.message("/stop"), stage.message("/kill"))
    async with hooked(stage) as hook:
        assert stage.desk.done == []
        await hook.bring(hook.fresh("/stop"))
        assert stage.desk.done == [("stop",)]
    names = [call.name for call in stage.telegram.calls]
    assert names.index("deleteWebhook") < names.index("getUpdates") < names.index("setWebhook")


async def test_a_message_that_was_sent_long_ago_does_not_act(hook: Hooked) -> None:
    await hook.bring(hook.fresh("/stop", ago_s=61))
    assert hook.stage.desk.done == []
    await hook.bring(hook.fresh("/stop", ago_s=30))
    assert hook.stage.desk.done == [("stop",)]


async def test_after_a_failure_of_the_way_presses_are_backlog_until_nothing_waits(
    hook: Hooked,
) -> None:
    stage = hook.stage
    await hook.bring(hook.fresh("/auto"))
    stage.telegram.webhook |= {"last_error_date": 1_700_000_000, "pending_update_count": 2}
    await stage.pass_time(31)
    await hook.bring(stage.callback("v1:auto:start"))
    assert stage.desk.done == []
    stage.telegram.webhook["pending_update_count"] = 0
    await stage.pass_time(31)
    await hook.bring(stage.callback("v1:auto:stop"))
    assert stage.desk.done == [("stop",)]


async def test_an_address_that_was_taken_away_is_set_again(hook: Hooked) -> None:
    hook.stage.telegram.webhook["url"] = "https://somebody.else/"
    await hook.stage.pass_time(31)
    assert len(hook.stage.telegram.named("setWebhook")) == 2


async def test_a_telegram_that_refuses_the_address_is_asked_again() -> None:
    stage = Stage(webhook=TERMS)
    stage.telegram.fail("setWebhook", BEFORE, flood(1))
    async with hooked(stage) as hook:
        await stage.pass_time(8)
        assert len(stage.telegram.named("setWebhook")) == 3
        await hook.bring(hook.fresh("/stop"))
        assert stage.desk.done == [("stop",)]


async def test_the_secret_is_never_logged(caplog: pytest.LogCaptureFixture) -> None:
    stage = Stage(webhook=TERMS)
    stage.telegram.fail("setWebhook", BEFORE)
    with caplog.at_level(logging.DEBUG):
        async with hooked(stage) as hook:
            await hook.bring(hook.fresh("/stop"), secret="wrong")
            await hook.bring(b"{")
            await stage.pass_time(31)
    assert SECRET not in caplog.text
    assert SECRET not in repr(TERMS)


async def test_the_port_is_free_again_once_the_chat_has_ended() -> None:
    async with hooked(Stage(webhook=TERMS)) as hook:
        url = hook.url
    with pytest.raises(OSError, match="connect"):
        async with ClientSession() as client:
            await client.post(url)


async def test_by_polling_no_webhook_is_set() -> None:
    stage = Stage()
    async with playing(stage):
        assert stage.telegram.named("setWebhook") == []

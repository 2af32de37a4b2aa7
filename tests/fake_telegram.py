"""Telegram without a network: keeps messages, answers as the Bot API does, fails when told to."""

import asyncio
import json
from collections import defaultdict, deque
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field
from typing import Any

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.exceptions import TelegramNetworkError
from aiogram.methods import TelegramMethod
from aiogram.methods.base import TelegramType
from aiohttp import ClientConnectorError
from aiohttp.client_reqrep import ConnectionKey

BOT_ID = 42
BOT_NAME = "desk_bot"


@dataclass(frozen=True, slots=True)
class Call:
    """One request that reached Telegram."""

    name: str
    method: TelegramMethod[Any]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.method, name)


@dataclass(frozen=True, slots=True)
class Answer:
    """A scripted answer in place of the real one."""

    status: int
    body: str


@dataclass(frozen=True, slots=True)
class Loss:
    """A network error, before the request left or after Telegram acted on it."""

    is_after: bool


def flood(seconds: int) -> Answer:
    return refusal(429, "Too Many Requests: retry later", parameters={"retry_after": seconds})


def refusal(status: int, description: str, **more: object) -> Answer:
    body = {"ok": False, "error_code": status, "description": description, **more}
    return Answer(status, json.dumps(body))


HTML_502 = Answer(502, "<html><h1>502 Bad Gateway</h1></html>")
HTML_PAGE = Answer(200, "<html><h1>Sign in to this network</h1></html>")
BLOCKED = refusal(403, "Forbidden: bot was blocked by the user")
CONFLICT = refusal(409, "Conflict: terminated by other getUpdates request")
BAD_MARKUP = refusal(400, "Bad Request: can't parse entities: unclosed tag")
BEFORE, AFTER = Loss(is_after=False), Loss(is_after=True)


@dataclass(slots=True)
class Shown:
    """A message of the chat as the user sees it."""

    text: str
    buttons: tuple[str, ...] = ()
    reply_to: int | None = None
    is_silent: bool = False
    picture: str = ""
    document: str = ""


@dataclass(slots=True)
class _Script:
    answers: deque[Answer | Loss] = field(default_factory=deque)
    always: Answer | Loss | None = None


class FakeTelegram(BaseSession):
    def __init__(self) -> None:
        super().__init__()
        self.calls: list[Call] = []
        self.met: list[Answer | Loss] = []
        self.webhook: dict[str, Any] = {
            "url": "",
            "has_custom_certificate": False,
            "pending_update_count": 0,
        }
        self.chats: dict[int, dict[int, Shown]] = defaultdict(dict)
        self._updates: deque[list[dict[str, Any]]] = deque()
        self._unconfirmed: list[dict[str, Any]] = []
        self.on_call: Callable[[Call], None] = lambda call: None
        self._scripts: dict[str, _Script] = defaultdict(_Script)
        self._held: set[str] = set()
        self._open = asyncio.Event()
        self._more = asyncio.Event()
        self._next_id = 100

    # --- what tests say -------------------------------------------------------------------------

    def fail(self, name: str, *answers: Answer | Loss) -> None:
        """The next calls of this method are answered so, in order."""
        self._scripts[name].answers.extend(answers)

    def fail_always(self, name: str, answer: Answer | Loss | None) -> None:
        self._scripts[name].always = answer

    def hold(self, *names: str) -> None:
        """Calls of these methods get no answer until `release`."""
        self._held.update(names)
        self._open.clear()

    def hold_no_more(self) -> None:
        """Those that wait wait on; new calls are answered."""
        self._held.clear()

    def release(self) -> None:
        self._held.clear()
        self._open.set()

    def push(self, *updates: dict[str, Any]) -> None:
        """One answer of getUpdates; without updates an empty one."""
        self._updates.append(list(updates))
        self._more.set()

    def named(self, *names: str) -> list[Call]:
        return [call for call in self.calls if call.name in names]

    def new_id(self) -> int:
        self._next_id += 1
        return self._next_id

    # --- the session ----------------------------------------------------------------------------

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109
    ) -> TelegramType:
        call = Call(method.__api_method__, method)
        self.calls.append(call)
        self.on_call(call)
        if call.name in self._held:
            await self._open.wait()
        script = self._scripts[call.name]
        scripted = script.answers.popleft() if script.answers else script.always
        if scripted is not None:
            self.met.append(scripted)
        if isinstance(scripted, Loss):
            if scripted.is_after:
                await self._act(call)
            raise _network_error(method, is_after=scripted.is_after)
        answer = scripted or await self._act(call)
        response = self.check_response(bot, method, answer.status, answer.body)
        return response.result  # type: ignore[return-value]

    async def close(self) -> None:
        self.release()

    async def stream_content(
        self,
        url: str,
        headers: dict[str, Any] | None = None,
        timeout: int = 30,  # noqa: ASYNC109
        chunk_size: int = 65536,
        raise_for_status: bool = True,
    ) -> AsyncGenerator[bytes, None]:
        yield b""

    async def _act(self, call: Call) -> Answer:
        if call.name == "getUpdates":
            return await self._get_updates(call)
        acts = {
            "getMe": self._get_me,
            "setWebhook": self._set_webhook,
            "getWebhookInfo": self._get_webhook_info,
            "sendMessage": self._send,
            "sendPhoto": self._send,
            "sendDocument": self._send,
            "editMessageText": self._edit,
            "editMessageCaption": self._edit,
            "editMessageMedia": self._edit,
            "deleteMessage": self._delete,
        }
        act = acts.get(call.name)
        return act(call) if act is not None else _fine(True)

    async def _get_updates(self, call: Call) -> Answer:
        """Updates come again until an offset confirms them."""
        self._unconfirmed = [
            it for it in self._unconfirmed if it["update_id"] >= (call.offset or 0)
        ]
        while not self._unconfirmed and not self._updates and call.timeout:
            self._more.clear()
            await self._more.wait()
        if not self._unconfirmed and self._updates:
            self._unconfirmed = self._updates.popleft()
        return _fine(self._unconfirmed[: call.limit or 100])

    def _set_webhook(self, call: Call) -> Answer:
        self.webhook["url"] = call.url
        return _fine(True)

    def _get_webhook_info(self, call: Call) -> Answer:
        return _fine(self.webhook)

    def _get_me(self, call: Call) -> Answer:
        me = {"id": BOT_ID, "is_bot": True, "first_name": "Desk", "username": BOT_NAME}
        return _fine(me)

    def _send(self, call: Call) -> Answer:
        message_id = self.new_id()
        reply = call.reply_parameters
        self.chats[call.chat_id][message_id] = Shown(
            _words(call),
            _buttons(call),
            reply.message_id if reply is not None else None,
            bool(call.disable_notification),
            picture=call.photo.filename if call.name == "sendPhoto" else "",
            document=call.document.filename if call.name == "sendDocument" else "",
        )
        return _fine(_message(call, message_id))

    def _edit(self, call: Call) -> Answer:
        shown = self.chats[call.chat_id].get(call.message_id)
        if shown is None:
            return refusal(400, "Bad Request: message to edit not found")
        if call.name == "editMessageText" and shown.picture:
            return refusal(400, "Bad Request: there is no text in the message to edit")
        if call.name == "editMessageCaption" and not shown.picture:
            return refusal(400, "Bad Request: there is no caption in the message to edit")
        is_media = call.name == "editMessageMedia"
        new = (_words(call), _buttons(call), call.media.media.filename if is_media else "")
        if new == (shown.text, shown.buttons, shown.picture if is_media else ""):
            return refusal(400, "Bad Request: message is not modified: exactly the same")
        shown.text, shown.buttons, shown.picture = *new[:2], new[2] or shown.picture
        return _fine(_message(call, call.message_id))

    def _delete(self, call: Call) -> Answer:
        if self.chats[call.chat_id].pop(call.message_id, None) is None:
            return refusal(400, "Bad Request: message to delete not found")
        return _fine(True)


def _buttons(call: Call) -> tuple[str, ...]:
    markup = call.reply_markup
    rows = markup.inline_keyboard if markup is not None else []
    return tuple(button.callback_data for row in rows for button in row)


def _message(call: Call, message_id: int) -> dict[str, Any]:
    chat = {"id": call.chat_id, "type": "private", "first_name": "Ann"}
    return {"message_id": message_id, "date": 1, "chat": chat, "text": _words(call)}


def _words(call: Call) -> str:
    """The text, or the caption of what is no text."""
    if call.name == "editMessageMedia":
        return call.media.caption or ""
    return (call.text if call.name.endswith(("Message", "Text")) else call.caption) or ""


def _fine(result: object) -> Answer:
    return Answer(200, json.dumps({"ok": True, "result": result}))


def _network_error(method: TelegramMethod[Any], *, is_after: bool) -> TelegramNetworkError:
    error = TelegramNetworkError(method=method, message="scripted")
    if is_after:
        error.__cause__ = TimeoutError()
    else:
        key = ConnectionKey("telegram", 443, True, True, None, None, None)
        error.__cause__ = ClientConnectorError(key, OSError("no route"))
    return error

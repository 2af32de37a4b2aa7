"""The demo Telegram as a process of its own, and what a person does in its chat.

    with running_demo() as demo:
        demo.chat.say("/start")
        menu = demo.chat.wait_message("Dzentra")
        answer = demo.chat.press("Auto")

`AsyncDemoChat(demo.chat)` has the same to await, for tests whose bot shares their loop.
"""

import asyncio
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self, TypeVar

import httpx

ROOT = Path(__file__).resolve().parent.parent
OWNER = 1001
TOKEN = "42:demo"
PATIENCE_S = 60.0
Raw = dict[str, Any]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """A message as the chat shows it now."""

    message_id: int
    text: str
    rows: tuple[tuple[str, ...], ...]
    is_silent: bool
    is_from_bot: bool
    raw: Raw = field(repr=False)

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(label for row in self.rows for label in row)

    def shows(self, text: str, button: str) -> bool:
        return text in self.text and any(button in label for label in self.labels or ("",))

    @classmethod
    def read(cls, raw: Raw) -> Self:
        keyboard = raw.get("reply_markup", {}).get("inline_keyboard", [])
        return cls(
            message_id=raw["message_id"],
            text=raw.get("text") or raw.get("caption") or "",
            rows=tuple(tuple(button["text"] for button in row) for row in keyboard),
            is_silent=raw["silent"],
            is_from_bot=raw["from"]["is_bot"],
            raw=raw,
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """What the bot answered to a press."""

    query_id: str
    text: str
    show_alert: bool


@dataclass(frozen=True, slots=True)
class ApiCall:
    """One call of the bot, as the demo logged it."""

    number: int
    method: str
    params: Raw
    at: float
    outcome: str
    fault: str
    message_id: int

    @property
    def is_ok(self) -> bool:
        return self.outcome == "ok"


class DemoChat:
    """The control endpoint: a person's hands and eyes. Waits end with events, not with time."""

    def __init__(self, base_url: str) -> None:
        self._client = httpx.Client(base_url=base_url, timeout=2 * PATIENCE_S, trust_env=False)

    def close(self) -> None:
        self._client.close()

    def control(self, op: str, **params: object) -> Raw:
        """One operation of `POST /_control`."""
        body = {name: value for name, value in params.items() if value is not None}
        response = self._client.post("/_control", json={"op": op, **body})
        answer: Raw = response.json()
        if response.is_error:
            raise AssertionError(f"{op}: {answer['error']}")
        return answer

    # What the chat shows.

    def messages(self, user_id: int | None = None) -> list[ChatMessage]:
        """What stands in the chat, oldest first."""
        answer = self.control("messages", user_id=user_id)
        return [ChatMessage.read(raw) for raw in answer["messages"]]

    def message(self, message_id: int, user_id: int | None = None) -> ChatMessage | None:
        found = (one for one in self.messages(user_id) if one.message_id == message_id)
        return next(found, None)

    def wait_message(
        self,
        text: str = "",
        *,
        button: str = "",
        after: int = 0,
        user_id: int | None = None,
        timeout_s: float = PATIENCE_S,
    ) -> ChatMessage:
        """The newest message of the bot that holds `text` and has a button that holds `button`.

        Edits count: a screen that turns into what is waited for is found. With `after`, the id
        of a message, only later ones are looked at.
        """

        def find() -> ChatMessage | None:
            for message in reversed(self.messages(user_id)):
                is_candidate = message.is_from_bot and message.message_id > after
                if is_candidate and message.shows(text, button):
                    return message
            return None

        return self.wait_for(find, f"a message with {text!r}, button {button!r}", timeout_s)

    def wait_for(self, find: Callable[[], T | None], what: str, timeout_s: float = PATIENCE_S) -> T:
        """What `find` returns as soon as it is not None; looked at again after every change."""
        state = self.control("status")
        deadline = state["now"] + timeout_s
        while (found := find()) is None:
            left = deadline - state["now"]
            if left <= 0:
                shown = "\n".join(map(str, self.messages()[-5:]))
                raise AssertionError(
                    f"Waited {timeout_s} s for {what}. The chat ends with:\n{shown}"
                )
            state = self.control("wait", after=state["revision"], timeout_s=left)
        return found

    def wait_bot(self, *, is_here: bool = True, timeout_s: float = PATIENCE_S) -> None:
        """Until a bot asks for updates (or, `is_here=False`, has stopped asking)."""

        def find() -> bool | None:
            return True if self.control("status")["is_bot_here"] is is_here else None

        self.wait_for(find, "a bot" if is_here else "no bot", timeout_s)

    # What a person does.

    def say(self, text: str, *, user_id: int | None = None, reply_to: int | None = None) -> int:
        """Type a message; its id."""
        answer = self.control("say", text=text, user_id=user_id, reply_to=reply_to)
        return int(answer["message_id"])

    def press(
        self,
        label: str | None = None,
        *,
        message_id: int | None = None,
        data: str | None = None,
        user_id: int | None = None,
        timeout_s: float = PATIENCE_S,
    ) -> Answer:
        """Press the newest button that holds `label` (or any `data`); wait for the answer."""
        query_id = self.touch(label, message_id=message_id, data=data, user_id=user_id)
        return self.wait_answer(query_id, timeout_s)

    def touch(
        self,
        label: str | None = None,
        *,
        message_id: int | None = None,
        data: str | None = None,
        user_id: int | None = None,
    ) -> str:
        """Press and do not wait; the id of the query."""
        target = {"label": label, "message_id": message_id, "data": data, "user_id": user_id}
        return str(self.control("press", **target)["query_id"])

    def wait_answer(self, query_id: str, timeout_s: float = PATIENCE_S) -> Answer:
        def find() -> Answer | None:
            (answer,) = self.control("answers", query_id=query_id)["answers"]
            if not answer["is_answered"]:
                return None
            return Answer(query_id, answer["text"], answer["show_alert"])

        return self.wait_for(find, f"the answer to the press {query_id}", timeout_s)

    def meet(self, user_id: int, first_name: str = "", language_code: str = "") -> None:
        """Let the bot know a user, or the user's new name and language."""
        self.control("user", user_id=user_id, first_name=first_name, language_code=language_code)

    def update(self, **update: object) -> int:
        """Queue any update as it is: `update(inline_query={...})`."""
        return int(self.control("update", update=update)["update_id"])

    def block(self, *, is_blocked: bool = True, user_id: int | None = None) -> None:
        self.control("block", blocked=is_blocked, user_id=user_id)

    # The line, and what went over it.

    def fault(self, method: str, kind: str, *, times: int = 1, **details: object) -> None:
        """The next calls of `method` go wrong; kinds and details stand in `demo/faults.py`."""
        self.control("fault", method=method, kind=kind, times=times, **details)

    def calls(self, method: str = "", *, after: int = 0) -> list[ApiCall]:
        """The bot's calls, oldest first; `after` is the number of a call."""
        answer = self.control("calls", method=method, after=after)
        return [ApiCall(**call) for call in answer["calls"]]

    def wait_call(
        self,
        method: str,
        *,
        after: int = 0,
        outcome: str = "",
        timeout_s: float = PATIENCE_S,
    ) -> ApiCall:
        """The first finished call of `method` whose outcome holds `outcome`."""

        def find() -> ApiCall | None:
            for call in self.calls(method, after=after):
                if call.outcome != "running" and outcome in call.outcome:
                    return call
            return None

        return self.wait_for(find, f"a call of {method} {outcome}", timeout_s)

    def reset(self) -> None:
        """An empty chat, no faults, no calls; ids go on."""
        self.control("reset")


class AsyncDemoChat:
    """The same chat for tests whose bot runs in their own loop: nothing here blocks it."""

    def __init__(self, chat: DemoChat) -> None:
        self.sync = chat

    async def messages(self, user_id: int | None = None) -> list[ChatMessage]:
        return await asyncio.to_thread(self.sync.messages, user_id)

    async def wait_message(
        self, text: str = "", *, button: str = "", after: int = 0, user_id: int | None = None
    ) -> ChatMessage:
        return await asyncio.to_thread(
            self.sync.wait_message, text, button=button, after=after, user_id=user_id
        )

    async def wait_bot(self) -> None:
        await asyncio.to_thread(self.sync.wait_bot)

    async def say(self, text: str, *, user_id: int | None = None) -> int:
        return await asyncio.to_thread(self.sync.say, text, user_id=user_id)

    async def press(
        self,
        label: str | None = None,
        *,
        message_id: int | None = None,
        data: str | None = None,
        user_id: int | None = None,
    ) -> Answer:
        return await asyncio.to_thread(
            self.sync.press, label, message_id=message_id, data=data, user_id=user_id
        )

    async def update(self, **update: object) -> int:
        return await asyncio.to_thread(lambda: self.sync.update(**update))

    async def calls(self, method: str = "", *, after: int = 0) -> list[ApiCall]:
        return await asyncio.to_thread(self.sync.calls, method, after=after)

    async def wait_call(self, method: str, *, after: int = 0, outcome: str = "") -> ApiCall:
        return await asyncio.to_thread(self.sync.wait_call, method, after=after, outcome=outcome)


@dataclass(frozen=True, slots=True)
class DemoServer:
    """A running demo: where it listens, its process, its chat."""

    port: int
    process: subprocess.Popen[str]
    chat: DemoChat

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def kill(self) -> None:
        """`kill -9`."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        self.chat.close()
        self.process.terminate()
        self.process.wait(timeout=PATIENCE_S)
        if self.process.stdout is not None:
            self.process.stdout.close()


def start_demo(*arguments: str, state: Path | None = None, port: int = 0) -> DemoServer:
    """Start `python -m demo` and wait until it listens; `stop()` it afterwards."""
    command = [sys.executable, "-m", "demo", "--port", str(port), "--token", TOKEN, *arguments]
    if state is not None:
        command += ["--state", str(state)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    line = process.stdout.readline() if process.stdout is not None else ""
    word, _, bound = line.strip().partition(" ")
    if word != "ready":
        process.wait(timeout=PATIENCE_S)
        raise AssertionError(f"the demo did not start: exit code {process.returncode}")
    return DemoServer(int(bound), process, DemoChat(f"http://127.0.0.1:{bound}"))


@contextmanager
def running_demo(*arguments: str, state: Path | None = None, port: int = 0) -> Iterator[DemoServer]:
    """A demo that lives as long as the context."""
    server = start_demo(*arguments, state=state, port=port)
    try:
        yield server
    finally:
        server.stop()

"""`POST /_control`: what tests do to the chat, to its people and to the line. Loopback only."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path

from aiohttp import web

from demo import user_side
from demo.calls import Calls
from demo.clock import Clock
from demo.errors import ApiError, bad_request
from demo.faults import Fault, Faults, Kind
from demo.guard import is_loopback
from demo.params import Params, read_params
from demo.shapes import Message, User
from demo.world import World

Answer = dict[str, object]
Operation = Callable[[Params], Answer]
_LONGEST_WAIT_S = 60


class Control:
    """Operations by name, in `op`; every answer carries the `revision` to wait after, and `now`."""

    def __init__(
        self,
        *,
        world: World,
        faults: Faults,
        calls: Calls,
        clock: Clock,
        state: Path | None = None,
        stop: Callable[[], None] = lambda: None,
    ) -> None:
        self._world = world
        self._state = "" if state is None else str(state.resolve())
        self._stop = stop
        self._clock = clock
        self._faults = faults
        self._calls = calls
        self._operations: Mapping[str, Operation] = {
            "status": self._status,
            "fault": self._fault,
            "clear_faults": self._clear_faults,
            "calls": self._list_calls,
            "clear_calls": self._clear_calls,
            "messages": self._messages,
            "answers": self._answers,
            "user": self._user,
            "say": self._say,
            "press": self._press,
            "update": self._update,
            "block": self._block,
            "expire_presses": self._expire_presses,
            "reset": self._reset,
            "end": self._end,
        }

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/_control", self.handle)]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        if not is_loopback(request.remote or ""):
            raise web.HTTPForbidden(text="The control endpoint answers this machine alone.\n")
        try:
            params = await read_params(request)
            answer = await self._run(params)
        except ApiError as error:
            return web.json_response({"error": error.description}, status=error.code)
        head = {"revision": self._world.hub.revision, "now": self._clock()}
        return web.json_response(head | answer)

    async def _run(self, params: Params) -> Answer:
        name = params.text("op")
        if name == "wait":
            return await self._wait(params)
        if name not in self._operations:
            raise bad_request(f"unknown op; there are {', '.join(sorted(self._operations))}, wait")
        return self._operations[name](params)

    async def _wait(self, params: Params) -> Answer:
        """Answer once the revision is greater than `after`, or when `timeout_s` is over."""
        try:
            async with asyncio.timeout(min(params.number("timeout_s", 5.0), _LONGEST_WAIT_S)):
                await self._world.hub.wait(params.integer("after"))
        except TimeoutError:
            return {"changed": False}
        return {"changed": True}

    def _status(self, params: Params) -> Answer:
        del params
        updates = self._world.updates
        return {
            "is_bot_here": updates.is_bot_here,
            "pending_updates": updates.pending(),
            "owner_id": self._world.owner_id,
            "state": self._state,
        }

    def _fault(self, params: Params) -> Answer:
        if params.text("kind") not in list(Kind):
            raise bad_request(f"unknown kind; there are {', '.join(Kind)}")
        fault = Fault(
            method=params.text("method").lower() or "*",
            kind=Kind(params.text("kind")),
            times=params.integer("times", 1),
            retry_after=params.integer("retry_after", 3),
            delay_s=params.number("delay_s", 0.0),
            code=params.integer("code", 400),
            description=params.text("description") or "Bad Request",
        )
        self._faults.plan(fault)
        return {}

    def _clear_faults(self, params: Params) -> Answer:
        del params
        self._faults.clear()
        return {}

    def _list_calls(self, params: Params) -> Answer:
        calls = self._calls.since(params.integer("after"), params.text("method"))
        return {"calls": [asdict(call) for call in calls]}

    def _clear_calls(self, params: Params) -> Answer:
        del params
        self._calls.clear()
        return {}

    def _messages(self, params: Params) -> Answer:
        chat_id = self._person(params)
        kept = self._world.messages.page(chat_id, limit=params.integer("limit", 1000))
        return {"messages": [{**one["message"], "silent": one["silent"]} for one in kept]}

    def _answers(self, params: Params) -> Answer:
        query_id = params.text("query_id")
        found = [query for query in self._world.queries.all() if query_id in ("", query.query_id)]
        return {"answers": [asdict(query) for query in found]}

    def _user(self, params: Params) -> Answer:
        user: User = {
            "id": params.integer("user_id"),
            "is_bot": False,
            "first_name": params.text("first_name") or f"User {params.integer('user_id')}",
        }
        if params.text("language_code"):
            user["language_code"] = params.text("language_code")
        if params.text("username"):
            user["username"] = params.text("username")
        return {"user": self._world.meet(user)}

    def _say(self, params: Params) -> Answer:
        reply_to = params.integer("reply_to") or None
        message = user_side.say(self._world, self._person(params), params.text("text"), reply_to)
        return {"message_id": message["message_id"]}

    def _press(self, params: Params) -> Answer:
        """Press by `label` (the newest button that shows it) or by `message_id` and `data`."""
        user_id, message_id = self._person(params), params.integer("message_id")
        data = params.text("data")
        if "label" in params.values:
            message_id, data = self._button(user_id, message_id, params.text("label"))
        query = user_side.press(self._world, user_id, message_id, data)
        return {"query_id": query.query_id, "message_id": message_id, "data": data}

    def _button(self, user_id: int, message_id: int, label: str) -> tuple[int, str]:
        for kept in reversed(self._world.messages.page(user_id, limit=1000)):
            message = kept["message"]
            if message_id in (0, message["message_id"]):
                for text, data in _buttons(message):
                    if label in text:
                        return message["message_id"], data
        raise bad_request(f"no button shows {label!r}")

    def _update(self, params: Params) -> Answer:
        update = params.object("update")
        if not update.keys() - {"update_id"}:
            raise bad_request("update is empty")
        return {"update_id": user_side.inject(self._world, update)}

    def _block(self, params: Params) -> Answer:
        user_side.block(self._world, self._person(params), is_blocked=params.flag("blocked"))
        return {}

    def _expire_presses(self, params: Params) -> Answer:
        del params
        self._world.queries.expire()
        return {}

    def _reset(self, params: Params) -> Answer:
        del params
        self._faults.clear()
        self._calls.clear()
        self._world.reset()
        return {}

    def _end(self, params: Params) -> Answer:
        """Ends this process, if `state` names the folder that its chat is kept in: a desk may end
        the page that a killed one left behind, and nobody else's."""
        is_meant = bool(self._state) and params.text("state") == self._state
        if is_meant:
            self._stop()
        return {"ended": is_meant}

    def _person(self, params: Params) -> int:
        return params.integer("user_id", self._world.owner_id)


def _buttons(message: Message) -> list[tuple[str, str]]:
    rows = message["reply_markup"]["inline_keyboard"] if "reply_markup" in message else []
    return [
        (button["text"], button["callback_data"])
        for row in rows
        for button in row
        if "callback_data" in button
    ]

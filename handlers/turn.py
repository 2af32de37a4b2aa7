"""One thing a user did, with all that a handler needs to answer it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State

from bot.callbacks import Press
from bot.hub import NOTICE_S, ScreenHub
from bot.locales import Text
from bot.place import Place
from bot.render.confirm import render_confirm
from bot.render.notice import input_error, toast
from bot.screen import Document, Screen
from bot.services import Services
from core.errors import InputError
from core.ports import SHOWN, User
from core.types import Access, AgentId

ERROR_S = 8.0
"""How long what was wrong stays readable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """`is_fresh`: the answer is a new message, because the screen is out of sight. `words` are what
    was typed after a command. `hand` sends a file beside the screen, `post` a message."""

    services: Services
    hub: ScreenHub
    talk: FSMContext
    user: User
    chat: int
    text: Text
    hand: Callable[[Document], None]
    post: Callable[[Screen], None]
    bot_name: Callable[[], Awaitable[str]]
    is_fresh: bool = False
    words: tuple[str, ...] = ()

    async def open(self, place: Place, notice: str = "", *, notice_s: float = NOTICE_S) -> None:
        await self.hub.open(
            self.chat,
            self.user.id,
            place,
            notice=notice,
            notice_s=notice_s,
            is_fresh=self.is_fresh,
        )

    async def redraw(self, notice: str = "") -> None:
        """The place where the chat is."""
        await self.open(await self.hub.place(self.chat), notice)

    async def ask(
        self, what: str, *, back: Place, version: str = "", agent: AgentId = SHOWN
    ) -> None:
        """Opens the question that must be confirmed; `back` is where both answers lead."""
        view = await self.services.confirming.ask(self.user.id, what, version, agent=agent)
        await self.hub.show(
            self.chat,
            self.user.id,
            render_confirm(view, self.text),
            back=back,
            until_ns=view.until_ns,
            is_fresh=self.is_fresh,
        )

    async def wait(self, state: State, place: Place, **data: str) -> None:
        """Asks at a place for something to be typed, and waits as long as the chat is there."""
        await self.talk.set_data({**data, "at": str(place)})
        await self.talk.set_state(state)
        await self.open(place)

    async def stop_waiting(self) -> None:
        """Once the chat is elsewhere, nothing typed is a value any more."""
        if await self.talk.get_state() is None:
            return
        if await self.talk.get_value("at") != str(await self.hub.place(self.chat)):
            await self.talk.clear()

    def say(self, code: str) -> str:
        """What a service answered, as a status line."""
        return toast(code, self.text)

    async def explain(self, error: InputError, place: Place | None = None) -> None:
        """What was wrong, on the same screen, long enough to read."""
        where = place or await self.hub.place(self.chat)
        await self.open(where, input_error(error, self.text), notice_s=ERROR_S)


Handler = Callable[[Turn, Press], Awaitable[None]]
Act = Callable[[Turn], Awaitable[None]]
Take = Callable[[Turn, str], Awaitable[None]]


def go(place: Place) -> Handler:
    """What a button does that only leads somewhere."""

    async def open_place(turn: Turn, _: Press) -> None:
        await turn.open(place)

    return open_place


@dataclass(frozen=True, slots=True)
class Action:
    """What a button does. `from_alert`: it stands under alerts too, and acts from there; every
    other acts from the live screen alone. `said`: what answers the press, when that is known."""

    run: Handler
    needs: Access = Access.VIEWER
    from_alert: bool = False
    said: str = ""


@dataclass(frozen=True, slots=True)
class Command:
    """What a command does: go to a place, and once there, `act` if it may. `is_debug`: unknown
    while the sandbox is off."""

    place: Place
    act: Act | None = None
    needs: Access = Access.VIEWER
    is_debug: bool = False


@dataclass(frozen=True, slots=True)
class Typed:
    """Who takes what is typed in a state."""

    take: Take
    needs: Access = Access.TRADER

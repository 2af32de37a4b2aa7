"""Walks the whole keyboard from the menu: presses every button of every kind of screen there is.

Two screens are of one kind when they stand at the same place of the table and carry buttons of the
same routes. Screens that come later are found by themselves: what is walked is what is shown.
"""

from collections import deque
from dataclasses import dataclass, field

from bot.callbacks import Press, parse
from bot.live import Live
from bot.place import MENU, Place
from bot.screen import Screen
from core.types import UserId
from handlers.table import ACTIONS
from tests.chat_stage import Stage
from tests.fake_chat import ANN
from tests.floor_stage import FloorStage
from tests.screens.laws import check

QUESTION = "conf"
Kind = tuple[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Node:
    """A screen and how it is reached again: from a place, by presses."""

    place: Place
    presses: tuple[str, ...]
    screen: Screen
    taps: int


@dataclass(slots=True)
class Walk:
    """What was seen of the keyboard by one member."""

    stage: FloorStage
    user: UserId = ANN
    pressed: set[str] = field(default_factory=set)
    taps: dict[str, int] = field(default_factory=dict)
    nodes: list[Node] = field(default_factory=list)
    _kinds: set[Kind] = field(default_factory=set)

    async def run(self) -> "Walk":
        """From /start, until every kind of screen was pressed through."""
        self.stage.remember()
        await self.stage.say("/start", user=self.user)
        waiting = deque([await self._reached(MENU, (), 0)])
        while waiting:
            node = waiting.popleft()
            for button in data_of(node.screen):
                await self.go(node)
                found = await self._press(node, button)
                if found is not None:
                    waiting.append(found)
        return self

    async def go(self, node: Node) -> None:
        """Back to a screen that was seen, on the account as it was."""
        self.stage.restore()
        await self.stage.chat._hub.open(self.user, self.user, node.place)
        for data in node.presses:
            await self._push(data)

    async def shown(self) -> Screen:
        return await wanted(self.stage, self.user)

    async def _press(self, node: Node, data: str) -> Node | None:
        """The screen it leads to, when none of its kind was seen."""
        button = data
        if is_question(data):
            # asked anew each time, and with another nonce
            route = parse(data)
            now = [each for each in data_of(await self.shown()) if is_like(each, route)]
            assert now, f"{node.presses} asks nothing any more"
            button = now[0]
        answers = len(self.stage.toasts)
        await self._push(button)
        assert len(self.stage.toasts) == answers + 1, f"{button} was not answered once"
        self.pressed.add(_route(button))
        live, screen = await live_of(self.stage, self.user), await self.shown()
        if kind_of(live.place, screen) in self._kinds:
            return None
        if any(is_question(each) for each in data_of(screen)):
            return await self._reached(node.place, (*node.presses, button), node.taps + 1)
        return await self._reached(live.place, (), node.taps + 1)

    async def _reached(self, place: Place, presses: tuple[str, ...], taps: int) -> Node:
        live, screen = await live_of(self.stage, self.user), await self.shown()
        self._kinds.add(kind_of(live.place, screen))
        self.taps.setdefault(live.place.screen, taps)
        node = Node(place, presses, screen, taps)
        self.nodes.append(node)
        return node

    async def _push(self, data: str) -> None:
        await self.stage.press(data, user=self.user, chat=self.user)


async def live_of(stage: Stage, chat: int) -> Live:
    live = await stage.chat._hub._board.find(chat)
    assert live is not None
    return live


async def wanted(stage: Stage, chat: int) -> Screen:
    """What the chat should show now, whether it is let through yet or not; it keeps the laws."""
    live = await live_of(stage, chat)
    assert live.wanted is not None
    check(live.wanted)
    return live.wanted


def data_of(screen: Screen) -> list[str]:
    return [button.data for row in screen.rows for button in row]


def is_question(data: str) -> bool:
    return data.split(":")[1] == QUESTION


def is_like(data: str, press: Press | None) -> bool:
    other = parse(data)
    return other is not None and press is not None and other.prefix == press.prefix


def kind_of(place: Place, screen: Screen) -> Kind:
    return place.screen, frozenset(_route(data) for data in data_of(screen))


def _route(data: str) -> str:
    press = parse(data)
    assert press is not None, data
    assert press.prefix in ACTIONS, data
    return press.prefix

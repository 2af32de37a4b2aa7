"""The whole keyboard, pressed through from /start, by everyone, in both languages."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from bot.callbacks import parse
from bot.routes import ROUTES
from core.errors import InputError
from core.types import Access
from core.values import replace
from handlers.pages import PAGES
from handlers.spoken import COMMANDS
from handlers.table import ACTIONS
from tests.chat_stage import Stage, playing
from tests.fake_chat import ANN, owner, settle
from tests.floor import Floor
from tests.floor_scenes import busy, flat, halted, laddered
from tests.floor_stage import FloorStage
from tests.keyboard import Node, Walk, data_of, wanted
from tests.screens import samples as s

pytestmark = pytest.mark.slow

Scene = Callable[[], Awaitable[Floor]]
Atlas = dict[tuple[str, Access, Scene], Walk]
LANGUAGES = ("en", "ru")
ROLES = tuple(Access)
WALKS = [
    *((language, access, busy) for language in LANGUAGES for access in ROLES),
    ("en", Access.OWNER, flat),
    ("ru", Access.TRADER, halted),
    ("en", Access.OWNER, laddered),
    ("ru", Access.TRADER, laddered),
]
NEAR = 2
FARTHER = {
    "offer": "an offer of the marketplace",
    "order": "an order of the list",
    "plug": "a plugin of the list",
    "found": "a result of the list",
    "beside": "two results of the list",
    "trade": "a trade of a position's card",
}
"""Places more than two taps from the menu: each is about one thing that is chosen first."""
BY_COMMAND = {"data": "/data"}
ELSEWHERE = {"dbg": "the sandbox, which has tests of its own"}
UNDER_ALERTS = {"alert": "buttons under alerts, which no screen leads to"}
STATES = {**s.AUTO, **{code.value: view for code, view in s.REFUSED.items()}}
NONSENSE = ("🙈", "-1", "1e999", "٣", "<b>", "' OR 1=1 --", "слово " * 500)


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    """The walks that are over, for who only reads where they led."""
    return {}


async def walked(atlas: Atlas, scene: Scene) -> Walk:
    """The owner's walk in English."""
    key = ("en", Access.OWNER, scene)
    if key not in atlas:
        async with walking(*key) as walk:
            atlas[key] = await walk.run()
    return atlas[key]


async def type_everywhere(walk: Walk) -> None:
    for number, node in enumerate(walk.nodes):
        await walk.go(node)
        await walk.stage.say(NONSENSE[number % len(NONSENSE)])
        await walk.shown()


@asynccontextmanager
async def walking(language: str, access: Access, scene: Scene = busy) -> AsyncIterator[Walk]:
    stage = FloorStage(await scene(), access)
    member = replace(owner(ANN, language=language), access=access, alerts=s.OWN_SETTINGS.alerts)
    stage.gate.users[ANN] = member
    async with playing(stage):
        yield Walk(stage)


@pytest.mark.parametrize(("language", "access", "scene"), WALKS)
async def test_every_button_of_every_screen_works(
    language: str,
    access: Access,
    scene: Scene,
    atlas: Atlas,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Each keeps the laws of screens whatever is pressed and typed on it, leads home, and shows
    nobody a button that is not theirs."""
    async with walking(language, access, scene) as walk:
        atlas[language, access, scene] = await walk.run()
        await type_everywhere(walk)
        assert failures(caplog) == []
        assert {screen for screen in walk.taps if screen not in PAGES} == set()
        assert [node.place for node in walk.nodes if not leads_home(node)] == []
        assert [node.place for node in walk.nodes if not is_theirs(node, access)] == []


async def test_every_place_is_near_the_menu_and_every_route_is_pressed(atlas: Atlas) -> None:
    taps: dict[str, int] = {}
    pressed = await pressed_on_auto() | await pressed_on_tests()
    for scene in (busy, flat, laddered):
        walk = await walked(atlas, scene)
        pressed |= walk.pressed
        taps |= {name: min(count, taps.get(name, count)) for name, count in walk.taps.items()}
    assert set(PAGES) - set(taps) == set(BY_COMMAND) | set(ELSEWHERE)
    assert {screen for screen, count in taps.items() if count > NEAR} == set(FARTHER)
    apart = ELSEWHERE | UNDER_ALERTS
    assert {route for route in set(ROUTES) - pressed if route.split(":")[0] not in apart} == set()


@pytest.mark.parametrize("access", ROLES)
async def test_every_command_leads_to_a_screen_that_keeps_the_laws(
    access: Access, caplog: pytest.LogCaptureFixture
) -> None:
    async with walking("ru", access) as walk:
        for command in COMMANDS:
            for words in ("", " BTC", " 1 2 3", " 🙈"):
                await walk.stage.say(f"/{command}{words}")
                await walk.shown()
    assert failures(caplog) == []


async def test_every_button_of_every_state_of_an_agent_works(
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert await pressed_on_auto() >= {"auto:check", "auto:fix", "auto:resume", "auto:unlock"}
    assert failures(caplog) == []


async def pressed_on_auto() -> set[str]:
    """Presses through the auto screen in every state there is; the routes that it had."""
    pressed: set[str] = set()
    stage = Stage()
    async with playing(stage):
        for view in STATES.values():
            stage.desk.auto_screen = view
            await stage.say("/auto")
            for data in data_of(await wanted(stage, ANN)):
                await stage.say("/auto")
                await stage.press(data)
                press = parse(data)
                assert press is not None
                pressed.add(press.prefix)
    return pressed


async def pressed_on_tests() -> set[str]:
    """Presses through a test that lacks its history: the download, and the test again."""
    stage = FloorStage(await busy())
    stage.gate.users[ANN] = owner(ANN)
    stage.bench.error = InputError("no", code="study_part_data", symbol="BTCUSDT", days="1")
    presses = ("v1:study:run:30@a1", "v1:study:load", "v1:study:again")
    async with playing(stage), asyncio.TaskGroup() as group:
        runs = group.create_task(stage.studying.runs.run())
        for data in presses:
            await stage.say("/backtest")
            assert data in data_of(await wanted(stage, ANN))
            await stage.press(data)
            await settle()
        runs.cancel()
    return {f"study:{data.split(':')[2]}" for data in presses}


def failures(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]


def is_theirs(node: Node, access: Access) -> bool:
    presses = (parse(data) for data in data_of(node.screen))
    return all(access.allows(ACTIONS[press.prefix].needs) for press in presses if press is not None)


def leads_home(node: Node) -> bool:
    """The menu is home; a question has its two answers."""
    data = data_of(node.screen)
    return node.place.screen == "menu" or bool(node.presses) or "v1:menu:open" in data

"""A viewer presses nothing that trades: over the whole table of routes and of commands."""

import re
from pathlib import Path

import pytest

from bot.routes import ROUTES
from core.types import Access
from handlers.spoken import COMMANDS, SPOKEN, TYPED
from handlers.table import ACTIONS
from tests.demo_server import DemoServer
from tests.desk_inside import Inside, living
from tests.unit.test_callbacks import EXAMPLES

VIEWER = 701
CODE = re.compile(r"[A-Z0-9]{4}(?:-[A-Z0-9]{4}){3}")
LOOKS = frozenset(
    {
        # what a viewer may press: it opens a screen, or changes their own screens alone
        *("menu:open", "auto:open", "auto:check", "chart:open", "risk:open", "risk:cancel"),
        *("risk:more", "pick:symbol", "pick:timeframe", "pick:leverage"),
        *("jour:page", "jour:card", "jour:file", "jour:share", "stats:open", "stat:open"),
        *("gain:open", "rank:open", "days:open", "rep:open", "rep:file"),
        *("study:list", "study:show", "study:file", "study:with", "study:compare"),
        *("study:detail",),
        *(
            "strat:list",
            "strat:card",
            "strat:page",
            "sys:open",
            "sys:check",
            "help:open",
            "lock:open",
            "list:open",
            "alarm:list",
        ),
        *("set:open", "set:menu", "set:lang", "set:theme", "set:refresh", "set:tz"),
        *("set:report", "set:hour"),
    }
)
STATE = (
    "SELECT state FROM agents",
    "SELECT state FROM accounts",
    "SELECT count(*) FROM orders",
    "SELECT id, access FROM users ORDER BY id",
)


def presses() -> list[str]:
    return [f"v1:{name}" + (f":{EXAMPLES[name]}" if name in EXAMPLES else "") for name in ROUTES]


def test_every_route_has_an_action() -> None:
    assert set(ROUTES) == set(ACTIONS)


@pytest.mark.parametrize("name", [name for name in ROUTES if ACTIONS[name].needs is Access.VIEWER])
def test_what_a_viewer_may_press_only_looks(name: str) -> None:
    watching = ("plug:", "mkt:", "watch:", "port:", "mon:", "agent:", "olist:", "plist:", "chart:")
    assert name in LOOKS or name.endswith(":open") or name.startswith(watching), name


def test_what_takes_typed_words_of_trade_takes_none_of_a_viewer() -> None:
    own = {"Typing:setting", "Typing:symbol"}
    allowed = {state for state, typed in TYPED.items() if typed.needs is Access.VIEWER}
    assert allowed <= own
    assert SPOKEN.needs is not Access.VIEWER


def test_commands_that_act_on_trade_need_a_trader() -> None:
    names = ("stop", "pause", "resume", "kill", "unlock", "long", "short", "forceexit", "cancel")
    assert all(COMMANDS[name].needs is not Access.VIEWER for name in names)


async def test_a_viewer_presses_every_route_and_types_every_command_and_nothing_changes(
    tmp_path: Path, demo: DemoServer
) -> None:
    async with living(tmp_path, demo) as inside:
        await _join(inside)
        before = [await inside.ask(query) for query in STATE]
        said = await inside.chat.say("/menu", user_id=VIEWER)
        await inside.chat.wait_message(button="Auto", after=said, user_id=VIEWER)
        for data in presses():
            newest = [it for it in await inside.chat.messages(VIEWER) if it.is_from_bot][-1]
            await inside.chat.press(message_id=newest.message_id, data=data, user_id=VIEWER)
        for name in COMMANDS:
            await inside.chat.say(f"/{name} BTC 1", user_id=VIEWER)
        last = await inside.chat.say("/lang en", user_id=VIEWER)
        await inside.chat.wait_message("Settings", after=last, user_id=VIEWER)
        after = [await inside.ask(query) for query in STATE]

    assert after == before


async def _join(inside: Inside) -> None:
    said = await inside.chat.say("/users")
    screen = await inside.chat.wait_message(button="Invite", after=said)
    await inside.chat.press(message_id=screen.message_id, data="v1:users:invite:viewer")
    shown = await inside.chat.wait_message("https://t.me/", after=said - 1)
    found = CODE.search(shown.text)
    assert found is not None
    joined = await inside.chat.say(found[0], user_id=VIEWER)
    await inside.chat.wait_message(button="Auto", after=joined, user_id=VIEWER)

"""A whole debug session leaves what trades as it was: state, broker, caches, journal, screens."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path

import pytest

from bot.locales import load_text
from bot.render.auto import render_auto
from bot.render.menu import render_menu
from core.codec import encode
from core.errors import InputError
from core.events import Record
from core.ports import BusEvent
from core.trading import FeedHealth
from core.types import Access, Action, FeedStatus
from debug.deeds import DEEDS
from engine.bus import EventBus
from engine.lanes import Lane
from engine.views import Viewer, Watch
from handlers.spoken import COMMANDS
from tests.demo_server import ChatMessage, running_demo
from tests.desk import AGENT, ScriptedDesk, make_agent, prices
from tests.desk_inside import Inside, Row, Tables, living
from tests.paper.script import PERP, SPOT
from tests.playground import Playground, SetVenue, playing
from tests.samples import OWNER, TRADER

TEXT = load_text("en")
WORDS = {
    "signal": ("BUY 90", "SELL 80% x5", "HOLD", "BUY 90 SPOT", "nonsense"),
    "force": ("BUY 90", "SELL 70"),
    "price": ("50", "100.5", "1e300", "off"),
    "fault": ("silence", "stale", "gap", "reject", "off", "fire"),
    "alert": ("HIGH", "MEDIUM", "LOW", "NONE"),
}
Portrait = dict[str, object]


def portrait(desk: ScriptedDesk) -> Portrait:
    """Everything a runtime holds, as plain values."""
    runtime, state = desk.runtime, desk.engine.state
    watch = Watch(
        now_ns=state.now_ns,
        market_ns=state.now_ns,
        feed=FeedHealth(FeedStatus.LIVE, 0.1, "stream"),
        exchange="set",
    )
    viewer = Viewer(desk.engine)
    return {
        "state": encode(state.snapshot()),
        "lanes": {
            name: {slot: repr(getattr(lane, slot)) for slot in Lane.__slots__}
            for name, lane in state.lanes.items()
        },
        "unvalued": set(state.unvalued),
        "entry times": {name: tuple(times) for name, times in state.entry_times.items()},
        "blocked": dict(desk.engine.entries.blocked),
        "broker": runtime.broker.export(),
        "runners": tuple(runtime.runners),
        "unwatched": set(runtime.unwatched),
        "alerts": repr(vars(runtime.alerts)),
        "journal": tuple(desk.journal.lines),
        "commits": len(desk.journal.units),
        "auto screen": render_auto(viewer.auto(desk.agent, None, watch), TEXT),
        "menu": render_menu(viewer.menu(desk.agent, watch, Access.OWNER), TEXT),
    }


async def whole_session(ground: Playground) -> int:
    """Every deed with all its words, by two members, prices and time going on; answers how many
    deeds there were."""
    done = 0
    for user in (OWNER, TRADER):
        for what in (
            "start",
            *DEEDS,
            "start",
            "long",
            "flip",
            "sl",
            "short",
            "ml",
            "reset",
            "start",
        ):
            for words in WORDS.get(what, ("",)):
                with suppress(InputError):
                    await ground.service.do(user, what, words.split())
                done += 1
                ground.venue.bid += 7
                ground.venue.ask += 7
                await ground.pass_time(0.5)
        await ground.service.view(user)
    return done


@pytest.fixture
async def ground() -> AsyncIterator[Playground]:
    """Its sandboxes look at the very instruments that the real desk trades."""
    venue = SetVenue(PERP, SPOT)
    venue.bid, venue.ask = 1_000, 1_001
    async with playing(venue=venue) as ground:
        yield ground


def trading() -> ScriptedDesk:
    """A desk in the midst of it: a position, a blocked agent, an order on its way."""
    second = make_agent(type(AGENT)("u1-2"), leverage=2)
    desk = ScriptedDesk(make_agent(), second, instruments=(PERP, SPOT))
    desk.play(*prices(1_000, "100"))
    desk.signal(Action.BUY)
    desk.play(*prices(1_100, "100"), *prices(1_200, "101"))
    desk.signal(Action.SELL, second.id)
    return desk


def the_rest_of_the_day(desk: ScriptedDesk) -> list[Record]:
    """What comes after: the order fills, the stop is hit."""
    return desk.play(*prices(1_300, "101"), *prices(1_400, "94"), *prices(1_500, "94"))


async def test_a_runtime_in_the_midst_of_trading_is_as_it_was(ground: Playground) -> None:
    desk = trading()
    before = portrait(desk)
    done = await whole_session(ground)
    assert portrait(desk) == before
    assert len(ground.deeds) == done


async def test_a_portrait_sees_a_single_tick() -> None:
    desk = trading()
    before = portrait(desk)
    desk.play(*prices(1_300, "101"))
    assert portrait(desk) != before


async def test_trading_goes_on_as_if_there_had_been_no_session(ground: Playground) -> None:
    undisturbed = trading()
    expected = the_rest_of_the_day(undisturbed)
    desk = trading()
    await whole_session(ground)
    assert the_rest_of_the_day(desk) == expected
    assert portrait(desk) == portrait(undisturbed)
    assert undisturbed.engine.state.positions == desk.engine.state.positions


async def test_nothing_of_a_session_is_heard_on_the_bus_of_what_trades(ground: Playground) -> None:
    bus = EventBus()
    async with (
        bus.subscribe("real") as real,
        ground.service.bus.subscribe("sandbox", size=1000) as own,
    ):
        await whole_session(ground)
        assert not real._events
        heard: list[BusEvent] = list(own._events)  # type: ignore[attr-defined]
    names = {event.name for event in heard}
    assert {"paper_position_opened", "paper_position_closed", "paper_position_flipped"} <= names
    assert {event.account for event in heard} == {"u1-debug", "u2-debug"}


async def test_sandboxes_share_no_object_with_each_other_or_with_what_trades(
    ground: Playground,
) -> None:
    desk = trading()
    await ground.view(OWNER)
    await ground.view(TRADER)
    one, other = ground.sandbox(OWNER).parts, ground.sandbox(TRADER).parts
    runtimes = (one.runtime, other.runtime, desk.runtime)
    find: tuple[Callable[[object], object], ...] = (
        lambda it: it,
        lambda it: it.engine,  # type: ignore[attr-defined]
        lambda it: it.engine.state,  # type: ignore[attr-defined]
        lambda it: it.engine.state.ledger,  # type: ignore[attr-defined]
        lambda it: it.engine.state.lanes,  # type: ignore[attr-defined]
        lambda it: it.broker,  # type: ignore[attr-defined]
        lambda it: it._journal,  # type: ignore[attr-defined]
        lambda it: it.alerts,  # type: ignore[attr-defined]
        lambda it: it.runners,  # type: ignore[attr-defined]
    )
    for part in find:
        assert len({id(part(runtime)) for runtime in runtimes}) == 3
    assert one.market is not other.market
    assert one.faults is not other.faults


# --- the whole desk, in its chat

SESSION = (
    "/debug_auto_screen",
    "/debug_live BUY 90",
    "+start",
    "+long",
    "+flip",
    "+close",
    "+short",
    "+sl",
    "+long",
    "+tp",
    "+signal",
    "+ml",
    "/debug_signal SELL 80 BTC x3",
    "/debug_force_signal BUY 90",
    "/debug_price 60000",
    "/debug_price off",
    "/debug_fault silence",
    "/debug_fault stale",
    "/debug_fault reject",
    "/debug_fault gap",
    "/debug_fault off",
    "/debug_alert HIGH",
    "/debug_alert MEDIUM",
    "/debug_alert LOW",
    "/debug_state",
    "/debug_auto_screen",
    "+stop",
    "+reset",
)
NOTED = [
    *("start", "long", "flip", "close", "short", "sl", "long", "tp", "signal", "ml"),
    *("signal", "force", "price", "price", "fault", "fault", "fault", "fault", "fault"),
    *("alert", "alert", "alert", "stop", "reset"),
]
REAL_SCREENS = {"/auto": "🤖 Auto", "/risk": "🛡 Risk", "/settings": "⚙️ Settings"}
"""Screens on which no price moves by itself, and how each begins."""
TOLD = ("OPENED", "CLOSED", "STOP LOSS", "MAX LOSS", "FLIP", "HIGH ·", "MEDIUM ·", "LOW ·")
OF_THE_CHAT = ("journal", "settings", "kv")
"""Tables that a chat writes whatever it is about: checked apart, or live message ids."""


async def test_a_session_in_the_chat_changes_nothing_of_the_desk(tmp_path: Path) -> None:
    with running_demo() as demo:
        async with living(tmp_path, demo, with_sandbox=True) as inside:
            screens = [await shown(inside, *screen) for screen in REAL_SCREENS.items()]
            before = await inside.tables()
            for step in SESSION:
                await play(inside, step)
            after = await inside.tables()
            again = [await shown(inside, *screen) for screen in REAL_SCREENS.items()]
            for sign in TOLD:
                await inside.chat.wait_message(sign)
            messages = await inside.chat.messages()

    assert changed(before, after) == []
    noted = [row for row in after["journal"] if row not in before["journal"]]
    assert all("debug_action" in row for row in noted)
    assert [json.loads(payload_of(row))["what"] for row in noted] == NOTED
    assert again == screens
    check_marks(messages)


async def shown(inside: Inside, command: str, title: str) -> str:
    """A real screen, opened afresh."""
    said = await inside.chat.say(command)
    return (await inside.chat.wait_message(title, button="Menu", after=said)).text


async def play(inside: Inside, step: str) -> None:
    """One step of a session, until its screen is there."""
    if step.startswith("/"):
        said = await inside.chat.say(step)
        await inside.chat.wait_message("DEBUG SANDBOX", button="Menu", after=said)
        return
    screen = [one for one in await inside.chat.messages() if "v1:dbg:do:" in json.dumps(one.raw)]
    await inside.chat.press(message_id=screen[-1].message_id, data=f"v1:dbg:do:{step[1:]}")
    noted = "SELECT payload FROM journal WHERE name = 'debug_action' ORDER BY sequence DESC LIMIT 1"
    await inside.until(
        lambda rows: True if rows and json.loads(str(rows[0][0]))["what"] == step[1:] else None,
        noted,
    )


def changed(before: Tables, after: Tables) -> list[Row]:
    return [
        row
        for name, rows in after.items()
        if name not in OF_THE_CHAT
        for row in rows
        if row not in before[name]
    ]


def payload_of(row: Row) -> str:
    return next(str(cell) for cell in row if isinstance(cell, str) and cell.startswith("{"))


def check_marks(messages: list[ChatMessage]) -> None:
    """What tells of a trade or a signal says first that it is of the sandbox."""
    told = [one.text for one in messages if one.is_from_bot]
    events = [text for text in told if any(sign in text for sign in TOLD)]
    assert all("DEBUG SANDBOX" in text.split("\n")[0] for text in events)


def test_the_session_knows_every_command_and_every_button() -> None:
    typed = {step[1:].split()[0] for step in SESSION if step.startswith("/")}
    assert typed == {name for name, command in COMMANDS.items() if command.is_debug}
    assert set(NOTED) == {*DEEDS, "reset"}

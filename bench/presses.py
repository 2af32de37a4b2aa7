"""G10: what dispatching a press costs over bare aiogram, with a hundred actions in the table."""

import asyncio
import re
import time
from collections.abc import Iterator
from unittest.mock import patch

from aiogram import Bot, Dispatcher, Router
from aiogram.types import CallbackQuery, Update

from bench.figure import Figure, Spread, run_section
from bot import callbacks
from bot.access import AccessMiddleware
from bot.app import build_dispatcher
from bot.board import Board
from bot.callbacks import Press
from bot.hub import ScreenHub
from bot.limits import Limits
from bot.live import LiveStore
from bot.locales import load_texts
from bot.messenger import Messenger
from bot.meter import Meter, Timing
from core.clock import ManualClock
from handlers import reception
from handlers.front import Front
from handlers.pages import Pages
from handlers.pairing import Pairing
from handlers.table import ACTIONS
from handlers.turn import Action, Turn
from tests.fake_chat import (
    ANN,
    NOW_NS,
    FakeBus,
    FakeDesk,
    FakeGate,
    FakeValues,
    make_bot,
    make_services,
    owner,
    person,
    private,
)
from tests.fake_telegram import FakeTelegram

MORE = 120
US = 1e3


async def nothing(_turn: Turn, _press: Press) -> None:
    """An action that does nothing: what is measured is the way to it."""


def many_actions() -> tuple[dict[str, Action], dict[str, re.Pattern[str] | None]]:
    """The table and its patterns, filled up to so many."""
    extra = {f"bench:{number}": Action(nothing) for number in range(MORE)}
    return {**ACTIONS, **extra}, {**callbacks._CHECKED, **dict.fromkeys(extra)}


def our_dispatcher(bot: Bot) -> tuple[Dispatcher, Messenger]:
    """As `handlers.build` puts it together."""
    clock, gate, texts = ManualClock(NOW_NS), FakeGate(), load_texts()
    gate.users = {ANN: owner(ANN)}
    values, services = FakeValues(), make_services(FakeDesk(clock), gate)
    messenger = Messenger(bot, clock, Limits(clock))
    painter, store = Pages(services, texts), LiveStore(values)
    board = Board(messenger=messenger, painter=painter, clock=clock, store=store, gate=gate)
    hub = ScreenHub(board=board, clock=clock, bus=FakeBus())
    front = Front(services=services, hub=hub, messenger=messenger, texts=texts)
    newcomer = Pairing(gate=gate, hub=hub, messenger=messenger, texts=texts)
    access, timing = AccessMiddleware(gate, newcomer), Timing(Meter(), clock)
    doors = (access, timing, reception.Reception(hub, messenger, texts, gate))
    return build_dispatcher(front.router(), values, doors=doors), messenger


def bare_dispatcher() -> Dispatcher:
    async def on_press(_query: CallbackQuery) -> None:
        """The same nothing."""

    dispatcher, router = Dispatcher(), Router()
    router.callback_query.register(on_press)
    dispatcher.include_router(router)
    return dispatcher


def start(bot: Bot) -> Update:
    message = {"message_id": 1, "date": 1, "chat": private(ANN), "from": person(ANN)}
    update = {"update_id": 0, "message": {**message, "text": "/menu"}}
    return Update.model_validate(update, context={"bot": bot})


def press(bot: Bot, number: int, screen: int) -> Update:
    message = {"message_id": screen, "date": 1, "chat": private(ANN), "text": "…"}
    query = {
        "id": str(number),
        "from": person(ANN),
        "chat_instance": "1",
        "data": f"v1:bench:{number % MORE}",
        "message": message,
    }
    update = {"update_id": number, "callback_query": query}
    return Update.model_validate(update, context={"bot": bot})


async def _alternate(count: int) -> tuple[list[float], list[float]]:
    """Nanoseconds of the processor for presses through both, in turn on the same loop."""
    watch, telegram = time.thread_time_ns, FakeTelegram()
    bot = make_bot(telegram)
    bare, (ours, messenger) = bare_dispatcher(), our_dispatcher(bot)
    samples: tuple[list[float], list[float]] = ([], [])
    async with asyncio.TaskGroup() as group:
        running = group.create_task(messenger.run())
        await ours.feed_update(bot, start(bot))
        await _answered()
        screen = max(telegram.chats[ANN])
        for number in range(count):
            for dispatcher, found in zip((bare, ours), samples, strict=True):
                update = press(bot, number, screen)
                began = watch()
                await dispatcher.feed_update(bot, update)
                found.append(watch() - began)
                await _answered()
        running.cancel()
    warm = count // 10
    return samples[0][warm:], samples[1][warm:]


async def _answered() -> None:
    """Lets the answer to the press go out, which nobody waits for."""
    for _ in range(20):
        await asyncio.sleep(0)


def measure(is_quick: bool) -> Iterator[Figure]:
    actions, patterns = many_actions()
    with (
        patch.object(reception, "ACTIONS", actions),
        patch.object(callbacks, "_CHECKED", patterns),
    ):
        bare, ours = asyncio.run(_alternate(500 if is_quick else 4000))
    plain, whole = Spread.of(bare), Spread.of(ours)
    note = f"{len(actions)} actions; bare {plain.p50 / US:.0f}, ours {whole.p50 / US:.0f} µs"
    over = (whole.p50 - plain.p50) / US
    yield Figure.told("G10 press over bare aiogram, p50", over, "µs", note=note)
    note = f"bare {plain.p99 / US:.0f}, ours {whole.p99 / US:.0f} µs"
    row, over = "G10 press over bare aiogram, p99", whole.p99 - plain.p99
    yield Figure.at_most(row, over, 60 * US, "µs", scale=US, note=note)


if __name__ == "__main__":
    run_section(measure)

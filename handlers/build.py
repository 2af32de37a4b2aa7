"""The whole chat, put together from what the desk gives it."""

from dataclasses import dataclass

from aiogram import Bot

from bot.access import AccessMiddleware
from bot.app import TelegramApp, build_dispatcher
from bot.board import Board
from bot.hub import ScreenHub
from bot.limits import Limits
from bot.live import LiveStore
from bot.locales import load_texts
from bot.messenger import Messenger
from bot.outbox import OutboxDelivery
from bot.polling import Polling
from bot.services import Services
from core.ports import Bus, Clock, KeyValue, Outbox
from handlers.front import Front
from handlers.pages import Pages
from handlers.pairing import Pairing
from handlers.reception import Reception


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskSide:
    """What the chat needs of the desk; `clock` is the desk's."""

    services: Services
    outbox: Outbox
    values: KeyValue
    bus: Bus
    clock: Clock


def build_chat(bot: Bot, desk: DeskSide) -> TelegramApp:
    """One coroutine, `run()`, for the app's task group."""
    texts, gate, clock = load_texts(), desk.services.gate, desk.clock
    messenger = Messenger(bot, clock, Limits(clock))
    pages, store = Pages(desk.services, texts), LiveStore(desk.values)
    board = Board(messenger=messenger, painter=pages, clock=clock, store=store, gate=gate)
    hub = ScreenHub(board=board, clock=clock, bus=desk.bus)
    front = Front(services=desk.services, hub=hub, messenger=messenger, texts=texts)
    newcomer = Pairing(gate=gate, hub=hub, messenger=messenger, texts=texts)
    doors = (AccessMiddleware(gate, newcomer), Reception(hub, messenger, texts))
    dispatcher = build_dispatcher(front.router(), desk.values, doors=doors)
    outbox = OutboxDelivery(
        outbox=desk.outbox, messenger=messenger, gate=gate, bus=desk.bus, clock=clock, texts=texts
    )
    sandbox, debug_outbox, commands = desk.services.sandbox, None, COMMANDS
    if sandbox is not None:
        commands = (*COMMANDS, *DEBUG_COMMANDS)
        debug_outbox = OutboxDelivery(
            outbox=sandbox.outbox,
            messenger=messenger,
            gate=gate,
            bus=sandbox.bus,
            clock=clock,
            texts=texts,
            dress=marked,
        )
    polling = Polling(bot, dispatcher, clock, texts, commands=commands)
    return TelegramApp(
        bot=bot,
        polling=polling,
        messenger=messenger,
        hub=hub,
        outbox=outbox,
        gate=gate,
        texts=texts,
        debug_outbox=debug_outbox,
    )

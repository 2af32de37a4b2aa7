"""The whole chat, put together from what the desk gives it."""

from collections.abc import Mapping
from dataclasses import dataclass

from aiogram import Bot, Dispatcher

from bot.access import AccessMiddleware
from bot.app import TelegramApp, build_dispatcher
from bot.board import Board
from bot.commands import CommandMenus
from bot.hub import ScreenHub
from bot.limits import Limits
from bot.live import LiveStore
from bot.locales import Text, load_texts
from bot.messenger import Messenger
from bot.meter import Meter, Timing
from bot.openers import Openers
from bot.outbox import OutboxDelivery
from bot.polling import Polling
from bot.render.debug import marked
from bot.render.users import render_farewell
from bot.services import Services
from bot.webhook import Webhook, WebhookTerms
from core.ports import Bus, Clock, KeyValue, Outbox
from handlers.front import Front
from handlers.menus import commands_of
from handlers.pages import Pages
from handlers.pairing import Pairing
from handlers.reception import Reception


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskSide:
    """What the chat needs of the desk; `clock` is the desk's. With a `webhook` Telegram brings what
    it is otherwise asked for."""

    services: Services
    outbox: Outbox
    values: KeyValue
    bus: Bus
    clock: Clock
    webhook: WebhookTerms | None = None


def build_chat(bot: Bot, desk: DeskSide) -> TelegramApp:
    """One coroutine, `run()`, for the app's task group."""
    texts, gate, clock = load_texts(), desk.services.gate, desk.clock
    messenger = Messenger(bot, clock, Limits(clock))
    pages, store = Pages(desk.services, texts), LiveStore(desk.values)
    board = Board(
        messenger=messenger,
        painter=pages,
        clock=clock,
        store=store,
        gate=gate,
        farewell=lambda language: render_farewell(texts[language]),
    )
    hub = ScreenHub(board=board, clock=clock, bus=desk.bus)
    front = Front(services=desk.services, hub=hub, messenger=messenger, texts=texts)
    newcomer = Pairing(gate=gate, hub=hub, messenger=messenger, texts=texts)
    meter = Meter()
    access, timing = AccessMiddleware(gate, newcomer), Timing(meter, clock)
    doors = (access, timing, Reception(hub, messenger, texts, gate))
    dispatcher = build_dispatcher(front.router(), desk.values, doors=doors)
    return TelegramApp(
        bot=bot,
        updates=_updates(bot, dispatcher, desk, texts),
        menus=_menus(bot, desk, texts),
        messenger=messenger,
        hub=hub,
        outbox=_outbox(desk, messenger, texts),
        gate=gate,
        texts=texts,
        meter=meter,
        debug_outbox=_debug_outbox(desk, messenger, texts),
    )


def _menus(bot: Bot, desk: DeskSide, texts: Mapping[str, Text]) -> CommandMenus:
    has_sandbox = desk.services.sandbox is not None
    return CommandMenus(
        bot,
        desk.services.gate,
        desk.clock,
        texts,
        menu_of=lambda user: commands_of(user.access, with_debug=has_sandbox),
    )


def _updates(
    bot: Bot, dispatcher: Dispatcher, desk: DeskSide, texts: Mapping[str, Text]
) -> Polling | Webhook:
    """Asked for, or brought to our door."""
    polling = Polling(bot, dispatcher, desk.clock, texts)
    if desk.webhook is None:
        return polling
    return Webhook(bot, dispatcher, desk.clock, polling, desk.webhook)


def _outbox(desk: DeskSide, messenger: Messenger, texts: Mapping[str, Text]) -> OutboxDelivery:
    return OutboxDelivery(
        outbox=desk.outbox,
        messenger=messenger,
        gate=desk.services.gate,
        bus=desk.bus,
        clock=desk.clock,
        texts=texts,
        openers=Openers(desk.values),
    )


def _debug_outbox(
    desk: DeskSide, messenger: Messenger, texts: Mapping[str, Text]
) -> OutboxDelivery | None:
    """The same delivery over the sandbox's messages, each marked as one."""
    sandbox = desk.services.sandbox
    if sandbox is None:
        return None
    return OutboxDelivery(
        outbox=sandbox.outbox,
        messenger=messenger,
        gate=desk.services.gate,
        bus=sandbox.bus,
        clock=desk.clock,
        texts=texts,
        openers=Openers(desk.values),
        dress=marked,
    )

"""The chat beside a running desk; imported in a thread, because aiogram takes seconds."""

from collections.abc import Callable

from app.settings import Settings
from app.use_cases import Desk
from bot.app import build_bot
from bot.services import Services
from bot.webhook import WebhookTerms
from core.types import UserId
from handlers.build import DeskSide, build_chat


async def run_chat(desk: Desk, connect: Callable[[Callable[[UserId], None]], None]) -> None:
    """Talks to Telegram until cancelled. `connect` is given the way to tell a user that nothing
    can be journaled."""
    settings = desk.settings
    if settings.bot_token is None:
        raise ValueError("a chat needs a token")
    bot = build_bot(
        settings.bot_token.get_secret_value(),
        api_base=settings.telegram_api_base,
        is_local=settings.telegram_api_local,
        proxy=settings.telegram_proxy,
    )
    side = DeskSide(
        services=_services(desk),
        outbox=desk.database.outbox,
        values=desk.database.kv,
        bus=desk.bus,
        clock=desk.clock,
        webhook=_webhook(settings),
    )
    chat = build_chat(bot, side)
    connect(chat.tell_unwritable)
    desk.system.watch_chat(chat.health)
    await chat.run()


def _services(desk: Desk) -> Services:
    return Services(
        auto=desk.auto,
        confirming=desk.confirming,
        risk=desk.risk,
        journal=desk.journal,
        analytics=desk.analytics,
        reports=desk.reporting.reports,
        preferences=desk.preferences,
        overview=desk.overview,
        gate=desk.gate,
        pictures=desk.pictures,
        system=desk.system,
        people=desk.people,
        control=desk.control,
        alarms=desk.alarms.alarms,
        manual=desk.manual.builder,
        orders=desk.manual.orders,
        positions=desk.manual.positions,
        market=desk.watching.market,
        watch=desk.watching.watch,
        portfolio=desk.watching.portfolio,
        monitoring=desk.watching.monitoring,
        agents=desk.watching.agents,
        strategies=desk.strategies,
        studies=desk.studying.studies,
        ladders=desk.ladders,
        plugins=desk.plugins,
        sandbox=desk.sandbox,
    )


def _webhook(settings: Settings) -> WebhookTerms | None:
    if not settings.webhook_url or settings.webhook_secret_token is None:
        return None
    return WebhookTerms(
        url=settings.webhook_url,
        secret=settings.webhook_secret_token,
        host=settings.webhook_host,
        port=settings.webhook_port,
    )

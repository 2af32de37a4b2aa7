"""A plugin, its limits, a failed answer: as the chat is told of them."""

import asyncio
from concurrent.futures import Future
from typing import TypeVar

from core.errors import InputError, PluginError
from core.plugins import PluginLimits, PluginState
from plugins.config import PluginConfig
from plugins.hosting import HostedPlugin
from plugins.manager import PluginManager
from plugins.signing import signature_file
from plugins.storing import is_installed

T = TypeVar("T")


def state_of(manager: PluginManager, plugin: HostedPlugin) -> PluginState:
    told, figures, facts = plugin.metadata, plugin.figures(), plugin.facts
    return PluginState(
        id=plugin.id,
        name=told.name,
        version=told.version,
        kind=told.kind.value,
        status=plugin.status.value,
        reason=plugin.reason,
        author=told.author,
        description=told.description,
        calls=figures.calls,
        errors=figures.errors,
        kills=figures.kills,
        p50_ms=figures.p50_ms,
        p99_ms=figures.p99_ms,
        warmup=facts.warmup,
        parameters=facts.parameters,
        troubles=tuple(plugin.troubles),
        is_signed=signature_file(plugin.source.path).is_file(),
        is_installed=is_installed(manager, plugin),
    )


def limits_of(config: PluginConfig) -> PluginLimits:
    return PluginLimits(
        call_s=config.max_execution_s,
        load_s=config.plugin_timeout,
        memory_mb=config.memory_limit_mb,
        most=config.max_plugins,
    )


async def is_done(asked: Future[T], limit_s: float) -> bool:
    """Waits for it, so long and no longer; what it came to is its own."""
    watched = asyncio.wrap_future(asked)
    watched.add_done_callback(lambda each: each.cancelled() or each.exception())
    await asyncio.wait({watched}, timeout=limit_s)
    return asked.done()


async def in_time(asked: Future[T], limit_s: float) -> T:
    """What was asked for elsewhere; raises InputError while it is not there, or in the words of
    what failed."""
    if not await is_done(asked, limit_s):
        raise InputError("It is being fetched: look again", code="plugin_fetching")
    try:
        return asked.result()
    except PluginError as error:
        raise refusal(error) from error


def refusal(error: PluginError) -> InputError:
    return InputError(str(error), code="plugin", why=str(error))

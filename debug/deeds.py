"""What can be done to a sandbox, by name; each answers the code of a toast."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from types import MappingProxyType

from core.errors import InputError
from core.types import Action
from debug import words as typed
from debug.sandbox import Sandbox

SURE_PCT = 100
Deed = Callable[[Sandbox, Sequence[str]], Awaitable[str]]


async def _start(sandbox: Sandbox, _: Sequence[str]) -> str:
    await sandbox.start()
    return "debug_started"


async def _stop(sandbox: Sandbox, _: Sequence[str]) -> str:
    await sandbox.stop()
    return "debug_stopped"


async def _long(sandbox: Sandbox, _: Sequence[str]) -> str:
    await sandbox.advise(Action.BUY, SURE_PCT)
    return ""


async def _short(sandbox: Sandbox, _: Sequence[str]) -> str:
    await sandbox.advise(Action.SELL, SURE_PCT)
    return ""


async def _flip(sandbox: Sandbox, _: Sequence[str]) -> str:
    await sandbox.flip()
    return ""


async def _close(sandbox: Sandbox, _: Sequence[str]) -> str:
    return await sandbox.close()


async def _signal(sandbox: Sandbox, words: Sequence[str]) -> str:
    wanted = await _set_up(sandbox, words)
    await sandbox.advise(wanted.action, wanted.confidence_pct)
    return "debug_told"


async def _force(sandbox: Sandbox, words: Sequence[str]) -> str:
    wanted = await _set_up(sandbox, words)
    if wanted.action is Action.HOLD:
        raise InputError("Choose one of: BUY, SELL", code="unknown_choice", known="BUY, SELL")
    await sandbox.force(wanted.action, wanted.confidence_pct)
    return "debug_told"


async def _set_up(sandbox: Sandbox, words: Sequence[str]) -> typed.Advice:
    wanted = typed.advice(words, tuple(sandbox.parts.trading.instruments()))
    await sandbox.set_up(wanted.held, wanted.leverage)
    return wanted


async def _price(sandbox: Sandbox, words: Sequence[str]) -> str:
    if [word.lower() for word in words] == [typed.OFF]:
        await sandbox.release_price()
        return "debug_released"
    newest = sandbox.parts.market.newest
    bid = None if newest is None else newest.bid
    await sandbox.force_price(typed.price(words, sandbox.held, bid))
    return "debug_priced"


async def _fault(sandbox: Sandbox, words: Sequence[str]) -> str:
    kind = typed.choice(words, (*typed.FAULTS, typed.OFF))
    if kind == typed.OFF:
        await sandbox.mend()
        return "debug_mended"
    await sandbox.break_market(typed.FAULTS[kind])
    return "debug_broken"


async def _alert(sandbox: Sandbox, words: Sequence[str]) -> str:
    await sandbox.alert(typed.priority(words))
    return "debug_alerted"


def _hit(level: str) -> Deed:
    async def hit(sandbox: Sandbox, _: Sequence[str]) -> str:
        await sandbox.hit(level)
        return ""

    return hit


DEEDS: Mapping[str, Deed] = MappingProxyType(
    {
        "start": _start,
        "stop": _stop,
        "long": _long,
        "short": _short,
        "flip": _flip,
        "close": _close,
        "sl": _hit("sl"),
        "tp": _hit("tp"),
        "ml": _hit("ml"),
        "signal": _signal,
        "force": _force,
        "price": _price,
        "fault": _fault,
        "alert": _alert,
    }
)

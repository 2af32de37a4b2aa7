"""Analytics, profit, rankings and results by time: buttons lead there, commands say which."""

import re

from bot.callbacks import Press
from bot.place import Place
from core.errors import InputError
from handlers.turn import Act, Turn

SIDES = ("all", "long", "short")
MOST = 99


async def go_on(turn: Turn, press: Press) -> None:
    await turn.open(Place(press.screen, press.arg))


async def profit(turn: Turn) -> None:
    """`/profit`, `/profit long`, `/profit 7`, `/profit short 30`."""
    side, days = "all", ""
    for word in turn.words:
        if word.lower() in SIDES:
            side = word.lower()
        else:
            days = f".{_count(word)}"
    await turn.open(Place("gain", f"{side}{days}"))


def profit_of(side: str) -> Act:
    """`/profit_long`."""

    async def act(turn: Turn) -> None:
        days = f".{_count(turn.words[0])}" if turn.words else ""
        await turn.open(Place("gain", f"{side}{days}"))

    return act


def last(unit: str) -> Act:
    """`/daily`, `/daily 14`."""

    async def act(turn: Turn) -> None:
        count = _count(turn.words[0]) if turn.words else 0
        await turn.open(Place("days", f"{unit}.{count}"))

    return act


def _count(word: str) -> int:
    if not re.fullmatch(r"[1-9]\d?", word, re.ASCII):
        raise InputError(f"{word} is no number from 1 to {MOST}", code="how_many", most=str(MOST))
    return int(word)

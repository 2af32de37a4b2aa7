"""The debug sandbox: presses and typed commands. None of them reaches what trades."""

from bot.callbacks import Press
from bot.place import DEBUG, MENU
from handlers.turn import ERROR_S, Act, Turn

SIGNAL = ("BUY", "90")
"""What the button says."""


async def press(turn: Turn, press: Press) -> None:
    await _do(turn, press.arg, SIGNAL if press.arg == "signal" else ())


def typed(what: str) -> Act:
    """A command with its words."""

    async def act(turn: Turn) -> None:
        await _do(turn, what, turn.words)

    return act


async def live(turn: Turn) -> None:
    """It injected signals into what trades; now it says where they go."""
    await turn.open(DEBUG, turn.text.t("debug.live"), notice_s=ERROR_S)


async def _do(turn: Turn, what: str, words: tuple[str, ...]) -> None:
    sandbox = turn.services.sandbox
    if sandbox is None:
        await turn.open(MENU)
        return
    await turn.open(DEBUG, turn.say(await sandbox.do(turn.user.id, what, words)))

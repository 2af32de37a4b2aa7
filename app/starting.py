"""`run` and `demo`: a desk, from its settings to the program's exit code.

They take no options, and stand apart from the commands that do: the library those are read with
takes longer to load than a desk to open its database.
"""

import asyncio
from collections.abc import Callable, Coroutine

from app.logs import configure_logging
from app.saying import Say, announce, complain
from app.settings import ENV_FILE, Settings, load_settings
from app.uncollected import uncollected
from core.errors import DzentraError

FINE, WRONG_USE = 0, 2


def start(word: str = "") -> int:
    """Runs a desk until it is stopped. Without a word: `run` when the settings hold a BOT_TOKEN,
    else `demo`."""
    try:
        settings = load_settings(env_file=ENV_FILE)
    except DzentraError as error:
        complain(error)
        return WRONG_USE
    configure_logging(settings)
    work, code = _work(word or ("run" if settings.bot_token else "demo")), FINE
    try:
        asyncio.run(work(settings, announce))
    except* DzentraError as group:
        for leaf in _leaves(group):
            complain(leaf)
        code = WRONG_USE
    return code


def _work(word: str) -> Callable[[Settings, Say], Coroutine[None, None, None]]:
    with uncollected():
        if word == "run":
            from app.run import run_telegram

            return run_telegram
        from app.demo import run_demo

        return run_demo


def _leaves(group: BaseExceptionGroup[BaseException]) -> list[BaseException]:
    found: list[BaseException] = []
    for error in group.exceptions:
        found += _leaves(error) if isinstance(error, BaseExceptionGroup) else [error]
    return found

"""`main.py data download`: fetches market history, and keeps what has come whatever happens."""

import asyncio
from errno import ENOSPC
from pathlib import Path

from rich.console import Console

from app.backtest import bar_of
from app.collecting import Part, Wanted, parts_of
from core.clock import SystemClock
from core.errors import ExchangeError, InputError
from exchanges.archive.store import Store

FAILED = 1
GO_ON = "What has come is kept; run it again to go on."


def run_download(wanted: Wanted, folder: Path, console: Console) -> int:
    """Fetches what is missing. Raises InputError for what the venue does not list."""
    if wanted.rest_url and not wanted.rest_url.startswith(("http://", "https://")):
        raise InputError("--rest-url is an address such as https://data-api.binance.vision")
    try:
        asyncio.run(_download(wanted, Store(folder), console))
        return 0
    except ExchangeError as error:
        _say(console, f"Stopped: {error}. {GO_ON}")
    except KeyboardInterrupt:
        _say(console, f"Stopped. {GO_ON}")
    except OSError as error:
        advice = "Make room" if error.errno == ENOSPC else "Choose another --dir"
        _say(console, f"Stopped: {folder} takes no more ({error.strerror}). {advice} and go on.")
    return FAILED


def _say(console: Console, sentence: str) -> None:
    console.print(sentence, markup=False, highlight=False, soft_wrap=True)


async def _download(wanted: Wanted, store: Store, console: Console) -> None:
    async with parts_of(wanted, store, SystemClock()) as parts:
        for part in parts:
            count = await _collect(part, console)
            console.print(f"{part.series.name}: {count} new rows", highlight=False)


async def _collect(part: Part, console: Console) -> int:
    with bar_of(console) as bar:
        task = bar.add_task(part.series.name, total=1.0)
        return await part.collect(lambda at_ms: bar.update(task, completed=part.share(at_ms)))

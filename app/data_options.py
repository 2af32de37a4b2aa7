"""The options of `main.py data`."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console

from app.options import finish
from app.wish_options import DAYS
from core.types import Timeframe

data = typer.Typer(
    help="Market history on disk: download, list, check, import, export.", no_args_is_help=True
)

MarketName = Literal["spot", "futures"]
Folder = Annotated[
    Path | None, typer.Option("--dir", help="Folder of the history; else history in DATA_DIR.")
]
Kind = Annotated[MarketName, typer.Option("--market", help="spot or futures.")]
Symbol = Annotated[str, typer.Option(help="As the venue writes it.")]
Bars = Annotated[Timeframe, typer.Option(help="Of the candles.")]
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)


@data.command()
def download(
    symbol: Annotated[list[str], typer.Option(help="May be given several times.")],
    timeframe: Annotated[list[Timeframe] | None, typer.Option(help="Likewise; else 1m.")] = None,
    start: Annotated[
        datetime, typer.Option("--from", formats=DAYS, help="First day, UTC.")
    ] = BEGINNING,
    end: Annotated[
        datetime | None, typer.Option("--to", formats=DAYS, help="End; else now.")
    ] = None,
    exchange: Annotated[
        Literal["binance", "binance_futures", "simulated"], typer.Option()
    ] = "binance",
    marks: Annotated[bool, typer.Option(help="Candles of the mark as well.")] = True,
    fundings: Annotated[bool, typer.Option(help="Fundings as well.")] = True,
    seed: Annotated[int, typer.Option(min=0, help="Of the simulated market.")] = 1,
    rest_url: Annotated[str, typer.Option(help="Another host of the venue.")] = "",
    folder: Folder = None,
) -> None:
    """Fetch candles, marks and fundings; what is there already is not asked for again."""

    def run() -> int:
        from app.collecting import Wanted
        from app.download import run_download

        wanted = Wanted(
            exchange=exchange,
            symbols=tuple(name.upper() for name in symbol),
            timeframes=tuple(timeframe or [Timeframe.M1]),
            start=start,
            end=end,
            marks=marks,
            fundings=fundings,
            seed=seed,
            rest_url=rest_url,
        )
        return run_download(wanted, _history(folder), Console())

    finish(run)


@data.command("list")
def list_(folder: Folder = None) -> None:
    """Show what there is."""

    def run() -> int:
        from app.data import run_list

        return run_list(_history(folder), Console())

    finish(run)


@data.command()
def check(folder: Folder = None) -> None:
    """Look for gaps, doubled and impossible rows; 1 when something is damaged."""

    def run() -> int:
        from app.data import run_check

        return run_check(_history(folder), Console())

    finish(run)


@data.command("import")
def import_(
    files: Annotated[list[Path], typer.Argument(help="CSV, plain or .gz.")],
    symbol: Symbol,
    timeframe: Bars = Timeframe.M1,
    market: Kind = "spot",
    folder: Folder = None,
) -> None:
    """Take candles from CSV files of other programs."""

    def run() -> int:
        from app.data import Named, run_import

        return run_import(files, Named(market, symbol, timeframe), _history(folder), Console())

    finish(run)


@data.command()
def export(
    symbol: Symbol,
    out: Annotated[Path, typer.Argument(help="Where to; .gz packs it.")],
    timeframe: Bars = Timeframe.M1,
    market: Kind = "spot",
    folder: Folder = None,
) -> None:
    """Write candles as CSV."""

    def run() -> int:
        from app.data import Named, run_export

        return run_export(Named(market, symbol, timeframe), _history(folder), out, Console())

    finish(run)


def _history(folder: Path | None) -> Path:
    """Where the desk looks for it, if no other place was named."""
    if folder is not None:
        return folder
    from app.settings import load_settings

    return load_settings().history_dir

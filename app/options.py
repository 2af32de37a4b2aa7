"""The options of commands that have many; what a command does is imported when it runs."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from core.errors import DzentraError, InputError
from core.money import parse_decimal
from core.trading import Limit, RiskSettings
from core.types import Timeframe
from core.views import SettingInput

FROM, TO = "2026-01-05", "2026-01-12"
WRONG_USE = 2
DAYS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]


def finish(run: Callable[[], int]) -> None:
    """Ends the program with what `run` answers; what it raises is one line on standard error."""
    try:
        code = run()
    except DzentraError as error:
        Console(stderr=True).print(str(error), markup=False, highlight=False, soft_wrap=True)
        code = WRONG_USE
    raise typer.Exit(code)


def backtest(
    strategy: Annotated[str, typer.Option(help="Name of the strategy.")] = "TREND",
    symbol: Annotated[str, typer.Option(help="As the venue writes it.")] = "BTCUSDT",
    timeframe: Annotated[Timeframe, typer.Option(help="Candles it decides on.")] = Timeframe.M1,
    start: Annotated[datetime, typer.Option("--from", formats=DAYS, help="First day, UTC.")] = FROM,  # type: ignore[assignment]
    end: Annotated[datetime, typer.Option("--to", formats=DAYS, help="End, not included.")] = TO,  # type: ignore[assignment]
    data: Annotated[
        list[Path] | None, typer.Option(help="Recorded candles or lines; else a seeded market.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Of the seeded market.")] = 1,
    balance: Annotated[str, typer.Option(help="Paper money to start with.")] = "10000",
    leverage: Annotated[int, typer.Option(min=1, max=125)] = 2,
    risk: Annotated[str, typer.Option(help="Risk a trade, such as 0.1%.")] = "0.1%",
    stop_loss: Annotated[str, typer.Option(help="Distance of the stop.")] = "1%",
    take_profit: Annotated[str, typer.Option(help="Distance of the target, or off.")] = "2%",
    out: Annotated[Path | None, typer.Option(help="Folder for CSV and JSON.")] = None,
) -> None:
    """Run a strategy over history, by the very engine that trades."""

    def run() -> int:
        from app.backtest import Wish, run_backtest
        from services.limits import parse_limit

        wish = Wish(
            strategy=strategy.upper(),
            symbol=symbol.upper(),
            timeframe=timeframe,
            start=start,
            end=end,
            data=tuple(data or ()),
            seed=seed,
            balance=_positive(parse_decimal(balance)),
            leverage=leverage,
            risk=RiskSettings(
                risk=_needed(parse_limit("risk", risk)),
                stop_loss=parse_limit("stop_loss", stop_loss).value,
                take_profit=parse_limit("take_profit", take_profit).value,
            ),
            out=out,
        )
        return run_backtest(wish, Console())

    finish(run)


def _needed(typed: SettingInput) -> Limit:
    if typed.value is None:
        raise InputError(f"{typed.setting} cannot be off")
    return typed.value


def _positive(balance: Decimal) -> Decimal:
    if balance <= 0:
        raise InputError("The balance must be above 0")
    return balance

"""The options of commands that have many; what a command does is imported when it runs."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from core.errors import DzentraError, InputError
from core.money import parse_decimal
from core.trading import Limit, RiskSettings, SettingInput
from core.types import Timeframe

FROM, TO = datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 1, 12, tzinfo=UTC)
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


Strategy = Annotated[str, typer.Option(help="Name of the strategy.")]
Symbol = Annotated[str, typer.Option(help="As the venue writes it.")]
Bars = Annotated[Timeframe, typer.Option(help="Candles it decides on.")]
From = Annotated[datetime, typer.Option("--from", formats=DAYS, help="First day, UTC.")]
To = Annotated[datetime, typer.Option("--to", formats=DAYS, help="End, not included.")]
Data = Annotated[
    list[Path] | None, typer.Option(help="Recorded candles or lines; else a seeded market.")
]
Seed = Annotated[int, typer.Option(min=0, help="Of the seeded market.")]
Balance = Annotated[str, typer.Option(help="Paper money to start with.")]
Leverage = Annotated[int, typer.Option(min=1, max=125)]
Risk = Annotated[str, typer.Option(help="Risk a trade, such as 0.1%.")]
StopLoss = Annotated[str, typer.Option(help="Distance of the stop.")]
TakeProfit = Annotated[str, typer.Option(help="Distance of the target, or off.")]
Out = Annotated[Path | None, typer.Option(help="Folder for CSV and JSON.")]


def backtest(
    strategy: Strategy = "TREND",
    symbol: Symbol = "BTCUSDT",
    timeframe: Bars = Timeframe.M1,
    start: From = FROM,
    end: To = TO,
    data: Data = None,
    seed: Seed = 1,
    balance: Balance = "10000",
    leverage: Leverage = 2,
    risk: Risk = "0.1%",
    stop_loss: StopLoss = "1%",
    take_profit: TakeProfit = "2%",
    out: Out = None,
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

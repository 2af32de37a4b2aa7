"""The options that every command over history has, once."""

import inspect
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from core.errors import InputError
from core.money import parse_decimal
from core.trading import Limit, RiskSettings, SettingInput
from core.types import Timeframe

if TYPE_CHECKING:
    from app.history import Wish

FROM, TO = datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 1, 12, tzinfo=UTC)
DAYS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]


def wish_of(
    strategy: Annotated[
        list[str] | None, typer.Option(help="Name of the strategy; TREND if none is said.")
    ] = None,
    symbol: Annotated[
        list[str] | None,
        typer.Option(help="As the venue writes it; BTCUSDT if none is said. May be repeated."),
    ] = None,
    timeframe: Annotated[Timeframe, typer.Option(help="Candles it decides on.")] = Timeframe.M1,
    start: Annotated[datetime, typer.Option("--from", formats=DAYS, help="First day, UTC.")] = FROM,
    end: Annotated[datetime, typer.Option("--to", formats=DAYS, help="End, not included.")] = TO,
    data: Annotated[
        list[Path] | None, typer.Option(help="Recorded candles or lines; else a seeded market.")
    ] = None,
    detail: Annotated[
        Timeframe | None,
        typer.Option(help="Finer candles that tell what came first inside one."),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Of the seeded market.")] = 1,
    balance: Annotated[str, typer.Option(help="Paper money to start with.")] = "10000",
    leverage: Annotated[int, typer.Option(min=1, max=125)] = 2,
    risk: Annotated[str, typer.Option(help="Risk a trade, such as 0.1%.")] = "0.1%",
    stop_loss: Annotated[str, typer.Option(help="Distance of the stop.")] = "1%",
    take_profit: Annotated[str, typer.Option(help="Distance of the target, or off.")] = "2%",
    parameter: Annotated[
        list[str] | None,
        typer.Option("--set", help="Such as fast=12, or TREND.fast=12; may be repeated."),
    ] = None,
    fee: Annotated[str, typer.Option(help="Such as 0.05%, or maker/taker: 0.02%/0.05%.")] = "",
    spread: Annotated[str, typer.Option(help="Of candles, such as 0.01%.")] = "",
    slippage: Annotated[str, typer.Option(help="Of candles, such as 0.005%.")] = "",
    latency: Annotated[str, typer.Option(help="Of ticks, in milliseconds.")] = "",
    funding: Annotated[bool, typer.Option(help="Pay and get fundings.")] = True,
) -> "Wish":
    """What was typed, understood; raises InputError for what cannot be."""
    from app.history import Wish
    from app.picking import picked
    from app.terms import typed_costs
    from services.limits import parse_limit

    (first, *more), shared = picked(
        strategy or ["TREND"], symbol or ["BTCUSDT"], [_parameter(text) for text in parameter or ()]
    )
    return Wish(
        strategy=first.strategy,
        symbol=first.symbol,
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
        parameters=first.parameters,
        more=tuple(more),
        shared=shared,
        detail=detail,
        terms=typed_costs(fee, spread, slippage, latency, funding=funding),
    )


def alone(wish: "Wish", command: str) -> "Wish":
    """For a command that takes one agent; raises InputError for several."""
    if wish.more:
        raise InputError(f"{command} takes one --strategy and one --symbol")
    return wish


def wishing(command: Callable[..., None]) -> Callable[..., None]:
    """Gives a command the options of `wish_of`; what was typed comes as a function, its first
    argument, so that the command itself says where a mistake is told."""
    own = list(inspect.signature(command).parameters.values())[1:]
    shared = list(inspect.signature(wish_of).parameters.values())
    names = {parameter.name for parameter in shared}

    def run(**typed: Any) -> None:
        wished = {name: typed.pop(name) for name in names}
        command(lambda: wish_of(**wished), **typed)

    run.__name__, run.__doc__ = command.__name__, command.__doc__
    parameters = [parameter.replace(kind=parameter.KEYWORD_ONLY) for parameter in (*shared, *own)]
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return run


def _parameter(text: str) -> tuple[str, int | float]:
    name, mark, value = text.partition("=")
    if not mark:
        raise InputError(f"{text} sets nothing; write name=value")
    number = parse_decimal(value)
    return name, int(number) if number == number.to_integral_value() else float(number)


def _needed(typed: SettingInput) -> Limit:
    if typed.value is None:
        raise InputError(f"{typed.setting} cannot be off")
    return typed.value


def _positive(balance: Decimal) -> Decimal:
    if balance <= 0:
        raise InputError("The balance must be above 0")
    return balance

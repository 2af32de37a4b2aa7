"""The options that every command over history has: what is tested, by which rules, at what cost."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from core.errors import InputError
from core.money import parse_decimal
from core.types import Timeframe

if TYPE_CHECKING:
    from app.history import Wish
    from app.terms import Costs

FROM, TO = datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 1, 12, tzinfo=UTC)
DAYS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]


def _rule(told: str, *names: str) -> object:
    return typer.Option(*names, help=told, rich_help_panel="Rules of the agents")


def _cost(told: str) -> object:
    return typer.Option(help=told, rich_help_panel="Costs")


Names = list[str] | None
Strategies = Annotated[
    Names, typer.Option(help="Name of it; TREND if none is said. May be repeated.")
]
Symbols = Annotated[
    Names, typer.Option(help="As the venue writes it; BTCUSDT if none is said. May be repeated.")
]
Bars = Annotated[Timeframe, typer.Option(help="Candles it decides on.")]
Start = Annotated[datetime, typer.Option("--from", formats=DAYS, help="First day, UTC.")]
End = Annotated[datetime, typer.Option("--to", formats=DAYS, help="End, not included.")]
Recorded = Annotated[
    list[Path] | None, typer.Option(help="Recorded candles or lines; else a seeded market.")
]
Detail = Annotated[
    Timeframe | None, typer.Option(help="Finer candles that tell what came first inside one.")
]
Seed = Annotated[int, typer.Option(min=0, help="Of the seeded market.")]
Balance = Annotated[str, typer.Option(help="Paper money to start with.")]
Leverage = Annotated[int, typer.Option(min=1, max=125)]
Set = Annotated[
    Names, typer.Option("--set", help="Such as fast=12, or TREND.fast=12; may be repeated.")
]

KINDS = "break_even, moving_target, two_target, below_trigger or below_highest"
Risk = Annotated[str, _rule("Risk a trade, such as 0.1%.")]
StopLoss = Annotated[str, _rule("Distance of the stop.")]
TakeProfit = Annotated[str, _rule("Distance of the target, or off.")]
Targets = Annotated[str, _rule("A ladder in its place, such as 1%,2%,4%.", "--targets")]
Shares = Annotated[str, _rule("Of its rungs: even, exp or 50,30,20.", "--shares")]
Trailing = Annotated[str, _rule(f"A distance such as 1%, or {KINDS}.")]
TrailDistance = Annotated[str, _rule("How far behind it is kept.")]
TrailStart = Annotated[str, _rule("How far in profit it wakes.")]
BreakEven = Annotated[str, _rule("So far in profit the stop goes to entry, such as 1%.")]
TimeStop = Annotated[str, _rule("Such as 4h.", "--time-stop")]
MaxLoss = Annotated[str, _rule("Of one trade, such as 0.5% or 50$.")]

DailyLoss = Annotated[str, _rule("Of a day; nothing is opened after it.")]
Drawdown = Annotated[str, _rule("From the highest equity; all is closed at it.")]
MaxReserved = Annotated[str, _rule("Margin, of the balance.")]
MaxPositions = Annotated[str, _rule("Open at a time.")]
MaxSpread = Annotated[str, _rule("Wider is not entered.")]
OrdersPerMinute = Annotated[str, _rule("At most.")]
Cooldown = Annotated[str, _rule("No entry so long after an exit, such as 5m.", "--cooldown")]
Way = Annotated[str, _rule("both, long or short.")]

Fee = Annotated[str, _cost("Such as 0.05%, or maker/taker: 0.02%/0.05%.")]
Spread = Annotated[str, _cost("Of candles, such as 0.01%.")]
Slippage = Annotated[str, _cost("Of candles, such as 0.005%.")]
Latency = Annotated[str, _cost("Of ticks, in milliseconds.")]
HasFunding = Annotated[bool, _cost("Pay and get fundings.")]


def asked(
    strategy: Strategies = None,
    symbol: Symbols = None,
    timeframe: Bars = Timeframe.M1,
    start: Start = FROM,
    end: End = TO,
    data: Recorded = None,
    detail: Detail = None,
    seed: Seed = 1,
    balance: Balance = "10000",
    leverage: Leverage = 2,
    parameter: Set = None,
) -> "Wish":
    """By the usual rules, at the usual costs. Raises InputError for what cannot be."""
    from app.history import Wish
    from app.picking import picked

    typed = [_parameter(text) for text in parameter or ()]
    (first, *more), shared = picked(strategy or ["TREND"], symbol or ["BTCUSDT"], typed)
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
        parameters=first.parameters,
        more=tuple(more),
        shared=shared,
        detail=detail,
    )


@dataclass(frozen=True, slots=True)
class Exits:
    """As typed: what is understood of one hangs on the others."""

    risk: Risk = "0.1%"
    stop_loss: StopLoss = "1%"
    take_profit: TakeProfit = "2%"
    target: Targets = ""
    share: Shares = ""
    trailing: Trailing = "off"
    trail_distance: TrailDistance = ""
    trail_start: TrailStart = ""
    break_even: BreakEven = "off"
    time: TimeStop = "off"
    max_loss: MaxLoss = "off"


@dataclass(frozen=True, slots=True)
class Guards:
    """As typed."""

    daily_loss: DailyLoss = "2%"
    drawdown: Drawdown = "10%"
    max_reserved: MaxReserved = "30%"
    max_positions: MaxPositions = "5"
    max_spread: MaxSpread = "0.2%"
    orders_per_minute: OrdersPerMinute = "20"
    cooldown_s: Cooldown = "off"
    direction: Way = "both"


def costs(
    fee: Fee = "",
    spread: Spread = "",
    slippage: Slippage = "",
    latency: Latency = "",
    funding: HasFunding = True,
) -> "Costs":
    """Raises InputError for what cannot be."""
    from app.terms import typed_costs

    return typed_costs(fee, spread, slippage, latency, funding=funding)


def _parameter(text: str) -> tuple[str, int | float]:
    name, mark, value = text.partition("=")
    if not mark or not name:
        raise InputError(f"--set {text} sets nothing; write name=value")
    try:
        number = parse_decimal(value)
    except InputError as error:
        raise InputError(f"--set {text}: {error}") from error
    return name, int(number) if number == number.to_integral_value() else float(number)


def _positive(balance: Decimal) -> Decimal:
    if balance <= 0:
        raise InputError("The balance must be above 0")
    return balance

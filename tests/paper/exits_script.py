"""A position with a plan of exits over a scripted market."""

from decimal import Decimal

from core.events import PositionClosed, PositionReduced, Record
from core.money import Ppm
from core.trading import Limit, RiskSettings, Target, Trail
from core.trading.exits import even_shares
from core.types import Action
from core.values import replace
from exchanges.simulated.faults import Faults
from exchanges.simulated.paper import PaperSettings
from tests.desk import ROOMY, ScriptedDesk, bar, make_agent, of, prices
from tests.paper.script import AT_ONCE


def ladder(*percents: str, shares: tuple[Ppm, ...] = ()) -> tuple[Target, ...]:
    """Targets in percent of the entry, even where no shares are given."""
    parts = shares or even_shares(len(percents))
    return tuple(
        Target(distance=Limit.percent(at), share=part)
        for at, part in zip(percents, parts, strict=True)
    )


def rules(
    *targets: str, trail: Trail | None = None, time_stop_s: int = 0, stop: str = "5"
) -> RiskSettings:
    """A stop at 5 %, and no target but the ladder's."""
    return replace(
        ROOMY,
        stop_loss=Limit.percent(stop),
        take_profit=None,
        targets=ladder(*targets) if targets else (),
        trail=trail,
        time_stop_s=time_stop_s,
    )


def holding(
    risk: RiskSettings,
    action: Action = Action.BUY,
    *,
    terms: PaperSettings = AT_ONCE,
    faults: Faults | None = None,
) -> ScriptedDesk:
    """19.6 long at 100.1, or 19.6 short at 100, on ticks: a quote and a mark at each price."""
    desk = ScriptedDesk(make_agent(risk=risk), terms=terms, faults=faults)
    desk.play(*prices(1000, "100"))
    desk.signal(action)
    desk.play(*prices(1100, "100"))
    return desk


def holding_on_bars(risk: RiskSettings, action: Action = Action.BUY) -> ScriptedDesk:
    """About the same on the candle grade, from the bar at 80 s on."""
    terms = replace(AT_ONCE, half_spread=Ppm(0), slippage=Ppm(0))
    desk = ScriptedDesk(make_agent(risk=risk), terms=terms)
    desk.play(*bar(0, "100 100 100 100"))
    desk.signal(action)
    desk.play(*bar(80_000, "100 100 100 100"))
    return desk


def walked(desk: ScriptedDesk, *marks: str, ms: int = 2000) -> list[Record]:
    """A quote and a mark at each price, a second apart."""
    told: list[Record] = []
    for number, price in enumerate(marks):
        told += desk.play(*prices(ms + 1000 * number, price))
    return told


def stop_of(desk: ScriptedDesk) -> str:
    """The stop in force, as a price."""
    stop = desk.position.stop
    return "" if stop is None else str(Decimal(stop) / 10)


def left_by(records: list[Record]) -> list[tuple[str, str, str]]:
    """What left, in order: reason, size, price."""
    found: list[tuple[str, str, str]] = []
    for record in records:
        if isinstance(record, PositionReduced):
            found.append((record.reason.value, str(record.closed), str(record.price)))
        elif isinstance(record, PositionClosed):
            result = record.result
            found.append((result.reason.value, "rest", str(result.exit)))
    return found


def closed_of(records: list[Record]) -> PositionClosed:
    (found,) = of(PositionClosed, records)
    return found

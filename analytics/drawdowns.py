"""The falls of an equity curve, one by one."""

from collections.abc import Sequence

from core.statistics import Drawdown, EquityPoint

MOST = 5


def drawdowns(curve: Sequence[EquityPoint], most: int = MOST) -> tuple[Drawdown, ...]:
    """The deepest first. A fall begins at its peak and ends where the equity is there again; none
    of a curve that starts at nothing."""
    found: list[Drawdown] = []
    if not curve or curve[0].equity <= 0:
        return ()
    peak = bottom = curve[0]
    for point in curve:
        if point.equity < bottom.equity:
            bottom = point
        elif point.equity >= peak.equity:
            if bottom.equity < peak.equity:
                found.append(_fall(peak, bottom, point.at_ns))
            peak = bottom = point
    if bottom.equity < peak.equity:
        found.append(_fall(peak, bottom, None))
    return tuple(sorted(found, key=lambda fall: -fall.depth)[:most])


def _fall(peak: EquityPoint, bottom: EquityPoint, end_ns: int | None) -> Drawdown:
    return Drawdown(
        start_ns=peak.at_ns,
        bottom_ns=bottom.at_ns,
        end_ns=end_ns,
        depth=1 - bottom.equity / peak.equity,
    )

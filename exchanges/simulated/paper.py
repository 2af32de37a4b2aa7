"""What a paper fill is made of beside the market itself; printed on every paper result."""

from core.money import Ppm, Ticks
from core.types import SECOND_NS
from core.values import Frozen


class PaperSettings(Frozen, frozen=True, kw_only=True):
    """The terms of the simulated fills.

    `latency_ns` plus a draw below `jitter_ns` passes between decision and fill, and between a
    cancel and its effect. A quote or depth older than `max_quote_age_ns` fills nothing.

    Without depth a taker is assumed to find, behind the quote, `impact_levels` more levels of the
    quote's own displayed size, each `impact` of the price (at least a tick) worse than the one
    before; behind them there is nothing. On recorded books of BTC (spot, perpetual; 2024) a million
    then costs 1.5 and 1.05 bp against the best price at the median; the books themselves: 1.7, 1.1.

    On the candle grade a taker pays `half_spread` plus `slippage` on the path's price.
    `max_slip` is the guard of orders that name none and do not only reduce; None is off.
    """

    latency_ns: int = SECOND_NS // 4
    jitter_ns: int = SECOND_NS // 20
    max_quote_age_ns: int = 3 * SECOND_NS
    half_spread: Ppm = Ppm(50)
    slippage: Ppm = Ppm(50)
    impact: Ppm = Ppm(50)
    impact_levels: int = 20
    max_slip: Ticks | None = None

"""A spec to a PNG."""

from charts.allocation import draw_allocation
from charts.candles import draw_candles
from charts.card import draw_card
from charts.equity import draw_equity
from charts.fonts import Fonts
from charts.heat import draw_heat
from core.pictures import AllocationSpec, CandleSpec, CardSpec, EquitySpec, PictureSpec


def draw(spec: PictureSpec, fonts: Fonts) -> bytes:
    """Pure: equal specs give equal bytes. What cannot be shown is left out, never an error."""
    match spec:
        case CandleSpec():
            return draw_candles(spec, fonts)
        case EquitySpec():
            return draw_equity(spec, fonts)
        case AllocationSpec():
            return draw_allocation(spec, fonts)
        case CardSpec():
            return draw_card(spec, fonts)
    return draw_heat(spec, fonts)

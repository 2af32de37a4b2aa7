"""Instruments to choose from: all of them in pages, or what a typed name may mean."""

from core.ports import Trading
from core.types import InstrumentId, Timeframe
from core.views.watching import SymbolRow, SymbolsView
from services.pages import page_of
from services.seats import Seat
from services.symbols import symbols_of
from services.wording import nearest

TIMEFRAMES = (
    Timeframe.M1,
    Timeframe.M5,
    Timeframe.M15,
    Timeframe.H1,
    Timeframe.H4,
    Timeframe.D1,
)
SYMBOLS_A_PAGE = 12


def shown_frame(seat: Seat) -> Timeframe:
    """The agent's, where a market screen has it."""
    own = seat.agent.timeframe
    return own if own in TIMEFRAMES else Timeframe.M1


def symbols_view(
    seat: Seat,
    current: InstrumentId,
    timeframe: Timeframe,
    page: int,
    sought: str,
    without: frozenset[InstrumentId] = frozenset(),
) -> SymbolsView:
    """A page of the instruments, of those that what was typed may mean."""
    rows = [row for row in _rows(seat.trading) if row.instrument not in without]
    found, is_guess = _sought(seat.trading, rows, sought)
    shown, at, pages = page_of(found, page, SYMBOLS_A_PAGE)
    return SymbolsView(
        mode=seat.trading.mode,
        rows=shown,
        page=at,
        pages=pages,
        total=len(rows),
        current=current,
        timeframe=timeframe,
        sought=sought,
        is_guess=is_guess,
    )


def _rows(trading: Trading) -> list[SymbolRow]:
    """Titles; the id where two instruments share one."""
    listed = trading.instruments()
    titles = [held.title for held in listed]
    return [
        SymbolRow(held.id, held.title if titles.count(held.title) == 1 else held.id)
        for held in listed
    ]


def _sought(trading: Trading, rows: list[SymbolRow], sought: str) -> tuple[list[SymbolRow], bool]:
    """Those whose name holds what was typed, else the nearest names."""
    bare = "".join(char for char in sought.lower() if char.isalnum())
    if not bare:
        return rows, False
    found = [row for row in rows if bare in "".join(filter(str.isalnum, row.title.lower()))]
    if found:
        return found, False
    bases = nearest(bare, symbols_of(trading))
    return [row for base in bases for row in rows if row.title.startswith(f"{base}/")], True

"""What the account's money is in."""

from collections.abc import Iterable
from decimal import Decimal

from core.ports.watching import PortfolioBook
from core.types import Side, UserId
from core.views import PositionView
from core.views.watching import FundsView, PortfolioView, ShareView
from services.agent_rows import agent_rows, manual_row
from services.pages import page_of
from services.seats import Seat, Seats

POSITIONS_A_PAGE = 6


class PortfolioService(PortfolioBook):
    """Reads only."""

    def __init__(self, seats: Seats) -> None:
        self._seats = seats

    async def view(self, user: UserId, page: int) -> PortfolioView:
        seat = await self._seats.of(user)
        trading, account = seat.trading, seat.trading.account
        menu, funds = trading.menu_view(seat.user.access), trading.funds()
        held = menu.positions
        shown, at, pages = page_of(held, page, POSITIONS_A_PAGE)
        return PortfolioView(
            mode=trading.mode,
            asset=account.asset,
            funds=funds,
            equity_pct=menu.equity_pct,
            today=menu.today,
            today_pct=menu.today_pct,
            by_instrument=_by_instrument(held, funds),
            by_agent=_by_agent(seat, funds),
            positions=shown,
            count=len(held),
            page=at,
            pages=pages,
            orders=len(trading.orders()),
            long=_exposure(held, Side.LONG),
            short=_exposure(held, Side.SHORT),
            access=seat.user.access,
        )


def _exposure(held: Iterable[PositionView], side: Side) -> Decimal:
    return sum((each.qty * each.now for each in held if each.side is side), Decimal(0))


def _by_instrument(held: Iterable[PositionView], funds: FundsView) -> tuple[ShareView, ...]:
    """Margin by instrument, the largest first, and last what is free."""
    reserved: dict[str, Decimal] = {}
    for each in held:
        reserved[each.title] = reserved.get(each.title, Decimal(0)) + each.margin
    found = sorted(reserved.items(), key=lambda item: (-item[1], item[0]))
    return tuple(_share(name, value, funds) for name, value in (*found, ("", funds.free)))


def _by_agent(seat: Seat, funds: FundsView) -> tuple[ShareView, ...]:
    """Each agent's equity, in the order they were made; last what was made by hand."""
    manual = manual_row(seat)
    has_traded = manual is not None and (manual.positions or manual.equity)
    rows = (*agent_rows(seat), *((manual,) if manual is not None and has_traded else ()))
    return tuple(_share(row.name, row.equity, funds) for row in rows)


def _share(name: str, value: Decimal, funds: FundsView) -> ShareView:
    whole = funds.equity
    share = value * 100 / whole if whole > 0 else Decimal(0)
    return ShareView(name=name, amount=value, share_pct=share)

"""Sums of closed trades by what they have in common: added to with every trade, in the commit that
writes it, so that statistics of a million trades are a question about a few rows."""

import logging
from collections.abc import Callable, Iterator, Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache
from types import MappingProxyType

from sqlalchemy import Column, ColumnElement, Connection, bindparam, case, delete, insert, select
from sqlalchemy import Row as SqlRow
from sqlalchemy.ext.asyncio import AsyncEngine

from core.codec import decode
from core.errors import InputError
from core.events import PositionClosed, event_name
from core.money import from_money, money_digits
from core.sums import Tally, TradeSums
from core.types import AccountId, Mode
from storage.change import Row, Value
from storage.readers import reading
from storage.schema import accounts, journal, settings, tallies
from storage.statements import Upsert, inserting

log = logging.getLogger(__name__)

Label = Callable[[PositionClosed], str]
BY: Mapping[str, Label] = MappingProxyType(
    {
        "": lambda trade: "",
        "strategy": lambda trade: trade.strategy,
        "symbol": lambda trade: trade.title,
        "side": lambda trade: trade.result.side.name,
        "reason": lambda trade: trade.result.reason.value,
    }
)
"""What is added up; another meaning of a label is another VERSION."""
NOTE, VERSION = "tallies", "1"
"""The key in `settings` that says that the sums are there, and by which rules."""
NAMES = tuple(event_name(PositionClosed, mode) for mode in Mode)
R_DIGITS = 2

_ADDED = (
    *("trades", "wins", "losses", "net", "gross", "fees", "funding", "won", "lost"),
    *("held_us", "multiples", "r", "r_squares"),
)
_CHUNK = 1_000
_OF = (
    select(tallies, accounts.c.asset)
    .join(accounts, accounts.c.id == tallies.c.account)
    .where(*(tallies.c[name] == bindparam(name) for name in ("account", "name", "by")))
    .order_by(tallies.c.label)
)


def tally_rows(account: AccountId, asset: str, name: str, trade: PositionClosed) -> Iterator[Row]:
    """What a trade adds to each sum it belongs to."""
    tally = Tally()
    tally.add(trade.result)
    figures = _figures(tally, asset)
    for by, label in BY.items():
        yield {"account": account, "name": name, "by": by, "label": label(trade), **figures}


def _figures(tally: Tally, asset: str) -> dict[str, Value]:
    sums, digits = tally.sums(), money_digits(asset)
    zero = Decimal(0)
    money = {
        "net": sums.net,
        "gross": sums.gross,
        "fees": sums.fees,
        "funding": sums.funding,
        "won": sums.won,
        "lost": sums.lost,
        "best": sums.best or zero,
        "worst": sums.worst or zero,
    }
    return {
        "trades": sums.trades,
        "wins": sums.wins,
        "losses": sums.losses,
        **{name: _units(amount, digits) for name, amount in money.items()},
        "run": tally.run,
        "longest_wins": sums.longest_wins,
        "longest_losses": sums.longest_losses,
        "held_us": sums.held_us,
        "multiples": sums.multiples,
        "r": _units(sums.r, R_DIGITS),
        "r_squares": _units(sums.r_squares, 2 * R_DIGITS),
    }


def _units(amount: Decimal, digits: int) -> int:
    """Never refuses: a sum must not stand in the way of a trade."""
    return int(amount.scaleb(digits).to_integral_value(ROUND_HALF_EVEN))


@cache
def add_to_tallies(dialect: str) -> Upsert:
    """Adds a trade to its sum, or begins it; one row at a time, in the order of the trades."""
    statement = inserting(tallies, dialect)
    new, old = statement.excluded, tallies.c
    run = case(
        (new.run > 0, case((old.run > 0, old.run + 1), else_=1)),
        (new.run < 0, case((old.run < 0, old.run - 1), else_=-1)),
        else_=0,
    )
    return statement.on_conflict_do_update(
        index_elements=list(tallies.primary_key),
        set_={
            **{name: old[name] + new[name] for name in _ADDED},
            "best": _greater(old.best, new.best),
            "worst": -_greater(-old.worst, -new.worst),
            "run": run,
            "longest_wins": _greater(old.longest_wins, run),
            "longest_losses": _greater(old.longest_losses, -run),
        },
    )


def _greater(one: ColumnElement[int], other: ColumnElement[int]) -> ColumnElement[int]:
    return case((one > other, one), else_=other)


def make_tallies_ready(connection: Connection) -> None:
    """Adds everything up from the journal where the sums are not there, or by older rules."""
    noted = select(settings.c.value).where(settings.c.key == NOTE)
    with connection.begin():
        if connection.scalar(noted) == VERSION:
            return
        log.info("adding up the closed trades of the journal, once")
        connection.execute(delete(tallies))
        rows = list(_summed(connection))
        if rows:
            connection.execute(insert(tallies), rows)
        connection.execute(delete(settings).where(settings.c.key == NOTE))
        connection.execute(insert(settings), {"key": NOTE, "value": VERSION})


def _summed(connection: Connection) -> Iterator[Row]:
    assets = {
        row.id: row.asset for row in connection.execute(select(accounts.c.id, accounts.c.asset))
    }
    found: dict[tuple[str, str, str, str], Tally] = {}
    rows = select(journal.c.account, journal.c.name, journal.c.payload)
    rows = rows.where(journal.c.name.in_(NAMES)).order_by(journal.c.sequence)
    for row in connection.execute(rows.execution_options(yield_per=_CHUNK)):
        trade = _trade(row.payload)
        if trade is None or row.account not in assets:
            continue
        for by, label in BY.items():
            key = (row.account, row.name, by, label(trade))
            found.setdefault(key, Tally()).add(trade.result)
    for (account, name, by, label_), tally in found.items():
        figures = _figures(tally, assets[account])
        yield {"account": account, "name": name, "by": by, "label": label_, **figures}


def _trade(payload: str) -> PositionClosed | None:
    """A row that cannot be read is no part of any statistics."""
    try:
        return decode(PositionClosed, payload)
    except InputError:
        return None


class SqlTallies:
    """`core.ports.Tallies` on a database."""

    def __init__(self, readers: AsyncEngine) -> None:
        self._readers = readers

    async def sums(
        self, account: AccountId, mode: Mode, by: str
    ) -> tuple[tuple[str, TradeSums], ...]:
        name = event_name(PositionClosed, mode)
        async with reading(self._readers) as on:
            found = await on.execute(_OF, {"account": account, "name": name, "by": by})
            return tuple((row.label, _sums(row)) for row in found)


def _sums(row: SqlRow[*tuple[object, ...]]) -> TradeSums:
    def money(column: Column[int]) -> Decimal:
        return from_money(row._mapping[column], row.asset)

    columns = tallies.c
    return TradeSums(
        trades=row.trades,
        wins=row.wins,
        losses=row.losses,
        net=money(columns.net),
        gross=money(columns.gross),
        fees=money(columns.fees),
        funding=money(columns.funding),
        won=money(columns.won),
        lost=money(columns.lost),
        best=money(columns.best),
        worst=money(columns.worst),
        longest_wins=row.longest_wins,
        longest_losses=row.longest_losses,
        held_us=row.held_us,
        multiples=row.multiples,
        r=Decimal(row.r).scaleb(-R_DIGITS),
        r_squares=Decimal(row.r_squares).scaleb(-2 * R_DIGITS),
    )

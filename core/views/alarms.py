"""Alarms as screens show them."""

from decimal import Decimal

from core.trading import Alarm
from core.types import Access, Mode
from core.values import Frozen


class AlarmRow(Frozen, frozen=True, kw_only=True):
    """`title` is of the symbol or the agent, '' for any; `now` what the level is compared with, in
    the same unit, None while unknown."""

    alarm: Alarm
    title: str = ""
    tick: Decimal | None = None
    now: Decimal | None = None


class AlarmsView(Frozen, frozen=True, kw_only=True):
    """`symbols` are offered for a new one: title, and the name that finds it again. With `tick`
    it is to be of that one symbol, which stands at `price`."""

    mode: Mode
    rows: tuple[AlarmRow, ...]
    symbols: tuple[tuple[str, str], ...]
    access: Access
    quiet: bool = False
    price: Decimal | None = None
    tick: Decimal | None = None

"""What every record says: who, on what, when."""

from typing import ClassVar

from core.types import (
    AgentId,
    InstrumentId,
)
from core.values import Frozen


class Record(Frozen, frozen=True, kw_only=True):
    """Common head: who, on what, when (market time). Desk-wide records leave `agent` empty.

    In every record a `confidence` is in percent, and a `tick` gives its prices their digits on
    screens (an average price is finer than the tick).
    """

    topic: ClassVar[str] = ""
    is_trading: ClassVar[bool] = False
    agent: AgentId = AgentId("")
    instrument: InstrumentId = InstrumentId("")
    at_ns: int


class TradingRecord(Record, frozen=True, kw_only=True):
    """A record of money; named with the account's mode."""

    is_trading: ClassVar[bool] = True

"""Trades that a person left out of the statistics. The journal is append-only: what it last says of
a trade counts."""

from core.codec import decode
from core.events import TradeHidden
from core.ports import JournalReader
from core.types import AccountId

PAGE = 500


async def hidden_trades(journal: JournalReader, account: AccountId) -> frozenset[str]:
    """Their ids."""
    said: dict[str, bool] = {}
    offset = 0
    while True:
        rows = await journal.page(account, (TradeHidden.topic,), offset=offset, limit=PAGE)
        for row in rows:
            record = decode(TradeHidden, row.payload)
            said.setdefault(record.trade_id, record.is_hidden)
        if len(rows) < PAGE:
            return frozenset(trade for trade, is_hidden in said.items() if is_hidden)
        offset += PAGE

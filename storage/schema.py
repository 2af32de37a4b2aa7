"""Every table, once, for every database.

Columns are for people and queries; `state` is the value itself as `core.codec` writes it, and
what a runtime is rebuilt from. Times are UTC nanoseconds.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from storage.types import BigId, ExactDecimal

REVISION = "0002"
"""The newest migration. Numbers of four digits, so that newer and older can be told apart."""

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def _account() -> Column[str]:
    return Column("account", Text, ForeignKey("accounts.id"), nullable=False)


def _instrument() -> Column[str]:
    return Column("instrument", Text, ForeignKey("instruments.id"), nullable=False)


instruments = Table(
    "instruments",
    metadata,
    Column("id", Text, primary_key=True),
    Column("tick", ExactDecimal, nullable=False),
    Column("step", ExactDecimal, nullable=False),
    Column("base", Text, nullable=False),
    Column("settle", Text, nullable=False),
    Column("state", Text, nullable=False),
)

users = Table(
    "users",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("access", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("state", Text, nullable=False),
)

accounts = Table(
    "accounts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("user", BigInteger, nullable=False),
    Column("mode", Text, nullable=False),
    Column("asset", Text, nullable=False),
    Column("deposits", ExactDecimal, nullable=False),
    Column("wallet", ExactDecimal, nullable=False),
    Column("halted", Text, nullable=False),
    Column("state", Text, nullable=False),
)

brokers = Table(
    "brokers",
    metadata,
    Column("account", Text, ForeignKey("accounts.id"), primary_key=True),
    Column("state", Text, nullable=False),
)

agents = Table(
    "agents",
    metadata,
    Column("account", Text, ForeignKey("accounts.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("strategy", Text, nullable=False),
    Column("instrument", Text, nullable=False),
    Column("timeframe", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("realised", ExactDecimal, nullable=False),
    Column("state", Text, nullable=False),
)

ledger = Table(
    "ledger",
    metadata,
    Column("id", BigId, primary_key=True),
    _account(),
    Column("agent", Text, nullable=False),
    Column("at_ns", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("asset", Text, nullable=False),
    Column("amount", ExactDecimal, nullable=False),
    Column("wallet", ExactDecimal, nullable=False),
    Column("reference", Text, nullable=False),
    Index("ix_ledger_account", "account", "id"),
)

orders = Table(
    "orders",
    metadata,
    Column("account", Text, ForeignKey("accounts.id"), primary_key=True),
    Column("client_id", Text, primary_key=True),
    Column("agent", Text, nullable=False),
    _instrument(),
    Column("side", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("qty", ExactDecimal, nullable=False),
    Column("filled", ExactDecimal, nullable=False),
    Column("limit_price", ExactDecimal),
    Column("trigger_price", ExactDecimal),
    Column("decided_at_ns", BigInteger, nullable=False),
    Column("status", Text, nullable=False),
    Column("ended_ns", BigInteger),
    Column("state", Text, nullable=False),
)
Index(
    "ix_orders_open",
    orders.c.account,
    sqlite_where=orders.c.ended_ns.is_(None),
    postgresql_where=orders.c.ended_ns.is_(None),
)

fills = Table(
    "fills",
    metadata,
    Column("id", BigId, primary_key=True),
    _account(),
    Column("client_id", Text, nullable=False),
    Column("fill_id", Text, nullable=False),
    Column("agent", Text, nullable=False),
    _instrument(),
    Column("side", Text, nullable=False),
    Column("price", ExactDecimal, nullable=False),
    Column("qty", ExactDecimal, nullable=False),
    Column("fee", ExactDecimal, nullable=False),
    Column("fee_asset", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("at_ns", BigInteger, nullable=False),
    UniqueConstraint("account", "client_id", "fill_id"),
)

positions = Table(
    "positions",
    metadata,
    Column("account", Text, ForeignKey("accounts.id"), primary_key=True),
    Column("agent", Text, primary_key=True),
    Column("instrument", Text, ForeignKey("instruments.id"), primary_key=True),
    Column("side", Text, nullable=False),
    Column("qty", ExactDecimal, nullable=False),
    Column("entry", ExactDecimal, nullable=False),
    Column("margin", ExactDecimal, nullable=False),
    Column("leverage", Integer, nullable=False),
    Column("opened_at_ns", BigInteger, nullable=False),
    Column("trade_id", Text, nullable=False),
    Column("state", Text, nullable=False),
)

signals = Table(
    "signals",
    metadata,
    Column("id", BigId, primary_key=True),
    _account(),
    Column("agent", Text, nullable=False),
    Column("instrument", Text, nullable=False),
    Column("at_ns", BigInteger, nullable=False),
    Column("started_at_ns", BigInteger, nullable=False),
    Column("strategy", Text, nullable=False),
    Column("timeframe", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("confidence", ExactDecimal, nullable=False),
    Column("priority", Text, nullable=False),
    Column("price", ExactDecimal, nullable=False),
)

journal = Table(
    "journal",
    metadata,
    Column("sequence", BigId, primary_key=True, autoincrement=False),
    Column("account", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("agent", Text, nullable=False),
    Column("instrument", Text, nullable=False),
    Column("at_ns", BigInteger, nullable=False),
    Column("wall_ns", BigInteger, nullable=False),
    Column("payload", Text, nullable=False),
    Column("trade_id", Text),
    Column("next_trade_id", Text),
    Column("prev_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Index("ix_journal_account", "account", "sequence"),
    Index("ix_journal_name", "account", "name", "sequence"),
)
for _trade in (journal.c.trade_id, journal.c.next_trade_id):
    Index(
        f"ix_journal_{_trade.name}",
        _trade,
        sqlite_where=_trade.is_not(None),
        postgresql_where=_trade.is_not(None),
    )

tallies = Table(
    "tallies",
    metadata,
    Column("account", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("by", Text, primary_key=True),
    Column("label", Text, primary_key=True),
    *(
        Column(name, BigInteger, nullable=False)
        for name in (
            *("trades", "wins", "losses", "net", "gross", "fees", "funding", "won", "lost"),
            *("best", "worst", "run", "longest_wins", "longest_losses", "held_us"),
            *("multiples", "r", "r_squares"),
        )
    ),
)
"""Sums of closed trades, kept beside the journal's rows in the same commit: `name` is theirs in the
journal, `by` what they have in common ('' for all), `label` what that is. Money is in the unit of
the account's asset, R in hundredths, so that a database adds exactly."""

outbox = Table(
    "outbox",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("chat", BigInteger, nullable=False),
    Column("rank", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("payload", Text, nullable=False),
    Column("thread", Text, nullable=False),
    Column("is_silent", Boolean, nullable=False),
    Column("made_ns", BigInteger, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("done_ns", BigInteger),
    Column("message_id", BigInteger),
    Column("failure", Text),
    Index("ix_outbox_thread", "chat", "thread", "id"),
)
Index(
    "ix_outbox_due",
    outbox.c.rank,
    outbox.c.id,
    sqlite_where=outbox.c.done_ns.is_(None),
    postgresql_where=outbox.c.done_ns.is_(None),
)

kv = Table(
    "kv",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
"""Conversation states and live screens of the chats, by prefix."""

settings = Table(
    "settings",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
"""What the desk itself must remember: the anchor of the simulated market, the chain's head."""

"""The first schema."""

import sqlalchemy as sa
from alembic import op

from storage.types import BigId, ExactDecimal

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _accounts()
    _instruments()
    _journal()
    _kv()
    _outbox()
    _settings()
    _users()
    _agents()
    _brokers()
    _fills()
    _ledger()
    _orders()
    _positions()
    _signals()


def _accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("user", sa.BigInteger(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("asset", sa.Text(), nullable=False),
        sa.Column("deposits", ExactDecimal(), nullable=False),
        sa.Column("wallet", ExactDecimal(), nullable=False),
        sa.Column("halted", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
    )


def _instruments() -> None:
    op.create_table(
        "instruments",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("tick", ExactDecimal(), nullable=False),
        sa.Column("step", ExactDecimal(), nullable=False),
        sa.Column("base", sa.Text(), nullable=False),
        sa.Column("settle", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instruments")),
    )


def _journal() -> None:
    op.create_table(
        "journal",
        sa.Column("sequence", BigId, autoincrement=False, nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("instrument", sa.Text(), nullable=False),
        sa.Column("at_ns", sa.BigInteger(), nullable=False),
        sa.Column("wall_ns", sa.BigInteger(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("trade_id", sa.Text(), nullable=True),
        sa.Column("next_trade_id", sa.Text(), nullable=True),
        sa.Column("prev_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_journal")),
    )
    op.create_index("ix_journal_account", "journal", ["account", "sequence"])
    op.create_index("ix_journal_name", "journal", ["account", "name", "sequence"])
    op.create_index(
        "ix_journal_next_trade_id",
        "journal",
        ["next_trade_id"],
        sqlite_where=sa.text("next_trade_id IS NOT NULL"),
        postgresql_where=sa.text("next_trade_id IS NOT NULL"),
    )
    op.create_index(
        "ix_journal_trade_id",
        "journal",
        ["trade_id"],
        sqlite_where=sa.text("trade_id IS NOT NULL"),
        postgresql_where=sa.text("trade_id IS NOT NULL"),
    )


def _kv() -> None:
    op.create_table(
        "kv",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_kv")),
    )


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", BigId, nullable=False),
        sa.Column("chat", sa.BigInteger(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("thread", sa.Text(), nullable=False),
        sa.Column("is_silent", sa.Boolean(), nullable=False),
        sa.Column("made_ns", sa.BigInteger(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("done_ns", sa.BigInteger(), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_index(
        "ix_outbox_due",
        "outbox",
        ["rank", "id"],
        sqlite_where=sa.text("done_ns IS NULL"),
        postgresql_where=sa.text("done_ns IS NULL"),
    )
    op.create_index("ix_outbox_thread", "outbox", ["chat", "thread", "id"])


def _settings() -> None:
    op.create_table(
        "settings",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_settings")),
    )


def _users() -> None:
    op.create_table(
        "users",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("access", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
    )


def _agents() -> None:
    op.create_table(
        "agents",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("strategy", sa.Text(), nullable=False),
        sa.Column("instrument", sa.Text(), nullable=False),
        sa.Column("timeframe", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("realised", ExactDecimal(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_agents_account")),
        sa.PrimaryKeyConstraint("account", "id", name=op.f("pk_agents")),
    )


def _brokers() -> None:
    op.create_table(
        "brokers",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_brokers_account")),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_brokers")),
    )


def _fills() -> None:
    op.create_table(
        "fills",
        sa.Column("id", BigId, nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("fill_id", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("instrument", sa.Text(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("price", ExactDecimal(), nullable=False),
        sa.Column("qty", ExactDecimal(), nullable=False),
        sa.Column("fee", ExactDecimal(), nullable=False),
        sa.Column("fee_asset", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("at_ns", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_fills_account")),
        sa.ForeignKeyConstraint(
            ["instrument"], ["instruments.id"], name=op.f("fk_fills_instrument")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fills")),
        sa.UniqueConstraint("account", "client_id", "fill_id", name=op.f("uq_fills_account")),
    )


def _ledger() -> None:
    op.create_table(
        "ledger",
        sa.Column("id", BigId, nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("at_ns", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("asset", sa.Text(), nullable=False),
        sa.Column("amount", ExactDecimal(), nullable=False),
        sa.Column("wallet", ExactDecimal(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_ledger_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger")),
    )
    op.create_index("ix_ledger_account", "ledger", ["account", "id"])


def _orders() -> None:
    op.create_table(
        "orders",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("instrument", sa.Text(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("qty", ExactDecimal(), nullable=False),
        sa.Column("filled", ExactDecimal(), nullable=False),
        sa.Column("limit_price", ExactDecimal(), nullable=True),
        sa.Column("trigger_price", ExactDecimal(), nullable=True),
        sa.Column("decided_at_ns", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("ended_ns", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_orders_account")),
        sa.ForeignKeyConstraint(
            ["instrument"], ["instruments.id"], name=op.f("fk_orders_instrument")
        ),
        sa.PrimaryKeyConstraint("account", "client_id", name=op.f("pk_orders")),
    )
    op.create_index(
        "ix_orders_open",
        "orders",
        ["account"],
        sqlite_where=sa.text("ended_ns IS NULL"),
        postgresql_where=sa.text("ended_ns IS NULL"),
    )


def _positions() -> None:
    op.create_table(
        "positions",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("instrument", sa.Text(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("qty", ExactDecimal(), nullable=False),
        sa.Column("entry", ExactDecimal(), nullable=False),
        sa.Column("margin", ExactDecimal(), nullable=False),
        sa.Column("leverage", sa.Integer(), nullable=False),
        sa.Column("opened_at_ns", sa.BigInteger(), nullable=False),
        sa.Column("trade_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_positions_account")),
        sa.ForeignKeyConstraint(
            ["instrument"], ["instruments.id"], name=op.f("fk_positions_instrument")
        ),
        sa.PrimaryKeyConstraint("account", "agent", "instrument", name=op.f("pk_positions")),
    )


def _signals() -> None:
    op.create_table(
        "signals",
        sa.Column("id", BigId, nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("instrument", sa.Text(), nullable=False),
        sa.Column("at_ns", sa.BigInteger(), nullable=False),
        sa.Column("started_at_ns", sa.BigInteger(), nullable=False),
        sa.Column("strategy", sa.Text(), nullable=False),
        sa.Column("timeframe", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("confidence", ExactDecimal(), nullable=False),
        sa.Column("priority", sa.Text(), nullable=False),
        sa.Column("price", ExactDecimal(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_signals_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signals")),
    )

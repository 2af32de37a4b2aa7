"""Sums of closed trades; the desk fills them from the journal when it starts."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tallies",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        *(
            sa.Column(name, sa.BigInteger(), nullable=False)
            for name in (
                *("trades", "wins", "losses", "net", "gross", "fees", "funding", "won", "lost"),
                *("best", "worst", "run", "longest_wins", "longest_losses", "held_us"),
                *("multiples", "r", "r_squares"),
            )
        ),
        sa.PrimaryKeyConstraint("account", "name", "by", "label", name=op.f("pk_tallies")),
    )

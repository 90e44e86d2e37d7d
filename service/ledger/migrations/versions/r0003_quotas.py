"""How many requests each Google account has made lately, shared by all processes."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "quotas",
        sa.Column("account", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("times", sa.Text(), nullable=False),
        sa.Column("not_before", sa.String(27)),
        sa.PrimaryKeyConstraint("account", "kind", name="pk_quotas"),
        sqlite_with_rowid=False,
    )

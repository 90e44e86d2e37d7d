"""Of answers from files: the rows they were made of, what they were and when they came."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "imported_rows",
        sa.Column("site", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("form", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("row_hash", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("source_hash", sa.Text(), nullable=False),
        sa.Column("answers_hash", sa.Text(), nullable=False),
        sa.Column("brought_in_on", sa.Date()),
        sa.PrimaryKeyConstraint("site", "form", "row_hash", name="pk_imported_rows"),
        sqlite_with_rowid=False,
    )

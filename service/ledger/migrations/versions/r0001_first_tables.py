"""The first tables. What a revision did is never edited once released: the next change is the next file."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def _key(name: str, kind: sa.types.TypeEngine) -> sa.Column:
    return sa.Column(name, kind, autoincrement=False, nullable=False)


def _must(name: str, kind: sa.types.TypeEngine) -> sa.Column:
    return sa.Column(name, kind, nullable=False)


def upgrade() -> None:
    op.create_table(
        "about",
        _key("name", sa.Text()),
        _must("value", sa.Text()),
        sa.PrimaryKeyConstraint("name", name="pk_about"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "answer_links",
        _key("site", sa.Text()),
        _key("survey", sa.Text()),
        _key("link_id", sa.Text()),
        _must("answer_id", sa.Text()),
        sa.PrimaryKeyConstraint("site", "survey", "link_id", name="pk_answer_links"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "drafts",
        _key("site", sa.Text()),
        _key("key_hash", sa.Text()),
        _must("form", sa.Text()),
        _must("version", sa.Integer()),
        _must("sealed", sa.LargeBinary()),
        _must("expires", sa.Date()),
        sa.PrimaryKeyConstraint("site", "key_hash", name="pk_drafts"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "facts",
        _key("site", sa.Text()),
        _must("facts", sa.Text()),
        _must("put_at", sa.String(27)),
        sa.PrimaryKeyConstraint("site", name="pk_facts"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "forms",
        _key("site", sa.Text()),
        _key("key", sa.Text()),
        _key("version", sa.Integer()),
        _must("state", sa.Text()),
        _must("mode", sa.Text()),
        _must("definition", sa.Text()),
        sa.Column("opens", sa.Date()),
        sa.Column("closes", sa.Date()),
        _must("pulse", sa.Boolean()),
        sa.Column("closed_on", sa.Date()),
        _must("put_at", sa.String(27)),
        sa.PrimaryKeyConstraint("site", "key", "version", name="pk_forms"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "held_tabs",
        _key("site", sa.Text()),
        _key("tab", sa.Text()),
        _must("figures", sa.Text()),
        _must("as_of", sa.String(27)),
        sa.PrimaryKeyConstraint("site", "tab", name="pk_held_tabs"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "imported",
        _key("site", sa.Text()),
        _key("form", sa.Text()),
        _key("source_hash", sa.Text()),
        sa.PrimaryKeyConstraint("site", "form", "source_hash", name="pk_imported"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "input_keys",
        _key("site", sa.Text()),
        _must("input_key", sa.Text()),
        sa.PrimaryKeyConstraint("site", name="pk_input_keys"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "known_rows",
        _key("site", sa.Text()),
        _key("ref", sa.Text()),
        _must("tab", sa.Text()),
        sa.Column("name_hash", sa.Text()),
        sa.Column("contact_hash", sa.Text()),
        sa.Column("row_hash", sa.Text()),
        _must("seen_at", sa.String(27)),
        sa.PrimaryKeyConstraint("site", "ref", name="pk_known_rows"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "leases",
        _key("name", sa.Text()),
        _must("holder", sa.Text()),
        _must("until", sa.String(27)),
        sa.PrimaryKeyConstraint("name", name="pk_leases"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "link_tokens",
        _key("site", sa.Text()),
        _key("survey", sa.Text()),
        _key("token_hash", sa.Text()),
        _must("link_id", sa.Text()),
        sa.PrimaryKeyConstraint("site", "survey", "token_hash", name="pk_link_tokens"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "links",
        _key("site", sa.Text()),
        _key("survey", sa.Text()),
        _key("id", sa.Text()),
        _must("ref", sa.Text()),
        _must("spent", sa.Boolean()),
        _must("made_on", sa.Date()),
        sa.PrimaryKeyConstraint("site", "survey", "id", name="pk_links"),
        sa.UniqueConstraint("site", "survey", "ref", name="uq_links_site_survey_ref"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "log",
        sa.Column("id", sa.Integer(), nullable=False),
        _must("site", sa.Text()),
        _must("at", sa.String(27)),
        _must("words", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_log"),
        sqlite_with_rowid=True,
    )
    op.create_index("ix_log_site_id", "log", ["site", "id"])
    op.create_table(
        "marks",
        _key("site", sa.Text()),
        _must("changes", sa.Integer()),
        sa.PrimaryKeyConstraint("site", name="pk_marks"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "messages",
        _key("site", sa.Text()),
        _key("id", sa.Text()),
        _must("form", sa.Text()),
        _must("fields", sa.Text()),
        _must("received_on", sa.Date()),
        sa.PrimaryKeyConstraint("site", "id", name="pk_messages"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "offered_rows",
        _key("site", sa.Text()),
        _key("ref", sa.Text()),
        _must("tab", sa.Text()),
        _must("cells", sa.Text()),
        _must("source_key", sa.Text()),
        _must("state", sa.Text()),
        sa.Column("written_in", sa.Text()),
        _must("offered_at", sa.String(27)),
        sa.PrimaryKeyConstraint("site", "ref", name="pk_offered_rows"),
        sa.UniqueConstraint("site", "source_key", name="uq_offered_rows_site_source_key"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "outbox",
        _key("site", sa.Text()),
        _key("id", sa.Text()),
        _must("matter", sa.Text()),
        _must("ref", sa.Text()),
        _must("how", sa.Text()),
        _must("used_for", sa.Text()),
        _must("state", sa.Text()),
        sa.Column("sealed_link", sa.LargeBinary()),
        _must("prepared_at", sa.String(27)),
        sa.Column("not_before", sa.String(27)),
        _must("attempts", sa.Integer()),
        sa.Column("sent_at", sa.String(27)),
        sa.Column("provider_id", sa.Text()),
        sa.Column("because", sa.Text()),
        sa.PrimaryKeyConstraint("site", "id", name="pk_outbox"),
        sa.UniqueConstraint("site", "matter", name="uq_outbox_site_matter"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "published_tabs",
        _key("site", sa.Text()),
        _key("workbook", sa.Text()),
        _key("tab", sa.Text()),
        _must("hash", sa.Text()),
        sa.PrimaryKeyConstraint("site", "workbook", "tab", name="pk_published_tabs"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ref_counters",
        _key("site", sa.Text()),
        _key("letter", sa.Text()),
        _must("last", sa.Integer()),
        sa.PrimaryKeyConstraint("site", "letter", name="pk_ref_counters"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ref_journal",
        _key("site", sa.Text()),
        _key("ref", sa.Text()),
        _must("tab", sa.Text()),
        _must("row", sa.Integer()),
        _must("written_at", sa.String(27)),
        _must("confirmed", sa.Boolean()),
        sa.PrimaryKeyConstraint("site", "ref", name="pk_ref_journal"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_ref_journal_site_confirmed", "ref_journal", ["site", "confirmed"])
    op.create_table(
        "runs",
        _key("id", sa.Text()),
        _must("site", sa.Text()),
        _must("job", sa.Text()),
        _must("started", sa.String(27)),
        sa.Column("finished", sa.String(27)),
        sa.Column("outcome", sa.Text()),
        sa.Column("counts", sa.Text()),
        sa.Column("message", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_runs"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_runs_job_site_started", "runs", ["job", "site", "started"])
    op.create_table(
        "spent_keys",
        _key("site", sa.Text()),
        _key("key_hash", sa.Text()),
        sa.PrimaryKeyConstraint("site", "key_hash", name="pk_spent_keys"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "stop_list",
        _key("site", sa.Text()),
        _key("contact_hash", sa.Text()),
        _must("added_at", sa.String(27)),
        sa.PrimaryKeyConstraint("site", "contact_hash", name="pk_stop_list"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "answers",
        _key("site", sa.Text()),
        _key("form", sa.Text()),
        _key("id", sa.Text()),
        _must("version", sa.Integer()),
        _must("who", sa.Text()),
        _must("ratings", sa.Text()),
        sa.Column("answered_on", sa.Date()),
        sa.ForeignKeyConstraint(
            ["site", "form", "version"], ["forms.site", "forms.key", "forms.version"], name="fk_answers_forms"
        ),
        sa.PrimaryKeyConstraint("site", "form", "id", name="pk_answers"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "comments",
        _key("site", sa.Text()),
        _key("form", sa.Text()),
        _key("id", sa.Text()),
        _must("version", sa.Integer()),
        _must("question", sa.Text()),
        _must("words", sa.Text()),
        sa.Column("answer_id", sa.Text()),
        sa.ForeignKeyConstraint(
            ["site", "form", "version"],
            ["forms.site", "forms.key", "forms.version"],
            name="fk_comments_forms",
        ),
        sa.PrimaryKeyConstraint("site", "form", "id", name="pk_comments"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "intake",
        _key("site", sa.Text()),
        _key("form", sa.Text()),
        _key("id", sa.Text()),
        _must("version", sa.Integer()),
        _must("sealed", sa.LargeBinary()),
        sa.ForeignKeyConstraint(
            ["site", "form", "version"], ["forms.site", "forms.key", "forms.version"], name="fk_intake_forms"
        ),
        sa.PrimaryKeyConstraint("site", "form", "id", name="pk_intake"),
        sqlite_with_rowid=False,
    )

"""Every table of the ledger, defined once for SQLite and PostgreSQL; migrations/ builds the same, and a test compares.

On SQLite all but the log are WITHOUT ROWID: a row lies where its key says, not where it arrived. Keys of what people sent are
random. No table of anonymous answers has a time, a link, or anything in common with another row but site, form and version.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeEngine

from service.ledger.column_types import Instant, Json

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def _key(name: str, kind: type[Text | Integer] = Text) -> Column:
    return Column(name, kind, primary_key=True, autoincrement=False)


def _must(name: str, kind: type[TypeEngine[Any]]) -> Column:
    return Column(name, kind, nullable=False)


def _table(
    name: str, *columns: Column | UniqueConstraint | ForeignKeyConstraint | Index, in_order: bool = False
) -> Table:
    return Table(name, metadata, *columns, sqlite_with_rowid=in_order)


def _of_a_form() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["site", "form", "version"], ["forms.site", "forms.key", "forms.version"])


# About the ledger itself: the fingerprint of the secret its hashes were made with.
about = _table("about", _key("name"), _must("value", Text))

# What people are asked.
forms = _table(
    "forms", _key("site"), _key("key"), _key("version", Integer), _must("state", Text), _must("mode", Text),
    _must("definition", Json), Column("opens", Date), Column("closes", Date), _must("pulse", Boolean),
    Column("closed_on", Date), _must("put_at", Instant),
)  # fmt: skip
facts = _table("facts", _key("site"), _must("facts", Json), _must("put_at", Instant))

# What people sent. `intake`: anonymous answers until closing, each one sealed envelope.
spent_keys = _table("spent_keys", _key("site"), _key("key_hash"))
intake = _table(
    "intake",
    _key("site"),
    _key("form"),
    _key("id"),
    _must("version", Integer),
    _must("sealed", LargeBinary),
    _of_a_form(),
)
answers = _table(
    "answers", _key("site"), _key("form"), _key("id"), _must("version", Integer), _must("who", Text),
    _must("ratings", Json), Column("answered_on", Date), _of_a_form(),
)  # fmt: skip
comments = _table(
    "comments", _key("site"), _key("form"), _key("id"), _must("version", Integer), _must("question", Text),
    _must("words", Json), Column("answer_id", Text), _of_a_form(),
)  # fmt: skip
imported = _table("imported", _key("site"), _key("form"), _key("source_hash"))
imported_rows = _table(  # which answer each row of a file became, and when
    "imported_rows", _key("site"), _key("form"), _key("row_hash"), _must("source_hash", Text), _must("answers_hash", Text),
    Column("brought_in_on", Date),
)  # fmt: skip
messages = _table(
    "messages",
    _key("site"),
    _key("id"),
    _must("form", Text),
    _must("fields", Json),
    _must("received_on", Date),
)
drafts = _table(
    "drafts", _key("site"), _key("key_hash"), _must("form", Text), _must("version", Integer), _must("sealed", LargeBinary),
    _must("expires", Date),
)  # fmt: skip

# Personal links of confidential surveys; `answer_links` is the only thing that joins a person to an answer.
links = _table(
    "links", _key("site"), _key("survey"), _key("id"), _must("ref", Text), _must("spent", Boolean), _must("made_on", Date),
    UniqueConstraint("site", "survey", "ref"),
)  # fmt: skip
link_tokens = _table("link_tokens", _key("site"), _key("survey"), _key("token_hash"), _must("link_id", Text))
answer_links = _table("answer_links", _key("site"), _key("survey"), _key("link_id"), _must("answer_id", Text))

# Who must not be written to, and what goes out.
stop_list = _table("stop_list", _key("site"), _key("contact_hash"), _must("added_at", Instant))
outbox = _table(
    "outbox", _key("site"), _key("id"), _must("matter", Text), _must("ref", Text), _must("how", Text), _must("used_for", Text),
    _must("state", Text), Column("sealed_link", LargeBinary), _must("prepared_at", Instant), Column("not_before", Instant),
    _must("attempts", Integer), Column("sent_at", Instant), Column("provider_id", Text), Column("because", Text),
    UniqueConstraint("site", "matter"),
)  # fmt: skip

# What was written into the workbooks.
ref_counters = _table("ref_counters", _key("site"), _key("letter"), _must("last", Integer))
ref_journal = _table(
    "ref_journal", _key("site"), _key("ref"), _must("tab", Text), _must("row", Integer), _must("written_at", Instant),
    _must("confirmed", Boolean), Index(None, "site", "confirmed"),
)  # fmt: skip
known_rows = _table(
    "known_rows", _key("site"), _key("ref"), _must("tab", Text), Column("name_hash", Text), Column("contact_hash", Text),
    Column("row_hash", Text), _must("seen_at", Instant),
)  # fmt: skip
offered_rows = _table(
    "offered_rows", _key("site"), _key("ref"), _must("tab", Text), _must("cells", Json), _must("source_key", Text),
    _must("state", Text), Column("written_in", Text), _must("offered_at", Instant), UniqueConstraint("site", "source_key"),
)  # fmt: skip
published_tabs = _table("published_tabs", _key("site"), _key("workbook"), _key("tab"), _must("hash", Text))
input_keys = _table("input_keys", _key("site"), _must("input_key", Text))
held_tabs = _table("held_tabs", _key("site"), _key("tab"), _must("figures", Json), _must("as_of", Instant))

# The service's own work.
marks = _table("marks", _key("site"), _must("changes", Integer))
leases = _table("leases", _key("name"), _must("holder", Text), _must("until", Instant))
quotas = _table(  # an account of Google's, read or write: when its requests of the last minute left (core/pacing.py)
    "quotas", _key("account"), _key("kind"), _must("times", Json), Column("not_before", Instant),
)  # fmt: skip
runs = _table(
    "runs", _key("id"), _must("site", Text), _must("job", Text), _must("started", Instant), Column("finished", Instant),
    Column("outcome", Text), Column("counts", Json), Column("message", Text), Index(None, "job", "site", "started"),
)  # fmt: skip
log = _table(
    "log", Column("id", Integer, primary_key=True), _must("site", Text), _must("at", Instant), _must("words", Text),
    Index(None, "site", "id"), in_order=True,
)  # fmt: skip

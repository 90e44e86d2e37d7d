"""The forms people are asked to fill in, each version as it was when people answered it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, exists, select

from service.ledger.errors import FrozenForm
from service.ledger.statements import insert_or_replace
from service.ledger.tables import answers, forms, intake

MODES = ("anonymous", "confidential", "none")
STATES = ("draft", "early", "open", "closed")


@dataclass(frozen=True)
class FormRecord:
    key: str  # "S-001"
    version: int
    state: str
    mode: str
    definition: str  # JSON, as Form.to_json() wrote it
    opens: date | None = None
    closes: date | None = None
    pulse: bool = False  # anonymous answers are shown while open, whenever at least 10 wait


_PUT = insert_or_replace(forms)
_COLUMNS = [forms.c[name] for name in FormRecord.__dataclass_fields__]
_NEWEST = (
    select(*_COLUMNS)
    .where(forms.c.site == bindparam("site"), forms.c.key == bindparam("key"))
    .order_by(forms.c.version.desc())
    .limit(1)
)
_ONE = (
    select(*_COLUMNS)
    .where(forms.c.site == bindparam("site"), forms.c.key == bindparam("key"))
    .where(forms.c.version == bindparam("version"))
)


def put(conn: Connection, site: str, record: FormRecord, now: datetime) -> None:
    """FrozenForm when somebody answered this version and its questions or promise of anonymity would change."""
    if record.mode not in MODES or record.state not in STATES:
        raise ValueError(f"no such mode or state: {record.mode}, {record.state}")
    # FOR UPDATE (PostgreSQL; SQLite locks all): an answer on its way in is waited for before we say there is none.
    locked = select(*_COLUMNS, forms.c.closed_on).where(
        forms.c.site == site, forms.c.key == record.key, forms.c.version == record.version
    )
    kept = conn.execute(locked.with_for_update()).one_or_none()
    if kept is not None and FormRecord(*kept[:-1]) == record:
        return
    changed = kept is not None and (kept.definition, kept.mode) != (record.definition, record.mode)
    if changed and has_answers(conn, site, record.key, record.version):
        raise FrozenForm(record.key, record.version)
    closed_on = (kept.closed_on if kept else None) or now.date()
    row = {
        "site": site,
        **asdict(record),
        "put_at": now,
        "closed_on": closed_on if record.state == "closed" else None,
    }
    conn.execute(_PUT.on(conn), row)


def get(conn: Connection, site: str, key: str, version: int | None = None) -> FormRecord | None:
    """The newest version, unless one is named."""
    if version is None:
        found = conn.execute(_NEWEST, {"site": site, "key": key}).one_or_none()
    else:
        found = conn.execute(_ONE, {"site": site, "key": key, "version": version}).one_or_none()
    return FormRecord(*found) if found else None


def all(conn: Connection, site: str) -> list[FormRecord]:
    """The newest version of each form, by key."""
    found = conn.execute(select(*_COLUMNS).where(forms.c.site == site).order_by(forms.c.key, forms.c.version))
    return list({row.key: FormRecord(*row) for row in found}.values())


def has_answers(conn: Connection, site: str, key: str, version: int) -> bool:
    """Sealed ones count: it says that there are answers, not how many."""
    of_version = [
        exists().where(table.c.site == site, table.c.form == key, table.c.version == version)
        for table in (answers, intake)
    ]
    return bool(conn.execute(select(of_version[0] | of_version[1])).scalar())

"""The forms people are asked to fill in, each version as it was when people answered it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import lru_cache

from sqlalchemy import Connection, bindparam, exists, or_, select

from service.core.asking import Form
from service.ledger.errors import FrozenForm
from service.ledger.statements import insert_or_replace
from service.ledger.tables import answers, comments, forms, intake

MODES = ("anonymous", "confidential", "none")
# shut: it was open and takes no answers now, though it has not closed. Once open, a form is never draft or early again.
STATES = ("draft", "early", "open", "shut", "closed")


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

    def was_open(self, today: date) -> bool:
        """Whether anybody may have read what it promises, and answered."""
        early = self.state == "early" and self.opens is not None and self.opens <= today
        return (early or self.state in ("open", "shut", "closed")) and bool(_parsed(self.definition).how_many)


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


_OF_FORM = select(*_COLUMNS).where(forms.c.site == bindparam("site"), forms.c.key == bindparam("key"))

# A definition we did not write, a test's, asks nothing.
_EMPTY = Form("", 0, "", ())


@lru_cache(maxsize=256)  # by the text itself, so that a change is never missed
def _parsed(definition: str) -> Form:
    return Form.from_json(definition) if "questions" in json.loads(definition) else _EMPTY


def how_open(record: FormRecord, today: date) -> str:
    """draft, early, open, shut or closed: what staff set, and what the date makes of it."""
    if record.state in ("draft", "closed"):
        return record.state
    if record.opens and today < record.opens and record.state != "shut":
        return "early"
    if record.closes and today > record.closes:
        return "closed"
    if record.state == "early":
        return "open" if record.opens else "early"
    return record.state


def put(conn: Connection, site: str, record: FormRecord, now: datetime) -> None:
    """FrozenForm when somebody answered this version and what was asked or promised would change."""
    if record.mode not in MODES or record.state not in STATES:
        raise ValueError(f"no such mode or state: {record.mode}, {record.state}")
    # FOR UPDATE (PostgreSQL; SQLite locks all): an answer on its way in is waited for before we say there is none.
    locked = select(*_COLUMNS, forms.c.closed_on).where(
        forms.c.site == site, forms.c.key == record.key, forms.c.version == record.version
    )
    kept = conn.execute(locked.with_for_update()).one_or_none()
    if kept is not None and FormRecord(*kept[:-1]) == record:
        return
    changed = kept is not None and _promise(FormRecord(*kept[:-1])) != _promise(record)
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


def _promise(record: FormRecord) -> tuple[object, ...]:
    pulse = record.pulse and record.mode == "anonymous"  # to others it promises nothing
    return _parsed(record.definition).meaning, record.mode, pulse


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


def has_answers(conn: Connection, site: str, key: str, version: int | None = None) -> bool:
    """Sealed ones count: it says that there are answers, not how many. Of any version, unless one is named."""
    here = []
    for table in (answers, comments, intake):
        found = exists().where(table.c.site == site, table.c.form == key)
        here.append(found if version is None else found.where(table.c.version == version))
    return bool(conn.execute(select(or_(*here))).scalar())


def versions(conn: Connection, site: str, key: str) -> list[FormRecord]:
    """Every version of one form, the first one first."""
    found = conn.execute(_OF_FORM.order_by(forms.c.version), {"site": site, "key": key})
    return [FormRecord(*row) for row in found]


def newest_locked(conn: Connection, site: str, key: str, *, to_change: bool) -> FormRecord | None:
    """The newest version. On PostgreSQL an answer on its way in and whoever closes or settles the form wait for each other."""
    locked = _OF_FORM.order_by(forms.c.version).with_for_update(read=not to_change)
    found = conn.execute(locked, {"site": site, "key": key}).all()
    return FormRecord(*found[-1]) if found else None


def earliest_same(conn: Connection, site: str, key: str, version: int) -> Callable[[Iterable[str]], int]:
    """From the questions somebody answered in this version to the first version that asked all of them in the same way.

    So nothing tells an answer that a change did not touch from those that came before the change.
    """
    if version == 1:
        return lambda asked: 1
    asked_in = {
        record.version: {question.ref: question.meaning for question in _parsed(record.definition).questions}
        for record in versions(conn, site, key)
    }
    own = asked_in.get(version, {})

    def find(asked: Iterable[str]) -> int:
        # A version nobody put is the database's to refuse.
        meant = {(ref, own.get(ref)) for ref in asked}
        same = (number for number, there in asked_in.items() if number <= version and meant <= there.items())
        return next(same, version) if own else version

    return find

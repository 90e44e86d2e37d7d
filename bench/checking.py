"""Checking a 20,000-row, 12-column tab: rows in memory beside `frictionless validate`, then end to end from the file."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from frictionless import Resource, Schema, validate

from bench import Figure, seconds
from service.core.checking import check_book, read_book
from service.core.grids import Grid
from service.core.rows import Column, Row
from service.core.values import Choice, Date, Email, Number, Ref, Text, Whole

ROWS = 20_000
STATUSES = ("New", "Active", "Not now", "Left")


class Member(Row, tab="Bench members", place=900, letter="Z", label="name"):
    """Twelve columns under the same rules as the peer's schema below."""

    name = Column("Name", Text(120), required=True, needed=True)
    status = Column("Status", Choice(*STATUSES), required=True)
    email = Column("Email", Email())
    phone = Column("Phone", Text(40))
    joined = Column("Joined", Date(), required=True)
    left = Column("Left on", Date())
    role = Column("Role", Choice("Patient", "Carer", "Staff"))
    visits = Column("Visits", Whole(0, 500))
    hours = Column("Hours", Number(0, 1000))
    ward = Column("Ward", Choice("Elm", "Oak", "Willow"))
    notes = Column("Notes", Text(2000))


def grid(rows: int = ROWS) -> Grid:
    """Some of everything, one cell in two hundred wrong."""
    chance = random.Random(7)
    headings: list[Any] = [column.heading for column in Member.columns.values() if column.name != "check"]
    return Grid("Bench members", [headings, *(_row(number, chance) for number in range(1, rows + 1))])


def _row(number: int, chance: random.Random) -> list[Any]:
    wrong = chance.random() < 0.06
    joined = date(2020, 1, 1) + timedelta(days=chance.randrange(2000))
    return [
        f"Z-{number:03d}", f"Person {number}", "Actve" if wrong else chance.choice(STATUSES), f"p{number}@example.org", f"01632 96{number:04d}",
        joined, None, chance.choice(("Patient", "Carer", "Staff")), chance.randrange(40), chance.random() * 50,
        chance.choice(("Elm", "Oak", "Willow")), f"Some words about row {number}, as people write them.",
    ]  # fmt: skip


def schema() -> Schema:
    """The same rules in the peer's words: types, required, enums, bounds, an e-mail, and a unique key."""
    one_of = {"status": list(STATUSES), "role": ["Patient", "Carer", "Staff"], "ward": ["Elm", "Oak", "Willow"]}
    fields: list[dict[str, Any]] = [
        {"name": "Ref", "type": "string", "constraints": {"pattern": r"Z-\d{3,}", "required": True, "unique": True}},
        {"name": "Name", "type": "string", "constraints": {"required": True, "maxLength": 120}},
        {"name": "Status", "type": "string", "constraints": {"required": True, "enum": one_of["status"]}},
        {"name": "Email", "type": "string", "format": "email"},
        {"name": "Phone", "type": "string", "constraints": {"maxLength": 40}},
        {"name": "Joined", "type": "date", "constraints": {"required": True}},
        {"name": "Left on", "type": "date"},
        {"name": "Role", "type": "string", "constraints": {"enum": one_of["role"]}},
        {"name": "Visits", "type": "integer", "constraints": {"minimum": 0, "maximum": 500}},
        {"name": "Hours", "type": "number", "constraints": {"minimum": 0, "maximum": 1000}},
        {"name": "Ward", "type": "string", "constraints": {"enum": one_of["ward"]}},
        {"name": "Notes", "type": "string", "constraints": {"maxLength": 2000}},
    ]
    return Schema.from_descriptor({"fields": fields})


def run() -> Iterator[Figure]:
    made = grid()
    now = datetime(2026, 11, 23, 9).astimezone()
    found: list[int] = []

    def ours() -> None:
        found.append(len(check_book(read_book([made], [Member], now))))

    def peer() -> None:
        report = validate(Resource(data=made.rows, schema=schema()), limit_errors=1_000_000)
        assert report.stats["errors"] >= 0

    here, there = seconds(ours), seconds(peer, times=2)
    assert found[-1] > 500, "the wrong cells were found"
    yield Figure("check 20,000 x 12, rows in memory", here, "s", "frictionless validate", there, there / here)
    with tempfile.TemporaryDirectory() as folder:
        yield from _from_file(Path(folder) / "members.xlsx", made, now)


def _from_file(path: Path, made: Grid, now: datetime) -> Iterator[Figure]:
    import xlsxwriter

    from service.adapters.excel.reading import read_snapshot

    with xlsxwriter.Workbook(str(path), {"default_date_format": "d mmm yyyy"}) as book:
        sheet = book.add_worksheet(made.title)
        for number, row in enumerate(made.rows):
            sheet.write_row(number, 0, row)
    here = seconds(lambda: check_book(read_book(read_snapshot(path.read_bytes(), path).grids, [Member], now)), times=3)
    there = seconds(lambda: validate(str(path), schema=schema(), limit_errors=1_000_000), times=1)
    yield Figure("check 20,000 x 12, end to end from the file", here, "s", "frictionless validate", there, there / here)

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
from service.core.values import Choice, Date, Email, Number, Text, Whole

ROWS = 20_000
PEER = "frictionless validate"
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
        f"Z-{number:03d}",
        f"Person {number}",
        "Actve" if wrong else chance.choice(STATUSES),
        f"p{number}@example.org",
        f"01632 96{number:04d}",
        joined,
        None,
        chance.choice(("Patient", "Carer", "Staff")),
        chance.randrange(40),
        chance.random() * 50,
        chance.choice(("Elm", "Oak", "Willow")),
        f"Some words about row {number}, as people write them.",
    ]


def schema() -> Schema:
    """The same rules in the peer's words: types, required, enums, bounds, an e-mail, and a unique key."""
    one_of = {
        "status": list(STATUSES),
        "role": ["Patient", "Carer", "Staff"],
        "ward": ["Elm", "Oak", "Willow"],
    }
    fields: list[dict[str, Any]] = [
        {
            "name": "Ref",
            "type": "string",
            "constraints": {"pattern": r"Z-\d{3,}", "required": True, "unique": True},
        },
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
    wrong = sum(row[2] == "Actve" for row in made.rows)
    assert wrong > 500

    def ours() -> None:
        assert len(check_book(read_book([made], [Member], now))) >= wrong

    here, there = (
        seconds(ours, 7),
        seconds(lambda: _peer(Resource(data=made.rows, schema=schema()), wrong), times=2),
    )
    yield Figure("check 20,000 x 12, rows in memory", here, "s", PEER, there, there / here, "ratio >= 10")
    with tempfile.TemporaryDirectory(prefix="pv-bench-") as folder:
        yield from _from_file(Path(folder), made, now, wrong)


def _peer(resource: Resource, wrong: int) -> None:
    report = validate(resource, limit_errors=1_000_000)
    assert report.stats["errors"] >= wrong, "the peer did not look at the rows"


def _from_file(folder: Path, made: Grid, now: datetime, wrong: int) -> Iterator[Figure]:
    import xlsxwriter

    from service.adapters.excel.reading import read_snapshot

    path = folder / "members.xlsx"
    with xlsxwriter.Workbook(str(path), {"default_date_format": "d mmm yyyy"}) as book:
        sheet = book.add_worksheet(made.title)
        for number, row in enumerate(made.rows):
            sheet.write_row(number, 0, row)

    def ours() -> None:
        assert (
            len(check_book(read_book(read_snapshot(path.read_bytes(), path).grids, [Member], now))) >= wrong
        )

    here = seconds(ours, 3)
    # A path by itself it trusts only when relative to a folder it is told.
    there = seconds(
        lambda: _peer(Resource(path=path.name, basepath=str(folder), schema=schema()), wrong), times=1
    )
    yield Figure("check 20,000 x 12, end to end from the file", here, "s", PEER, there, there / here)

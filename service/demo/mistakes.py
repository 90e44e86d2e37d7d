"""Slips of the hand put into the demo, so that a nurse sees what the service says about each and how it goes away."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from service.demo.days import Rows, ago

# What checking the demo's rows finds to mend: these codes and no others. Each slip is made in `make_mistakes`.
DEMO_MISTAKES = sorted(
    (
        "not-an-email",
        "not-in-list",
        "active-but-never-asked",
        "prefers-post-without-address",
        "held-but-nobody-counted",
        "names-nothing",
        "date-swapped",
        "support-not-passed-on",
        "quoted-without-a-yes",
        "done-without-we-did",
        "overdue",
        "closes-before-it-opens",
    )
)
# And among what is worth a look, these for certain.
DEMO_WORTH_A_LOOK = ("same-person-twice", "asks-two-things", "term-ends-soon")


def make_mistakes(today: date, tabs: dict[str, Rows]) -> None:
    """`tabs` by the title of each; rows are changed where they stand. The event with nobody counted is in events.py,
    the question that asks two things in surveys.py."""
    _in_people(tabs["People"], today)
    _in_feedback(tabs["Feedback"], today)
    actions = _by_ref(tabs["Actions"])
    del actions["A-012"]["we_did"]
    actions["A-013"]["due"] = ago(today, 9)
    tabs["Attendance"][-3]["person"] = "P-180 Hilary Beaumont"  # a Ref typed from memory
    draft = _by_ref(tabs["Surveys"])["S-004"]
    draft["closes"] = draft["opens"] - timedelta(30)


def _in_people(rows: Rows, today: date) -> None:
    named = {row["name"]: row for row in rows}
    named["Marjorie Hale"]["email"] = "marjorie.hale@example,org"
    named["Beverley Grant"]["role"] = "patint"
    for cell in ("may_contact", "said_so_on", "said_so_how"):
        del named["Theresa Gallagher"][cell]
    del named["Edna Schofield"]["postal_address"]
    again = {"name": "R. Abrahams", "role": "Patient", "status": "New", "prefers": "Email", "email": named["Ruth Abrahams"]["email"],
             "may_contact": "Yes", "said_so_on": ago(today, 2), "said_so_how": "At clinic"}  # fmt: skip
    rows.append(again)  # typed anew after clinic, and without a Ref yet


def _in_feedback(rows: Rows, today: date) -> None:
    filled = _by_ref(rows)
    swapped = ago(today, 118)
    while swapped.day <= 12:
        swapped -= timedelta(1)
    filled["F-030"]["date"] = f"{swapped:%m/%d/%Y}"  # typed as text, month first
    for cell in ("passed_to", "passed_on", "seen_by"):
        del filled["F-041"][cell]
    del filled["F-035"]["may_be_quoted"]


def _by_ref(rows: Rows) -> dict[str, dict[str, Any]]:
    return {row["ref"]: row for row in rows if "ref" in row}

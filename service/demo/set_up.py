"""The demo's hospital and service: invented, and called fictional wherever they are named."""

from __future__ import annotations

from service.demo.days import Rows
from sheet_templates.set_up import SetUpRow

FICTIONAL = "Northmoor Hospital (fictional)"
SERVICE = "The Northmoor Thursday team (fictional)"
LEAD, DEPUTY, MANAGER = "Grace Okonkwo", "Helen Marsh", "Daniel Firth"

# Telephone numbers are of the ranges Ofcom keeps for drama; addresses end in example.org, which belongs to nobody.
_VALUES: dict[str, tuple[str | int, ...]] = {
    "Hospital": (FICTIONAL,),
    "Service": (SERVICE,),
    "Contact phone": ("01632 960120, Monday to Friday, 9am to 4pm",),
    "Contact e-mail": ("thursday.team@example.org",),
    "Lead": (f"{LEAD}, grace.okonkwo@example.org",),
    "Deputy": (f"{DEPUTY}, helen.marsh@example.org",),
    "Manager to tell": (f"{MANAGER}, daniel.firth@example.org",),
    "24-hour treatment helpline": ("01632 960199",),
    "Crisis line": ("01632 960911",),
    "PALS": ("01632 960150",),
    "Urgent comments go to": (f"{LEAD}, grace.okonkwo@example.org", f"{DEPUTY}, helen.marsh@example.org"),
    "Controller": ("Northmoor Hospital NHS Trust (fictional)",),
    "Data protection contact": ("Information governance, 01632 960160, ig@example.org",),
    "Keep for (months)": (36,),
    "Reply-to e-mail": ("thursday.team@example.org",),
    "Return address": (
        "Thursday team, Level 2, Northmoor Hospital (fictional), Mill Lane, Northmoor, ZZ1 2AB",
    ),
    "Pause all messages": ("No",),
    "Names to hide": ("Northmoor", "Okonkwo; Marsh; Firth; Price"),
    "How many want to be involved": ("Many (15 or more)",),
    "How they like to be involved": ("Meeting in person, In writing, Meeting online",),
    "How established the service is": ("Settling in (1 to 3 years)",),
    "Changes planned": ("Medium",),
    "Staff hours a month": (14,),
    "Other forums here": (
        "Patient experience group or committee, Support group, Living with Secondary Breast Cancer",
    ),
}


def set_up_rows(values: dict[str, tuple[str | int, ...]] | None = None) -> Rows:
    """The rows a new workbook begins with, filled in; a setting with more values than rows gets more rows."""
    left = {name: list(found) for name, found in {**_VALUES, **(values or {})}.items()}
    rows = []
    for row in SetUpRow.prefilled():
        filled = left.get(row["setting"])
        if filled:
            row = {**row, "value": filled.pop(0)}
        rows.append(row)
        if row["setting"] == "Names to hide":
            rows += [{**row, "value": value} for value in filled or ()]
    return rows

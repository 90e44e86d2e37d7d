"""What the demo's service did about it: changes made, asks of managers, and one clear no."""

from __future__ import annotations

from datetime import date
from typing import Any

from service.demo.days import Rows, ago, numbered
from service.demo.things_to_do import ACTIONS

# Job titles: managers read these words, and their workbook names nobody.
OWNERS = {"lead": "Lead nurse", "deputy": "Deputy lead nurse", "support": "Support worker"}
RING_BACK, WRITTEN_PLAN = (
    "M-001 Working days until a nurse rings back",
    "M-002 Clinic visits with a written plan",
)


def action_rows(today: date) -> Rows:
    return numbered("A", [_row(each, today) for each in ACTIONS])


def _row(each: dict[str, Any], today: date) -> dict[str, Any]:
    """Days in the table count from today; words stand as they are."""
    row = {**each, "owner": OWNERS[each["owner"]]}
    for name in ("due", "change_made_on"):
        if name in row:
            row[name] = ago(today, row[name])
    row["asked_of"] = "Service manager" if "asking_for" in row else None
    row["measure"] = {"ring back": RING_BACK, "written plan": WRITTEN_PLAN}.get(row.get("measure", ""))
    return row


def action_names(actions: Rows) -> dict[str, str]:
    """Ref → how a drop-down offers it."""
    return {row["ref"]: f"{row['ref']} {row['what_we_will_do']}" for row in actions if "ref" in row}

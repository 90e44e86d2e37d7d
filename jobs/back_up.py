"""Every night a copy of the ledger beside the workbooks' versions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from jobs import job
from service.flows.housekeeping import back_up as copy_ledger
from service.flows.site import Site


@job(
    when="40 3 * * *",
    because="The ledger is the only state: one bad disk must not cost an answer. "
    "After keep-house, so that what went is gone from the copy too.",
)
def back_up(site: Site, now: datetime) -> dict[str, Any]:
    if not site.ledger.is_sqlite:
        return {
            "left_to": "pg_dump"
        }  # whoever runs the database copies it; a job that is red every night is looked at by nobody
    return copy_ledger(site, now)

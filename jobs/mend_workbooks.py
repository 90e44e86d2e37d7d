"""At night: drop-downs that a paste took away are put back, and columns that Set-up asks for are added."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from jobs import job
from service.flows.mending import mend_workbooks as mend
from service.flows.site import Site


@job(
    when="40 4 * * *",
    because="A paste takes drop-downs away and nobody notices; at night nobody has the workbook open.",
    holds="workbooks",
)
def mend_workbooks(site: Site, now: datetime) -> dict[str, Any]:
    return mend(site, now)

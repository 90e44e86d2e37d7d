"""At night: what should no longer be kept goes, and old versions of the workbooks are thinned."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from jobs import job
from service.flows.housekeeping import keep_house as keep
from service.flows.site import Site


@job(
    when="20 3 * * *",
    because="Links to answers go 28 days after closing, unsent drafts when their form closes; nobody works then.",
)
def keep_house(site: Site, now: datetime) -> dict[str, Any]:
    return keep(site, now)

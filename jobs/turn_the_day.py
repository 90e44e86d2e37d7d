"""Just after midnight: surveys open and close, and what became due shows on Today before anybody comes in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from jobs import job
from service.flows import waiting
from service.flows.site import Site
from service.flows.sync import sync


@job(
    when="5 0 * * *",
    because="Surveys open and close by the date, and Today should be true at the start of the day.",
    holds="workbooks",
)
def turn_the_day(site: Site, now: datetime) -> dict[str, Any]:
    with waiting.said(site, now):
        return sync(site, now).counts()

"""Keeps the workbooks, the forms and the summary tabs in step."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from jobs import job
from service.flows import waiting
from service.flows.site import Site
from service.flows.sync import sync


@job(
    when="* * * * *",
    because="A nurse who mends a row should see its message go while she is still at it; Google adds three minutes.",
    holds="workbooks",
)
def sync_workbooks(site: Site, now: datetime) -> dict[str, Any]:
    with waiting.said(site, now):
        return sync(site, now, gives_way=True).counts()

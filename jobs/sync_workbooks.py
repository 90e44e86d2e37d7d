"""Keeps the workbooks, the forms and the summary tabs in step."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from jobs import job
from service.flows.site import Site
from service.flows.sync import sync


@job(when="*/3 * * * *", because="A nurse who mends a row should see its message go while she is still at it.")
def sync_workbooks(site: Site, now: datetime) -> dict[str, Any]:
    return sync(site, now).counts()

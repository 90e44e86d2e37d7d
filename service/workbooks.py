"""Writes a site's two workbooks from the declarations, empty or with the demo's rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import sheet_templates
from service.adapters.excel.template import write_template
from service.core.rows import Row

Rows = Mapping[type[Row], Sequence[Mapping[str, Any]]]


def write_workbooks(
    staff: Path, managers: Path, site_id: str | None, now: datetime, rows: Rows | None = None
) -> None:
    """Both are new; their folders are made."""
    for path in (staff, managers):
        path.parent.mkdir(parents=True, exist_ok=True)
    write_template(
        staff,
        managers,
        sheet_templates.kinds_of_row(),
        sheet_templates.service_tabs(),
        site_id,
        now,
        rows=rows,
    )

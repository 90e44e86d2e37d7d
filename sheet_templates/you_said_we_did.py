"""Managers: what patients said and what was done about it, as it may be published."""

from service.core.changes import ServiceTab

TAB = ServiceTab(
    title="You said we did",
    workbook="managers",
    place=40,
    help="What patients said, what we did, and what difference it made.",
    widths=(50, 50, 50),
    landscape=True,
    freeze_rows=1,
    filled=False,
)

"""The year ahead, worked out from How we listen: what is due when, and for whom."""

from service.core.changes import ServiceTab

TAB = ServiceTab(
    title="Plan",
    workbook="staff",
    place=220,
    help="What is due in the coming year, month by month, from How we listen and Events.",
    widths=(18, 28, 44, 24, 30),
    landscape=True,
    freeze_rows=1,
    waits=True,
    filled=False,
)

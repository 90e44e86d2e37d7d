"""What the service did in this workbook, newest first."""

from service.core.changes import ServiceTab

TAB = ServiceTab(
    title="Log",
    workbook="staff",
    place=250,
    waits=True,
    help="What we did and when, newest first.",
    widths=(28, 100),
    freeze_rows=1,
)

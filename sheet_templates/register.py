"""The list to print for the next event: who comes, what they need, room to sign."""

from service.core.changes import ServiceTab

TAB = ServiceTab(
    title="Register",
    workbook="staff",
    place=200,
    waits=True,
    help="Print this for the next event. Afterwards, fill in Attended in Attendance.",
    widths=(10, 28, 14, 24, 34, 16, 16),
    landscape=True,
    freeze_rows=3,
)

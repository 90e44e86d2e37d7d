"""What is wrong or worth a look in the staff tabs, one problem a line, however many rows have it."""

from service.core.changes import ServiceTab

TAB = ServiceTab(
    title="Problems",
    workbook="staff",
    place=210,
    waits=True,
    help="What we could not read or would count wrongly, and how to mend it. A line goes once it is mended.",
    widths=(14, 20, 24, 56, 56, 30),
    landscape=True,
    freeze_rows=3,
)

"""Every tab and column in a sentence each, printed from the declarations so that it is never out of date."""

from service.core.changes import ServiceTab

TAB = ServiceTab(
    title="What each column is for",
    workbook="staff",
    place=260,
    waits=True,
    help="Every tab and column, what goes into it, and which ones we fill in.",
    widths=(24, 30, 70, 60),
    landscape=True,
    freeze_rows=1,
)

"""What to do this week: at most a screen, and each line names the cell that clears it."""

from service.core.changes import ServiceTab

TAB = ServiceTab(
    title="Today",
    workbook="staff",
    place=0,
    help="What needs doing this week. Each line names the cell which, once filled in, clears it.",
    widths=(4, 82, 44),
    landscape=True,
    freeze_rows=1,
    larger=1,
    one_page=True,
)

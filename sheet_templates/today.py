"""What to do this week: at most a screen, and each line names the cell that clears it."""

from service.core.changes import ServiceTab

TAB = ServiceTab(
    title="Today",
    workbook="staff",
    place=0,
    help="What needs doing this week. Each line names the cell which, once filled in, clears it.",
    widths=(6, 70, 40, 24),
    freeze_rows=1,
)

"""What the Check cells and our other formula columns look up, by Ref. Hidden."""

from service.core.changes import ServiceTab

TAB = ServiceTab(
    title="Checks",
    workbook="staff",
    place=310,
    help="What the Check column and our other formula columns look up. We write this; please leave it.",
    widths=(10, 60),
    hidden=True,
    freeze_rows=1,
)

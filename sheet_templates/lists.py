"""What the drop-downs offer: people, events, surveys and your own words. Hidden."""

from service.core.changes import ServiceTab

TAB = ServiceTab(
    title="Lists",
    workbook="staff",
    place=300,
    help="What the drop-downs offer. We write this; please leave it.",
    hidden=True,
    freeze_rows=1,
)

"""Managers: whether the changes made had the impact hoped for, each measure over time."""

from service.core.changes import ServiceTab

TAB = ServiceTab(
    title="Impact",
    workbook="managers",
    place=20,
    help="Whether changes had the impact we hoped for, measure by measure.",
    widths=(46, 16, 16, 16, 44),
    landscape=True,
    freeze_rows=1,
    filled=False,
)

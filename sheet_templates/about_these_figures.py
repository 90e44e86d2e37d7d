"""Managers: where each figure comes from, which rule it follows, and how old it is."""

from service.core.changes import ServiceTab

TAB = ServiceTab(
    title="About these figures",
    workbook="managers",
    place=80,
    help="Where each figure comes from, the rule for small numbers it follows, and how up to date it is.",
    widths=(30, 76, 30),
    freeze_rows=1,
)

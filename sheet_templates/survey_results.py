"""Managers: what patients answered, question by question, once a survey has closed."""

from service.core.changes import ServiceTab

TAB = ServiceTab(
    title="Survey results",
    workbook="managers",
    place=10,
    help="What patients answered, once a survey has closed. Small numbers are not shown, so that nobody can be picked out.",
    widths=(54, 12, 12, 48, 36),
    landscape=True,
    freeze_rows=1,
)

"""Managers: how many patients take part, by each way of listening, beside those cared for."""

from service.core.changes import ServiceTab

TAB = ServiceTab(
    title="Involvement",
    workbook="managers",
    place=60,
    help="How many patients take part in each way of listening, beside how many we care for.",
    widths=(34, 14, 14, 14, 40),
    landscape=True,
    freeze_rows=1,
    filled=False,
)

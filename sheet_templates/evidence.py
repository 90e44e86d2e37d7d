"""Managers: what supports each request for money, time, room or a change in how we work."""

from service.core.changes import ServiceTab

TAB = ServiceTab(
    title="Evidence",
    workbook="managers",
    place=50,
    help="For each thing we ask for: what patients said, how many, and what was measured.",
    widths=(44, 30, 50, 30),
    landscape=True,
    freeze_rows=1,
    filled=False,
)

"""Managers: what the service will do because of what it heard, and what it asks for."""

from service.core.changes import ServiceTab

TAB = ServiceTab(
    title="Actions and asks",
    workbook="managers",
    place=30,
    help="What is being done because of what patients said, how far it has come, and what we ask for.",
    widths=(54, 22, 18, 21, 50),
    landscape=True,
    freeze_rows=1,
)

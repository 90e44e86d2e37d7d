"""Managers: in two minutes, how patients are heard, what changed, and what we need from you."""

from service.core.changes import ServiceTab

TAB = ServiceTab(
    title="Overview",
    workbook="managers",
    place=0,
    help="How many patients are heard and how, what changed because of them, and what we need from you.",
    widths=(46, 20, 11, 44, 2),
    landscape=True,
    freeze_rows=1,
    one_page=True,
)

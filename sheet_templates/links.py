"""The web address and QR code of every form, and how many answers have come so far."""

from service.core.changes import ServiceTab

TAB = ServiceTab(
    title="Links",
    workbook="staff",
    place=230,
    waits=True,
    help="The address of each form, with a square code to print, and how many answers have come so far.",
    widths=(34, 60, 14, 14, 40),
    landscape=True,
    freeze_rows=1,
)

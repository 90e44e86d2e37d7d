"""Managers: a tab of their own. Made once, empty, and never written again."""

from service.core.changes import ServiceTab

TAB = ServiceTab(
    title="Notes",
    workbook="managers",
    place=90,
    help="This tab is yours. We made it once and never write in it again.",
    widths=(100,),
    ours=False,
)

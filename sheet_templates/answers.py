"""Answers to one survey, a tab for each; of an anonymous one only after it has closed, in no order."""

from service.core.changes import ServiceTab

CODE_LETTERS = (
    8  # of the random id of an answer or comment: what the two named people give to look up whose it is
)

TAB = ServiceTab(
    title="Answers",
    workbook="staff",
    place=240,
    help="One tab for each survey, such as Answers S-001. Anonymous answers appear once the survey has closed.",
    widths=(34, *[30] * 60),
    landscape=True,
    freeze_rows=4,
)

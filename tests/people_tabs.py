"""The two staff tabs that people work in, in the test of hands between our requests."""

from sheet_templates.feedback import Feedback
from sheet_templates.people import Person

TABS = {
    kind.tab: [column.heading for column in kind.columns.values() if column.only_if is None]
    for kind in (Person, Feedback)
}
LABELS = {kind.tab: kind.label.heading for kind in (Person, Feedback)}
OURS = {"Ref"} | {
    column.heading for kind in (Person, Feedback) for column in kind.columns.values() if column.formula
}

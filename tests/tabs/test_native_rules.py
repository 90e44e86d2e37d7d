"""What the spreadsheet itself shows while people type is what the check says after they save."""

import datetime
import subprocess
from decimal import Decimal

import openpyxl
import pytest

from service.core.checking import read_book
from service.core.grids import column_letters
from sheet_templates import kinds_of_row
from sheet_templates.actions import Action
from sheet_templates.attendance import Attendance
from sheet_templates.caseload import CaseloadCount
from sheet_templates.committees import Committee
from sheet_templates.events import Event
from sheet_templates.feedback import Feedback
from sheet_templates.how_we_listen import Mechanism
from sheet_templates.measures import Measure
from sheet_templates.members import Member
from sheet_templates.messages import Message
from sheet_templates.numbers_over_time import Reading
from sheet_templates.people import Person
from sheet_templates.questions import Question
from sheet_templates.rates import Rate
from sheet_templates.surveys import Survey
from tests.tables import NOW, codes, whole
from tests.tabs import (
    test_actions,
    test_attendance,
    test_caseload,
    test_committees_members_stalls,
    test_events,
    test_feedback,
    test_measures,
    test_messages,
    test_numbers_over_time,
    test_people,
    test_questions,
    test_rates,
    test_set_up,
    test_surveys,
)

DRAWN = {
    Mechanism: test_set_up.MECHANISM_CASES,
    Person: test_people.CASES,
    Event: test_events.CASES,
    Attendance: test_attendance.CASES,
    Committee: test_committees_members_stalls.COMMITTEE_CASES,
    Member: test_committees_members_stalls.MEMBER_CASES,
    Survey: test_surveys.CASES,
    Question: test_questions.CASES,
    Feedback: test_feedback.CASES,
    Action: test_actions.CASES,
    Message: test_messages.CASES,
    Rate: test_rates.CASES,
    CaseloadCount: test_caseload.CASES,
    Measure: test_measures.CASES,
    Reading: test_numbers_over_time.CASES,
}
RULES = [(kind, check) for kind in DRAWN for check in kind.checks if check.native]


def test_every_native_rule_is_drawn():
    assert set(DRAWN) == {kind for kind in kinds_of_row() if any(check.native for check in kind.checks)}
    assert [f"{kind.tab} {check.code}" for kind, check in RULES if check.code not in DRAWN[kind]] == []


def typed(kind, case):
    """The rows as a spreadsheet holds them: dates and numbers as such, what cannot be read as its words."""
    drawn = whole(kind, case.drawing)
    headings = {name: place for place, name in enumerate(drawn.rows[0])}
    rows = read_book([drawn], [kind], NOW).readings[kind].rows
    for row in rows:
        cells = {}
        for name, column in kind.columns.items():
            place, line = headings.get(column.heading), drawn.rows[row.row_number - 1]
            raw = line[place] if place is not None and place < len(line) else None
            value = row.__dict__[name]
            cells[name] = (
                value
                if isinstance(value, (datetime.date, datetime.time, int, float, Decimal))
                and not isinstance(value, bool)
                else raw
            )
        yield row.ref, cells


def write(path):
    book = openpyxl.Workbook()  # it writes formulas without a value, so that Calc has to work them out
    for number, (kind, check) in enumerate(RULES):
        sheet = book.create_sheet(f"r{number}")
        for row, (ref, cells) in enumerate(typed(kind, DRAWN[kind][check.code]), start=1):
            spots = {name: f"{column_letters(place)}{row}" for place, name in enumerate(cells, start=3)}
            formula = check.native.format(**spots)
            today = f"DATE({NOW.year},{NOW.month},{NOW.day})"
            sheet.append([ref, "=" + formula.replace("TODAY()", today), *cells.values()])
    book.save(path)


@pytest.mark.libreoffice
def test_every_native_rule_picks_the_rows_that_its_check_picks(tmp_path, soffice_path):
    write(tmp_path / "rules.xlsx")
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    to = ["--headless", "--convert-to", "xlsx", "--outdir", tmp_path / "out"]
    subprocess.run(
        [soffice_path, home, *to, tmp_path / "rules.xlsx"], check=True, capture_output=True, timeout=240
    )
    worked_out = openpyxl.load_workbook(tmp_path / "out/rules.xlsx", data_only=True)
    wrong = []
    for number, (kind, check) in enumerate(RULES):
        shown = {
            ref
            for ref, told in worked_out[f"r{number}"].iter_rows(max_col=2, values_only=True)
            if told is True
        }
        case = DRAWN[kind][check.code]
        told = {ref for ref, code in codes(kind, case.drawing, case.beside) if code == check.code}
        if shown != told:
            wrong.append(
                f"{kind.tab} {check.code}: the spreadsheet shows {sorted(shown)}, the check {sorted(told)}"
            )
    assert not wrong, "\n".join(wrong)

"""What people were promised when a survey opened stands, whatever staff do with its rows while it is open."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from service.core.asking import Form
from service.ledger import NotOpen, forms, links, submissions
from sheet_templates.questions import Question
from sheet_templates.surveys import Survey
from tests.flows.ward import NOW, Ward, rows

LATER = NOW + timedelta(minutes=10)
CLOSED = NOW + timedelta(days=40)


@pytest.fixture
def ward(tmp_path):
    made = Ward(tmp_path)
    made.sync()
    yield made
    made.ledger.dispose()


@pytest.fixture
def confidential(tmp_path):
    starts = rows()
    starts[Survey][0]["answers_are"] = "Confidential"
    made = Ward(tmp_path, starts=starts)
    made.sync()
    yield made
    made.ledger.dispose()


def form(ward, version=None):
    with ward.ledger.read() as conn:
        return forms.get(conn, "ward", "S-001", version)


def send(ward, number, ratings=None, comments=None, version=None, now=NOW):
    """One answer, in the newest version unless she began in another."""
    asked = form(ward, version)
    with ward.ledger.write() as conn:
        link = None
        if asked.mode == "confidential":
            token = links.make(conn, "ward", "S-001", f"P-{number:03d}", NOW)
            link = links.find(conn, "ward", "S-001", token).id
        return submissions.submit(
            conn, site="ward", form="S-001", version=asked.version, mode=asked.mode, who="me",
            ratings={"Q-001": "Good"} if ratings is None else ratings, comments=comments or {},
            key=f"a key of press number {number}".encode(), link_id=link, today=now.date(),
        )  # fmt: skip


def write(ward, tab, heading, value, row=2):
    with ward.tab(tab) as sheet:
        sheet.cell(row, ward.place(sheet, heading)).value = value


def codes(outcome):
    return {problem.code for problem in outcome.problems}


def waiting(ward):
    with ward.ledger.read() as conn:
        return conn.execute(text("SELECT count(*) FROM intake")).scalar()


def versions(ward, table):
    with ward.ledger.read() as conn:
        return sorted(conn.execute(text(f"SELECT version FROM {table}")).scalars())


def tabs(ward):
    with ward.edited() as book:
        return book.sheetnames


# A change that no answer depends on makes no version


@pytest.mark.parametrize("kind", ["anonymous", "confidential"])
@pytest.mark.parametrize(
    ("tab", "heading", "value"),
    [
        ("Surveys", "Closes", datetime(2026, 12, 20)),
        ("Surveys", "Title", "Your year with us"),
        ("Surveys", "Introduction", "We change things because of what you say."),
        ("Surveys", "Kind", "One-off"),
        ("Questions", "Theme", "Waiting"),
        ("Questions", "Better is", "Lower"),
        ("Questions", "Order", 7),
    ],
)
def test_what_no_answer_depends_on_is_changed_in_place(kind, tab, heading, value, request):
    ward = request.getfixturevalue("ward" if kind == "anonymous" else "confidential")
    for number in range(1, 4):
        send(ward, number, comments={"Q-002": f"before {number}"})
    was = form(ward).definition
    write(ward, tab, heading, value)
    outcome = ward.sync(LATER)
    assert form(ward).version == 1
    assert form(ward).definition != was
    assert "questions-changed" not in codes(outcome)
    send(ward, 4, comments={"Q-002": "after"})
    ward.sync(CLOSED)
    assert versions(ward, "answers") == versions(ward, "comments") == [1] * 4
    assert "Version" not in ward.text("Answers S-001")


# Versions


@pytest.mark.parametrize("answered", [0, 1])
def test_whether_an_anonymous_survey_has_answers_is_not_told_by_its_version(ward, answered):
    for number in range(answered):
        send(ward, number)
    write(ward, "Questions", "Question", "How was your most recent visit?")
    assert "questions-changed" in codes(ward.sync(LATER))
    assert form(ward).version == 2


def test_before_it_opens_and_for_a_confidential_one_nobody_answered_the_questions_change_in_place(
    confidential, tmp_path
):
    starts = rows()
    starts[Survey][0]["opens"] = datetime(2026, 12, 1).date()
    early = Ward(tmp_path / "early", starts=starts)
    early.sync()
    for ward in (confidential, early):
        write(ward, "Questions", "Question", "How was your most recent visit?")
        assert "questions-changed" not in codes(ward.sync(LATER))
        assert form(ward).version == 1
        assert "most recent" in form(ward).definition
    early.ledger.dispose()


@pytest.fixture
def asking_three(tmp_path, request):
    starts = rows()
    starts[Survey][0]["answers_are"] = request.param
    starts[Question].append(
        {"ref": "Q-003", "survey": "S-001", "order": 3, "question": "Would you come again?", "type": "Yes or no"}
    )  # fmt: skip
    made = Ward(tmp_path, starts=starts)
    made.sync()
    yield made
    made.ledger.dispose()


@pytest.mark.parametrize("asking_three", ["Anonymous", "Confidential"], indirect=True)
def test_an_answer_a_change_did_not_touch_cannot_be_told_from_earlier_ones(asking_three):
    ward = asking_three
    for number in range(1, 6):
        send(ward, number, {"Q-001": "Good", "Q-003": "Yes"}, {"Q-002": "before"})
    write(ward, "Questions", "Question", "How was your most recent visit?")
    ward.sync(LATER)
    send(ward, 6, {"Q-001": "Poor"}, {"Q-002": "she came after, and so did her rating"})
    send(ward, 7, {"Q-003": "No"}, {"Q-002": "she left out what was changed"})
    send(ward, 8, {}, {"Q-002": "only words"})
    send(ward, 9, {"Q-001": "Good", "Q-003": "Yes"}, {"Q-002": "began before"}, version=1)
    ward.sync(CLOSED)
    assert versions(ward, "answers") == [1] * 8 + [2]
    assert versions(ward, "comments") == [1] * 9
    assert "Version" in ward.text("Answers S-001")
    both = "Q-001 How was your most recent visit? (version 1: How was your last visit?)"
    assert both in ward.text("Answers S-001")
    results = ward.text("Survey results", ward.managers)
    assert "How was your last visit?" in results
    assert "How was your most recent visit?" in results


@pytest.mark.parametrize("asking_three", ["Anonymous"], indirect=True)
def test_a_comment_to_a_changed_question_goes_under_its_own_words_and_no_rating_with_it(asking_three):
    ward = asking_three
    for number in range(1, 6):
        send(ward, number, {"Q-001": "Good"}, {"Q-002": "before"})
    write(ward, "Questions", "Question", "What would you change?", row=3)
    ward.sync(LATER)
    send(ward, 6, {"Q-001": "Poor"}, {"Q-002": "after"})
    ward.sync(CLOSED)
    assert versions(ward, "answers") == [1] * 6
    assert versions(ward, "comments") == [1] * 5 + [2]
    assert "Version" not in ward.text("Answers S-001")


def test_words_under_a_changed_question_keep_its_wording_though_no_rating_stands_there(confidential):
    ward = confidential
    send(ward, 1)
    for number, asked in enumerate(("What would you change?", "What would you keep?"), 2):
        write(ward, "Questions", "Question", asked, row=3)
        ward.sync(LATER + timedelta(minutes=number))
        send(ward, number, {}, {"Q-002": f"an answer to: {asked}"})
    with ward.ledger.read() as conn:
        found = conn.execute(text("SELECT version, words FROM comments")).all()
    for version, words in found:
        asked = Form.from_json(form(ward, version).definition).question("Q-002").text
        assert asked in words
    assert len(found) == 2
    ward.sync(CLOSED)
    for asked in ("What would you change?", "What would you keep?"):
        assert f"Q-002 {asked} an answer to: {asked}" in ward.text("Answers S-001")


def test_somebody_who_began_before_the_change_reads_the_new_closing_date(ward):
    write(ward, "Questions", "Question", "How was your most recent visit?")
    ward.sync(LATER)
    write(ward, "Surveys", "Closes", datetime(2026, 12, 20))
    ward.sync(LATER)
    first, second = (Form.from_json(form(ward, version).definition) for version in (1, 2))
    assert first.closes == second.closes == datetime(2026, 12, 20).date()
    assert first.question("Q-001").text == "How was your last visit?"


# What it is stays what it was


def test_a_survey_made_a_pulse_in_mid_survey_opens_no_answer(ward):
    for number in range(12):
        send(ward, number)
    write(ward, "Surveys", "Kind", "Pulse")
    outcome = ward.sync(LATER)
    assert "pulse-changed" in codes(outcome)
    assert waiting(ward) == 12
    assert "Answers S-001" not in tabs(ward)
    assert Form.from_json(form(ward).definition).kind == "Annual"
    [problem] = [problem for problem in outcome.problems if problem.code == "pulse-changed"]
    assert problem.column == "Kind"
    assert "Annual" in problem.says + problem.fix
    write(ward, "Surveys", "Kind", "Annual")
    assert "pulse-changed" not in codes(ward.sync(LATER))


def test_a_pulse_made_annual_in_mid_survey_goes_on_as_a_pulse(tmp_path):
    starts = rows()
    starts[Survey][0]["kind"] = "Pulse"
    ward = Ward(tmp_path, starts=starts)
    ward.sync()
    write(ward, "Surveys", "Kind", "Annual")
    assert "pulse-changed" in codes(ward.sync(LATER))
    for number in range(10):
        send(ward, number)
    ward.sync(NOW + timedelta(days=1))
    assert "10 answers, in no order." in ward.text("Answers S-001")
    ward.ledger.dispose()


@pytest.mark.parametrize("now_says", ["Confidential", None])
def test_an_anonymous_survey_stays_anonymous(ward, now_says):
    for number in range(3):
        send(ward, number)
    write(ward, "Surveys", "Answers are", now_says)
    outcome = ward.sync(LATER)
    assert "promise-changed" in codes(outcome)
    assert (form(ward).mode, form(ward).state, form(ward).version) == ("anonymous", "open", 1)
    assert Form.from_json(form(ward).definition).mode == "anonymous"
    assert waiting(ward) == 3
    assert "Answers S-001" not in tabs(ward)


def test_a_confidential_survey_stays_confidential_and_its_links_lead_there(confidential):
    ward = confidential
    send(ward, 1)
    with ward.ledger.write() as conn:
        token = links.make(conn, "ward", "S-001", "P-002", NOW)
    write(ward, "Surveys", "Answers are", "Anonymous")
    assert "promise-changed" in codes(ward.sync(LATER))
    assert form(ward).mode == "confidential"
    with ward.ledger.read() as conn:
        assert links.find(conn, "ward", "S-001", token)
    assert "Confidential" in ward.text("Answers S-001")
    assert "nobody can know" not in ward.text("Answers S-001")


def test_a_survey_that_does_not_say_yet_how_private_it_is_is_not_open_and_may_still_say_it(tmp_path):
    starts = rows()
    starts[Survey][0]["answers_are"] = None
    ward = Ward(tmp_path, starts=starts)
    ward.sync()
    assert form(ward).state == "draft"
    write(ward, "Surveys", "Answers are", "Anonymous")
    assert "promise-changed" not in codes(ward.sync(LATER))
    assert (form(ward).state, form(ward).mode) == ("open", "anonymous")
    ward.ledger.dispose()


# A survey whose row is gone


def without_its_row(ward):
    with ward.tab("Surveys") as sheet:
        row = [cell.value for cell in sheet[2]]
        sheet.delete_rows(2)
    return row


def put_back(ward, row):
    with ward.tab("Surveys") as sheet:
        for place, value in enumerate(row, 1):
            sheet.cell(2, place).value = value


def test_a_survey_whose_row_was_deleted_takes_no_answers_until_it_is_back(ward):
    send(ward, 1)
    row = without_its_row(ward)
    ward.sync(LATER)
    assert form(ward).state == "shut"
    with pytest.raises(NotOpen):
        send(ward, 2)
    assert waiting(ward) == 1  # it has not closed, so nothing is opened
    today = ward.text("Today")
    assert "S-001 How are we doing? is gone from Surveys" in today
    put_back(ward, row)
    ward.sync(LATER)
    assert form(ward).state == "open"
    assert "is gone from Surveys" not in ward.text("Today")
    send(ward, 2)
    ward.sync(CLOSED)
    assert "2 answers, in no order." in ward.text("Answers S-001")


def test_a_survey_whose_row_stays_away_closes_on_its_last_known_day(ward):
    send(ward, 1)
    without_its_row(ward)
    ward.sync(LATER)
    ward.sync(NOW.replace(month=12, day=15))
    assert form(ward).state == "shut"
    ward.sync(NOW.replace(month=12, day=16))
    assert form(ward).state == "closed"
    assert "1 answer, in no order." in ward.text("Answers S-001")
    assert "is gone from Surveys" in ward.text("Today")


def test_a_survey_without_a_closing_day_waits_for_its_row(tmp_path):
    starts = rows()
    starts[Survey][0]["closes"] = None
    ward = Ward(tmp_path, starts=starts)
    ward.sync()
    without_its_row(ward)
    ward.sync(NOW.replace(year=2030))
    assert form(ward).state == "shut"
    ward.ledger.dispose()


def test_a_survey_nobody_answered_leaves_no_line_once_it_has_closed(ward):
    without_its_row(ward)
    ward.sync(CLOSED)
    assert form(ward).state == "closed"
    assert "is gone from Surveys" not in ward.text("Today")


def test_while_surveys_cannot_be_trusted_its_form_stays_open(ward):
    with ward.edited() as book:
        del book["Surveys"]
    ward.sync(LATER)
    assert form(ward).state == "open"


def test_a_survey_put_back_to_draft_takes_no_answers_and_still_closes(ward):
    send(ward, 1)
    write(ward, "Surveys", "Status", "Draft")
    ward.sync(LATER)
    assert form(ward).state == "shut"
    assert waiting(ward) == 1
    ward.sync(CLOSED)
    assert "1 answer, in no order." in ward.text("Answers S-001")


def test_a_survey_whose_questions_were_deleted_asks_them_still_and_closes(ward):
    ward.add("Questions", Survey="S-009", Order=1, Question="Of another survey?", Type="Yes or no")
    ward.sync(LATER)  # so that the tab has not lost all its rows, and is not held
    send(ward, 1)
    with ward.tab("Questions") as sheet:
        sheet.delete_rows(2, 2)
    ward.sync(LATER)
    assert (form(ward).state, form(ward).version) == ("open", 1)
    ward.sync(CLOSED)
    assert "1 answer, in no order." in ward.text("Answers S-001")


# Late


def test_an_answer_on_its_way_when_the_survey_closes_is_refused_and_nothing_of_it_is_kept(ward):
    for number in range(3):
        send(ward, number)
    write(ward, "Surveys", "Status", "Closed")
    ward.sync(LATER)
    with pytest.raises(NotOpen):
        send(ward, 9)
    assert waiting(ward) == 0
    assert send(ward, 1)  # pressed again, once it was thanked: the same thank-you
    with ward.ledger.read() as conn:
        assert submissions.count(conn, "ward", "S-001") == 3


def test_after_its_last_day_no_answer_is_taken_though_nobody_synced(ward):
    with pytest.raises(NotOpen):
        send(ward, 1, now=CLOSED)
    assert waiting(ward) == 0

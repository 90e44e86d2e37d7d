"""Survey figures are published once: late answers, too few to hide among, never move what managers have seen."""

from datetime import timedelta

import pytest

from service.ledger import links, submissions
from sheet_templates.surveys import Survey
from tests.flows.ward import NOW, Ward, rows

LATER = NOW + timedelta(days=30)


def send(ward, number, rating, mode="anonymous", comment=None):
    with ward.ledger.write() as conn:
        link = None
        if mode == "confidential":
            token = links.make(conn, "ward", "S-001", f"P-{number:03d}", NOW)
            link = links.find(conn, "ward", "S-001", token).id
        submissions.submit(
            conn, site="ward", form="S-001", version=1, mode=mode, who="me", ratings={"Q-001": rating},
            comments={"Q-002": comment} if comment else {}, key=f"a key of press number {number}".encode(), link_id=link,
            today=NOW.date(),
        )  # fmt: skip


def close(ward, status="Closed"):
    with ward.tab("Surveys") as sheet:
        sheet.cell(2, ward.place(sheet, "Status")).value = status


def results(ward):
    return ward.text("Survey results", ward.managers)


@pytest.fixture
def confidential(tmp_path):
    starts = rows()
    starts[Survey][0]["answers_are"] = "Confidential"
    made = Ward(tmp_path, starts=starts)
    made.sync()
    yield made
    made.ledger.dispose()


@pytest.mark.parametrize(("late", "seen"), [(4, "12 of 20"), (5, "12 of 25")])
def test_a_survey_opened_again_tells_no_late_answer(confidential, late, seen):
    for number in range(20):
        send(confidential, number, "Good" if number < 12 else "Poor", "confidential")
    close(confidential)
    confidential.sync()
    assert "12 of 20" in results(confidential)
    close(confidential, "Open")
    confidential.sync()
    for number in range(late):
        send(confidential, 100 + number, "Poor", "confidential")
    close(confidential)
    confidential.sync()
    assert seen in results(confidential)
    assert seen in confidential.text("Overview", confidential.managers)
    assert ("came later" in results(confidential)) is (late < 5)


def test_rows_brought_in_later_do_not_tell_themselves(ward):
    for number in range(20):
        send(ward, number, "Good" if number < 12 else "Poor")
    close(ward)
    ward.sync()
    with ward.ledger.write() as conn:
        submissions.import_ratings(conn, "ward", "S-001", 1, [("one more", {"Q-001": "Poor"}, {}, None)])
    ward.sync()
    assert "12 of 20" in results(ward)
    assert "12 of 21" not in results(ward)


def test_a_crash_before_the_managers_workbook_is_recorded_forgets_no_edition(ward, monkeypatch):
    for number in range(20):
        send(ward, number, "Good" if number < 12 else "Poor")
    close(ward)
    monkeypatch.setattr("service.flows.sync._Plan.record_done", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        ward.sync()
    monkeypatch.undo()
    assert "12 of 20" in results(ward)
    with ward.ledger.write() as conn:
        submissions.import_ratings(conn, "ward", "S-001", 1, [("one more", {"Q-001": "Poor"}, {}, None)])
    ward.sync()
    assert "12 of 20" in results(ward)


def test_a_closed_anonymous_survey_stays_closed(ward):
    """Its answers lie open since closing: one late answer would stand out among them, comments beside ratings."""
    for number in range(12):
        send(ward, number, "Good")
    close(ward)
    ward.sync()
    close(ward, "Open")
    outcome = ward.sync()
    assert "opened-again" in {problem.code for problem in outcome.problems}
    with ward.ledger.read() as conn:
        from service.ledger import forms

        assert forms.get(conn, "ward", "S-001").state == "closed"
    assert "at least 8 of 12 positive" in results(ward)


def test_a_survey_closed_by_mistake_without_an_answer_can_be_opened_again(ward):
    close(ward)
    ward.sync()
    close(ward, "Open")
    assert "opened-again" not in {problem.code for problem in ward.sync().problems}
    with ward.ledger.read() as conn:
        from service.ledger import forms

        assert forms.get(conn, "ward", "S-001").state == "open"

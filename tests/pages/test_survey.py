"""A survey as patients meet it: one question a page, check, send, thank you; every step without scripts."""

import pytest

from service.ledger import drafts, links, submissions
from service.ledger.settling import settle
from tests.pages.conftest import NOW, QUESTIONS, form, record

SURVEY = "/willow/survey/S-001"


def kept(ledger, survey="S-001"):
    """What the ledger holds of a survey, anonymous answers settled as at closing."""
    from service.ledger import forms

    with ledger.write() as conn:
        found = forms.get(conn, "willow", survey)
        if found.mode == "anonymous":
            forms.put(conn, "willow", record(form(survey, "anonymous"), state="closed"), NOW)
            settle(conn, "willow", survey)
        return submissions.ratings(conn, "willow", survey), submissions.comments(conn, "willow", survey)


def test_the_start_page_says_how_long_what_who_and_until_when(person):
    page = person.open(SURVEY)
    assert page.heading == "Your year with us 1"
    for words in (
        "There are 10 or 11 questions.",
        "up to 4 minutes",
        "by 18 December 2026",
        "Who sees your answers",
        "anonymous",
    ):
        assert words in page.main
    assert page.links("Start now") == ["?page=who"]


def test_who_is_answering_comes_first_with_nothing_chosen(person):
    page = person.open(SURVEY + "?page=who")
    assert page.heading == "Who is answering?"
    assert page.values() == []
    page = person.answer()
    assert page.status == 422
    assert page.title.startswith("Error: Who is answering?")
    assert page.problem == [("Select who is answering", "#answer")]


def test_the_whole_way_to_the_thank_you_page_and_what_is_kept(person, ledger):
    page = person.fill_in(who="I am a carer, and I am answering about myself")
    for words in (
        "3 September 2026",
        "Drop-in Newsletter",
        "At home",
        "I am a carer",
        "have not been sent yet",
    ):
        assert words in page.main
    assert "What could have been explained better?" not in page.main  # she said Yes
    page = person.answer(do="send")
    assert page.heading == "Thank you"
    assert page.path == SURVEY + "?page=sent"
    assert "PV-" in page.main
    assert "What happens next" in page.main
    assert "01632 960002" in page.main
    ratings, comments = kept(ledger)
    assert [(row.who, row.version) for row in ratings] == [("carer", 1)]
    assert ratings[0].ratings == {
        "Q-001": "Very good", "Q-002": "Yes", "Q-004": ["Drop-in", "Newsletter"], "Q-005": 9, "Q-007": 12,
        "Q-008": "2026-09-03", "Q-009": "At home", "Q-011": "Good", "Q-012": "Agree",
    }  # fmt: skip
    assert [(row.question, row.text, row.answer_id) for row in comments] == [("Q-010", "Calm", None)]


def test_the_page_asked_depends_on_the_answers_and_a_dropped_answer_is_not_sent(person, ledger):
    person.begin()
    person.answer("Good")
    assert person.answer("No").heading == "What could have been explained better? (optional)"
    person.answer("The scan")
    person.open(SURVEY + "?page=Q-002")
    assert person.page.values() == ["No"]
    assert person.answer("Yes").heading == "Which of these have you used? (optional)"
    page = person.answer("Drop-in", do="stop")
    assert "The scan" not in page.main
    person.answer(do="send")
    ratings, comments = kept(ledger)
    assert ratings[0].ratings == {"Q-001": "Good", "Q-002": "Yes", "Q-004": ["Drop-in"]}
    assert comments == []


def test_every_kind_of_mistake_is_said_in_the_summary_and_beside_the_field_and_nothing_typed_is_lost(person):
    person.begin()
    assert person.answer().problem == [("Select an answer", "#answer")]
    person.answer("Poor")
    person.answer("No")
    page = person.answer("y" * 501)
    assert page.problem == [("Your answer must be 500 characters or less", "#answer")]
    assert page.values() == ["y" * 501]
    assert page.main.count("Your answer must be 500 characters or less") == 2
    assert "Error:" in page.tree.xpath("string(//*[@id='answer-error'])")
    person.answer("y" * 500)
    page = person.answer(["Drop-in", "None of these"])
    assert page.values() == ["Drop-in", "None of these"]
    person.answer("None of these")
    person.answer("10")
    person.answer()
    person.answer("99999")
    assert person.page.problem == [("Your answer must be between 0 and 500", "#answer")]
    person.answer("99")
    page = person.answer(answer_day="3", answer_month="", answer_year="2026")
    assert page.problem == [("The date must include a month", "#answer-month")]
    assert page.values("answer-day") == ["3"]
    page = person.answer(answer_day="24", answer_month="Nov", answer_year="2026")
    assert page.problem == [("The date must be today or in the past", "#answer-day")]


def test_stop_here_is_on_every_question_and_keeps_the_answer_on_the_page(person, ledger):
    person.begin()
    seen = 0
    for question in QUESTIONS:
        page = person.open(f"{SURVEY}?page={question.ref}")
        if question.ref != "Q-003":
            assert "Stop here and send what I have answered" in page.main
            seen += 1
    assert seen == 11
    person.open(SURVEY + "?page=Q-001")
    page = person.answer("Poor", do="stop")
    assert page.heading == "Check your answers before you send them"
    assert page.main.count("Not provided") == 9
    person.answer(do="send")
    assert kept(ledger)[0][0].ratings == {"Q-001": "Poor"}


def test_stopping_at_a_required_question_left_blank_is_allowed_and_one_can_go_on_after_all(person):
    person.begin()
    assert person.answer(do="stop").heading == "Check your answers before you send them"
    page = person.answer(do="send")
    assert page.problem == [("Answer at least one question before you send", "#send")]
    assert person.answer(do="resume").heading == "How was your last visit?"
    assert person.answer("Good").heading.startswith("Did somebody explain")


def test_a_mistake_is_not_thrown_away_by_stopping(person):
    person.begin()
    person.answer("Good")
    person.answer("No")
    assert person.answer("z" * 501, do="stop").problem


def test_change_leads_back_to_the_check_page(person):
    page = person.fill_in()
    assert page.links("Change your answer to: How was your last visit?") == ["?page=Q-001"]
    page = person.open(SURVEY + "?page=Q-001")
    assert page.values() == ["Very good"]
    assert page.links("Back") == ["?page=check"]
    assert person.answer("Very poor").heading == "Check your answers before you send them"
    assert "Very poor" in person.page.main


def test_a_change_that_opens_a_question_asks_it_before_the_check_page(person):
    person.fill_in()
    person.open(SURVEY + "?page=Q-002")
    assert person.answer("No").heading.startswith("What could have been explained better?")
    assert person.answer("The dose").heading == "Check your answers before you send them"


def test_back_leads_through_the_pages_in_turn(person):
    person.begin()
    assert person.page.links("Back") == ["?page=who"]
    person.answer("Good")
    assert person.page.links("Back") == ["?page=Q-001"]
    assert person.open(SURVEY + "?page=who").links("Back") == [SURVEY]


def test_nobody_can_skip_a_required_question_by_its_address(person):
    person.begin()
    assert person.open(SURVEY + "?page=check").heading == "How was your last visit?"
    assert person.open(SURVEY + "?page=nonsense").heading == "How was your last visit?"


def test_helplines_stand_on_every_page_with_free_text(person):
    person.begin()
    for ref in ("Q-010",):
        page = person.open(f"{SURVEY}?page={ref}")
        for words in ("We do not read this straight away", "01632 960002", "116 123", "999"):
            assert words in page.main


def test_somebody_who_answers_for_a_patient_is_asked_as_such(person):
    person.begin(who="I am answering for a patient")
    assert "Please answer as the patient would." in person.page.main


def test_coming_back_is_offered_and_not_automatic(person):
    person.begin()
    person.answer("Good")
    page = person.open(SURVEY)
    assert "You have not sent your answers yet" in page.main
    assert page.links("Carry on") == ["?page=Q-002"]
    assert not page.tree.xpath("//main//form")  # nothing on this page deletes with one tap
    assert page.links("Delete my answers and start again") == ["?page=delete"]
    page = person.open(SURVEY + "?page=delete")
    assert page.heading == "Do you want to delete your answers?"
    assert page.links("No, carry on") == ["?page=Q-002"]
    assert person.open(SURVEY + "?page=Q-001").values() == ["Good"]  # asking deletes nothing
    person.open(SURVEY + "?page=delete")
    page = person.answer(do="discard")
    assert page.heading == "Who is answering?"
    assert "not sent your answers yet" not in person.open(SURVEY).main
    assert person.open(SURVEY + "?page=delete").path == SURVEY  # nothing to delete


def test_a_delete_from_a_page_open_too_long_says_that_nothing_was_deleted(person):
    person.begin()
    person.answer("Good")
    person.open(SURVEY + "?page=delete")
    page = person.send(SURVEY + "?page=delete", {"do": "discard", "csrf_token": "stale"})
    assert page.heading == "Do you want to delete your answers?"
    assert "nothing was deleted" in page.problem[0][0]
    assert person.open(SURVEY + "?page=Q-001").values() == ["Good"]
    person.open(SURVEY + "?page=delete")
    assert person.answer(do="discard").heading == "Who is answering?"


def test_a_draft_in_the_ledger_can_be_read_only_with_the_cookie(person, ledger):
    person.begin()
    person.answer("Very poor")
    with ledger.read() as conn:
        rows = conn.exec_driver_sql("select sealed, expires from drafts").all()
    assert len(rows) == 1
    assert b"Very poor" not in rows[0][0]
    assert b"Q-001" not in rows[0][0]
    assert rows[0][1] == "2026-12-18"  # it goes when the survey closes
    person.client.delete_cookie("patient_voice")
    assert "not sent your answers yet" not in person.open(SURVEY).main


# Confidential: a link of one's own


def test_a_personal_link_is_used_once_and_connects_only_where_it_should(person, ledger, token):
    own = f"/willow/survey/S-002/{token}"
    page = person.open(own)
    assert "confidential" in page.main
    assert "anonymous" not in page.words.casefold()
    person.fill_in(own)
    assert "anonymous" not in person.page.words.casefold()
    page = person.answer(do="send")
    assert page.heading == "Thank you"
    assert "anonymous" not in page.words.casefold()
    with ledger.read() as conn:
        assert links.state(conn, "willow", "S-002") == {"P-014": "answered"}
        assert submissions.count(conn, "willow", "S-002") == 1
    page = person.open(own)
    assert page.heading == "You have already answered"
    assert page.status == 410


def test_with_a_personal_link_one_goes_on_at_another_device(person, app, token):
    from tests.pages.person import Person

    own = f"/willow/survey/S-002/{token}"
    person.begin(own)
    person.answer("Good")
    other = Person(app.test_client())
    assert other.open(own).links("Carry on") == ["?page=Q-002"]
    assert other.open(own + "?page=Q-001").values() == ["Good"]


def test_a_draft_moves_with_the_version_it_was_begun_in(person, ledger):
    from dataclasses import replace

    from service.ledger import forms

    person.begin()
    person.answer("Good")
    with ledger.write() as conn:
        new = replace(form("S-001", "anonymous", QUESTIONS[:1]), version=2, title="New words")
        forms.put(conn, "willow", replace(record(new), version=2), NOW)
    assert person.open(SURVEY + "?page=Q-002").heading.startswith("Did somebody explain")
    assert person.open(SURVEY).heading == "Your year with us 1"


def test_an_expired_draft_is_said_to_be_gone(person, ledger):
    from datetime import date

    person.begin()
    with ledger.write() as conn:
        drafts.purge(conn, date(2027, 1, 1))
    page = person.answer("Good")
    assert page.heading == "We could not find your answers"
    assert "They were not sent." in page.main
    assert page.links("Start again") == [SURVEY]


@pytest.mark.parametrize("site", ["willow", "practice"])
def test_only_a_practice_site_says_so(person, site):
    page = person.open(f"/{site}/survey/S-001")
    assert ("Practice: invented, nothing is sent" in page.words) == (site == "practice")

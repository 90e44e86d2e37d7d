"""Staff change a survey nobody has sent yet, while somebody is answering it: no old answer stands under a new question."""

import dataclasses

from service.core.asking import ANONYMOUS
from service.ledger import forms
from service.web.walking import CHANGED
from tests.pages.conftest import NOW, QUESTIONS, form, record

SURVEY = "/willow/survey/S-001"


def change(ledger, *questions):
    with ledger.write() as conn:
        forms.put(conn, "willow", record(form("S-001", ANONYMOUS, questions)), NOW)


def test_a_question_whose_words_changed_is_asked_again(person, ledger):
    person.begin()
    person.answer("Very good")
    person.answer("Yes")
    changed = dataclasses.replace(QUESTIONS[0], text="How hard was it to reach us?")
    change(ledger, changed, *QUESTIONS[1:])
    page = person.open(SURVEY + "?page=check")
    assert page.heading == "How hard was it to reach us?"
    assert page.values() == []
    person.answer("Poor")
    assert person.open(SURVEY + "?page=Q-002").values() == ["Yes"]  # what stayed the same is kept


def test_a_question_of_another_type_is_asked_again(person, ledger):
    person.begin()
    person.answer("Very good")
    change(ledger, dataclasses.replace(QUESTIONS[0], type="Yes or no"), *QUESTIONS[1:])
    page = person.open(SURVEY + "?page=Q-002")
    assert page.heading.startswith("Did somebody explain")
    page = person.answer("Yes")
    assert page.heading == "How was your last visit?"


def test_a_question_taken_out_and_others_in_another_order_lose_nothing_else(person, ledger):
    person.begin()
    person.answer("Very good")
    person.answer("Yes")
    person.answer(["Drop-in"])
    change(ledger, QUESTIONS[3], QUESTIONS[0], QUESTIONS[4])
    assert person.open(SURVEY + "?page=check").heading.startswith("How likely")
    page = person.answer("9")
    assert page.heading.startswith("Check your answers")
    assert "Drop-in" in page.main
    assert "explain" not in page.main
    assert "PV-" in person.answer(do="send").main


def test_a_page_open_since_before_the_change_does_not_answer_the_new_question(person, ledger):
    """Two tabs, or a phone laid aside: the words on the page were the old ones."""
    person.begin()
    fields = {
        name: person.page.tree.xpath(f"//input[@name='{name}']/@value")[0] for name in ("csrf_token", "asked")
    }
    change(ledger, dataclasses.replace(QUESTIONS[0], text="How hard was it to reach us?"), *QUESTIONS[1:])
    page = person.send(SURVEY + "?page=Q-001", fields | {"answer": "Very good", "do": "continue"})
    assert page.problem == [(CHANGED, "#answer")]
    assert page.heading == "How hard was it to reach us?"
    assert page.values() == []
    assert person.answer("Poor").heading.startswith("Did somebody explain")

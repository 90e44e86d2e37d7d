"""One answer, whatever the mouse, the browser and the network do: and it is kept before anybody is thanked."""

import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

import pytest

from service.ledger import forms, submissions
from service.web import walking
from tests.pages.conftest import NOW
from tests.pages.person import Person

SURVEY = "/willow/survey/S-001"


def how_many(ledger):
    with ledger.read() as conn:
        return conn.exec_driver_sql("select count(*) from intake").scalar()


def reference(page):
    return re.search(r"PV-\w{4}-\w{4}", page.main)[0]


def ready_to_send(person):
    person.fill_in()
    return {"csrf_token": person.page.token, "do": "send"}


def test_a_resent_post_gets_the_same_thank_you(person, ledger):
    fields = ready_to_send(person)
    first = reference(person.send(SURVEY + "?page=check", fields))
    again = reference(person.send(SURVEY + "?page=check", fields))
    assert first == again
    assert how_many(ledger) == 1


def test_back_and_send_again_gives_the_same_thank_you(person, ledger):
    fields = ready_to_send(person)
    first = reference(person.send(SURVEY + "?page=check", fields))
    for page in ("check", "Q-001", "Q-012"):
        assert reference(person.open(f"{SURVEY}?page={page}")) == first
    assert reference(person.send(f"{SURVEY}?page=check", fields)) == first
    assert how_many(ledger) == 1


@pytest.mark.parametrize("do", ["continue", "stop"])
@pytest.mark.parametrize("token", [True, False])
def test_a_change_made_in_another_tab_after_sending_is_not_thanked_for(person, ledger, do, token):
    fields = ready_to_send(person)
    other_tab = person.open(SURVEY + "?page=Q-010").token
    first = reference(person.send(SURVEY + "?page=check", fields))
    change = {"answer": "Worried", "do": do, **({"csrf_token": other_tab} if token else {})}
    page = person.send(SURVEY + "?page=Q-010", change, token=False)
    assert (page.status, page.heading) == (409, "This change was not added")
    assert "You had already sent your answers, so this change was not added" in page.main
    assert reference(page) == first
    assert page.links("Tell us something") == ["/willow/tell-us"]
    assert "01632" in page.main
    assert "Thank you" not in page.words
    assert how_many(ledger) == 1


def test_the_same_with_a_link_of_ones_own(person, token):
    own = f"/willow/survey/S-002/{token}"
    person.fill_in(own)
    person.answer(do="send")
    page = person.send(own + "?page=Q-010", {"answer": "Worried"}, token=False)
    assert page.heading == "This change was not added"
    assert "PV-" in page.main


def test_eight_presses_at_once_give_one_answer(person, app, ledger):
    fields = ready_to_send(person)
    cookie = person.client.get_cookie("patient_voice").value

    def press(_):
        client = app.test_client()
        client.set_cookie("patient_voice", cookie)
        return reference(Person(client).send(SURVEY + "?page=check", fields))

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(press, range(8)))) == 1
    assert how_many(ledger) == 1


def test_a_link_pressed_at_once_on_two_devices_gives_one_answer(person, app, ledger, token):
    own = f"/willow/survey/S-002/{token}"
    person.fill_in(own)
    other = Person(app.test_client())
    other.open(own + "?page=check")
    assert reference(person.answer(do="send")) == reference(other.answer(do="send"))
    with ledger.read() as conn:
        assert submissions.count(conn, "willow", "S-002") == 1


def test_a_second_person_at_the_same_computer_gives_a_second_answer(person, ledger):
    first = reference(person.send(SURVEY + "?page=check", ready_to_send(person)))
    assert "not sent your answers yet" not in person.open(SURVEY).main
    second = reference(person.send(SURVEY + "?page=check", ready_to_send(person)))
    assert first != second
    assert how_many(ledger) == 2


def test_nobody_is_thanked_when_the_answer_could_not_be_kept(person, ledger, monkeypatch):
    """The submission succeeds, and the transaction it was in does not."""
    fields = ready_to_send(person)
    honest = walking._send

    def lost(conn, visit, draft):
        shown = honest(conn, visit, draft)
        conn.exec_driver_sql("insert into intake select * from no_such_table")
        return shown

    monkeypatch.setattr(walking, "_send", lost)
    page = person.send(SURVEY + "?page=check", fields)
    assert page.status == 503
    assert "Thank you" not in page.words
    monkeypatch.undo()
    assert how_many(ledger) == 0
    assert person.open(SURVEY + "?page=check").heading.startswith("Check your answers")  # all is still there
    assert "PV-" in person.answer(do="send").main


def test_two_forms_in_one_browser_do_not_disturb_each_other(person, ledger):
    person.begin()
    person.answer("Good")
    person.open("/willow/tell-us?page=Q-001")
    person.answer("More chairs")
    assert person.open(SURVEY + "?page=Q-001").values() == ["Good"]
    assert person.open("/willow/tell-us?page=Q-001").values() == ["More chairs"]
    assert len(person.client._cookies) == 1


@pytest.mark.parametrize("key", [b"", b"short"])
def test_a_key_that_is_not_random_enough_is_refused(ledger, key):
    with ledger.write() as conn, pytest.raises(ValueError):
        submissions.submit_message(conn, site="willow", form="tell-us", fields={}, key=key, now=None)


def test_an_answer_sent_while_the_survey_is_being_closed_is_refused_and_not_thanked(
    person, ledger, monkeypatch
):
    """It closes between what a press of Send reads and what it writes."""
    fields = ready_to_send(person)
    write = ledger.write

    @contextmanager
    def write_after_closing():
        monkeypatch.setattr(ledger, "write", write)
        with write() as conn:
            closed = replace(forms.get(conn, "willow", "S-001"), state="closed")
            forms.put(conn, "willow", closed, NOW)
            submissions.settle(conn, "willow", "S-001")
        with write() as conn:
            yield conn

    monkeypatch.setattr(ledger, "write", write_after_closing)
    page = person.send(SURVEY + "?page=check", fields)
    assert page.heading == "This survey is closed"
    assert "PV-" not in page.main
    assert how_many(ledger) == 0
    with ledger.read() as conn:
        assert submissions.count(conn, "willow", "S-001") == 0
        assert conn.exec_driver_sql("select count(*) from drafts").scalar() == 1  # as in other refusals


def test_a_survey_that_is_shut_for_now_says_so_kindly_and_keeps_what_was_answered(person, ledger):
    person.begin()
    person.answer("Very good")
    with ledger.write() as conn:
        open_now = forms.get(conn, "willow", "S-001")
        forms.put(conn, "willow", replace(open_now, state="shut"), NOW)
    page = person.open(SURVEY)
    assert (page.status, page.heading) == (403, "This survey is not open now")
    assert "S-001" not in str(person.open("/willow/").links("Your year with us 1"))
    with ledger.write() as conn:
        forms.put(conn, "willow", open_now, NOW)
    assert "not sent your answers yet" in person.open(SURVEY).main

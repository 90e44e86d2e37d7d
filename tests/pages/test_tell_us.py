"""Tell us something: at any time, without a name, unless an answer is wanted."""

from service.ledger import submissions

PLACE = "/willow/tell-us"


def told(ledger):
    with ledger.read() as conn:
        return [
            (row.form, row.fields, row.received_on.isoformat())
            for row in submissions.messages(conn, "willow")
        ]


def test_something_told_without_a_name(person, ledger):
    page = person.open(PLACE)
    assert "You do not have to give your name." in page.main
    assert "We do not read this straight away" in page.main
    assert page.links("Start now") == ["?page=Q-001"]
    person.open(PLACE + "?page=Q-001")
    assert person.page.links("Back") == [PLACE]
    assert person.answer(" ").problem == [("Enter what you would like to tell us", "#answer")]
    person.answer("The chairs are hard.\r\nAnd =1+1")
    person.answer("Something could be better")
    assert person.answer().problem == [("Select yes if you would like an answer from us", "#answer")]
    assert person.answer("No").heading == "Check your answers before you send them"
    page = person.answer(do="send")
    assert page.heading == "Thank you"
    assert "They may not do so for some days." in page.main
    assert "anonymous" not in page.words.casefold()
    sent = {"what": "The chairs are hard.\nAnd =1+1", "kind": "Could be better", "wants_answer": "No"}
    assert told(ledger) == [("tell-us", sent, "2026-11-23")]


def test_name_and_contact_are_asked_only_of_those_who_want_an_answer(person, ledger):
    person.open(PLACE + "?page=Q-001")
    person.answer("An idea")
    person.answer()
    assert person.answer("Yes").heading == "What is your name? (optional)"
    person.answer("Jo")
    assert person.answer().problem == [("Enter an email address or a telephone number", "#answer")]
    person.answer("jo@example.org")
    person.open(PLACE + "?page=Q-003")
    person.answer("No")  # changed her mind: name and contact are not kept
    assert "Jo" not in person.page.main
    person.answer(do="send")
    assert told(ledger)[0][1] == {"what": "An idea", "wants_answer": "No"}


def test_what_was_told_stays_shut_away_until_it_is_sent(person, ledger):
    person.open(PLACE + "?page=Q-001")
    person.answer("Nobody may read this yet")
    with ledger.read() as conn:
        sealed, expires = conn.exec_driver_sql("select sealed, expires from drafts").one()
    assert b"Nobody" not in sealed
    assert expires == "2026-12-21"
    assert told(ledger) == []

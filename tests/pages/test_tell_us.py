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


def wanting_an_answer(person, name=None):
    person.open(PLACE + "?page=Q-001")
    person.answer("The lift is slow.")
    person.answer()
    person.answer("Yes")
    return person.answer(name)


def test_who_wants_an_answer_and_stops_before_saying_how_is_told_kindly_and_may_still_send(person, ledger):
    wanting_an_answer(person)
    page = person.answer(do="stop")
    assert page.heading == "Check your answers before you send them"
    assert "we have no name and no way to reach you, so we could not answer" in page.main
    assert page.links("How can we reach you?") == ["?page=Q-005"]
    page = person.answer(do="send")
    assert page.heading == "Thank you"
    assert "If you asked for an answer and told us how to reach you" in page.main
    assert told(ledger)[0][1] == {"what": "The lift is slow.", "wants_answer": "Yes"}


def test_a_name_alone_is_not_a_way_to_reach_somebody_and_who_gave_one_is_not_warned(person):
    wanting_an_answer(person, "Jo Bell")
    assert "we may not be able to answer" in person.answer(do="stop").main
    person.open(PLACE + "?page=Q-005")
    assert "to answer" not in person.answer("01632 960123").main


def test_how_many_questions_there_are_is_said_as_most_people_meet_it(person):
    page = person.open(PLACE)
    assert "There are 3 to 5 questions. They take up to 3" in page.main

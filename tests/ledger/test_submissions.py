"""Promise 2: nothing a patient sends is lost or doubled."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.ledger import (
    AlreadyAnswered,
    LedgerError,
    UnknownForm,
    drafts,
    links,
    marks,
    sealing,
    submissions,
)
from tests.ledger.conftest import NOW
from tests.ledger.sending import TODAY, close, send

KEY = b"sixteen bytes ok"


def make_link(ledger, ref="P-014"):
    with ledger.write() as conn:
        token = links.make(conn, "elm", "S-002", ref, NOW)
        return links.find(conn, "elm", "S-002", token)


@pytest.mark.parametrize("form", ["S-001", "S-002"])
def test_the_same_key_again_gives_the_same_reference_and_no_second_answer(ledger, form):
    first = send(ledger, form, key=KEY, comments={"Q-002": "Tea"})
    assert send(ledger, form, key=KEY, comments={"Q-002": "Tea"}) == first
    assert send(ledger, form) != first
    close(ledger, form)
    with ledger.read() as conn:
        assert submissions.count(conn, "elm", form) == 2
        assert [comment.text for comment in submissions.comments(conn, "elm", form)] == ["Tea"]
        assert submissions.is_known(conn, "elm", first)


def test_a_reference_can_be_read_out_on_the_telephone(ledger):
    for _ in range(20):
        assert re.fullmatch(r"PV-[2-9CDFHJKMNPQRTVWXY]{4}-[2-9CDFHJKMNPQRTVWXY]{4}", send(ledger))
    with ledger.read() as conn:
        assert not submissions.is_known(conn, "elm", "PV-2222-2222")
        assert not submissions.is_known(conn, "elm", "%")


def test_a_key_with_too_little_chance_in_it_is_refused(ledger):
    with pytest.raises(ValueError):
        send(ledger, key=b"short")


def test_a_submission_spends_the_link_and_deletes_the_draft_with_the_answer_or_not_at_all(ledger):
    link, draft = make_link(ledger), sealing.key_hash(KEY)
    with ledger.write() as conn:
        drafts.save(conn, "elm", draft, "S-002", 1, sealing.seal(KEY, b"half"), TODAY)
    with pytest.raises(UnknownForm):  # fails at its last step but one
        send(ledger, "S-002", version=9, key=KEY, link_id=link.id, draft_hash=draft)
    with ledger.read() as conn:
        assert drafts.get(conn, "elm", draft)
        assert links.state(conn, "elm", "S-002") == {"P-014": "not yet"}
        assert submissions.count(conn, "elm", "S-002") == 0
    reference = send(ledger, "S-002", key=KEY, link_id=link.id, draft_hash=draft)
    with ledger.read() as conn:
        assert not drafts.get(conn, "elm", draft)
        assert links.state(conn, "elm", "S-002") == {"P-014": "answered"}
        assert submissions.count(conn, "elm", "S-002") == 1
        assert submissions.is_known(conn, "elm", reference)


def test_a_link_is_used_once_but_a_double_click_is_the_same_answer(ledger):
    link = make_link(ledger)
    first = send(ledger, "S-002", key=KEY, link_id=link.id)
    assert send(ledger, "S-002", key=KEY, link_id=link.id) == first
    with pytest.raises(AlreadyAnswered):
        send(ledger, "S-002", link_id=link.id)
    with pytest.raises(AlreadyAnswered):
        send(ledger, "S-002", link_id="never made")
    with ledger.read() as conn:
        assert submissions.count(conn, "elm", "S-002") == 1


def test_every_character_a_person_can_send_comes_back(sqlite_ledger):
    from service.ledger import forms

    with sqlite_ledger.write() as conn:
        forms.put(conn, "elm", forms.FormRecord("S-002", 1, "open", "confidential", "{}"), NOW)

    @settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.text(st.characters(codec=None), min_size=1))
    def comes_back(words):
        send(sqlite_ledger, "S-002", {"Q-001": words}, {"Q-002": words})
        with sqlite_ledger.read() as conn:
            assert words in [row.ratings["Q-001"] for row in submissions.ratings(conn, "elm", "S-002")]
            assert words in [row.text for row in submissions.comments(conn, "elm", "S-002")]

    comes_back()


def test_odd_characters_come_back_from_both_databases_and_through_the_envelope(ledger):
    words = 'tea\x00 \ud800 \x0b 💜 {"$date": "x"}'
    send(ledger, "S-001", {"Q-001": words}, {"Q-002": words})
    close(ledger)
    with ledger.write() as conn:
        submissions.submit_message(
            conn, site="elm", form="tell-us", fields={"words": words}, key=KEY, now=NOW
        )
        assert submissions.ratings(conn, "elm", "S-001")[0].ratings == {"Q-001": words}
        assert submissions.comments(conn, "elm", "S-001")[0].text == words
        assert submissions.messages(conn, "elm")[0].fields == {"words": words}


def test_the_mark_moves_with_what_sync_can_show_and_with_nothing_else(ledger):
    def mark():
        with ledger.read() as conn:
            return marks.mark(conn, "elm")

    seen = [mark()]
    send(ledger, "S-002")
    seen.append(mark())
    with ledger.write() as conn:
        submissions.submit_message(conn, site="elm", form="tell-us", fields={}, key=KEY, now=NOW)
    seen.append(mark())
    make_link(ledger)
    seen.append(mark())
    send(ledger, "S-001")  # a run of sync just now would tell when it came
    assert mark() == seen[-1]
    close(ledger)
    seen.append(mark())
    assert len(set(seen)) == len(seen)
    with ledger.read() as conn:
        assert marks.mark(conn, "another site") == "0"


def test_a_message_is_kept_once_with_its_day_in_london(ledger):
    late = NOW.replace(hour=23, minute=30)  # half past midnight, British Summer Time
    for _ in range(2):
        with ledger.write() as conn:
            reference = submissions.submit_message(
                conn, site="elm", form="tell-us", fields={"words": "Thank you"}, key=KEY, now=late
            )
    with ledger.read() as conn:
        (message,) = submissions.messages(conn, "elm")
        assert (message.form, message.fields, message.received_on.isoformat()) == (
            "tell-us", {"words": "Thank you"}, "2026-04-01",
        )  # fmt: skip
        assert submissions.is_known(conn, "elm", reference)
        assert submissions.messages(conn, "oak") == []


def test_earlier_results_are_imported_once_and_counted_with_the_rest(ledger):
    rows = [(f"row {n}", {"Q-001": n}, {"Q-002": f"words {n}"} if n % 2 else {}, TODAY) for n in range(6)]
    send(ledger, "S-002", {"Q-001": "ours"})
    with ledger.write() as conn:
        assert submissions.import_ratings(conn, "elm", "S-002", 1, rows[:4]) == 4
    with ledger.write() as conn:
        assert submissions.import_ratings(conn, "elm", "S-002", 1, [*rows, rows[0]]) == 2
        assert submissions.import_ratings(conn, "elm", "S-002", 1, rows) == 0
    with ledger.read() as conn:
        found = submissions.ratings(conn, "elm", "S-002")
        assert submissions.count(conn, "elm", "S-002") == len(found) == 7
        assert {(row.ratings["Q-001"], row.answered_on) for row in found} == {
            ("ours", None),
            *((n, TODAY) for n in range(6)),
        }
        assert {row.answer_id for row in found} >= {
            row.answer_id for row in submissions.comments(conn, "elm", "S-002")
        }
    with ledger.write() as conn, pytest.raises(UnknownForm):
        submissions.import_ratings(conn, "elm", "S-009", 1, rows)


def test_an_error_of_the_database_names_no_value(ledger):
    secret_words = "Jane Smith of Elm Road"
    with pytest.raises(LedgerError) as caught, ledger.write() as conn:
        conn.execute(
            links.links.insert(),
            {"site": "elm", "survey": "S-002", "id": secret_words, "ref": None, "spent": False},
        )
    assert secret_words not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__

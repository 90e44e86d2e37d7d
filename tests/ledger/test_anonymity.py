"""Promise 6: nothing in the ledger joins an anonymous answer to a person, a moment, or its own comments."""

import re
from dataclasses import replace
from datetime import date
from statistics import correlation

import pytest
from sqlalchemy import text

from service.ledger import forms, housekeeping, links, submissions, tables
from tests.ledger.conftest import NOW
from tests.ledger.sending import close, send

WAITING = 24


def send_many(ledger, form="S-001", start=0, how_many=WAITING):
    for number in range(start, start + how_many):
        send(ledger, form, {"Q-001": f"rating{number:03d}"}, {"Q-002": f"comment{number:03d}"})


def numbers(rows):
    """24 answers' numbers in the order of the rows."""
    return [int(re.search(r"(?:rating|comment)(\d{3})", str(row))[1]) for row in rows]


def likeness(one, other):
    """How like two orders of the same 24 answers are, either way round: 1 when they can be joined, over 0.85 never by chance."""
    assert sorted(one) == sorted(other) == list(range(WAITING))
    return abs(correlation(one, other))


def stored(ledger, table, order=""):
    with ledger.read() as conn:
        return [tuple(row) for row in conn.execute(text(f"SELECT * FROM {table} {order}"))]


def files(ledger):
    """Every byte of the database file and of the logs beside it."""
    return b"".join(path.read_bytes() for path in sorted(ledger.path.parent.glob("ledger.sqlite3*")))


def test_nothing_is_read_or_counted_before_closing(ledger):
    send_many(ledger)
    with ledger.write() as conn:
        assert submissions.settle(conn, "elm", "S-001") == 0
        assert submissions.settle_due(conn, "elm", NOW.date()) == []
        assert submissions.ratings(conn, "elm", "S-001") == []
        assert submissions.comments(conn, "elm", "S-001") == []
        assert submissions.count(conn, "elm", "S-001") is None
        assert forms.has_answers(conn, "elm", "S-001", 1)
    assert close(ledger) == WAITING
    with ledger.read() as conn:
        assert submissions.count(conn, "elm", "S-001") == WAITING
        assert sorted(numbers(submissions.ratings(conn, "elm", "S-001"))) == list(range(WAITING))
        assert sorted(numbers(submissions.comments(conn, "elm", "S-001"))) == list(range(WAITING))
        assert {comment.answer_id for comment in submissions.comments(conn, "elm", "S-001")} == {None}
        assert conn.execute(tables.intake.select()).all() == []


def test_a_closed_form_nobody_answered_counts_nought(ledger):
    close(ledger)
    with ledger.read() as conn:
        assert submissions.count(conn, "elm", "S-001") == 0


def test_a_pulse_settles_when_ten_wait_and_the_rest_at_closing(ledger):
    send_many(ledger, "S-003", 0, 9)
    with ledger.write() as conn:
        assert submissions.settle_due(conn, "elm", NOW.date()) == []
    send_many(ledger, "S-003", 9, 1)
    with ledger.write() as conn:
        assert submissions.settle_due(conn, "elm", NOW.date()) == ["S-003"]
    send_many(ledger, "S-003", 10, 3)
    with ledger.write() as conn:
        before = {row.answer_id for row in submissions.ratings(conn, "elm", "S-003")}
        assert submissions.settle(conn, "elm", "S-003") == 0
        assert submissions.count(conn, "elm", "S-003") == 10
    assert close(ledger, "S-003") == 3
    with ledger.read() as conn:
        after = submissions.ratings(conn, "elm", "S-003")
    assert sorted(numbers(after)) == list(range(13))
    assert not before & {row.answer_id for row in after}  # the first ten cannot be told from the last three


def test_what_is_settled_can_be_put_in_order_by_nothing(ledger):
    send_many(ledger)
    close(ledger)
    orders = ["", "ORDER BY id"] + (
        [] if ledger.is_sqlite else ["ORDER BY xmin::text::bigint, ctid", "ORDER BY cmin::text::int"]
    )
    for order in orders:
        ratings, comments = (numbers(stored(ledger, table, order)) for table in ("answers", "comments"))
        assert likeness(ratings, comments) < 0.85
        assert likeness(ratings, list(range(WAITING))) < 0.85
        assert likeness(comments, list(range(WAITING))) < 0.85


@pytest.mark.parametrize(
    "table", ["intake", "answers", "comments", "spent_keys", "links", "answer_links", "messages"]
)
def test_sqlite_keeps_no_order_of_arrival(sqlite_ledger, table):
    with sqlite_ledger.read() as conn:
        made = conn.execute(
            text("SELECT sql FROM sqlite_master WHERE name = :table"), {"table": table}
        ).scalar()
    assert "WITHOUT ROWID" in made


def test_tables_of_answers_have_no_column_for_a_time_or_a_link():
    assert set(tables.intake.c.keys()) == {"site", "form", "id", "version", "sealed"}
    assert set(tables.answers.c.keys()) == {"site", "form", "id", "version", "who", "ratings", "answered_on"}
    assert set(tables.comments.c.keys()) == {
        "site",
        "form",
        "id",
        "version",
        "question",
        "words",
        "answer_id",
    }
    assert set(tables.spent_keys.c.keys()) == {"site", "key_hash"}


def test_an_anonymous_answer_takes_no_link_and_nobody_gets_one(ledger):
    with pytest.raises(ValueError):
        send(ledger, "S-001", link_id="any")
    with pytest.raises(ValueError), ledger.write() as conn:
        links.make(conn, "elm", "S-001", "P-014", NOW)


@pytest.mark.postgres
@pytest.mark.parametrize("url", ["postgres"], indirect=True)
def test_on_postgresql_no_row_number_or_transaction_joins_a_rating_to_its_comment(ledger):
    """Before closing there is nothing to join; afterwards one transaction wrote everything."""
    send_many(ledger)
    assert stored(ledger, "answers") == stored(ledger, "comments") == []
    close(ledger)
    with ledger.read() as conn:
        wrote = {
            table: set(conn.execute(text(f"SELECT xmin::text FROM {table}")).scalars())
            for table in ("answers", "comments", "spent_keys")
        }
    assert len(wrote["answers"]) == 1
    assert wrote["answers"] == wrote["comments"]
    assert len(wrote["spent_keys"]) == WAITING
    assert not wrote["spent_keys"] & wrote["answers"]
    assert housekeeping.scrub(ledger)
    assert sorted(numbers(stored(ledger, "answers"))) == list(range(WAITING))


def test_the_files_hold_no_words_before_closing_and_no_pair_afterwards(sqlite_ledger):
    with sqlite_ledger.write() as conn:
        forms.put(conn, "elm", forms.FormRecord("S-001", 1, "open", "anonymous", "{}"), NOW)
    send_many(sqlite_ledger)
    assert not re.findall(rb"rating\d{3}|comment\d{3}|Patient", files(sqlite_ledger))
    with sqlite_ledger.read() as conn:
        envelopes = conn.execute(tables.intake.select()).all()
    assert all(
        envelope.sealed in files(sqlite_ledger) for envelope in envelopes
    )  # so that the next look means something
    close(sqlite_ledger)
    assert housekeeping.scrub(sqlite_ledger)
    left = files(sqlite_ledger)
    assert not [
        envelope for envelope in envelopes if envelope.sealed[:32] in left or envelope.id.encode() in left
    ]
    assert not sqlite_ledger.path.with_name("ledger.sqlite3-wal").read_bytes()
    ratings = numbers(word.decode() for word in re.findall(rb"rating\d{3}", left))
    comments = numbers(word.decode() for word in re.findall(rb"comment\d{3}", left))
    assert likeness(ratings, comments) < 0.85
    assert likeness(ratings, list(range(WAITING))) < 0.85


def test_a_confidential_answer_is_joined_to_its_person_until_erased_and_then_by_nothing(ledger):
    tokens = {}
    for number in range(WAITING):
        with ledger.write() as conn:
            tokens[number] = links.make(conn, "elm", "S-002", f"P-{number:03d}", NOW)
            link = links.find(conn, "elm", "S-002", tokens[number])
        send(
            ledger,
            "S-002",
            {"Q-001": f"rating{number:03d}"},
            {"Q-002": f"comment{number:03d}"},
            link_id=link.id,
        )
    with ledger.write() as conn:
        answer = links.look_up(conn, "elm", "S-002", "P-007", by="Lead nurse", now=NOW)
        found = {row.answer_id: row for row in submissions.ratings(conn, "elm", "S-002")}
        assert found[answer].ratings == {"Q-001": "rating007"}
        assert links.erase_after(conn, "elm", "S-002") == WAITING
    assert housekeeping.scrub(ledger)
    with ledger.read() as conn:
        assert links.find(conn, "elm", "S-002", tokens[7]) is None
        assert links.state(conn, "elm", "S-002") == {}
        assert not set(found) & {row.answer_id for row in submissions.ratings(conn, "elm", "S-002")}
        words = {row.answer_id: row.text for row in submissions.comments(conn, "elm", "S-002")}
        for row in submissions.ratings(conn, "elm", "S-002"):  # its own comment it keeps
            assert words[row.answer_id][-3:] == row.ratings["Q-001"][-3:]
    for table in ("links", "link_tokens", "answer_links"):
        assert stored(ledger, table) == []
    assert likeness(numbers(stored(ledger, "answers")), list(range(WAITING))) < 0.85
    if ledger.is_sqlite:
        assert not [at for at in found if at.encode() in files(ledger)]
    else:
        with ledger.read() as conn:
            assert len(set(conn.execute(text("SELECT xmin::text FROM answers")).scalars())) == 1


def test_links_go_28_days_after_the_day_it_closed_though_nobody_looked_for_a_week(ledger):
    with ledger.write() as conn:
        links.make(conn, "elm", "S-002", "P-014", NOW)
        record = forms.get(conn, "elm", "S-002")
        closed = replace(record, state="closed", closes=date(2026, 3, 24))
        forms.put(conn, "elm", closed, NOW)  # on 31 March
        assert links.erase_due(conn, "elm", date(2026, 4, 20)) == []
        assert links.erase_due(conn, "elm", date(2026, 4, 21)) == ["S-002"]


def test_links_are_erased_28_days_after_closing(ledger):
    with ledger.write() as conn:
        links.make(conn, "elm", "S-002", "P-014", NOW)
        assert links.erase_due(conn, "elm", NOW.date().replace(year=2030)) == []  # still open
    close(ledger, "S-002")  # on 31 March
    with ledger.write() as conn:
        assert links.erase_due(conn, "elm", NOW.date().replace(month=4, day=27)) == []
        assert links.state(conn, "elm", "S-002")
        assert links.erase_due(conn, "elm", NOW.date().replace(month=4, day=28)) == ["S-002"]
        assert not links.state(conn, "elm", "S-002")


def test_a_wrong_secret_opens_no_envelope_and_loses_none(ledger):
    from service.ledger import Ledger, LedgerError

    send(ledger)
    other = Ledger(ledger._url, b"another secret of 32 bytes or so")
    with pytest.raises(LedgerError, match="another key"):
        close(other)
    other.dispose()
    assert close(ledger) == 1

"""What the ledger remembers for sync, jobs and pages, one subject after another, on both databases."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from service.core.asking import Form, Question
from service.ledger import (
    FrozenForm,
    LedgerError,
    column_types,
    drafts,
    facts,
    forms,
    held,
    housekeeping,
    links,
    log,
    marks,
    offers,
    open_ledger,
    published,
    refs,
    runs,
    sealing,
    stop_list,
    tables,
)  # fmt: skip
from tests.ledger.conftest import NOW, SECRET
from tests.ledger.sending import TODAY, send


@pytest.fixture
def conn(ledger):
    with ledger.write() as conn:
        yield conn


# Refs


def test_a_number_is_never_used_again(conn):
    assert refs.take(conn, "elm", "P", 3) == ["P-001", "P-002", "P-003"]
    assert refs.take(conn, "elm", "P", 1, at_least=2) == ["P-004"]
    assert refs.take(conn, "elm", "P", 2, at_least=998) == ["P-999", "P-1000"]
    assert refs.take(conn, "elm", "P", 1) == ["P-1001"]
    assert refs.take(conn, "elm", "F", 1, at_least=7) == ["F-008"]
    assert refs.take(conn, "oak", "P", 1) == ["P-001"]
    assert refs.take(conn, "elm", "P", 0) == []


def test_the_journal_holds_what_was_not_yet_read_back(conn):
    refs.journal(conn, "elm", [("People", 5, "P-001"), ("People", 6, "P-002"), ("Events", 5, "E-001")], NOW)
    refs.confirm(conn, "elm", ["P-001", "E-001", "P-999"])
    assert refs.unconfirmed(conn, "elm") == [("People", 6, "P-002")]
    refs.journal(conn, "elm", [("People", 9, "P-002")], NOW)  # written again, elsewhere
    assert refs.unconfirmed(conn, "elm") == [("People", 9, "P-002")]
    assert refs.unconfirmed(conn, "oak") == []
    refs.journal(conn, "elm", [], NOW)
    refs.confirm(conn, "elm", [])


def test_who_stands_behind_a_ref_is_remembered_without_the_name(ledger):
    name = "Jane Smith"
    with ledger.write() as conn:
        known = refs.KnownRow(
            "People", refs.hash_of(conn, "elm", name), refs.hash_of(conn, "elm", "jane@example.org")
        )
        refs.remember(conn, "elm", {"P-001": known, "P-002": refs.KnownRow("People")}, NOW)
        refs.remember(conn, "elm", {"P-002": refs.KnownRow("People", row_hash="x")}, NOW)
        assert refs.remembered(conn, "elm") == {
            "P-001": known,
            "P-002": refs.KnownRow("People", row_hash="x"),
        }
        assert refs.hash_of(conn, "elm", "  jane  SMITH ") == known.name_hash
        assert refs.hash_of(conn, "oak", name) != known.name_hash
        refs.forget(conn, "elm", ["P-002"])
        assert list(refs.remembered(conn, "elm")) == ["P-001"]
        assert name not in str(conn.execute(text("SELECT * FROM known_rows")).all())


# Offered rows


def test_a_row_is_offered_once_and_handed_over_once(conn):
    cells = {"date": date(2026, 3, 31), "what_was_said": "Thank you"}
    assert offers.offer(conn, "elm", "Feedback", "F-001", cells, "message 1", NOW)
    assert not offers.offer(conn, "elm", "Feedback", "F-002", cells, "message 1", NOW)
    assert offers.offer(conn, "elm", "Feedback", "F-002", {}, "message 2", NOW + timedelta(minutes=1))
    assert offers.was_offered(conn, "elm", "message 1")
    assert not offers.was_offered(conn, "oak", "message 1")
    offers.mark(conn, "elm", "F-001", "offered", written_in="rev 7")
    offers.mark(conn, "elm", "F-001", "handed over")
    assert offers.offered(conn, "elm") == [
        offers.Offer("F-001", "Feedback", cells, "handed over", "rev 7", "message 1"),
        offers.Offer("F-002", "Feedback", {}, "waiting", None, "message 2"),
    ]
    assert [offer.ref for offer in offers.offered(conn, "elm", "waiting")] == ["F-002"]
    with pytest.raises(ValueError):
        offers.mark(conn, "elm", "F-001", "lost")


# Facts, forms, drafts, links


def test_facts_come_back_and_the_same_again_is_no_change(conn):
    assert facts.get(conn, "elm") is None
    values = {
        "hospital": "Elm",
        "open": True,
        "since": date(2026, 1, 2),
        "themes": ["Waiting"],
        "fee": Decimal("1.50"),
    }
    facts.put(conn, "elm", values, NOW)
    before = marks.mark(conn, "elm")
    facts.put(conn, "elm", dict(values), NOW + timedelta(days=1))
    assert facts.get(conn, "elm") == values
    assert marks.mark(conn, "elm") == before
    facts.put(conn, "elm", {**values, "open": False}, NOW)
    assert marks.mark(conn, "elm") != before


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.dates()
    | st.times(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_characters="$")), inner),
)


@settings(max_examples=40, deadline=None)
@given(_JSON)
def test_whatever_is_kept_comes_back_as_it_was(value):
    assert column_types.loads(column_types.dumps(value)) == value


def test_a_moment_without_a_time_zone_is_refused(ledger):
    with pytest.raises(Exception, match="time zone"), ledger.write() as conn:
        log.add(conn, "elm", NOW.replace(tzinfo=None), "words")


def test_forms_are_found_by_key_and_version(conn):
    first = forms.get(conn, "elm", "S-001")
    second = forms.FormRecord("S-001", 2, "open", "anonymous", '{"a": 1}', date(2026, 3, 1), date(2026, 4, 1))
    forms.put(conn, "elm", second, NOW)
    assert forms.get(conn, "elm", "S-001") == second
    assert forms.get(conn, "elm", "S-001", 1) == first
    assert forms.get(conn, "elm", "S-001", 3) is forms.get(conn, "oak", "S-001") is None
    assert [(form.key, form.version) for form in forms.all(conn, "elm")] == [
        ("S-001", 2),
        ("S-002", 1),
        ("S-003", 1),
    ]
    with pytest.raises(ValueError):
        forms.put(conn, "elm", forms.FormRecord("S-004", 1, "open", "secret", "{}"), NOW)


def asking(words, title="A survey"):
    return Form("S-001", 1, title, (Question("Q-001", words, "Yes or no"),)).to_json()


@pytest.mark.parametrize("key", ["S-001", "S-002"])
def test_a_version_is_frozen_with_its_first_answer(ledger, key):
    with ledger.write() as conn:
        kept = forms.get(conn, "elm", key)
        changed = forms.FormRecord(**{**kept.__dict__, "definition": asking("How was your visit?")})
        assert not forms.has_answers(conn, "elm", key, 1)
        forms.put(conn, "elm", changed, NOW)
    send(ledger, key)
    with ledger.write() as conn:
        assert forms.has_answers(conn, "elm", key, 1)
        renamed = forms.FormRecord(
            **{**changed.__dict__, "definition": asking("How was your visit?", "Another")}
        )
        forms.put(conn, "elm", renamed, NOW)  # no answer depends on a title
        forms.put(conn, "elm", changed, NOW)
        for frozen in ({"definition": asking("How was the tea?")}, {"definition": "{}"}, {"mode": "none"}):
            with pytest.raises(FrozenForm):
                forms.put(conn, "elm", forms.FormRecord(**{**changed.__dict__, **frozen}), NOW)
        forms.put(conn, "elm", forms.FormRecord(**{**changed.__dict__, "state": "closed"}), NOW)
        forms.put(
            conn, "elm", forms.FormRecord(**{**changed.__dict__, "version": 2, "definition": "{}"}), NOW
        )
        assert not forms.has_answers(conn, "elm", key, 2)
        assert forms.get(conn, "elm", key, 1).definition == changed.definition


def test_a_draft_opens_with_its_resume_key_alone(conn):
    resume_key = sealing.new_resume_key().encode()
    found_by = sealing.key_hash(resume_key)
    sealed = sealing.seal(resume_key, b'{"Q-001": "Good"}')
    drafts.save(conn, "elm", found_by, "S-001", 1, b"older", TODAY)
    drafts.save(conn, "elm", found_by, "S-001", 1, sealed, TODAY)
    kept = drafts.get(conn, "elm", found_by)
    assert (kept.form_key, kept.version, kept.expires) == ("S-001", 1, TODAY)
    assert sealing.unseal(resume_key, kept.sealed) == b'{"Q-001": "Good"}'
    for wrong in (found_by.encode(), b"another key of enough bytes"):
        with pytest.raises(LedgerError, match="another key"):
            sealing.unseal(wrong, kept.sealed)
    assert drafts.get(conn, "oak", found_by) is None
    assert drafts.purge(conn, TODAY) == 0
    assert drafts.purge(conn, TODAY + timedelta(days=1)) == 1
    assert not drafts.delete(conn, "elm", found_by)


@settings(max_examples=40, deadline=None)
@given(st.binary(min_size=1), st.binary(max_size=2000), st.binary(max_size=20))
def test_what_is_sealed_opens_unchanged_and_tells_little_of_its_length(key, content, about):
    sealed = sealing.seal(key, content, about)
    assert sealing.unseal(key, sealed, about) == content
    assert len(sealed) % sealing.BLOCK == sealing.NONCE + 16
    for other in (
        (key + b"x", sealed, about),
        (key, sealed[:-1], about),
        (key, sealed, about + b"x"),
        (key, b"", about),
    ):
        with pytest.raises(LedgerError):
            sealing.unseal(*other)


def test_a_resume_key_can_be_copied_by_hand():
    made = {sealing.new_resume_key() for _ in range(50)}
    assert len(made) == 50
    assert all(len(key) == 24 and not set(key) & set("01OILSBGZ") for key in made)


def test_a_reminder_is_another_token_of_the_same_link(conn):
    first, second = (links.make(conn, "elm", "S-002", "P-014", NOW) for _ in range(2))
    other = links.make(conn, "elm", "S-002", "P-015", NOW)
    assert first != second
    assert links.find(conn, "elm", "S-002", first) == links.find(conn, "elm", "S-002", second)
    assert links.find(conn, "elm", "S-002", other).ref == "P-015"
    assert links.find(conn, "elm", "S-009", first) is links.find(conn, "oak", "S-002", first) is None
    assert links.find(conn, "elm", "S-002", "") is None
    assert links.state(conn, "elm", "S-002") == {"P-014": "not yet", "P-015": "not yet"}
    kept = str([conn.execute(table.select()).all() for table in (tables.links, tables.link_tokens)])
    assert not [token for token in (first, second, other) if token in kept]


def test_looking_up_whose_answer_it_is_stands_in_the_log(conn):
    links.make(conn, "elm", "S-002", "P-014", NOW)
    assert links.look_up(conn, "elm", "S-002", "P-014", by="Lead nurse", now=NOW) is None
    assert [line.words for line in log.newest(conn, "elm", 5)] == [
        "Lead nurse looked up the answer of P-014 to S-002."
    ]


# The stop list


@pytest.mark.parametrize(
    ("said", "pasted"),
    [
        ("jane@example.org", " Jane@Example.ORG "),
        ("jane@example.org", "mailto:jane@example.org"),
        ("01632 960001", "+44 (0)1632 960 001"),
        ("01632960001", "+441632960001"),
        ("07700 900123", "00447700900123"),
        ("07700 900123", "+44 07700-900123"),
        ("1 Elm Road, Oakham", "1 Elm Road\nOakham"),
    ],
)
def test_who_said_no_is_found_however_the_address_is_written(conn, said, pasted):
    stop_list.add(conn, "elm", said, NOW)
    assert stop_list.contains(conn, "elm", pasted)
    assert stop_list.since(conn, "elm", pasted) == NOW
    assert not stop_list.contains(conn, "oak", said)
    assert not stop_list.contains(conn, "elm", "john@example.org")
    stop_list.add(conn, "elm", pasted, NOW + timedelta(days=1))
    kept = conn.execute(tables.stop_list.select()).all()
    assert len(kept) == 1
    assert not [word for word in ("jane", "1632", "900123", "elm road") if word in str(kept)[20:].casefold()]
    assert stop_list.remove(conn, "elm", said)
    assert not stop_list.contains(conn, "elm", pasted)
    assert not stop_list.remove(conn, "elm", said)


# What was published, held, run and logged


def test_what_was_published_is_remembered_tab_by_tab(conn):
    published.record(conn, "elm", "staff", {"Today": "a", "Problems": "b", "Answers S-001": "c"})
    published.record(conn, "elm", "staff", {"Today": "d"}, removed=["Answers S-001"])
    published.record(conn, "elm", "managers", {})
    assert published.last(conn, "elm", "staff") == {"Today": "d", "Problems": "b"}
    assert published.last(conn, "elm", "managers") == {}
    assert published.input_key(conn, "elm") is None
    published.set_input_key(conn, "elm", "one")
    published.set_input_key(conn, "elm", "two")
    assert published.input_key(conn, "elm") == "two"
    published.forget(conn, "elm", "staff")
    assert published.last(conn, "elm", "staff") == {}
    assert published.input_key(conn, "elm") is None


def test_the_last_good_figures_of_a_held_tab_are_kept_with_their_date(conn):
    held.put(conn, "elm", "People", {"cared for": 64}, NOW)
    held.put(conn, "elm", "People", {"cared for": 65}, NOW + timedelta(days=1))
    held.put(conn, "elm", "Events", [1], NOW)
    assert held.get(conn, "elm", "People") == held.Held("People", {"cared for": 65}, NOW + timedelta(days=1))
    assert [tab.tab for tab in held.all(conn, "elm")] == ["Events", "People"]
    held.clear(conn, "elm", "People")
    assert held.get(conn, "elm", "People") is None


def test_runs_tell_how_each_job_ended_and_a_killed_one_has_no_end(conn):
    first = runs.start(conn, "elm", "sync", NOW)
    runs.finish(conn, first, NOW + timedelta(seconds=2), "done", {"tabs": 3}, "Wrote 3 tabs.")
    killed = runs.start(conn, "elm", "sync", NOW + timedelta(minutes=5))
    runs.start(conn, "", "keep house", NOW)
    assert runs.last(conn, "sync", "elm").id == killed
    assert runs.last(conn, "sync").outcome is None
    assert runs.last(conn, "sync", "elm", finished=True) == runs.Run(
        first, "elm", "sync", NOW, NOW + timedelta(seconds=2), "done", {"tabs": 3}, "Wrote 3 tabs."
    )
    assert runs.last(conn, "send", "elm") is None
    assert [run.id for run in runs.all(conn, "elm")] == [killed, first]
    assert len(runs.all(conn)) == 3
    assert [run.job for run in runs.all(conn, job="keep house", limit=1)] == ["keep house"]
    assert runs.thin(conn, NOW + timedelta(days=1)) == 1  # the newest of each job stays
    assert len(runs.all(conn)) == 2


def test_the_log_is_newest_first(conn):
    for words in ("one", "two", "three"):
        log.add(conn, "elm", NOW, words)
    assert log.newest(conn, "elm", 2) == [log.LogLine(NOW, "three"), log.LogLine(NOW, "two")]
    assert log.newest(conn, "oak", 2) == []


def test_the_outbox_has_one_message_a_matter_and_no_place_for_a_raw_link(ledger):
    row = {
        "site": "elm",
        "matter": "S-002 P-014 invite",
        "ref": "P-014",
        "how": "Email",
        "used_for": "Invitation",
    }
    row |= {"state": "waiting", "prepared_at": NOW, "attempts": 0}
    with ledger.write() as conn:
        conn.execute(tables.outbox.insert(), {**row, "id": "1"})
    with pytest.raises(LedgerError), ledger.write() as conn:
        conn.execute(tables.outbox.insert(), {**row, "id": "2"})
    assert {"link", "address", "email", "words"}.isdisjoint(tables.outbox.c.keys())


# Housekeeping


def test_keeping_house_deletes_what_has_run_out(ledger):
    with ledger.write() as conn:
        drafts.save(conn, "elm", "a", "S-001", 1, b"sealed", TODAY)
        drafts.save(conn, "elm", "b", "S-001", 1, b"sealed", TODAY + timedelta(days=200))
        for day in (0, 100):
            runs.start(conn, "elm", "sync", NOW + timedelta(days=day))
    assert housekeeping.purge(ledger, NOW + timedelta(days=100)) == {"drafts": 1, "runs": 1}
    assert housekeeping.scrub(ledger)


def test_a_backup_is_one_whole_file_that_opens(ledger, tmp_path):
    copy = tmp_path / "copies" / "ledger.sqlite3"
    if not ledger.is_sqlite:
        with pytest.raises(LedgerError, match="pg_dump"):
            housekeeping.backup(ledger, copy)
        return
    with pytest.raises(LedgerError, match="could not be written"):
        housekeeping.backup(ledger, copy)
    copy.parent.mkdir()
    send(ledger, "S-002", {"Q-001": "kept"})
    with ledger.write() as conn:
        log.add(conn, "elm", NOW, "not yet committed")
        housekeeping.backup(ledger, copy)
    assert [path.name for path in copy.parent.iterdir()] == ["ledger.sqlite3"]
    assert copy.stat().st_mode & 0o777 == 0o600
    restored = open_ledger(f"sqlite:///{copy}", SECRET)
    with restored.read() as conn:
        assert len(conn.execute(tables.answers.select()).all()) == 1
        assert log.newest(conn, "elm", 1) == []
    restored.dispose()

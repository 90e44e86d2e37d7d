"""Cells as people type them: what each kind reads, what it asks about, and that no cell at all breaks it."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.core.grids import CellError
from service.core.values import (
    Choice,
    Choices,
    Date,
    Email,
    FromList,
    Kind,
    Misread,
    Money,
    Noted,
    Number,
    Phone,
    Pointer,
    PointsTo,
    Ref,
    Text,
    Time,
    Whole,
)
from sheet_templates.attendance import Attendance
from sheet_templates.events import Event
from sheet_templates.people import Person

KINDS = [
    Text(), Text(20), Choice("Yes", "No", "Not now"), Choices("Forum", "Focus group", "Email, text"), FromList("Theme"), FromList("Theme", several=True),
    Date(), Time(), Whole(), Whole(1, 10), Number(), Number(-5, 5), Money(), Email(), Phone(), PointsTo("P", "E"), PointsTo("C", or_words=("Nobody",)), Ref("P"),
]  # fmt: skip

RAW = st.one_of(
    st.none(),
    st.text(max_size=30),
    st.text("0123456789/.-: apmPE@£,+()Yesno\u00a0\u200b\n", max_size=20),
    st.floats(),
    st.integers(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.builds(CellError, st.sampled_from(["#REF!", "#N/A"])),
)
USUAL = st.sampled_from(
    ["P-001", "p-014 Jane Smith", "P-1000", "P001", "Yes", "no", "17/03/2026", "2pm", "14:00", "jane@example.org", "Jane@EXAMPLE.org", "a@b", "01632 960001",
     "£5", "8", "8.0", "1,200", " 8 ", "", " ", "x" * 21, "a|b", "|", "P-001|P-002", "one@a.org|two@a.org", "Forum; Focus group", None, 3, 3.0, 2.5, 45000]
)  # fmt: skip


def code(read):
    return (
        read.code if isinstance(read, Misread) else (read.problem.code if isinstance(read, Noted) else None)
    )


@pytest.mark.parametrize("kind", KINDS, ids=repr)
@settings(max_examples=30, deadline=None)
@given(raws=st.lists(st.one_of(USUAL, RAW), max_size=12))
def test_a_column_reads_as_its_cells_do_and_no_cell_breaks_it(kind, raws):
    read = [kind.read_cell(raw) for raw in raws]
    together = kind.read_column(list(raws))
    if isinstance(
        kind, Date
    ):  # a column with one month-first date asks about the others: that has a test of its own
        together = [
            one if code(one) == "ambiguous-date" and code(cell) is None else two
            for one, two, cell in zip(read, together, read, strict=True)
        ]
    assert [_plain(value) for value in together] == [_plain(value) for value in read]
    for value in read:
        if isinstance(value, Misread):
            assert value.code and value.says.endswith((".", "?")) and value.fix.endswith(".")  # noqa: PT018 - one sentence each


def _plain(value):
    return (type(value), repr(value))


@pytest.mark.parametrize("kind", KINDS, ids=repr)
@pytest.mark.parametrize("raw", [None, "", " ", "\u00a0", "\u200b", "\n"])
def test_blank_is_blank_whatever_is_in_it(kind, raw):
    assert kind.read_cell(raw) is None
    assert kind.read_column([raw, raw]) == [None, None]


@pytest.mark.parametrize("kind", KINDS, ids=repr)
def test_a_spreadsheet_error_is_told_as_such(kind):
    assert code(kind.read_cell(CellError("#REF!"))) == "cell-shows-an-error"


@pytest.mark.parametrize("kind", KINDS, ids=repr)
@settings(max_examples=25, deadline=None)
@given(raw=st.one_of(USUAL, RAW))
def test_what_is_written_reads_back_the_same(kind, raw):
    read = kind.read_cell(raw)
    read = read.value if isinstance(read, Noted) else read
    if read is not None and not isinstance(read, Misread):
        again = kind.read_cell(kind.show(read))
        assert _plain(again.value if isinstance(again, Noted) else again) == _plain(read)


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        (Text(), 3.0, "3"),
        (Text(), True, "TRUE"),
        (Text(), " two\u00a0 words\u200b ", "two words"),
        (Text(), datetime(2018, 8, 6), "6 August 2018"),
        (Choice("Yes", "No"), True, "Yes"),
        (Choice("Yes", "No"), "YES.", "Yes"),
        (Choice("Moved away"), "moved-away", "Moved away"),
        (Choices("Forum", "Focus group", "Other"), "focus group and forum", ("Forum", "Focus group")),
        (Choices("Forum", "Focus group", "Other"), "Other\nForum", ("Forum", "Other")),
        (Choices("Email, text", "Post"), "Email, text", ("Email, text",)),
        (FromList("Theme", several=True), "Waiting; My nurse", ("Waiting", "My nurse")),
        (Time(), "2pm", time(14)),
        (Time(), "2.30 p.m.", time(14, 30)),
        (Time(), "14:00:00", time(14)),
        (Time(), "12am", time(0)),
        (Time(), "noon", time(12)),
        (Time(), "1400", time(14)),
        (Time(), 1400.0, time(14)),
        (Time(), "0930", time(9, 30)),
        (Time(), "930", time(9, 30)),
        (Time(), "14:30 hrs", time(14, 30)),
        (Date(), "n/a", None),
        (Email(), "N/A", None),
        (Phone(), "none", None),
        (PointsTo("P"), "-", None),
        (Money(), "–", None),
        (Whole(), "nil", 0),
        (Phone(), "07700\u2011900123", "07700\u2011900123"),
        (PointsTo("P"), "P\u2011014 Jane Smith", Pointer("P\u2011014 Jane Smith", "P-014")),
        (Ref("P"), "P–014", "P-014"),
        (Time(), 0.5, time(12)),
        (Time(), 0.9999999, time(0)),
        (Time(), timedelta(hours=9, minutes=30), time(9, 30)),
        (Time(), datetime(1899, 12, 31, 9, 30), time(9, 30)),
        (Whole(), "1,200", 1200),
        (Whole(), 8.0, 8),
        (Number(), "2.5", 2.5),
        (Money(), "£1,234.5", Decimal("1234.50")),
        (Money(), "5 pounds", Decimal("5.00")),
        (Money(), "45p", Decimal("0.45")),
        (Email(), "mailto:Jane.Smith@Example.ORG", "Jane.Smith@example.org"),
        (Email(), "Jane Smith <jane@example.org>", "jane@example.org"),
        (Phone(), "(01632) 960 001 ext 5", "(01632) 960 001 ext 5"),
        (Phone(), 441632960001.0, "+441632960001"),
        (PointsTo("P"), "p014", Pointer("p014", "P-014")),
        (PointsTo("P"), "P-014 Jane Smith", Pointer("P-014 Jane Smith", "P-014")),
        (PointsTo("P"), "Jane Smith", Pointer("Jane Smith")),
        (Ref("P"), "p-1000", "P-1000"),
    ],
    ids=repr,
)
def test_read_as_meant(kind, raw, value):
    assert kind.read_cell(raw) == value
    assert kind.read_column([raw]) == [value]


@pytest.mark.parametrize(
    ("kind", "raw", "wrong"),
    [
        (Text(5), "longer", "too-long"),
        (Choice("Yes", "No"), "Perhaps", "not-in-list"),
        (Choices("Forum", "Other"), "Forum, Party", "not-in-list"),
        (Time(), "2:30", "morning-or-afternoon"),
        (Time(), "9", "morning-or-afternoon"),
        (Time(), "230", "morning-or-afternoon"),
        (Time(), "1475", "not-a-time"),
        (Time(), datetime(1900, 1, 9, 7, 12), "not-a-time"),
        (Date(), "until further notice", "not-a-date"),
        (Phone(), "07700 900123 (daughter)", "more-than-a-phone"),
        (Phone(), "07700 900123 / 01632 960001", "more-than-a-phone"),
        (Time(), "25:00", "not-a-time"),
        (Time(), "13pm", "not-a-time"),
        (Time(), 1.5, "not-a-time"),
        (Whole(), 2.5, "not-a-number"),
        (Whole(), -1, "out-of-range"),
        (Whole(), True, "not-a-number"),
        (Whole(), "about 8", "not-a-number"),
        (Number(0, 10), 11, "out-of-range"),
        (Number(), float("nan"), "not-a-number"),
        (Number(), float("inf"), "not-a-number"),
        (Money(), "-5", "not-money"),
        (Money(), "£5 or so", "not-money"),
        (Email(), "jane@example", "not-an-email"),
        (Email(), "a@b.org, c@d.org", "not-an-email"),
        (Email(), 3, "not-an-email"),
        (Phone(), 1632960001, "lost-first-nought"),
        (Phone(), "12345", "not-a-phone"),
        (Phone(), "ring after six", "not-a-phone"),
        (PointsTo("P"), "E-001", "wrong-kind-of-ref"),
        (Ref("P"), "E-001", "not-a-ref"),
        (Ref("P"), "P-01", "not-a-ref"),
        (Ref("P"), "P-001 Jane", "not-a-ref"),
    ],
    ids=repr,
)
def test_asked_about_rather_than_guessed(kind, raw, wrong):
    assert code(kind.read_cell(raw)) == wrong
    assert code(kind.read_column([raw])[0]) == wrong


@pytest.mark.parametrize(
    ("kind", "raw", "says"),
    [
        (Date(), "1/12", "We cannot read this as a date: the year is missing."),
        (Date(), "12/11", "We cannot read this as a date: the year is missing."),
        (Date(), "Tues 19th Jan", "We cannot read this as a date: the year is missing."),
        (Date(), "Jan 19th", "We cannot read this as a date: the year is missing."),
        (Date(), "April 2026", "We cannot read this as a date: the day is missing."),
        (Date(), "04/2026", "We cannot read this as a date: the day is missing."),
        (Date(), "2026", "We cannot read this as a date: the day and the month are missing."),
        (Date(), 2026, "We cannot read this as a date: the day and the month are missing."),
        (Date(), "31/02/2026", "We cannot read this as a date."),
        (Date(), "99/99", "We cannot read this as a date."),
        (Date(), "soon", "We cannot read this as a date."),
        (Time(), "14:00-16:00", "This cell holds two times."),
        (Time(), "2pm to 4pm", "This cell holds two times."),
        (Time(), "10 – 12", "This cell holds two times."),
        (Time(), "14 and a bit", "We cannot read this as a time."),
        (Whole(), "about 12", "This is not one exact number."),
        (Whole(), "40ish", "This is not one exact number."),
        (Number(), "10 or so", "This is not one exact number."),
        (Whole(), "8-10", "This is not one exact number."),
        (Whole(), "a few", "We cannot read this as a whole number."),
        (Number(), "12 miles", "We cannot read this as a number."),
    ],
)
def test_what_is_wrong_is_said_as_nearly_as_can_be(kind, raw, says):
    assert kind.read_cell(raw).says == says


@pytest.mark.parametrize(
    ("column", "raw", "value"),
    [
        (Attendance.miles, "12 miles", 12),
        (Attendance.miles, "12mi", 12),
        (Event.staff_hours, "2.5 hrs", 2.5),
        (Event.staff_hours, "1 hour", 1),
        (Event.staff_hours, "1,200 h", 1200),
        (Event.places, "40 people", 40),
        (Event.how_many_came, "17 patients", 17),
    ],
)
def test_a_unit_that_fits_the_column_is_taken_away(column, raw, value):
    assert column.kind.read_cell(raw) == value


def test_a_unit_of_something_else_is_asked_about():
    assert code(Event.staff_hours.kind.read_cell("30 minutes")) == "not-a-number"
    assert code(Attendance.miles.kind.read_cell("12 km")) == "not-a-number"


TURNED = [datetime(2026, month, 4) for month in (1, 2, 3, 4, 5)]


@pytest.mark.parametrize(
    ("raws", "is_told"),
    [
        ([*TURNED, "23/4/2026", "13/5/2026", "30-06-2026"], True),
        ([*TURNED, "23/4/2026", "13/5/2026"], False),
        ([*TURNED[:4], "23/4/2026", "13/5/2026", "30/6/2026"], False),
        ([*TURNED, date(2026, 3, 13), "23/4/2026", "13/5/2026", "30/6/2026"], False),
        ([*TURNED, "3/4/2026", "23/4/2026", "13/5/2026", "30/6/2026"], False),
        ([*TURNED, "23 April 2026", "13 May 2026", "30 June 2026"], False),
        ([46026.0, *TURNED[1:], None, "tbc", "23/4/2026", "13/5/2026", "30/6/2026"], True),
    ],
)
def test_a_column_that_american_settings_turned_round_is_told(raws, is_told):
    told = Date().look_over(raws)
    assert (told is not None) == is_told
    if told:
        assert (told.code, told.kind) == ("dates-turned-round", "Worth a look")
    assert Text().look_over(raws) is None


@given(
    st.lists(st.dates(date(2024, 1, 1), date(2027, 12, 31)), min_size=5, max_size=30).filter(
        lambda days: any(day.day > 12 for day in days)
    ),
    st.lists(st.sampled_from(["TBC", "spring", "23 April 2026", "3/4/2026", "23/4/2026"]), max_size=5),
)
def test_a_british_column_is_never_said_to_be_turned_round(days, texts):
    """British settings make a true date of every day typed, those over 12 among them."""
    assert Date().look_over([*days, *texts]) is None


@given(st.lists(st.dates(date(2024, 1, 1), date(2027, 12, 31)), min_size=5, max_size=30))
def test_a_british_column_of_words_is_never_said_to_be_turned_round(days):
    """Pasted as words, days of every size stay words."""
    typed = [f"{day.day}/{day.month}/{day.year}" for day in days]
    assert Date().look_over(typed) is None


def test_the_nearest_choice_is_offered_and_long_words_are_cut():
    assert (
        Choice("Active", "Left").read_cell("Actve").says
        == "“Actve” is not one of the choices. Did you mean “Active”?"
    )
    assert Choice("Active", "Left").read_cell("Zzz").says == "“Zzz” is not one of the choices."
    assert Choice("Active", "Died").read_cell("she sadly died").says.endswith("Did you mean “Died”?")
    assert len(Choice("Active").read_cell("x" * 500).says) < 100


STATUS, REPLY, WAY = Person.status.kind, Attendance.reply.kind, Person.prefers.kind


@pytest.mark.parametrize(
    ("kind", "typed", "meant"),
    [
        (STATUS, "Actve", "Active"),
        (STATUS, "Dieed", "Died"),
        (STATUS, "Deceasd", "Died"),
        (STATUS, "Left the group", None),
        (STATUS, "Diagnosed", None),
        (STATUS, "Declined - not interested", None),
        (STATUS, "inactiv", "Not now"),
        (STATUS, "unactive", "Not now"),
        (STATUS, "no longer active", None),
        (STATUS, "active (on holiday)", None),
        (STATUS, "not died", None),
        (STATUS, "hasn't died", None),
        (STATUS, "Retired", None),
        (STATUS, "moving", None),
        (STATUS, "sadly died 3/11", "Died"),
        (REPLY, "yes if well", None),
        (REPLY, "Yes - by phone", "Yes"),
        (REPLY, "no answer", None),
        (REPLY, "now", None),
        (WAY, "Email or phone", None),
        (WAY, "through carer", "Through my carer"),
        (Event.mechanism.kind, "Link with support group", "Link with a support group"),
        (Event.status.kind, "Unplanned", None),
    ],
)
def test_a_choice_is_offered_where_it_is_meant_and_never_its_opposite(kind, typed, meant):
    read = kind.read_cell(typed)
    problem = read.problem if isinstance(read, Noted) else read
    assert (f"Did you mean “{meant}”?" in problem.says) if meant else ("Did you mean" not in problem.says)
    assert isinstance(read, Noted) == (typed == "sadly died 3/11")


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        (STATUS, "declined", "Left"),
        (STATUS, "Discharged", "Left"),
        (STATUS, "do not contact", "Left"),
        (STATUS, "inactive", "Not now"),
        (STATUS, "not active", "Not now"),
        (STATUS, "passed on", "Died"),
        (STATUS, "R.I.P.", "Died"),
        (STATUS, "N/A", None),
        (Person.wants_to_be_involved.kind, "none", None),
        (Choice("Yes", "Not applicable"), "not applicable", "Not applicable"),
        (Attendance.declined_payment.kind, "✓", "Yes"),
        (REPLY, "Apologies", "No"),
        (REPLY, "yes please", "Yes"),
    ],
)
def test_words_people_use_for_a_choice(kind, typed, value):
    read = kind.read_cell(typed)
    assert (read.value if isinstance(read, Noted) else read) == value


@pytest.mark.parametrize("mark", ["?", "*", "…"])
def test_a_mark_that_is_no_tick_is_no_yes(mark):
    assert code(Attendance.declined_payment.kind.read_cell(mark)) == "not-in-list"


@given(
    st.sampled_from(sorted(STATUS._known)), st.sampled_from(["not {}", "un{}", "no longer {}", "never {}"])
)
def test_no_status_turned_round_is_read_or_offered_as_itself(word, turned):
    read = STATUS.read_cell(turned.format(word))
    if isinstance(read, str):
        assert (turned, word) == ("not {}", "active")
        assert read == "Not now"
    else:
        problem = read.problem if isinstance(read, Noted) else read
        assert f"“{STATUS._known[word]}”?" not in problem.says


def test_a_column_with_one_date_month_first_asks_about_the_others():
    read = Date().read_column(["03/04/2026", "04/23/2026", "25/04/2026", "3 April 2026", "05/05/2026"])
    assert [code(value) for value in read] == ["ambiguous-date", "date-swapped", None, None, None]
    assert read[0].says == "This could be 3 April 2026 or 4 March 2026."
    assert Date().read_column(["03/04/2026", "25/04/2026"]) == [date(2026, 4, 3), date(2026, 4, 25)]


def test_every_kind_explains_itself_and_what_is_not_a_kind_says_so():
    assert all(kind.explain().endswith(".") for kind in KINDS)
    with pytest.raises(TypeError):
        Kind().read_cell("x")

"""Earlier results brought in from a file: the real one of an ambulance trust, and files that are not what they should be."""

import csv
import json
import shutil
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core import import_dates
from service.core.asking import Question
from service.core.grids import Grid, Snapshot
from service.core.import_cells import answer_to
from service.core.import_maps import ColumnMap, ImportRefused
from service.core.importing import Table, read_respondents
from service.flows.import_file import read_table
from service.flows.importing import import_answers
from service.flows.site import Site
from service.ledger import forms, log, submissions
from service.ledger.engine import open_ledger
from service.ledger.upgrade import upgrade
from sheet_templates import kinds_of_row

NOW = datetime(2026, 3, 17, 9, 30, tzinfo=ZoneInfo("Europe/London"))

SURVEYS = [
    ["Ref", "Check", "Title", "Kind", "Opens", "Closes", "Answers are", "Status"],
    ["S-001", None, "Earlier results", "One-off", date(2022, 9, 1), date(2022, 9, 30), "Anonymous", "Closed"],
    ["S-002", None, "This year", "Annual", date(2026, 3, 1), date(2026, 4, 1), "Anonymous", "Open"],
    ["S-003", None, "No questions yet", "Annual", date(2025, 3, 1), date(2025, 4, 1), "Anonymous", "Closed"],
]
QUESTIONS = [
    ["Ref", "Check", "Survey", "Order", "Question", "Type", "Choices"],
    ["Q-001", None, "S-001 Earlier results", 1, "How was it?", "Friends and Family Test", None],
    ["Q-002", None, "S-001 Earlier results", 2, "Please tell us why", "Long text", None],
    [
        "Q-003",
        None,
        "S-001 Earlier results",
        3,
        "How long did you wait?",
        "Choose one",
        "Under an hour\nAn hour or more",
    ],
    ["Q-004", None, "S-001 Earlier results", 4, "From 0 to 10?", "0 to 10", None],
]


class StaffWorkbook:
    """A workbook as a port reads it: only `read` is asked for here."""

    def __init__(self, *grids):
        self.grids = list(grids)

    def read(self):
        return Snapshot("1", self.grids)


@pytest.fixture(scope="module")
def empty_ledger(tmp_path_factory):
    file = tmp_path_factory.mktemp("ledger") / "empty.sqlite3"
    upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture
def site(tmp_path, empty_ledger):
    url = f"sqlite:///{shutil.copy(empty_ledger, tmp_path / 'ledger.sqlite3')}"
    ledger = open_ledger(url, secret=b"for tests")
    staff = StaffWorkbook(Grid("Surveys", SURVEYS), Grid("Questions", QUESTIONS))
    yield Site("north", ledger, staff, staff, kinds_of_row(), (), "http://localhost", b"secret", NOW.tzinfo)
    ledger.dispose()


def saved(tmp_path, text, name="answers.csv", encoding="utf-8"):
    file = tmp_path / name
    file.write_bytes(text.encode(encoding))
    return file


def bring_in(site, file, *mapping, survey="S-001", **more):
    return import_answers(site, file, survey, ColumnMap.parse(mapping), NOW, **more)


def refusal(site, file, *mapping, **more):
    with pytest.raises(ImportRefused) as refused:
        bring_in(site, file, *mapping, **more)
    assert refused.value.exit_code == 2
    return refused.value.says


def kept(site):
    with site.ledger.read() as conn:
        return submissions.ratings(conn, "north", "S-001"), submissions.comments(conn, "north", "S-001")


# ---- the real file ----


def test_the_ambulance_trusts_results_give_the_published_figures(site, neas_path):
    report = bring_in(site, neas_path, "neas")
    assert (report.rows_read, report.respondents, report.counted, report.brought_in, report.added) == (
        5096,
        2959,
        2929,
        2929,
        2929,
    )
    assert (round(report.positive, 2), round(report.negative, 2)) == (86.24, 8.88)
    assert report.not_counted == {"code 7": 30}
    ratings, _ = kept(site)
    assert len(ratings) == 2929
    assert sum(row.ratings["Q-001"] in ("Very good", "Good") for row in ratings) == 2526


def test_swapped_dates_are_mended_and_ambiguous_ones_are_left_empty_and_listed(site, neas_path):
    report = bring_in(site, neas_path, "neas")
    assert report.month_first_rows == 289
    # domain.md E1: 503 respondents hold a swapped pair, 288 of which one way only; one more has month first alone.
    assert {state: (each.respondents, len(each.rows)) for state, each in report.dates.items()} == {
        "swapped": (289, 577),
        "ambiguous": (215, 430),
        "doubtful": (256, 263),
    }
    without_a_day = sum(row.answered_on is None for row in kept(site)[0])
    assert without_a_day == 469  # of the 2,929; the rest of the 215 + 256 gave code 7


def test_rows_listed_are_rows_of_the_spreadsheet(site, neas_path):
    listed = bring_in(site, neas_path, "neas", dry_run=True).as_dict()["dates"]["ambiguous"]
    assert len(listed["first_rows"]) == 20
    rows = list(csv.reader(neas_path.read_text("utf-8").splitlines(keepends=True)))
    first, second = (rows[number - 1] for number in listed["first_rows"][:2])
    assert first[4] == second[4] == "See and Convey"


def test_did_not_answer_is_no_comment_and_odd_spaces_are_gone(site, neas_path):
    bring_in(site, neas_path, "neas")
    comments = [row.text for row in kept(site)[1]]
    assert "did not answer" not in {text.casefold() for text in comments}
    assert not any("\u00a0" in text or "\r" in text or text != text.strip() for text in comments)


def test_the_same_file_twice_adds_nothing(site, neas_path):
    bring_in(site, neas_path, "neas")
    again = bring_in(site, neas_path, "neas")
    assert (again.added, again.already_there) == (0, 2929)
    assert again.lines()[-1] == "0 answers added to S-001. 2,929 were there already."
    assert len(kept(site)[0]) == 2929


def test_a_dry_run_says_the_same_and_writes_nothing(site, neas_path):
    report = bring_in(site, neas_path, "neas", dry_run=True)
    assert (report.counted, report.added) == (2929, None)
    assert kept(site) == ([], [])


def test_the_report_tells_nothing_a_person_wrote(site, neas_path):
    report = bring_in(site, neas_path, "neas")
    told = json.dumps(report.as_dict()) + "\n".join(report.lines())
    table = read_table(neas_path)
    for cells in table.rows[::37]:
        assert cells[2] not in told
        assert len(cells[8]) < 25 or cells[8] not in told


# ---- how files are written ----

ASKED = (
    Question("Q-001", "How was it?", "Friends and Family Test"),
    Question("Q-002", "Please tell us why", "Long text"),
    Question("Q-004", "From 0 to 10?", "0 to 10"),
    Question("Q-005", "Which?", "Choose any", ("The nurse", "The room", "None of these")),
    Question("Q-006", "When?", "Date"),
)


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8", ","), ("utf-8-sig", ";"), ("cp1252", ","), ("utf-16", "\t"), ("utf-8", "|")],
)
def test_csv_as_spreadsheets_save_it(site, tmp_path, encoding, delimiter):
    lines = [
        ["Who", "Rating, overall", "Why"],
        ["a", "Very good", "It’s the café – lovely; really, “so” good"],
        ["b", "don't know", ""],
    ]
    file = tmp_path / "answers.csv"
    with file.open("w", encoding=encoding, newline="") as opened:
        csv.writer(opened, delimiter=delimiter).writerows(lines)
    report = bring_in(site, file, "Who=respondent", "Rating, overall=fft", "Why=comment")
    assert (report.respondents, report.counted, report.comments) == (2, 2, 1)
    assert kept(site)[1][0].text == lines[1][2]


def test_a_workbook_is_read_through_the_reader_handed_in_and_its_dates_are_sure(site, tmp_path):
    file = saved(tmp_path, "PK", "answers.xlsx")
    rows = [[None, None], ["Date", "FFT"], [date(2025, 4, 3), 1.0], [date(2025, 4, 23), 5], [None, None]]
    report = bring_in(
        site, file, "date=date", "fft=fft", read_workbook=lambda path: [Grid("Empty", []), Grid("Data", rows)]
    )
    assert (report.rows_read, report.counted, report.positive, report.dates) == (2, 2, 50.0, {})
    assert {row.answered_on for row in kept(site)[0]} == {date(2025, 4, 3), date(2025, 4, 23)}


def test_rows_without_a_respondent_are_each_an_answer_and_still_come_in_once(site, tmp_path):
    file = saved(tmp_path, "FFT\n1\n1\n2\n\n")
    assert bring_in(site, file, "FFT=fft").added == 3
    assert bring_in(site, file, "FFT=fft").added == 0
    assert bring_in(site, saved(tmp_path, "FFT\n1\n1\n2\n1\n"), "FFT=fft").added == 1


def test_answers_that_cannot_be_counted_are_named_by_reason(site, tmp_path):
    file = saved(
        tmp_path,
        "Who,FFT,Why,Wait,Score\n"
        "a,1,Kind,under an  hour,10\n"
        "a,2,,,\n"  # a says two things
        "b,9,,,\n"
        "c,lovely,,,\n"
        "d,,Just words,An hour or more,11\n"
        "e,,did not answer,,\n"
        "f,very poor,,,0\n",
    )
    report = bring_in(site, file, "Who=respondent", "FFT=fft", "Why=comment", "Wait=Q-003", "Score=q-004")
    assert report.not_counted == {
        "code 9": 1,
        "different answers in different rows": 1,
        "words that are no answer": 1,
        "nothing was answered": 1,
        "no answer to the Friends and Family Test": 1,
    }
    assert report.unknown_answers == {"Q-004": 1}
    assert (report.counted, report.brought_in) == (1, 2)
    assert sorted((row.ratings for row in kept(site)[0]), key=str) == [
        {"Q-001": "Very poor", "Q-004": 0},
        {"Q-003": "An hour or more"},
    ]


def test_answers_and_the_questions_they_answer_stay_together(site, tmp_path):
    bring_in(site, saved(tmp_path, "FFT\n1\n"), "FFT=fft")
    with site.ledger.read() as conn:
        record = forms.get(conn, "north", "S-001")
    assert (record.version, record.state, record.mode) == (1, "closed", "anonymous")
    site.staff.grids[1].rows.append(["Q-009", None, "S-001", 9, "New since?", "Yes or no", None])
    bring_in(site, saved(tmp_path, "Who,FFT,New\nz,1,yes\n"), "FFT=fft", "New=Q-009", "Who=respondent")
    site.staff.grids[1].rows.pop()
    with site.ledger.read() as conn:
        assert forms.get(conn, "north", "S-001").version == 2


def test_themes_come_as_words_or_as_ticked_columns():
    table = Table(("Who", "Staff", "Parking", "Theme"), [["a", "1", "0", "Waiting"], ["a", "", "1", ""]])
    mapping = ColumnMap.parse(["Who=respondent", "Staff=theme", "Parking=theme", "Theme=theme"])
    assert read_respondents(table, mapping, ASKED).respondents[0].ratings == {
        "theme": ["Staff", "Waiting", "Parking"]
    }


@pytest.mark.parametrize(
    ("ref", "words", "answer"),
    [
        ("Q-004", "7", 7),
        ("Q-004", "i do not know", "I do not know"),
        ("Q-004", "eleven", None),
        ("Q-005", "the room; The Nurse", ["The nurse", "The room"]),
        ("Q-005", "the garden", None),
        ("Q-006", "24/05/2022", "2022-05-24"),
        ("Q-006", "10/03/2021", None),
        ("Q-001", "VERY GOOD", "Very good"),
    ],
)
def test_answers_are_read_as_the_form_would_keep_them(ref, words, answer):
    assert answer_to(next(question for question in ASKED if question.ref == ref), words) == answer


# ---- dates ----


@pytest.mark.parametrize(
    ("raws", "swaps", "state", "on"),
    [
        (["24/05/2022", "05/24/2022"], False, "swapped", date(2022, 5, 24)),
        (["05/24/2022"], False, "swapped", date(2022, 5, 24)),
        (["10/03/2021", "03/10/2021"], False, "ambiguous", None),
        (["10/03/2021", "10/03/2021"], False, "fine", date(2021, 3, 10)),
        (["10/03/2021"], True, "doubtful", None),
        (["05/05/2021"], True, "fine", date(2021, 5, 5)),
        (["24/03/2021"], True, "fine", date(2021, 3, 24)),
        (["10/03/2021", "10 March 2021"], True, "fine", date(2021, 3, 10)),
        (["03/10/2021", "10 March 2021"], False, "swapped", date(2021, 3, 10)),
        (["2021-03-10"], True, "fine", date(2021, 3, 10)),
        (["10/03/2021", "11/03/2021"], False, "conflicting", None),
        (["soon"], False, "unreadable", None),
        (["", None, " "], True, "none", None),
        ([date(2021, 3, 10)], True, "fine", date(2021, 3, 10)),
    ],
)
def test_a_day_is_kept_only_where_one_is_possible(raws, swaps, state, on):
    assert import_dates.day_of(raws, swaps) == import_dates.Day(state, on)


@given(st.lists(st.dates(date(2000, 1, 1), date(2030, 12, 31)), min_size=1, max_size=4), st.data())
def test_however_days_and_months_are_swapped_a_kept_day_is_the_true_one(days, data):
    """In a collection that swaps, what is kept is never wrong: each person's day is written either way round."""
    for day in days:
        ways = [day.strftime("%d/%m/%Y"), day.strftime("%m/%d/%Y")]
        raws = data.draw(st.lists(st.sampled_from(ways), min_size=1, max_size=3))
        found = import_dates.day_of(raws, swaps=True)
        assert found.on in (None, day)
        assert found.on == day or (day.day <= 12 and day.day != day.month)


def test_one_source_that_swaps_casts_no_doubt_on_another(site, tmp_path):
    file = saved(tmp_path, "Src,Date,FFT\nA,05/24/2022,1\nA,10/03/2021,1\nB,10/03/2021,1\n")
    assert bring_in(site, file, "Src=source", "Date=date", "FFT=fft", dry_run=True).dates[
        "doubtful"
    ].rows == (3,)
    assert bring_in(site, file, "Date=date", "FFT=fft", dry_run=True).dates["doubtful"].rows == (3, 4)


# ---- the same people again ----

PEOPLE = "Who,FFT,Again\n" + "".join(f"r{n},{1 + n % 5},{n}\n" for n in range(12))


@pytest.mark.parametrize(
    ("first", "then", "how"),
    [
        (["FFT=fft"], ["Who=respondent", "FFT=fft"], "with each row as an answer of its own"),
        (["Who=respondent", "FFT=fft"], ["FFT=fft"], "with another column as respondent"),
        (["Again=respondent", "FFT=fft"], ["Who=respondent", "FFT=fft"], "with another column as respondent"),
    ],
)
@pytest.mark.parametrize("dry_run", [True, False])
def test_nobody_is_counted_twice_because_the_map_is_another_one(site, tmp_path, first, then, how, dry_run):
    assert bring_in(site, saved(tmp_path, PEOPLE), *first).added == 12
    longer = saved(tmp_path, PEOPLE + "r12,1,12\n", "longer.csv")
    says = refusal(site, longer, *then, dry_run=dry_run)
    assert says.startswith(
        f"12 rows of this file came into S-001 on 17 March 2026 {how}, and would be counted twice"
    )
    assert "nothing was added" in says
    assert "Use the --map of that day" in says
    assert len(kept(site)[0]) == 12
    assert bring_in(site, longer, *first).added == 1  # the same map goes on working


def test_a_respondent_who_is_there_with_other_answers_is_said_apart_and_not_called_there_already(
    site, tmp_path
):
    bring_in(
        site,
        saved(tmp_path, "Who,FFT\n" + "".join(f"{n},1\n" for n in range(12))),
        "Who=respondent",
        "FFT=fft",
    )
    other = saved(tmp_path, "Who,FFT\n" + "".join(f"{n},{1 if n < 2 else 5}\n" for n in range(14)), "b.csv")
    tried = bring_in(site, other, "Who=respondent", "FFT=fft", dry_run=True)
    report = bring_in(site, other, "Who=respondent", "FFT=fft")
    assert (report.added, report.changed, report.already_there, tried.changed) == (2, 10, 2, 10)
    assert report.lines()[-2:] == [
        "10 respondents of this file are in S-001 already with other answers: not added, and what is there stands. If they"
        " are other people, or this is another year, add a survey in the tab Surveys and bring the file in there.",
        "2 answers added to S-001. 2 were there already.",
    ]
    assert report.has_problems
    assert sum(row.ratings["Q-001"] == "Very good" for row in kept(site)[0]) == 12


def test_a_file_that_gives_no_answer_at_all_is_a_problem_with_its_reasons(site, tmp_path):
    report = bring_in(
        site, saved(tmp_path, "Who,FFT,Colour\na,1,blue\nb,2,red\n"), "Who=respondent", "Colour=fft"
    )
    assert report.has_problems
    assert report.lines()[-2:] == [
        "Not counted: 2 respondents (words that are no answer).",
        "No answer could go into S-001, so nothing was added. Check that --map gives each column its right meaning"
        " (see import-answers --help).",
    ]


def test_what_came_in_stands_in_the_log_as_a_number(site, tmp_path):
    bring_in(site, saved(tmp_path, PEOPLE, "Jane Smith.csv"), "Who=respondent", "FFT=fft")
    bring_in(site, saved(tmp_path, PEOPLE), "Who=respondent", "FFT=fft")
    with site.ledger.read() as conn:
        assert [line.words for line in log.newest(conn, "north", 5)] == [
            "Brought in 12 answers to S-001 from a file."
        ]


# ---- what is refused ----


def test_files_that_are_none(site, tmp_path):
    assert (
        refusal(site, tmp_path / "no.csv", "neas")
        == "There is no file no.csv there. Check the name and the folder."
    )
    assert "holds no answers" in refusal(site, saved(tmp_path, ""), "neas")
    assert "holds no answers" in refusal(site, saved(tmp_path, "FFT,Why\n , \n"), "FFT=fft")
    for raw in (b"PK\x03\x04 a workbook", b"\x00\x01\x02 a picture", b"%PDF-1.7"):
        (tmp_path / "odd.csv").write_bytes(raw)
        assert refusal(site, tmp_path / "odd.csv", "neas") == (
            "odd.csv is not a table we can read. Save it as CSV from your spreadsheet, and give that."
        )
    assert "not a table" in refusal(site, saved(tmp_path, 'FFT,Why\n1,"never ends\n2,x\n'), "FFT=fft")
    assert (
        refusal(site, saved(tmp_path, "PK", "a.xlsx"), "neas") == "Save the file as CSV first, and give that."
    )


def test_maps_that_do_not_fit(site, tmp_path):
    file = saved(tmp_path, "Respondent,Rating,Rating \n1,2,3\n")
    assert refusal(site, file, "Respondant=respondent", "x=fft") == (
        "The file has no column headed “Respondant”. Did you mean “Respondent”?"
    )
    assert "has 2 columns headed “rating”" in refusal(site, file, "rating=fft")
    assert "no meaning of a column. Did you mean “comment”?" in refusal(site, file, "Rating=coment")
    assert "no built-in map called “nees”. Did you mean “neas”?" in refusal(site, file, "nees")
    assert "We cannot read “=fft”" in refusal(site, file, "=fft")
    assert "names no answers" in refusal(site, file, "Respondent=respondent")
    assert "Only one column can mean fft" in refusal(site, file, "Respondent=fft", "Rating=fft")


def test_surveys_that_cannot_take_them(site, tmp_path):
    file = saved(tmp_path, "FFT,Why\n1,x\n")
    assert refusal(site, file, "FFT=fft", survey="S-00l").startswith(
        "There is no survey S-00L in the workbook. Did you mean “S-00"
    )
    assert "S-002 is not closed" in refusal(site, file, "FFT=fft", survey="s-002")
    assert "S-003 has no question with a Ref and the Type Friends and Family Test" in refusal(
        site, file, "FFT=fft", survey="S-003"
    )
    assert "S-003 has no question for comments" in refusal(site, file, "Why=comment", survey="S-003")
    assert refusal(site, file, "FFT=Q-007").startswith("Q-007 is no question of S-001 that people answer.")
    site.staff.grids.pop()
    assert refusal(site, file, "FFT=fft").startswith("We cannot read the tabs Surveys and Questions.")


def test_a_later_map_wins_and_headings_may_hold_an_equals_sign():
    assert ColumnMap.parse(["neas", "respondent  id=ignore"]).meanings["respondent  id"] == "ignore"
    assert ColumnMap.parse(["A=b=fft"]).meanings == {"A=b": "fft"}

"""One cycle and the next: what is written, what is not, and what follows from what people do in between."""

import zipfile
from dataclasses import replace
from datetime import timedelta

import openpyxl
import pytest

import sheet_templates
from service.core.changes import WorkbookBusy, WorkbookError, WorkbookRefused
from service.demo import demo_rows
from service.flows.sync import sync
from service.ledger import forms, log, offers, published, submissions
from service.workbooks import write_workbooks
from tests.flows.ward import LONDON, NAMES, NOW, Ward

LATER = NOW + timedelta(minutes=10)


def answer(ward, number, form="S-001", comment="Warmer.", **more):
    with ward.ledger.write() as conn:
        return submissions.submit(
            conn, site="ward", form=form, version=1, mode="anonymous", who="me", ratings={"Q-001": "Good"},
            comments={"Q-002": comment}, key=f"key {number}".encode().ljust(16), today=NOW.date(), **more,
        )  # fmt: skip


def tell(ward, words, key=b"a key of sixteen", now=NOW, **more):
    with ward.ledger.write() as conn:
        submissions.submit_message(
            conn,
            site="ward",
            form="tell-us",
            fields={"what": words, "kind": "Idea", **more},
            key=key,
            now=now,
        )


# Nothing to do


def test_a_second_run_has_nothing_to_do_and_touches_no_file(ward):
    before = ward.staff.read_bytes(), ward.managers.read_bytes(), ward.staff.stat().st_mtime_ns
    assert ward.sync(LATER).did == "nothing to do"
    assert (ward.staff.read_bytes(), ward.managers.read_bytes(), ward.staff.stat().st_mtime_ns) == before


@pytest.mark.parametrize("part", ["version", "settings_mark"])
def test_another_program_and_other_settings_are_looked_at_anew(ward, part):
    site = replace(ward.site, **{part: "another"})
    assert sync(site, LATER).did != "nothing to do"
    assert sync(site, LATER).did == "nothing to do"


def test_a_list_left_to_be_taken_in_and_the_managers_saving_are_looked_at_too(ward):
    with ward.edited(ward.managers):
        pass
    assert ward.sync(LATER).did == "nothing differed"
    assert ward.sync(LATER).did == "nothing to do"
    book = openpyxl.Workbook()
    book.active.append(["Name"])
    book.save(ward.staff.with_name("to-add.xlsx"))
    assert ward.sync(LATER).did != "nothing to do"


def test_a_workbook_saved_without_a_change_is_read_and_not_written(ward):
    with ward.edited():
        pass
    before = ward.staff.read_bytes()
    assert ward.sync(LATER).did == "nothing differed"
    assert ward.staff.read_bytes() == before


def test_a_dry_run_says_what_it_would_do_and_keeps_nothing(ward):
    ward.add("People", Name="Ines Jones")
    before = ward.staff.read_bytes()
    outcome = ward.sync(LATER, dry_run=True)
    assert (outcome.did, outcome.refs) == ("would write", 1)
    assert ward.staff.read_bytes() == before
    assert ward.sync(LATER).refs == 1
    assert ward.refs("People")[-1] == "P-009"  # the dry run took no number


# What the nurse does


def test_a_new_row_gets_the_next_ref_and_nothing_typed_changes(ward):
    row = ward.add("People", Name="Ines Jones", Status="New", Notes="prefers mornings")
    before = ward.cells("People")
    assert ward.sync(LATER).refs == 1
    after = ward.cells("People")
    assert after[row - 1][0] == "P-009"
    assert [line[2:] for line in after] == [line[2:] for line in before]


def test_a_mistake_stands_in_its_row_and_goes_once_mended(ward):
    with ward.tab("People") as sheet:
        sheet.cell(3, ward.place(sheet, "Status")).value = "Actve"
    ward.sync(LATER)
    assert "Did you mean “Active”?" in ward.column("People", "Check")[1]
    with ward.tab("People") as sheet:
        sheet.cell(3, ward.place(sheet, "Status")).value = "Active"
    ward.sync(LATER + timedelta(minutes=3))
    assert not ward.column("People", "Check")[1]


def test_a_hidden_tab_with_a_row_in_it_is_shown_and_never_hidden_again(ward):
    assert openpyxl.load_workbook(ward.staff)["Caseload"].sheet_state == "hidden"
    ward.add("Caseload", Counted_on=NOW.date(), Group="All", Number=64, Source="MDT list")
    ward.sync(LATER)
    assert openpyxl.load_workbook(ward.staff)["Caseload"].sheet_state == "visible"


DAY_ONE = ["Today", "People", "Events", "Attendance", "Feedback", "Actions", "Set-up"]


def visible(ward):
    return [sheet.title for sheet in openpyxl.load_workbook(ward.staff) if sheet.sheet_state == "visible"]


@pytest.fixture
def empty(tmp_path):
    made = Ward(tmp_path, starts={})
    yield made
    made.ledger.dispose()


def test_what_can_be_seen_on_day_one_and_after_the_first_sync_of_an_empty_site(empty):
    assert visible(empty) == DAY_ONE
    empty.sync()
    # Set-up is still to be filled in, and the prefilled rows have their Refs: they are nobody's for all that.
    assert visible(empty) == [*DAY_ONE, "Problems", "Log"]
    assert "How we listen" in empty.text("Today")


def test_a_mechanism_in_use_shows_the_tabs_it_needs(empty):
    empty.sync()
    with empty.tab("How we listen") as sheet:
        place = empty.place(sheet, "Use it")
        sheet.cell(2, place).value = "Yes"  # Committees
        sheet.cell(3, place).value = "Later"
    empty.sync(LATER)
    there = visible(empty)
    assert {"How we listen", "Committees and groups", "Members", "Rates", "Caseload"} <= set(there)
    assert not {"Surveys", "Questions", "Stalls", "Messages", "Register", "Links"} & set(there)
    assert "To see it, right-click" not in empty.text("Today")


def test_the_demo_uses_all_six_mechanisms_and_shows_all_they_need(tmp_path):
    ward = Ward(tmp_path, starts=demo_rows(NOW.date()))
    ward.sync()
    hidden = set(openpyxl.load_workbook(ward.staff).sheetnames) - set(visible(ward))
    assert hidden == {"Lists", "Checks"}
    ward.ledger.dispose()


def test_a_tab_of_ours_that_somebody_hid_again_stays_hidden(empty):
    empty.sync()
    with empty.edited() as book:
        book["Problems"].sheet_state = "hidden"
    empty.add("People", Name="Ines Jones")
    empty.sync(LATER)
    assert "Problems" not in visible(empty)
    assert "What each column is for" in visible(empty)


def test_a_wiped_service_tab_comes_back(ward):
    with ward.tab("Links") as sheet:
        sheet.delete_rows(1, sheet.max_row)
    ward.sync(LATER)
    assert "/ward/survey/S-001" in ward.text("Links")


def test_a_deleted_service_tab_comes_back(ward):
    with ward.edited() as book:
        del book["Problems"]
    ward.sync(LATER)
    assert "Problems" in openpyxl.load_workbook(ward.staff).sheetnames


def test_a_renamed_tab_is_still_that_tab(ward):
    with ward.edited() as book:
        book["People"].title = "Our ladies"
    ward.add("Our ladies", Name="Ines Jones")
    assert ward.sync(LATER).refs == 1
    assert ward.refs("Our ladies")[-1] == "P-009"


# New answers and a new day


def test_an_anonymous_answer_reaches_no_tab_before_closing_and_all_of_them_after(ward):
    for number in range(12):
        answer(ward, number)
    ward.sync(LATER)
    assert "Warmer" not in "".join(ward.text(tab) for tab in openpyxl.load_workbook(ward.staff).sheetnames)
    closed = NOW + timedelta(days=30)
    ward.sync(closed)
    assert ward.text("Answers S-001").count("Warmer") == 12
    assert "fewer than 10 answers" not in ward.text("Survey results", ward.managers)


def test_a_new_day_reaches_the_tabs_though_nobody_touched_the_workbook(ward):
    outcome = ward.sync(NOW + timedelta(days=1))
    assert outcome.did == "wrote"
    assert "24 November 2026" in ward.text("Today")


def test_a_message_becomes_a_row_of_feedback(ward):
    tell(ward, "Could the chairs have arms?")
    assert ward.sync(LATER).rows_added == 1
    assert ward.refs("Feedback") == ["F-001", "F-002"]
    assert "Could the chairs have arms?" in ward.text("Feedback")
    assert ward.sync(LATER + timedelta(minutes=3)).did == "nothing to do"


@pytest.mark.parametrize(
    ("gave", "stands"),
    [
        ({"name": "Jo Bell", "contact": "01632 960123"}, "(Would like an answer: Jo Bell, 01632 960123)"),
        ({"contact": "jo@example.org"}, "(Would like an answer: jo@example.org)"),
        ({"name": "Jo Bell"}, "(Would like an answer: Jo Bell, gave no way to reach them)"),
        ({}, "(Would like an answer: gave no way to reach them)"),
    ],
)
def test_whoever_wants_an_answer_is_not_overlooked_even_without_a_way_to_reach_her(ward, gave, stands):
    tell(ward, "The lift is slow.", wants_answer="Yes", **gave)
    tell(ward, "The stairs are steep.", key=b"another of sixteen", wants_answer="No")
    ward.sync(LATER)
    said = ward.column("Feedback", "What was said")
    assert f"The lift is slow.\n{stands}" in said
    assert "The stairs are steep." in said


# Offered rows


def test_a_row_lost_while_offered_is_offered_again_under_the_same_ref(ward):
    old = ward.staff.read_bytes()
    tell(ward, "Could the chairs have arms?")
    ward.sync(LATER)
    ward.staff.write_bytes(old)  # somebody saved a copy opened before
    ward.add("People", Name="Ines Jones")
    ward.sync(LATER + timedelta(minutes=3))
    assert ward.refs("Feedback") == ["F-001", "F-002"]


def test_a_row_that_is_theirs_now_leaves_today_in_the_same_sync(ward):
    tell(ward, "Could the chairs have arms?")
    ward.sync(LATER)
    ward.add("People", Name="Ines Jones")
    ward.sync(LATER + timedelta(minutes=3))
    assert ward.sync(LATER + timedelta(minutes=3), dry_run=True).did == "nothing differed"


def test_a_row_staff_deleted_after_it_was_theirs_stays_deleted_and_the_log_says_so(ward):
    tell(ward, "Could the chairs have arms?")
    ward.sync(LATER)
    ward.add("People", Name="Ines Jones")  # saved with the row in it: it is theirs now
    ward.sync(LATER + timedelta(minutes=3))
    with ward.tab("Feedback") as sheet:
        sheet.delete_rows(3)
    ward.sync(LATER + timedelta(minutes=6))
    ward.sync(LATER + timedelta(days=1))
    assert ward.refs("Feedback") == ["F-001"]
    with ward.ledger.read() as conn:
        assert any("F-002" in line.words and "deleted" in line.words for line in log.newest(conn, "ward", 20))
        assert [offer.state for offer in offers.offered(conn, "ward")] == ["withdrawn"]


# One broken tab


@pytest.mark.parametrize("tab", [kind.tab for kind in sheet_templates.kinds_of_row()])
def test_one_broken_tab_stops_no_other(ward, tab):
    with ward.edited() as book:
        sheet = book[tab]
        kind = next(kind for kind in sheet_templates.kinds_of_row() if kind.tab == tab)
        needed = next(column for column in kind.columns.values() if column.needed)
        sheet.cell(1, ward.place(sheet, needed.heading)).value = "zzzz"
    other = "Feedback" if tab == "People" else "People"
    ward.add(other, **({"Name": "Ines Jones"} if other == "People" else {"What_was_said": "Thank you."}))
    outcome = ward.sync(LATER)
    assert outcome.refs == 1
    broken = [problem for problem in outcome.problems if problem.tab == tab]
    assert [problem.row for problem in broken] == [None]
    assert outcome.held == [tab]
    assert tab in ward.text("Problems")


def test_a_deleted_staff_tab_is_one_problem_and_the_rest_goes_on(ward):
    with ward.edited() as book:
        del book["Stalls"]
    ward.add("People", Name="Ines Jones")
    outcome = ward.sync(LATER)
    assert outcome.refs == 1
    assert [problem.code for problem in outcome.problems if problem.tab == "Stalls"] == ["tab-missing"]
    assert outcome.held == ["Stalls"]


def test_with_every_staff_tab_gone_from_our_own_workbook_all_of_them_are_held(ward):
    with ward.edited() as book:
        for kind in sheet_templates.kinds_of_row():
            del book[kind.tab]
    assert ward.sync(LATER).held == [kind.tab for kind in sheet_templates.kinds_of_row()]


def test_held_figures_bear_the_day_of_the_last_run_that_could_read_the_tab(ward):
    ward.sync(NOW + timedelta(days=4))
    with ward.tab("People") as sheet:
        sheet.cell(1, ward.place(sheet, "Name")).value = "zzzz"
    ward.sync(NOW + timedelta(days=9))
    assert "The figures are those of 27 November 2026" in ward.text("Today")
    ward.sync(NOW + timedelta(days=10))
    assert "The figures are those of 27 November 2026" in ward.text("Today")


# Rows that vanish, names that move


def test_a_tab_that_lost_over_a_fifth_is_held_until_somebody_accepts_it(ward):
    figures = ward.text("Overview", ward.managers)
    with ward.tab("People") as sheet:
        sheet.delete_rows(2, 4)
    outcome = ward.sync(LATER)
    assert outcome.held == ["People"]
    assert "People" in ward.text("Today")
    assert ward.sync(LATER + timedelta(minutes=3), accept_loss=["People"]).held == []
    assert ward.sync(LATER + timedelta(minutes=6)).held == []
    assert figures


def test_two_rows_deleted_are_ordinary_work(ward):
    with ward.tab("People") as sheet:
        sheet.delete_rows(2, 1)
    assert ward.sync(LATER).held == []


NAMED = "Thank Dilys for the chairs"  # P-004


def record_of_held_words(ward):
    with ward.ledger.read() as conn:
        return published.last(conn, "ward", "held back")


def test_words_that_named_somebody_stay_held_back_when_her_row_is_deleted(ward):
    ward.add("Actions", What_we_will_do=NAMED, Owner="Dilys")
    ward.sync(LATER)
    assert NAMED not in ward.text("Actions and asks", ward.managers)
    kept = record_of_held_words(ward)
    assert kept
    assert "dilys" not in str(kept).casefold()
    with ward.tab("People") as sheet:
        sheet.delete_rows(5, 1)
    outcome = ward.sync(LATER + timedelta(minutes=3))
    assert not any("Dilys" in ward.text(tab.title, ward.managers) for tab in ward.site.managers.read().grids)
    assert [(p.tab, p.column) for p in outcome.problems if p.code == "names-a-person"] == [
        ("Actions", "Owner"),
        ("Actions", "What we will do"),
    ]
    with ward.tab("Actions") as sheet:  # other words are read anew, and the old ones forgotten
        sheet.cell(2, ward.place(sheet, "What we will do")).value = "Put out chairs"
        sheet.cell(2, ward.place(sheet, "Owner")).value = None
    ward.sync(LATER + timedelta(minutes=6))
    assert "Put out chairs" in ward.text("Actions and asks", ward.managers)
    assert record_of_held_words(ward) == {}


def test_what_was_held_back_is_known_though_the_workbooks_could_not_be_written(ward, monkeypatch):
    ward.add("Actions", What_we_will_do=NAMED)
    monkeypatch.setattr("service.flows.sync._Plan.write_staff", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        ward.sync(LATER)
    monkeypatch.undo()
    with ward.tab("People") as sheet:
        sheet.delete_rows(5, 1)
    ward.sync(LATER + timedelta(minutes=3))
    assert NAMED not in ward.text("Actions and asks", ward.managers)


def test_held_words_are_kept_in_mind_while_a_tab_cannot_be_read(ward):
    ward.add("Actions", What_we_will_do=NAMED)
    ward.sync(LATER)
    kept = record_of_held_words(ward)
    with ward.tab("Actions") as sheet:
        place = ward.place(sheet, "What we will do")
        sheet.cell(1, place).value = "Nothing we know"
    ward.sync(LATER + timedelta(minutes=3))
    assert record_of_held_words(ward) == kept


def test_a_column_sorted_alone_is_noticed_and_says_which_version_to_go_back_to(ward):
    with ward.tab("People") as sheet:
        place = ward.place(sheet, "Name")
        for row, name in enumerate(reversed(NAMES), start=2):
            sheet.cell(row, place).value = name
    outcome = ward.sync(LATER)
    assert "column-sorted-alone" in [problem.code for problem in outcome.problems]
    assert "2026" in next(
        problem.fix for problem in outcome.problems if problem.code == "column-sorted-alone"
    )
    with ward.tab("People") as sheet:  # undone
        for row, name in enumerate(NAMES, start=2):
            sheet.cell(row, place).value = name
    assert "column-sorted-alone" not in [
        problem.code for problem in ward.sync(LATER + timedelta(minutes=3)).problems
    ]


def test_a_name_put_right_is_not_a_column_sorted_alone(ward):
    with ward.tab("People") as sheet:
        sheet.cell(2, ward.place(sheet, "Name")).value = "Amara Belloe"
    assert "column-sorted-alone" not in [problem.code for problem in ward.sync(LATER).problems]


def test_a_fill_drag_of_ref_is_noticed(ward):
    with ward.tab("People") as sheet:
        sheet.cell(10, 1).value = "P-009"
        sheet.cell(10, ward.place(sheet, "Name")).value = "Ines Jones"
    assert ("P-009", "ref-not-given") in [
        (problem.ref, problem.code) for problem in ward.sync(LATER).problems
    ]


def test_a_copied_row_is_told_on_both_rows_and_neither_is_changed(ward):
    with ward.tab("People") as sheet:
        for column in range(1, sheet.max_column + 1):
            sheet.cell(10, column).value = sheet.cell(3, column).value
    outcome = ward.sync(LATER)
    assert [problem.row for problem in outcome.problems if problem.code == "doubled-ref"] == [3, 10]
    assert ward.refs("People").count("P-002") == 2


def test_an_older_version_put_back_is_noticed(ward):
    old = ward.staff.read_bytes()
    ward.add("People", Name="Ines Jones")
    ward.sync(LATER)
    ward.staff.write_bytes(old)
    outcome = ward.sync(LATER + timedelta(minutes=3))
    assert "older-version" in [problem.code for problem in outcome.problems]
    assert "older version" in ward.text("Today").casefold()


def test_a_copy_of_another_sites_workbook_is_refused(ward, tmp_path):
    other = Ward(tmp_path / "other", slug="other")
    other.sync()
    ward.staff.write_bytes(other.staff.read_bytes())
    other.ledger.dispose()
    with pytest.raises(WorkbookRefused, match="another site"):
        ward.sync(LATER)


@pytest.mark.parametrize("role", ["staff", "managers"])
@pytest.mark.parametrize("dry_run", [False, True])
def test_somebody_elses_workbook_in_the_place_of_ours_is_refused_and_stays_as_it_was(ward, role, dry_run):
    tell(ward, "The chairs are hard.")
    path = getattr(ward, role)
    book = openpyxl.Workbook()
    book.active.title = "Rota"
    book.active.append(["Name", "Date"])
    book.active.append(["Grace", "1/12/2026"])
    book.save(path)
    before, other = path.read_bytes(), (ward.managers if role == "staff" else ward.staff).read_bytes()
    with pytest.raises(WorkbookRefused, match="none of our tabs") as refused:
        ward.sync(LATER, dry_run=dry_run)
    assert (refused.value.exit_code, refused.value.workbook) == (3, role)
    assert path.read_bytes() == before
    assert (ward.managers if role == "staff" else ward.staff).read_bytes() == other


def test_a_workbook_made_by_template_has_no_site_and_is_ours_all_the_same(ward, tmp_path):
    write_workbooks(tmp_path / "a" / "s.xlsx", tmp_path / "b" / "m.xlsx", None, NOW)
    ward.staff.write_bytes((tmp_path / "a" / "s.xlsx").read_bytes())
    ward.managers.write_bytes((tmp_path / "b" / "m.xlsx").read_bytes())
    assert ward.sync(LATER).did == "wrote"


def test_two_installations_have_workbooks_of_their_own_though_the_slug_is_one(ward, tmp_path):
    """The site in a workbook comes from the installation's secret and the slug: equal only where both are."""
    other = Ward(tmp_path / "other", slug="ward", secret=b"another secret of more than 32 characters")
    assert other.site.workbook_id != ward.site.workbook_id
    ward.staff.write_bytes(other.staff.read_bytes())
    other.ledger.dispose()
    before = ward.staff.read_bytes()
    with pytest.raises(WorkbookRefused, match="another site"):
        ward.sync(LATER)
    assert ward.staff.read_bytes() == before


# What is odd about the files themselves


def test_what_is_odd_about_a_staff_tab_stands_in_problems(ward):
    with ward.tab("People") as sheet:
        sheet.cell(1, 40).value, sheet.cell(2, 40).value = "Ours", "=1+1"  # openpyxl keeps no result with it
        sheet["XFD1048576"] = "x"
    told = {(each.code, each.kind, each.tab) for each in ward.sync(LATER).problems if each.row is None}
    assert {
        ("not-calculated", "Worth a look", "People"),
        ("cells-far-off", "Worth a look", "People"),
    } <= told
    assert "far from the rest" in ward.text("Problems")


def test_formulas_of_ours_that_await_a_calculation_are_nothing_to_tell(ward):
    ward.add("People", Name="Ines Jones")  # openpyxl drops the results of all formulas
    assert "not-calculated" not in {each.code for each in ward.sync(LATER).problems}


def test_a_managers_workbook_that_cannot_be_written_is_told_on_today(tmp_path):
    ward = Ward(tmp_path / "ward")
    ward.sync()
    folder = ward.managers.parent
    (folder / ".dropbox").touch()
    ward.add("Feedback", Date=NOW.date(), What_was_said="It is loud here.")
    with pytest.raises(WorkbookRefused, match="Dropbox"):
        ward.sync(LATER)
    assert "Managers’ workbook: managers.xlsx is in a folder that Dropbox keeps in step." in ward.text(
        "Today"
    )
    assert "ordinary shared folder" in ward.text("Problems")
    ward.ledger.dispose()


def test_a_file_damaged_in_the_middle_is_noticed_by_the_next_day(ward):
    """Its directory is at the end and stays whole, so within the day there seems to be nothing to do."""
    data = bytearray(ward.staff.read_bytes())
    with zipfile.ZipFile(ward.staff) as package:
        at = package.getinfo("xl/worksheets/sheet2.xml").header_offset
    data[at + 200 : at + 400] = bytes(200)
    ward.staff.write_bytes(data)
    assert ward.sync(LATER).did == "nothing to do"
    with pytest.raises(WorkbookError, match="damaged"):
        ward.sync(NOW + timedelta(days=1))
    assert ward.staff.read_bytes() == data


# Others at work


def test_a_locked_workbook_waits_and_nothing_is_lost(ward):
    tell(ward, "Could the chairs have arms?")
    lock = ward.staff.with_name(".~lock.staff.xlsx#")
    lock.write_text(",nurse,ward-pc,23.11.2026 09:31,file:///;", encoding="utf-8")
    with pytest.raises(WorkbookBusy):
        ward.sync(LATER)
    assert ward.refs("Feedback") == ["F-001"]
    lock.unlink()
    assert ward.sync(LATER + timedelta(minutes=3)).rows_added == 1
    assert ward.refs("Feedback") == ["F-001", "F-002"]


def test_a_list_left_as_to_add_is_taken_in_once(ward):
    book = openpyxl.Workbook()
    book.active.append(["Surname", "First name", "Tel", "Email address"])
    for number in range(20):
        book.active.append([f"Smithson{number}", "Ruth", f"01632 9600{number:02d}", f"r{number}@example.org"])
    book.save(ward.staff.with_name("to-add.xlsx"))
    assert ward.sync(LATER).rows_added == 20
    assert len(ward.refs("People")) == 28
    assert not ward.staff.with_name("to-add.xlsx").exists()
    assert ward.sync(LATER + timedelta(minutes=3)).did == "nothing to do"


# Forms


def test_the_form_and_the_facts_reach_the_ledger(ward):
    with ward.ledger.read() as conn:
        record = forms.get(conn, "ward", "S-001")
    assert (record.state, record.mode, record.version) == ("open", "anonymous", 1)


def test_a_question_changed_after_answers_makes_a_new_version_and_says_so(ward):
    answer(ward, 1)
    with ward.tab("Questions") as sheet:
        sheet.cell(2, ward.place(sheet, "Question")).value = "How was your most recent visit?"
    outcome = ward.sync(LATER)
    with ward.ledger.read() as conn:
        assert forms.get(conn, "ward", "S-001").version == 2
        assert "last visit" in forms.get(conn, "ward", "S-001", 1).definition
    assert "questions-changed" in [problem.code for problem in outcome.problems]


def test_moments_are_told_in_hospital_time(ward):
    ward.sync((NOW + timedelta(days=1)).astimezone(LONDON))
    assert "9:30am" in ward.text("Today")


@pytest.mark.parametrize("words", ["#N/A", "#REF!"])
def test_words_of_an_error_typed_by_people_are_words(ward, words):
    for number in range(12):
        answer(ward, number, comment=words)
    ward.add("People", Ref=words, Name="Ivy Jones")
    ward.add("People", Name="Kit Lowe")
    closed = NOW + timedelta(days=30)
    ward.sync(closed)
    assert ward.text("Answers S-001").count(words) == 12
    assert ward.column("People", "Ref")[-2:] == [words, "P-009"]
    with ward.edited():
        pass
    ward.sync(closed)
    assert ward.sync(closed).did == "nothing to do"
    with ward.edited():
        pass
    assert "Answers S-001" not in ward.sync(closed).written

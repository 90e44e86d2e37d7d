"""Every command as it is typed: what it prints, what it gives as JSON, and how it ends."""

import json
import subprocess
import sys
from datetime import timedelta

import openpyxl
import pytest

from service.cli import cli
from service.core import import_maps
from service.ledger import held, log, runs
from service.ledger.revision import HEAD
from tests.cli.house import AT, apart, environment, is_one_sentence_to_act_on, typed
from tests.flows.ward import NOW

COMMANDS = [
    "backup", "check", "clock", "demo", "doctor", "import-answers", "init", "jobs", "links", "look-up", "move", "restore", "run",
    "serve", "sync", "template", "upgrade",
]  # fmt: skip
JOBS = ["back-up", "keep-house", "mend-workbooks", "sync-workbooks", "turn-the-day"]
NO_RESULT = {"clock", "demo", "serve"}
NO_TIME = {"clock", "serve", "upgrade"}
LATER = (NOW + timedelta(minutes=10)).isoformat()


def test_the_commands_are_those_of_the_design():
    assert sorted(cli.commands) == COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_with_an_example(command):
    said = typed(command, "--help")
    assert said.code == 0
    assert f"Example:  patient-voice {command}" in said.out
    assert ("--json" in said.out) == (command not in NO_RESULT)
    assert ("--now" in said.out) == (command not in NO_TIME)


@pytest.mark.parametrize(
    "words",
    [
        ["nonsense"],
        ["sync", "--nonsense"],
        ["check"],
        ["check", "--staff", "x", "--now", "noon"],
        ["serve", "--port", "0"],
    ],
)
def test_wrong_words_end_with_2_and_say_so(words):
    said = typed(*words)
    assert (said.code, said.out) == (2, "")
    assert "Error" in said.err
    assert "Traceback" not in said.err


def test_no_words_at_all_show_the_help():
    said = typed()
    assert said.code == 2
    assert "Commands:" in said.err


def test_python_m_service_and_python_m_jobs_are_the_same_program(tmp_path):
    assert "Commands:" in apart("--help").out
    done = subprocess.run(
        [sys.executable, "-m", "jobs"], cwd=tmp_path, env=environment(), capture_output=True, text=True
    )
    assert done.returncode == 2
    assert done.stderr.startswith("There is no patient-voice.toml")


# check


@pytest.fixture
def mistakes(tmp_path):
    assert typed("template", "--dir", tmp_path, "--now", AT).code == 0
    path = tmp_path / "staff" / "staff.xlsx"
    book = openpyxl.load_workbook(path)
    people = book["People"]
    names = [str(cell.value or "").strip("ƒ▸ ") for cell in people[1]]
    people.cell(2, names.index("Name") + 1, "Ann Lee")
    people.cell(2, names.index("Status") + 1, "Actve")
    people.cell(1, names.index("Status") + 1, "STATUS\n(how things stand)")
    people.cell(1, names.index("Name") + 1, "  NAME ")
    people.title = "Our patients"
    book.save(path)
    return path


def test_check_gives_json_with_these_keys_in_order_and_our_own_names(mistakes):
    said = typed("check", "--staff", mistakes, "--now", AT, "--json")
    assert said.code == 1
    found = said.json
    assert all(list(line) == ["code", "kind", "tab", "row", "column", "ref", "says", "fix"] for line in found)
    assert {line["tab"] for line in found} <= {"People", "Set-up"}
    assert all(line["kind"] in ("Mend", "Worth a look") for line in found)
    order = [(line["tab"], line["row"] or 0, line["column"] or "", line["code"]) for line in found]
    assert order == sorted(order)
    assert ("People", 2, "Status", "not-in-list") in [
        (line["tab"], line["row"], line["column"], line["code"]) for line in found
    ]


def test_check_prints_a_line_each_and_a_count(mistakes):
    said = typed("check", "--staff", mistakes, "--now", AT)
    assert said.code == 1
    assert said.out.splitlines()[-1].endswith("to look at.")
    assert "People/2" in said.out


def test_check_of_a_good_workbook_ends_with_0_and_an_empty_list(house):
    said = house.run("check", "--staff", house.staff, "--now", AT, "--json")
    assert [line for line in said.json if line["kind"] == "Mend"] == []


def test_check_needs_no_settings_and_writes_nothing(mistakes):
    before = mistakes.read_bytes(), sorted(mistakes.parent.iterdir())
    assert typed("check", "--staff", mistakes).code == 1
    assert (mistakes.read_bytes(), sorted(mistakes.parent.iterdir())) == before


# template, init, upgrade


def test_template_never_writes_over_a_workbook(tmp_path):
    assert typed("template", "--dir", tmp_path, "--json").json["staff"].endswith("staff.xlsx")
    said = typed("template", "--dir", tmp_path)
    assert said.code == 2
    assert "already there" in said.err


def test_init_makes_ledger_and_workbooks_and_twice_is_once(house):
    for path in (house.folder / "ledger.sqlite3", house.staff, house.managers):
        path.unlink()
    for path in (house.folder / "versions" / "ward").iterdir():
        path.unlink()
    assert house.run("init", "--now", AT, "--json").code == 0
    before = house.staff.read_bytes()
    assert "in order" in house.run("init").out
    assert house.staff.read_bytes() == before
    assert house.run("sync", "--now", AT).code == 0


def test_init_says_which_columns_are_missing_and_puts_them_back_where_it_is_asked_to(house):
    with house.tab("People") as sheet:
        for heading in ("Postal address", "Notes"):
            sheet.delete_cols(house.place(sheet, heading))
    out = house.run("init", "--now", AT).out
    assert "2 columns are missing: Postal address in People and Notes in People." in out
    assert "run patient-voice init --site ward --renew" in out
    assert house.run("init", "--now", AT, "--renew").out == "ward: the workbooks are in order.\n"
    headings = [str(cell).strip("ƒ▸ ") for cell in house.cells("People")[0]]
    assert {*headings[-2:]} == {"Postal address", "Notes"}
    assert "missing" not in house.run("init", "--now", AT).out


def test_init_makes_a_missing_managers_workbook_again_and_sync_fills_it(house):
    house.managers.unlink()
    said = house.run("sync", "--now", LATER)
    assert said.code == 3
    assert "patient-voice init" in said.err
    assert house.run("init", "--now", LATER).code == 0
    assert house.run("sync", "--now", LATER).code == 0
    assert (
        "Written on" in house.text("Overview", house.managers)
        or house.text("Overview", house.managers).strip()
    )


def test_init_never_puts_an_empty_staff_workbook_where_one_was(house):
    house.staff.unlink()
    said = house.run("init")
    assert said.code == 2
    assert "patient-voice restore --site ward" in said.err
    assert not house.staff.exists()


def test_upgrade_twice_is_fine(house):
    assert house.run("upgrade", "--json").json == {"revision": HEAD}
    assert "at this version" in house.run("upgrade").out


# sync


def test_sync_says_what_it_did_and_leaves_a_run(house):
    house.add("People", Name="Ines Jones")
    said = house.run("sync", "--now", LATER, "--json")
    assert (said.code, said.err) == (0, "")
    assert said.json[0] | {"written": 0, "problems": 0} == {
        "site": "ward", "did": "wrote", "refs": 1, "rows_added": 0, "problems": 0, "written": 0, "held": [],
    }  # fmt: skip
    assert house.run("sync", "--now", LATER).out == "ward: nothing to do.\n"
    with house.ledger.read() as conn:
        assert runs.last(conn, "sync-workbooks", "ward").outcome == "done"


def test_a_dry_run_writes_nothing_and_leaves_no_run(house):
    house.add("People", Name="Ines Jones")
    before = house.staff.read_bytes()
    assert "1 new Refs" in house.run("sync", "--now", LATER, "--dry-run").out
    assert house.staff.read_bytes() == before
    with house.ledger.read() as conn:
        assert runs.all(conn, "ward") == []


def test_a_held_tab_ends_with_1_and_accept_loss_confirms_it(house):
    with house.tab("People") as sheet:
        sheet.delete_rows(4, 5)
    said = house.run("sync", "--now", LATER)
    assert said.code == 1
    assert "held: People" in said.out
    assert house.run("sync", "--now", LATER, "--accept-loss", "Peeple").code == 2
    assert house.run("sync", "--now", LATER, "--accept-loss", "People").code == 0
    assert house.run("sync", "--now", LATER).code == 0


def test_a_tab_that_cannot_be_read_is_held_and_ends_with_1(house):
    with house.edited() as book:
        del book["Stalls"]
    said = house.run("sync", "--now", LATER, "--json")
    assert (said.code, said.json[0]["held"]) == (1, ["Stalls"])
    again = house.run("sync", "--now", LATER, "--json")
    assert (again.code, again.json[0]["did"], again.json[0]["held"]) == (1, "nothing to do", ["Stalls"])


def test_another_workbook_in_the_place_of_ours_ends_with_3_and_init_may_begin_in_it(house):
    book = openpyxl.Workbook()
    book.active.append(["Name", "Date"])
    book.save(house.staff)
    before = house.staff.read_bytes()
    said = house.run("sync", "--now", LATER)
    assert said.code == 3
    is_one_sentence_to_act_on(said)
    assert house.staff.read_bytes() == before
    assert house.run("init", "--now", LATER).code == 0
    assert "People" in openpyxl.load_workbook(house.staff).sheetnames


def test_an_open_workbook_of_one_site_does_not_stop_the_others(house):
    second = TWO_SITES.replace("$", "second")
    house.toml.write_text(house.toml.read_text() + second, "utf-8")
    assert house.run("init", "--now", AT).code == 0
    house.staff.with_name("~$staff.xlsx").write_bytes(b"\x03Ann")
    house.add("People", Name="Ines Jones")
    said = house.run("sync", "--now", LATER, "--json")
    assert said.code == 3
    assert [line["did"] for line in said.json] == ["waits", "wrote"]
    assert said.err.startswith("ward: Somebody has")


TWO_SITES = """
[[site]]
slug = "$"
staff = "$/staff/staff.xlsx"
managers = "$/managers/managers.xlsx"
"""


# jobs, run


def test_jobs_tells_when_each_runs_and_how_it_went_in_words(house):
    assert house.run("run", "sync-workbooks", "--now", AT, "--json").json[0]["job"] == "sync-workbooks"
    said = house.run("jobs", "--now", LATER)
    assert said.code == 0
    assert "Last on Monday 23 November 2026 at 9:30am. It went well." in said.out
    assert "Next on Tuesday 24 November 2026 at 12:05am." in said.out
    assert "Not run yet." in said.out
    rows = house.run("jobs", "--now", LATER, "--json").json
    assert [row["job"] for row in rows] == JOBS
    assert rows[JOBS.index("sync-workbooks")]["outcome"] == "done"


def test_jobs_says_what_a_waiting_workbook_waits_for(house):
    house.add("People", Name="Ines Jones")
    house.staff.with_name("~$staff.xlsx").write_bytes(b"\x03Ann")
    assert house.run("run", "sync-workbooks", "--now", LATER).code == 3
    said = house.run("jobs", "--now", LATER).out
    assert "It waits. Somebody has" in said
    assert "Ann" not in said


@pytest.mark.parametrize("job", JOBS)
def test_every_job_runs_by_name(house, job):
    assert house.run("run", job, "--now", LATER).code == 0


# backup, restore, links


def test_backup_writes_one_file_a_day(house):
    written = house.run("backup", "--now", AT, "--json").json["file"]
    assert written.endswith("ledger-2026-11-23.sqlite3")
    assert house.run("backup", "--now", AT).code == 0


def test_restore_lists_what_is_kept_and_puts_one_back_keeping_what_stood_there(house):
    good = house.cells("People")
    with house.tab("People") as sheet:
        sheet.cell(2, house.place(sheet, "Name")).value = "Typed over"
    house.run("sync", "--now", LATER)
    listed = house.run("restore", "--json").json
    assert [sorted(line) for line in listed] == [["bytes", "saved_at", "version"]] * len(listed)
    before = house.staff.read_bytes()
    wanted = listed[-1]["version"]  # the newest stands first
    said = house.run("restore", wanted, "--now", LATER)
    assert said.code == 0, said.err
    assert [line[2:4] for line in house.cells("People")] == [line[2:4] for line in good]
    kept = [path.read_bytes() for path in (house.folder / "versions" / "ward").glob("*-staff-*.xlsx")]
    assert before in kept
    with house.ledger.read() as conn:
        assert "Put back the staff workbook" in log.newest(conn, "ward", 1)[0].words


def test_the_sync_after_restore_says_that_an_older_version_is_there_even_within_a_minute(house):
    with house.tab("People") as sheet:
        sheet.cell(2, house.place(sheet, "Status")).value = "Died"
    house.run("sync", "--now", LATER)
    oldest = house.run("restore", "--json").json[-1]["version"]
    assert house.run("restore", oldest, "--now", LATER).code == 0
    house.add("People", Name="Ines Jones")  # before the clock came round
    house.run("sync", "--now", LATER)
    assert "An older version of this workbook was put back" in house.text("Today")
    with house.ledger.write() as conn:
        held.clear(conn, "ward", "older version")
    house.add("People", Name="Jo King")
    house.run("sync", "--now", LATER)
    assert "An older version" not in house.text("Today")  # the next save is as any other


def test_restore_of_a_deleted_workbook_brings_it_back(house):
    house.run("sync", "--now", AT)
    house.staff.unlink()
    version = house.run("restore", "--json").json[0]["version"]
    assert house.run("restore", version).code == 0
    assert house.run("sync", "--now", LATER).code in (0, 1)


def test_restore_refuses_what_is_not_kept_and_an_open_workbook(house):
    said = house.run("restore", "1999-01-01")
    assert said.code == 2
    assert "no version called" in said.err
    version = house.run("restore", "--json").json[0]["version"]
    house.staff.with_name("~$staff.xlsx").write_bytes(b"\x03Ann")
    assert house.run("restore", version).code == 3
    assert house.run("restore", version[:4]).code in (2, 3)


def test_import_answers_explains_every_meaning_of_a_column():
    said = " ".join(typed("import-answers", "--help").out.split())
    for word, means in import_maps.explained():
        assert f"{word} {means}" in said
    assert {*import_maps.MEANINGS, *import_maps.MAPS} < {word for word, _ in import_maps.explained()}


def test_an_import_that_brings_nothing_in_ends_with_1_and_twice_is_once_ends_with_0(house, tmp_path):
    with house.tab("Surveys") as sheet:
        sheet.cell(2, house.place(sheet, "Status")).value = "Closed"
    file = tmp_path / "earlier.csv"
    file.write_text("Who,Visit,Colour\na,Good,blue\nb,Poor,red\n", "utf-8")
    wanted = ["import-answers", file, "--survey", "S-001", "--map", "Who=respondent", "--now", AT]
    wrong = house.run(*wanted, "--map", "Colour=Q-001")
    assert (wrong.code, wrong.err) == (1, "")
    assert "right meaning" in wrong.out
    assert house.run(*wanted, "--map", "Colour=Q-001", "--json").code == 1
    for added in (2, 0):
        said = house.run(*wanted, "--map", "Visit=Q-001", "--json")
        assert (said.code, said.json["added"]) == (0, added)
    file.write_text("Who,Visit,Colour\na,Poor,blue\n", "utf-8")
    said = house.run(*wanted, "--map", "Visit=Q-001", "--json")
    assert (said.code, said.json["changed"]) == (1, 1)


def test_links_are_not_made_for_an_anonymous_survey_and_leave_no_file(house, tmp_path):
    said = house.run("links", "--survey", "S-001", "--out", tmp_path / "links.csv")
    assert said.code == 2
    assert "anonymous" in said.err
    assert not (tmp_path / "links.csv").exists()


def test_the_list_as_json_is_whole_utf8_even_where_the_terminal_speaks_another(mistakes):
    command = [sys.executable, "-m", "service", "check", "--staff", str(mistakes), "--json"]
    plain = {**environment(), "PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    done = subprocess.run(command, capture_output=True, env=plain)
    assert json.loads(done.stdout.decode("utf-8"))
    assert done.stderr == b""
    command.remove("--json")
    assert subprocess.run(command, capture_output=True, env=plain).stderr == b""


def test_commands_print_no_log_lines(house):
    house.add("People", Name="Ines Jones")
    said = house.run_apart("sync", "--now", LATER)
    assert (said.code, said.err) == (0, "")

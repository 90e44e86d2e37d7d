"""doctor: what it finds on both ports, that it says what to do, and that it changes nothing."""

import hashlib
import re
import socket
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest

from service.adapters.google.client import connect
from service.adapters.google.examining import clock, log_in
from service.cli import doctors_checks
from service.core.findings import Finding, halves, worst
from service.ledger import runs
from service.ledger.quota import SharedBookings
from tests.cli.house import AT, SECRET, free_port
from tests.flows.ward import NAMES, NOW
from tests.sheets_api import access
from tests.sheets_api.store import OFFICE

KEYS = ["check", "site", "state", "says", "fix"]
EXPECTED_TO_BE_OFF = {"pages"}  # no pages are served here


def examined(house, *words):
    said = house.run("doctor", "--now", AT, "--json", *words)
    assert said.err == ""
    assert all(list(line) == KEYS for line in said.json)
    assert all(line["state"] == "ok" or line["fix"] for line in said.json), said.out
    assert not [name for name in NAMES if name in said.out]
    return said


def wrong(said):
    return {
        line["check"]: line["says"]
        for line in said.json
        if line["state"] != "ok" and line["check"] not in EXPECTED_TO_BE_OFF
    }


def states(said):
    return {line["check"]: line["state"] for line in said.json if line["state"] != "ok"}


def files_in(folder):
    """All but what SQLite lays beside its file while it is open."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith(("-shm", "-wal"))
    }


@contextmanager
def a_clock_that_ran(house):
    with house.ledger.write() as conn:
        run = runs.start(conn, "ward", "sync-workbooks", NOW)
        runs.finish(conn, run, NOW, "done", {})
    yield


def test_a_house_in_order_ends_with_0_and_nothing_is_written(house):
    with a_clock_that_ran(house):
        house.close()
        before = files_in(house.folder)
        said = examined(house)
    assert (said.code, wrong(said)) == (0, {})
    assert files_in(house.folder) == before
    assert {line["check"] for line in said.json} == {
        check.name for check in doctors_checks.CHECKS if check.kept != "google"
    }


def test_people_read_a_line_each_and_a_sum_at_the_end(house):
    said = house.run("doctor", "--now", AT)
    lines = said.out.splitlines()
    assert all(line.startswith(("Ok", "Look", "Mend")) for line in lines[:-1])
    assert lines[-1] == "Nothing to mend, 2 worth a look."  # no pages and no clock are running


def test_what_a_paste_took_away_is_told_and_left_for_the_night(house):
    with house.edited() as book:
        book["People"].data_validations.dataValidation = []
        book["Events"].sheet_state = "hidden"
        del book["Stalls"]
        del book["Register"]
    before = house.staff.read_bytes()
    said = examined(house)
    assert said.code == 1
    told = [line["says"] for line in said.json if line["state"] != "ok"]
    assert any("Put back drop-downs and hints in People" in each for each in told), told
    assert "Hidden in the staff workbook: Events." in told
    assert "The staff workbook lacks Stalls." in told
    assert "The staff workbook lacks Register." in told
    assert house.staff.read_bytes() == before


def test_an_open_workbook_is_worth_a_look(house):
    house.staff.with_name("~$staff.xlsx").write_bytes(b"\x05nurse".ljust(165, b"\0"))
    said = examined(house)
    assert said.code == 0
    assert "open at nurse's" in wrong(said)["file"]


@pytest.mark.parametrize(
    ("break_it", "check", "code", "words"),
    [
        (lambda house: house.staff.unlink(), "file", 3, "There is no file staff.xlsx."),
        (lambda house: house.staff.write_bytes(b"PK nothing"), "file", 3, "cannot be read"),
        (lambda house: (house.folder / "staff" / ".dropbox.cache").mkdir(), "folder", 1, "Dropbox"),
        (
            lambda house: (house.folder / "secret.key").write_text("another" + SECRET),
            "secret",
            2,
            "not the one",
        ),
        (lambda house: (house.folder / "ledger.sqlite3").unlink(), "ledger", 2, "no ledger yet"),
    ],
)
def test_each_trouble_is_told_once_by_its_check_with_what_to_do(house, break_it, check, code, words):
    house.close()
    break_it(house)
    said = examined(house)
    found = [line for line in said.json if line["state"] == "mend" and words in line["says"]]
    assert [line["check"] for line in found] == [check], said.out
    assert said.code == code


def test_jobs_that_failed_lately_and_those_long_ago(house):
    with house.ledger.write() as conn:
        for days, job in ((10, "back-up"), (1, "keep-house")):
            run = runs.start(conn, "ward", job, NOW - timedelta(days=days))
            runs.finish(conn, run, NOW, "failed", {}, "KeyError at service.flows.x:1")
    house.close()
    said = examined(house)
    failed = [line["says"] for line in said.json if line["check"] == "jobs" and line["state"] == "mend"]
    assert len(failed) == 1
    assert failed[0].startswith("keep-house failed on Sunday 22 November 2026")


def test_nobody_for_35_days_is_to_mend(house):
    said = house.run("doctor", "--json", "--now", (NOW + timedelta(days=60)).isoformat())
    assert "nothing is sent to anybody" in wrong(said)["last save"]


def test_a_mail_server_that_is_not_there_ends_with_3_and_one_that_is_gets_no_mail(house):
    port = free_port()
    toml = house.toml.read_text("utf-8")
    mail = f'\n[mail]\nhost = "127.0.0.1"\nport = {port}\nfrom = "voice@example.org"\nstarttls = false\n'
    house.toml.write_text(toml + mail, "utf-8")
    said = examined(house)
    assert said.code == 3
    assert "cannot be reached" in wrong(said)["mail"]
    with socket.create_server(("127.0.0.1", port)) as server:
        import threading

        heard = []

        def serve():
            conn, _ = server.accept()
            with conn:
                conn.sendall(b"220 here\r\n")
                while data := conn.recv(1024):
                    heard.append(data)
                    conn.sendall(b"221 bye\r\n" if data.upper().startswith(b"QUIT") else b"250 fine\r\n")

        thread = threading.Thread(target=serve)
        thread.start()
        said = examined(house)
        thread.join(10)
    assert "mail" not in wrong(said)
    assert not [line for line in heard if b"MAIL" in line.upper()]


def test_a_site_that_is_not_there_is_a_wrong_setting(house):
    assert house.run("doctor", "--site", "elsewhere").code == 2


# On Google


def test_spreadsheets_in_order_end_with_0_and_nothing_is_written_there(google_house):
    google_house.google.control.clear_log()
    said = examined(google_house)
    assert (said.code, wrong(said)) == (0, {})
    kinds = [each.kind for each in google_house.google.control.log]
    assert "write" not in kinds
    assert kinds.count("read") == 2
    assert {line["check"] for line in said.json} == {
        check.name for check in doctors_checks.CHECKS if check.kept != "xlsx"
    }
    assert "1 person" in next(line["says"] for line in said.json if line["check"] == "sharing")
    assert google_house.account in said.out


def test_what_people_did_to_the_tabs_is_told(google_house):
    def hands(book):
        book.titled("People").properties["hidden"] = True
        book.sheets.remove(book.titled("Stalls"))
        sheet = book.titled("Events")
        sheet.title = "What is on"  # a rename is nobody's trouble
        book.locale = "en_US"

    google_house.edit(hands)
    said = examined(google_house)
    told = [line["says"] for line in said.json if line["state"] != "ok"]
    assert "The staff workbook lacks Stalls." in told
    assert "Hidden in the staff workbook: People." in told
    assert any(each.startswith("The settings of the staff workbook are en_US") for each in told)
    assert not any("Events" in each for each in told)
    assert said.code == 1


def test_one_spreadsheet_not_shared_leaves_the_other_looked_at(google_house):
    google_house.google.control.withdraw(google_house.staff, google_house.account)
    said = examined(google_house)
    assert said.code == 1
    assert "The staff workbook" in wrong(said)["rights"]
    assert google_house.account in next(line["fix"] for line in said.json if line["check"] == "rights")
    assert any("tabs of ours in the managers' workbook" in line["says"] for line in said.json)


def test_anyone_with_the_link_is_to_mend(google_house):
    google_house.edit(lambda book: access.grant(book, access.permission("anyone", "reader")))
    said = examined(google_house)
    assert said.code == 1
    assert wrong(said)["sharing"].startswith("Anyone with the link can open the staff workbook")


def test_a_revoked_key_is_told_once(google_house):
    google_house.google.control.revoke_keys(google_house.account)
    said = examined(google_house)
    assert said.code == 1
    assert list(states(said)) == ["pages", "token"]
    assert "no longer accepts our key" in wrong(said)["token"]


def test_a_missing_key_says_what_to_do_where_keys_are_not_allowed(google_house):
    (google_house.folder / "key.json").unlink()
    said = examined(google_house)
    assert said.code == 1
    assert list(states(said)) == ["pages", "credentials"]
    assert "keyless" in next(line["fix"] for line in said.json if line["check"] == "credentials")


@pytest.mark.parametrize(
    ("off", "state", "words"),
    [(1, "ok", "agree"), (-90, "look", "90 seconds behind"), (400, "mend", "400 seconds ahead of")],
)
def test_the_clock_is_measured_against_googles(bare_google_house, off, state, words):
    api = connect(bare_google_house.folder / "key.json", endpoint=bare_google_house.google.url)
    assert log_in(api) == bare_google_house.account
    assert clock(api).state == "ok"  # as the answer's own date has it
    api.client.clock_is_off = timedelta(seconds=off)
    found = clock(api)
    assert found.state == state
    assert words in found.says


def state_of(said, check):
    return next(
        ((line["state"], line["says"], line["fix"]) for line in said.json if line["check"] == check), None
    )


def of_office(book):
    book.mime_type = OFFICE


def huge(house):
    def grow(book):
        book.titled("Huge").row_count, book.titled("Huge").column_count = 9_000_000, 1

    house.edit({"do": "add_tab", "title": "Huge"}, grow)


@pytest.mark.parametrize(
    ("comes", "check", "state", "says", "fix"),
    [
        (lambda house: house.edit(of_office), "rights", "mend", "is an Excel file kept in Google Drive (.xlsx)", "Save as Google Sheets"),
        (huge, "room", "look", "of 10,000,000 cells", "empty cells count too"),
        (lambda house: house.google.control.sheets_api(on=False), None, "mend", "Sheets API is switched off", "Enable APIs"),
        (lambda house: house.google.control.fault("drive off", kind="drive", times=None), None, "mend", "Drive API is switched off", "Enable APIs"),
        (lambda house: house.google.control.share(house.staff, house.account, "reader"), "rights", "mend", "is shared with us for reading only", "as Editor"),
        (lambda house: house.write_settings(staff="1" * 44), "rights", "mend", "knows no spreadsheet under the id", "copy its whole address"),
        (lambda house: setattr(house.google.switches, "hides_sharing", True), "sharing", "mend", "does not show us", "sharing_checked_by_hand"),
        (lambda house: house.google.control.fault("sharing outside", kind="drive", times=None), None, "mend", "does not allow sharing outside", "administrator"),
        (lambda house: house.google.control.fault("key forbidden", kind="drive", times=None), None, "mend", "does not allow keys", "keyless"),
    ],
    ids=["xlsx", "room", "sheets off", "drive off", "read only", "wrong id", "not seen", "outside", "key forbidden"],
)  # fmt: skip
def test_each_trouble_at_google_is_told_with_what_to_do(google_house, comes, check, state, says, fix):
    comes(google_house)
    said = examined(google_house)
    told = [line for line in said.json if says in line["says"] and line["state"] == state]
    assert told, said.out
    assert check in (None, *(line["check"] for line in told))
    assert all(fix in line["fix"] for line in told)
    assert said.code == (0 if state == "look" else 1)


def test_rights_that_drive_does_not_tell_are_not_told_as_missing(google_house):
    google_house.google.switches.tells_no_rights = True
    assert (examined(google_house).code, wrong(examined(google_house))) == (0, {})


@pytest.mark.parametrize(("role", "told"), [("writer", set()), ("reader", {"sharing"})])
def test_on_a_shared_drive_all_is_told_by_its_list_of_people(google_house, role, told):
    """Which names no owner: whose domain is inside has to stand in the settings. To a reader nobody is named."""
    inside = '[google]\ninside_domain = ["example.nhs.uk"]'
    google_house.toml.write_text(google_house.toml.read_text("utf-8").replace("[google]", inside), "utf-8")
    for each in (google_house.staff, google_house.managers):
        google_house.google.control.to_shared_drive(each)
    google_house.google.control.share(google_house.staff, google_house.account, role)
    google_house.google.switches.tells_no_rights = True
    said = examined(google_house)
    assert set(wrong(said)) == told, said.out
    if not told:
        assert "1 person" in state_of(said, "sharing")[1]
    else:
        assert "make " + google_house.account + " an Editor" in state_of(said, "sharing")[2]


def test_what_is_left_of_the_quota_is_told(google_house):
    said = examined(google_house)
    assert re.search(r"\b\d+ of 50 reads and \d+ of 50 writes", state_of(said, "quota")[1])
    _, ledger = google_house.open()
    now = datetime.now(UTC)
    SharedBookings(ledger).pause(google_house.account, "read", timedelta(seconds=15), now)
    ledger.dispose()
    state, says, fix = state_of(examined(google_house), "quota")
    assert (state, "Google refused one" in says, "account" in fix) == ("look", True, True)


def test_before_init_it_tells_what_is_missing_and_whether_google_can_be_used(bare_google_house):
    said = examined(bare_google_house)
    assert said.code == 2
    assert set(wrong(said)) == {"ledger"}
    assert {"token", "rights", "sharing", "dates"} <= {line["check"] for line in said.json}


def test_words_of_trouble_come_apart_into_what_happened_and_what_to_do():
    assert halves("It is full. Make room. Try again.") == ("It is full.", "Make room. Try again.")
    assert halves("Nothing to do about it.") == ("Nothing to do about it.", "")
    assert worst([Finding("mend", "", "", 1), Finding("mend", "", "", 3)]) == 3
    assert worst([Finding("mend", "", "", 2), Finding("mend", "", "", 3)]) == 2
    assert worst([Finding("ok", "")]) == 0


def test_a_workbook_that_is_not_set_up_is_told(house):
    openpyxl.Workbook().save(house.managers)
    assert "is not set up yet" in wrong(examined(house))["whose"]

"""/_control: the log, the knobs and the people, over HTTP and in-process."""

import requests

from tests.sheets_api_tests.conftest import DRIVE, SHEETS


def control(google, method, what, body=None):
    return requests.request(method, f"{google.url}/_control/{what}", json=body, timeout=5)


def test_the_log_tells_every_request_and_nothing_of_its_own(google, session, book_id):
    session.get(f"{SHEETS}/{book_id}", params={"fields": "spreadsheetId"})
    session.post(f"{SHEETS}/{book_id}:batchUpdate", json={"requests": [{"addSheet": {}}, {"addSheet": {}}]})
    session.get(f"{DRIVE}/{book_id}")
    log = control(google, "GET", "log").json()["log"]
    assert [each["kind"] for each in log] == ["token", "read", "write", "drive"]
    assert {each["account"] for each in log} == {google.tokens.accounts[0]}
    assert {each["status"] for each in log} == {200}
    assert log[1]["path"] == f"/v4/spreadsheets/{book_id}"
    assert log[1]["query"] == {"fields": ["spreadsheetId"]}
    assert log[2]["requests"] == ["addSheet", "addSheet"]
    assert log[2]["operation"] == "sheets.spreadsheets.batchUpdate"
    assert log[2]["bytes_in"] > 40
    assert log[2]["bytes_out"] > 100
    assert log[2]["seconds"] > 0
    assert (google.control.count(), google.control.count("read"), google.control.count(status=500)) == (
        4,
        1,
        0,
    )
    control(google, "DELETE", "log")
    assert google.control.log == []


def test_faults_are_set_shown_and_cleared_over_http(google, session, book_id):
    wanted = {"fault": "503", "method": "GET", "kind": "read", "times": 2}
    assert control(google, "POST", "faults", wanted).json()["faults"][0]["times"] == 2
    assert session.get(f"{SHEETS}/{book_id}").status_code == 503
    shown = control(google, "GET", "faults").json()
    assert shown["faults"][0]["times"] == 1
    assert "drop" in shown["known"]
    control(google, "DELETE", "faults")
    assert session.get(f"{SHEETS}/{book_id}").status_code == 200
    assert "sunspots" in control(google, "POST", "faults", {"fault": "sunspots"}).json()["error"]
    assert control(google, "POST", "faults", {"fault": "503", "tiems": 2}).status_code == 400


def test_a_person_makes_a_spreadsheet_and_shares_it(google, session):
    tabs = {"Ideas": [["Ref", "When"], ["I-1", "02/03/2026"]]}
    made = control(google, "POST", "files", {"title": "Ward 7", "tabs": tabs}).json()["id"]
    got = session.get(
        f"{SHEETS}/{made}/values/Ideas!A1:B2", params={"valueRenderOption": "UNFORMATTED_VALUE"}
    ).json()
    assert got["values"] == [["Ref", "When"], ["I-1", 46083]]
    listed = control(google, "GET", "files").json()["files"]
    assert [(each["title"], each["tabs"]) for each in listed] == [("Ward 7", ["Ideas"])]
    account = google.tokens.accounts[0]
    control(google, "POST", "withdraw", {"spreadsheetId": made, "emailAddress": account})
    assert session.get(f"{SHEETS}/{made}").status_code == 403
    control(google, "POST", "share", {"spreadsheetId": made, "emailAddress": account, "role": "reader"})
    assert session.get(f"{SHEETS}/{made}").status_code == 200


def test_a_person_edits_now(google, session, book_id):
    edit = {"do": "type", "tab": "Ideas", "cell": "A1", "text": "Hello"}
    assert control(google, "POST", "edit", {"spreadsheetId": book_id, "edits": [edit]}).status_code == 200
    assert google.control.rows(book_id, "Ideas") == [["Hello"]]
    assert google.control.book(book_id).version == 2


def test_a_person_edits_between_two_requests_of_ours(google, session, book_id):
    google.control.edit(
        book_id, {"do": "paste", "tab": "Ideas", "cell": "A1", "rows": [["Ref"], ["I-2"], ["I-1"]]}
    )
    sort = {"do": "sort", "tab": "Ideas", "column": "A"}
    between = {"when": "before", "method": "PUT", "path": "/values/"}
    control(google, "POST", "edit", {"spreadsheetId": book_id, "edits": [sort], "between": between})
    read = session.get(f"{SHEETS}/{book_id}/values/Ideas!A2:A3").json()["values"]
    assert read == [["I-2"], ["I-1"]]
    session.put(
        f"{SHEETS}/{book_id}/values/Ideas!B2",
        params={"valueInputOption": "RAW"},
        json={"values": [["for I-2"]]},
    )
    assert google.control.rows(book_id, "Ideas") == [["Ref"], ["I-1", "for I-2"], ["I-2"]]


def test_an_edit_after_the_second_write_is_seen_by_the_next_read_only(google, session, book_id):
    google.control.edit_between(
        book_id,
        {"do": "type", "tab": "Ideas", "cell": "A1", "text": "mine"},
        when="after",
        kind="write",
        skip=1,
    )
    for text in ("one", "two"):
        put = session.put(
            f"{SHEETS}/{book_id}/values/Ideas!A1",
            params={"valueInputOption": "RAW", "includeValuesInResponse": "true"},
            json={"values": [[text]]},
        )
        assert put.json()["updatedData"]["values"] == [[text]]
    assert google.control.rows(book_id, "Ideas") == [["mine"]]
    assert google.faults.set_now() == []


def test_an_edit_can_be_any_function(google, book_id):
    google.control.edit(book_id, lambda book: setattr(book.sheets[0], "title", "Thoughts"))
    assert google.control.book(book_id).sheets[0].title == "Thoughts"


def test_an_edit_that_makes_no_sense_is_a_400_and_changes_nothing(google, book_id):
    before = google.control.book(book_id)
    for edit in (
        {"do": "dance"},
        {"do": "type", "tab": "No such tab", "cell": "A1", "text": "x"},
        {"do": "type"},
    ):
        assert control(google, "POST", "edit", {"spreadsheetId": book_id, "edits": [edit]}).status_code == 400
    assert control(google, "POST", "edit", {"spreadsheetId": "none", "edits": []}).status_code == 400
    assert google.control.book(book_id) is before


def test_the_project_and_the_switches_are_set_over_http(google, session, book_id):
    session.get(f"{SHEETS}/{book_id}")
    assert control(google, "POST", "project", {"sheetsApi": False}).status_code == 200
    assert session.get(f"{SHEETS}/{book_id}").status_code == 403
    control(
        google,
        "POST",
        "project",
        {"sheetsApi": True, "expireTokens": True, "quota": True, "freshMinute": True},
    )
    assert session.get(f"{SHEETS}/{book_id}").status_code == 200
    assert google.control.count("token") == 2
    assert google.quota.on
    assert control(google, "POST", "project", {"sunshine": True}).status_code == 400
    told = control(google, "POST", "switches", {"drive_lag": 180, "diagonal_islands": True}).json()
    assert told["drive_lag"] == 180
    assert google.switches.diagonal_islands
    assert control(google, "GET", "switches").json() == told
    assert control(google, "POST", "switches", {"sunshine": 1}).status_code == 400


def test_a_page_that_is_not_there_says_so(google):
    assert control(google, "GET", "nothing").status_code == 404

"""The loopback Google over HTTP: connections, who is let in, and in what words it says no."""

import gzip
import json
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from tests.sheets_api import clients
from tests.sheets_api.server import SheetsAPI
from tests.sheets_api.token import PROJECT_ID
from tests.sheets_api_tests.conftest import DRIVE, SHEETS


def test_a_stop_takes_less_than_a_second_with_connections_open_and_leaves_no_thread(tmp_path):
    google = SheetsAPI().start()
    google.key_file(tmp_path / "key.json")
    with clients.session(tmp_path / "key.json", google.url) as session:
        session.get(f"{SHEETS}/none")
        idle = socket.create_connection(("127.0.0.1", int(google.url.rpartition(":")[2])))
        began = time.monotonic()
        google.stop()
        assert time.monotonic() - began < 1
        idle.close()
        with pytest.raises(requests.ConnectionError):
            session.get(f"{SHEETS}/none")
    assert not [each for each in threading.enumerate() if "loopback Google" in each.name]


def test_a_stop_does_not_wait_for_a_request_that_is_stalled(tmp_path):
    google = SheetsAPI().start()
    google.control.fault("stall", seconds=60)
    answered = threading.Thread(target=lambda: requests.get(f"{google.url}/v4/spreadsheets/none", timeout=5))
    answered.start()
    time.sleep(0.2)
    began = time.monotonic()
    google.stop()
    answered.join(5)
    assert time.monotonic() - began < 2
    assert not answered.is_alive()


def test_one_connection_carries_many_requests_each_in_a_few_milliseconds(google, session, book_id):
    session.get(f"{SHEETS}/{book_id}", params={"fields": "spreadsheetId"})
    began = time.perf_counter()
    for _ in range(50):
        assert session.get(f"{SHEETS}/{book_id}", params={"fields": "spreadsheetId"}).status_code == 200
    assert time.perf_counter() - began < 2
    assert sorted(each.seconds for each in google.control.log)[len(google.control.log) // 2] < 0.005


def test_an_address_too_long_is_refused_before_anybody_reads_it(google, session, book_id):
    ranges = [f"A{row}" for row in range(1, 2_000)]
    answer = session.get(f"{SHEETS}/{book_id}", params={"ranges": ranges, "fields": "spreadsheetId"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (414, "text/html; charset=UTF-8")
    assert session.get(f"{SHEETS}/{book_id}", params={"ranges": ranges[:300]}).status_code == 200


def test_a_long_reply_is_packed_for_who_takes_it(google, session, book_id):
    plain = session.get(f"{SHEETS}/{book_id}", headers={"Accept-Encoding": "identity"})
    packed = session.get(f"{SHEETS}/{book_id}", headers={"Accept-Encoding": "gzip"}, stream=True)
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.raw.read()) == plain.content


def test_replies_are_written_as_google_writes_them(session, book_id):
    reply = session.get(f"{SHEETS}/{book_id}", params={"fields": "spreadsheetId"})
    assert reply.text == json.dumps({"spreadsheetId": book_id}, indent=2) + "\n"
    assert reply.headers["Content-Type"] == "application/json; charset=UTF-8"
    assert reply.headers["Cache-Control"] == "private"
    short = session.get(f"{SHEETS}/{book_id}", params={"fields": "spreadsheetId", "prettyPrint": "false"})
    assert short.text == json.dumps({"spreadsheetId": book_id}, separators=(",", ":"))


def test_many_clients_write_at_once_and_nothing_is_lost(google, session, key, book_id):
    def add(number):
        with clients.session(key, google.url) as own:
            request = {"addSheet": {"properties": {"title": f"Tab {number}"}}}
            return own.post(f"{SHEETS}/{book_id}:batchUpdate", json={"requests": [request]}).status_code

    with ThreadPoolExecutor(8) as several:
        assert set(several.map(add, range(16))) == {200}
    assert len(google.control.book(book_id).sheets) == 18
    assert google.control.book(book_id).version == 17


def test_an_address_google_does_not_have_is_a_page_and_not_json(session):
    reply = session.get("https://sheets.googleapis.com/v5/spreadsheets")
    assert reply.status_code == 404
    assert reply.headers["Content-Type"].startswith("text/html")


def test_without_credentials_nobody_is_let_in(google):
    reply = requests.get(f"{google.url}/v4/spreadsheets/none", timeout=5)
    assert (reply.status_code, reply.json()["error"]["status"]) == (403, "PERMISSION_DENIED")
    wrong = {"Authorization": "Bearer ya29.c.made-up"}
    for path, said in (("/v4/spreadsheets/none", "UNAUTHENTICATED"), ("/drive/v3/files", "authError")):
        reply = requests.get(google.url + path, headers=wrong, timeout=5)
        assert reply.status_code == 401
        assert said in reply.text


def test_a_spreadsheet_that_is_not_there_is_404_and_one_not_shared_403(google, session):
    private = google.control.create("Private", share_with={})
    missing = session.get(f"{SHEETS}/test", params={"includeGridData": "false"})
    assert (missing.status_code, missing.json()) == (
        404,
        {"error": {"code": 404, "message": "Requested entity was not found.", "status": "NOT_FOUND"}},
    )
    refused = session.get(f"{SHEETS}/{private}", params={"includeGridData": "false"})
    assert (refused.status_code, refused.json()) == (
        403,
        {
            "error": {
                "code": 403,
                "message": "The caller does not have permission",
                "status": "PERMISSION_DENIED",
            }
        },
    )


def test_a_reader_reads_and_is_refused_a_write_and_sharing_can_be_withdrawn(google, session, key):
    account = google.tokens.accounts[0]
    book_id = google.control.create("Rota", share_with={account: "reader"})
    rename = {"updateSpreadsheetProperties": {"properties": {"title": "Mine"}, "fields": "title"}}
    body = {"requests": [rename]}
    assert session.get(f"{SHEETS}/{book_id}").status_code == 200
    assert session.post(f"{SHEETS}/{book_id}:batchUpdate", json=body).status_code == 403
    google.control.share(book_id, account, "writer")
    assert session.post(f"{SHEETS}/{book_id}:batchUpdate", json=body).status_code == 200
    google.control.withdraw(book_id, account)
    assert session.get(f"{SHEETS}/{book_id}").status_code == 403
    assert session.get(f"{DRIVE}/{book_id}").status_code == 404


def test_an_excel_file_in_office_mode_is_no_spreadsheet_to_the_api(google, session):
    book_id = google.control.create("Ideas.xlsx", office=True)
    reply = session.get(f"{SHEETS}/{book_id}")
    assert reply.status_code == 400
    assert reply.json()["error"]["status"] == "FAILED_PRECONDITION"


def test_the_sheets_api_of_a_project_can_be_off_while_drive_is_on(google, session, book_id):
    google.control.sheets_api(on=False)
    reply = session.get(f"{SHEETS}/{book_id}")
    assert reply.status_code == 403
    assert "has not been used in project" in reply.json()["error"]["message"]
    assert session.get(f"{DRIVE}/{book_id}").status_code == 200


def test_a_token_for_reading_does_not_write(google, key, book_id):
    only = ("https://www.googleapis.com/auth/spreadsheets.readonly",)
    with clients.session(key, google.url, only) as session:
        assert session.get(f"{SHEETS}/{book_id}").status_code == 200
        reply = session.post(f"{SHEETS}/{book_id}:batchUpdate", json={"requests": []})
    assert reply.status_code == 403
    assert "insufficient authentication scopes" in reply.text


def test_a_failed_batch_changes_nothing_not_even_the_version(google, session, book_id):
    before = google.control.book(book_id)
    requests_ = [{"addSheet": {"properties": {"title": "New"}}}, {"deleteSheet": {"sheetId": 99}}]
    assert session.post(f"{SHEETS}/{book_id}:batchUpdate", json={"requests": requests_}).status_code == 400
    assert google.control.book(book_id) is before


def test_an_error_of_ours_is_googles_500_and_is_told_on_standard_error(google, session, book_id, capfd):
    google.store.change = None
    reply = session.post(f"{SHEETS}/{book_id}:batchUpdate", json={"requests": []})
    assert (reply.status_code, reply.json()["error"]["status"]) == (500, "INTERNAL")
    assert "TypeError" in capfd.readouterr().err


def test_a_spreadsheet_made_through_the_api_is_as_google_makes_one(session):
    wanted = {
        "properties": {"title": "Plan", "locale": "en_GB"},
        "sheets": [{"properties": {"title": "One", "sheetId": 0}}],
    }
    made = session.post(SHEETS, json=wanted).json()
    assert made["properties"]["title"] == "Plan"
    assert made["properties"]["locale"] == "en_GB"
    assert [each["properties"]["title"] for each in made["sheets"]] == ["One"]
    plain = session.post(SHEETS, json={}).json()
    assert plain["properties"]["title"] == "Untitled spreadsheet"
    assert plain["sheets"][0]["properties"]["gridProperties"] == {"rowCount": 1000, "columnCount": 26}


def test_a_service_account_owns_no_storage_unless_the_server_was_told_so(tmp_path):
    with SheetsAPI() as google:
        account = google.key_file(tmp_path / "key.json")
        assert account.endswith(f"@{PROJECT_ID}.iam.gserviceaccount.com")
        with clients.session(tmp_path / "key.json", google.url) as session:
            reply = session.post(
                DRIVE, json={"name": "x", "mimeType": "application/vnd.google-apps.spreadsheet"}
            )
            refused = session.post(SHEETS, json={"properties": {"title": "x"}})
    error = reply.json()["error"]
    assert (error["code"], error["errors"][0]["reason"]) == (403, "storageQuotaExceeded")
    assert error["message"] == "The user's Drive storage quota has been exceeded."
    assert refused.status_code == 403


def test_a_server_started_again_on_the_same_folder_knows_everything_still(tmp_path):
    key = tmp_path / "key.json"
    with SheetsAPI(folder=tmp_path / "kept") as google:
        google.key_file(key)
        book_id = google.control.create("Ward 7", {"Ideas": [["Ref", "Idea"], ["I-1", "=1+1"]], "Lists": []})
        note = {
            "updateCells": {
                "range": {"sheetId": 0, "endRowIndex": 1},
                "rows": [{"values": [{"note": "N"}]}],
                "fields": "note",
            }
        }
        with clients.session(key, google.url) as session:
            assert (
                session.post(f"{SHEETS}/{book_id}:batchUpdate", json={"requests": [note]}).status_code == 200
            )
        before, port = google.control.book(book_id), int(google.url.rpartition(":")[2])
        number = google.store.next_change
    with SheetsAPI(folder=tmp_path / "kept", port=port) as again:
        assert again.control.book(book_id) == before
        assert again.store.next_change == number
        assert again.tokens.take_up(key, again.url)
        with clients.session(key, again.url) as session:
            told = session.get(f"{DRIVE}/{book_id}", params={"fields": "version,modifiedTime"}).json()
    assert told == {"version": str(before.version), "modifiedTime": before.modified}

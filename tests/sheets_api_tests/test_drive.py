"""Drive: what it tells of files and when, who may share and delete, and lists in pages."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.sheets_api import clients
from tests.sheets_api_tests.conftest import DRIVE, SHEETS

SHEET = "application/vnd.google-apps.spreadsheet"
ABOUT = "https://www.googleapis.com/drive/v3/about"
CHANGES = "https://www.googleapis.com/drive/v3/changes"
RENAME = {"requests": [{"updateSpreadsheetProperties": {"properties": {"title": "B"}, "fields": "title"}}]}


def seen(session, book_id):
    told = session.get(f"{DRIVE}/{book_id}", params={"fields": "version,modifiedTime"}).json()
    return int(told["version"]), told["modifiedTime"]


def test_a_new_file_is_told_as_recorded(session):
    made = session.post(DRIVE, params={"supportsAllDrives": "True"}, json={"name": "Test", "mimeType": SHEET})
    assert made.json() == {"kind": "drive#file", "id": made.json()["id"], "name": "Test", "mimeType": SHEET}
    assert list(made.json()) == ["kind", "id", "name", "mimeType"]
    query = {
        "supportsAllDrives": "True",
        "includeItemsFromAllDrives": "True",
        "fields": "id,name,createdTime,modifiedTime",
    }
    told = session.get(f"{DRIVE}/{made.json()['id']}", params=query).json()
    assert list(told) == ["id", "name", "createdTime", "modifiedTime"]
    assert told["createdTime"] == told["modifiedTime"]
    assert told["createdTime"].endswith("Z")


def test_a_deleted_file_is_gone_and_the_reply_is_empty(google, session):
    made = session.post(DRIVE, json={"name": "Test", "mimeType": SHEET}).json()
    reply = session.delete(f"{DRIVE}/{made['id']}")
    assert (reply.status_code, reply.content, reply.headers["Content-Type"]) == (204, b"", "text/html")
    missing = session.get(f"{DRIVE}/{made['id']}").json()["error"]
    assert missing["message"] == f"File not found: {made['id']}."
    assert missing["errors"][0]["reason"] == "notFound"
    assert session.get(f"{SHEETS}/{made['id']}").status_code == 404


def test_only_the_owner_deletes(google, session, book_id):
    reply = session.delete(f"{DRIVE}/{book_id}")
    assert reply.status_code == 403
    assert reply.json()["error"]["errors"][0]["reason"] == "insufficientFilePermissions"
    assert google.control.book(book_id)


def test_every_change_through_the_api_shows_in_version_and_time_at_once(google, session, book_id):
    google.switches.drive_lag = timedelta(minutes=3)
    before = seen(session, book_id)
    assert session.post(f"{SHEETS}/{book_id}:batchUpdate", json=RENAME).status_code == 200
    after = seen(session, book_id)
    assert after[0] == before[0] + 1
    assert after[1] >= before[1]
    session.get(f"{SHEETS}/{book_id}")
    assert seen(session, book_id) == after


def test_what_people_do_shows_three_minutes_late_where_the_switch_says_so(google, session, book_id):
    clock = [datetime.now(UTC)]
    google.now = lambda: clock[0]
    google.switches.drive_lag = timedelta(minutes=3)
    start = session.get(f"{CHANGES}/startPageToken").json()["startPageToken"]
    before = seen(session, book_id)
    google.control.edit(book_id, {"do": "type", "tab": "Ideas", "cell": "A1", "text": "Hello"})
    edited = google.control.book(book_id).modified
    assert seen(session, book_id) == before
    page = session.get(CHANGES, params={"pageToken": start}).json()
    assert page["changes"] == []
    clock[0] += timedelta(minutes=2, seconds=59)
    assert seen(session, book_id) == before
    clock[0] += timedelta(seconds=1)
    assert seen(session, book_id) == (before[0] + 1, edited)
    late = session.get(CHANGES, params={"pageToken": page["newStartPageToken"]}).json()
    assert [each["fileId"] for each in late["changes"]] == [book_id]
    assert session.get(CHANGES, params={"pageToken": late["newStartPageToken"]}).json()["changes"] == []


def test_a_write_of_ours_brings_out_what_people_did_before(google, session, book_id):
    google.switches.drive_lag = timedelta(minutes=3)
    google.control.edit(book_id, {"do": "type", "tab": "Ideas", "cell": "A1", "text": "Hello"})
    session.post(f"{SHEETS}/{book_id}:batchUpdate", json=RENAME)
    assert seen(session, book_id)[0] == google.control.book(book_id).version == 3


def test_files_are_listed_in_pages_newest_first_and_only_those_one_may_see(google, session):
    google.control.create("Private", share_with={})
    for number in range(5):
        session.post(DRIVE, json={"name": f"File {number}", "mimeType": SHEET})
    query = {
        "q": f"mimeType='{SHEET}'",
        "pageSize": 2,
        "fields": "nextPageToken,files(name)",
        "orderBy": "name",
    }
    names, token = [], ""
    while True:
        page = session.get(DRIVE, params={**query, "pageToken": token}).json()
        names += [each["name"] for each in page["files"]]
        token = page.get("nextPageToken")
        if token is None:
            break
    assert names == [f"File {number}" for number in range(5)]
    assert session.get(DRIVE, params={"q": "title = 'x'"}).status_code == 400
    assert session.get(DRIVE, params={"pageToken": "nonsense"}).status_code == 400


def test_sharing_is_granted_changed_listed_and_taken_back(google, session, book_id):
    here = f"{DRIVE}/{book_id}/permissions"
    share = {"type": "user", "role": "reader", "emailAddress": "nurse@example.nhs.uk"}
    made = session.post(here, json=share).json()
    assert set(made) == {"kind", "id", "type", "role"}
    session.patch(f"{here}/{made['id']}", json={"role": "writer"})
    listed = session.get(here, params={"fields": "permissions(emailAddress,role)"}).json()["permissions"]
    assert {"emailAddress": "nurse@example.nhs.uk", "role": "writer"} in listed
    assert session.delete(f"{here}/{made['id']}").status_code == 204
    assert session.delete(f"{here}/{made['id']}").json()["error"]["errors"][0]["reason"] == "notFound"


@pytest.mark.parametrize(
    ("share", "code", "reason"),
    [
        ({"role": "reader"}, 400, "required"),
        ({"type": "user", "emailAddress": "a@example.org"}, 400, "required"),
        ({"type": "user", "role": "reader"}, 400, "invalid"),
        ({"type": "user", "role": "reader", "emailAddress": "nobody"}, 400, "invalid"),
        ({"type": "user", "role": "owner", "emailAddress": "a@example.org"}, 403, "forbidden"),
    ],
)
def test_a_permission_that_cannot_be_is_refused(session, book_id, share, code, reason):
    error = session.post(f"{DRIVE}/{book_id}/permissions", json=share).json()["error"]
    assert (error["code"], error["errors"][0]["reason"]) == (code, reason)


def test_a_domain_or_anyone_can_be_given_a_file(google, session, key, tmp_path):
    made = session.post(DRIVE, json={"name": "Test", "mimeType": SHEET}).json()
    other = google.key_file(tmp_path / "other.json", "o@other.iam.gserviceaccount.com")
    with clients.session(tmp_path / "other.json", google.url) as second:
        assert second.get(f"{SHEETS}/{made['id']}").status_code == 403
        share = {"type": "domain", "role": "reader", "domain": other.partition("@")[2]}
        assert session.post(f"{DRIVE}/{made['id']}/permissions", json=share).status_code == 200
        assert second.get(f"{SHEETS}/{made['id']}").status_code == 200


def test_comments_want_their_fields_named(session, book_id):
    here = f"{DRIVE}/{book_id}/comments"
    assert session.get(here).json()["error"]["errors"][0]["location"] == "fields"
    query = {
        "fields": "comments/content,comments/anchor,nextPageToken",
        "includeDeleted": "False",
        "pageToken": "",
    }
    assert session.get(here, params=query).json() == {"comments": []}
    assert list(session.post(here, params={"fields": "id"}, json={"content": "Look here"}).json()) == ["id"]
    assert session.get(here, params=query).json() == {"comments": [{"content": "Look here"}]}


def test_about_says_who_one_is_and_how_much_one_may_store(google, session):
    told = session.get(ABOUT, params={"fields": "user(emailAddress),storageQuota(limit)"}).json()
    assert told["user"]["emailAddress"] == google.tokens.accounts[0]
    assert told["storageQuota"]["limit"] != "0"
    google.can_create = False
    assert session.get(ABOUT, params={"fields": "storageQuota(limit)"}).json()["storageQuota"]["limit"] == "0"


def test_a_file_is_renamed_moved_and_put_in_the_bin(session):
    folder = session.post(
        DRIVE, json={"name": "Folder", "mimeType": "application/vnd.google-apps.folder"}
    ).json()["id"]
    made = session.post(DRIVE, json={"name": "Test", "mimeType": SHEET, "parents": [folder]}).json()["id"]
    inside = session.get(DRIVE, params={"q": f"'{folder}' in parents"}).json()["files"]
    assert [each["id"] for each in inside] == [made]
    moved = {"removeParents": folder, "fields": "name,parents,trashed"}
    told = session.patch(f"{DRIVE}/{made}", params=moved, json={"name": "New", "trashed": True}).json()
    assert told == {"name": "New", "parents": [], "trashed": True}
    assert session.get(DRIVE, params={"q": "trashed = false and name = 'New'"}).json()["files"] == []


def test_fields_that_drive_does_not_have_are_refused(session, book_id):
    error = session.get(f"{DRIVE}/{book_id}", params={"fields": "title"}).json()["error"]
    assert error["message"] == "Invalid field selection title"


def test_an_office_file_cannot_be_exported(google, session):
    book_id = google.control.create("Ideas.xlsx", office=True)
    reply = session.get(f"{DRIVE}/{book_id}/export", params={"mimeType": "text/csv"})
    assert reply.json()["error"]["errors"][0]["reason"] == "fileNotExportable"


def test_a_file_of_a_shared_drive_is_told_to_who_knows_of_them_and_its_people_by_the_list_alone(
    google, session, book_id
):
    google.control.to_shared_drive(book_id)
    assert session.get(f"{DRIVE}/{book_id}").status_code == 404
    known = {"supportsAllDrives": "true", "fields": "*"}
    told = session.get(f"{DRIVE}/{book_id}", params=known).json()
    assert told["driveId"] == "0AKnownToAllOfUsUk9PVA"
    assert not {"permissions", "owners", "ownedByMe"} & told.keys()
    assert session.get(f"{DRIVE}/{book_id}/permissions").status_code == 404
    roles = [
        each["role"]
        for each in session.get(f"{DRIVE}/{book_id}/permissions", params=known).json()["permissions"]
    ]
    assert "organizer" in roles
    assert "owner" not in roles
    assert session.get(DRIVE).json()["files"] == []
    listed = session.get(
        DRIVE, params={"supportsAllDrives": "true", "includeItemsFromAllDrives": "true"}
    ).json()
    assert [each["id"] for each in listed["files"]] == [book_id]

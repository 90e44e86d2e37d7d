"""Every exchange that was recorded of the real Google is had again with the loopback server, over HTTP, and compared."""

import re

import pytest

from tests.sheets_api import clients
from tests.sheets_api.server import SheetsAPI
from tests.sheets_api.store import new_book
from tests.sheets_api_tests.before import BEFORE, address
from tests.sheets_api_tests.recorded import EXAMPLES, Known, exchanges, whole

RECORDED = exchanges()
ACCOUNT = "svc@example.iam.gserviceaccount.com"
SHEETS = "https://sheets.googleapis.com/v4/spreadsheets"
NOWHERE = {"test"}  # spreadsheet ids of recordings in which there is no such file

# Replies of which only what we use is compared: the whole of Drive v2's file is long, and mostly links.
IN_PART = {("ClientTest.test_import_csv", 3): ("kind", "id", "title", "mimeType")}


class Replay:
    """One recording, had again: its file is there under its recorded id, unless the recording makes it."""

    def __init__(self, google, session, cassette):
        self.google, self.session, self.cassette = google, session, cassette
        self.known, self.exchanges = Known(), RECORDED[cassette]
        self.file_id = next(filter(None, map(_file_id, self.exchanges)), "1replayed")
        makes_it = any(each.method == "POST" and each.path == "/drive/v3/files" for each in self.exchanges)
        if not makes_it and self.file_id not in NOWHERE:
            self._add("somebody@example.org" if "private" in cassette else ACCOUNT)
            BEFORE.get(cassette, lambda stage: None)(self)

    def _add(self, owner):
        class_name, test = self.cassette.split(".")
        book = new_book(f"Test {class_name} {test}", owner)
        book.spreadsheet_id = self.file_id
        self.google.store.add(book, owner)

    def request(self, *requests):
        reply = self.session.post(f"{SHEETS}/{self.file_id}:batchUpdate", json={"requests": list(requests)})
        assert reply.status_code == 200, reply.text
        return reply.json()["replies"]

    def write(self, where, values, how="RAW"):
        path = f"{SHEETS}/{self.file_id}/values/{address(where)}"
        reply = self.session.put(path, params={"valueInputOption": how}, json={"values": values})
        assert reply.status_code == 200, reply.text

    def learn(self, recorded, ours):
        self.known.learn(recorded, ours)

    def have(self, exchange):
        """One exchange; gives the differences."""
        path = self.known.path(exchange.path.replace("{spreadsheetId}", self.file_id))
        body = self.known.ours(whole(exchange.body))
        sent = (
            {"data": body.encode()} if isinstance(body, str) else {"json": body} if body is not None else {}
        )
        if isinstance(body, str):
            sent["headers"] = {"Content-Type": "text/csv"}
        query = [(name, value) for name, value in exchange.query]
        reply = self.session.request(exchange.method, f"https://{exchange.host}{path}", params=query, **sent)
        at = f"{self.cassette} #{exchange.interaction}"
        if reply.status_code != exchange.status:
            return [f"{at}: {exchange.status} recorded, {reply.status_code} here: {reply.text}"]
        if exchange.content_type and reply.headers["Content-Type"] != exchange.content_type:
            return [f"{at}: {exchange.content_type} recorded, {reply.headers['Content-Type']} here"]
        return [at + each for each in self._compared(exchange, reply)]

    def _compared(self, exchange, reply):
        if exchange.reply is None:
            return [] if not reply.content else [f": nothing recorded, {reply.text!r} here"]
        if isinstance(exchange.reply, str):
            return (
                []
                if reply.text == exchange.reply
                else [f": {exchange.reply!r} recorded, {reply.text!r} here"]
            )
        recorded, ours = exchange.reply, reply.json()
        if (some := IN_PART.get((self.cassette, exchange.interaction))) is not None:
            recorded, ours = ({name: each.get(name) for name in some} for each in (recorded, ours))
        if exchange.only_reply:
            recorded = {**recorded, "spreadsheetId": self.file_id}
        return self.known.differences(recorded, ours)


def _file_id(exchange):
    found = re.match(r"/(?:v4/spreadsheets|drive/v3/files|upload/drive/v2/files)/([\w-]+)", exchange.path)
    if found is None and exchange.path == "/drive/v3/files" and exchange.method == "GET":
        return exchange.reply["files"][0]["id"]
    return found[1] if found else None


@pytest.fixture
def google():
    with SheetsAPI(quota=False, can_create=True) as google:
        yield google


@pytest.fixture
def session(google, tmp_path):
    google.key_file(tmp_path / "key.json", ACCOUNT)
    with clients.session(tmp_path / "key.json", google.url) as session:
        yield session


@pytest.mark.parametrize("cassette", RECORDED)
def test_the_server_answers_as_google_did(google, session, cassette):
    replay = Replay(google, session, cassette)
    assert [different for each in replay.exchanges for different in replay.have(each)] == []


def test_nothing_that_was_kept_of_the_recordings_is_left_out():
    had = {(each.cassette, each.interaction) for found in RECORDED.values() for each in found}
    kept = [each["example"] for each in EXAMPLES["endpoints"] + EXAMPLES["batch_update_request_types"]]
    kept += EXAMPLES["errors"] + [each for case in EXAMPLES["edge_cases"] for each in case["exchanges"]]
    assert {(each["cassette"], each["interaction"]) for each in kept} == had
    assert len(EXAMPLES["endpoints"]) == 17
    assert len(EXAMPLES["batch_update_request_types"]) == 25
    assert len(EXAMPLES["edge_cases"]) == 36


def test_a_comparison_that_finds_nothing_would_have_found_it():
    known = Known()
    assert known.differences({"a": [1, "x"]}, {"a": [1, "y"]}) == [".a[1]: 'x' recorded, 'y' here"]
    assert known.differences({"a": 1, "b": 2}, {"b": 2, "a": 1}) == [
        ": keys ['a', 'b'] recorded, ['b', 'a'] here"
    ]
    assert known.differences(["x", "<… 2 more>"], ["x", "y"]) == [": 3 things recorded, 2 here"]
    assert known.differences({"n": 1}, {"n": 1.0}) != []


def test_replies_are_laid_out_and_headed_as_googles(google, session):
    replay = Replay(google, session, "WorksheetTest.test_acell")
    reply = session.get(f"{SHEETS}/{replay.file_id}/values/Sheet1!A1")
    assert reply.text == '{\n  "range": "Sheet1!A1",\n  "majorDimension": "ROWS"\n}\n'
    recorded = EXAMPLES["common_response_headers"]["sheets"]
    for name in ("Content-Type", "Cache-Control", "Server"):
        assert reply.headers[name] == recorded[name]

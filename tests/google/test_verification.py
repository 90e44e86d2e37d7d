"""A look at what nobody could look up: asked of the real Google, by hand (README).

    PATIENT_VOICE_GOOGLE_KEY=key.json PATIENT_VOICE_GOOGLE_STAFF=<id> PATIENT_VOICE_GOOGLE_MANAGERS=<id> \\
        python -m pytest -s tests/google/test_verification.py

Both spreadsheets are WIPED; the name of each must say `may be wiped`. With PATIENT_VOICE_GOOGLE_ENDPOINT the same is asked
of a loopback server, which tests/google/test_verification_here.py does, so that this file is known to work. What the port
promises is in tests/contract, which runs against the same account; here is what only Google can be asked.
Each "open question" of reference/sheets_api.md §11 prints `answer: <switch of tests/sheets_api/switches.py> = <what it did>`.
"""

import time

import pytest

from service.adapters.google.layout import FIELDS
from service.adapters.google.numbered import making
from service.adapters.google_sheet import GoogleWorkbook, OwnMemory
from service.core.changes import ChangedSinceRead, WorkbookError
from tests.excel.kinds import KINDS, TABS
from tests.google.account import connected, spreadsheet_ids, wipe

pytestmark = pytest.mark.google_account


class Account:
    """One account and two spreadsheets, wiped."""

    def __init__(self):
        self.ids, self.api = spreadsheet_ids(), connected()
        for number in self.ids.values():
            wipe(self.api, number)
        staff = self.ids["staff"]
        self.port = GoogleWorkbook(self.api, staff, "staff", "elm", KINDS, TABS, OwnMemory())

    # Hands and eyes through the API

    def sheet(self, title):
        found = self.api.get(self.ids["staff"], FIELDS)["sheets"]
        return next(tab for tab in found if tab["properties"]["title"] == title)

    def number_of(self, title):
        return self.sheet(title)["properties"].get("sheetId", 0)

    def do(self, *requests):
        return self.api.batch_update(self.ids["staff"], requests)

    def put(self, title, row, column, *lines):
        start = {"sheetId": self.number_of(title), "rowIndex": row - 1, "columnIndex": column - 1}
        rows = [
            {"values": [{"userEnteredValue": value} if value else {} for value in line]} for line in lines
        ]
        self.do({"updateCells": {"start": start, "rows": rows, "fields": "userEnteredValue"}})

    def rows(self, title):
        [answer] = self.api.batch_get(self.ids["staff"], ["'" + title + "'"])
        return answer.get("values", [])

    def scratch(self, title, rows=20, columns=6):
        """A tab for one question."""
        grid = {"rowCount": rows, "columnCount": columns}
        self.do({"addSheet": {"properties": {"title": title, "gridProperties": grid}}})
        return self.number_of(title)


@pytest.fixture(scope="module")
def account():
    made = Account()
    made.port.install(KINDS, [tab for tab in TABS if tab.workbook == "staff"], "elm")
    return made


def text(words):
    return {"stringValue": words} if words else None


def answer(switch, found):
    print(f"\nanswer: {switch} = {found}")


# What the reference does not know: each prints its answer, and either one is safe


def test_ask_whether_a_formula_that_shows_nothing_counts_as_data(account):
    number = account.scratch("ask appendCells")
    account.put("ask appendCells", 1, 1, [text("one")], [{"formulaValue": '=""'}], [{"formulaValue": '=""'}])
    rows = [{"values": [{"userEnteredValue": text("two")}]}]
    account.do({"appendCells": {"sheetId": number, "rows": rows, "fields": "userEnteredValue"}})
    answer("append_counts_formats", account.rows("ask appendCells").index(["two"]) > 1)


def test_ask_whether_a_range_that_ends_outside_is_clipped(account):
    account.scratch("ask clip")
    try:
        account.api.batch_get(account.ids["staff"], ["'ask clip'!A1:B500"])
        answer("clip_long_ranges", True)
    except WorkbookError as problem:
        answer("clip_long_ranges", False)
        if problem.code != "moved":
            raise


def test_ask_whether_a_strict_rule_refuses_the_api(account):
    number = account.scratch("ask strict")
    where = {
        "sheetId": number,
        "startRowIndex": 0,
        "endRowIndex": 1,
        "startColumnIndex": 0,
        "endColumnIndex": 1,
    }
    rule = {"condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "y"}]}, "strict": True}
    account.do({"setDataValidation": {"range": where, "rule": rule}})
    try:
        account.put("ask strict", 1, 1, [text("no such")])
        answer("strict_validation_refuses_api", False)
    except WorkbookError:
        answer("strict_validation_refuses_api", True)


def test_ask_whether_a_rows_metadata_follows_a_sort(account):
    number = account.scratch("ask sort")
    account.put("ask sort", 1, 1, [text("a")], [text("b")])
    location = {"dimensionRange": {"sheetId": number, "dimension": "ROWS", "startIndex": 0, "endIndex": 1}}
    made = {"metadataKey": "row_a", "metadataValue": "1", "location": location, "visibility": "DOCUMENT"}
    account.do({"createDeveloperMetadata": {"developerMetadata": made}})
    where = {
        "sheetId": number,
        "startRowIndex": 0,
        "endRowIndex": 2,
        "startColumnIndex": 0,
        "endColumnIndex": 1,
    }
    account.do(
        {"sortRange": {"range": where, "sortSpecs": [{"dimensionIndex": 0, "sortOrder": "DESCENDING"}]}}
    )
    fields = "sheets(properties(sheetId),data(rowMetadata(developerMetadata(metadataKey))))"
    tabs = account.api.get(account.ids["staff"], fields, ["'ask sort'!A1:A2"])["sheets"]
    rows = tabs[0]["data"][0].get("rowMetadata", [])
    at = next((place for place, row in enumerate(rows) if row.get("developerMetadata")), None)
    answer("sort_moves_row_metadata", at == 1)


def test_ask_whether_a_number_of_metadata_that_is_taken_is_refused(account):
    """service/adapters/google/numbered.py relies on it, and waits where it is not so."""
    account.do(making(123_456))
    try:
        account.do(making(123_456))
    except ChangedSinceRead:
        answer("metadata_numbers_unique", True)
    else:
        answer("metadata_numbers_unique", False)


def test_ask_whether_find_and_replace_reads_what_it_puts_in(account):
    number = account.scratch("ask find")
    account.put("ask find", 1, 1, [text("token")])
    find = {"find": "token", "replacement": "0042", "matchEntireCell": True, "sheetId": number}
    account.do({"findReplace": find})
    answer("find_replace_parses", account.rows("ask find") == [[42]])


def test_ask_whether_cells_that_touch_at_a_corner_are_one_table(account):
    account.scratch("ask islands")
    account.put("ask islands", 1, 1, [text("a"), None, None], [None, text("b"), None])
    client, number = account.api.client, account.ids["staff"]
    address = f"https://sheets.googleapis.com/v4/spreadsheets/{number}/values/'ask islands'!A1:append"
    told = client.request("post", address, {"valueInputOption": "RAW"}, json={"values": [["x"]]}).json()
    answer("diagonal_islands", told.get("tableRange", "").endswith("A1:B2"))


def test_ask_what_a_masked_get_leaves_out(account):
    account.scratch("ask mask")
    account.put("ask mask", 1, 1, [text("a"), text("b"), text("c")])
    found = account.api.get(account.ids["staff"], "sheets(data(rowData(values(note))))", ["'ask mask'!A1:C1"])
    values = found.get("sheets", [{}])[0].get("data", [{}])[0].get("rowData", [{}])
    answer("masked_cells_trimmed", not (values and values[0].get("values")))


def test_ask_whether_a_get_with_ranges_tells_what_lies_outside_them(account):
    number = account.scratch("ask ranges")
    where = {
        "sheetId": number,
        "startRowIndex": 9,
        "endRowIndex": 11,
        "startColumnIndex": 2,
        "endColumnIndex": 4,
    }
    account.do({"mergeCells": {"range": where, "mergeType": "MERGE_ALL"}})
    [tab] = account.api.get(account.ids["staff"], FIELDS, ["'ask ranges'!A1"])["sheets"]
    answer("ranges_leave_out_parts", not tab.get("merges"))


def test_ask_whether_a_name_whose_tab_is_gone_stays_taken(account):
    number, name = account.scratch("ask names"), f"ask_{time.time_ns()}"
    named = {"name": name, "range": {"sheetId": number, "startRowIndex": 0, "endRowIndex": 1}}
    account.do({"addNamedRange": {"namedRange": named}}, {"deleteSheet": {"sheetId": number}})
    number = account.scratch("ask names again")
    again = {"name": name, "range": {"sheetId": number, "startRowIndex": 0, "endRowIndex": 1}}
    try:
        account.do({"addNamedRange": {"namedRange": again}})
        answer("(names of deleted tabs are free again)", True)
    except WorkbookError as problem:
        answer("(names of deleted tabs are free again)", f"False: {problem.code}")


def test_ask_how_soon_drive_knows_of_our_own_write(account):
    before = account.port.revision()
    account.put("Friends", 40, 11, [text("x")])
    began, waits = time.monotonic(), 0
    while account.port.revision() == before and waits < 10:
        waits += 1
        time.sleep(0.5)
    answer("(seconds until `version` shows a write of ours)", round(time.monotonic() - began, 1))


def test_ask_how_far_the_clocks_are_apart(account):
    account.port.revision()
    answer("(our clock is ahead of Google's by)", account.api.client.clock_is_off)


def test_a_spreadsheet_of_another_name_is_never_wiped(account):
    number = account.ids["managers"]
    title = account.api.get(number, "properties(title)")["properties"]["title"]

    def name(words):
        properties = {"properties": {"title": words}, "fields": "title"}
        account.api.batch_update(number, [{"updateSpreadsheetProperties": properties}])

    name("Voice, managers")
    try:
        before = account.api.get(number, FIELDS)
        with pytest.raises(pytest.fail.Exception, match="left alone"):
            wipe(account.api, number)
        assert account.api.get(number, FIELDS) == before
    finally:
        name(title)

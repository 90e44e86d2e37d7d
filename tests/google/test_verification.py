"""The same promises held against the real Google, and a look at what nobody could look up; run by hand (README).

    PATIENT_VOICE_GOOGLE_KEY=key.json PATIENT_VOICE_GOOGLE_STAFF=<id> PATIENT_VOICE_GOOGLE_MANAGERS=<id> \\
        python -m pytest -s tests/google/test_verification.py

Both spreadsheets are WIPED. They must be empty, or have a tab called `May be wiped`. With PATIENT_VOICE_GOOGLE_ENDPOINT the
same is asked of a loopback server, which tests/google/test_verification_here.py does, so that this file is known to work.
Each "open question" of reference/sheets_api.md §11 prints `answer: <switch of tests/sheets_api/switches.py> = <what it did>`.
"""

import os
import time
from datetime import date
from datetime import time as day_time
from pathlib import Path

import pytest

from service.adapters.google.client import connect
from service.adapters.google.layout import FIELDS
from service.adapters.google.numbered import making
from service.adapters.google.quota import Pace
from service.adapters.google_sheet import GoogleWorkbook, OwnMemory
from service.core.changes import (
    Append,
    Cell,
    ChangedSinceRead,
    Changes,
    Chart,
    FillRef,
    TabContent,
    TabPlace,
    WorkbookError,
)
from tests.excel.kinds import KINDS, TABS, Friend

pytestmark = pytest.mark.google_account

WANTED = ("PATIENT_VOICE_GOOGLE_KEY", "PATIENT_VOICE_GOOGLE_STAFF", "PATIENT_VOICE_GOOGLE_MANAGERS")
MAY_BE_WIPED = "May be wiped"
ROLES = ("staff", "managers")
TODAY, CHECKS, OVERVIEW = (
    next(tab for tab in TABS if tab.title == title) for title in ("Today", "Checks", "Overview")
)
PLACE = {
    "ref": 1,
    "check": 2,
    "name": 3,
    "status": 4,
    "email": 5,
    "phone": 6,
    "born": 7,
    "told": 8,
    "likes": 9,
}


class Account:
    """One account and two spreadsheets, wiped."""

    def __init__(self):
        key, *ids = (os.environ[name] for name in WANTED)
        self.ids = dict(zip(ROLES, ids, strict=True))
        roles = {number: role for role, number in self.ids.items()}
        endpoint = os.environ.get("PATIENT_VOICE_GOOGLE_ENDPOINT")
        self.api = connect(
            Path(key), endpoint=endpoint, pace=Pace(most={"read": 50, "write": 50}), roles=roles
        )
        self.memories = {role: OwnMemory() for role in ROLES}
        for role in ROLES:
            self._wipe(self.ids[role])
        self.port, self.managers = self.anew("staff"), self.anew("managers")

    def _wipe(self, number):
        """One tab is left, that says it may be wiped again."""
        found = self.api.get(number, FIELDS)
        titles = [tab["properties"]["title"] for tab in found["sheets"]]
        values = self.api.batch_get(number, ["'" + title.replace("'", "''") + "'" for title in titles])
        if MAY_BE_WIPED not in titles and any(each.get("values") for each in values):
            pytest.fail(f"A spreadsheet is not empty and has no tab {MAY_BE_WIPED!r}, so it is left alone.")
        again = int(time.time()) % 2**31
        requests = [{"addSheet": {"properties": {"title": f"wiped {again}"}}}]
        requests += [
            {"deleteNamedRange": {"namedRangeId": each["namedRangeId"]}}
            for each in found.get("namedRanges", [])
        ]
        requests += [
            {
                "deleteDeveloperMetadata": {
                    "dataFilter": {"developerMetadataLookup": {"metadataId": each["metadataId"]}}
                }
            }
            for each in found.get("developerMetadata", [])
        ]
        requests += [{"deleteSheet": {"sheetId": tab["properties"]["sheetId"]}} for tab in found["sheets"]]
        self.api.batch_update(number, requests)
        [left] = self.api.get(number, FIELDS)["sheets"]
        renamed = {"sheetId": left["properties"]["sheetId"], "title": MAY_BE_WIPED}
        self.api.batch_update(number, [{"updateSheetProperties": {"properties": renamed, "fields": "title"}}])

    def anew(self, role="staff"):
        return GoogleWorkbook(self.api, self.ids[role], role, "elm", KINDS, TABS, self.memories[role])

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
    made.managers.install(KINDS, [tab for tab in TABS if tab.workbook == "managers"], "elm")
    return made


def text(words):
    return {"stringValue": words} if words else None


def answer(switch, found):
    print(f"\nanswer: {switch} = {found}")


# The promises


def test_installed_twice_nothing_is_written(account):
    before = account.port.revision()
    account.anew().install(KINDS, [tab for tab in TABS if tab.workbook == "staff"], "elm")
    assert list(account.anew().mend()) == []
    assert account.port.revision() == before


def test_a_damaged_drop_down_comes_back(account):
    where = {
        "sheetId": account.number_of("Friends"),
        "startRowIndex": 1,
        "endRowIndex": 5,
        "startColumnIndex": 3,
        "endColumnIndex": 4,
    }
    account.do({"setDataValidation": {"range": where}})
    assert len(account.anew().mend()) >= 1
    assert list(account.anew().mend()) == []


WORDS = [
    "0042",
    "+44 1632 960001",
    "3/4",
    "=1+1",
    "'quoted'",
    "@home",
    "TRUE",
    "Zoë 🦋 ندى",
    "a\nb",
    "👩‍👩‍👧",
]


def test_words_and_values_come_back_as_they_were_written(account):
    lines = [WORDS, ["words", 3, 2.5, date(2026, 3, 17), Cell(day_time(14, 0), "time"), True], ["x" * 60_000]]
    port = account.anew()
    port.publish(Changes(port.read().revision, tabs=[TabContent(TODAY, lines)]))
    found = account.rows("Today")
    assert found[0] == WORDS
    assert found[1] == ["words", 3, 2.5, 46098, pytest.approx(14 / 24), True]
    assert 49_900 < len(found[2][0]) <= 50_000


def test_a_tab_of_ours_that_was_deleted_comes_back(account):
    port = account.anew()
    account.do({"deleteSheet": {"sheetId": account.number_of("Today")}})
    port.publish(Changes(port.read().revision, tabs=[TabContent(TODAY, [["back"]])]))
    assert account.rows("Today") == [["back"]]


def test_refs_rows_and_formulas_land_where_they_should(account):
    account.put("Friends", 2, 1, [text("P-001"), None, text("Jane")], [None, None, text("Ann")])
    new = Append(Friend, {"name": "=1+1", "phone": "+44 1632 960001", "born": date(2026, 3, 17)}, "P-003")
    checks = [["Ref", "Check", "Told us online"], ["P-001", "Mend this.", ""], ["P-002", "", "Yes"]]
    port = account.anew()
    place = TabPlace(Friend, "Friends", 1, 3, PLACE, (2, 3))
    shown = {(Friend, "check"): {"P-001": "Mend this."}, (Friend, "told"): {"P-002": "Yes"}}
    tabs = [TabContent(CHECKS, checks)]
    revision = port.read().revision
    port.publish(Changes(revision, [place], [FillRef(Friend, 3, "P-002")], [new], formulas=shown, tabs=tabs))
    found = account.rows("Friends")
    assert [row[0] for row in found[1:]] == ["P-001", "P-002", "P-003"]
    assert found[1][1] == "Mend this."
    assert found[2][7] == "Yes"
    assert found[3][2:7] == ["=1+1", "", "", "+44 1632 960001", 46098]
    number = account.number_of("Friends")
    where = {
        "sheetId": number,
        "startRowIndex": 1,
        "endRowIndex": 4,
        "startColumnIndex": 0,
        "endColumnIndex": 9,
    }
    account.do(
        {"sortRange": {"range": where, "sortSpecs": [{"dimensionIndex": 0, "sortOrder": "DESCENDING"}]}}
    )
    assert [row[:2] for row in account.rows("Friends")[1:]][2] == ["P-001", "Mend this."]


def test_what_was_decided_before_a_row_moved_is_refused(account):
    port = account.anew()
    revision = port.read().revision
    lines = {"sheetId": account.number_of("Friends"), "dimension": "ROWS", "startIndex": 1, "endIndex": 2}
    account.do({"insertDimension": {"range": lines, "inheritFromBefore": False}})
    place = TabPlace(Friend, "Friends", 1, 4, PLACE, (2, 3, 4))
    with pytest.raises(WorkbookError) as caught:
        port.publish(Changes(revision, [place], [FillRef(Friend, 2, "P-009")]))
    assert caught.value.code in ("changed", "moved")


def test_a_chart_has_its_words(account):
    port = account.anew("managers")
    chart = Chart("bar", "Comments", "Waiting 3.", (1, 2, 3), (("Comments", 2, 2, 3),), (5, 1))
    lines = [["Theme", "Comments"], ["Waiting", 3], ["Parking", 2]]
    port.publish(Changes(port.read().revision, tabs=[TabContent(OVERVIEW, lines, [chart])]))
    charts = [
        each
        for tab in account.api.get(account.ids["managers"], FIELDS)["sheets"]
        for each in tab.get("charts", [])
    ]
    assert [each["spec"]["altText"] for each in charts] == ["Waiting 3."]


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


def test_a_spreadsheet_in_use_is_never_wiped(account):
    """Last: a workbook without the tab that allows it, and with words in it."""
    number = account.ids["managers"]
    left = next(
        tab for tab in account.api.get(number, FIELDS)["sheets"] if tab["properties"]["title"] == MAY_BE_WIPED
    )
    account.api.batch_update(number, [{"deleteSheet": {"sheetId": left["properties"]["sheetId"]}}])
    with pytest.raises(pytest.fail.Exception, match="left alone"):
        account._wipe(number)
    add = {"addSheet": {"properties": {"title": MAY_BE_WIPED}}}
    account.api.batch_update(number, [add])

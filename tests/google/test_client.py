"""Requests to Google over real HTTP: what is tried again, what never is, and what is said when it fails."""

import logging
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from service.adapters.google.troubles import FateUnknown
from service.core.changes import ChangedSinceRead, WorkbookError

AT_FIRST = [["Ref", "Name"], ["P-001", "Ada Ash"]]
PASSING = ["500", "503", "504", "408", "502 html", "503 html", "drop", "cut short"]


def failing(call):
    with pytest.raises(WorkbookError) as caught:
        call()
    assert caught.value.exit_code == 3
    assert caught.value.says == str(caught.value)
    return caught.value


def test_reading_and_writing_cost_one_request_each(connected):
    assert connected.read() == AT_FIRST
    connected.append("P-002", "Bea Brook")
    assert connected.rows() == [*AT_FIRST, ["P-002", "Bea Brook"]]
    layout = connected.api.get(connected.staff, "sheets.properties.title", ["'People'!A1"])
    assert layout == {"sheets": [{"properties": {"title": "People"}}]}
    file = connected.api.file(connected.staff, "version,modifiedTime")
    assert set(file) == {"version", "modifiedTime"}
    kinds = [each.kind for each in connected.control.log]
    assert kinds == ["token", "read", "write", "read", "drive"]


def test_ranges_come_back_in_their_order_with_dates_as_numbers_and_empty_ones_without_values(connected):
    dated = connected.control.create("Dated", {"O'Hara's": [["Since"], ["01/02/2026"], ["31/02/2026"]]})
    ranges = ["'O''Hara''s'!A2:A3", "'O''Hara''s'!Z5:Z9", "'O''Hara''s'!A1:A1"]
    found = connected.api.batch_get(dated, ranges)
    assert [each.get("values") for each in found] == [[[46054], ["31/02/2026"]], None, [["Since"]]]


@pytest.mark.parametrize("fault", [*PASSING, "429", "429 without Retry-After"])
def test_a_read_is_tried_again_whatever_passes(connected, fault):
    connected.control.fault(fault, kind="read", times=2)
    assert connected.read() == AT_FIRST
    assert len(connected.requests("read")) == 3


@pytest.mark.parametrize("fault", PASSING)
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_write_without_an_answer_is_never_repeated_and_its_fate_is_told_to_be_unknown(
    connected, fault, when
):
    connected.control.fault(fault, kind="write", when=when)
    with pytest.raises(FateUnknown) as caught:
        connected.append("P-002", "Bea Brook")
    assert caught.value.code == "fate-unknown"
    assert "staff workbook" in caught.value.says
    assert len(connected.requests("write")) == 1
    landed = [["P-002", "Bea Brook"]] if when == "after" else []
    assert connected.rows() == AT_FIRST + landed


@pytest.mark.parametrize("fault", ["429", "429 without Retry-After"])
def test_a_write_google_had_no_quota_for_is_repeated_and_lands_once(connected, fault):
    connected.control.fault(fault, kind="write", times=2)
    connected.append("P-002", "Bea Brook")
    assert connected.rows() == [*AT_FIRST, ["P-002", "Bea Brook"]]


@pytest.mark.parametrize("fault", PASSING)
def test_a_write_that_may_be_repeated_is(connected, fault):
    connected.control.fault(fault, kind="write", times=3, when="after")
    connected.put("Once")
    assert connected.requests("write")[-1] == 200
    assert connected.rows()[4] == ["Once"]


def test_a_write_whose_first_try_may_have_landed_stays_unknown_whatever_its_last_try_said(connected):
    connected.control.fault("503", kind="write", when="after")
    connected.control.fault("403", kind="write", skip=1)
    with pytest.raises(FateUnknown):
        connected.put("Once")
    assert connected.requests("write") == [503, 403]


def test_a_connection_that_never_came_about_is_tried_again_even_for_a_write(connected):
    connected.google.stop()
    problem = failing(lambda: connected.append("P-002", "Bea Brook"))
    assert problem.code == "no-connection"
    assert "sheets.googleapis.com" in problem.says
    assert len(connected.clock.waits) == 4


@pytest.mark.parametrize(
    ("fault", "code"), [("503", "out-of-order"), ("502 html", "out-of-order"), ("drop", "no-connection")]
)
def test_after_five_tries_with_longer_and_longer_waits_it_is_given_up(connected, fault, code):
    connected.control.fault(fault, kind="read", times=None)
    assert failing(connected.read).code == code
    assert len(connected.requests("read")) == 5
    assert connected.clock.waits == [1, 4, 16, 32]


def test_chance_shortens_each_wait(connected):
    connected.control.fault("503", kind="read", times=2)
    connected.read(connected.connect(chance=0.25))
    assert connected.clock.waits == [0.25, 1.0]


def test_retry_after_is_obeyed(connected):
    connected.control.fault("429", kind="drive")
    connected.api.file(connected.staff)
    connected.control.fault("429", kind="read")
    connected.read()
    assert max(connected.clock.waits) >= 30


def test_no_request_goes_on_longer_than_its_deadline(connected):
    connected.control.fault("429", kind="read", times=None)
    began = connected.clock.now()
    problem = failing(connected.read)
    assert problem.code == "quota"
    assert connected.clock.now() - began <= timedelta(minutes=4)


def test_drives_own_way_to_say_too_many_is_understood(connected):
    connected.control.fault("429", kind="drive", times=2)
    assert connected.api.file(connected.staff)["name"] == "Staff"
    assert len(connected.requests("drive")) == 3


def test_a_server_that_stalls_is_not_waited_for_for_ever(connected):
    api = connected.connect(timeout=(1, 0.3))
    connected.control.fault("stall", kind="read", seconds=2)
    assert connected.read(api) == AT_FIRST
    connected.control.fault("stall", kind="write", seconds=2)
    with pytest.raises(FateUnknown):
        connected.append("P-002", "Bea Brook", api=api)


def test_a_page_that_is_not_googles_is_told_as_such(connected):
    connected.control.fault("not Google", kind="read")
    assert failing(connected.read).code == "no-trust"
    connected.control.fault("not Google", kind="write")
    assert failing(lambda: connected.append("P-002")).code == "fate-unknown"


def test_a_token_that_ran_out_is_renewed_without_a_word(connected):
    connected.read()
    connected.control.expire_tokens()
    assert connected.read() == AT_FIRST
    connected.control.expire_tokens()
    connected.append("P-002", "Bea Brook")
    assert connected.rows() == [*AT_FIRST, ["P-002", "Bea Brook"]]


def test_one_token_serves_all_threads(connected):
    with ThreadPoolExecutor(10) as pool:
        assert list(pool.map(lambda _: connected.read(), range(20))) == [AT_FIRST] * 20
    assert len(connected.requests("token")) == 1


def test_a_token_server_out_of_order_for_a_moment_loses_nothing(connected):
    connected.control.fault("503", kind="token", times=3)
    connected.append("P-002", "Bea Brook")
    assert connected.rows() == [*AT_FIRST, ["P-002", "Bea Brook"]]


def test_a_token_server_that_drops_the_connection_is_asked_again_even_for_a_write(connected):
    connected.control.fault("drop", kind="token", times=2)
    connected.append("P-002", "Bea Brook")
    assert connected.rows() == [*AT_FIRST, ["P-002", "Bea Brook"]]


def test_a_revoked_key_says_for_whom_to_make_another(connected):
    connected.read()
    connected.control.revoke_keys(connected.account)
    connected.control.expire_tokens()
    problem = failing(connected.read)
    assert (problem.code, connected.account in problem.says) == ("key-revoked", True)


@pytest.mark.parametrize("minutes", [-90, 90])
def test_a_wrong_clock_is_told_as_such(connected, minutes):
    connected.google.switches.clock_skew = timedelta(minutes=minutes)
    assert failing(connected.read).code == "clock-wrong"


def test_how_far_our_clock_is_from_googles_is_known_from_its_answers(connected):
    connected.read()
    assert abs(connected.api.client.clock_is_off) < timedelta(seconds=5)


def test_not_shared_says_with_whom_to_share(connected):
    connected.control.withdraw(connected.staff, connected.account)
    problem = failing(connected.read)
    assert (problem.code, problem.workbook) == ("not-shared", "staff")
    assert problem.says.startswith("The staff workbook is not shared with us.")
    assert connected.account in problem.says
    assert failing(lambda: connected.api.file(connected.staff)).code == "not-shared"


def test_a_wrong_id_is_told_apart_from_one_not_shared(connected):
    wrong = "1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_none"
    assert failing(lambda: connected.api.batch_get(wrong, ["A1"])).code == "not-found"
    assert failing(lambda: connected.api.file(wrong)).code == "not-found"


def test_shared_for_reading_only_is_told_when_we_write(connected):
    connected.control.share(connected.staff, connected.account, "reader")
    connected.read()
    problem = failing(lambda: connected.append("P-002"))
    assert (problem.code, "Editor" in problem.says) == ("read-only", True)


def test_an_api_switched_off_is_named(connected):
    connected.control.sheets_api(on=False)
    assert failing(connected.read).code == "sheets-off"


def test_an_excel_file_in_drive_is_told_as_such(connected):
    office = connected.control.create("Staff.xlsx", office=True)
    assert failing(lambda: connected.api.batch_get(office, ["A1"])).code == "office-file"


def test_a_tab_or_row_gone_since_we_read_means_reading_again(connected):
    for asked in ("'Gone'!A1:B2", "'People'!A2000:B2001"):
        assert isinstance(
            failing(lambda asked=asked: connected.api.batch_get(connected.staff, [asked])), ChangedSinceRead
        )
    gone = {"updateSheetProperties": {"properties": {"sheetId": 99, "hidden": True}, "fields": "hidden"}}
    assert isinstance(failing(lambda: connected.api.batch_update(connected.staff, [gone])), ChangedSinceRead)


def test_a_protected_part_says_how_to_let_us_in(connected):
    connected.control.fault("protected", kind="write")
    assert failing(lambda: connected.append("P-002")).code == "protected"


def test_a_workbook_that_is_full_is_told_as_such(connected):
    rows = {"appendDimension": {"sheetId": 0, "dimension": "ROWS", "length": 9_000_000}}
    assert failing(lambda: connected.api.batch_update(connected.staff, [rows])).code == "cell-limit"


def test_who_it_is_shared_with_is_seen_by_an_editor_and_not_by_a_reader(connected):
    found = connected.api.permissions(connected.staff)
    assert {(each["type"], each["role"]) for each in found} == {("user", "owner"), ("user", "writer")}
    connected.control.share(connected.staff, connected.account, "reader")
    assert connected.api.permissions(connected.staff) is None


SECRET = "Zebedee Quince 07700 900123"


@pytest.mark.parametrize("fault", ["503", "drop", "protected", "403", "not Google", "cut short"])
def test_nothing_anybody_typed_reaches_a_log_or_an_exception(connected, fault, caplog):
    caplog.set_level(logging.DEBUG)
    connected.put(SECRET)
    connected.read()
    for kind in ("read", "write"):
        connected.control.fault(fault, kind=kind, times=None)
    told = [failing(connected.read), failing(lambda: connected.append(SECRET))]
    bad = {"updateCells": {"start": {"sheetId": 0}, "rows": [{"values": SECRET}], "fields": SECRET}}
    connected.control.clear_faults()
    told.append(failing(lambda: connected.api.batch_update(connected.staff, [bad])))
    for problem in told:
        assert "Zebedee" not in f"{problem!r} {problem.says}"
        assert problem.__cause__ is None
    assert caplog.text
    assert "Zebedee" not in caplog.text
    assert connected.staff not in caplog.text
    assert not re.search(r"People|Bearer|ya29", caplog.text)

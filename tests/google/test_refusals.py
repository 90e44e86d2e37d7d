"""Google's own words, as recorded, each told as what it means and with what to do."""

import re

import pytest

from service.adapters.google.refusals import code_of, code_of_log_in, place_in
from service.adapters.google.troubles import TROUBLES, FateUnknown, trouble, withdrawn
from service.core.changes import ChangedSinceRead, WorkbookBusy, WorkbookError, WorkbookRefused


def sheets(code, message, status="", reason=None, **metadata):
    error = {"code": code, "message": message, "status": status}
    if reason:
        error["details"] = [
            {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason, "metadata": metadata}
        ]
    return code, {"error": error}


def drive(code, message, reason, domain="global"):
    return code, {
        "error": {
            "code": code,
            "message": message,
            "errors": [{"domain": domain, "reason": reason, "message": message}],
        }
    }


OFF = "Google {} API has not been used in project 7 before or it is disabled. Enable it by visiting https://x then retry."
LIMIT = "Invalid requests[0].updateSheetProperties: This action would increase the number of cells in the workbook above the limit of 10000000 cells."


@pytest.mark.parametrize(
    ("answer", "kind", "code"),
    [
        (sheets(403, "The caller does not have permission", "PERMISSION_DENIED"), "read", "not-shared"),
        (sheets(403, "The caller does not have permission", "PERMISSION_DENIED"), "write", "read-only"),
        (sheets(404, "Requested entity was not found.", "NOT_FOUND"), "read", "not-found"),
        (drive(404, "File not found: 1abc.", "notFound"), "drive", "not-found-or-not-shared"),
        (drive(403, "The user does not have sufficient permissions for this file.", "insufficientFilePermissions"), "drive", "not-shared"),
        (sheets(403, OFF.format("Sheets"), "PERMISSION_DENIED"), "read", "sheets-off"),
        (sheets(403, "x", "PERMISSION_DENIED", "SERVICE_DISABLED", service="sheets.googleapis.com"), "read", "sheets-off"),
        (drive(403, OFF.format("Drive"), "accessNotConfigured", "usageLimits"), "drive", "drive-off"),
        (sheets(400, "This operation is not supported for this document", "FAILED_PRECONDITION"), "read", "office-file"),
        (sheets(400, LIMIT, "INVALID_ARGUMENT"), "write", "cell-limit"),
        (sheets(400, "Your input contains more than the maximum of 50000 characters in a single cell."), "write", "cell-too-long"),
        (sheets(400, "Unable to parse range: 'Gone'!A1:B2", "INVALID_ARGUMENT"), "read", "moved"),
        (sheets(400, "Range (People!A9000) exceeds grid limits. Max rows: 981, max columns: 24"), "read", "moved"),
        (sheets(400, "Invalid requests[0].updateCells: No grid with id: 7"), "write", "moved"),
        (sheets(400, "Invalid requests[13].updateCells: GridCoordinate.columnIndex[19] is after last column in grid[18]"), "write", "moved"),
        (sheets(400, "Invalid requests[4].updateDimensionProperties: ROWS up to 200 are not all in the sheet."), "write", "moved"),
        (sheets(400, "Invalid requests[0].updateCells: You are trying to edit a protected cell or object."), "write", "protected"),
        (sheets(403, "You are trying to edit a protected cell or object. Please contact the spreadsheet owner"), "write", "protected"),
        (drive(403, "The user's Drive storage quota has been exceeded.", "storageQuotaExceeded", "usageLimits"), "drive", "storage-full"),
        (drive(403, "User Rate Limit Exceeded", "userRateLimitExceeded", "usageLimits"), "drive", "quota"),
        (drive(403, "Rate Limit Exceeded", "rateLimitExceeded", "usageLimits"), "drive", "quota"),
        (drive(403, "The domain administrators have disabled Drive apps.", "domainPolicy"), "drive", "apps-blocked"),
        (drive(403, "Sharing outside is not allowed.", "shareOutNotPermitted"), "drive", "outside-sharing"),
        (sheets(429, "Quota exceeded for quota metric 'Read requests'", "RESOURCE_EXHAUSTED"), "read", "quota"),
        (sheets(403, "Request had insufficient authentication scopes.", "PERMISSION_DENIED"), "read", "too-few-rights"),
        (sheets(401, "Request had invalid authentication credentials.", "UNAUTHENTICATED"), "read", "log-in-failed"),
        (sheets(400, "Invalid value at 'data.values' (x), \"Zebedee\"", "INVALID_ARGUMENT"), "write", "not-understood"),
        (sheets(500, "Internal error encountered.", "INTERNAL"), "read", "out-of-order"),
        ((502, None), "read", "out-of-order"),
        ((599, None), "read", "out-of-order"),
        ((403, None), "read", "no-trust"),
        ((413, None), "write", "not-understood"),
        ((400, {"error": "not as we know it"}), "read", "not-understood"),
        ((403, {"error": {"errors": 7, "details": [7, {"reason": 7}], "message": None}}), "read", "not-shared"),
    ],
)  # fmt: skip
def test_each_answer_means_one_trouble(answer, kind, code):
    assert code_of(*answer, kind) == code


@pytest.mark.parametrize(
    ("error", "description", "code"),
    [
        ("invalid_grant", "Invalid JWT Signature.", "key-revoked"),
        ("invalid_grant", "Invalid grant: account not found", "key-revoked"),
        ("invalid_grant", "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. "
         "Check your iat and exp values in the JWT claim.", "clock-wrong"),
        ("invalid_grant", "Invalid email or User ID", "act-as-refused"),
        ("unauthorized_client", "Client is unauthorized to retrieve access tokens using this method", "act-as-refused"),
        ("disabled_client", "The OAuth client was disabled.", "key-revoked"),
        ("invalid_scope", "", "too-few-rights"),
        ("", "", "log-in-failed"),
    ],
)  # fmt: skip
def test_why_no_token_was_given(error, description, code):
    assert code_of_log_in(error, description) == code


def test_only_the_place_in_a_batch_is_taken_from_googles_words():
    _, body = sheets(400, "Invalid requests[12].repeatCell: Zebedee is no formula")
    assert place_in(body) == "requests[12].repeatCell"
    assert place_in(None) == place_in({"error": 7}) == ""


@pytest.mark.parametrize("code", TROUBLES)
def test_each_trouble_is_whole_sentences_that_say_what_to_do(code):
    problem = trouble(code, "voice@project.iam.gserviceaccount.com", "staff")
    assert problem.says[0].isupper()
    assert problem.says.endswith(".")
    assert problem.says.count(". ") >= 1, "what happened, and what to do"
    assert not re.search(r"[{}]|\bPlease\b|\bthe the\b|\bno the\b|  ", problem.says)
    assert (problem.exit_code, problem.code, problem.workbook) == (3, code, "staff")
    assert len(problem.says) <= 400


def test_no_two_troubles_say_the_same():
    assert len(set(TROUBLES.values())) == len(TROUBLES)


def test_what_passes_by_itself_is_told_from_what_somebody_must_do():
    kinds = {code: type(trouble(code)) for code in TROUBLES}
    assert kinds["quota"] is kinds["no-connection"] is kinds["out-of-order"] is WorkbookBusy
    assert kinds["moved"] is ChangedSinceRead
    assert kinds["fate-unknown"] is FateUnknown
    assert kinds["not-shared"] is kinds["key-revoked"] is WorkbookRefused
    assert kinds["not-understood"] is WorkbookError


def test_sharing_that_ends_is_told_apart_from_sharing_that_never_was():
    for code in ("not-shared", "not-found", "not-found-or-not-shared"):
        problem = withdrawn(trouble(code, "a@b.example", "managers"), "a@b.example")
        assert (problem.code, problem.workbook) == ("sharing-withdrawn", "managers")
        assert problem.says.startswith("The managers' workbook was shared with us and no longer is")
    other = trouble("quota")
    assert withdrawn(other, "a@b.example") is other

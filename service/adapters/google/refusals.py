"""Which trouble an answer of Google's means: from its status and its own words, which go no further than here.

The bodies are those of reference/sheets_api.md §2; Sheets names a status and details, Drive a list of reasons.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

JSON = Mapping[str, Any]

OUT_OF_ORDER = frozenset((408, 409, 500, 502, 503, 504))
RATE_REASONS = frozenset(("rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED"))
_SWITCHED_OFF = frozenset(("accessNotConfigured", "SERVICE_DISABLED"))
_STORAGE = frozenset(("storageQuotaExceeded", "teamDriveFileLimitExceeded", "quotaExceeded"))
_SCOPES = frozenset(("ACCESS_TOKEN_SCOPE_INSUFFICIENT", "insufficientScopes"))
_OUTSIDE = frozenset(("invalidSharingRequest", "shareOutNotPermitted", "teamDriveDomainUsersOnlyRestriction"))
_BLOCKED = frozenset(("domainPolicy",))  # an administrator's word about programs, not about people
# Words of a message, where the status alone does not tell. The first that fits counts.
_WORDS: tuple[tuple[str, str], ...] = (
    (r"not supported for this document|must not be an Office file", "office-file"),
    (r"limit of 10000000 cells|above the limit of [\d,]+ cells", "cell-limit"),
    (r"maximum of 50000 characters", "cell-too-long"),
    (r"protected cell or object|protected range|is protected", "protected"),
    (r"exceeds grid limits|Unable to parse range|No grid with id|No sheet with (?:id|the given)", "moved"),
    (r"No chart with id|No named range|No protected range|No embedded object|beyond the last", "moved"),
    # Rows or columns were deleted between our look and our write.
    (r"is after last (?:row|column) in grid|are not all in the sheet", "moved"),
    (r"named range with that name already exists", "name-taken"),
    (r"storage quota", "storage-full"),
    (r"disableServiceAccountKeyCreation|Key creation is not allowed", "key-forbidden"),
    # numbered.py: whatever else Google says of it. After all others: what refuses the whole write may name its first request.
    (r"requests\[0\]\.createDeveloperMetadata", "number-taken"),
)


def code_of(status: int, body: JSON | None, kind: str) -> str:
    """`kind`: read, write or drive. `body`: the JSON of the answer; None when it was none."""
    if status == 429:
        return "quota"
    if status in OUT_OF_ORDER or status > 499:
        return "out-of-order"
    if body is None:
        return "not-understood" if status == 413 else "no-trust"
    reasons, message = frozenset(reasons_in(body)), _message(body)
    if status == 401:
        return "log-in-failed"
    if reasons & RATE_REASONS:
        return "quota"
    if reasons & _SWITCHED_OFF or "has not been used in project" in message:
        return _which_is_off(body, kind)
    if reasons & _SCOPES or "insufficient authentication scopes" in message:
        return "too-few-rights"
    if reasons & _STORAGE:
        return "storage-full"
    if reasons & _BLOCKED:
        return "apps-blocked"
    if reasons & _OUTSIDE:
        return "outside-sharing"
    for words, code in _WORDS:
        if re.search(words, message, re.IGNORECASE):
            return code
    if status == 403:
        # We read before we write: what we may read and not write is shared for reading.
        return "read-only" if kind == "write" else "not-shared"
    if status == 404:
        return "not-found-or-not-shared" if kind == "drive" else "not-found"
    return "not-understood"


def code_of_log_in(error: str, description: str) -> str:
    """The token endpoint's `error` and `error_description`: why it gave no token."""
    if error == "invalid_grant":
        if re.search(r"\biat\b|\bexp\b|short-lived|timeframe|in the future", description):
            return "clock-wrong"
        # What Google says of an address to act for that it does not know.
        return "act-as-refused" if "Invalid email or User ID" in description else "key-revoked"
    if error in ("unauthorized_client", "access_denied"):
        return "act-as-refused"
    if error == "invalid_scope":
        return "too-few-rights"
    return (
        "key-revoked" if error in ("disabled_client", "deleted_client", "invalid_client") else "log-in-failed"
    )


def is_rate(body: JSON | None) -> bool:
    """Drive tells by a 403 what Sheets tells by a 429."""
    return body is not None and bool(RATE_REASONS.intersection(reasons_in(body)))


def reasons_in(body: JSON) -> Iterator[str]:
    error = _error(body)
    for key in ("errors", "details"):
        listed = error.get(key)
        for each in listed if isinstance(listed, list) else ():
            if isinstance(each, dict) and isinstance(each.get("reason"), str):
                yield each["reason"]


def place_in(body: JSON | None) -> str:
    """Which request of a batch Google did not like, such as requests[3].updateCells: safe to log, unlike the rest."""
    found = re.search(r"requests\[\d+\]\.[A-Za-z]+", _message(body or {}))
    return found[0] if found else ""


def _which_is_off(body: JSON, kind: str) -> str:
    text = str(_error(body).get("details", "")) + _message(body)
    if "drive.googleapis.com" in text or "Google Drive API" in text:
        return "drive-off"
    if "sheets.googleapis.com" in text or "Google Sheets API" in text:
        return "sheets-off"
    return "drive-off" if kind == "drive" else "sheets-off"


def _error(body: JSON) -> JSON:
    error = body.get("error")
    return error if isinstance(error, dict) else {}


def _message(body: JSON) -> str:
    return str(_error(body).get("message", ""))

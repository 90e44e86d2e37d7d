"""Drive's errors: beside code and message a list of them, each with a domain and a reason."""

from __future__ import annotations

from tests.sheets_api.model import JSON, APIFailure


class DriveFailure(APIFailure):
    """What Drive answers instead of a result."""

    def __init__(
        self, code: int, message: str, reason: str, domain: str = "global", location: str = ""
    ) -> None:
        super().__init__(code, "", message)
        self.reason, self.domain, self.location = reason, domain, location

    def body(self) -> JSON:
        one: JSON = {"message": self.message, "domain": self.domain, "reason": self.reason}
        if self.location:
            one["location"] = self.location
            one["locationType"] = "header" if self.location == "Authorization" else "parameter"
        return {"error": {"code": self.code, "message": self.message, "errors": [one]}}


def not_found(file_id: str) -> DriveFailure:
    """Also what a file says that is there, but not for the caller."""
    return DriveFailure(404, f"File not found: {file_id}.", "notFound", location="fileId")


def bad_value(message: str, location: str) -> DriveFailure:
    return DriveFailure(400, message, "invalid", location=location)


def forbidden(message: str = "The user does not have sufficient permissions for this file.") -> DriveFailure:
    return DriveFailure(403, message, "insufficientFilePermissions")


def no_storage() -> DriveFailure:
    """Service accounts own no storage [I:gspread#1592]."""
    return DriveFailure(
        403, "The user's Drive storage quota has been exceeded.", "storageQuotaExceeded", "usageLimits"
    )


def rate_limit(whole_project: bool = False) -> DriveFailure:
    """Over quota is a 403 here, with a reason to tell it from the others [W:DLIM]."""
    if whole_project:
        return DriveFailure(403, "Rate Limit Exceeded", "rateLimitExceeded", "usageLimits")
    return DriveFailure(403, "User Rate Limit Exceeded", "userRateLimitExceeded", "usageLimits")


def unauthenticated(message: str) -> DriveFailure:
    failure = DriveFailure(401, message, "authError", location="Authorization")
    failure.status = "UNAUTHENTICATED"
    return failure

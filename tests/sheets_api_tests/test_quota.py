"""Sixty reads and sixty writes a minute for an account, three hundred for the project; then a 429 in Google's words."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.sheets_api import clients
from tests.sheets_api.drive_errors import DriveFailure
from tests.sheets_api.quota import Quota, QuotaExceeded
from tests.sheets_api_tests.conftest import DRIVE, SHEETS


class Clock:
    def __init__(self):
        self.now = datetime(2026, 3, 2, 9, tzinfo=UTC)

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def test_the_sixty_first_read_of_a_minute_is_refused_and_works_again_when_the_first_is_a_minute_old(clock):
    quota = Quota(clock)
    for _ in range(60):
        quota.spend("a", "read")
        clock.now += timedelta(milliseconds=500)
    with pytest.raises(QuotaExceeded) as refused:
        quota.spend("a", "read")
    assert refused.value.retry_after == "30"
    quota.spend("a", "write")  # another pot
    quota.spend("b", "read")  # another account
    clock.now += timedelta(seconds=30)
    quota.spend("a", "read")
    with pytest.raises(QuotaExceeded):
        quota.spend("a", "read")


def test_a_refused_request_costs_nothing(clock):
    quota = Quota(clock)
    for _ in range(60):
        quota.spend("a", "write")
    for _ in range(100):
        with pytest.raises(QuotaExceeded):
            quota.spend("a", "write")
    assert quota.used("a", "write") == quota.used("", "write") == 60
    clock.now += timedelta(minutes=1)
    quota.spend("a", "write")


def test_five_accounts_use_up_the_project(clock):
    quota = Quota(clock)
    for account in "abcde":
        for _ in range(60):
            quota.spend(account, "read")
    with pytest.raises(QuotaExceeded, match="'Read requests per minute' of"):
        quota.spend("f", "read")


def test_drive_counts_in_units_and_refuses_with_a_403(clock):
    quota = Quota(clock)
    for _ in range(3250):
        quota.spend("a", "drive", 100)
    with pytest.raises(DriveFailure) as refused:
        quota.spend("a", "drive", 5)
    error = refused.value.body()["error"]
    assert (error["code"], error["errors"][0]["reason"]) == (403, "userRateLimitExceeded")


def test_the_body_of_a_429_is_googles(google, session, book_id):
    google.quota.on = True
    google.quota.limits["read"] = (1, 300)
    assert session.get(f"{SHEETS}/{book_id}").status_code == 200
    reply = session.get(f"{SHEETS}/{book_id}")
    assert reply.status_code == 429
    assert 1 <= int(reply.headers["Retry-After"]) <= 60
    error = reply.json()["error"]
    assert error["status"] == "RESOURCE_EXHAUSTED"
    assert error["message"] == (
        "Quota exceeded for quota metric 'Read requests' and limit 'Read requests per minute per user' of service "
        "'sheets.googleapis.com' for consumer 'project_number:371900417263'."
    )
    detail = error["details"][0]
    assert detail["reason"] == "RATE_LIMIT_EXCEEDED"
    assert detail["metadata"]["quota_limit"] == "ReadRequestsPerMinutePerUser"
    assert detail["metadata"]["quota_metric"] == "sheets.googleapis.com/read_requests"
    google.switches.retry_after = False
    assert "Retry-After" not in session.get(f"{SHEETS}/{book_id}").headers
    assert session.get(f"{DRIVE}/{book_id}").status_code == 200  # Drive has its own


def test_a_batch_is_one_request_and_a_reading_post_is_a_read(google, session, key, book_id):
    google.quota.on = True
    account = google.tokens.accounts[0]
    add = {"addSheet": {}}
    assert session.post(f"{SHEETS}/{book_id}:batchUpdate", json={"requests": [add] * 20}).status_code == 200
    assert google.quota.used(account, "write") == 1
    filters = {"dataFilters": [{"a1Range": "Ideas!A1"}]}
    assert session.post(f"{SHEETS}/{book_id}/values:batchGetByDataFilter", json=filters).status_code == 200
    assert (google.quota.used(account, "read"), google.quota.used(account, "write")) == (1, 1)


def test_two_clients_of_one_account_share_its_quota(google, session, key, book_id):
    google.quota.on = True
    google.quota.limits["read"] = (2, 300)
    with clients.session(key, google.url) as other:
        assert session.get(f"{SHEETS}/{book_id}").status_code == 200
        assert other.get(f"{SHEETS}/{book_id}").status_code == 200
        assert other.get(f"{SHEETS}/{book_id}").status_code == 429

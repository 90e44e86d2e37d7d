"""Each knob does what it says, to the requests it fits, as often as it was asked to."""

import pytest
import requests

from tests.sheets_api.faults import FAULTS, Faults, Knob, Match
from tests.sheets_api_tests.conftest import DRIVE, SHEETS

ADD = {"requests": [{"addSheet": {"properties": {"title": "New"}}}]}


@pytest.fixture(autouse=True)
def signed_in(session, book_id, google):
    session.get(f"{SHEETS}/{book_id}")
    google.control.clear_log()


@pytest.mark.parametrize(
    ("fault", "status", "words"),
    [
        ("429", 429, "RESOURCE_EXHAUSTED"),
        ("429 without Retry-After", 429, "RATE_LIMIT_EXCEEDED"),
        ("500", 500, '"INTERNAL"'),
        ("503", 503, "The service is currently unavailable."),
        ("504", 504, "DEADLINE_EXCEEDED"),
        ("408", 408, "timed out"),
        ("502 html", 502, "<!DOCTYPE html>"),
        ("503 html", 503, "<!DOCTYPE html>"),
        ("403", 403, "The caller does not have permission"),
        ("404", 404, "Requested entity was not found."),
        ("protected", 400, "Invalid requests[0].addSheet: You are trying to edit a protected cell"),
        ("not Google", 200, "Please sign in"),
    ],
)
def test_a_fault_answers_in_googles_place_once_and_applies_nothing(
    google, session, book_id, fault, status, words
):
    google.control.fault(fault)
    reply = session.post(f"{SHEETS}/{book_id}:batchUpdate", json=ADD)
    assert reply.status_code == status
    assert words in reply.text
    assert len(google.control.book(book_id).sheets) == 2
    assert session.post(f"{SHEETS}/{book_id}:batchUpdate", json=ADD).status_code == 200


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_connection_is_dropped_before_or_after_the_request_is_applied(google, session, book_id, when):
    google.control.fault("drop", when=when)
    with pytest.raises(requests.ConnectionError):
        session.post(f"{SHEETS}/{book_id}:batchUpdate", json=ADD)
    assert len(google.control.book(book_id).sheets) == (3 if when == "after" else 2)
    assert google.control.log[-1].status == 0
    assert session.get(f"{SHEETS}/{book_id}").status_code == 200


def test_an_answer_can_be_cut_short(google, session, book_id):
    google.control.fault("cut short")
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        session.get(f"{SHEETS}/{book_id}")


def test_a_write_can_be_applied_and_answered_with_an_error(google, session, book_id):
    google.control.fault("503", when="after")
    assert session.post(f"{SHEETS}/{book_id}:batchUpdate", json=ADD).status_code == 503
    assert len(google.control.book(book_id).sheets) == 3


def test_a_stall_makes_a_client_with_a_time_out_give_up(google, session, book_id):
    google.control.fault("stall", seconds=1)
    with pytest.raises(requests.ReadTimeout):
        session.get(f"{SHEETS}/{book_id}", timeout=0.2)


def test_a_knob_waits_for_the_requests_it_fits(google, session, book_id):
    google.control.fault("503", path=":batchUpdate$", skip=1, times=2)
    google.control.fault("500", kind="drive", times=None)

    def write():
        return session.post(
            f"{SHEETS}/{book_id}:batchUpdate", json={"requests": [{"addSheet": {}}]}
        ).status_code

    assert session.get(f"{SHEETS}/{book_id}").status_code == 200
    assert [write() for _ in range(4)] == [200, 503, 503, 200]
    assert {session.get(f"{DRIVE}/{book_id}").status_code for _ in range(5)} == {500}
    google.control.clear_faults()
    assert session.get(f"{DRIVE}/{book_id}").status_code == 200


def test_two_401s_are_renewed_away_and_a_third_comes_through(google, session, book_id):
    google.control.fault("401", times=2)
    assert session.get(f"{SHEETS}/{book_id}").status_code == 200
    google.control.fault("401", times=3)
    assert session.get(f"{SHEETS}/{book_id}").status_code == 401


def test_drive_says_it_in_its_own_shape(google, session, book_id):
    google.control.fault("429", kind="drive")
    error = session.get(f"{DRIVE}/{book_id}").json()["error"]
    assert (error["code"], error["errors"][0]["domain"]) == (403, "usageLimits")
    google.control.fault("404", kind="drive")
    assert session.get(f"{DRIVE}/{book_id}").json()["error"]["errors"][0]["reason"] == "notFound"


def test_a_knob_for_the_token_endpoint_leaves_the_apis_alone(google, session, book_id):
    google.control.fault("503", kind="token")
    assert session.get(f"{SHEETS}/{book_id}").status_code == 200
    google.control.expire_tokens()
    assert session.get(f"{SHEETS}/{book_id}").status_code == 200  # google-auth asks again
    assert [each.status for each in google.control.log if each.kind == "token"] == [503, 200]


def test_a_fault_nobody_knows_is_refused_with_those_there_are():
    with pytest.raises(ValueError, match="503 html"):
        Faults().set(Knob("sunspots", Match()))
    with pytest.raises(ValueError, match="before or after"):
        Faults().set(Knob("503", Match(), "later"))
    assert "drop" in FAULTS

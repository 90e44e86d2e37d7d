"""An access token is given for a signed assertion and for nothing else; it ends, and keys can be revoked."""

import base64
import json
import time
from datetime import UTC, datetime, timedelta

import google.auth.exceptions
import pytest
import requests
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding

from tests.sheets_api import clients
from tests.sheets_api.token import GRANT
from tests.sheets_api_tests.conftest import SHEETS


def part(content):
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=")


def assertion(key, **changed):
    """What google-auth would send, with some claims changed."""
    content = json.loads(key.read_text())
    now = int(time.time())
    claims = {
        "iss": content["client_email"],
        "aud": "https://oauth2.googleapis.com/token",
        "iat": now,
        "exp": now + 3600,
    }
    claims |= {"scope": " ".join(clients.SCOPES), **changed}
    signed = part({"typ": "JWT", "alg": "RS256", "kid": content["private_key_id"]}) + b"." + part(claims)
    private = serialization.load_pem_private_key(content["private_key"].encode(), None)
    signature = private.sign(signed, padding.PKCS1v15(), hashes.SHA256())
    return (signed + b"." + base64.urlsafe_b64encode(signature).rstrip(b"=")).decode()


def asked(google, text, grant=GRANT):
    return requests.post(f"{google.url}/token", data={"grant_type": grant, "assertion": text}, timeout=5)


def test_a_good_assertion_is_worth_an_hour(google, key):
    reply = asked(google, assertion(key))
    assert reply.status_code == 200
    assert (reply.json()["expires_in"], reply.json()["token_type"]) == (3600, "Bearer")


def test_whoever_changes_a_signed_assertion_gets_nothing(google, key):
    head, claims, signature = assertion(key).split(".")
    forged = json.loads(base64.urlsafe_b64decode(claims + "==")) | {"scope": "everything"}
    reply = asked(google, f"{head}.{part(forged).decode()}.{signature}")
    assert reply.status_code == 400
    assert reply.json() == {"error": "invalid_grant", "error_description": "Invalid JWT Signature."}


def test_the_key_of_another_account_does_not_sign_for_this_one(google, key, tmp_path):
    google.key_file(tmp_path / "other.json", "other@elsewhere.iam.gserviceaccount.com")
    account = json.loads(key.read_text())["client_email"]
    assert asked(google, assertion(tmp_path / "other.json", iss=account)).json()["error"] == "invalid_grant"
    unknown = asked(google, assertion(key, iss="nobody@elsewhere.iam.gserviceaccount.com"))
    assert unknown.json()["error_description"] == "Invalid grant: account not found"


@pytest.mark.parametrize(
    "times", [{"exp": 1}, {"iat": 4_000_000_000}, {"exp": int(time.time()) + 90_000}, {"iat": "now"}]
)
def test_times_that_cannot_be_are_refused(google, key, times):
    assert "reasonable timeframe" in asked(google, assertion(key, **times)).json()["error_description"]


@pytest.mark.parametrize("text", ["", "x", "a.b.c", "....", "é.é.é"])
def test_what_is_no_assertion_is_refused(google, text):
    assert asked(google, text).status_code == 400


def test_another_grant_is_not_known(google, key):
    assert asked(google, assertion(key), "password").json()["error"] == "unsupported_grant_type"


def test_a_client_with_a_wrong_clock_is_told_so(google, session):
    google.switches.clock_skew = timedelta(hours=2)
    with pytest.raises(google_auth_refused(), match="reasonable timeframe"):
        session.get(f"{SHEETS}/none")


def google_auth_refused():
    return google.auth.exceptions.RefreshError


def test_a_token_that_is_over_is_renewed_without_anybody_noticing(google, session, book_id):
    assert session.get(f"{SHEETS}/{book_id}").status_code == 200
    google.now = lambda: datetime.now(UTC) + timedelta(hours=2)
    assert session.get(f"{SHEETS}/{book_id}").status_code == 200
    assert [each.status for each in google.control.log] == [200, 200, 401, 200, 200]


def test_tokens_can_be_made_to_expire_at_once(google, session, book_id):
    session.get(f"{SHEETS}/{book_id}")
    google.control.expire_tokens()
    assert session.get(f"{SHEETS}/{book_id}").status_code == 200
    assert google.control.count("token") == 2


def test_a_token_that_lasts_less_than_four_minutes_is_asked_for_at_every_call(google, session, book_id):
    google.switches.token_lasts = timedelta(seconds=200)
    for _ in range(3):
        session.get(f"{SHEETS}/{book_id}")
    assert google.control.count("token") == 3


def test_a_revoked_key_gets_no_new_token(google, session, book_id):
    session.get(f"{SHEETS}/{book_id}")
    google.control.revoke_keys(google.tokens.accounts[0])
    assert session.get(f"{SHEETS}/{book_id}").status_code == 200  # the token given before goes on working
    google.control.expire_tokens()
    with pytest.raises(google_auth_refused(), match="invalid_grant"):
        session.get(f"{SHEETS}/{book_id}")

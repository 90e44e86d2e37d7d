"""The token endpoint: a signed assertion for an access token, as google-auth asks for one [P].

The signature is verified with the public half of the key file's key. `aud` is a constant, not this server's address,
so it is not looked at. iat and exp are held against the real clock (google-auth has no other) plus the switch
clock_skew; how long the token then lasts goes by the server's own clock, which tests may move.
"""

from __future__ import annotations

import base64
import binascii
import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qs

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from tests.sheets_api.exchange import Answer, Call
from tests.sheets_api.model import JSON
from tests.sheets_api.switches import Switches

GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
PROJECT_ID = "patient-voice-loopback"
SERVICE_ACCOUNT = f"patient-voice@{PROJECT_ID}.iam.gserviceaccount.com"
_TIMES = (
    "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. "
    "Check your iat and exp values in the JWT claim."
)
_LEEWAY = 600  # seconds an assertion may be ahead of the server's clock


@dataclass(frozen=True)
class Token:
    """What an access token stands for."""

    account: str
    scopes: frozenset[str]  # the last part of each: spreadsheets, drive
    until: datetime


@dataclass
class Tokens:
    """The accounts with their public keys, and the tokens given out."""

    now: Callable[[], datetime]
    switches: Switches
    keys: dict[str, tuple[str, str]] = field(default_factory=dict)  # key id: account and public key, PEM
    given: dict[str, Token] = field(default_factory=dict)

    @property
    def accounts(self) -> list[str]:
        return sorted({account for account, _ in self.keys.values()})

    def key_file(self, path: Path, url: str, account: str = SERVICE_ACCOUNT) -> str:
        """Writes a new key for an account and gives its address."""
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        key_id = secrets.token_hex(20)
        self.keys[key_id] = (account, _public(key))
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        content = {
            "type": "service_account",
            "project_id": account.partition("@")[2].partition(".")[0],
            "private_key_id": key_id,
            "private_key": private.decode(),
            "client_email": account,
            "client_id": str(100_000_000_000_000_000_000 + secrets.randbelow(10**20)),
            "auth_uri": f"{url}/o/oauth2/auth",
            "token_uri": f"{url}/token",
            "universe_domain": "googleapis.com",
        }
        path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
        path.chmod(0o600)
        return account

    def take_up(self, path: Path, url: str) -> str:
        """Knows again the key in a file written by an earlier run on the same address; "" if it is none."""
        try:
            content = json.loads(path.read_text("utf-8"))
            key = serialization.load_pem_private_key(content["private_key"].encode(), None)
            account, key_id, where = content["client_email"], content["private_key_id"], content["token_uri"]
        except (OSError, ValueError, KeyError, TypeError):
            return ""
        if where != f"{url}/token" or not isinstance(key, rsa.RSAPrivateKey):
            return ""
        self.keys[key_id] = (account, _public(key))
        return account

    def revoke_keys(self, account: str) -> None:
        """As if somebody had deleted the keys in the console; tokens already given go on working until they end."""
        self.keys = {key_id: pair for key_id, pair in self.keys.items() if pair[0] != account}

    def expire(self) -> None:
        """Every token given out is worth nothing from now on."""
        self.given.clear()

    def holder(self, call: Call) -> Token | None:
        """Whose token came with a request; None where it is unknown or over."""
        scheme, _, text = call.headers.get("authorization", "").partition(" ")
        token = self.given.get(text.strip()) if scheme.lower() == "bearer" else None
        return token if token is not None and token.until > self.now() else None

    def exchange(self, call: Call) -> Answer:
        """POST /token."""
        form = {name: values[-1] for name, values in parse_qs(call.body.decode("utf-8", "replace")).items()}
        if form.get("grant_type") != GRANT:
            return _refused("unsupported_grant_type", f"Invalid grant_type: {form.get('grant_type', '')}")
        if "assertion" not in form:
            return _refused("invalid_request", "Missing required parameter: assertion")
        try:
            signed, claims, header, signature = _parts(form["assertion"])
        except (ValueError, binascii.Error, UnicodeDecodeError):
            return _refused("invalid_grant", "Invalid JWT: Failed audience check.")
        call.account = str(claims.get("iss", ""))
        if call.account not in self.accounts:
            return _refused("invalid_grant", "Invalid grant: account not found")
        if not self._is_signed(header, call.account, signed, signature):
            return _refused("invalid_grant", "Invalid JWT Signature.")
        if not self._is_timely(claims):
            return _refused("invalid_grant", _TIMES)
        scopes = str(claims.get("scope", "")).split()
        if not scopes:
            return _refused("invalid_scope", "Invalid OAuth scope or ID token audience provided.")
        token = "ya29.c." + secrets.token_urlsafe(96)
        lasts = self.switches.token_lasts
        self.given[token] = Token(
            call.account, frozenset(scope.rsplit("/", 1)[-1] for scope in scopes), self.now() + lasts
        )
        reply = {"access_token": token, "expires_in": int(lasts.total_seconds()), "token_type": "Bearer"}
        return Answer(200, reply)

    def _is_signed(self, header: JSON, account: str, signed: bytes, signature: bytes) -> bool:
        if header.get("alg") != "RS256":
            return False
        for key_id, (owner, pem) in self.keys.items():
            if owner != account or header.get("kid") not in (None, key_id):
                continue
            public = serialization.load_pem_public_key(pem.encode())
            assert isinstance(public, rsa.RSAPublicKey)
            try:
                public.verify(signature, signed, padding.PKCS1v15(), hashes.SHA256())
            except InvalidSignature:
                continue
            return True
        return False

    def _is_timely(self, claims: JSON) -> bool:
        now = time.time() + self.switches.clock_skew.total_seconds()
        issued, until = claims.get("iat"), claims.get("exp")
        if not isinstance(issued, (int, float)) or not isinstance(until, (int, float)):
            return False
        return issued <= now + _LEEWAY and until > now and 0 < until - issued <= 3600


def _parts(assertion: str) -> tuple[bytes, JSON, JSON, bytes]:
    header, claims, signature = assertion.split(".")
    return (
        f"{header}.{claims}".encode(),
        json.loads(_decoded(claims)),
        json.loads(_decoded(header)),
        _decoded(signature),
    )


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _public(key: rsa.RSAPrivateKey) -> str:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(serialization.Encoding.PEM, form).decode()


def _refused(error: str, description: str) -> Answer:
    return Answer(400, {"error": error, "error_description": description})

"""Who we are to Google: a service account's key file, or, where keys are not allowed, what this machine has anyway."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import google.auth
import google.auth.exceptions
from google.auth import iam
from google.auth.transport.requests import Request
from google.oauth2 import service_account

from service.adapters.google.troubles import trouble

SCOPES = (
    "https://www.googleapis.com/auth/spreadsheets",
    # Which version a file has and who may see it; not its content, and nothing of other files can be changed.
    "https://www.googleapis.com/auth/drive.metadata.readonly",
)
_TOKEN_URI = "https://oauth2.googleapis.com/token"
_LOOPBACK = ("127.0.0.1", "localhost")
_LARGEST_KEY = 100_000  # bytes; a key file has about 2,300


class QuietCredentials(service_account.Credentials):
    """google-auth's own, without the request it makes in the background to a host of its own since 2.55
    (iamcredentials.googleapis.com, "regional access boundary"): a firewall would have to let it through, and no one needs it."""

    def __init__(self, *arguments: Any, **named: Any):
        super().__init__(*arguments, **named)
        self._one_at_a_time = threading.Lock()

    def _is_regional_access_boundary_lookup_required(self) -> bool:
        return False

    def before_request(self, request: Any, method: str, url: str, headers: Any) -> None:
        # Ten threads at first use would each fetch a token (reference/sheets_api.md §6.6).
        with self._one_at_a_time:
            super().before_request(request, method, url, headers)


def open_credentials(key_file: Path | None = None, act_as: str | None = None) -> Any:
    """Nothing is asked of Google yet, unless it takes that to find out who we are without a key. Fails with a WorkbookError."""
    return _from_key(key_file, act_as) if key_file is not None else _keyless(act_as)


def address_of(credentials: Any) -> str:
    """Whom a workbook has to be shared with; empty where only Google knows (it then tells by Drive's `about`)."""
    subject = getattr(credentials, "_subject", None)
    address = subject or getattr(credentials, "service_account_email", None) or ""
    return address if "@" in address else ""  # "default" until the metadata server has been asked


def _from_key(path: Path, act_as: str | None) -> QuietCredentials:
    key = _read(path)
    if "installed" in key or "web" in key or key.get("type") == "authorized_user":
        raise trouble("key-oauth-client")
    for part in ("client_email", "private_key", "token_uri"):
        if not isinstance(key.get(part), str) or not key[part].strip():
            raise trouble("key-incomplete")
    where = urlsplit(key["token_uri"])
    if where.scheme != "https" and where.hostname not in _LOOPBACK:
        raise trouble("key-elsewhere")
    try:
        found = QuietCredentials.from_service_account_info(key, scopes=SCOPES, subject=act_as)
    except (
        ValueError,
        google.auth.exceptions.GoogleAuthError,
    ):  # a private key cut short, or of another kind
        raise trouble("key-damaged") from None
    assert isinstance(found, QuietCredentials)
    return found


def _read(path: Path) -> dict[str, Any]:
    try:
        if not path.is_file():
            raise trouble("key-missing")
        with path.open("rb") as file:
            text = file.read(_LARGEST_KEY + 1)
    except OSError:
        raise trouble("key-unreadable") from None
    try:
        key = json.loads(text.decode("utf-8-sig")) if len(text) <= _LARGEST_KEY else None
    except (ValueError, RecursionError):
        key = None
    if not isinstance(key, dict):
        raise trouble("key-damaged") from None
    return key


def _keyless(act_as: str | None) -> Any:
    try:
        found = _quiet(google.auth.default(scopes=SCOPES)[0])
        return _quiet(_acting(found, act_as)) if act_as is not None else found
    except (google.auth.exceptions.GoogleAuthError, OSError, ValueError):
        raise trouble("no-credentials") from None


def _quiet(found: Any) -> Any:
    """These come in many classes, so the background request is switched off on the very one we have."""
    found._is_regional_access_boundary_lookup_required = lambda: False
    return found


def _acting(found: Any, act_as: str) -> Any:
    """Without a key the machine's own account signs through Google (iam.signBlob) what a key would have signed here."""
    if hasattr(found, "with_subject"):
        return found.with_subject(act_as)
    if not getattr(found, "service_account_email", None):
        raise trouble("act-as-impossible")
    request = Request()
    if "@" not in found.service_account_email:
        found.refresh(request)
    signer = iam.Signer(request, found, found.service_account_email)
    return QuietCredentials(
        signer, found.service_account_email, token_uri=_TOKEN_URI, scopes=SCOPES, subject=act_as
    )

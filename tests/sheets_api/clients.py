"""Google's own clients, turned to the loopback server: google-auth's session, and gspread on top of it.

gspread and google-auth stay as they are: an adapter of requests rewrites the addresses of Google's hosts [P].
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gspread
from google.auth.transport.requests import AuthorizedSession
from google.oauth2.service_account import Credentials
from requests.adapters import HTTPAdapter

SCOPES = ("https://www.googleapis.com/auth/spreadsheets", "https://www.googleapis.com/auth/drive")
HOSTS = ("https://sheets.googleapis.com", "https://www.googleapis.com")


class QuietCredentials(Credentials):
    """Without the call to iamcredentials.googleapis.com that google-auth makes behind everybody's back [P]."""

    def _is_regional_access_boundary_lookup_required(self) -> bool:
        return False


class Turned(HTTPAdapter):
    """Sends what is meant for Google to another address."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url

    def send(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        for host in HOSTS:
            if request.url.startswith(host + "/"):
                request.url = self._url + request.url.removeprefix(host)
        return super().send(request, *args, **kwargs)


def session(key: Path, url: str, scopes: tuple[str, ...] = SCOPES) -> AuthorizedSession:
    """A session with a service account's token, for requests to Google's own addresses."""
    made = AuthorizedSession(QuietCredentials.from_service_account_file(str(key), scopes=list(scopes)))
    for host in HOSTS:
        made.mount(host + "/", Turned(url))
    return made


def gspread_client(key: Path, url: str) -> gspread.Client:
    """gspread as anybody would use it."""
    turned = session(key, url)
    client = gspread.authorize(turned.credentials, session=turned)
    client.set_timeout(30)
    return client

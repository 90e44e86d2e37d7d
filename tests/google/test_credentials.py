"""Who we are to Google: a key file that is right, every way in which it is not, and none at all."""

import json
import socket
import sys

import pytest

from service.adapters.google.credentials import address_of, open_credentials
from service.core.changes import WorkbookError

SECRET = "a private thing nobody should read"


def refused(key_file=None, act_as=None):
    with pytest.raises(WorkbookError) as caught:
        open_credentials(key_file, act_as)
    assert caught.value.exit_code == 3
    problem = caught.value
    assert SECRET not in f"{problem!r} {problem.says} {problem.__cause__!r}"
    return problem.code


def changed(connected, tmp_path, **instead):
    key = json.loads(connected.key_file.read_text("utf-8")) | instead
    path = tmp_path / "changed.json"
    path.write_text(json.dumps({name: value for name, value in key.items() if value is not None}), "utf-8")
    return path


def test_a_key_file_says_with_whom_to_share(connected):
    assert address_of(open_credentials(connected.key_file)) == connected.account
    assert connected.api.account == connected.account


def test_a_key_file_saved_by_windows_notepad_is_read(connected):
    connected.key_file.write_bytes(b"\xef\xbb\xbf" + connected.key_file.read_bytes())
    assert connected.read(connected.connect())


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "key-damaged"),
        (b'{"type": "service_account", "private_key": "' + SECRET.encode(), "key-damaged"),
        (b"\xff\xfe\x00\x01", "key-damaged"),
        (b"[1, 2]", "key-damaged"),
        (b"[" * 50_000, "key-damaged"),
        (b" " * 200_000 + b"{}", "key-damaged"),
        (json.dumps({"installed": {"client_secret": SECRET}}).encode(), "key-oauth-client"),
        (json.dumps({"web": {"client_secret": SECRET}}).encode(), "key-oauth-client"),
        (json.dumps({"type": "authorized_user", "refresh_token": SECRET}).encode(), "key-oauth-client"),
        (json.dumps({"type": "service_account"}).encode(), "key-incomplete"),
    ],
)
def test_a_file_that_is_no_key_says_what_it_is_and_none_of_its_content(tmp_path, content, code):
    path = tmp_path / "key.json"
    path.write_bytes(content)
    assert refused(path) == code


@pytest.mark.parametrize(
    ("instead", "code"),
    [
        ({"private_key": None}, "key-incomplete"),
        ({"client_email": None}, "key-incomplete"),
        ({"token_uri": None}, "key-incomplete"),
        ({"private_key": 7}, "key-incomplete"),
        (
            {"private_key": f"-----BEGIN PRIVATE KEY-----\n{SECRET}\n-----END PRIVATE KEY-----\n"},
            "key-damaged",
        ),
        ({"private_key": SECRET}, "key-damaged"),
        ({"token_uri": "http://somewhere.example.org/token"}, "key-elsewhere"),
    ],
)
def test_a_key_with_a_part_missing_or_spoilt_is_told(connected, tmp_path, instead, code):
    assert refused(changed(connected, tmp_path, **instead)) == code


def test_no_file_and_a_file_that_may_not_be_read_are_told_apart(connected, tmp_path):
    assert refused(tmp_path / "none.json") == "key-missing"
    assert refused(tmp_path) == "key-missing"


@pytest.mark.skipif(sys.platform == "win32", reason="no modes there")
def test_a_key_in_a_folder_we_may_not_enter_is_told(connected, tmp_path, monkeypatch):
    from pathlib import Path

    def forbidden(self, *_):
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "open", forbidden)  # as root nothing is forbidden, so it is said to be
    assert refused(connected.key_file) == "key-unreadable"


def test_where_keys_are_forbidden_it_says_what_to_do_instead(tmp_path):
    with pytest.raises(WorkbookError, match="Service account key creation is disabled.*keyless"):
        open_credentials(tmp_path / "none.json")


@pytest.fixture
def keyless(monkeypatch, tmp_path):
    for name in ("GOOGLE_APPLICATION_CREDENTIALS", "GCLOUD_PROJECT", "GOOGLE_CLOUD_PROJECT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CLOUDSDK_CONFIG", str(tmp_path / "no gcloud here"))
    monkeypatch.setenv("NO_GCE_CHECK", "true")
    return monkeypatch


def test_without_a_key_and_without_anything_else_it_says_so(keyless):
    assert refused() == "no-credentials"


def test_keyless_uses_what_the_machine_has(keyless, connected):
    keyless.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(connected.key_file))
    found = open_credentials()
    api = connected.connect(credentials=found)
    assert connected.read(api)
    assert api.account == connected.account


def test_keyless_without_an_address_asks_drive_once_who_we_are(keyless, connected):
    keyless.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(connected.key_file))

    class Nameless:
        """As on a machine whose account only Google knows."""

        def __init__(self, real):
            self._real = real

        def __getattr__(self, name):
            if name in ("service_account_email", "_subject"):
                raise AttributeError(name)
            return getattr(self._real, name)

    api = connected.connect(credentials=Nameless(open_credentials()))
    assert api.account == connected.account
    assert api.account == connected.account
    assert len(connected.requests("drive")) == 1


def test_act_as_speaks_for_the_person_named(keyless, connected):
    person = "clinic@example.nhs.uk"
    assert address_of(open_credentials(connected.key_file, person)) == person
    keyless.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(connected.key_file))
    assert address_of(open_credentials(None, person)) == person


def test_a_login_of_a_person_cannot_act_for_another(keyless, tmp_path):
    path = tmp_path / "user.json"
    user = {"type": "authorized_user", "client_id": "1", "client_secret": "2", "refresh_token": "3"}
    path.write_text(json.dumps(user), "utf-8")
    keyless.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(path))
    assert refused(None, "clinic@example.nhs.uk") == "act-as-impossible"


@pytest.mark.parametrize("with_key", [True, False])
def test_google_auth_calls_nobody_behind_our_back(keyless, connected, with_key, monkeypatch):
    """Since 2.55 it asks iamcredentials.googleapis.com in a thread of its own (reference/sheets_api.md §6.7)."""
    asked = []
    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *rest, **more: asked.append(host) or real(host, *rest, **more)
    )
    keyless.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(connected.key_file))
    found = open_credentials(connected.key_file if with_key else None)
    connected.read(connected.connect(credentials=found))
    assert not found._rab_manager.refresh_manager._worker
    assert set(asked) == {"127.0.0.1"}

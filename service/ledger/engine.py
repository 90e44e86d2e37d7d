"""Opens the ledger: SQLite in a file, or PostgreSQL when the address says so; everything else asks for `read()` or `write()`.

SQLite: WAL with synchronous FULL, so that what was committed survives a pulled plug; every writing transaction begins
IMMEDIATE, because one that reads first and then writes is refused at once when another got in between. Connections are made
after a fork, never carried over one.
"""

from __future__ import annotations

import os
import sqlite3
import weakref
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from service.ledger.errors import OUTSIDE_FAILED, WRONG_USE, LedgerError
from service.ledger.keys import Keys
from service.ledger.places import refuse_network

WAIT_FOR_WRITER = 20_000  # milliseconds; under the web server's own limit of 30 seconds
_ON_CONNECT = (
    "PRAGMA foreign_keys = ON",
    f"PRAGMA busy_timeout = {WAIT_FOR_WRITER}",
    "PRAGMA synchronous = FULL",
    "PRAGMA secure_delete = ON",  # what is erased is overwritten
    "PRAGMA temp_store = MEMORY",  # no copy of an answer in a temporary file
    "PRAGMA trusted_schema = OFF",
)

# What SQLite says of the disk, without the finer reasons in its higher bits.
_BROKEN_DISK = {
    sqlite3.SQLITE_FULL: "There is no room left on the ledger's disk, so nothing was changed. Make room there.",
    sqlite3.SQLITE_IOERR: "The ledger's disk has no room left, or is failing, so nothing was changed. Look at the disk.",
    sqlite3.SQLITE_READONLY: "We may not write to the ledger. Let the service's account change its file and its folder.",
    sqlite3.SQLITE_CANTOPEN: "The ledger's file cannot be opened. Let the service's account use it and its folder.",
}


class Ledger:
    """One database. Safe to hand to several processes: each makes connections of its own."""

    def __init__(self, url: URL, secret: bytes = b""):
        self._url, self._keys = url, Keys(secret)
        self._engine: Engine | None = None
        self._reading: Engine
        self._writing: Engine
        self._pid = 0
        self._abandoned: list[Engine] = []
        _open_ledgers.add(self)

    @property
    def url(self) -> str:
        return self._url.render_as_string(hide_password=False)

    @property
    def path(self) -> Path | None:
        """The SQLite file; None on PostgreSQL."""
        return Path(self._url.database or "") if self.is_sqlite else None

    @property
    def is_sqlite(self) -> bool:
        return self._url.get_backend_name() == "sqlite"

    @property
    def engine(self) -> Engine:
        """Made at first use in each process."""
        if self._engine is None or self._pid != os.getpid():
            if self._engine is not None:
                self._abandoned.append(
                    self._engine
                )  # closing another process's connection could harm its file
            self._engine, self._pid = self._make_engine(), os.getpid()
            self._reading, self._writing = _by_purpose(self._engine)
        return self._engine

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One moment's view of everything; writing through it is a fault."""
        with self._begin("_reading") as conn:
            yield conn

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """All of it lands, durably, when the block ends well; none of it when it does not."""
        with self._begin("_writing") as conn:
            yield conn

    @contextmanager
    def outside_transactions(self) -> Iterator[sqlite3.Connection]:
        """SQLite's own connection, for what it does only between transactions."""
        try:
            with closing(self.engine.raw_connection()) as connection:
                yield cast(sqlite3.Connection, connection.driver_connection)
        except (DBAPIError, sqlite3.Error) as problem:
            raise LedgerError(*_says(problem)) from None

    def refuse_unwritable(self) -> None:
        """A LedgerError now, rather than when somebody presses Send."""
        with self.write():
            pass

    def dispose(self) -> None:
        if self._engine is not None and self._pid == os.getpid():
            self._engine.dispose()
            self._engine = None

    @contextmanager
    def _begin(self, purpose: str) -> Iterator[Connection]:
        self.engine  # noqa: B018 - makes the two purposes in this process
        engine: Engine = getattr(self, purpose)
        try:
            with engine.begin() as conn:
                yield conn
        except (DBAPIError, sqlite3.Error) as problem:
            raise LedgerError(
                *_says(problem)
            ) from None  # the database's own words can quote a row: no chain to them
        except PoolTimeout:
            raise LedgerError("The ledger is too busy. Nothing was changed; try again.") from None

    def _make_engine(self) -> Engine:
        options: dict[str, Any] = {"hide_parameters": True}  # no typed value in an exception's text
        if not self.is_sqlite:
            options["pool_pre_ping"] = True
        engine = create_engine(self._url, **options)
        if self.is_sqlite:
            event.listen(engine, "connect", _set_up_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
        keys = self._keys
        event.listen(engine, "connect", lambda _, record: record.info.update(keys=keys))
        return engine


def _by_purpose(engine: Engine) -> tuple[Engine, Engine]:
    if engine.dialect.name == "sqlite":
        return engine.execution_options(begin="BEGIN"), engine.execution_options(begin="BEGIN IMMEDIATE")
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True), engine


def _set_up_sqlite(connection: Any, record: Any) -> None:
    connection.isolation_level = None  # we say when a transaction begins
    for pragma in _ON_CONNECT:
        connection.execute(pragma).fetchall()


def _begin_sqlite(conn: Connection) -> None:
    begin = conn.get_execution_options().get("begin", "BEGIN IMMEDIATE")
    read_only = begin == "BEGIN"  # writing in it would be refused now and then, so it is refused always
    if conn.info.get("read_only", False) != read_only:
        conn.exec_driver_sql(f"PRAGMA query_only = {int(read_only)}")
        conn.info["read_only"] = read_only
    conn.exec_driver_sql(begin)


def _says(problem: DBAPIError | sqlite3.Error) -> tuple[str, int]:
    cause = problem.orig if isinstance(problem, DBAPIError) else problem
    if getattr(cause, "sqlite_errorcode", None) in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
        says = "The file named in database_url is no ledger, or is damaged. Check the name, or restore the newest backup."
        return says, WRONG_USE
    if broken := _BROKEN_DISK.get((getattr(cause, "sqlite_errorcode", None) or 0) & 0xFF):
        return broken, OUTSIDE_FAILED
    if (isinstance(problem, DBAPIError) and problem.connection_invalidated) or _never_reached(cause):
        return (
            "The database cannot be reached. See that it runs, and that host, user and password in database_url are right.",
            OUTSIDE_FAILED,
        )
    return (
        f"The ledger could not be used ({type(cause).__name__}). Nothing was changed; try again.",
        OUTSIDE_FAILED,
    )


def _never_reached(cause: Any) -> bool:
    """PostgreSQL gives a code to everything that goes wrong once a connection stands, and none before."""
    return type(cause).__name__ == "OperationalError" and getattr(cause, "sqlstate", "") is None


_open_ledgers: weakref.WeakSet[Ledger] = weakref.WeakSet()


def _close_before_fork() -> None:
    for ledger in list(_open_ledgers):
        ledger.dispose()


if hasattr(os, "register_at_fork"):  # not on Windows, where nothing forks
    os.register_at_fork(before=_close_before_fork)


def read_url(url: str) -> URL:
    """`sqlite:///path` or `postgresql://…` as a URL; a LedgerError says what is wrong with any other."""
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "postgresql":
            return parsed.set(drivername="postgresql+psycopg")
        if parsed.get_backend_name() == "sqlite" and parsed.database and parsed.database != ":memory:":
            return parsed
    except (ArgumentError, NoSuchModuleError, ValueError):  # ValueError: a port that is no number
        pass
    raise LedgerError(
        "database_url is not an address we can use. Write sqlite:///ledger.sqlite3 or postgresql://user@host/name.",
        WRONG_USE,
    )


def open_ledger(url: str, secret: bytes = b"", *, check_revision: bool = True) -> Ledger:
    """Refused with a LedgerError: a network drive, a ledger of another revision, another secret than it was begun with."""
    from service.ledger import revision

    ledger = Ledger(read_url(url), secret)
    if ledger.path is not None:
        refuse_network(ledger.path)
        if not ledger.path.is_file():
            raise LedgerError("There is no ledger yet. Run patient-voice init.", WRONG_USE)
    try:
        if check_revision:
            revision.check(ledger)
            if secret:
                revision.check_secret(ledger)
    finally:
        ledger.dispose()
    return ledger

"""Opening the ledger, its revision, its lock, and the disks it will not live on."""

import multiprocessing
import os
import sqlite3
import stat
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from service.ledger import LedgerError, engine, forms, open_ledger, places, revision, tables
from service.ledger import upgrade as upgrading
from service.ledger.upgrade import upgrade
from tests.ledger.conftest import NOW, SECRET

ROOT = Path(__file__).parents[2]


def test_the_migrations_build_what_the_tables_say(empty_url):
    upgrade(empty_url)
    ledger = open_ledger(empty_url, SECRET)
    with ledger.read() as conn:
        context = MigrationContext.configure(
            conn, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, tables.metadata) == []
    ledger.dispose()


def test_on_sqlite_they_build_it_to_the_letter(migrated_file, tmp_path):
    """compare_metadata does not see WITHOUT ROWID."""
    built = sa.create_engine(f"sqlite:///{tmp_path / 'built.sqlite3'}")
    tables.metadata.create_all(built)
    built.dispose()

    def schema(path):
        with sqlite3.connect(path) as conn:
            found = conn.execute(
                "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'alembic%'"
            )
            made = {name: " ".join(sql.replace("\t", " ").split()).replace(" ,", ",") for name, sql in found}
        conn.close()
        return made

    assert schema(migrated_file) == schema(tmp_path / "built.sqlite3")


def test_the_revision_this_program_asks_for_is_the_newest_migration():
    assert ScriptDirectory.from_config(upgrading.config()).get_heads() == [revision.HEAD]


def test_upgrading_twice_or_two_at_once_is_one_upgrade(empty_url):
    with ThreadPoolExecutor(3) as pool:
        assert [*pool.map(upgrade, [empty_url] * 3)] == [revision.HEAD] * 3
    upgrade(empty_url)
    ledger = open_ledger(empty_url, SECRET)
    with ledger.read() as conn:
        assert conn.execute(sa.text("SELECT count(*) FROM alembic_version")).scalar() == 1
    ledger.dispose()


def test_an_upgrade_that_fails_leaves_nothing_half_done(empty_url, monkeypatch):
    def fail_at_the_end(*_):
        raise RuntimeError("pulled plug")

    with monkeypatch.context() as patch:
        patch.setattr("alembic.op.create_table", count_to(12, sa.Table, fail_at_the_end))
        with pytest.raises(RuntimeError):
            upgrade(empty_url)
    with pytest.raises(LedgerError, match="init"):
        open_ledger(empty_url, SECRET)
    upgrade(empty_url)
    open_ledger(empty_url, SECRET)


def count_to(last, _, then):
    from alembic import op

    real, made = op.create_table, []

    def create_table(*arguments, **named):
        made.append(arguments)
        return then() if len(made) > last else real(*arguments, **named)

    return create_table


@pytest.mark.parametrize(("found", "command"), [("0000", "upgrade"), ("9999", "upgrade")])
def test_another_revision_is_refused_with_what_to_do(url, found, command):
    ledger = open_ledger(url, SECRET)
    with ledger.write() as conn:
        conn.execute(sa.text("UPDATE alembic_version SET version_num = :found"), {"found": found})
    with pytest.raises(LedgerError, match=f"run patient-voice {command}") as caught:
        open_ledger(url, SECRET)
    assert caught.value.exit_code == 2
    open_ledger(url, SECRET, check_revision=False).dispose()
    ledger.dispose()


def test_a_newer_ledger_is_not_upgraded(url):
    ledger = open_ledger(url, SECRET)
    with ledger.write() as conn:
        conn.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(LedgerError, match="newer than this program"):
        upgrade(url)
    ledger.dispose()


def test_no_ledger_yet_and_files_that_are_none(tmp_path):
    with pytest.raises(LedgerError, match="patient-voice init"):
        open_ledger(f"sqlite:///{tmp_path / 'none.sqlite3'}", SECRET)
    assert not list(tmp_path.iterdir())  # asking makes no file
    (tmp_path / "words.txt").write_text("not a database, and long enough to be looked at as one " * 50)
    for use in (upgrade, lambda url: open_ledger(url, SECRET)):
        with pytest.raises(LedgerError):
            use(f"sqlite:///{tmp_path / 'words.txt'}")
    with pytest.raises(LedgerError, match="cannot be made"):
        upgrade(f"sqlite:///{tmp_path / 'no folder' / 'ledger.sqlite3'}")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "mysql://a/b",
        "sqlite://",
        "sqlite:///:memory:",
        "nonsense",
        "gopher:///x",
        "postgresql://u:p@h:abc/x",
    ],
)
def test_an_address_of_another_kind_is_refused(address):
    with pytest.raises(LedgerError, match="database_url") as caught:
        open_ledger(address, SECRET)
    assert caught.value.exit_code == 2


def test_a_database_out_of_reach_is_said_without_its_password():
    with pytest.raises(LedgerError) as caught:
        open_ledger("postgresql://nurse:s3cret@127.0.0.1:1/ledger?connect_timeout=1", SECRET)
    assert caught.value.exit_code == 3
    assert "host, user and password in database_url" in caught.value.says
    assert "s3cret" not in str(caught.value)


def test_another_secret_is_refused_because_the_stop_list_would_find_nobody(url):
    open_ledger(url, SECRET)
    open_ledger(url, SECRET)
    with pytest.raises(LedgerError, match="secret key is not the one"):
        open_ledger(url, b"another secret of 32 bytes or so")


def test_without_a_secret_what_needs_one_says_so(url):
    from service.ledger import links, stop_list

    ledger = open_ledger(url)
    for use in (
        lambda c: stop_list.add(c, "elm", "a@example.org", NOW),
        lambda c: links.find(c, "elm", "S-001", "x"),
    ):
        with pytest.raises(LedgerError, match="without its secret"), ledger.write() as conn:
            use(conn)
    ledger.dispose()


def test_sqlite_is_durable_erases_and_is_not_for_everybody_to_read(tmp_path):
    url = f"sqlite:///{tmp_path / 'ledger.sqlite3'}"
    before = os.umask(0)
    try:
        upgrade(url)
    finally:
        os.umask(before)
    assert not (tmp_path / "ledger.sqlite3").stat().st_mode & stat.S_IRWXO
    ledger = open_ledger(url, SECRET)
    with ledger.read() as conn:
        asked = {
            name: conn.execute(sa.text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "secure_delete", "foreign_keys", "busy_timeout")
        }
    assert asked == {
        "journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "foreign_keys": 1, "busy_timeout": engine.WAIT_FOR_WRITER,
    }  # fmt: skip
    ledger.dispose()


def test_a_writer_that_reads_first_waits_for_the_other_instead_of_failing(sqlite_ledger):
    """Begun plainly, the second of these would be refused at once: "database is locked"."""
    reading, done = threading.Barrier(2), []

    def read_then_write(key):
        reading.wait()
        with sqlite_ledger.write() as conn:
            seen = len(forms.all(conn, "elm"))
            forms.put(conn, "elm", forms.FormRecord(key, 1, "open", "none", "{}"), NOW)
            done.append(seen)

    with ThreadPoolExecutor(2) as pool:
        [*pool.map(read_then_write, ["S-001", "S-002"])]
    assert done == [0, 1]


def test_a_reader_sees_one_moment_and_cannot_write(ledger):
    with ledger.read() as conn:
        before = len(forms.all(conn, "elm"))
        with ledger.write() as other:
            forms.put(other, "elm", forms.FormRecord("S-009", 1, "open", "none", "{}"), NOW)
        assert len(forms.all(conn, "elm")) == before
    with ledger.read() as conn:
        assert len(forms.all(conn, "elm")) == before + 1
    with pytest.raises(LedgerError), ledger.read() as conn:
        conn.execute(tables.marks.insert(), {"site": "elm", "changes": 1})


def test_a_block_that_fails_leaves_nothing(ledger):
    def fail():
        with ledger.write() as conn:
            forms.put(conn, "elm", forms.FormRecord("S-009", 1, "open", "none", "{}"), NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with ledger.read() as conn:
        assert forms.get(conn, "elm", "S-009") is None


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")  # from Python 3.12 on
def test_a_ledger_used_before_a_fork_makes_new_connections_after_it(ledger):
    with ledger.read() as conn:
        assert len(forms.all(conn, "elm")) == 3
        parents = conn.connection.driver_connection  # kept, so that its id is not used again
        child = multiprocessing.get_context("fork").Process(target=use_in_child, args=(ledger, id(parents)))
        child.start()
        child.join(30)
        assert child.exitcode == 0
        assert len(forms.all(conn, "elm")) == 3  # the parent's own goes on
    parents.close()
    with ledger.read() as conn:
        assert len(forms.all(conn, "elm")) == 4


def use_in_child(ledger, parents_connection):
    with ledger.write() as conn:
        assert id(conn.connection.driver_connection) != parents_connection
        forms.put(conn, "elm", forms.FormRecord("S-009", 1, "open", "none", "{}"), NOW)


def test_opening_leaves_no_connection_for_a_fork_to_carry(url):
    ledger = open_ledger(url, SECRET)
    assert ledger._engine is None
    assert sa.make_url(ledger.url).database == sa.make_url(url).database


MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
//files/clinic /mnt/clinic cifs rw 0 0
/dev/sdb1 /mnt/clinic/local ext4 rw 0 0
files:/home /home nfs4 rw 0 0
me@host: /mnt/far\\040away fuse.sshfs rw 0 0
C: /mnt/c 9p rw 0 0
tmpfs /run tmpfs rw 0 0
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/lib/pv/ledger.sqlite3", None),
        ("/mnt/clinic/ledger.sqlite3", "cifs"),
        ("/mnt/clinic/local/ledger.sqlite3", None),  # the longest mount point counts
        ("/mnt/clinical/ledger.sqlite3", None),
        ("/home/nurse/ledger.sqlite3", "nfs4"),
        ("/mnt/far away/ledger.sqlite3", "fuse.sshfs"),
        ("/mnt/c/pv/ledger.sqlite3", "9p"),
        ("/run/ledger.sqlite3", None),
    ],
)
def test_a_network_drive_is_told_by_its_mount(path, kind):
    assert places.network_kind(Path(path), MOUNTS) == kind


def test_a_sandbox_whose_own_disk_is_9p_may_hold_a_ledger():
    assert places.network_kind(Path("/work/ledger.sqlite3"), "none / 9p rw 0 0") is None


def test_a_ledger_on_a_network_drive_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(places, "_kind_here", lambda path: "cifs")
    for use in (upgrade, lambda url: open_ledger(url, SECRET)):
        with pytest.raises(LedgerError, match=r"network drive \(cifs\)") as caught:
            use(f"sqlite:///{tmp_path / 'ledger.sqlite3'}")
        assert caught.value.exit_code == 2
    assert not list(tmp_path.iterdir())


def test_a_page_can_use_the_ledger_without_loading_what_only_upgrades_need():
    ask = "import sys, service.ledger, service.ledger.submissions; print([n for n in ('alembic', 'pandas') if n in sys.modules])"
    found = subprocess.run([sys.executable, "-c", ask], cwd=ROOT, capture_output=True, check=True, text=True)
    assert found.stdout.strip() == "[]"

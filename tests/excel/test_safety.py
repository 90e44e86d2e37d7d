"""A workbook other people use is replaced wholly or not at all, and never while somebody has it open."""

import errno
import fcntl
import os
import resource
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from service.adapters.excel import safety
from service.adapters.excel.reading import fingerprint, fingerprint_of
from service.adapters.excel.refusing import read_bytes
from service.adapters.excel.safety import (
    locked_by,
    refuse_if_open,
    remove_beside,
    remove_leftovers,
    replace,
    write_beside,
)
from service.core.changes import ChangedSinceRead, WorkbookBusy, WorkbookError, WorkbookRefused
from tests.excel.files import NOW, in_child, put, with_rows

OLD, NEW = with_rows([["Ref"], ["P-001"]]), with_rows([["Ref"], ["P-001"], ["P-002"]])
NOBODY = 65534


@pytest.fixture
def path(tmp_path):
    path = put(tmp_path, OLD)
    os.utime(path, (NOW.timestamp(), NOW.timestamp()))
    return path


@pytest.fixture
def open_folder():
    """A folder another user may enter: pytest's own are closed to all but one."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o777)
    yield folder
    shutil.rmtree(folder)


def write(path, data=NEW, now=NOW):
    replace(path, data, fingerprint_of(path), now)


def alone(path):
    return [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_the_workbook_is_replaced_and_nothing_is_left_beside(path):
    write(path)
    assert path.read_bytes() == NEW
    assert alone(path)


# Open elsewhere


def excel_lock(path, owner="Jane Smith", age=timedelta()):
    lock = path.with_name(f"~${path.name}")
    name = owner.encode("cp1252")
    lock.write_bytes(
        bytes([len(name)])
        + name.ljust(54)
        + struct.pack("<H", len(owner))
        + owner.encode("utf-16-le").ljust(108, b" ")
    )
    return aged(lock, age)


def libreoffice_lock(path, owner="Jane Smith", age=timedelta()):
    lock = path.with_name(f".~lock.{path.name}#")
    lock.write_text(f"{owner},jsmith,ward-3,23.11.2026 08:15,file:///C:/Users/jsmith;", "utf-8")
    return aged(lock, age)


def aged(lock, age):
    made = (NOW - age).timestamp()
    os.utime(lock, (made, made))
    return lock


@pytest.mark.parametrize("lock", [excel_lock, libreoffice_lock])
def test_while_excel_or_libreoffice_has_it_open_nothing_is_written(path, lock):
    lock(path, age=timedelta(hours=23))
    assert locked_by(path, NOW) == "Jane Smith"
    with pytest.raises(WorkbookBusy) as refused:
        write(path)
    assert "Jane" not in refused.value.says + repr(refused.value)
    assert path.read_bytes() == OLD


@pytest.mark.parametrize("lock", [excel_lock, libreoffice_lock])
def test_a_lock_file_left_by_a_crash_stops_nothing_after_a_day(path, lock):
    lock(path, age=timedelta(hours=25))
    assert locked_by(path, NOW) is None
    write(path)
    assert path.read_bytes() == NEW


def test_an_old_lock_file_counts_while_the_workbook_is_really_held(path):
    excel_lock(path, age=timedelta(days=3))
    with held_by_another(path):
        assert locked_by(path, NOW) == "Jane Smith"


@pytest.mark.parametrize("words", [b"", b"\xff", bytes(165), b"\x05"])
def test_a_lock_file_without_a_readable_name_still_counts(path, words):
    path.with_name(f"~${path.name}").write_bytes(words)
    aged(path.with_name(f"~${path.name}"), timedelta())
    assert locked_by(path, NOW)


@contextmanager
def held_by_another(path):
    """Another process has the file to itself, as Excel has over a share, and no lock file tells."""
    held, done = os.pipe(), os.pipe()
    child = os.fork()
    if child == 0:
        with path.open("r+b") as file:
            fcntl.lockf(file, fcntl.LOCK_EX)
            os.write(held[1], b".")
            os.close(done[1])
            os.read(done[0], 1)
        os._exit(0)
    os.read(held[0], 1)
    try:
        yield
    finally:
        os.close(done[1])
        os.close(done[0])
        os.waitpid(child, 0)
        os.close(held[0])
        os.close(held[1])


def test_a_refused_exclusive_open_is_busy(path):
    with held_by_another(path):
        assert locked_by(path, NOW) == "somebody"
        with pytest.raises(WorkbookBusy) as refused:
            write(path)
    assert refused.value.code == "in-use"
    write(path)
    assert path.read_bytes() == NEW


@pytest.mark.libreoffice
def test_a_real_libreoffice_that_has_it_open_is_noticed(tmp_path, path, soffice_path):
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    office = subprocess.Popen(
        [soffice_path, "--headless", profile, "--norestore", str(path)],
        start_new_session=True,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until(path.with_name(f".~lock.{path.name}#").exists)
        now = datetime.now(UTC)
        assert locked_by(path, now)
        with pytest.raises(WorkbookBusy):
            write(path, now=now)
    finally:
        os.killpg(office.pid, signal.SIGKILL)
        office.wait()
    assert path.read_bytes() == OLD


def wait_until(true, seconds=60):
    for _ in range(seconds * 20):
        if true():
            return
        time.sleep(0.05)
    raise AssertionError("waited in vain")


# Changed since it was read


def test_a_workbook_somebody_saved_after_it_was_read_is_left_as_they_saved_it(path):
    read = fingerprint_of(path)
    theirs = with_rows([["Ref"], ["P-009"]])
    path.write_bytes(theirs)
    with pytest.raises(ChangedSinceRead):
        replace(path, NEW, read, NOW)
    assert path.read_bytes() == theirs
    assert alone(path)


def test_a_save_in_the_last_moment_is_seen_too(path, monkeypatch):
    theirs = with_rows([["Ref"], ["P-009"]])
    keep_rights = safety._keep_rights
    monkeypatch.setattr(
        safety, "_keep_rights", lambda old, new: (keep_rights(old, new), path.write_bytes(theirs))
    )
    with pytest.raises(ChangedSinceRead):
        write(path)
    assert path.read_bytes() == theirs
    assert alone(path)


@pytest.mark.parametrize("lock", [excel_lock, libreoffice_lock])
def test_somebody_who_opens_it_while_we_write_beside_it_is_seen(path, lock):
    with pytest.raises(WorkbookBusy):
        replace(path, NEW, fingerprint_of(path), NOW, just_before=lambda: lock(path))
    assert path.read_bytes() == OLD
    assert not list(path.parent.glob("*pv-*"))


# Who may open it


@pytest.mark.parametrize("mode", [0o664, 0o640, 0o600, 0o666])
def test_mode_owner_and_group_stay(path, mode):
    path.chmod(mode)
    if os.geteuid() == 0:
        os.chown(path, 1234, 2345)
    before = path.stat()
    write(path)
    after = path.stat()
    assert (after.st_mode, after.st_uid, after.st_gid) == (before.st_mode, before.st_uid, before.st_gid)


def access_list(user):
    entries = [(1, 6, 2**32 - 1), (2, 6, user), (4, 4, 2**32 - 1), (0x10, 6, 2**32 - 1), (0x20, 0, 2**32 - 1)]
    return struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries)


def set_or_skip(path, name, value):
    try:
        os.setxattr(path, name, value)
    except OSError as problem:
        if problem.errno != errno.ENOTSUP:
            raise
        pytest.skip("this file system keeps no access lists")


def test_the_access_list_stays(path):
    set_or_skip(path, "system.posix_acl_access", access_list(1234))
    set_or_skip(path, "user.ward", b"3")
    before = {name: os.getxattr(path, name) for name in os.listxattr(path)}
    write(path)
    assert {name: os.getxattr(path, name) for name in os.listxattr(path)} == before


def test_the_list_that_a_folder_gives_to_new_files_is_not_added(path):
    set_or_skip(path.parent, "system.posix_acl_default", access_list(1234))
    write(path)
    assert not os.listxattr(path)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files to others")
def test_a_write_that_would_take_the_file_from_its_owner_is_refused(open_folder):
    path = put(open_folder, OLD)
    path.chmod(0o646)
    answer = in_child(lambda: code_of(lambda: write(path)), user=NOBODY)
    assert answer == "owner-not-kept"
    assert path.read_bytes() == OLD
    assert alone(path)


def test_a_link_stays_a_link(tmp_path, path):
    link = tmp_path / "elsewhere"
    link.mkdir()
    (link / "link.xlsx").symlink_to(path)
    write(link / "link.xlsx")
    assert (link / "link.xlsx").is_symlink()
    assert path.read_bytes() == NEW


# What a disk and a folder can do


def code_of(act):
    try:
        act()
    except WorkbookError as problem:
        return problem.code
    return "written"


def test_a_full_disk_leaves_the_old_workbook_whole(path):
    """RLIMIT_FSIZE is the one limit every system lets a test set; a real full disk is the next test."""

    def act():
        resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
        return code_of(lambda: write(path))

    assert in_child(act) == "disk-full"
    assert path.read_bytes() == OLD
    assert alone(path)


def test_a_disk_that_is_really_full(tmp_path):
    if shutil.which("unshare") is None:
        pytest.skip("unshare is missing")
    disk, script = tmp_path / "disk", tmp_path / "try.py"
    disk.mkdir()
    (tmp_path / "new.xlsx").write_bytes(with_rows([[os.urandom(60).hex()] for _ in range(2000)]))
    put(tmp_path, OLD)
    script.write_text(
        "import sys\nfrom datetime import UTC, datetime\nfrom pathlib import Path\n"
        "from service.adapters.excel.reading import fingerprint_of\nfrom service.adapters.excel.safety import replace\n"
        "from service.core.changes import WorkbookError\n"
        "path, new = Path(sys.argv[1]), Path(sys.argv[2]).read_bytes()\nold = path.read_bytes()\n"
        "try:\n    replace(path, new, fingerprint_of(path), datetime.now(UTC))\n"
        "except WorkbookError as problem:\n    whole = path.read_bytes() == old and len(list(path.parent.iterdir())) == 1\n"
        "    print(problem.code, whole)\n"
    )
    mount = 'mount -t tmpfs -o size=64k none "$1" && cp "$2" "$1" && exec "$3" "$4" "$1/staff.xlsx" "$5"'
    arguments = [
        str(disk),
        str(tmp_path / "staff.xlsx"),
        sys.executable,
        str(script),
        str(tmp_path / "new.xlsx"),
    ]
    root = Path(__file__).parents[2]
    run = subprocess.run(
        ["unshare", "--map-root-user", "--mount", "sh", "-c", mount, "sh", *arguments],
        capture_output=True,
        text=True,
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    if run.returncode and not run.stdout:
        if "mount" in run.stderr or "unshare" in run.stderr:
            pytest.skip("this system lets a test make no small disk")
        raise AssertionError(run.stderr)
    assert run.stdout.split() == ["disk-full", "True"]


def test_a_read_only_folder_and_a_read_only_file_are_told_apart(open_folder):
    path = put(open_folder, OLD)
    path.chmod(0o666)
    open_folder.chmod(0o555)
    assert in_child(lambda: code_of(lambda: write(path)), user=NOBODY) == "read-only-folder"
    open_folder.chmod(0o777)
    path.chmod(0o444)
    assert in_child(lambda: code_of(lambda: write(path)), user=NOBODY) == "read-only"
    assert path.read_bytes() == OLD


def test_a_file_we_may_not_read_is_told(open_folder):
    path = put(open_folder, OLD)
    path.chmod(0o000)
    assert in_child(lambda: code_of(lambda: read_bytes(path)), user=NOBODY) == "unreadable"
    assert in_child(lambda: code_of(lambda: fingerprint_of(path)), user=NOBODY) == "unreadable"


# Killed at any instruction


@pytest.mark.parametrize("name", ["fsync", "chown", "replace", "close"])
def test_killed_in_the_middle_the_workbook_is_the_old_or_the_new_one(path, name):
    def act():
        setattr(os, name, lambda *arguments: os.kill(os.getpid(), signal.SIGKILL))
        write(path)
        return "not killed"

    assert in_child(act) == "SIGKILL"
    assert path.read_bytes() == (
        NEW if name == "close" else OLD
    )  # the folder is opened and closed after the swap
    write(path, now=NOW)
    assert path.read_bytes() == NEW


def test_what_a_killed_write_left_is_cleared_away_later(path):
    left = path.with_name(f".~pv-{path.name}-abc.tmp")
    others = [path.with_name(".~pv-managers.xlsx-abc.tmp"), path.with_name("staff.tmp")]
    for each in (left, *others):
        each.write_bytes(b"half")
        os.utime(each, (1, 1))
    fresh = path.with_name(f".~pv-{path.name}-def.tmp")  # another process is writing it just now
    fresh.write_bytes(b"half")
    assert remove_leftovers(path) == 1
    assert not left.exists()
    assert fresh.exists()
    assert all(each.exists() for each in others)


# The page beside


def test_a_page_beside_the_workbook_says_what_needs_doing(path):
    path.chmod(0o640)
    excel_lock(path)
    page = write_beside(path, "<p>Call Jane – £5</p>")
    assert page.name == "staff – what needs doing.html"
    assert page.read_text("utf-8") == "<p>Call Jane – £5</p>"
    assert page.stat().st_mode == path.stat().st_mode
    write_beside(path, "<p>Nothing</p>")
    assert page.read_text("utf-8") == "<p>Nothing</p>"
    remove_beside(path)
    remove_beside(path)
    assert not page.exists()


def test_refusing_looks_only(path):
    refuse_if_open(path, NOW)
    assert fingerprint_of(path) == fingerprint(OLD)
    with pytest.raises(WorkbookRefused):
        raise safety.refusal("read-only", path)

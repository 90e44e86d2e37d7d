"""What goes wrong outside us: an exit code and one sentence that says what to do; never a traceback, nothing lost."""

import shutil
import socket
import sqlite3
import subprocess
import sys
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import python_calamine

from tests.cli import bad_files
from tests.cli.house import free_port, is_one_sentence_to_act_on, typed
from tests.flows.ward import NOW

LATER = (NOW + timedelta(minutes=10)).isoformat()

# what → (the bytes from a good workbook's, a word of the remedy)
FILES = {
    "not-a-workbook": (lambda good: b"Dear all, please find attached", "save it as an Excel workbook"),
    "password": (lambda good: bad_files.encrypted(), "password"),
    "old-xls": (lambda good: bad_files.old_xls(), ".xls"),
    "strict": (bad_files.strict, "Strict"),
    "signed": (bad_files.signed, "signed"),
    "half": (lambda good: good[: len(good) // 2], "restore an older version"),
    "empty": (lambda good: b"", "empty"),
    "zeros": (lambda good: bytes(len(good)), "restore an older version"),
    "some-zip": (
        lambda good: bad_files.with_parts(b"PK\x05\x06" + bytes(18), {"a.txt": lambda _: b"a"}),
        "Excel",
    ),
}


@pytest.mark.parametrize("what", FILES)
def test_a_file_that_is_no_workbook_of_ours(house, what):
    made, remedy = FILES[what]
    data = made(house.staff.read_bytes())
    house.staff.write_bytes(data)
    checked = typed("check", "--staff", house.staff)
    if what == "signed":  # may be read, only not written
        assert checked.code in (0, 1, 3)
    else:
        assert checked.code == 3
        assert remedy in is_one_sentence_to_act_on(checked)
        assert checked.out == ""
    synced = house.run("sync", "--now", LATER)
    if what != "signed" or synced.err:
        assert synced.code == 3
        assert remedy in is_one_sentence_to_act_on(synced)
    assert house.staff.read_bytes() == data


@pytest.mark.parametrize("what", [what for what in FILES if what != "signed"])
def test_such_a_file_given_to_import_is_told_as_a_file_somebody_handed_in(house, tmp_path, what):
    handed_in = tmp_path / "results.xlsx"
    handed_in.write_bytes(FILES[what][0](house.staff.read_bytes()))
    said = house.run("import-answers", handed_in, "--survey", "S-001", "--map", "FFT=fft")
    assert (said.code, said.out) == (2, "")
    says = is_one_sentence_to_act_on(said)
    assert "results.xlsx" in says
    assert not any(ours in says for ours in ("older version", "Wait", "try again", "patient-voice.toml"))


def test_the_same_from_a_process_of_its_own(house):
    house.staff.write_bytes(bad_files.encrypted())
    for said in (house.run_apart("sync"), house.run_apart("check", "--staff", house.staff)):
        assert said.code == 3
        assert "password" in is_one_sentence_to_act_on(said)


def test_our_encrypted_file_is_one_to_other_readers_too(tmp_path):
    path = tmp_path / "locked.xlsx"
    path.write_bytes(bad_files.encrypted())
    with pytest.raises(python_calamine.PasswordError):
        python_calamine.CalamineWorkbook.from_path(path)


@pytest.mark.parametrize(
    "words", [["check", "--staff", "none.xlsx"], ["--config", "none.toml", "sync"], ["sync"]]
)
def test_what_is_not_there(tmp_path, monkeypatch, words):
    monkeypatch.chdir(tmp_path)
    said = typed(*words)
    assert said.code == 2
    assert "There is no" in is_one_sentence_to_act_on(said)


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        (["sync", "--site", "elm"], "The sites in patient-voice.toml are: ward."),
        (["run", "make-tea"], "The jobs are:"),
        (["sync", "--accept-loss", "Peeple"], "such as People"),
        (["links", "--survey", "S-099", "--out", "links.csv"], "Check its Ref"),
        (["restore", "--site", "elm"], "ward"),
        (["import-answers", "none.csv", "--survey", "S-001", "--map", "neas"], "Check the name"),
    ],
)
def test_names_nobody_knows(house, monkeypatch, words, remedy):
    monkeypatch.chdir(house.folder)
    said = house.run(*words)
    assert said.code == 2
    assert remedy in is_one_sentence_to_act_on(said)


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_port_that_is_taken(house, command):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        words = (
            ["serve", "--port", port]
            if command == "serve"
            else ["demo", "--dir", house.folder / "d", "--port", port]
        )
        said = house.run(*words)
    assert said.code == 3
    assert "Choose another with --port." in is_one_sentence_to_act_on(said)
    assert not (house.folder / "d" / "patient-voice.toml").exists()


# Workbooks that go away


@pytest.mark.parametrize(
    ("which", "remedy"), [("staff", "patient-voice restore"), ("managers", "patient-voice init")]
)
def test_a_workbook_deleted_between_syncs(house, which, remedy):
    getattr(house, which).unlink()
    said = house.run("sync", "--now", LATER)
    assert said.code == 3
    assert remedy in is_one_sentence_to_act_on(said)


def test_a_folder_deleted_between_syncs(house):
    shutil.rmtree(house.staff.parent)
    said = house.run("sync", "--now", LATER)
    assert said.code == 3
    is_one_sentence_to_act_on(said)


def test_a_broken_list_to_add_stops_nothing_and_is_told_on_today(house):
    house.staff.with_name("to-add.xlsx").write_bytes(b"Dear all")
    house.add("People", Name="Ines Jones")
    said = house.run("sync", "--now", LATER)
    assert (said.code, said.err) == (0, "")
    assert "to-add.xlsx is not an Excel workbook" in house.text("Today")
    house.staff.with_name("to-add.xlsx").unlink()
    assert house.run("sync", "--now", LATER).code == 0
    assert "to-add.xlsx" not in house.text("Today")


def test_both_workbooks_in_one_folder_are_refused(house):
    house.toml.write_text(
        house.toml.read_text().replace("managers/managers.xlsx", "staff/managers.xlsx"), "utf-8"
    )
    said = house.run("sync")
    assert said.code == 2
    assert "another" in is_one_sentence_to_act_on(said)


# The ledger


def test_no_ledger_yet(house):
    (house.folder / "ledger.sqlite3").unlink()
    for command in (["sync"], ["serve"], ["clock"], ["jobs"], ["backup"]):
        said = house.run(*command)
        assert said.code == 2
        assert "patient-voice init" in is_one_sentence_to_act_on(said)


def test_a_ledger_of_another_revision(house):
    with sqlite3.connect(house.folder / "ledger.sqlite3") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0000'")
    for command in (["sync"], ["serve"], ["clock"]):
        said = house.run(*command)
        assert said.code == 2
        assert "patient-voice upgrade" in is_one_sentence_to_act_on(said)


@pytest.mark.parametrize("where", [0, 100])
def test_a_ledger_on_a_broken_file(house, where):
    path = house.folder / "ledger.sqlite3"
    for beside in house.folder.glob("ledger.sqlite3-*"):
        beside.unlink()
    data = bytearray(path.read_bytes())
    data[where : where + 60_000] = b"\xff" * min(60_000, len(data) - where)
    path.write_bytes(data)
    said = house.run("sync")
    assert said.code == 2
    assert "restore the newest backup" in is_one_sentence_to_act_on(said)


def test_another_secret_than_the_ledger_was_begun_with(house):
    (house.folder / "secret.key").write_text("another secret of more than 32 characters")
    said = house.run("sync")
    assert said.code == 2
    assert "Put the old key back" in is_one_sentence_to_act_on(said)


# Disks


@contextmanager
def mounted(where, *words):
    where.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(["mount", *words, str(where)], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"may not mount here: {done.stderr.strip()}")
    try:
        yield where
    finally:
        subprocess.run(["umount", "-l", str(where)], check=True)


linux_root = pytest.mark.skipif(
    sys.platform != "linux" or not hasattr(__import__("os"), "geteuid") or __import__("os").geteuid() != 0,
    reason="only root may mount a small or a read-only disk",
)


@linux_root
def test_a_read_only_folder(house):
    house.add("People", Name="Ines Jones")
    before = house.staff.read_bytes()
    with mounted(house.staff.parent, "--bind", str(house.staff.parent)):
        subprocess.run(["mount", "-o", "remount,ro,bind", str(house.staff.parent)], check=True)
        said = house.run("sync", "--now", LATER)
        assert said.code == 3
        assert "account" in is_one_sentence_to_act_on(said)
    assert house.staff.read_bytes() == before
    assert not list(house.staff.parent.glob("*.html"))
    assert house.run("sync", "--now", LATER).code == 0
    assert len(house.refs("People")) == 9


@linux_root
def test_somebody_who_may_not_write_there(house):
    """As another account: root may do anything, so that a mode would tell nothing."""
    nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    for path in (house.folder, *house.folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    for above in house.folder.parents:
        if above.stat().st_mode & 0o5 != 0o5 and above != Path("/"):
            above.chmod(above.stat().st_mode | 0o5)
    said = house.run_apart("sync", "--now", LATER, before=nobody)
    assert said.code in (2, 3)
    is_one_sentence_to_act_on(said)
    said = house.run_apart(
        "serve", "--port", free_port(), before=nobody
    )  # rather than a page of it for patients
    assert said.code in (2, 3)
    assert "ledger" in is_one_sentence_to_act_on(said)
    said = house.run_apart("template", "--dir", house.folder / "new", before=nobody)
    assert said.code == 3
    assert "We may not use" in is_one_sentence_to_act_on(said)


@linux_root
@pytest.mark.parametrize("part", ["staff", "versions", "ledger"])
def test_a_disk_without_room(house, part, tmp_path):
    house.add("People", Name="Ines Jones")
    before = house.staff.read_bytes()
    disk = tmp_path / "disk"
    with mounted(disk, "-t", "tmpfs", "-o", "size=3m", "none"):
        text = house.toml.read_text()
        if part == "staff":
            shutil.copy(house.staff, disk / "staff.xlsx")
            house.toml.write_text(text.replace("staff/staff.xlsx", str(disk / "staff.xlsx")), "utf-8")
        elif part == "ledger":
            shutil.copy(house.folder / "ledger.sqlite3", disk)
            house.toml.write_text(text.replace("sqlite:///ledger", f"sqlite:///{disk}/ledger"), "utf-8")
        else:
            versions = f'versions_dir = "{disk}"\n[[site]]'
            house.toml.write_text(text.replace("[[site]]", versions, 1), "utf-8")
        fill(disk)
        said = house.run("sync", "--now", LATER)
        assert said.code == 3
        assert "room" in is_one_sentence_to_act_on(said)
        if part == "staff":
            assert (disk / "staff.xlsx").read_bytes() == before
            assert sorted(path.name for path in disk.iterdir()) == ["filler", "staff.xlsx"]
        else:
            assert house.staff.read_bytes() == before
        (disk / "filler").unlink()
        assert house.run("sync", "--now", LATER).code == 0


def fill(disk):
    with (disk / "filler").open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            pass


@linux_root
def test_a_template_on_a_full_disk_leaves_no_half_workbook(tmp_path):
    with mounted(tmp_path / "disk", "-t", "tmpfs", "-o", "size=64k", "none") as disk:
        said = typed("template", "--dir", disk)
        assert said.code == 3
        is_one_sentence_to_act_on(said)
        assert not [path for path in disk.rglob("*.xlsx") if path.stat().st_size == 0]


# Clocks


def test_a_clock_that_jumps_ahead_and_back_breaks_and_loses_nothing(house):
    names = house.column("People", "Name")
    for number, moment in enumerate(
        ["2027-11-23T09:30", "2026-11-23T09:45", "2026-03-01T03:00", "2026-11-23T10:00"]
    ):
        house.add("People", Name=f"Ines Jones{number}")
        for words in (["sync"], ["run", "keep-house"], ["jobs"]):
            said = house.run(*words, "--now", moment)
            assert (said.code, said.err) == (0, ""), (words, moment)
    assert house.column("People", "Name")[: len(names)] == names
    refs = house.refs("People")
    assert refs[-4:] == ["P-009", "P-010", "P-011", "P-012"]
    assert house.run("sync", "--now", "2026-11-23T10:05").out == "ward: nothing to do.\n"


@pytest.mark.parametrize(
    "moment", ["0001-01-01", "9999-12-31", "9999-12-31T10:00", "1999-12-31", "2200-01-01"]
)
@pytest.mark.parametrize("words", [["sync"], ["jobs"], ["backup"]])
def test_a_year_that_nobody_can_mean(house, words, moment):
    before = house.staff.read_bytes()
    said = house.run(*words, "--now", moment)
    assert said.code == 2
    assert "2000 to 2199" in said.err
    assert house.staff.read_bytes() == before


# A fault of ours


def test_a_fault_of_ours_is_told_by_its_kind_and_place_alone(house, monkeypatch):
    def fails(*_, **__):
        raise KeyError("Amara Bello")

    monkeypatch.setattr("service.cli.houses.sync_site", fails)
    said = house.run("sync", "--now", LATER)
    assert said.code == 3
    assert "KeyError at service.cli.houses" in is_one_sentence_to_act_on(said)
    assert "Amara" not in said.err
    assert house.run("jobs", "--now", LATER).out.count("KeyError at") == 1
    assert "Amara" not in house.run("jobs", "--now", LATER).out

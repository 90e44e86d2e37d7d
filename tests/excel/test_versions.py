"""Dated copies: kept before each write and whenever somebody saved, thinned, and put back whole."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.adapters.excel.reading import fingerprint, fingerprint_of
from service.adapters.excel.versions import ALWAYS_KEPT, Version, Versions, restore, to_thin
from service.adapters.excel_file import ExcelWorkbook
from service.core.changes import WorkbookBusy, WorkbookError
from tests.excel.files import NOW, put, template, with_rows
from tests.excel.kinds import KINDS, TABS

FIRST, SECOND, THIRD = (with_rows([["Ref"], [f"P-00{number}"]]) for number in (1, 2, 3))


@pytest.fixture
def versions(tmp_path):
    return Versions(tmp_path / "ledger" / "versions", "elm", "staff")


def test_a_state_is_kept_once_and_only_for_us_to_read(versions):
    kept = versions.keep(FIRST, NOW, NOW)
    assert versions.keep(FIRST, NOW, NOW) is None
    versions.keep(SECOND, NOW + timedelta(minutes=1), NOW + timedelta(minutes=2))
    assert [version.path.read_bytes() for version in versions.list()] == [FIRST, SECOND]
    assert kept.name == f"elm-staff-20261123T090000Z-{fingerprint(FIRST).partition('-')[2][:8]}.xlsx"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert versions.folder.stat().st_mode & 0o777 == 0o700


def test_a_state_that_comes_back_is_kept_again_as_the_newest(versions):
    for number, data in enumerate((FIRST, SECOND, FIRST)):
        versions.keep(
            data, NOW if data is FIRST else NOW + timedelta(minutes=5), NOW + timedelta(minutes=10 * number)
        )
    assert [version.path.read_bytes() for version in versions.list()][-1] == FIRST


def test_the_two_workbooks_and_the_sites_do_not_mix(tmp_path):
    folder = tmp_path / "versions"
    for site, role in (("elm", "staff"), ("elm", "managers"), ("elm-north", "staff"), ("oak", "staff")):
        Versions(folder, site, role).keep(FIRST, NOW, NOW)
    assert [len(Versions(folder, site, "staff").list()) for site in ("elm", "elm-north", "oak", "ash")] == [
        1,
        1,
        1,
        0,
    ]


def made_at(ages):
    return [Version(Path(f"{number}"), NOW - age, "") for number, age in enumerate(ages)]


def left(ages):
    versions = made_at(ages)
    gone = set(to_thin(versions, NOW))
    return [NOW - version.saved_at for version in versions if version not in gone]


def test_the_newest_are_all_kept_however_fast_they_came():
    ages = [timedelta(seconds=number) for number in range(ALWAYS_KEPT)]
    assert left(ages) == ages


def test_a_year_of_saving_every_two_minutes_leaves_a_few_hundred():
    minutes = [*range(0, 60 * 24 * 3, 2), *range(60 * 24 * 3, 60 * 24 * 500, 300)]
    ages = left(timedelta(minutes=number) for number in minutes)
    assert len(ages) < 400
    in_two_days = [age for age in ages if age <= timedelta(hours=48)]
    assert len(in_two_days) in range(285, 315)
    in_a_month = [age for age in ages if timedelta(days=3) < age <= timedelta(days=35)]
    assert len({(NOW - age).date() for age in in_a_month}) == len(in_a_month) in range(31, 34)
    assert max(ages) <= timedelta(days=366)
    assert len([age for age in ages if age > timedelta(days=35)]) in range(46, 50)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.integers(-10_000, 600_000), max_size=60))
def test_thinning_never_takes_the_newest_nor_one_from_the_future(minutes):
    versions = made_at(timedelta(minutes=number) for number in minutes)
    gone = to_thin(versions, NOW)
    newest = sorted(versions, key=lambda version: version.saved_at, reverse=True)[:ALWAYS_KEPT]
    assert not [version for version in gone if version in newest or version.saved_at > NOW]
    assert to_thin([version for version in versions if version not in gone], NOW) == []


def test_a_clock_that_jumps_ahead_a_year_takes_not_the_last_good_copies(versions):
    for number in range(30):
        versions.keep(
            with_rows([["Ref"], [number]]), NOW + timedelta(hours=number), NOW + timedelta(hours=number)
        )
    versions.keep(FIRST, NOW + timedelta(days=800), NOW + timedelta(days=800))
    assert len(versions.list()) == ALWAYS_KEPT


# Through the port


class Clock:
    def __init__(self):
        self.now = NOW

    def __call__(self):
        self.now += timedelta(minutes=1)
        return self.now


def port(tmp_path, data):
    path = put(tmp_path, data)
    os.utime(path, (NOW.timestamp(), NOW.timestamp()))
    return ExcelWorkbook(path, "staff", tmp_path / "versions", "elm", KINDS, TABS, clock=Clock())


def copies(workbook):
    return [version.path.read_bytes() for version in workbook.versions.list()]


def test_what_somebody_saved_is_kept_when_it_is_seen_and_what_we_overwrite_before_we_do(tmp_path):
    workbook = port(tmp_path, FIRST)
    workbook.read()
    workbook.read()
    assert copies(workbook) == [FIRST]
    workbook.path.write_bytes(SECOND)
    workbook.install(KINDS, TABS, "elm")
    assert copies(workbook) == [FIRST, SECOND]
    ours = workbook.path.read_bytes()
    assert ours != SECOND
    workbook.read()  # our own write is no state somebody else saved
    assert copies(workbook) == [FIRST, SECOND]
    assert not list((tmp_path).glob("staff*.xlsx"))[1:]


def test_a_write_that_cannot_keep_a_copy_first_does_not_happen(tmp_path):
    workbook = port(tmp_path, FIRST)
    (tmp_path / "versions").write_text("in the way")
    snapshot = workbook.read()
    assert "could not be kept" in snapshot.notices[-1].says
    with pytest.raises((WorkbookError, OSError)):
        workbook.install(KINDS, TABS, "elm")
    assert workbook.path.read_bytes() == FIRST


def test_the_time_somebody_last_saved_outlives_our_own_writes(tmp_path):
    workbook = port(tmp_path, FIRST)
    assert workbook.read().saved_at == NOW
    workbook.install(KINDS, TABS, "elm")
    assert workbook.read().saved_at == NOW
    workbook.path.write_bytes(SECOND)
    later = NOW + timedelta(days=2)
    os.utime(workbook.path, (later.timestamp(), later.timestamp()))
    assert workbook.read().saved_at == later


def test_restoring_puts_an_older_state_back_and_keeps_the_present_one(tmp_path):
    workbook = port(tmp_path, FIRST)
    workbook.read()
    workbook.path.write_bytes(SECOND)
    workbook.path.chmod(0o660)
    oldest = workbook.versions.list()[0]
    restore(oldest, workbook.path, workbook.versions, NOW + timedelta(hours=1))
    assert workbook.path.read_bytes() == FIRST
    assert workbook.path.stat().st_mode & 0o777 == 0o660
    assert copies(workbook) == [FIRST, SECOND]
    workbook.path.unlink()
    restore(oldest, workbook.path, workbook.versions, NOW + timedelta(hours=1))
    assert workbook.path.read_bytes() == FIRST


def test_a_damaged_workbook_can_be_restored_and_an_open_one_waits(tmp_path):
    workbook = port(tmp_path, FIRST)
    workbook.read()
    workbook.path.write_bytes(SECOND[:500])
    oldest = workbook.versions.list()[0]
    lock = workbook.path.with_name(f"~${workbook.path.name}")
    lock.touch()
    with pytest.raises(WorkbookBusy):
        restore(oldest, workbook.path, workbook.versions, datetime.now(UTC))
    lock.unlink()
    restore(oldest, workbook.path, workbook.versions, NOW)
    assert workbook.path.read_bytes() == FIRST
    assert SECOND[:500] in copies(workbook)


def test_a_damaged_copy_is_not_put_back(tmp_path):
    workbook = port(tmp_path, FIRST)
    workbook.read()
    copy = workbook.versions.list()[0]
    copy.path.write_bytes(b"half")
    with pytest.raises(WorkbookError):
        restore(copy, workbook.path, workbook.versions, NOW)
    assert workbook.path.read_bytes() == FIRST


def test_a_new_workbook_needs_no_install(tmp_path):
    workbook = port(tmp_path, template())
    before = fingerprint_of(workbook.path)
    assert workbook.install(KINDS, TABS, "elm") == before
    assert workbook.path.read_bytes() == template()
    assert copies(workbook) == []

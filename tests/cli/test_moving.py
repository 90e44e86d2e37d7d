"""move: from Excel to Google Sheets and back, with every Ref, row and answer, cell by cell."""

import shutil
from datetime import date, datetime, time

import openpyxl
import pytest

from service.core.carrying import same
from service.demo import SITES, answer_everything
from service.ledger import submissions
from service.settings import load_settings
from service.sites import build_site, open_site_ledger
from sheet_templates import kinds_of_row
from tests.cli.house import AT, SECRET, TOML, House, is_one_sentence_to_act_on
from tests.flows.ward import NOW, Ward
from tests.sheets_api.server import SheetsAPI

pytestmark = pytest.mark.slow

GOOGLE = """
[google]
key_file = "key.json"
endpoint = "{endpoint}"
"""


@pytest.fixture(scope="module")
def full(tmp_path_factory):
    """The demo's year on an Excel folder, in step, with a staff's hand in it: columns of their own, a renamed heading."""
    folder = tmp_path_factory.mktemp("full") / "ward"
    demo = SITES["northmoor"]
    made = Ward(folder, starts=demo.rows(NOW.date()))
    made.sync()
    answer_everything(made.site, demo, NOW)
    made.sync()
    made.ledger.dispose()
    book = openpyxl.load_workbook(made.staff)
    sheet = book["People"]
    phone = next(cell for cell in sheet[1] if cell.value == "Phone")
    phone.value = "Telephone number"
    last = sheet.max_column
    for place, heading in enumerate(
        ["Parking place", "Seen in clinic", "Bus leaves", None, "☎ later"], start=1
    ):
        sheet.cell(1, last + place, heading)
    for row, values in enumerate(
        [
            ("A 12", date(2026, 3, 4), time(14, 35), "under no heading", True),
            ("  spaces  ", datetime(2026, 3, 4, 10, 30), "never", None, False),
            ("=1+1 as words", 12.5, None, None, "👍🏽 _x0041_"),
            (7, None, time(0, 0), None, "1" * 20),
        ],
        start=2,
    ):
        for place, value in enumerate(values, start=1):
            cell = sheet.cell(row, last + place)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
    book.create_sheet("Our rota")["A1"] = "Monday"
    book.save(made.staff)
    notes = openpyxl.load_workbook(made.managers)
    notes["Notes"]["A6"] = "Ask about the room"
    notes.save(made.managers)
    (folder / "patient-voice.toml").write_text(TOML, "utf-8")
    (folder / "secret.key").write_text(SECRET, "utf-8")
    return folder


@pytest.fixture
def house(full, tmp_path):
    folder = tmp_path / "ward"
    shutil.copytree(full, folder)
    made = House(folder)
    yield made
    made.close()


@pytest.fixture
def google(house):
    with SheetsAPI(quota=False) as made:
        made.key_file(house.folder / "key.json")
        yield made


def settled(house):
    """Everything the service has to write is written."""
    for _ in range(6):
        said = house.run("sync", "--now", AT, "--json")
        assert said.code in (0, 1), said.err
        if said.json[0]["did"] in ("nothing to do", "nothing differed"):
            return


def point(house, backend, staff, managers, google=None):
    words = TOML.replace('backend = "xlsx"', f'backend = "{backend}"')
    words = words.replace("staff/staff.xlsx", staff).replace("managers/managers.xlsx", managers)
    house.toml.write_text(words + (GOOGLE.format(endpoint=google.url) if google else ""), "utf-8")


def rows_of(house):
    """Tab → its rows by heading as the port reads them, formula columns left out."""
    settings = load_settings(house.toml, environ={})
    ledger = open_site_ledger(settings)
    try:
        site = build_site(settings, settings.site("ward"), ledger)
        grids = {grid.identity or grid.title: grid for grid in site.staff.read().grids}
        told = {}
        for kind in kinds_of_row():
            formulas = {column.heading for column in kind.columns.values() if column.formula}
            lines = grids[kind.tab].rows
            titles = [str(title or "").strip("ƒ▸ ") for title in lines[0]]
            told[kind.tab] = (
                titles,
                [
                    [value for title, value in zip(titles, line, strict=False) if title not in formulas]
                    for line in lines[1:]
                ],
            )
        return told
    finally:
        ledger.dispose()


def assert_equal(one, other):
    for tab, (titles, lines) in one.items():
        assert other[tab][0] == titles, tab
        width = max(map(len, [*lines, *other[tab][1]]), default=0)
        for number, (before, after) in enumerate(zip(lines, other[tab][1], strict=True)):
            before, after = ([*line, *[None] * (width - len(line))] for line in (before, after))
            assert all(map(same, before, after)), (tab, number, before, after)


def answers(house):
    settings = load_settings(house.toml, environ={})
    ledger = open_site_ledger(settings)
    try:
        with ledger.read() as conn:
            return [submissions.count(conn, "ward", ref) for ref in ("S-001", "S-003")]
    finally:
        ledger.dispose()


def test_excel_to_google_and_back_keeps_every_ref_row_and_answer_cell_by_cell(house, google):
    house.run("sync", "--now", AT)
    settled(house)
    began, sent = rows_of(house), answers(house)
    old = house.staff.read_bytes()
    ids = [google.control.create(title) for title in ("staff", "managers")]
    point(house, "xlsx", "staff/staff.xlsx", "managers/managers.xlsx", google)
    addresses = [f"https://docs.google.com/spreadsheets/d/{each}/edit#gid=0" for each in ids]
    said = house.run(
        "move", "--to", "google", "--staff", addresses[0], "--managers", addresses[1], "--now", AT
    )
    assert (said.code, said.err) == (0, "")
    assert f'staff = "{addresses[0]}"' in said.out
    assert "1 tab of your own" in said.out
    assert house.staff.read_bytes() == old
    point(house, "google", *addresses, google)
    assert_equal(began, rows_of(house))
    assert "Ask about the room" in str(google.control.rows(ids[1], "Notes"))

    said = house.run("sync", "--now", AT, "--json").json[0]
    assert (said["refs"], said["rows_added"], said["held"]) == (0, 0, [])
    settled(house)
    assert_equal(began, rows_of(house))
    assert answers(house) == sent
    checks = [line[1] for line in google.control.rows(ids[0], "People")[1:] if len(line) > 1]
    assert any(checks)  # the formula columns are there again, and say what is wrong
    doctor = house.run("doctor", "--now", AT, "--json")
    assert not [line for line in doctor.json if line["state"] == "mend" and line["check"] != "jobs"], (
        doctor.out
    )

    said = house.run(
        "move",
        "--to",
        "xlsx",
        "--staff",
        "new/staff.xlsx",
        "--managers",
        "over/managers.xlsx",
        "--now",
        AT,
        "--json",
    )
    assert (said.code, said.err) == (0, "")
    assert said.json["rows"] == sum(len(lines) for _, lines in began.values())
    point(house, "xlsx", "new/staff.xlsx", "over/managers.xlsx")
    assert_equal(began, rows_of(house))
    said = house.run("sync", "--now", AT, "--json").json[0]
    assert (said["refs"], said["rows_added"], said["held"]) == (0, 0, [])
    settled(house)
    assert_equal(began, rows_of(house))
    assert answers(house) == sent
    assert "Ask about the room" in house.text("Notes", house.folder / "over" / "managers.xlsx")
    again = openpyxl.load_workbook(house.folder / "new" / "staff.xlsx")["People"]
    place = next(cell.column for cell in again[1] if cell.value == "Seen in clinic")
    assert again.cell(2, place).value == datetime(2026, 3, 4)
    assert again.cell(2, place).is_date  # a day for people too, and not its number


def test_a_move_never_goes_where_something_is(house, google, tmp_path):
    point(house, "xlsx", "staff/staff.xlsx", "managers/managers.xlsx", google)
    taken = google.control.create("taken", {"Sheet1": [["mine"]]})
    free = google.control.create("free")
    said = house.run("move", "--to", "google", "--staff", taken, "--managers", free, "--now", AT)
    assert said.code == 2
    assert "not empty" in is_one_sentence_to_act_on(said)
    assert google.control.rows(taken, "Sheet1") == [["mine"]]
    said = house.run("move", "--to", "google", "--staff", free, "--managers", free, "--now", AT)
    assert (said.code, "named twice" in said.err) == (2, True)
    said = house.run("move", "--to", "xlsx", "--staff", "x/a.xlsx", "--managers", "y/b.xlsx")
    assert (said.code, "already" in said.err) == (2, True)


def test_a_cell_that_shows_an_error_is_told_before_anything_is_made(house, google):
    point(house, "xlsx", "staff/staff.xlsx", "managers/managers.xlsx", google)
    ids = [google.control.create(title) for title in ("staff", "managers")]
    with house.tab("People") as sheet:
        cell = sheet.cell(4, house.place(sheet, "Email"))
        cell.value, cell.data_type = "#REF!", "e"
    said = house.run("move", "--to", "google", "--staff", ids[0], "--managers", ids[1], "--now", AT)
    assert said.code == 2
    assert f"People {cell.coordinate}" in is_one_sentence_to_act_on(said)
    assert google.control.rows(ids[0], "Sheet1") == []

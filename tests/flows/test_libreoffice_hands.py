"""A nurse works in the staff workbook with a real LibreOffice, before, between and during syncs."""

import base64
import os
from datetime import timedelta

import openpyxl
import pytest
import python_calamine

from service.core.changes import WorkbookBusy
from service.ledger import submissions
from tests.flows.office import Office
from tests.flows.ward import NAMES, NOW, Ward
from tests.set_up import find_bridge, missing_part

pytestmark = [
    pytest.mark.slow,
    pytest.mark.libreoffice,
    pytest.mark.filterwarnings(
        "ignore:.*extension is not supported:UserWarning"
    ),  # openpyxl's reader drops them
]
PAIRS = {name: f"P-{number:03d}" for number, name in enumerate(NAMES, start=1)}
WRONG = "Carys Dunn"  # her Status holds a word we do not know
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


@pytest.fixture(scope="module")
def office(soffice_path, tmp_path_factory):
    if missing := missing_part("bridge"):
        pytest.skip(missing)
    running = Office(soffice_path, find_bridge(), tmp_path_factory.mktemp("office"))
    yield running
    running.stop()


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    """In step, with one mistake in it, and as LibreOffice would find it."""
    ward = Ward(tmp_path_factory.mktemp("ward") / "site")
    with ward.tab("People") as people:
        people.cell(4, ward.place(people, "Status")).value = "Actve"
    ward.sync()
    ward.ledger.dispose()
    return ward


class Hands:
    """The ward's workbook, open in LibreOffice from one `with` to its end, then saved and closed."""

    def __init__(self, ward, office):
        self.ward, self.office, self.minutes = ward, office, 0

    def __enter__(self):
        assert not self.office.open(str(self.ward.staff)), "opened for reading alone"
        return self.office

    def __exit__(self, kind, *_):
        if kind is None:
            self.office.save()
        self.office.close()

    def sync(self):
        self.minutes += 3
        return self.ward.sync(NOW + timedelta(minutes=self.minutes))

    def seen(self, tab="People"):
        """What LibreOffice shows once everything is worked out anew, without saving."""
        self.office.open(str(self.ward.staff))
        try:
            self.office.recalculate()
            return self.office.cells(tab)
        finally:
            self.office.close()


@pytest.fixture
def hands(before, office, tmp_path):
    ward = Ward(tmp_path / "site", copied_from=before)
    yield Hands(ward, office)
    ward.ledger.dispose()


def rows(lines):
    """Name → (Ref, Check), wherever the columns stand."""
    name, check = lines[0].index("Name"), lines[0].index("Check")
    return {line[name]: (line[0] or "", line[check] or "") for line in lines[1:] if line[name]}


def saved(path, tab="People"):
    """The cached values, by a reader that works nothing out."""
    return (
        python_calamine.CalamineWorkbook.from_path(path)
        .get_sheet_by_name(tab)
        .to_python(skip_empty_area=False)
    )


def assert_followed(hands, tab="People", new=(), gone=()):
    """Refs stand where their people stand, and so do the messages: as saved, and once LibreOffice has worked them out."""
    for lines in (saved(hands.ward.staff, tab), hands.seen(tab)):
        found = rows(lines)
        assert set(found) == {*PAIRS, *new} - set(gone)
        for name, (ref, check) in found.items():
            if name in PAIRS:
                assert ref == PAIRS[name]
            if name in PAIRS or name in gone:
                assert bool("Did you mean “Active”?" in check) == (name == WRONG), (name, check)
        fresh = [found[name][0] for name in new]
        assert all(fresh)
        assert len({*fresh, *PAIRS.values()}) == len(fresh) + len(PAIRS)


def test_sorted_by_name_and_back(hands):
    for downwards in (True, False):
        with hands as office:
            office.sort("People", 3, 2, 9, downwards)
        assert hands.sync().problems
        assert [line[2] for line in saved(hands.ward.staff)[1:9]] == sorted(NAMES, reverse=downwards)
        assert_followed(hands)


def test_rows_put_in_the_middle_and_typed_into_get_new_refs(hands):
    with hands as office:
        office.insert_rows("People", 4, 3)
        office.type("People", 4, 3, "Ines Jones")
        office.type("People", 6, 3, "Joan King")
        office.type("People", 6, 5, "Active")
    assert hands.sync().refs == 2
    assert_followed(hands, new=["Ines Jones", "Joan King"])
    with hands as office:
        office.sort("People", 3, 2, 12, True)
    hands.sync()
    assert_followed(hands, new=["Ines Jones", "Joan King"])


def test_rows_taken_out(hands):
    with hands as office:
        office.delete_rows("People", 6, 2)
    outcome = hands.sync()
    assert outcome.held == []
    assert_followed(hands, gone=NAMES[4:6])
    with hands as office:
        office.type("People", 8, 3, "Ines Jones")
    hands.sync()
    found = rows(saved(hands.ward.staff))
    assert found["Ines Jones"][0] == "P-009"  # no number of a row that went


def test_tabs_renamed_and_moved_ours_too(hands):
    with hands as office:
        office.rename_tab("People", "Our ladies & gentlemen")
        office.move_tab("Our ladies & gentlemen", 6)
        office.rename_tab("Checks", "Do not touch")
        office.type("Our ladies & gentlemen", 10, 3, "Ines Jones")
    assert hands.sync().refs == 1
    assert_followed(hands, "Our ladies & gentlemen", new=["Ines Jones"])
    assert hands.sync().did == "nothing to do"
    with hands as office:
        assert len(office.tabs()) == len(set(office.tabs()))
        assert "People" not in office.tabs()
        assert "Checks" not in office.tabs()


def test_a_column_moved_and_one_of_her_own_added(hands):
    with hands as office:
        office.move_column("People", 9, 4)  # Email, before Role
        office.type("People", 1, 21, "Parking permit")
        office.type("People", 3, 21, "yes, blue")
        office.type("People", 4, 21, "=1+1")
        office.type("People", 10, 3, "Ines Jones")
    hands.sync()
    lines = hands.seen()
    assert lines[0][3] == "Email"
    assert [line[3] for line in lines[1:9]] == [f"p{number}@example.org" for number in range(1, 9)]
    assert lines[0][20], [line[20] for line in lines[1:4]] == ("Parking permit", ["", "yes, blue", 2])
    assert_followed(hands, new=["Ines Jones"])
    with hands as office:
        office.sort("People", 3, 2, 10, True)
    hands.sync()
    assert_followed(hands, new=["Ines Jones"])
    lines = hands.seen()
    own = {line[2]: line[20] for line in lines[1:] if line[20] != ""}
    assert own == {"Bridget Cole": "yes, blue", "Carys Dunn": 2}


def test_hidden_and_filtered_rows_are_read_like_any_other(hands):
    with hands as office:
        office.type("People", 10, 3, "Ines Jones")
        office.filter("People", 5, "Actve", 10)  # hides everyone but one, and the new row
        office.hide_rows("Feedback", 2, 1)
        office.type("Feedback", 3, 5, "Parking is dear.")
    assert hands.sync().refs == 2
    assert_followed(hands, new=["Ines Jones"])
    assert hands.ward.refs("Feedback") == ["F-001", "F-002"]
    sheet = openpyxl.load_workbook(hands.ward.staff)["People"]
    assert [row for row in range(2, 11) if sheet.row_dimensions[row].hidden] == [2, 3, 5, 6, 7, 8, 9, 10]


def test_rows_we_append_to_a_file_it_saved_have_their_drop_downs_and_sort_with_the_rest(hands):
    with hands as office:
        office.filter("Feedback", 6, "Could be better", 2)
        office.sort("People", 3, 2, 9, True)
    message(hands.ward, "Could the chairs have arms?")
    message(hands.ward, "=1+1 is not a sum", b"another key of 16")
    listed(hands.ward)
    outcome = hands.sync()
    assert outcome.rows_added == 4
    with hands as office:
        lines = office.cells("Feedback")
        assert [line[0] for line in lines[1:4]] == ["F-001", "F-002", "F-003"]
        kind = lines[0].index("Kind") + 1
        offered = office.drop_down("Feedback", 2, kind)
        assert offered
        assert [office.drop_down("Feedback", row, kind) for row in (3, 4)] == [offered, offered]
        assert {line[4] for line in lines[2:4]} == {"Could the chairs have arms?", "=1+1 is not a sum"}
        role = office.cells("People")[0].index("Role") + 1
        assert office.drop_down("People", 10, role) == office.drop_down("People", 2, role) != ""
        office.sort("Feedback", 5, 2, 4)
        office.sort("People", 3, 2, 11)
    hands.sync()
    assert_followed(hands, new=["Ruth Smithson", "Zadie Okoro"])


def message(ward, words, key=b"a key of sixteen"):
    with ward.ledger.write() as conn:
        submissions.submit_message(
            conn, site="ward", form="tell-us", fields={"what": words, "kind": "Idea"}, key=key, now=NOW
        )


def listed(ward):
    book = openpyxl.Workbook()
    book.active.append(["Surname", "First name", "Tel", "Email address"])
    book.active.append(["Smithson", "Ruth", "01632 960101", "r@example.org"])
    book.active.append(["Okoro", "Zadie", "01632 960102", "z@example.org"])
    book.save(ward.staff.with_name("to-add.xlsx"))


def test_while_she_has_it_open_we_wait_and_everything_lands_when_she_closes(hands):
    message(hands.ward, "Could the chairs have arms?")
    with hands as office:
        office.type("People", 10, 3, "Ines Jones")
        opened = hands.ward.staff.read_bytes()
        with pytest.raises(WorkbookBusy):
            hands.sync()
        office.save()  # and goes on
        office.type("People", 2, 20, "Prefers mornings")
        for _ in range(2):
            with pytest.raises(WorkbookBusy):
                hands.sync()
        assert hands.ward.refs("People") == list(PAIRS.values())
        assert opened != hands.ward.staff.read_bytes()
    outcome = hands.sync()
    assert (outcome.refs, outcome.rows_added) == (1, 1)
    assert_followed(hands, new=["Ines Jones"])
    assert hands.ward.refs("People")[-1] == "P-009"
    assert saved(hands.ward.staff)[1][19] == "Prefers mornings"
    assert "Could the chairs have arms?" in hands.ward.text("Feedback")


def test_her_chart_picture_note_filter_colours_and_sums_are_all_still_there(hands, tmp_path):
    (tmp_path / "dot.png").write_bytes(PICTURE)
    with hands as office:
        office.type("People", 1, 22, "Mine")
        for row in range(2, 10):
            office.type("People", row, 22, f"=LEN(C{row})")
        office.chart("People", 2, 9, 22)
        office.picture("People", str(tmp_path / "dot.png"))
        office.comment("People", 3, 3, "Rings on Thursdays")
        office.colour_when("People", 3, 2, 9, '$E2="Left"')
        office.filter("People", 4, "Patient", 9)
        office.type("Today", 60, 9, "not ours to keep")
    with hands as office:
        mine = office.things("People")
        sums = [line[21] for line in office.cells("People")[:9]]
    assert (mine["charts"], mine["pictures"], mine["comments"]) == (1, 1, ["Rings on Thursdays"])
    assert mine["filtered"]
    assert sums == ["Mine", *map(len, NAMES)]
    message(hands.ward, "Could the chairs have arms?")
    with hands as office:
        office.type("People", 10, 3, "Ines Jones")
    assert hands.sync().refs == 1
    with hands as office:
        assert office.things("People") == mine
        office.recalculate()
        assert [line[21] for line in office.cells("People")[:9]] == sums
        assert office.formula("People", 4, 22) == "=LEN(C4)"
        office.type("People", 4, 3, "Carys Dunne")
    hands.sync()
    with hands as office:
        assert office.things("People") == mine
        assert office.cells("People")[3][21] == len("Carys Dunne")


def test_an_office_that_dies_with_the_file_open_leaves_a_lock_and_loses_only_what_was_not_saved(
    hands, soffice_path, tmp_path
):
    """Its lock file stays; a day later it is taken for what it is."""
    dying = Office(soffice_path, find_bridge(), tmp_path)
    try:
        dying.open(str(hands.ward.staff))
        dying.type("People", 10, 3, "Ines Jones")
        dying.save()
    finally:
        dying.crash()
        dying.stop()
    lock = hands.ward.staff.with_name(".~lock.staff.xlsx#")
    assert lock.exists()
    with pytest.raises(WorkbookBusy):
        hands.sync()
    two_days_ago = lock.stat().st_mtime - 2 * 86400
    os.utime(lock, (two_days_ago, two_days_ago))
    assert hands.sync().refs == 1
    lock.unlink()
    assert_followed(hands, new=["Ines Jones"])

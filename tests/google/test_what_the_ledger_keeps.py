"""What staff type stays in their spreadsheet: the ledger's file, and so its copies, hold what DESIGN says and no more."""

import pytest

from service.adapters.google.layout import FIELDS
from service.adapters.google.remembered import TOLD
from service.core.finding import squashed
from service.flows import waiting
from service.ledger import housekeeping
from sheet_templates._settings import SETTINGS
from tests.google.simulated import SimulatedWard
from tests.sheets_api.server import SheetsAPI

PLANTED = "Zyxplant"  # whatever begins so was typed or chosen by staff


@pytest.fixture(scope="module")
def ward(tmp_path_factory):
    with SheetsAPI() as google:
        made = SimulatedWard(tmp_path_factory.mktemp("ledger"), google)
        made.to_quiet()
        yield made
        made.close()


def words(number):
    return f"{PLANTED}{number}"


def in_every_part(book):
    """A filter, a colour rule, a protection and a name, as people make them in the browser."""
    people = book.titled("People")
    where = {"sheetId": people.sheet_id, "startRowIndex": 0, "startColumnIndex": 0}
    people.basic_filter = {"range": where, "criteria": {"2": {"hiddenValues": [words(1)]}}}
    condition = {"type": "TEXT_CONTAINS", "values": [{"userEnteredValue": words(2)}]}
    people.conditional.append(
        {"ranges": [where], "booleanRule": {"condition": condition, "format": {"textFormat": {"bold": True}}}}
    )
    editors = {"users": [f"{words(3)}@example.nhs.uk"]}
    people.protected.append(
        {
            "protectedRangeId": 77,
            "range": where,
            "description": words(4),
            "editors": editors,
            "warningOnly": True,
        }
    )
    book.named_ranges.append({"namedRangeId": "n77", "name": words(5), "range": where})
    people.charts.append(
        {"chartId": 78, "spec": {"title": words(6), "altText": words(6)}, "position": {"sheetId": 1}}
    )


def found_in(ward):
    files = [each for each in ward.folder.iterdir() if each.name.startswith("ledger.sqlite3")]
    whole = b"".join(each.read_bytes() for each in files)
    return sorted({number for number in range(1, 10) if words(number).encode() in whole})


def in_set_up(ward, setting, text):
    row = next(n for n, line in enumerate(ward.cells("Set-up"), start=1) if setting in line)
    place = ward.cells("Set-up")[0].index("Value")
    ward.edit({"do": "type", "tab": "Set-up", "cell": f"{'ABCDEF'[place]}{row}", "text": text})


def test_nothing_that_staff_typed_is_in_the_ledgers_file(ward):
    ward.edit(in_every_part)
    in_set_up(ward, "Deputy", f"{words(7)}, {words(7)}@example.nhs.uk")
    ward.add_person(words(8))
    ward.site.staff.memory.keep(layout=None)
    ward.to_quiet()
    assert found_in(ward) == []


def test_whom_to_tell_is_known_when_the_workbook_cannot_be_read(ward):
    in_set_up(ward, "Lead", "Ines Jones, lead@example.nhs.uk")
    ward.to_quiet()
    assert waiting._address(ward.site, ward.now()) == "lead@example.nhs.uk"


def test_every_name_of_the_settings_that_say_whom_to_tell_is_known():
    settings = [setting for setting in SETTINGS if setting.attribute in ("lead", "manager_to_tell")]
    names = {squashed(name) for setting in settings for name in (setting.name, *setting.also)}
    assert names == TOLD


def test_what_an_earlier_version_kept_goes_with_the_next_read(ward):
    port = ward.site.staff
    port.memory.keep(layout=port.api.get(ward.staff, FIELDS))
    assert found_in(ward)
    ward.add_person("Ines Jones")
    ward.to_quiet()
    housekeeping.scrub(ward.ledger)  # the log that SQLite writes beside it, which goes by itself in time
    assert found_in(ward) == []


def test_a_filter_that_changes_is_still_noticed(ward):
    port = ward.site.staff
    before = port._build_of(port._look())
    assert port._build_of(port._look()) == before
    ward.edit(
        lambda book: book.titled("People").basic_filter["criteria"]["2"].update(hiddenValues=[words(9)])
    )
    assert port._build_of(port._look()) != before

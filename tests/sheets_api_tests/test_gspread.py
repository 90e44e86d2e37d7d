"""gspread's own client over real HTTP, in ways our service does not use it: it should not notice where it is.

Every reply is held against Google's discovery documents as well (see the fixture `google`).
"""

import io

import gspread
import openpyxl
import pytest
from gspread.utils import ExportFormat, MergeType, ValidationConditionType, ValueRenderOption

from tests.sheets_api import clients
from tests.sheets_api.server import SheetsAPI

NURSE = "nurse@example.nhs.uk"


@pytest.fixture
def client(google, key):
    client = clients.gspread_client(key, google.url)
    yield client
    client.http_client.session.close()


@pytest.fixture
def book(client):
    return client.create("Ward 7")


@pytest.fixture
def tab(book):
    return book.sheet1


@pytest.fixture
def ideas(tab):
    """A tab with three ideas, not in order."""
    tab.update(
        [
            ["Ref", "Idea", "Votes"],
            ["I-3", "Quiet nights", 5],
            ["I-1", "Warm food", 12],
            ["I-2", "A clock", 7],
        ],
        "A1",
    )
    return tab


# Files


def test_a_file_is_created_opened_by_key_address_and_title_and_deleted(client, book):
    assert client.open_by_key(book.id).title == "Ward 7"
    assert client.open_by_url(book.url).id == book.id
    assert client.open("Ward 7").id == book.id
    assert [each.id for each in client.openall()] == [book.id]
    client.del_spreadsheet(book.id)
    with pytest.raises(gspread.SpreadsheetNotFound):
        client.open_by_key(book.id)
    with pytest.raises(gspread.SpreadsheetNotFound):
        client.open("Ward 7")


def test_files_are_listed_by_title_and_by_folder(client):
    folder = client.http_client.request(
        "post",
        "https://www.googleapis.com/drive/v3/files",
        json={"name": "Wards", "mimeType": "application/vnd.google-apps.folder"},
    ).json()["id"]
    inside = client.create("Inside", folder_id=folder)
    client.create("Outside")
    assert [each["id"] for each in client.list_spreadsheet_files(folder_id=folder)] == [inside.id]
    assert [each["name"] for each in client.list_spreadsheet_files("Outside")] == ["Outside"]
    assert set(client.list_spreadsheet_files()[0]) == {"id", "name", "createdTime", "modifiedTime"}
    assert client.open("Inside", folder_id=folder).id == inside.id


def test_a_copy_has_the_cells_and_if_asked_the_permissions_and_comments(client, book, ideas):
    book.share(NURSE, perm_type="user", role="reader", notify=False)
    comments = f"https://www.googleapis.com/drive/v3/files/{book.id}/comments"
    client.http_client.request("post", comments, params={"fields": "id"}, json={"content": "Look here"})
    twin = client.copy(book.id, title="Copy", copy_permissions=True, copy_comments=True)
    assert twin.title == "Copy"
    assert twin.sheet1.get_all_values() == ideas.get_all_values()
    assert NURSE in [each.get("emailAddress") for each in twin.list_permissions()]
    told = client.http_client.request(
        "get", comments.replace(book.id, twin.id), params={"fields": "comments/content"}
    ).json()
    assert told == {"comments": [{"content": "Look here"}]}
    plain = client.copy(book.id, copy_comments=False)
    assert plain.title == "Copy of Ward 7"
    assert len(plain.list_permissions()) == 1


def test_a_file_is_shared_and_sharing_taken_back(book):
    book.share(NURSE, perm_type="user", role="writer")
    book.share("example.nhs.uk", perm_type="domain", role="reader")
    book.share(None, perm_type="anyone", role="reader")
    roles = {each.get("emailAddress") or each["type"]: each["role"] for each in book.list_permissions()}
    assert roles[NURSE] == "writer"
    assert roles["domain"] == roles["anyone"] == "reader"
    assert book.remove_permissions(NURSE)
    assert NURSE not in [each.get("emailAddress") for each in book.list_permissions()]


def test_a_csv_takes_the_place_of_all_tabs(client, book):
    book.add_worksheet("Second", 5, 5)
    client.import_csv(book.id, 'Ref,Idea\nI-1,"Warm, and more"\nI-2,12\n')
    assert [each.title for each in book.worksheets()] == ["Ward 7"]
    assert book.sheet1.get_all_values() == [["Ref", "Idea"], ["I-1", "Warm, and more"], ["I-2", "12"]]
    assert book.sheet1.row_count == 1000


def test_a_file_is_exported(client, book, tab):
    tab.update([["a1", "B2"]], "A1:B2")
    assert client.export(book.id, ExportFormat.CSV) == b"a1,B2"
    assert book.export(ExportFormat.TSV) == b"a1\tB2"
    workbook = openpyxl.load_workbook(io.BytesIO(book.export(ExportFormat.EXCEL)))
    assert [[cell.value for cell in row] for row in workbook["Sheet1"]] == [["a1", "B2"]]
    assert book.export(ExportFormat.PDF).startswith(b"%PDF")
    assert book.export(ExportFormat.ZIPPED_HTML).startswith(b"PK")


def test_a_file_that_is_not_shared_is_a_permission_error(google, client):
    private = google.control.create("Private", share_with={})
    with pytest.raises(PermissionError):
        client.open_by_key(private)


def test_properties_of_a_file_are_read_and_changed(book):
    assert (book.locale, book.timezone) == ("en_US", "Etc/GMT")
    book.update_title("Ward 8")
    book.update_locale("en_GB")
    book.update_timezone("Europe/London")
    assert (book.title, book.locale, book.timezone) == ("Ward 8", "en_GB", "Europe/London")
    assert book.fetch_sheet_metadata()["properties"]["locale"] == "en_GB"
    before = book.get_lastUpdateTime()
    book.sheet1.update_acell("A1", "now")
    assert book.get_lastUpdateTime() >= before >= book.creationTime


# Tabs


def test_tabs_are_added_found_renamed_and_deleted(book):
    added = book.add_worksheet("Second", rows=10, cols=5)
    assert (added.title, added.row_count, added.col_count, added.index) == ("Second", 10, 5, 1)
    assert (
        book.worksheet("Second").id
        == book.get_worksheet(1).id
        == book.get_worksheet_by_id(added.id).id
        == added.id
    )
    with pytest.raises(gspread.exceptions.APIError, match="already exists"):
        book.add_worksheet("Second", 1, 1)
    added.update_title("Other")
    assert book.worksheet("Other").id == added.id
    with pytest.raises(gspread.WorksheetNotFound):
        book.worksheet("Second")
    book.del_worksheet(added)
    assert [each.title for each in book.worksheets()] == ["Sheet1"]
    with pytest.raises(gspread.exceptions.APIError, match="remove all the"):
        book.del_worksheet(book.sheet1)


def test_tabs_are_duplicated_copied_to_another_file_and_put_in_order(client, book, ideas):
    twin = book.duplicate_sheet(ideas.id, insert_sheet_index=1, new_sheet_name="Twin")
    assert twin.get_all_values() == ideas.get_all_values()
    assert twin.index == 1
    other = client.create("Other")
    told = ideas.copy_to(other.id)
    assert told["title"] == "Copy of Sheet1"
    assert other.worksheet("Copy of Sheet1").get_all_values() == ideas.get_all_values()
    third = book.add_worksheet("Third", 5, 5, index=0)
    assert [each.title for each in book.worksheets()] == ["Third", "Sheet1", "Twin"]
    book.reorder_worksheets([twin, third])
    assert [each.title for each in book.worksheets()] == ["Twin", "Third", "Sheet1"]
    third.update_index(0)
    assert [each.title for each in book.worksheets()] == ["Third", "Twin", "Sheet1"]
    duplicated = third.duplicate(new_sheet_name="Fourth")
    assert duplicated.title == "Fourth"


def test_tabs_are_hidden_and_shown_but_never_all_of_them(book, tab):
    with pytest.raises(gspread.exceptions.APIError, match="You can't hide all the sheets in a document."):
        tab.hide()
    second = book.add_worksheet("Second", 5, 5)
    second.hide()
    assert [each.isSheetHidden for each in book.worksheets()] == [False, True]
    assert [each.title for each in book.worksheets(exclude_hidden=True)] == ["Sheet1"]
    second.show()
    assert not book.worksheet("Second").isSheetHidden


def test_a_tab_has_a_colour_and_gridlines(book, tab):
    tab.update_tab_color("#FF8000")
    assert book.sheet1.get_tab_color() == "#FF8000"
    tab.clear_tab_color()
    assert book.sheet1.tab_color is None
    tab.hide_gridlines()
    assert book.sheet1.is_gridlines_hidden
    tab.show_gridlines()
    assert not book.sheet1.is_gridlines_hidden


# Rows and columns


def test_rows_and_columns_are_frozen_resized_and_added(book, tab):
    tab.freeze(rows=1, cols=2)
    tab.resize(rows=20, cols=10)
    tab.add_rows(5)
    tab.add_cols(2)
    tab = book.sheet1
    assert (tab.frozen_row_count, tab.frozen_col_count, tab.row_count, tab.col_count) == (1, 2, 25, 12)
    tab.freeze(rows=0, cols=0)
    assert book.sheet1.frozen_row_count == 0


def test_rows_and_columns_are_inserted_and_deleted(ideas):
    ideas.insert_row(["I-0", "First", 1], index=2)
    ideas.insert_rows([["I-8"], ["I-9"]], row=3)
    ideas.insert_cols([["Who", "me", "you"]], col=2)
    assert ideas.get("A1:C4") == [["Ref", "Who", "Idea"], ["I-0", "me", "First"], ["I-8", "you"], ["I-9"]]
    ideas.delete_rows(3, 4)
    ideas.delete_columns(2)
    assert ideas.col_values(1) == ["Ref", "I-0", "I-3", "I-1", "I-2"]


def test_rows_and_columns_are_hidden_grouped_and_sized(google, book, tab):
    tab.hide_rows(1, 3)
    tab.hide_columns(0, 1)
    tab.unhide_rows(1, 2)
    tab.add_dimension_group_rows(4, 8)
    tab.add_dimension_group_columns(2, 4)
    assert [each["range"]["startIndex"] for each in tab.list_dimension_group_rows()] == [4]
    assert [each["depth"] for each in tab.list_dimension_group_columns()] == [1]
    tab.delete_dimension_group_rows(4, 8)
    assert tab.list_dimension_group_rows() == []
    tab.columns_auto_resize(0, 2)
    tab.rows_auto_resize(0, 2)
    sheet = google.control.book(book.id).sheets[0]
    assert sheet.row_metadata[2]["hiddenByUser"]
    assert not sheet.row_metadata.get(1, {}).get("hiddenByUser")
    tab.unhide_columns(0, 1)


# Cells


def test_cells_are_written_and_read_in_every_way_gspread_has(tab):
    tab.update_acell("A1", "=4/2")
    tab.update_cell(1, 2, "0042")
    tab.update([["2026-01-02", True, None, "x"]], "A2:D2", value_input_option="USER_ENTERED")
    assert tab.acell("A1").value == "2"
    assert tab.acell("A1", ValueRenderOption.formula).value == "=4/2"
    assert tab.cell(1, 2, ValueRenderOption.unformatted).value == 42
    assert tab.row_values(2) == ["2026-01-02", "TRUE", "", "x"]
    assert tab.row_values(2, value_render_option=ValueRenderOption.unformatted) == [46024, True, "", "x"]
    assert tab.col_values(1) == ["2", "2026-01-02"]
    assert tab.get_values("A1:B1") == [["2", "42"]]
    cells = tab.range("C1:D1")
    cells[0].value, cells[1].value = "c", "d"
    tab.update_cells(cells)
    assert [cell.value for cell in tab.range("A1:D1")] == ["2", "42", "c", "d"]


def test_batches_are_read_written_and_cleared(tab):
    tab.batch_update([{"range": "A1:B1", "values": [["a", "b"]]}, {"range": "D4", "values": [["d"]]}])
    assert tab.batch_get(["A1:B1", "D4", "F6"]) == [[["a", "b"]], [["d"]], []]
    tab.batch_clear(["A1", "D4"])
    assert tab.get_all_values() == [["", "b"]]
    tab.clear()
    assert tab.get_all_values() == [[]]


def test_rows_are_appended_under_the_table(ideas):
    told = ideas.append_row(["I-4", "=1+1", 1], value_input_option="USER_ENTERED", table_range="A1")
    assert told["updates"]["updatedRange"] == "Sheet1!A5:C5"
    assert told["tableRange"] == "Sheet1!A1:C4"
    ideas.append_rows([["I-5"], ["I-6"]], insert_data_option="INSERT_ROWS", table_range="A1")
    assert ideas.col_values(1)[-3:] == ["I-4", "I-5", "I-6"]
    assert ideas.acell("B5").value == "2"


def test_records_and_finding(ideas):
    assert ideas.get_all_records()[1] == {"Ref": "I-1", "Idea": "Warm food", "Votes": 12}
    assert ideas.find("A clock").address == "B4"
    assert ideas.find("nowhere") is None
    assert [each.address for each in ideas.findall("I-1")] == ["A3"]


def test_cells_are_sorted(ideas):
    ideas.sort((3, "des"), range="A2:C4")
    assert ideas.col_values(1) == ["Ref", "I-1", "I-2", "I-3"]
    ideas.sort((1, "asc"), range="A2:C4")
    assert ideas.col_values(3) == ["Votes", "12", "7", "5"]


def test_ranges_are_copied_and_cut(ideas):
    ideas.copy_range("A1:B2", "E1:F2")
    assert ideas.get("E1:F2") == [["Ref", "Idea"], ["I-3", "Quiet nights"]]
    ideas.cut_range("E1:F2", "H1")
    assert ideas.get("H1:I2") == [["Ref", "Idea"], ["I-3", "Quiet nights"]]
    assert ideas.acell("E1").value is None


def test_cells_are_merged_and_parted(ideas):
    ideas.merge_cells("A1:B2", merge_type=MergeType.merge_all)
    assert ideas.get("A1:B2") == [["Ref"]]
    assert ideas.get("A1:C2", combine_merged_cells=True) == [["Ref", "Ref", "Votes"], ["Ref", "Ref", "5"]]
    ideas.unmerge_cells("A1:B2")
    assert ideas.get("A1:C2", combine_merged_cells=True) == [["Ref", "", "Votes"], ["", "", "5"]]
    ideas.merge_cells("A1:C2", merge_type=MergeType.merge_rows)
    ideas.batch_merge([{"range": "A3:A4"}], merge_type=MergeType.merge_columns)
    with pytest.raises(gspread.exceptions.APIError, match="merge"):
        ideas.merge_cells("B1:D3")


def test_cells_are_formatted(google, book, ideas):
    ideas.format("A1:C1", {"textFormat": {"bold": True}, "backgroundColor": {"red": 1.0}})
    ideas.batch_format(
        [{"range": "C2:C4", "format": {"numberFormat": {"type": "NUMBER", "pattern": "0.00"}}}]
    )
    assert google.control.book(book.id).sheets[0].cell(0, 0).format["textFormat"] == {"bold": True}
    assert ideas.acell("C2").value == "5.00"


def test_notes_are_written_read_and_taken_away(tab):
    tab.insert_note("B2", "Who said so?")
    tab.update_notes({"A1": "Ours", "C4": "Seven"})
    assert tab.get_note("B2") == "Who said so?"
    assert tab.get_notes() == [["Ours"], ["", "Who said so?"], [], ["", "", "Seven"]]
    assert tab.get_notes(grid_range="B2:C4") == [["Who said so?"], [], ["", "Seven"]]
    tab.clear_note("B2")
    assert tab.get_note("B2") == ""
    tab.clear_notes(["A1", "C4"])
    assert tab.get_notes() == [[]]


def test_ranges_are_named(book, ideas):
    told = ideas.define_named_range("A2:A4", "Refs")
    assert ideas.get("Refs") == [["I-3"], ["I-1"], ["I-2"]]
    assert [each["name"] for each in book.list_named_ranges()] == ["Refs"]
    assert book.values_get("Refs")["range"] == "Sheet1!A2:A4"
    ideas.delete_named_range(told["replies"][0]["addNamedRange"]["namedRange"]["namedRangeId"])
    assert book.list_named_ranges() == []
    with pytest.raises(gspread.exceptions.APIError, match="Unable to parse range"):
        ideas.get("Refs")


def test_ranges_are_protected(google, book, ideas):
    ideas.add_protected_range("A1:C1", description="Headings")
    (protected,) = book.list_protected_ranges(ideas.id)
    assert protected["description"] == "Headings"
    assert protected["editors"]["users"] == [google.tokens.accounts[0]]
    ideas.delete_protected_range(protected["protectedRangeId"])
    assert book.list_protected_ranges(ideas.id) == []


def test_filters_and_rules_are_set(google, book, ideas):
    ideas.set_basic_filter("A1:C4")
    assert google.control.book(book.id).sheets[0].basic_filter["range"]["endRowIndex"] == 4
    ideas.clear_basic_filter()
    assert google.control.book(book.id).sheets[0].basic_filter is None
    ideas.add_validation(
        "D2:D4", ValidationConditionType.one_of_list, ["y", "n"], strict=True, showCustomUi=True
    )
    rule = google.control.book(book.id).sheets[0].cell(1, 3).validation
    assert rule["condition"]["type"] == "ONE_OF_LIST"
    assert rule["strict"]


def test_a_tab_grows_no_further_than_its_grid_allows(tab):
    with pytest.raises(gspread.exceptions.APIError, match="exceeds grid limits"):
        tab.update_acell("A1001", "x")
    with pytest.raises(gspread.exceptions.APIError, match="above the limit of 10000000 cells"):
        tab.resize(rows=10_000_000, cols=2)


def test_what_went_wrong_comes_as_gspreads_error(google, ideas):
    google.control.fault("502 html")
    with pytest.raises(gspread.exceptions.APIError) as html:
        ideas.get_all_values()
    assert html.value.code == -1
    assert html.value.response.status_code == 502
    google.control.fault("429")
    with pytest.raises(gspread.exceptions.APIError) as over:
        ideas.get_all_values()
    assert over.value.code == 429
    assert over.value.error["status"] == "RESOURCE_EXHAUSTED"


def test_without_storage_nothing_is_created_or_copied_but_what_is_shared_is_worked_on(tmp_path):
    with SheetsAPI() as google:
        google.key_file(tmp_path / "key.json")
        shared = google.control.create("Ward 7", {"Ideas": [["Ref"]]})
        client = clients.gspread_client(tmp_path / "key.json", google.url)
        for refused in (lambda: client.create("Mine"), lambda: client.copy(shared)):
            with pytest.raises(gspread.exceptions.APIError, match="storage quota has been exceeded"):
                refused()
        client.open("Ward 7").worksheet("Ideas").append_row(["I-1"])
        assert google.control.rows(shared, "Ideas") == [["Ref"], ["I-1"]]
        client.http_client.session.close()

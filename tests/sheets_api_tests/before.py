"""What each recording had done before its kept exchanges: the sizes, values and names they start from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol
from urllib.parse import quote


class Stage(Protocol):
    """A spreadsheet of one recording, prepared by requests as any other."""

    def request(self, *requests: dict[str, Any]) -> list[Any]:
        """A batchUpdate; its replies."""

    def write(self, where: str, values: list[list[Any]], how: str = "RAW") -> None: ...

    def learn(self, recorded: Any, ours: Any) -> None: ...


def _resize(rows: int, columns: int, title: str = "") -> dict[str, Any]:
    properties: dict[str, Any] = {"sheetId": 0, "gridProperties": {"rowCount": rows, "columnCount": columns}}
    fields = "gridProperties.rowCount,gridProperties.columnCount"
    if title:
        properties["title"], fields = title, fields + ",title"
    return {"updateSheetProperties": {"properties": properties, "fields": fields}}


def _numbered(test: str, rows: int, columns: int) -> list[list[str]]:
    """gspread's tests fill cells with their own name and a number."""
    return [[f"{test} {row * columns + column + 1}" for column in range(columns)] for row in range(rows)]


def _sized(rows: int, columns: int) -> Callable[[Stage], None]:
    return lambda stage: _drop(stage.request(_resize(rows, columns)))


def _drop(_: object) -> None:
    return None


def _filled(where: str, test: str, rows: int, columns: int) -> Callable[[Stage], None]:
    return lambda stage: stage.write(where, _numbered(test, rows, columns))


def _merges(stage: Stage) -> None:
    stage.request(_resize(4, 3))
    stage.write("A1:C4", [["1", "2", "4"], ["down", "up", ""], ["", "", "2"], ["num", "val", ""]])
    area = {"sheetId": 0, "startRowIndex": 1, "endRowIndex": 3, "startColumnIndex": 0, "endColumnIndex": 1}
    other = {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 2, "startColumnIndex": 2, "endColumnIndex": 3}
    named = {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 3, "startColumnIndex": 1, "endColumnIndex": 3}
    stage.request(
        {"mergeCells": {"range": area, "mergeType": "MERGE_ALL"}},
        {"mergeCells": {"range": other, "mergeType": "MERGE_ALL"}},
        {"addNamedRange": {"namedRange": {"name": "NamedRange", "range": named}}},
    )


def _three_columns(stage: Stage) -> None:
    stage.request(_resize(10, 10, "🌵 test_values_batch_get 1"))
    stage.write("A1:C2", [["🍇", "🍉", "🍋"], ["🍐", "🍎", "🍓"]])


def _titled_like_a_cell(stage: Stage) -> None:
    stage.request(_resize(4, 4, "D3"))
    stage.write("'D3'!A1:D4", [["A1", "B1", "", "D1"], ["", "b2", "", ""], [], ["A4", "B4", "", "d4"]])


def _typed_values(stage: Stage) -> None:
    stage.request(_resize(2, 4))
    typed = [["=4/2", "2020-01-01", "string", 53], ["=3/2", 0.12, "1999-01-02", ""]]
    stage.write("A1:D2", typed, "USER_ENTERED")


def _a_protected_range(stage: Stage) -> None:
    area = {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 2, "startColumnIndex": 0, "endColumnIndex": 2}
    [reply] = stage.request({"addProtectedRange": {"protectedRange": {"range": area}}})
    stage.learn(2028942746, reply["addProtectedRange"]["protectedRange"]["protectedRangeId"])


def _a_named_range(stage: Stage) -> None:
    area = {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 2, "startColumnIndex": 0, "endColumnIndex": 2}
    [reply] = stage.request({"addNamedRange": {"namedRange": {"name": "TestName", "range": area}}})
    stage.learn("1450817762", reply["addNamedRange"]["namedRange"]["namedRangeId"])


def _a_second_tab(stage: Stage) -> None:
    [reply] = stage.request({"addSheet": {"properties": {"title": "second"}}})
    stage.learn(755875121, reply["addSheet"]["properties"]["sheetId"])


BEFORE: dict[str, Callable[[Stage], None]] = {
    "WorksheetTest.test_get_values_merge_cells_with_named_range": _merges,
    "WorksheetTest.test_insert_row": _filled("A1:H3", "test_insert_row", 3, 8),
    "SpreadsheetTest.test_values_batch_get": _three_columns,
    "WorksheetTest.test_delete_cols": _filled("A1:D6", "test_delete_cols", 6, 4),
    "WorksheetTest.test_insert_cols": _filled("A1:F4", "test_insert_cols", 4, 6),
    "WorksheetTest.test_get_all_records": _sized(4, 4),
    "WorksheetTest.test_get_all_records_value_render_options": _sized(2, 4),
    "WorksheetTest.test_get_all_values_date_time_render_options": _typed_values,
    "WorksheetTest.test_get_all_values_title_is_a1_notation": _titled_like_a_cell,
    "WorksheetTest.test_update_cells_noncontiguous": _filled(
        "A1:D6", "test_update_cells_noncontiguous", 6, 4
    ),
    "WorksheetTest.test_get_all_records_pad_more_than_one_key": _sized(2, 4),
    "WorksheetTest.test_sort": _sized(6, 3),
    "WorksheetTest.test_delete_protected_range": _a_protected_range,
    "CellTest.test_update_named_range": _a_named_range,
    "SpreadsheetTest.test_worksheets_exclude_hidden": _a_second_tab,
}


def address(where: str) -> str:
    """A range as part of a path."""
    return quote(where, safe="")

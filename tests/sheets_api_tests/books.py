"""Spreadsheets to try the requests on, without a server."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from tests.sheets_api import batch, contract, formulas, getting
from tests.sheets_api.contract import Operation
from tests.sheets_api.model import JSON, Cell, Formula, Sheet, Spreadsheet
from tests.sheets_api.switches import Switches


def book(*rows: Sequence[Any], title: str = "Ideas", **sheet: Any) -> Spreadsheet:
    """One tab, number 0, 100 × 10; texts that begin with an equals sign are formulas."""
    made = Spreadsheet("a-book", "Ward 7", locale="en_GB")
    made.sheets.append(tab(title, *rows, **sheet))
    return made


def tab(title: str, *rows: Sequence[Any], sheet_id: int = 0, **sheet: Any) -> Sheet:
    made = Sheet(sheet_id, title, sheet.pop("row_count", 100), sheet.pop("column_count", 10), **sheet)
    made.rows = [[Cell(value=entered(value)) for value in row] for row in rows]
    return made


def entered(value: Any) -> Any:
    return Formula(value) if isinstance(value, str) and value.startswith("=") else value


def ask(made: Spreadsheet, *requests: JSON, switches: Switches | None = None) -> list[JSON]:
    """The replies of one batchUpdate; request and reply are held against Google's own contract."""
    operation, body = _operation("batchUpdate"), {"requests": list(requests)}
    operation.check({}, body)
    told = batch.batch_update(made, body, switches or Switches())
    assert operation.problem_of_reply(told) == ""
    return list(told["replies"])


def get(made: Spreadsheet, switches: Switches | None = None, **query: Any) -> JSON:
    texts = {name: value if isinstance(value, list) else [value] for name, value in query.items()}
    told = getting.get(made, texts, switches or Switches())
    assert _operation("get").problem_of_reply(told) == ""
    return told


@cache
def _operation(name: str) -> Operation:
    return contract.sheets().operation(f"sheets.spreadsheets.{name}")


def rows(made: Spreadsheet, at: int = 0) -> list[list[Any]]:
    """What was entered, formulas as text, without empty ends."""
    told = []
    for cells in made.sheets[at].rows:
        line = [cell.value.text if isinstance(cell.value, Formula) else cell.value for cell in cells]
        while line and line[-1] is None:
            line.pop()
        told.append(line)
    while told and not told[-1]:
        told.pop()
    return told


def worth(made: Spreadsheet, row: int, column: int, at: int = 0) -> Any:
    """What a cell comes to."""
    formulas.forget(made)
    found = formulas.calculated(made, made.sheets[at], row, column)
    return found.code if isinstance(found, formulas.Error) else found


def values(*row: Any) -> JSON:
    """A RowData of typed values."""
    return {"values": [{"userEnteredValue": value_of(each)} if each is not None else {} for each in row]}


def value_of(value: Any) -> JSON:
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, str):
        return {"formulaValue" if value.startswith("=") else "stringValue": value}
    return {"numberValue": value}

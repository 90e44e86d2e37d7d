"""What a person does in the browser while the service works: used by /_control/edit and by tests in-process.

A wish is {"do": <a name in EDITS>, "tab": title, …}; each function says what else it takes. Rows count from 1 and
columns are letters, as people see them. Whoever edits is the file's owner here: protections stop nobody.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.sheets_api import blocks, entering, formulas, notation, structure, validation
from tests.sheets_api.model import EMPTY, JSON, Sheet, Spreadsheet
from tests.sheets_api.notation import Area
from tests.sheets_api.places import COLUMNS, ROWS, Span
from tests.sheets_api.requests import dimensions, sheets, sorting
from tests.sheets_api.requests.registry import Batch
from tests.sheets_api.switches import Switches

Edit = Callable[[Batch, Sheet, JSON], None]
EDITS: dict[str, Edit] = {}


def edit(book: Spreadsheet, wish: JSON, switches: Switches) -> None:
    """Does one edit, in place. What the browser would refuse is an APIFailure, what makes no sense a ValueError."""
    do = EDITS.get(wish.get("do", ""))
    if do is None:
        raise ValueError(f"nobody can {wish.get('do')!r}; known: {', '.join(sorted(EDITS))}")
    title = wish.get("tab")
    sheet = book.sheets[0] if title is None else book.titled(title)
    if sheet is None:
        raise ValueError(f"there is no tab {title!r}")
    do(Batch(book, switches), sheet, wish)
    formulas.forget(book)


def _known_as(name: str) -> Callable[[Edit], Edit]:
    def register(do: Edit) -> Edit:
        EDITS[name] = do
        return do

    return register


def _place(batch: Batch, sheet: Sheet, text: str) -> Area:
    found = notation.parse_range(batch.book, f"{notation.quoted(sheet.title)}!{text}")
    return notation.within_grid(found)


def _lines(batch: Batch, sheet: Sheet, wish: JSON) -> Span:
    """`row` (a number, from 1) or `column` (a letter), and `count` of them."""
    count = wish.get("count", 1)
    if "row" in wish:
        return Span(sheet, ROWS, wish["row"] - 1, wish["row"] - 1 + count)
    start = notation.column_of(wish["column"])
    return Span(sheet, COLUMNS, start, start + count)


# Cells


@_known_as("type")
def type_in(batch: Batch, sheet: Sheet, wish: JSON) -> None:
    """`cell`, `text`: read as the browser reads what is typed. A strict rule refuses it."""
    at = _place(batch, sheet, wish["cell"])
    cell = entering.entered(sheet.cell(at.top, at.left), wish["text"], "USER_ENTERED", batch.book.locale)
    validation.check(batch.book, cell)
    blocks.put(sheet, at.top, at.left, cell)


@_known_as("paste")
def paste(batch: Batch, sheet: Sheet, wish: JSON) -> None:
    """`cell`, and `rows` of texts from another program, or `from` (a range, of `from_tab`) to copy within the file.

    Values, formats and rules of the cells are overwritten: no rule refuses what is pasted. The grid grows.
    """
    at = _place(batch, sheet, wish["cell"])
    if "from" in wish:
        source_tab = batch.book.titled(wish.get("from_tab", sheet.title))
        assert source_tab is not None
        source = _place(batch, source_tab, wish["from"])
        down, right = at.top - source.top, at.left - source.left
        block = [[blocks.copied(cell, down, right) for cell in line] for line in blocks.cells_of(source)]
    else:
        locale = batch.book.locale
        block = [
            [entering.entered(EMPTY, text, "USER_ENTERED", locale) for text in line] for line in wish["rows"]
        ]
    for row, line in enumerate(block, at.top):
        for column, cell in enumerate(line, at.left):
            blocks.put(sheet, row, column, cell)
    sheet.row_count = max(sheet.row_count, at.top + len(block))
    sheet.column_count = max(sheet.column_count, at.left + max(map(len, block), default=0))


@_known_as("clear")
def clear(batch: Batch, sheet: Sheet, wish: JSON) -> None:
    """`range`: the Delete key. Formats, rules and notes stay."""
    where = _place(batch, sheet, wish["range"])
    for row in range(where.top, min(where.bottom, len(sheet.rows))):
        for column in range(where.left, min(where.right, len(sheet.rows[row]))):
            blocks.put(sheet, row, column, sheet.rows[row][column].with_value(None))


@_known_as("fill_down")
def fill_down(batch: Batch, sheet: Sheet, wish: JSON) -> None:
    """`range`: its first row is copied to the others (Ctrl+D)."""
    where = _place(batch, sheet, wish["range"])
    for row in range(where.top + 1, where.bottom):
        for column in range(where.left, where.right):
            blocks.put(sheet, row, column, blocks.copied(sheet.cell(where.top, column), row - where.top, 0))


@_known_as("drag")
def drag(batch: Batch, sheet: Sheet, wish: JSON) -> None:
    """`range`, `cell`: cut and pasted, or dragged with the mouse."""
    at = _place(batch, sheet, wish["cell"])
    blocks.cut(batch.book, _place(batch, sheet, wish["range"]), sheet, at.top, at.left)


@_known_as("note")
def note(batch: Batch, sheet: Sheet, wish: JSON) -> None:
    """`cell`, `text`; an empty text takes the note away."""
    at = _place(batch, sheet, wish["cell"])
    blocks.put(sheet, at.top, at.left, replace(sheet.cell(at.top, at.left), note=wish["text"]))


@_known_as("rename_heading")
def rename_heading(batch: Batch, sheet: Sheet, wish: JSON) -> None:
    """`heading`, `to`: in the first row that has this heading."""
    for row, cells in enumerate(sheet.rows):
        for column, cell in enumerate(cells):
            if cell.value == wish["heading"]:
                sheet.put(row, column, cell.with_value(wish["to"]))
                return
    raise ValueError(f"no cell of {sheet.title!r} says {wish['heading']!r}")


# Rows and columns


@_known_as("sort")
def sort(batch: Batch, sheet: Sheet, wish: JSON) -> None:
    """`column`, `descending`?, `headings`: how many rows at the top stay (the frozen ones, or 1); 0 sorts them too.

    With `range`, that block alone is sorted, as when a nurse has marked too little.
    """
    column = notation.column_of(wish["column"])
    if "range" in wish:
        where = _place(batch, sheet, wish["range"])
    else:
        frozen: int = sheet.grid_properties.get("frozenRowCount") or 1
        top: int = wish.get("headings", frozen)
        where = Area(sheet, top, 0, sheet.row_count, sheet.column_count)
    moves = batch.switches.sort_moves_row_metadata
    sorting.sort(batch.book, where, [(column, bool(wish.get("descending")))], moves_metadata=moves)


@_known_as("insert")
def insert(batch: Batch, sheet: Sheet, wish: JSON) -> None:
    """Before `row` or `column`, `count` of them; looking like the one before, as the browser does it below a row."""
    lines = _lines(batch, sheet, wish)
    before = lines.start > 0 and wish.get("like", "before") == "before"
    structure.insert(batch.book, sheet, lines.dimension, lines.start, lines.count, from_before=before)


@_known_as("delete")
def delete(batch: Batch, sheet: Sheet, wish: JSON) -> None:
    """From `row` or `column` on, `count` of them."""
    lines = _lines(batch, sheet, wish)
    dimensions.check_deletion(lines)
    structure.delete(batch.book, sheet, lines.dimension, lines.start, lines.end)


@_known_as("move")
def move(batch: Batch, sheet: Sheet, wish: JSON) -> None:
    """`row` or `column`, `count`, `to`: before that row or column, numbered as before the move."""
    lines = _lines(batch, sheet, wish)
    to: Any = wish["to"]
    before = to - 1 if lines.dimension == ROWS else notation.column_of(to)
    structure.move(batch.book, sheet, lines.dimension, lines.start, lines.end, before)


@_known_as("hide")
def hide(batch: Batch, sheet: Sheet, wish: JSON) -> None:
    """`row` or `column`, `count`; `show: true` shows them again."""
    lines = _lines(batch, sheet, wish)
    kept = sheet.row_metadata if lines.dimension == ROWS else sheet.column_metadata
    for position in range(lines.start, lines.end):
        others = {name: value for name, value in kept.pop(position, {}).items() if name != "hiddenByUser"}
        if not wish.get("show"):
            others["hiddenByUser"] = True
        if others:
            kept[position] = others


# Tabs


@_known_as("rename_tab")
def rename_tab(batch: Batch, sheet: Sheet, wish: JSON) -> None:
    """`to`: formulas and names follow."""
    sheets.rename(batch.book, sheet, wish["to"])


@_known_as("add_tab")
def add_tab(batch: Batch, sheet: Sheet, wish: JSON) -> None:
    """`title`, `index`? (from 0)."""
    properties = {name: wish[name] for name in ("title", "index") if name in wish}
    sheets.add_sheet(batch, {"properties": properties})


@_known_as("delete_tab")
def delete_tab(batch: Batch, sheet: Sheet, wish: JSON) -> None:
    sheets.delete_sheet(batch, {"sheetId": sheet.sheet_id})


@_known_as("duplicate_tab")
def duplicate_tab(batch: Batch, sheet: Sheet, wish: JSON) -> None:
    """`title`?: `Copy of …` otherwise; it stands to the right."""
    index = batch.book.sheets.index(sheet) + 1
    arg = {"sourceSheetId": sheet.sheet_id, "insertSheetIndex": index, "newSheetName": wish.get("title")}
    sheets.duplicate_sheet(batch, arg)


@_known_as("move_tab")
def move_tab(batch: Batch, sheet: Sheet, wish: JSON) -> None:
    """`index`, from 0, as it is afterwards."""
    batch.book.sheets.remove(sheet)
    batch.book.sheets.insert(wish["index"], sheet)


@_known_as("resize_tab")
def resize_tab(batch: Batch, sheet: Sheet, wish: JSON) -> None:
    """`rows`, `columns`: empty ones at the end added or deleted."""
    for dimension, name in ((ROWS, "rows"), (COLUMNS, "columns")):
        if name in wish:
            sheets.resize(batch.book, sheet, dimension, wish[name])

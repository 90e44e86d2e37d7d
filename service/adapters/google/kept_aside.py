"""What our write is about to land on, kept in the same request: the only moment at which nobody can come in between.

Between the look again and the write lies a second in which people may move rows and columns, or type. So each write in a
staff tab begins with a hidden tab of its own, into which Google copies the headings, and every row we write in, as they
stand when the write is carried out. The next read tells from it exactly what we wrote over (mislaid.py), whatever was
moved, and the tab is deleted again.

In the ledger stands, for the minutes until then, what we wrote where: Refs as they are; all else (headings, cells of rows
we add, what is put back) as keyed marks, which can be compared and not read.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

from service.adapters.google.areas import area, stretches
from service.adapters.google.layout import JSON, Layout, TabLayout
from service.adapters.google.plain import REF, TAKEN_OUT, plain, trimmed
from service.adapters.google.where_now import times
from service.core.changes import TabPlace, checks_columns
from service.core.finding import find_headings, find_tabs
from service.core.grids import Grid, PutBack, column_letters
from service.core.rows import Row

TITLE = "Patient Voice keeps this for a moment"
_LONG = 200  # rows that follow one another, of which only the cells we write over and the Refs are kept
_KNOWN_BY = 6  # words: some may be edited in the second in which we write
HashOf = Callable[[str], str]
_MOST_ID = 2**31 - 1


def id_of(title: str) -> int:
    """Ours to choose: from it we know such a tab for ours, and a write that arrives twice is refused."""
    return crc32(title.encode()) % _MOST_ID or 1


def is_ours(tab: TabLayout) -> bool:
    return tab.title.startswith(TITLE) and tab.sheet_id == id_of(tab.title)


@dataclass
class _Written:
    """What a batch writes in one staff tab: cells there already, by column, and rows that it adds."""

    over: dict[int, set[int]] = field(default_factory=dict)  # column → rows
    values: dict[tuple[int, int], Any] = field(default_factory=dict)  # no formulas; None: emptied
    added: list[dict[int, Any]] = field(default_factory=list)  # each column → value; formulas left out
    replaced: dict[str, str] = field(default_factory=dict)  # by content, wherever it stands
    only_if: set[tuple[int, int]] = field(default_factory=set)  # it still holds what we read
    fresh: range = range(0)  # rows inserted by the batch itself

    def put(self, row: int, column: int, cell: Mapping[str, Any]) -> None:
        value = cell.get("userEnteredValue", {})
        if row in self.fresh:
            if typed := _typed(value):
                self.added[row - self.fresh.start][column] = typed[0]
            return
        self.over.setdefault(column, set()).add(row)
        typed = _typed(value)
        if typed or not value:
            self.values[row, column] = typed[0] if typed else None


def _typed(value: Mapping[str, Any]) -> list[Any]:
    return [each for name, each in value.items() if name != "formulaValue"]


def written(requests: Sequence[JSON], sheets: Collection[int]) -> dict[int, _Written]:
    """By sheetId, of the staff tabs named."""
    found: dict[int, _Written] = {sheet: _Written() for sheet in sheets}
    for request in requests:
        [(name, arg)] = request.items()
        if name == "updateCells" and _has_values(arg) and arg["start"]["sheetId"] in found:
            start = arg["start"]
            for row, line in enumerate(arg["rows"], start=start["rowIndex"] + 1):
                for column, cell in enumerate(line.get("values", ()), start=start["columnIndex"] + 1):
                    found[start["sheetId"]].put(row, column, cell)
        elif name == "repeatCell" and _has_values(arg) and arg["range"]["sheetId"] in found:
            where = arg["range"]
            for column in range(where["startColumnIndex"] + 1, where["endColumnIndex"] + 1):
                rows = range(where["startRowIndex"] + 1, where["endRowIndex"] + 1)
                found[where["sheetId"]].over.setdefault(column, set()).update(rows)
        elif name == "findReplace" and arg.get("sheetId") in found:
            found[arg["sheetId"]].replaced[arg["find"]] = arg["replacement"]
        elif name == "findReplace" and arg.get("range", {}).get("sheetId") in found:
            where = arg["range"]
            cell = where["startRowIndex"] + 1, where["startColumnIndex"] + 1
            found[where["sheetId"]].put(*cell, {})
            found[where["sheetId"]].only_if.add(cell)
        elif name == "appendCells" and arg["sheetId"] in found:
            for line in arg["rows"]:
                cells = enumerate(line["values"], start=1)
                typed = {column: _typed(cell.get("userEnteredValue", {})) for column, cell in cells}
                found[arg["sheetId"]].added.append({at: values[0] for at, values in typed.items() if values})
        elif name == "insertDimension" and arg["range"]["sheetId"] in found:
            lines = arg["range"]
            tab = found[lines["sheetId"]]
            tab.fresh = range(lines["startIndex"] + 1, lines["endIndex"] + 1)
            tab.added = [{} for _ in tab.fresh]
    return {sheet: tab for sheet, tab in found.items() if tab.over or tab.added}


def _has_values(arg: Mapping[str, Any]) -> bool:
    return str(arg.get("fields", "")).split(",")[0] in ("userEnteredValue", "*")


class Aside:
    """The requests that keep a batch's victims, and the note by which the next read finds them again."""

    def __init__(
        self,
        layout: Layout,
        requests: Sequence[JSON],
        places: Sequence[TabPlace],
        put_back: Sequence[PutBack],
        grids: Sequence[Grid],
        kinds: Sequence[type[Row]],
        hash_of: HashOf,
    ):
        self._hash_of = hash_of
        self.title = f"{TITLE} {uuid.uuid4().hex[:8]}"
        self.sheet_id = id_of(self.title)
        self._kinds, self._grids = kinds, {grid.title: grid for grid in grids}
        self._places = {place.title: place for place in places}
        titles = {tab.title: tab for tab in layout.tabs}
        named = [titles[each] for each in dict.fromkeys([*self._places, *(back.tab for back in put_back)])]
        self._written = written(requests, [tab.sheet_id for tab in named])
        self._tabs = [tab for tab in named if tab.sheet_id in self._written]
        self._next_row, self._width, self._copies = 1, 1, list[JSON]()
        self._holds = {(titles[back.tab].sheet_id, back.row, back.column): back.holds for back in put_back}
        self.note: JSON = {"sheet": self.sheet_id, "tabs": [self._keep(tab) for tab in self._tabs]}

    def requests(self) -> Iterator[JSON]:
        if not self._tabs:
            return
        size = {"rowCount": self._next_row, "columnCount": self._width}
        properties = {
            "sheetId": self.sheet_id,
            "title": self.title,
            "hidden": True,
            "gridProperties": size,
        }
        yield {"addSheet": {"properties": properties}}
        yield from self._copies

    def _keep(self, tab: TabLayout) -> JSON:
        this, place = self._written[tab.sheet_id], self._places.get(tab.title)
        rows = self._grids[tab.title].rows
        width = max(
            [len(cells) for cells in rows] + list(this.over) + list(place.columns.values() if place else [])
        )
        note: JSON = {"sheet_id": tab.sheet_id, "title": tab.title, "blocks": [], "put": [], "refs": []}
        put_back = {(row, column) for sheet, row, column in self._holds if sheet == tab.sheet_id}
        if place is not None:
            note |= self._headings(tab, place.kind, place.heading_row, width)
            note |= {"ref": place.columns.get("ref"), "formulas": self._formulas(place)}
        elif put_back and (found := self._found(tab)):
            note |= self._headings(tab, *found, width)
        ref = note.get("ref")
        blocks = list(stretches({row for rows_of in this.over.values() for row in rows_of}))
        across = {
            (first, last): [(1, min(width, tab.columns))]
            if last - first < _LONG
            else list(stretches({*this.over, *([ref] if ref else [])}))
            for first, last in blocks
        }
        for first, last in blocks:
            note["blocks"].append([first, last, self._next_row])
            self._copy(tab, first, last, across[first, last])
        if put_back:
            # Formulas of ours that are astray there are to be known again, should this write land elsewhere.
            note["typed"] = sum(last - first + 1 for first, last in blocks)
            for first, last in blocks:
                self._copy(tab, first, last, across[first, last], "PASTE_FORMULA")
        known_by = self._known_by(tab, {row for row, _ in put_back})
        for (row, column), value in this.values.items():
            if (row, column) in put_back:
                holds = self._holds[tab.sheet_id, row, column]
                marks = mark(value, self._hash_of), mark(holds, self._hash_of)
                only_if = int((row, column) in this.only_if)
                note["put"].append([row, column, *marks, only_if, *known_by[row]])
            else:
                note["refs"] += [[row, column, value]] if value is not None else []
        note["replaced"] = {
            was: by for was, by in this.replaced.items() if REF.fullmatch(by.removesuffix(TAKEN_OUT))
        }
        note["added"] = [
            {str(at): value if at == ref else mark(value, self._hash_of) for at, value in cells.items()}
            for cells in this.added
        ]
        return note

    def _marks(self, cells: Sequence[Any]) -> list[str]:
        return [word and mark(word, self._hash_of) for word in trimmed(cells)]

    def _headings(self, tab: TabLayout, kind: type[Row], row: int, width: int) -> JSON:
        there = self._next_row
        self._copy(tab, row, row, [(1, min(max(width + 1, 1), tab.columns))])
        headings = self._marks(self._grids[tab.title].rows[row - 1])
        return {"tab": kind.tab, "heading_row": row, "heading_at": there, "headings": headings}

    def _found(self, tab: TabLayout) -> tuple[type[Row], int] | None:
        """Of a tab that is not read: which it is, and the row of its headings."""
        tabs = find_tabs(list(self._grids.values()), self._kinds)
        kind = next((kind for kind, grid in tabs.items() if grid and grid.title == tab.title), None)
        headings = find_headings(self._grids[tab.title], kind) if kind else None
        return (kind, headings.row) if kind and headings else None

    def _known_by(self, tab: TabLayout, wanted: Collection[int]) -> dict[int, list[str]]:
        """Of each row in which words are put back: marks of what stands in it and in no other row of the tab."""
        rows = self._grids[tab.title].rows if wanted else []
        often = times(map(plain, cells) for cells in rows)
        found = dict[int, list[str]]()
        for row in wanted:
            cells = rows[row - 1] if row <= len(rows) else ()
            alone = [word for word in dict.fromkeys(map(plain, cells)) if often[word] == 1]
            found[row] = [mark(word, self._hash_of) for word in alone[:_KNOWN_BY]]
        return found

    def _formulas(self, place: TabPlace) -> JSON:
        """Which column of Checks each formula column shows → where it is."""
        names = checks_columns(self._kinds)
        columns = place.kind.columns
        ours = {name: at for name, at in place.columns.items() if name in columns and columns[name].formula}
        return {str(names.index(name) + 2): at for name, at in ours.items()}

    def _copy(
        self,
        tab: TabLayout,
        first: int,
        last: int,
        columns: Sequence[tuple[int, int]],
        kind: str = "PASTE_VALUES",
    ) -> None:
        for left, right in columns:
            source = area(tab.sheet_id, first, last, left, right)
            target = area(self.sheet_id, self._next_row, self._next_row, left, left)
            paste = {"source": source, "destination": target, "pasteType": kind}
            self._copies.append({"copyPaste": paste})
            self._width = max(self._width, right)
        self._next_row += last - first + 1


def mark(value: Any, hash_of: HashOf) -> str:
    """What stands for a word of somebody's in the ledger, for the minutes until it was read back.

    Keyed: whoever has the ledger alone cannot try names and numbers against it.
    """
    return hash_of(plain(value).encode("utf-8", "surrogatepass").hex())[:16]


def cell_named(each: PutBack) -> str:
    return f"{column_letters(each.column)}{each.row}"

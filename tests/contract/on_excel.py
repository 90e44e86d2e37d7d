"""Hands in an .xlsx file: openpyxl saves it as a spreadsheet program would, and what a formula shows is worked out here."""

import re
import zipfile
from contextlib import contextmanager, suppress
from copy import copy
from datetime import date, datetime
from functools import lru_cache
from html import unescape

import openpyxl
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.formula.translate import Translator
from openpyxl.utils import column_index_from_string as number_of
from openpyxl.utils import coordinate_to_tuple, get_column_letter
from openpyxl.worksheet.cell_range import MultiCellRange

from service.adapters.excel_file import ExcelWorkbook
from service.core.stored_values import shown
from tests.contract.hands import SITE, trimmed

_LOOKED_UP = re.compile(r"=IFERROR\(VLOOKUP\(\$([A-Z]+)(\d+),'?([^!']+)'?!\$A:\$[A-Z]+,(\d+),FALSE\),\"\"\)")
_ALT = re.compile(r'<xdr:cNvPr[^>]*descr="([^"]*)"')


class OnExcel:
    """Two files in two folders."""

    name, longest = "excel", 32_767
    hands_are_others = True

    def __init__(self, folder, kinds, tabs):
        self.folder, self.kinds, self.tabs = folder, kinds, tabs
        self.paths = {role: folder / role / f"{role}.xlsx" for role in ("staff", "managers")}
        for path in self.paths.values():
            path.parent.mkdir(parents=True)
            with xlsxwriter.Workbook(path) as book:
                book.add_worksheet("Sheet1")
        self.staff, self.managers = self.anew("staff"), self.anew("managers")

    def close(self):
        pass

    def anew(self, role="staff"):
        return ExcelWorkbook(self.paths[role], role, self.folder / "versions", SITE, self.kinds, self.tabs)

    def settle(self):
        pass

    @contextmanager
    def nothing_written(self):
        before = [(path.read_bytes(), path.stat().st_mtime_ns) for path in self.paths.values()]
        yield
        assert before == [(path.read_bytes(), path.stat().st_mtime_ns) for path in self.paths.values()]

    # Hands

    _held = None

    @contextmanager
    def at_work(self):
        """The file is open in the program for a while, and saved once."""
        with self._book() as self._held:
            yield
            self._held = None

    @contextmanager
    def _book(self):
        if self._held is not None:
            yield self._held
            return
        book = openpyxl.load_workbook(self.paths["staff"])
        yield book
        book.save(self.paths["staff"])

    @contextmanager
    def _tab(self, title):
        with self._book() as book:
            yield book[title]

    def type(self, tab, cell, text):
        with self._tab(tab) as sheet:
            self._enter(sheet[cell], text)

    def put(self, tab, cell, *lines):
        with self._tab(tab) as sheet:
            top, left = coordinate_to_tuple(cell)
            for row, line in enumerate(lines, top):
                for column, value in enumerate(line, left):
                    _set(sheet.cell(row, column), value)

    def paste(self, tab, cell, *lines):
        with self._tab(tab) as sheet:
            top, left = coordinate_to_tuple(cell)
            for row, line in enumerate(lines, top):
                for column, text in enumerate(line, left):
                    target = sheet.cell(row, column)
                    target.style = "Normal"
                    self._enter(target, text)
            _without_rules(sheet, top, left, len(lines), max(map(len, lines)))

    def _enter(self, cell, text):
        if not cell.has_style:  # a new cell looks as its column does
            looks = cell.parent.column_dimensions.values()
            cell._style = copy(
                next((each._style for each in looks if each.min <= cell.column <= each.max), cell._style)
            )
        if cell.number_format == "@" and not text.startswith("="):
            _set(cell, text)
            return
        value, look = _typed(text)
        _set(cell, value)
        if look and cell.number_format == "General":
            cell.number_format = look

    def clear(self, tab, block):
        with self._tab(tab) as sheet:
            found = sheet[block]
            for line in found if isinstance(found, tuple) else ((found,),):
                for cell in line:
                    cell.value = None

    def note(self, tab, cell, text):
        with self._tab(tab) as sheet:
            sheet[cell].comment = Comment(text, "Nurse") if text else None

    def sort(self, tab, column, headings=1, descending=False):
        with self._tab(tab) as sheet:
            at = number_of(column)
            lines = [[copy(cell) for cell in line] for line in sheet.iter_rows(min_row=headings + 1)]
            filled = [line for line in lines if line[at - 1].value is not None]
            filled.sort(key=lambda line: _order(line[at - 1].value), reverse=descending)
            _put_lines(sheet, filled + [line for line in lines if line[at - 1].value is None], headings + 1)

    def insert(self, tab, where):
        self._rearranged(tab, where, lambda lines, at: lines.insert(at, None))

    def delete(self, tab, where):
        self._rearranged(tab, where, lambda lines, at: lines.pop(at))

    def move(self, tab, where, to):
        def change(lines, at):
            target = (to if isinstance(to, int) else number_of(to)) - 1
            line = lines.pop(at)
            lines.insert(target - (target > at), line)

        self._rearranged(tab, where, change)

    def _rearranged(self, tab, where, change):
        """Values, looks and notes go along; formulas of ours look in their own row, and are of the same column."""
        with self._tab(tab) as sheet:
            by_row = isinstance(where, int)
            lines = [
                [copy(cell) for cell in line] for line in (sheet.iter_rows() if by_row else sheet.iter_cols())
            ]
            change(lines, (where if by_row else number_of(where)) - 1)
            if by_row:
                _put_lines(sheet, [line or [] for line in lines], 1)
            else:
                filled = [line or [None] * sheet.max_row for line in lines]
                _put_lines(sheet, [list(line) for line in zip(*filled, strict=True)], 1)

    def add_tab(self, title):
        with self._book() as book:
            book.create_sheet(title)

    def rename_tab(self, title, to):
        with self._book() as book:
            book[title].title = to
            for defined in book.defined_names.values():
                defined.value = defined.value and defined.value.replace(_quoted(title), _quoted(to)).replace(
                    f"{title}!", f"{_quoted(to)}!"
                )
            for sheet in book:
                for line in sheet.iter_rows():
                    for cell in line:
                        if cell.data_type == "f" and isinstance(cell.value, str):
                            cell.value = cell.value.replace(f"{title}!", f"{_quoted(to)}!")

    def delete_tab(self, title):
        with self._book() as book:
            for name, defined in list(book.defined_names.items()):
                if defined.value and title in defined.value:
                    del book.defined_names[name]
            del book[title]
            if all(sheet.sheet_state != "visible" for sheet in book):
                book.worksheets[0].sheet_state = "visible"
            book.active = next(i for i, sheet in enumerate(book.worksheets) if sheet.sheet_state == "visible")

    def hide_tab(self, title, hidden=True):
        with self._tab(title) as sheet:
            sheet.sheet_state = "hidden" if hidden else "visible"
            book = sheet.parent
            book.active = next(i for i, each in enumerate(book.worksheets) if each.sheet_state == "visible")
            for each in book.worksheets:
                each.sheet_view.tabSelected = each is book.active

    # Eyes

    def _loaded(self, role, results=False):
        """To look at, not to change; once for each state of the file."""
        if self._held is not None and role == "staff":
            return self._held
        path = self.paths[role]
        return _load(path, path.stat().st_mtime_ns, results)

    def rows(self, tab, role="staff"):
        formulas = self._loaded(role)
        results = self._loaded(role, True)
        return trimmed(
            [
                _seen(self._shown(formulas, cell, result.value))
                for cell, result in zip(line, shown_line, strict=True)
            ]
            for line, shown_line in zip(formulas[tab].iter_rows(), results[tab].iter_rows(), strict=True)
        )

    def _shown(self, book, cell, result):
        if cell.data_type != "f":
            return _as_stored(cell.value)
        match = _LOOKED_UP.fullmatch(str(cell.value))
        if match is None:
            return _as_stored(result)
        column, row, title, number = match.groups()
        ref = cell.parent[f"{column}{row}"].value
        if title not in book.sheetnames or ref is None:
            return ""
        line = _looked_up(book, title).get(ref, ())
        return line[int(number) - 1] if len(line) >= int(number) else ""

    def note_at(self, tab, cell):
        comment = self._loaded("staff")[tab][cell].comment
        return comment.text if comment else ""

    def drop_down(self, tab, cell):
        book = self._loaded("staff")
        for rule in book[tab].data_validations.dataValidation:
            if rule.type == "list" and cell in rule.sqref:
                source = rule.formula1
                if source.startswith('"'):
                    return source.strip('"').split(",")
                place = (
                    book.defined_names[source.lstrip("=")].attr_text
                    if source in book.defined_names
                    else source
                )
                title, _, area = place.rpartition("!")
                found = book[title.strip("'")][area.replace("$", "")]
                lines = found if isinstance(found, tuple) else ((found,),)
                return [each.value for line in lines for each in line if each.value is not None]
        return []

    def titles(self, role="staff", hidden=None):
        book = self._loaded(role)
        return [sheet.title for sheet in book if hidden is None or hidden is (sheet.sheet_state != "visible")]

    def frozen(self, tab):
        at = self._loaded("staff")[tab].freeze_panes
        row, column = coordinate_to_tuple(at) if at else (1, 1)
        return row - 1, column - 1

    def charts(self, tab, role="staff"):
        book = self._loaded(role)
        titles = [chart.title.tx.rich.p[0].r[0].t for chart in book[tab]._charts]
        with zipfile.ZipFile(self.paths[role]) as parts:
            drawings = sorted(
                name for name in parts.namelist() if re.fullmatch(r"xl/drawings/drawing\d+\.xml", name)
            )
            alts = [unescape(alt) for name in drawings for alt in _ALT.findall(parts.read(name).decode())]
        return list(zip(titles, alts, strict=False))


@lru_cache(maxsize=8)
def _load(path, saved, results):
    return openpyxl.load_workbook(path, data_only=results)


@lru_cache(maxsize=8)
def _looked_up(book, title):
    """The first line of a tab with each word in its column A, as VLOOKUP finds it."""
    lines = reversed([*book[title].iter_rows(values_only=True)])
    return {line[0]: line for line in lines}


def _typed(text):
    """What Excel makes of it: (value, number format)."""
    if text.startswith("'"):
        return text[1:], None
    if text.startswith("="):
        return ("#DIV/0!" if text == "=1/0" else text), None
    if text in ("TRUE", "FALSE"):
        return text == "TRUE", None
    if match := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text):
        day, month, year = map(int, match.groups())
        with suppress(ValueError):
            return date(year, month, day), "dd/mm/yyyy"
    if match := re.fullmatch(r"(\d{1,2}):(\d\d)", text):
        return (int(match[1]) * 60 + int(match[2])) / 1440, "hh:mm"
    if re.fullmatch(r"-?\d+(\.\d+)?", text):
        return float(text) if "." in text else int(text), None
    return text or None, None


def _set(cell, value):
    look = cell.number_format
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "e" if value == "#DIV/0!" else "s"
    if look != "General":
        cell.number_format = look  # openpyxl gives each day a format of its own


def _put_lines(sheet, lines, first):
    width = sheet.max_column
    for row in sheet.iter_rows(min_row=first):
        for cell in row:
            cell.value, cell.comment = None, None
    for number, line in enumerate(lines, first):
        for at in range(1, max(width, len(line)) + 1):
            old = line[at - 1] if at <= len(line) else None
            new = sheet.cell(number, at)
            if old is None:
                continue
            new._style = copy(old._style)
            if old.data_type == "f":
                new.value = Translator(old.value, old.coordinate).translate_formula(new.coordinate)
            else:
                new.value, new.data_type = old.value, old.data_type
            if old.comment:
                new.comment = Comment(old.comment.text, "Nurse")
            new._style = copy(old._style)


def _without_rules(sheet, top, left, height, width):
    """Pasted over: the cells leave every rule that covered them."""
    for rule in list(sheet.data_validations.dataValidation):
        rest = MultiCellRange()
        for area in rule.sqref.ranges:
            for part in _around(area.bounds, (left, top, left + width - 1, top + height - 1)):
                rest.add(part)
        rule.sqref = rest
        if not rest.ranges:
            sheet.data_validations.dataValidation.remove(rule)


def _around(area, hole):
    """What is left of a block when a hole is cut into it."""
    left, top, right, bottom = area
    h_left, h_top, h_right, h_bottom = hole
    if h_left > right or h_right < left or h_top > bottom or h_bottom < top:
        return [_block(*area)]
    parts = []
    if h_top > top:
        parts.append(_block(left, top, right, h_top - 1))
    if h_bottom < bottom:
        parts.append(_block(left, h_bottom + 1, right, bottom))
    if h_left > left:
        parts.append(_block(left, max(top, h_top), h_left - 1, min(bottom, h_bottom)))
    if h_right < right:
        parts.append(_block(h_right + 1, max(top, h_top), right, min(bottom, h_bottom)))
    return parts


def _block(left, top, right, bottom):
    return f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom}"


def _order(value):
    """Numbers before words before TRUE, as every spreadsheet sorts them."""
    if isinstance(value, bool):
        return (2, value)
    if isinstance(value, (int, float)):
        return (0, value)
    return (0, shown(value, False)) if isinstance(value, (date, datetime)) else (1, str(value).casefold())


def _as_stored(value):
    if isinstance(value, (str, bool, int, float)) or value is None:
        return value
    return shown(value, False)


def _quoted(title):
    return "'" + title.replace("'", "''") + "'"


def _seen(value):
    """A cell that shows nothing looks empty."""
    return None if value in ("", '=""') else value

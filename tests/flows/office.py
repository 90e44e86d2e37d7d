"""Hands on a real LibreOffice: one office for many tests, worked through its own interface as a person's clicks would.

LibreOffice's bridge belongs to the system's Python, so this file runs twice: here as the one who asks, there as the hand.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path


class Office:
    """`office.open(path)` … `office.save()` … `office.close()`; in between, what a nurse does."""

    def __init__(self, soffice, python, folder):
        pipe = f"pv{abs(hash(str(folder)))}"
        self.office = subprocess.Popen(
            [
                soffice, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore", "--nologo",
                "--nodefault", f"--accept=pipe,name={pipe};urp;",
            ],
            cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        self.hand = subprocess.Popen(
            [python, __file__, pipe],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def __getattr__(self, does):
        def ask(*arguments):
            self.hand.stdin.write(json.dumps([does, *arguments], default=str) + "\n")
            self.hand.stdin.flush()
            answer = self.hand.stdout.readline()
            assert answer, self.hand.stderr.read()
            told = json.loads(answer)
            assert "fault" not in told, told["fault"]
            return told["gives"]

        return ask

    def crash(self):
        """The office and all its helpers end at once, with whatever they had open."""
        os.killpg(self.office.pid, signal.SIGKILL)

    def stop(self):
        with contextlib.suppress(AssertionError, OSError):
            self.quit()
        for process in (self.hand, self.office):
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL) if process is self.office else process.kill()
                process.wait()
        for stream in (self.hand.stdin, self.hand.stdout, self.hand.stderr):
            stream.close()


class Hand:
    """Runs in the system's Python, beside LibreOffice. Rows and columns count from 1, as in the window."""

    def __init__(self, pipe):
        import uno

        self.uno = uno
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        for _ in range(600):
            try:
                context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
                break
            except Exception:
                time.sleep(0.1)
        self.services = context.ServiceManager
        self.desktop = self.services.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        self.book = None

    def _said(self, **values):
        return tuple(self._property(name, value) for name, value in values.items())

    def _property(self, name, value):
        made = self.uno.createUnoStruct("com.sun.star.beans.PropertyValue")
        made.Name, made.Value = name, value
        return made

    # The file

    def open(self, path):
        self.book = self.desktop.loadComponentFromURL(
            Path(path).as_uri(), "_blank", 0, self._said(Hidden=True)
        )
        return self.book.isReadonly()

    def save(self):
        self.book.store()

    def close(self):
        self.book.close(True)
        self.book = None

    def quit(self):
        if self.book is not None:
            self.close()
        self.desktop.terminate()

    def recalculate(self):
        self.book.calculateAll()

    # Reading

    def _tab(self, tab):
        return self.book.Sheets.getByName(tab)

    def _used(self, sheet):
        cursor = sheet.createCursor()
        cursor.gotoEndOfUsedArea(False)
        address = cursor.getRangeAddress()
        return address.EndRow + 1, address.EndColumn + 1

    def tabs(self):
        return list(self.book.Sheets.getElementNames())

    def cells(self, tab):
        """What each cell shows."""
        sheet = self._tab(tab)
        rows, columns = self._used(sheet)
        return [list(row) for row in sheet.getCellRangeByPosition(0, 0, columns - 1, rows - 1).getDataArray()]

    def formula(self, tab, row, column):
        return self._tab(tab).getCellByPosition(column - 1, row - 1).getFormula()

    def drop_down(self, tab, row, column):
        """What the cell offers: the formula of its list, or None."""
        rule = self._tab(tab).getCellByPosition(column - 1, row - 1).Validation
        return rule.getFormula1() if rule.Type.value == "LIST" else None

    def things(self, tab):
        """What people put on a tab beside cells."""
        sheet = self._tab(tab)
        pictures = [
            type_of for type_of in (shape.ShapeType for shape in sheet.DrawPage) if "Graphic" in type_of
        ]
        return {
            "charts": sheet.Charts.Count,
            "pictures": len(pictures),
            "comments": [note.String for note in sheet.Annotations],
            "conditions": len(sheet.ConditionalFormats.getConditionalFormats()),
            "filtered": self._is_filtered(sheet),
        }

    def _is_filtered(self, sheet):
        unnamed = self.book.getPropertyValue("UnnamedDatabaseRanges")
        place = sheet.RangeAddress.Sheet
        return unnamed.hasByTable(place) and unnamed.getByTable(place).AutoFilter

    # A nurse's hands

    def type(self, tab, row, column, value):
        cell = self._tab(tab).getCellByPosition(column - 1, row - 1)
        if isinstance(value, str):
            cell.setFormula(value if value.startswith("=") else "'" + value)
        else:
            cell.setValue(value)

    def sort(self, tab, column, first, last, downwards=False):
        """These whole rows, the heading left out."""
        sheet = self._tab(tab)
        field = self.uno.createUnoStruct("com.sun.star.table.TableSortField")
        field.Field, field.IsAscending = column - 1, not downwards
        fields = self.uno.Any("[]com.sun.star.table.TableSortField", (field,))
        whole = sheet.getCellRangeByPosition(0, first - 1, self._used(sheet)[1] - 1, last - 1)
        whole.sort((self._property("SortFields", fields), self._property("ContainsHeader", False)))

    def insert_rows(self, tab, row, count):
        self._tab(tab).Rows.insertByIndex(row - 1, count)

    def delete_rows(self, tab, row, count):
        self._tab(tab).Rows.removeByIndex(row - 1, count)

    def rename_tab(self, tab, name):
        self._tab(tab).Name = name

    def move_tab(self, tab, place):
        self.book.Sheets.moveByName(tab, place - 1)

    def move_column(self, tab, column, to):
        """Cut, and paste before column `to`."""
        sheet = self._tab(tab)
        sheet.Columns.insertByIndex(to - 1, 1)
        column += column >= to
        rows = self._used(sheet)[0]
        source = sheet.getCellRangeByPosition(column - 1, 0, column - 1, rows - 1)
        sheet.moveRange(sheet.getCellByPosition(to - 1, 0).CellAddress, source.RangeAddress)
        sheet.Columns.removeByIndex(column - 1, 1)

    def hide_rows(self, tab, row, count):
        self._tab(tab).getCellRangeByPosition(0, row - 1, 0, row + count - 2).Rows.IsVisible = False

    def filter(self, tab, column, words, last):
        """An autofilter on the heading that leaves only rows with these words in this column."""
        sheet = self._tab(tab)
        whole = sheet.getCellRangeByPosition(0, 0, self._used(sheet)[1] - 1, last - 1)
        wanted = whole.createFilterDescriptor(True)
        field = self.uno.createUnoStruct("com.sun.star.sheet.TableFilterField2")
        field.Field, field.IsNumeric, field.StringValue = column - 1, False, words
        field.Operator = 2  # equals, of FilterOperator2
        wanted.setFilterFields2((field,))
        wanted.ContainsHeader = True
        whole.filter(wanted)
        unnamed = self.book.getPropertyValue("UnnamedDatabaseRanges")
        unnamed.getByTable(sheet.RangeAddress.Sheet).AutoFilter = True

    def comment(self, tab, row, column, words):
        sheet = self._tab(tab)
        sheet.Annotations.insertNew(sheet.getCellByPosition(column - 1, row - 1).CellAddress, words)

    def chart(self, tab, first, last, column):
        """Over a column of the tab, beside it."""
        sheet = self._tab(tab)
        place = self.uno.createUnoStruct("com.sun.star.awt.Rectangle")
        place.X, place.Y, place.Width, place.Height = 40000, 1000, 8000, 6000
        area = sheet.getCellRangeByPosition(column - 1, first - 1, column - 1, last - 1).RangeAddress
        sheet.Charts.addNewByName("Mine", place, (area,), True, False)

    def picture(self, tab, path):
        shape = self.book.createInstance("com.sun.star.drawing.GraphicObjectShape")
        self._tab(tab).DrawPage.add(shape)
        provider = self.services.createInstance("com.sun.star.graphic.GraphicProvider")
        shape.Graphic = provider.queryGraphic(self._said(URL=Path(path).as_uri()))
        size = self.uno.createUnoStruct("com.sun.star.awt.Size")
        size.Width = size.Height = 2000
        shape.setSize(size)

    def colour_when(self, tab, column, first, last, formula):
        """A conditional format."""
        cells = self._tab(tab).getCellRangeByPosition(column - 1, first - 1, column - 1, last - 1)
        rules = cells.ConditionalFormat
        rules.addNew(
            self._said(
                Operator=self.uno.Enum("com.sun.star.sheet.ConditionOperator", "FORMULA"),
                Formula1=formula,
                StyleName="Good",
            )
        )
        cells.ConditionalFormat = rules


def main():
    hand = Hand(sys.argv[1])
    for line in sys.stdin:
        does, *arguments = json.loads(line)
        try:
            told = {"gives": getattr(hand, does)(*arguments)}
        except Exception as fault:
            told = {"fault": f"{does}: {fault!r}"}
        print(json.dumps(told), flush=True)
        if does == "quit":
            break


if __name__ == "__main__":
    main()

"""files.export and the CSV that takes a spreadsheet's place: what leaves for other programs, and comes from them."""

from __future__ import annotations

import csv
import io
import warnings
import zipfile

from openpyxl import Workbook

from tests.sheets_api import values
from tests.sheets_api.drive_errors import DriveFailure, bad_value
from tests.sheets_api.model import Sheet, Spreadsheet, new_sheet_id
from tests.sheets_api.switches import Switches

_MOST = 10 * 1024 * 1024  # bytes of an export [D drive]


def export(book: Spreadsheet, form: str, switches: Switches) -> bytes:
    """The whole spreadsheet in a form, or the first visible tab where the form has but one."""
    match form:
        case "csv":
            content = _delimited(book, ",", switches)
        case "tsv":
            content = _delimited(book, "\t", switches)
        case "xlsx":
            content = _xlsx(book, switches)
        case "zip":
            content = _zip(book, switches)
        case "pdf":
            content = b"%PDF-1.4\n%%EOF\n"  # nobody here reads one; that it can be asked for is enough
        case _:
            raise bad_value("The requested conversion is not supported.", "convertTo")
    if len(content) > _MOST:
        raise DriveFailure(403, "This file is too large to be exported.", "exportSizeLimitExceeded")
    return content


def import_csv(book: Spreadsheet, content: bytes, switches: Switches) -> None:
    """One new tab, named as the file, takes the place of all; what is in it is read as if typed [C:CL.test_import_csv]."""
    rows = [list(row) for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))]
    width = max(map(len, rows), default=0)
    book.sheets = [
        Sheet(new_sheet_id(), book.title, row_count=max(1000, len(rows)), column_count=max(26, width))
    ]
    book.named_ranges = []
    book.time_zone = "America/Los_Angeles"  # what the recorded file had afterwards
    if rows:
        query = {"valueInputOption": ["USER_ENTERED"]}
        values.handle(book, "PUT", "/" + quoted(book.title) + "!A1", query, {"values": rows}, switches)


def quoted(title: str) -> str:
    """A tab's title as a range names it."""
    return "'" + title.replace("'", "''") + "'"


def shown(book: Spreadsheet, sheet: Sheet, switches: Switches) -> list[list[str]]:
    """A tab as people see it."""
    return values.handle(book, "GET", "/" + quoted(sheet.title), {}, None, switches).get("values", [])


def _delimited(book: Spreadsheet, mark: str, switches: Switches) -> bytes:
    """Rows of one width, CRLF between them and none at the end [C:CL.test_client_export_spreadsheet #4: "a1,B2"]."""
    visible = next(sheet for sheet in book.sheets if not sheet.properties.get("hidden"))
    rows = shown(book, visible, switches)
    width = max(map(len, rows), default=0)
    written = io.StringIO()
    csv.writer(written, delimiter=mark, lineterminator="\r\n").writerows(
        row + [""] * (width - len(row)) for row in rows
    )
    return written.getvalue().removesuffix("\r\n").encode()


def _xlsx(book: Spreadsheet, switches: Switches) -> bytes:
    workbook = Workbook()
    workbook.remove(workbook.active)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of titles longer than Excel has them
        for sheet in book.sheets:
            page = workbook.create_sheet(sheet.title[:31])
            query = {"valueRenderOption": ["UNFORMATTED_VALUE"], "dateTimeRenderOption": ["FORMATTED_STRING"]}
            told = values.handle(book, "GET", "/" + quoted(sheet.title), query, None, switches)
            for row in told.get("values", []):
                page.append([None if value == "" else value for value in row])
    written = io.BytesIO()
    workbook.save(written)
    return written.getvalue()


def _zip(book: Spreadsheet, switches: Switches) -> bytes:
    """A page of HTML for each tab."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for sheet in book.sheets:
            rows = "".join(
                "<tr>" + "".join(f"<td>{value}</td>" for value in row) + "</tr>"
                for row in shown(book, sheet, switches)
            )
            archive.writestr(f"{sheet.title.replace('/', '_')}.html", f"<table>{rows}</table>")
    return written.getvalue()

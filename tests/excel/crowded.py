"""A staff workbook as crowded as they get: somebody's charts, pictures, notes, pivot table, macros, filters and newer parts."""

import base64
import io
import zipfile
from datetime import date, datetime

import xlsxwriter

from service.core.changes import Append, Cell, Changes, Chart, FillRef, ServiceTab, TabContent, TabPlace
from tests.excel.kinds import KINDS, Friend, Gathering

CHECKS = ServiceTab("Checks", "staff", 310, "What formulas look up.", hidden=True)
LISTS = ServiceTab("Lists", "staff", 300, "What drop-downs offer.", hidden=True)
TODAY = ServiceTab("Today", "staff", 0, "What to do.", widths=(40, 20), freeze_rows=2, landscape=True)
ANSWERS = ServiceTab("Answers", "staff", 240, "What people said.")
TABS = (TODAY, ANSWERS, LISTS, CHECKS)

FRIENDS = TabPlace(
    Friend,
    "Friends",
    3,
    9,
    {"ref": 1, "check": 2, "name": 3, "status": 4, "email": 5, "phone": 6, "born": 7, "told": 8, "likes": 9},
    range(4, 10),
)
DAYS = TabPlace(
    Gathering,
    "Set-up days",
    1,
    4,
    {"ref": 1, "check": 2, "title": 3, "day": 4, "starts": 5, "host": 6, "places": 7, "cost": 8},
    range(2, 5),
)
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


def crowded():
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True})
    day = book.add_format({"num_format": "dd/mm/yyyy", "bg_color": "#FFFFCC"})
    bold = book.add_format({"bold": True})
    _friends(book, day, bold)
    _days(book, day)
    mine = book.add_worksheet("My own & sums")
    mine.write_row(0, 0, ["=not a formula", 3, True, "kept"])
    mine.write_formula(1, 0, "=SUM(B1:B1)", None, 3)
    mine.add_sparkline(2, 0, {"range": "'My own & sums'!A1:D1"})
    mine.write_comment("A1", "Somebody's comment")
    mine.insert_textbox("F2", "A text box")
    mine.protect("secret")
    book.define_name("MyRange", "='My own & sums'!$A$1:$B$2")
    book.add_vba_project(io.BytesIO(b"\xd0\xcf\x11\xe0 macros"), is_stream=True)
    book.set_calc_mode("auto")
    book.close()
    return with_parts(held.getvalue())


def _friends(book, day, bold):
    tab = book.add_worksheet("Friends")
    tab.write(0, 0, "Our people", bold)
    tab.write_row(
        2,
        0,
        ["Ref", "Check", "Name", "Status", "Email", "Phone", "Since", "Told us online", "Likes", "My notes"],
        bold,
    )
    for row in range(3, 9):
        tab.write(row, 0, f"P-{row - 2:03}" if row != 6 else "")
        tab.write_row(row, 2, [f"Jane {row} <&> “Smith”", "Active", f"jane{row}@example.org", "01632 960001"])
        tab.write_datetime(row, 6, datetime(2026, 1, row), day)
        tab.write_formula(row, 9, f"=LEN(C{row + 1})", None, 17)
    tab.write_blank(5, 1, None, day)
    tab.set_row(5, 40)
    tab.autofilter(2, 0, 8, 9)
    tab.data_validation(3, 3, 8, 3, {"validate": "list", "source": ["New", "Active", "Left"]})
    tab.data_validation(3, 8, 8, 8, {"validate": "list", "source": "='My own & sums'!$A$1:$D$1"})
    tab.conditional_format(3, 2, 8, 2, {"type": "formula", "criteria": '=$D4="Left"', "format": bold})
    tab.conditional_format(3, 9, 8, 9, {"type": "data_bar", "data_bar_2010": True})
    tab.insert_image("L3", "p.png", {"image_data": io.BytesIO(PICTURE)})
    chart = book.add_chart({"type": "pie"})
    chart.add_series({"values": "=Friends!$J$4:$J$9"})
    tab.insert_chart("L12", chart)
    tab.write_comment("C5", "Rang her on Tuesday")
    tab.write_url("C4", "https://example.org/", string="Jane 3")
    tab.freeze_panes(3, 2)
    tab.set_column("G:G", 14, day)


def _days(book, day):
    tab = book.add_worksheet("Set-up days")
    tab.hide()
    for row in range(1, 4):
        tab.write_row(row, 0, [f"E-{row:03}", "", f"Day {row}"])
        tab.write_datetime(row, 3, datetime(2026, 2, row), day)
    columns = ["Ref", "Check", "Title", "Date", "Start", "Lead", "Places", "Cost (£)"]
    tab.add_table(0, 0, 3, 7, {"name": "Days", "columns": [{"header": heading} for heading in columns]})


OTHERS = {
    "xl/pivotTables/pivotTable1.xml": b"<pivotTableDefinition xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main' name='P'/>",
    "xl/pivotCache/pivotCacheDefinition1.xml": b"<pivotCacheDefinition xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'/>",
    "customXml/item1.xml": b"<?xml version='1.0'?><!-- somebody's --><a  b = 'c'></a>",
    "docProps/custom.xml": b"<Properties xmlns='http://schemas.openxmlformats.org/officeDocument/2006/custom-properties'/>",
    "xl/printerSettings/printerSettings1.bin": bytes(range(256)),
    "xl/threadedComments/threadedComment1.xml": b"<ThreadedComments xmlns='http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments'/>",
}


def with_parts(data, parts=OTHERS):
    """Parts put in by hand, some stored uncompressed, so that copying has something to get wrong."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        new.comment = b"somebody's comment"
        for entry in old.infolist():
            new.writestr(entry, old.read(entry))
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, (2026, 3, 4, 5, 6, 8))
            new.writestr(
                entry, content, zipfile.ZIP_STORED if name.endswith(".bin") else zipfile.ZIP_DEFLATED
            )
    return out.getvalue()


def parts(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def changes(**other):
    """One of everything."""
    formulas = {
        (Friend, "check"): {
            "P-001": "Status: “Actve” is not one of the choices.",
            "P-004": "=1+1",
            "P-007": "Name is missing.",
        },
        (Friend, "told"): {"P-002": "3 May: not this time"},
        (Gathering, "check"): {"E-002": "Date is missing."},
    }
    checks = TabContent(
        CHECKS,
        [
            ["Ref", "check", "told"],
            *([ref, words, ""] for ref, words in formulas[Friend, "check"].items()),
            ["P-002", None, "3 May: not this time"],
            ["E-002", "Date is missing."],
        ],
    )
    today = TabContent(
        TODAY,
        [[Cell("Today", "title")], [Cell("What", "heading"), Cell("How many", "heading")], [Cell("People", link="#Friends!A4"), 6], [Cell("Help", link="https://example.org/?a=b c"), 4], [Cell("Not this", link="javascript:alert(1)"), Cell(date(2026, 3, 1), "date")]],
        [Chart("column", "How many", "People 6, Help 4", (1, 3, 4), (("This week", 2, 3, 4),), (7, 1)), Chart("line", "Over time", "Flat", (1, 3, 4), (("A", 2, 3, 4), ("B", 2, 3, 4)), (7, 5))],
        print_heading_row=2,
    )  # fmt: skip
    lists = TabContent(LISTS, [["P", "Theme"], ["P-001 Jane 3", None], ["P-002 Jane 4", None]])
    given = {
        "places": (FRIENDS, DAYS),
        "refs": (FillRef(Friend, 7, "P-007"),),
        "appends": (
            Append(
                Friend,
                {
                    "name": "New <person> & co",
                    "born": date(2026, 5, 6),
                    "likes": ("Tea", "Coffee"),
                    "phone": "+44 1632 960001",
                },
                "P-008",
            ),
            Append(Friend, {"name": "=cmd|' /C calc'!A0"}, "P-009"),
            Append(Gathering, {"title": "Day 4", "day": date(2026, 4, 1), "places": 12}, "E-004"),
        ),
        "formulas": formulas,
        "tabs": (checks, today, lists),
        "show": ("Set-up days",),
        "list_lengths": {"P": 2, "Theme": 0},
    }
    return Changes("r1", **(given | other))


def after(made):
    """The same changes on the next run: the rows are there now, and nothing is new."""
    import dataclasses

    friends = dataclasses.replace(FRIENDS, last_row=11, data_rows=range(4, 12))
    days = dataclasses.replace(DAYS, last_row=5, data_rows=range(2, 6))
    return dataclasses.replace(made, places=(friends, days), refs=(), appends=())


assert KINDS

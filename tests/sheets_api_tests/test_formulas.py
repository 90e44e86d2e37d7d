"""What formulas give."""

import time
from datetime import UTC, datetime

import pytest

from tests.sheets_api import formulas
from tests.sheets_api.model import Cell, Formula, Sheet, Spreadsheet


def a_book(*rows, **named):
    """A tab of these rows; texts that start with = are formulas."""
    return Spreadsheet(
        "1", "Book", [_tab(0, "People", rows), *(_tab(n, t, r) for n, (t, r) in enumerate(named.items(), 1))]
    )


def _tab(number, title, rows):
    made = [
        [Cell(Formula(v)) if isinstance(v, str) and v.startswith("=") else Cell(v) for v in row]
        for row in rows
    ]
    return Sheet(number, title, row_count=max(1000, len(rows)), rows=made)


def worked_out(formula, *rows, **named):
    book = a_book(*rows, **named)
    book.sheets[0].put(500, 25, Cell(Formula(formula)))
    value = formulas.calculated(book, book.sheets[0], 500, 25)
    return value.code if isinstance(value, formulas.Error) else value


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("= 1 / 1024", 1 / 1024),
        ("=-2^2", 4),
        ("=1+2*3-4/2", 5),
        ("=50%", 0.5),
        ('="a"&1.5&TRUE', "a1.5TRUE"),
        ('="A"="a"', True),
        ("=1<>2", True),
        ('=2<"1"', True),
        ('="3"+1', 4),
        ('="x"+1', "#VALUE!"),
        ("=1/0", "#DIV/0!"),
        ("=NOPE(1)", "#NAME?"),
        ("=nope", "#NAME?"),
        ("=(", "#ERROR!"),
        ("=Nowhere!A1", "#REF!"),
        ("=#REF!+1", "#REF!"),
        ("=ZZ1", "#REF!"),
        ("=IF(FALSE,1/0,2)", 2),
        ('=IFERROR(1/0,"")', ""),
        ("=IF(TRUE,1", 1),
        ('=AND(TRUE,1,"")', "#VALUE!"),
        ("=OR(FALSE,NOT(FALSE))", True),
        ("=ROUND(2.5)", 3),
        ("=MOD(-1,3)", 2),
        ('=LEN(TRIM("  a  b "))', 3),
        ('=LEFT("Ward 7",4)&RIGHT("Ward 7",1)&MID("Ward 7",2,2)', "Ward7ar"),
        ('=ISNUMBER(FIND("@","a@b"))', True),
        ('=ISERROR(FIND(",","a@b"))', True),
        ('=SUBSTITUTE("a-b-c","-","+",2)', "a-b+c"),
        ('=TEXT(43831,"dd/mm/yyyy")', "01/01/2020"),
        ("=DATE(2020,13,1)", 44197),
        ("=EDATE(DATE(2024,1,31),1)", 45351),
        ('=HYPERLINK("https://example.org","here")', "here"),
        ("=ISBLANK(A999)", True),
        ('=TEXTJOIN(", ",TRUE,"a","","b")', "a, b"),
    ],
)
def test_formulas_without_cells(formula, value):
    assert worked_out(formula) == value


ROWS = [["P-1", 3, "x"], ["p-2", 1.5, ""], [None, "3", "y"], ["P-10", True, "x*"]]


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("=SUM(B1:B4)", 4.5),
        ("=COUNT(B:B)", 2),
        ("=COUNTA(A1:A4)", 3),
        ('=COUNTIF(A:A,"P-*")', 3),
        ('=COUNTIF(B1:B4,">1")', 2),
        ('=COUNTIF(C1:C4,"x")', 1),
        ('=COUNTIF(C1:C4,"x~*")', 1),
        ('=COUNTIFS(A:A,"p-*",B:B,"<2")', 1),
        ('=SUMIF(A:A,"p-1",B:B)', 3),
        ("=MAX(B1:B4)", 3),
        ('=VLOOKUP("P-2",A:B,2,FALSE)', 1.5),
        ('=VLOOKUP("p-1?",A:C,3,FALSE)', "x*"),
        ('=VLOOKUP("P-3",A:B,2,FALSE)', "#N/A"),
        ("=VLOOKUP(A3,A:B,2,FALSE)", "#N/A"),
        ('=VLOOKUP("P-2",A:B,3,FALSE)', "#REF!"),
        ('=INDEX(B:B,MATCH("P-2",A:A,0))', 1.5),
        ("=VLOOKUP(2,B1:C2,2,TRUE)", "#N/A"),
        ("=A3=0", True),
        ('=A3=""', True),
        ("=A3&A1", "P-1"),
        ("=SUM(OFFSET(B1,0,0,2,1))", 4.5),
        ("=ROWS(A1:A4)*COLUMNS(A1:C1)", 12),
    ],
)
def test_formulas_of_cells(formula, value):
    assert worked_out(formula, *ROWS) == value


def test_named_ranges_and_other_tabs_are_found():
    book = a_book(["=SUM(Scores)+Lists!A2"], Lists=[["Score"], [2], [5]])
    area = {"sheetId": 1, "startRowIndex": 1, "endRowIndex": 3, "startColumnIndex": 0, "endColumnIndex": 1}
    book.named_ranges.append({"namedRangeId": "1", "name": "Scores", "range": area})
    assert formulas.calculated(book, book.sheets[0], 0, 0) == 9


def test_circles_show_and_long_chains_do_not_break():
    book = a_book(["=B1", "=A1"])
    assert formulas.calculated(book, book.sheets[0], 0, 0).code == "#REF!"
    chain = a_book(*[[f"=A{row + 2}+1"] for row in range(3000)], [1])
    assert formulas.calculated(chain, chain.sheets[0], 0, 0) == 3001
    ring = a_book(*[[f"=A{row + 2}+1"] for row in range(300)], ["=A1"])
    assert formulas.calculated(ring, ring.sheets[0], 0, 0).code == "#REF!"


def test_a_changed_book_is_worked_out_anew_once_told_and_a_copy_at_once():
    book = a_book([1, "=A1+1"])
    sheet = book.sheets[0]
    assert formulas.calculated(book, sheet, 0, 1) == 2
    copy = book.copy()
    copy.sheets[0].put(0, 0, Cell(5))
    assert formulas.calculated(copy, copy.sheets[0], 0, 1) == 6
    sheet.put(0, 0, Cell(10))
    formulas.forget(book)
    assert formulas.calculated(book, sheet, 0, 1) == 11


def test_today_is_the_servers_today_in_the_time_zone_of_the_spreadsheet():
    book = a_book(["=TODAY()"])
    book.time_zone = "Europe/London"
    before = formulas.NOW.set(lambda: datetime(2026, 6, 30, 23, 30, tzinfo=UTC))
    try:
        assert formulas.calculated(book, book.sheets[0], 0, 0) == 46204  # 1 July in London
    finally:
        formulas.NOW.reset(before)


def test_20000_rows_that_look_up_another_tab_are_worked_out_in_seconds():
    checks = [[f"P-{row}", f"message {row}"] for row in range(20_000)]
    rows = [[f"p-{row}", f'=IFERROR(VLOOKUP($A{row + 1},Checks!$A:$B,2,FALSE),"")'] for row in range(20_000)]
    book = a_book(*rows, Checks=checks)
    began = time.process_time()
    found = [formulas.calculated(book, book.sheets[0], row, 1) for row in range(20_000)]
    assert found[777] == "message 777"
    assert time.process_time() - began < 5

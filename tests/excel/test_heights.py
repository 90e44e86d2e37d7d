"""Rows as tall as their words: LibreOffice measures nothing it did not write."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.changes import Append, Cell, ServiceTab, TabContent
from service.core.laid_rows import laid_rows
from service.core.measuring import height_of, lines_of
from tests.excel.kinds import Friend
from tests.excel.test_splice import CHECK, part_of, publish, row, text, workbook

LONG = "Role: this is not one of the choices. Did you mean Patient? Choose one from the list, please."
TAB = ServiceTab("Tab", "staff", 0, "x", widths=(10, 30, 30))


@pytest.mark.parametrize(
    ("words", "width", "lines"),
    [
        ("", 10, 1),
        ("Short", 10, 1),
        ("One\nTwo\nThree", 40, 3),
        ("Open a telephone line that a nurse answers or rings back the same day", 50, 2),
        ("iiiiiiiiii llllllllll", 10, 1),
        ("WWWWWWWWWW MMMMMMMMMM", 20, 2),
        ("https://example.org/" + "a" * 60, 20, 4),
        ("乳腺" * 20, 20, 4),
    ],
)
def test_lines_are_counted_by_how_wide_letters_are(words, width, lines):
    assert lines_of(words, width) == lines


@given(st.text(), st.integers(1, 120))
def test_any_words_take_at_least_a_line_and_no_fewer_in_larger_type(words, width):
    assert 1 <= lines_of(words, width) <= lines_of(words, width, larger=5, bold=True)


def test_no_row_is_taller_than_excel_allows():
    assert height_of(500) == 409


def ht(part, number):
    tag = re.search(f'<row r="{number}"[^>]*>', part)[0]
    found = re.search(r' ht="([\d.]+)"', tag)
    return float(found[1]) if found else None


@pytest.mark.parametrize("attributes", ["", ' ht="15" x14ac:dyDescent="0.25"', ' ht="15" customHeight="1"'])
def test_a_row_of_staff_keeps_its_height_whatever_check_says(attributes):
    cells = row(2, "P-001").replace('<row r="2"', f'<row r="2"{attributes}')
    data = with_prefix(cells) if "x14ac" in attributes else workbook(cells)
    part = part_of(publish(data, 2, formulas={CHECK: {"P-001": LONG}}))
    assert f'<row r="2"{attributes}' in part


def with_prefix(cells):
    heads = "".join(
        text(f"{letter}1", words)
        for letter, words in zip("ABCD", ("Ref", "Check", "Name", "Since"), strict=True)
    )
    return workbook(
        part='<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        'xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac">'
        f'<sheetData><row r="1">{heads}</row>{cells}</sheetData></worksheet>'
    )


def test_an_added_row_is_as_tall_as_its_words():
    added = Append(Friend, {"name": LONG}, "P-002")
    part = part_of(publish(workbook(row(2, "P-001")), 2, appends=[added]))
    assert ht(part, 3) == height_of(11)


def laid(*lines):
    return list(laid_rows(TabContent(TAB, lines)))


def test_words_alone_run_on_over_the_empty_cells_beside_them():
    [title, heads, full, answer] = laid(
        [Cell("A title that is longer than its own column", "title")],
        [Cell(name, "heading") for name in ("One", "Two", "Three")],
        ["Words that do not fit here", "b", "c"],
        ["a", "These words stand where another answer could have stood beside them", None],
    )
    assert (title.runs_from, title.runs_to) == (1, 3)
    assert title.height < full.height
    assert (full.runs_from, answer.runs_from) == (0, 0)


def test_the_bar_of_headings_reaches_over_the_whole_tab():
    [bar, _] = laid([None, Cell("Two", "heading")], ["a", "b", "c"])
    assert [cell.style for cell in bar.cells] == ["heading"] * 3


def test_hidden_tabs_keep_their_rows_as_they_are():
    tab = ServiceTab("Lists", "staff", 0, "x", widths=(10,), hidden=True)
    [line] = laid_rows(TabContent(tab, [[LONG]]))
    assert (line.height, line.cells) == (None, [LONG])

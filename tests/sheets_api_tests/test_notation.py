"""Ranges: the table of section 2 of the reference, line by line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sheets_api import notation
from tests.sheets_api.model import APIFailure, Sheet, Spreadsheet


def a_book():
    sheets = [
        Sheet(7, "Hidden", properties={"hidden": True}),
        Sheet(0, "Sheet1"),
        Sheet(1, "D3", row_count=4, column_count=4),
        Sheet(2, "O'Brien data", row_count=10, column_count=3),
        Sheet(3, "🌵 test 1", row_count=10, column_count=10),
    ]
    named = {
        "namedRangeId": "1",
        "name": "Wards",
        "range": {"startRowIndex": 0, "endRowIndex": 3, "startColumnIndex": 1, "endColumnIndex": 3},
    }
    return Spreadsheet("1abc", "Book", sheets, named_ranges=[named])


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("'Sheet1'", "Sheet1!A1:Z1000"),
        ("Sheet1", "Sheet1!A1:Z1000"),
        ("sheet1!A1", "Sheet1!A1"),
        ("'Sheet1'!A1:1", "Sheet1!A1:Z1"),
        ("Sheet1!A:A", "Sheet1!A1:A1000"),
        ("Sheet1!A1:C", "Sheet1!A1:C1000"),
        ("Sheet1!A5:A", "Sheet1!A5:A1000"),
        ("Sheet1!2:3", "Sheet1!A2:Z3"),
        ("Sheet1!D4:A1", "Sheet1!A1:D4"),
        ("Sheet1!C:A", "Sheet1!A1:C1000"),
        ("Sheet1!A1:A1", "Sheet1!A1"),
        ("Sheet1!$B$2:$C$3", "Sheet1!B2:C3"),
        ("Sheet1!R2C3:R4C5", "Sheet1!C2:E4"),
        ("B2", "Sheet1!B2"),  # the first visible tab
        ("D3", "Sheet1!D3"),
        ("'D3'", "'D3'!A1:D4"),
        ("'O''Brien data'!A1:B2", "'O''Brien data'!A1:B2"),
        ("'O'Brien data'!A1:B2", "'O''Brien data'!A1:B2"),
        ("🌵 test 1!A:A", "'🌵 test 1'!A1:A10"),
        ("Wards", "Sheet1!B1:C3"),
        ("'Sheet1'!Wards", "Sheet1!B1:C3"),
        ("'D3'!A1:Z99", "'D3'!A1:D4"),  # the far end is clipped
    ],
)
def test_a_range_is_told_back_whole_and_in_order(written, told):
    book = a_book()
    assert notation.within_grid(notation.parse_range(book, written)).in_words() == told


@pytest.mark.parametrize(
    "written", ["Nowhere!A1", "'Sheet1'!A1:[5", "Sheet1!A0", "Sheet1!", "nothing", "Sheet1!A:5", "'Sheet1"]
)
def test_what_means_no_cells_is_refused_in_googles_words(written):
    with pytest.raises(APIFailure) as refused:
        notation.parse_range(a_book(), written)
    assert refused.value.message == f"Unable to parse range: {written}"


def test_a_start_outside_the_grid_is_refused_and_a_far_end_only_by_the_switch():
    book = a_book()
    with pytest.raises(
        APIFailure, match=r"Range \('D3'!Y1\) exceeds grid limits. Max rows: 4, max columns: 4"
    ):
        notation.within_grid(notation.parse_range(book, "'D3'!Y1"))
    with pytest.raises(APIFailure, match=r"Range \('D3'!A5:C\) exceeds grid limits"):
        notation.within_grid(notation.parse_range(book, "'D3'!A5:C"))
    with pytest.raises(APIFailure, match=r"Range \('D3'!A1:Z99\) exceeds grid limits"):
        notation.within_grid(notation.parse_range(book, "'D3'!A1:Z99"), clip=False)


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Sheet1", "Sheet1"),
        ("A b", "'A b'"),
        ("D3", "'D3'"),
        ("R1C1", "'R1C1'"),
        ("2024", "'2024'"),
        ("It's", "'It''s'"),
        ("Under_score", "Under_score"),
    ],
)
def test_titles_are_quoted_unless_they_are_plain_words(title, shown):
    assert notation.quoted(title) == shown


@given(st.integers(0, notation.MOST_COLUMNS - 1))
def test_letters_and_columns_are_each_others_inverse(column):
    assert notation.column_of(notation.letters(column)) == column


@given(
    st.integers(0, 999),
    st.integers(0, 25),
    st.integers(0, 999),
    st.integers(0, 25),
    st.text(min_size=1, max_size=8),
)
def test_what_replies_say_is_read_as_the_same_cells(top, left, bottom, right, title):
    book = Spreadsheet("1", "Book", [Sheet(0, title)])
    area = notation.Area(
        book.sheets[0], min(top, bottom), min(left, right), max(top, bottom) + 1, max(left, right) + 1
    )
    assert notation.within_grid(notation.parse_range(book, area.in_words())) == area

"""How values look by number format and locale, and what each render option gives."""

import pytest

from tests.sheets_api import patterns, showing, worth
from tests.sheets_api.model import Cell, Formula, Sheet, Spreadsheet


@pytest.mark.parametrize(
    ("number", "pattern", "shown"),
    [
        (43831, "yyyy-mm-dd", "2020-01-01"),
        (43831, "dd/mm/yyyy", "01/01/2020"),
        (46084.75, 'dddd d mmmm yyyy "at" h:mm AM/PM', "Tuesday 3 March 2026 at 6:00 PM"),
        (46084.5, "hh:mm:ss", "12:00:00"),
        (1.5, "[h]:mm", "36:00"),
        (2000000.01, "#,##0.00", "2,000,000.01"),
        (0.125, "0%", "13%"),
        (0.125, "0.0%", "12.5%"),
        (-12.5, "£#,##0.00", "-£12.50"),
        (-12.5, "0.0;(0.0)", "(12.5)"),
        (7, "000", "007"),
        (1.5, "0.##", "1.5"),
        (12345, "0.00E+00", "1.23E+04"),
        (5, '0 "people"', "5 people"),
        (12.5, "[$£-809]#,##0.00", "£12.50"),
        (2.5, "0", "3"),
    ],
)
def test_a_number_is_shown_by_its_pattern(number, pattern, shown):
    assert patterns.shown(number, pattern, "en_GB") == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (0.0009765625, "0.0009765625"),
        (1 / 3, "0.3333333333"),
        (2.0, "2"),
        (12345678901234, "12345678901234"),
        (1e15, "1E+15"),
        (-0.5, "-0.5"),
        (0, "0"),
    ],
)
def test_a_number_without_a_format_shows_ten_digits(number, shown):
    assert patterns.shown(number, "", "en_US") == shown


def test_the_locale_gives_the_signs_and_the_pattern_where_a_format_names_none():
    day = Cell(43862, format={"numberFormat": {"type": "DATE"}})
    assert showing.displayed(43862, day, "en_US") == "2/1/2020"
    assert showing.displayed(43862, day, "en_GB") == "01/02/2020"
    assert patterns.shown(1234.5, "#,##0.00", "de_DE") == "1.234,50"


def a_row():
    day = {"numberFormat": {"type": "DATE", "pattern": "yyyy-mm-dd"}}
    cells = [
        Cell(Formula("=4/2")),
        Cell(43831, format=day),
        Cell("text"),
        Cell(53),
        Cell(),
        Cell(True),
        Cell(Formula("=1/0")),
    ]
    return Spreadsheet("1", "Book", [Sheet(0, "Sheet1", rows=[cells])])


@pytest.mark.parametrize(
    ("render", "dates", "told"),
    [
        ("FORMATTED_VALUE", "SERIAL_NUMBER", ["2", "2020-01-01", "text", "53", "", "TRUE", "#DIV/0!"]),
        ("UNFORMATTED_VALUE", "SERIAL_NUMBER", [2, 43831, "text", 53, "", True, "#DIV/0!"]),
        ("UNFORMATTED_VALUE", "FORMATTED_STRING", [2, "2020-01-01", "text", 53, "", True, "#DIV/0!"]),
        ("FORMULA", "SERIAL_NUMBER", ["=4/2", 43831, "text", 53, "", True, "=1/0"]),
    ],
)
def test_each_render_option_gives_its_own(render, dates, told):
    book = a_row()
    assert [showing.read(book, book.sheets[0], 0, column, render, dates) for column in range(7)] == told
    assert showing.read_rows(book, book.sheets[0], (0, 0, 5, 26), render, dates) == [told]


def test_today_shows_as_a_date_without_being_told_to():
    assert showing.displayed(43831, Cell(Formula("=TODAY()")), "en_GB") == "01/01/2020"


def test_extended_values_name_their_kind():
    assert showing.extended(2.0) == {"numberValue": 2}
    assert showing.extended(True) == {"boolValue": True}
    assert showing.extended(worth.Error("N_A", "why")) == {"errorValue": {"type": "N_A", "message": "why"}}
    assert showing.extended_entered(Cell(Formula("=1"))) == {"formulaValue": "=1"}
    assert showing.extended(None) is None

"""The table of inputs in section 3 of the reference."""

import pytest

from tests.sheets_api.entering import RAW, USER_ENTERED, entered
from tests.sheets_api.model import EMPTY, APIFailure, Cell, Formula


@pytest.mark.parametrize(
    "given",
    ["=1+1", "0042", "2020-01-01", "2,000,000.01", "'123", "TRUE", "+44 20 7946", "@x", 42, 1.5, True],
)
def test_raw_takes_everything_as_it_is(given):
    cell = entered(EMPTY, given, RAW, "en_GB")
    assert (cell.value, type(cell.value), cell.format) == (given, type(given), {})


@pytest.mark.parametrize(
    ("given", "value", "shape"),
    [
        ("=1+1", Formula("=1+1"), None),
        ("0042", 42, None),
        ("2020-01-01", 43831, ("DATE", "yyyy-mm-dd")),
        ("01/02/2026", 46054, ("DATE", "dd/mm/yyyy")),
        ("31/02/2026", "31/02/2026", None),
        ("3 March 2026", 46084, ("DATE", "d mmmm yyyy")),
        ("2026-01-02 12:00", 46024.5, ("DATE_TIME", "yyyy-mm-dd hh:mm")),
        ("12:00", 0.5, ("TIME", "hh:mm")),
        ("2,000,000.01", 2000000.01, ("NUMBER", "#,##0.00")),
        ("50%", 0.5, ("PERCENT", "0%")),
        ("£12.50", 12.5, ("CURRENCY", "£#,##0.00")),
        ("'0042", "0042", None),
        ("true", True, None),
        ("+441234", 441234, None),
        ("+44 20 7946", "+44 20 7946", None),
        ("-A1*2", Formula("=-A1*2"), None),
        ("- see notes", "- see notes", None),
        ("@x", "@x", None),
        ("Ward 7", "Ward 7", None),
        ("", None, None),
        (42, 42, None),
    ],
)
def test_user_entered_reads_what_was_typed(given, value, shape):
    cell = entered(EMPTY, given, USER_ENTERED, "en_GB")
    assert (cell.value, type(cell.value)) == (value, type(value))
    assert cell.format == (
        {"numberFormat": dict(zip(("type", "pattern"), shape, strict=True))} if shape else {}
    )


def test_the_locale_decides_which_of_day_and_month_comes_first():
    assert entered(EMPTY, "01/02/2026", USER_ENTERED, "en_US").value == 46024
    assert entered(EMPTY, "01/02/2026", USER_ENTERED, "en_GB").value == 46054
    assert entered(EMPTY, "1,5", USER_ENTERED, "de_DE").value == 1.5


def test_a_cell_of_plain_text_keeps_what_is_typed():
    plain = Cell(format={"numberFormat": {"type": "TEXT", "pattern": "@"}})
    for given in ("0042", "=1+1", "2020-01-01", 42):
        assert entered(plain, given, USER_ENTERED, "en_GB").value == str(given)


def test_the_look_of_a_cell_stays_and_its_own_number_format_wins():
    look = {"numberFormat": {"type": "DATE", "pattern": "d mmm"}, "horizontalAlignment": "LEFT"}
    cell = entered(Cell("x", format=look, note="n"), "2020-01-01", USER_ENTERED, "en_GB")
    assert (cell.value, cell.format, cell.note) == (43831, look, "n")


def test_more_than_50000_characters_are_refused():
    entered(EMPTY, "x" * 50_000, RAW, "en_GB")
    with pytest.raises(
        APIFailure, match="Your input contains more than the maximum of 50000 characters in a single cell."
    ):
        entered(EMPTY, "x" * 50_001, RAW, "en_GB")

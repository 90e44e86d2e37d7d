"""Formulas follow what they point at."""

import pytest

from tests.sheets_api import references
from tests.sheets_api.references import COLUMNS, ROWS


@pytest.mark.parametrize(
    ("formula", "down", "right", "after"),
    [
        (
            '=IFERROR(VLOOKUP($A2,Checks!$A:$F,3,FALSE),"")',
            3,
            1,
            '=IFERROR(VLOOKUP($A5,Checks!$A:$F,3,FALSE),"")',
        ),
        ("=A1+B$2+$C3+$D$4", 1, 1, "=B2+C$2+$C4+$D$4"),
        ("=A1", -1, 0, "=#REF!"),
        ('="A1"&A1', 1, 0, '="A1"&A2'),
        ("=SUM(2:3)+SUM(A2:A)", 1, 1, "=SUM(3:4)+SUM(B3:B)"),
        ("='It''s A1'!B2", 1, 0, "='It''s A1'!B3"),
        ("=LOG10(A1)", 1, 0, "=LOG10(A2)"),
    ],
)
def test_a_copied_formula_moves_what_no_dollar_holds(formula, down, right, after):
    assert references.moved(formula, down, right) == after


@pytest.mark.parametrize(
    ("formula", "after"),
    [
        ("=A2", "=A2"),
        ("=A3", "=A5"),
        ("=SUM(A1:A5)", "=SUM(A1:A7)"),
        ("=SUM(A1:A2)", "=SUM(A1:A2)"),
        ("=SUM($A$3:$A)", "=SUM($A$5:$A)"),
        ("=SUM(A:A)", "=SUM(A:A)"),
        ("=Other!A3", "=Other!A3"),
        ("=people!A3", "=people!A5"),
    ],
)
def test_rows_put_in_push_references_down_and_widen_ranges_around_them(formula, after):
    assert references.after_insert(formula, "People", "People", ROWS, 2, 2) == after


def test_columns_put_in_elsewhere_move_only_references_to_that_tab():
    formula = "=VLOOKUP(B2,Checks!A:C,2,FALSE)"
    assert (
        references.after_insert(formula, "People", "Checks", COLUMNS, 1, 1)
        == "=VLOOKUP(B2,Checks!A:D,2,FALSE)"
    )


@pytest.mark.parametrize(
    ("formula", "after"),
    [
        ("=A2", "=#REF!"),
        ("=A5", "=A3"),
        ("=SUM(A1:A5)", "=SUM(A1:A3)"),
        ("=SUM(A2:A3)", "=SUM(#REF!)"),
        ("=SUM(A3:A9)", "=SUM(A2:A7)"),
    ],
)
def test_deleted_rows_take_their_references_with_them(formula, after):
    assert references.after_delete(formula, "People", "People", ROWS, 1, 3) == after


def test_a_moved_row_is_followed():
    assert references.after_move("=A5+A2", "People", "People", ROWS, 4, 5, 1) == "=A2+A3"
    assert references.after_move("=A2+A5", "People", "People", ROWS, 1, 2, 5) == "=A5+A4"


def test_a_cut_block_is_followed_to_another_tab():
    after = references.after_cut("=A1+SUM(A1:B2)+C1", "People", ("People", 0, 0, 2, 2), ("Old ones", 4, 1))
    assert after == "='Old ones'!B5+SUM('Old ones'!B5:C6)+C1"


def test_tabs_and_names_are_followed_and_their_loss_shows():
    assert (
        references.after_rename('=Checks!A1&"Checks!A1"', "checks", "Our checks")
        == "='Our checks'!A1&\"Checks!A1\""
    )
    assert references.after_sheet_deleted("=Checks!A1+A1", "People", "Checks") == "=#REF!+A1"
    assert references.after_name_change("=Wards+wards(1)", "Wards", "Areas") == "=Areas+wards(1)"
    assert references.after_name_change("=Wards", "Wards", "") == "=#REF!"

"""So much to put back that the look again before it does not fit into the address of one request."""

from urllib.parse import urlencode

import pytest

from service.adapters.google import looking_again
from service.adapters.google.looking_again import fitting, ranges_to_compare
from service.core.grids import PutBack
from tests.flows.ward import NAMES
from tests.google.test_hands import COLUMNS, at_rest, made, ward  # noqa: F401 - fixtures
from tests.sheets_api.server import LONGEST_ADDRESS


class Tab:
    title = "How we listen to people"


class Book:
    tabs = (Tab,)


def mislaid(cells):
    return [PutBack(Tab.title, row, column, "ours", f"theirs {row}") for row, column in cells]


def address(put_back):
    return len(urlencode({"ranges": ranges_to_compare(Book, [], put_back)}, doseq=True))


def test_neighbours_are_one_range():
    many = mislaid((row, column) for row in range(2, 5_000) for column in (3, 4, 7))
    ranges = ranges_to_compare(Book, [], many)
    assert ranges == [f"'{Tab.title}'!C2:D4999", f"'{Tab.title}'!G2:G4999", f"'{Tab.title}'!A1"]
    assert fitting(many) == many


def test_scattered_ones_are_put_back_a_part_at_a_time_the_first_first():
    many = mislaid((row, 3) for row in range(2, 8_000, 2))
    some = fitting(many)
    assert 0 < len(some) < len(many)
    assert some == many[: len(some)]
    assert address(some) < LONGEST_ADDRESS / 2 < LONGEST_ADDRESS < address(many)


@pytest.mark.parametrize("which", COLUMNS)
def test_what_is_left_over_goes_with_the_next_cycle_and_nothing_is_lost(ward, which, monkeypatch):  # noqa: F811
    monkeypatch.setattr(looking_again, "MOST_OF_AN_ADDRESS", 100)  # two ranges
    column = ward.letter("People", "Check")
    ward.edit({"do": "paste", "tab": "People", "cell": f"{column}2", "rows": [["pasted"]] * len(NAMES)})
    ward.between({"tab": "People", **COLUMNS[which]})
    at_rest(ward)

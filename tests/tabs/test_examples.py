"""What holds of every tab there is or will be, since its rows are made from the declaration: written, read back, the same."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.adapters.excel.reading import read_snapshot
from service.core.checking import check_book, read_book
from service.core.values import Misread, Noted
from service.workbooks import write_workbooks
from sheet_templates import kinds_of_row
from tests.examples import example_of, example_row, example_rows
from tests.tables import NOW

KINDS = kinds_of_row()
every_tab = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """A workbook with one example row in every tab, as the template writes it and the port reads it."""
    folder = tmp_path_factory.mktemp("examples")
    write_workbooks(folder / "staff.xlsx", folder / "managers.xlsx", None, NOW, example_rows())
    grids = read_snapshot((folder / "staff.xlsx").read_bytes(), folder / "staff.xlsx").grids
    return read_book(grids, KINDS, NOW)


@every_tab
def test_an_example_row_comes_back_as_it_was_written_with_no_cell_misread(book, kind):
    reading = book.readings[kind]
    assert (reading.state, reading.problems) == ("read", [])
    (row,) = book[kind]
    absent = {name for name in kind.columns if name not in reading.columns}
    assert all(kind.columns[name].only_if for name in absent)
    written = {name: value for name, value in example_row(kind).items() if name not in absent}
    assert {name: getattr(row, name) for name in written} == written
    assert all(value is not None for value in written.values())


def test_a_whole_workbook_of_example_rows_has_no_cell_that_cannot_be_read(book):
    """Checks across the row may object, since an example knows nothing of its neighbours; cells may not."""
    about_cells = {
        code for kind in KINDS for column in kind.columns.values() for code, *_ in column.kind.codes
    }
    assert about_cells
    assert [problem for problem in check_book(book) if problem.code in {*about_cells, "missing"}] == []


@every_tab
def test_what_is_written_for_an_example_reads_as_that_example(kind):
    for column in kind.columns.values():
        if not column.formula:
            value = example_of(column)
            shown = column.kind.show(value)
            assert column.kind.read_cell(shown) == value, column.heading
            assert column.kind.read_column([shown, None, shown]) == [value, None, value], column.heading


WORDS = sorted(
    {
        option
        for kind in KINDS
        for column in kind.columns.values()
        for option in getattr(column.kind, "options", ())
    }
)
TYPED = st.one_of(
    st.sampled_from(WORDS),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map("; ".join),
    st.sampled_from(WORDS).map(str.upper),
    st.from_regex(r"[A-Z]-?[0-9]{3,4}( [A-Z][a-z]{0,5})?", fullmatch=True),
    st.from_regex(r"[0-9]{1,2}[/. ](0?[1-9]|March|dec)[/. ](20)?[0-9]{2}", fullmatch=True),
    st.from_regex(r"[0-9]{1,2}[:.][0-9]{2}( ?[ap]m)?", fullmatch=True),
    st.from_regex(r"£?[0-9]{1,3}(,[0-9]{3})?(\.[0-9]{1,3})?p?", fullmatch=True),
    st.from_regex(r"(\+44|0)[0-9]{4} ?[0-9]{6}", fullmatch=True),
    st.from_regex(r"[a-z]{1,4}@[A-Za-z]{1,4}\.org", fullmatch=True),
    st.text(max_size=60),
    st.integers(-(10**16), 10**16),
    st.integers(0, 100),
    st.floats(),
    st.floats(0, 100),
    st.booleans(),
    st.dates(date(1900, 3, 1), date(2200, 1, 1)),
    st.datetimes(datetime(1900, 3, 1), datetime(2200, 1, 1)),
    st.times(),
    st.just(None),
)


@every_tab
@settings(max_examples=150, deadline=None)
@given(TYPED)
def test_whatever_was_read_from_a_cell_is_written_so_that_it_reads_the_same(kind, raw):
    for column in kind.columns.values():
        value = read(column, raw)
        if value is not None and not isinstance(value, Misread):
            shown = column.kind.show(value)
            assert isinstance(shown, (str, int, float, Decimal, date, time)), column.heading
            assert read(column, shown) == value, column.heading


def read(column, raw):
    value = column.kind.read_cell(raw)
    return value.value if isinstance(value, Noted) else value

"""What is kept on the disk is what was there."""

import json

from hypothesis import given
from hypothesis import strategies as st

from tests.sheets_api import keeping
from tests.sheets_api.model import Cell, Formula, Sheet, Spreadsheet

VALUES = (
    st.none()
    | st.text(min_size=1)
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
)
LOOKS = st.fixed_dictionaries({}, optional={"textFormat": st.fixed_dictionaries({"bold": st.booleans()})})
CELLS = st.builds(
    Cell,
    VALUES | st.builds(Formula, st.text().map("={}".format)),
    LOOKS,
    st.text(max_size=3),
    st.none() | st.just({"condition": {"type": "BOOLEAN"}}),
    st.just(()) | st.just(({"startIndex": 1},)),
)


@given(st.lists(st.lists(CELLS, max_size=4), max_size=4))
def test_every_cell_comes_back_as_it_was(rows):
    sheet = Sheet(7, "Ideas", rows=rows, row_metadata={3: {"pixelSize": 40}}, basic_filter={"range": {}})
    book = Spreadsheet("id", "Ward 7", [sheet, Sheet(8, "Lists")], version=5, named_ranges=[{"name": "x"}])
    again = keeping.from_json(json.loads(json.dumps(keeping.as_json(book))))
    assert again == book
    for kept, cells in zip(again.sheets[0].rows, rows, strict=True):
        assert [type(cell.value) for cell in kept] == [type(cell.value) for cell in cells]


def test_a_spreadsheet_that_was_deleted_is_not_kept(tmp_path):
    folder = keeping.Folder(tmp_path)
    folder.keep(Spreadsheet("one", "One"))
    folder.keep(Spreadsheet("two", "Two"))
    folder.drop("one")
    assert [book.title for book in keeping.Folder(tmp_path).books()] == ["Two"]

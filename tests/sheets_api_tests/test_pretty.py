"""JSON as Google writes it, whatever is in it."""

import json
import time

from hypothesis import given
from hypothesis import strategies as st

from tests.sheets_api import pretty

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=20,
)


@given(ANYTHING)
def test_it_is_what_the_standard_library_writes_with_two_spaces_and_a_newline(body):
    assert pretty.dumps(body) == (json.dumps(body, indent=2, ensure_ascii=False) + "\n").encode(
        "utf-8", "surrogatepass"
    )


def test_twenty_thousand_rows_are_written_in_a_moment():
    rows = [[f"I-{number}", number, "an idea", True] * 3 for number in range(20_000)]
    began = time.perf_counter()
    pretty.dumps({"values": rows})
    assert time.perf_counter() - began < 1

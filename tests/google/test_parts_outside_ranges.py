"""A look at ranges may tell merges, filters and the like only within them: either way the work and its price are the same."""

from collections import Counter

import pytest

from tests.google.test_hands import a_new_person, at_rest, made, ward  # noqa: F401 - fixtures


@pytest.fixture(params=[False, True])
def either_way(ward, request):  # noqa: F811
    ward.google.switches.ranges_leave_out_parts = request.param
    yield ward
    ward.google.switches.ranges_leave_out_parts = False


def merged_and_filtered(book):
    people = book.titled("People")
    area = {"sheetId": people.sheet_id, "startRowIndex": 30, "endRowIndex": 32}
    people.merges.append({**area, "startColumnIndex": 5, "endColumnIndex": 7})
    people.basic_filter = {"range": {"sheetId": people.sheet_id, "startRowIndex": 0, "startColumnIndex": 2}}


def as_known(port):
    people = next(tab for tab in port._known_layout().tabs if tab.title == "People")
    return len(people.merges), people.basic_filter is not None


def test_a_tab_with_merges_and_a_filter_is_written_with_one_look(either_way):
    ward = either_way  # noqa: F811
    ward.edit(merged_and_filtered)
    ward.until_quiet()
    a_new_person(ward)
    ward.google.control.clear_log()
    assert ward.sync().refs == 1
    made = Counter(each.kind for each in ward.google.control.log if ward.staff in each.path)  # noqa: F811
    assert (made["read"], made["write"]) == (2, 1)
    assert as_known(ward.site.staff) == (1, True)
    at_rest(ward)


def test_what_is_merged_together_with_typing_is_known_from_the_answer_to_our_write(either_way):
    ward = either_way  # noqa: F811
    a_new_person(ward)
    ward.edit(merged_and_filtered)
    ward.sync()
    assert as_known(ward.site.staff) == (1, True)
    at_rest(ward)

"""Drop-downs and other rules say in Google's words what Excel's say, and warn where Excel's warn."""

import pytest

from service.adapters.excel.template_rules import validation
from service.adapters.google.rules import Lists, hint, still_holds, validation_rule
from sheet_templates import kinds_of_row
from tests.excel.kinds import Friend, Gathering

LISTS = Lists("Lists", {"P": "A", "Theme": "B"})


def rule_of(column, row=2, place=4, lists=LISTS):
    return validation_rule(column, row, place, lists)


def condition(column, **where):
    made = rule_of(column, **where)["condition"]
    return made["type"], *(value["userEnteredValue"] for value in made.get("values", []))


def test_each_kind_of_cell_has_the_rule_that_excel_has():
    assert condition(Friend.columns["status"]) == ("ONE_OF_LIST", "New", "Active", "Left")
    assert condition(Friend.columns["born"]) == ("DATE_IS_VALID",)
    assert condition(Gathering.columns["host"]) == ("ONE_OF_RANGE", "=Lists!$A$2:$A")
    assert condition(Gathering.columns["theme"]) == ("ONE_OF_RANGE", "=Lists!$B$2:$B")
    assert condition(Gathering.columns["cost"]) == ("NUMBER_GREATER_THAN_EQ", "0")
    assert condition(Gathering.columns["starts"])[1] == "=AND(ISNUMBER(D2),D2>=0,D2<1)"
    assert condition(Gathering.columns["places"])[1] == "=AND(ISNUMBER(D2),D2=INT(D2),D2>=1,D2<=500)"


def test_a_rule_speaks_of_the_first_cell_it_is_for():
    assert condition(Friend.columns["email"], row=7, place=28) == (
        "CUSTOM_FORMULA",
        '=AND(ISNUMBER(FIND("@",AB7)),ISERROR(FIND(",",AB7)))',
    )


def test_a_renamed_tab_of_lists_is_quoted_and_without_one_nothing_is_offered():
    renamed = Lists("Jane's lists", {"P": "A"})
    assert condition(Gathering.columns["host"], lists=renamed)[1] == "='Jane''s lists'!$A$2:$A"
    assert rule_of(Gathering.columns["host"], lists=Lists()) is None


@pytest.mark.parametrize("kind", kinds_of_row(), ids=lambda kind: kind.tab)
def test_google_refuses_only_what_excel_refuses_and_every_drop_down_can_be_opened(kind):
    from service.core.changes import lists_needed

    lists = Lists("Lists", dict.fromkeys(lists_needed(kinds_of_row()), "C"))
    for place, column in enumerate(kind.columns.values(), start=1):
        ours, excels = validation_rule(column, 2, place, lists), validation(column, place)
        assert (ours is not None) == (excels.get("validate", "any") != "any"), column.heading
        assert hint(column) == excels.get("input_message", "")
        if ours is not None:
            assert ours["strict"] == (excels.get("error_type") == "stop")
            assert ours.get("showCustomUi", False) == (excels["validate"] == "list")
            assert ours["condition"]["type"] != "BOOLEAN", "an unticked box counts as data"


def of_range(text):
    return {"type": "ONE_OF_RANGE", "values": [{"userEnteredValue": text}]}


@pytest.mark.parametrize(
    ("there", "stays"),
    [
        ({}, False),
        (of_range("=Lists!$A$2:$A"), True),
        (of_range("='Lists'!$A$2:$A1000"), True),
        (of_range("=lists!A2:A"), True),
        (of_range("=Lists!$B$2:$B"), False),  # the list stands in another column now
        (of_range("=#REF!$A$2:$A"), False),
        (of_range("='My words'!$A$2:$A$9"), True),  # somebody's own
        ({"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "Yes"}]}, True),
    ],
)
def test_a_rule_stays_unless_it_is_ours_and_lost_its_list(there, stays):
    assert still_holds(there, of_range("=Lists!$A$2:$A")) is stays

"""Cells that turn a colour: one rule each, however often it was pasted, split or shifted."""

from service.adapters.google.colours import requests_to_mend_colours, wanted_rules
from service.adapters.google.layout import layout_of
from service.core.finding import Headings
from tests.excel.kinds import Friend
from tests.google.answers import answer, of_type, tab

HEADINGS = Headings(1, {name: place for place, name in enumerate(Friend.columns, start=1)})
WANTED = wanted_rules(Friend, 0, HEADINGS)


def rules():
    return [each.rule for each in WANTED]


def mend(conditional, headings=HEADINGS, last_row=1000):
    made = layout_of(answer(tab("Friends", conditionalFormats=conditional))).tabs[0]
    return requests_to_mend_colours(made, wanted_rules(Friend, 0, headings), last_row)


def moved(rule, down=0, formula=None, **ends):
    """The rule with its range and formula as Google rewrites them."""
    area = rule["ranges"][0]
    area = {**area, "startRowIndex": area["startRowIndex"] + down, **ends}
    text = formula or rule["booleanRule"]["condition"]["values"][0]["userEnteredValue"]
    condition = {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": text}]}
    return {"ranges": [area], "booleanRule": {**rule["booleanRule"], "condition": condition}}


def test_what_is_all_there_is_left_alone():
    assert len(WANTED) == 3  # Check, a name that is needed, and a date that is
    assert mend(rules()) == []
    bounded = [moved(rule, endRowIndex=1000) for rule in rules()]
    assert mend(bounded) == []


def test_a_person_may_recolour_ours_and_add_their_own():
    own = moved(rules()[0], formula='=$C2="Jane"')
    own["booleanRule"] = {**own["booleanRule"], "format": {"textFormat": {"bold": True}}}
    ours = moved(rules()[1])
    ours["booleanRule"] = {**ours["booleanRule"], "format": {"backgroundColor": {"green": 1}}}
    assert mend([rules()[0], ours, rules()[2], own]) == []


def test_a_lost_one_comes_back_behind_the_others():
    assert mend(rules()[:2]) == [{"addConditionalFormatRule": {"rule": rules()[2], "index": 2}}]


def test_one_that_a_paste_split_is_whole_again_and_there_once():
    first, second, third = rules()
    upper, lower = moved(second, endRowIndex=9), moved(second, down=20, formula=shifted(second, 20))
    requests = mend([first, upper, third, lower])
    changed = of_type(requests, "updateConditionalFormatRule")
    assert [(each["index"], each["rule"]) for each in changed] == [(1, second)]
    assert of_type(requests, "deleteConditionalFormatRule") == [{"sheetId": 0, "index": 3}]
    assert len(requests) == 2


def shifted(rule, down):
    text = rule["booleanRule"]["condition"]["values"][0]["userEnteredValue"]
    return text.replace("2", str(2 + down))


def test_copies_go_from_the_last_so_that_no_number_moves():
    first, second, third = rules()
    gone = of_type(mend([first, first, second, third, third, first]), "deleteConditionalFormatRule")
    assert [each["index"] for each in gone] == [5, 4, 1]


def test_ours_of_an_older_template_gives_way_and_is_known_by_its_colour():
    older = moved(rules()[2], formula='=AND($D2="Gone",$G2="")')
    requests = mend([older, *rules()])
    assert requests == [{"deleteConditionalFormatRule": {"sheetId": 0, "index": 0}}]


def test_a_row_put_in_above_the_first_is_taken_in():
    shifted_down = [moved(rule, down=1, formula=shifted(rule, 1)) for rule in rules()]
    changed = of_type(mend(shifted_down), "updateConditionalFormatRule")
    assert [each["rule"] for each in changed] == rules()


def test_rows_and_columns_that_moved_take_their_colours_along():
    headings = Headings(4, {"ref": 2, "check": 1, "name": 3, "status": 9, "born": 5})
    there = [each.rule for each in wanted_rules(Friend, 0, headings)]
    assert mend(there, headings) == []
    texts = [rule["booleanRule"]["condition"]["values"][0]["userEnteredValue"] for rule in there]
    assert texts[0] == "=LEN($A5)>0"
    assert '$I5="Left"' in texts[2]

"""Protection: ours is put back as it was, anybody else's is left alone, and there is never a copy."""

from service.adapters.google.layout import layout_of
from service.adapters.google.protecting import protected_parts, protected_tab, requests_to_protect
from service.core.finding import Headings
from tests.excel.kinds import Friend
from tests.google.answers import answer, tab

HEADINGS = Headings(3, {"ref": 1, "check": 2, "name": 3, "told": 8})
PARTS = protected_parts(Friend, 7, HEADINGS)


def there(protected):
    numbered = [{**each, "protectedRangeId": number} for number, each in enumerate(protected, start=1)]
    return layout_of(answer(tab("Friends", sheet_id=7, protectedRanges=numbered))).tabs[0]


def requests(protected, wanted=PARTS):
    return list(requests_to_protect(there(protected), wanted))


def test_headings_refs_and_columns_of_ours_warn_and_a_name_does_not():
    assert [each["warningOnly"] for each in PARTS] == [True] * 4
    assert PARTS[0]["range"] == {"sheetId": 7, "startRowIndex": 2, "endRowIndex": 3}
    assert [each["range"]["startColumnIndex"] for each in PARTS[1:]] == [0, 1, 7]
    assert not any("editors" in each for each in PARTS), "Google refuses editors on a warning"


def test_a_tab_of_ours_is_for_our_account_alone():
    assert protected_tab(5, "voice@project.iam") == {
        "range": {"sheetId": 5},
        "description": "Patient Voice: written by the service",
        "warningOnly": False,
        "editors": {"users": ["voice@project.iam"], "domainUsersCanEdit": False},
    }


def test_what_is_there_stays_and_somebodys_own_too():
    own = {"range": {"sheetId": 7, "startColumnIndex": 3}, "description": "Ward manager", "editors": {}}
    assert requests([*PARTS, own]) == []
    ended = [{**each, "range": {**each["range"], "endRowIndex": 1000}} for each in PARTS[1:]]
    assert requests([PARTS[0], *ended]) == []


def test_what_was_taken_away_loosened_or_moved_comes_back():
    strict = {**PARTS[1], "warningOnly": False}
    moved = {**PARTS[2], "range": {**PARTS[2]["range"], "startColumnIndex": 4, "endColumnIndex": 5}}
    made = requests([strict, moved, PARTS[3]])
    assert made == [
        {"addProtectedRange": {"protectedRange": PARTS[0]}},
        *(
            {
                "updateProtectedRange": {
                    "protectedRange": {**part, "protectedRangeId": number},
                    "fields": "range,warningOnly",
                }
            }
            for number, part in ((1, PARTS[1]), (2, PARTS[2]))
        ),
    ]


def test_a_copy_goes():
    assert requests([*PARTS, PARTS[0]]) == [{"deleteProtectedRange": {"protectedRangeId": 5}}]

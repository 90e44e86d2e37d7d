"""What one sync writes into a Google spreadsheet, over real HTTP: our tabs anew, staff's cells where they should be."""

import json
from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.adapters.google.areas import blocks, stretches
from service.adapters.google.cells import cell_of
from service.adapters.google.layout import layout_of
from service.adapters.google.looks import look_of, number_format
from service.adapters.google.protecting import OURS
from service.adapters.google.publishing import in_parts, requests_to_publish
from service.core.changes import (
    STYLES,
    Append,
    Cell,
    Changes,
    Chart,
    FillRef,
    ServiceTab,
    TabContent,
    TabPlace,
    WorkbookRefused,
)
from tests.excel.kinds import KINDS, Friend
from tests.google.answers import answer, tab
from tests.google.spreadsheet import CHECKS, LISTS, PROBLEMS, TABS, TODAY, Spreadsheet

COLUMNS = {"ref": 1, "check": 2, "name": 3, "born": 4}
PLACE = TabPlace(Friend, "Friends", 1, 3, COLUMNS, (2, 3))
CHECKED = TabContent(CHECKS, [["Ref", "Check"], ["P-001", "Mend the day."], ["P-009", "Look again."]])
CHART = Chart("bar", "Times", "Bar chart: one, two.", (1, 2, 3), (("Times", 2, 2, 3),), (5, 1))


def changes(*contents, **other):
    return Changes("r", tabs=contents, **other)


def kinds_of(requests):
    return [next(iter(request)) for request in requests]


# Tabs of ours


def test_values_keep_their_types_and_nothing_becomes_a_formula(ward):
    lines = [
        ["=1+1", "+44 1632 960001", "0042", "TRUE", "2026-11-28", "'quoted"],
        [7, 2.5, date(2026, 11, 28), datetime(2026, 11, 28, 12), None, "x" * 60_000],
    ]
    ward.publish(changes(TabContent(PROBLEMS, lines)))
    first, second = ward.rows("Problems")
    assert first == lines[0]
    assert second[:5] == [7, 2.5, 46354, 46354.5, None]
    assert len(second[5]) == 50_000
    assert second[5].endswith("characters more)")


def test_a_tab_written_again_holds_nothing_of_what_was_there(ward):
    ward.publish(
        changes(TabContent(TODAY, [["A", Cell("B", "mend")], ["x " * 90, None], ["C", "D"]], [CHART]))
    )
    sheet_id = ward.layout().tab("Today").sheet_id
    area = {
        "sheetId": sheet_id,
        "startRowIndex": 2,
        "endRowIndex": 4,
        "startColumnIndex": 1,
        "endColumnIndex": 2,
    }
    rule = {"condition": {"type": "NUMBER_GREATER", "values": [{"userEnteredValue": "5"}]}}
    boolean = {"condition": {"type": "NOT_BLANK"}, "format": {"textFormat": {"bold": True}}}
    ward.send(
        [
            {"mergeCells": {"range": area, "mergeType": "MERGE_ALL"}},
            {"setDataValidation": {"range": area, "rule": rule}},
            {"setBasicFilter": {"filter": {"range": {"sheetId": sheet_id}}}},
            {"addConditionalFormatRule": {"rule": {"ranges": [area], "booleanRule": boolean}, "index": 0}},
            {"repeatCell": {"range": area, "cell": {"note": "Mine"}, "fields": "note"}},
        ]
    )
    ward.publish(changes(TabContent(TODAY, [["E"]])))
    tab = ward.layout().tab("Today")
    assert ward.rows("Today") == [["E"]]
    assert not (tab.merges)
    assert not (tab.charts)
    assert not (tab.conditional)
    assert not (tab.basic_filter)
    held = {name for row in ward.cells("Today") for cell in row for name in cell}
    assert held <= {"userEnteredValue", "userEnteredFormat", "effectiveFormat"}
    assert {repr(cell["userEnteredFormat"]) for row in ward.cells("Today") for cell in row if cell} == {
        repr(ward.cells("Today")[0][0]["userEnteredFormat"])
    }


def test_a_new_tab_is_ours_in_its_place_named_protected_and_hidden_where_declared(ward):
    ward.publish(
        changes(TabContent(CHECKS, [["Ref"]]), TabContent(TODAY, [["A"]]), TabContent(PROBLEMS, [["B"]]))
    )
    layout = ward.layout()
    assert [(tab.title, tab.identity, tab.hidden) for tab in layout.tabs] == [
        ("Today", "Today", False),
        ("Friends", None, False),
        ("Problems", "Problems", False),
        ("Checks", "Checks", True),
    ]
    assert [[each["description"] for each in tab.protected] for tab in layout.tabs] == [
        [OURS],
        [],
        [OURS],
        [OURS],
    ]
    today = layout.tab("Today")
    assert (today.frozen_rows, today.properties["gridProperties"]["hideGridlines"]) == (1, True)


def test_people_s_own_tab_is_made_once_and_not_protected(ward):
    notes = ServiceTab("Notes", "managers", 90, "x", ours=False)
    ward.publish(changes(TabContent(notes, [["Yours"]])))
    assert not ward.layout().tab("Notes").protected


def test_staff_s_own_tab_with_our_title_is_left_alone(google, session, ward):
    ward.send([{"addSheet": {"properties": {"sheetId": 9, "title": "problems"}}}])
    mine = {"values": [{"userEnteredValue": {"stringValue": "My own list"}}]}
    start = {"sheetId": 9, "rowIndex": 30, "columnIndex": 0}
    ward.send([{"updateCells": {"start": start, "rows": [mine], "fields": "userEnteredValue"}}])
    ward.publish(changes(TabContent(PROBLEMS, [["B"]])))
    assert ward.rows("problems")[30] == ["My own list"]
    assert ward.rows("Problems 2") == [["B"]]
    ward.publish(changes(TabContent(PROBLEMS, [["C"]])))  # known from now on, whatever it is called
    assert ward.rows("Problems 2") == [["C"]]


@pytest.mark.parametrize("first", [[], [["B", "old"]]], ids=["blank", "begins as ours"])
def test_a_tab_that_lost_its_name_is_taken_over(google, session, ward, first):
    ward.send([{"addSheet": {"properties": {"sheetId": 9, "title": "Problems"}}}])
    rows = [{"values": [cell_of(value) for value in line]} for line in first]
    start = {"sheetId": 9, "rowIndex": 0, "columnIndex": 0}
    ward.send([{"updateCells": {"start": start, "rows": rows, "fields": "userEnteredValue"}}])
    ward.publish(changes(TabContent(PROBLEMS, [["B", "new"]])))
    assert (ward.layout().tab("Problems").sheet_id, ward.rows("Problems")) == (9, [["B", "new"]])


def test_a_renamed_tab_of_ours_keeps_its_title_and_its_place(ward):
    ward.publish(changes(TabContent(TODAY, [["A"]])))
    today = ward.layout().tab("Today")
    properties = {"sheetId": today.sheet_id, "title": "Every morning", "index": 2}
    ward.send([{"updateSheetProperties": {"properties": properties, "fields": "title,index"}}])
    ward.publish(changes(TabContent(TODAY, [["B"]])))
    assert [tab.title for tab in ward.layout().tabs] == ["Friends", "Every morning"]
    assert ward.rows("Today") == [["B"]]


def test_links_lead_to_addresses_and_to_cells_of_tabs_added_in_the_same_request(ward):
    line = [
        Cell("a page", link="https://example.org/a b"),
        Cell("a name", link="#Friends!C2"),
        Cell("new", "mend", link="#Problems!$B$3"),
        Cell("nowhere", link="#Missing!A1"),
        Cell("never", link="javascript:alert(1)"),
    ]
    ward.publish(changes(TabContent(TODAY, [line]), TabContent(PROBLEMS, [["B"]])))
    cells, problems = ward.cells("Today")[0], ward.layout().tab("Problems")
    texts = [cell["userEnteredFormat"]["textFormat"] for cell in cells]
    assert [text.get("link", {}).get("uri") for text in texts] == [
        "https://example.org/a%20b",
        "#gid=0&range=C2",
        f"#gid={problems.sheet_id}&range=B3",
        None,
        None,
    ]
    assert (texts[0]["underline"], texts[2]["underline"], texts[2]["bold"]) == (True, False, True)


def test_exactly_the_declared_charts_stand(ward):
    other = replace(CHART, title="Others", alt="Old.")
    lines = [["Way", "Times"], ["one", 1], ["two", 2]]
    ward.publish(changes(TabContent(TODAY, lines, [CHART, other])))
    ids = {chart["spec"]["title"]: chart["chartId"] for chart in ward.layout().tab("Today").charts}
    moved = replace(CHART, alt="Bar chart: three.", at=(7, 2), size=(300, 200))
    ward.publish(changes(TabContent(TODAY, lines, [moved, replace(CHART, kind="line", title="New")])))
    charts = {chart["spec"]["title"]: chart for chart in ward.layout().tab("Today").charts}
    assert set(charts) == {"Times", "New"}
    assert charts["Times"]["chartId"] == ids["Times"]
    assert charts["Times"]["spec"]["altText"] == "Bar chart: three."
    overlay = charts["Times"]["position"]["overlayPosition"]
    assert (overlay["anchorCell"]["rowIndex"], overlay["anchorCell"]["columnIndex"]) == (6, 1)
    assert (overlay["widthPixels"], overlay["heightPixels"]) == (300, 200)


def test_series_of_several_are_named_by_the_cells_above_them(ward):
    two = replace(CHART, kind="stacked bar", series=(("Yes", 2, 2, 3), ("No", 3, 2, 3)))
    requests = ward.publish(
        changes(TabContent(TODAY, [["Way", "Yes", "No"], ["a", 1, 2], ["b", 3, 4]], [two]))
    )
    spec = next(each["addChart"] for each in requests if "addChart" in each)["chart"]["spec"]["basicChart"]
    assert (spec["headerCount"], spec["stackedType"], spec["legendPosition"]) == (
        1,
        "STACKED",
        "BOTTOM_LEGEND",
    )
    sources = [spec["domains"][0]["domain"], *(each["series"] for each in spec["series"])]
    assert [
        [(part["startRowIndex"], part["endRowIndex"]) for part in source["sourceRange"]["sources"]]
        for source in sources
    ] == [[(0, 1), (1, 3)]] * 3


def test_lists_are_named_over_their_filled_rows_alone(ward):
    lists = TabContent(LISTS, [["P", "Theme"], ["P-001 Jane", "Food"], [None, "Parking"]])
    ward.publish(changes(lists, list_lengths={"P": 1, "Theme": 2}))
    names = ward.layout().named_ranges
    assert [
        (names[name]["range"]["startRowIndex"], names[name]["range"]["endRowIndex"])
        for name in ("pv_list_P", "pv_list_Theme")
    ] == [(1, 2), (1, 3)]
    ward.publish(changes(replace(lists, lines=[["P", "Theme"]]), list_lengths={"P": 0, "Theme": 0}))
    again = ward.layout().named_ranges["pv_list_Theme"]
    assert (again["namedRangeId"], again["range"]["endRowIndex"]) == (
        names["pv_list_Theme"]["namedRangeId"],
        2,
    )


def test_a_grid_grows_and_shrinks_with_what_it_holds_and_is_left_alone_where_it_fits(ward):
    def size():
        tab = ward.layout().tab("Problems")
        return tab.rows, tab.columns

    ward.publish(changes(TabContent(PROBLEMS, [["A", "B", "C"]] * 3_000)))
    grown = size()
    assert grown[0] >= 3_000
    assert grown[1] == 3
    assert "updateSheetProperties" not in kinds_of(
        ward.publish(changes(TabContent(PROBLEMS, [["A", "B", "D"]] * 2_900)))
    )
    ward.publish(changes(TabContent(PROBLEMS, [["A"]])))
    assert size() == (50, 1)
    ward.publish(changes(TabContent(PROBLEMS, [["A"] * 40])))
    assert size() == (50, 40)


def test_a_removed_tab_is_gone_and_the_last_visible_one_stays(google, session):
    book = Spreadsheet(session, google.control.create("Ours", {"Sheet1": []}), (), TABS)
    book.publish(changes(TabContent(TODAY, [["A"]]), TabContent(PROBLEMS, [["B"]])))
    book.send([{"deleteSheet": {"sheetId": 0}}])
    book.publish(changes(remove=["Problems", "Today"]))
    assert [tab.title for tab in book.layout().tabs] == ["Today"]
    assert set(book.layout().named_ranges) == {"pv_tab_Today"}


def test_a_hidden_tab_with_something_to_say_is_shown(ward):
    ward.publish(changes(TabContent(replace(PROBLEMS, waits=True), [["A"]], says=False)))
    assert ward.layout().tab("Problems").hidden
    ward.publish(changes(show=["Problems"]))
    assert not ward.layout().tab("Problems").hidden


def test_a_chart_sheet_with_the_name_of_our_tab_is_refused():
    sheet = tab("Today", sheet_id=5)
    sheet["properties"]["sheetType"] = "OBJECT"
    names = [{"name": "pv_tab_Today", "namedRangeId": "1", "range": {"sheetId": 5}}]
    layout = replace(layout_of(answer(sheet)), named_ranges={"pv_tab_Today": names[0]})
    layout = replace(layout, tabs=[replace(layout.tabs[0], identity="Today")])
    with pytest.raises(WorkbookRefused, match="chart sheet"):
        requests_to_publish(layout, changes(TabContent(TODAY, [["A"]])), (), TABS)


# Staff tabs


def formula(row, number=2):
    return f'=IFERROR(VLOOKUP($A{row},Checks!$A:$C,{number},FALSE),"")'


def formulas_in(ward, name="Friends"):
    cells = ward.cells(name, "userEnteredValue")
    return {
        (row, column): cell["userEnteredValue"]["formulaValue"]
        for row, line in enumerate(cells, start=1)
        for column, cell in enumerate(line, start=1)
        if "formulaValue" in cell.get("userEnteredValue", {})
    }


def test_refs_formulas_and_rows_land_where_they_belong(ward):
    new = Append(Friend, {"name": "=Joan", "born": date(2026, 11, 2)}, "P-009")
    ward.publish(
        changes(
            CHECKED,
            places=[PLACE],
            refs=[FillRef(Friend, 3, "P-002")],
            appends=[new],
            formulas={(Friend, "check"): {}},
        )
    )
    assert ward.rows("Friends")[1:] == [
        ["P-001", "Mend the day.", "Jane"],
        ["P-002", None, "Amy"],
        ["P-009", "Look again.", "=Joan", date(2026, 11, 2)],
    ]
    assert formulas_in(ward) == {(2, 2): formula(2), (3, 2): formula(3), (4, 2): formula(4)}
    day = ward.cells("Friends")[3][3]["userEnteredFormat"]["numberFormat"]
    assert (day["type"], day["pattern"]) == ("DATE", "d mmm yyyy")


@pytest.mark.parametrize("counts", [False, True])
def test_a_new_row_lands_under_the_last_one_with_data_however_google_reads_that(google, ward, counts):
    google.switches.append_counts_formats = counts
    ward.publish(changes(CHECKED, places=[PLACE], formulas={(Friend, "check"): {}}))
    ward.publish(changes(CHECKED, places=[PLACE], appends=[Append(Friend, {"name": "Joan"}, "P-009")]))
    assert [row[0] for row in ward.rows("Friends")] == ["Ref", "P-001", None, "P-009"]
    assert formulas_in(ward)[4, 2] == formula(4)


@pytest.mark.parametrize("counts", [False, True])
def test_staff_s_own_columns_and_words_below_are_not_touched_by_a_new_row(google, session, counts):
    google.switches.append_counts_formats = counts
    rows = [["Ref", "Mine", "Name", "Also mine"], ["P-001", '=IF(C2="","",1)', "Jane", "x"]]
    rows += [[None, f'=IF(C{row}="","",1)'] for row in range(3, 30)] + [[], ["Counted in November"]]
    book = Spreadsheet(session, google.control.create("Ward 7", {"Friends": rows}), KINDS, TABS)
    place = TabPlace(Friend, "Friends", 1, 2, {"ref": 1, "name": 3}, (2,))
    before = formulas_in(book)
    book.publish(changes(places=[place], appends=[Append(Friend, {"name": "Joan"}, "P-009")]))
    assert book.rows("Friends")[2] == ["P-009", None, "Joan"]
    assert book.rows("Friends")[31] == ["Counted in November"]
    after = formulas_in(book)
    assert len(after) == len(before)
    assert after[2, 2] == before[2, 2]
    assert after[4, 2] == '=IF(C4="","",1)'  # moved down with its row


def test_formulas_are_written_into_used_rows_that_differ_and_into_no_other(ward):
    ward.publish(changes(CHECKED, places=[replace(PLACE, differing={3})], formulas={(Friend, "check"): {}}))
    assert formulas_in(ward) == {(3, 2): formula(3)}


def test_a_formula_is_right_wherever_the_ref_column_and_the_checks_tab_are():
    sheets = [tab("Friends", sheet_id=4), tab("Our checks", sheet_id=5)]
    layout = layout_of(answer(*sheets))
    layout = replace(layout, tabs=[layout.tabs[0], replace(layout.tabs[1], identity="Checks")])
    place = TabPlace(Friend, "Friends", 2, 90, {"ref": 28, "told": 3, "name": 1}, range(3, 91))
    requests = requests_to_publish(
        layout, changes(places=[place], formulas={(Friend, "told"): {}}), KINDS, TABS
    )
    (written,) = (each["repeatCell"] for each in requests)
    assert (
        written["cell"]["userEnteredValue"]["formulaValue"]
        == "=IFERROR(VLOOKUP($AB3,'Our checks'!$A:$C,3,FALSE),\"\")"
    )
    assert (written["range"]["startRowIndex"], written["range"]["endRowIndex"]) == (2, 90)


def test_a_staff_tab_that_is_gone_is_said():
    with pytest.raises(WorkbookRefused, match="Restore it"):
        requests_to_publish(
            layout_of(answer(tab("Other"))),
            changes(places=[PLACE], refs=[FillRef(Friend, 3, "P-1")]),
            KINDS,
            TABS,
        )


def test_cells_of_staff_come_before_any_of_our_tabs(ward):
    requests = ward.publish(
        changes(
            CHECKED,
            places=[PLACE],
            refs=[FillRef(Friend, 3, "P-002")],
            appends=[Append(Friend, {"name": "Joan"}, "P-009")],
        )
    )
    names = kinds_of(requests)
    assert names[0] == "addSheet"
    assert names.index("appendCells") < names.index("unmergeCells")


# Parts


def test_long_writes_are_split_and_read_back_whole(ward):
    lines = [[f"P-{number:05d}", "Look at the day of birth, please. é" * 3] for number in range(20_000)]
    refs = [FillRef(Friend, 3, "P-002")]
    content = TabContent(CHECKS, lines)
    requests = requests_to_publish(ward.layout(), changes(content, places=[PLACE], refs=refs), KINDS, TABS)
    parts = in_parts(requests)
    assert len(parts) > 1
    assert max(len(json.dumps({"requests": part})) for part in parts) <= 2_000_000
    assert [request for part in parts for request in part] == requests
    for part in parts:
        ward.send(part)
    assert ward.rows("Checks") == lines


def test_staff_cells_are_whole_in_the_first_part_whatever_their_size():
    layout = layout_of(answer(tab("Friends"), tab("Checks", sheet_id=5)))
    appends = [Append(Friend, {"name": "x" * 70}, f"P-{number:03d}") for number in range(99)]
    made = changes(TabContent(TODAY, [["A" * 90]] * 9), places=[PLACE], appends=appends)
    parts = in_parts(requests_to_publish(layout, made, KINDS, TABS), limit=2_000)
    assert len(parts) > 1
    assert [any("appendCells" in each for each in part) for part in parts] == [True] + [False] * (
        len(parts) - 1
    )


def tabs_of(part, name):
    """Numbers of the tabs that these requests are about."""
    areas = [each[name].get("start") or each[name]["range"] for each in part if name in each]
    return {area["sheetId"] for area in areas}


def test_a_tab_that_fits_into_one_part_is_not_torn():
    layout = layout_of(answer(tab("Friends")))
    contents = [TabContent(replace(PROBLEMS, title=f"T{number}"), [["A" * 400]]) for number in range(5)]
    parts = in_parts(requests_to_publish(layout, changes(*contents), (), TABS), limit=2_200)
    held, cleared = ([tabs_of(part, name) for part in parts] for name in ("updateCells", "unmergeCells"))
    assert len(parts) > 2
    assert held == cleared


# Small parts


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("larger", [0, 3])
def test_every_style_has_a_look_that_google_takes(ward, style, larger):
    content = TabContent(replace(TODAY, larger=larger), [[Cell(0.5 if style == "percent" else "x", style)]])
    ward.publish(changes(content))
    there = ward.cells("Today")[0][0]["userEnteredFormat"]
    wanted = look_of(style, larger)
    assert {name: there.get(name) for name in ("numberFormat", "horizontalAlignment", "wrapStrategy")} == {
        name: wanted.get(name) for name in ("numberFormat", "horizontalAlignment", "wrapStrategy")
    }
    assert there["textFormat"]["fontSize"] == wanted["textFormat"]["fontSize"]


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("General", None),
        ("@", "TEXT"),
        ("d mmm yyyy", "DATE"),
        ("h:mm", "TIME"),
        ("d/m/yyyy h:mm", "DATE_TIME"),
    ]
    + [
        ("0", "NUMBER"),
        ("0.##", "NUMBER"),
        ("#,##0", "NUMBER"),
        ("0%", "PERCENT"),
        ("£#,##0.00", "CURRENCY"),
    ],
)
def test_a_number_format_is_told_its_type(code, kind):
    assert (number_format(code) or {}).get("type") == kind


@given(st.sets(st.integers(1, 60)), st.sets(st.integers(1, 60)))
def test_stretches_hold_every_row_and_none_but_those_among(rows, among):
    covered = [row for first, last in stretches(rows, among) for row in range(first, last + 1)]
    assert covered == sorted(set(covered))
    assert rows <= set(covered) <= rows | among


@given(st.lists(st.lists(st.sampled_from([None, "a", "b"]), max_size=5), max_size=8))
def test_blocks_cover_each_cell_that_has_a_look_once(rows):
    painted = {}
    for block in blocks(rows):
        for row in range(block.top, block.bottom + 1):
            for column in range(block.left, block.right + 1):
                assert (row, column) not in painted
                painted[row, column] = block.look
    assert painted == {
        (row, column): look
        for row, line in enumerate(rows, start=1)
        for column, look in enumerate(line, start=1)
        if look is not None
    }


@given(st.text(max_size=200))
def test_any_words_are_a_string_and_never_a_formula(words):
    assert set(cell_of(words).get("userEnteredValue", {"stringValue": ""})) == {"stringValue"}


LEAVES_STRUCTURE_ALONE = {"unmergeCells", "mergeCells", "repeatCell", "updateCells", "updateDimensionProperties"} | {
    "updateChartSpec", "updateEmbeddedObjectPosition", "updateNamedRange", "appendCells"
}  # fmt: skip


def test_an_ordinary_day_s_write_changes_nothing_of_the_structure(ward):
    """So that what was learnt of it holds for the next cycle, which then needs no request more."""

    def contents(word):
        lines = [["Way", "Times"], [word, 1], [Cell(word * 90, "mend"), None]]
        lists = TabContent(LISTS, [["P"], [f"P-001 {word}"]])
        return [TabContent(TODAY, lines, [CHART]), lists, replace(CHECKED, lines=[["P-001", word]])]

    new = Append(Friend, {"name": "Joan"}, "P-009")
    ward.publish(changes(*contents("one")))
    before = ward.layout()
    requests = ward.publish(changes(*contents("two"), places=[PLACE], appends=[new]))
    assert set(kinds_of(requests)) <= LEAVES_STRUCTURE_ALONE
    after = ward.layout()
    assert [(tab.rows, tab.columns, tab.identity) for tab in before.tabs] == [
        (tab.rows, tab.columns, tab.identity) for tab in after.tabs
    ]

"""Our own tabs: what stands in them, how they look and print, their charts, links and names; and files we refuse."""

import dataclasses
import io
import re
import zipfile
from datetime import date, datetime, time

import openpyxl
import pytest
import python_calamine
import xlsxwriter

from service.adapters.excel.package import Package
from service.adapters.excel.package_names import tab_name, tab_title
from service.adapters.excel.package_workbook import WorkbookPart
from service.adapters.excel.publishing import publish_into
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
from service.core.tab_titles import quoted, unquoted
from tests.excel.kinds import KINDS, Friend

TODAY = ServiceTab("Today", "staff", 0, "x", widths=(60, 20), freeze_rows=1)
PROBLEMS = ServiceTab("Problems", "staff", 210, "x", landscape=True)
ANSWERS = ServiceTab("Answers", "staff", 240, "x")
LISTS = ServiceTab("Lists", "staff", 300, "x", hidden=True)
CHECKS = ServiceTab("Checks", "staff", 310, "x", hidden=True)
TABS = (TODAY, PROBLEMS, ANSWERS, LISTS, CHECKS)
PLACE = TabPlace(Friend, "Friends", 1, 2, {"ref": 1, "check": 2, "name": 3}, (2,))


def book(*titles, fill=None, **options):
    held = io.BytesIO()
    made = xlsxwriter.Workbook(held, options)
    for title in titles or ("Friends",):
        tab = made.add_worksheet(title)
        if title == "Friends":
            tab.write_row(0, 0, ["Ref", "Check", "Name"])
            tab.write_row(1, 0, ["P-001", "", "Jane"])
    if fill:
        fill(made)
    made.close()
    return held.getvalue()


def publish(data, *contents, **other):
    return publish_into(data, Changes("r", tabs=contents, **other), KINDS, TABS)


def read(data, title):
    return (
        python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        .get_sheet_by_name(title)
        .to_python(skip_empty_area=False)
    )


def opened(data):
    return openpyxl.load_workbook(io.BytesIO(data))


def titles(data):
    return [sheet.title for sheet in WorkbookPart(Package(data)).sheets()]


def part(data, title):
    package = Package(data)
    return package.read(
        next(sheet.part for sheet in WorkbookPart(package).sheets() if sheet.title == title)
    ).decode()


# What stands in them


def test_every_kind_of_value_is_read_back_as_it_is():
    line = [
        "words",
        3,
        2.5,
        date(2026, 3, 17),
        datetime(2026, 3, 17, 14, 30),
        Cell(time(14, 0), "time"),
        True,
        None,
        float("inf"),
        date(1850, 1, 2),
    ]
    [[*values]] = read(publish(book(), TabContent(TODAY, [line])), "Today")
    assert values == [
        "words",
        3,
        2.5,
        date(2026, 3, 17),
        datetime(2026, 3, 17, 14, 30),
        time(14, 0),
        True,
        "",
        "inf",
        "1850-01-02",
    ]
    assert opened(publish(book(), TabContent(TODAY, [line])))["Today"]["E1"].value == datetime(
        2026, 3, 17, 14, 30
    )


def test_days_are_right_in_a_workbook_that_counts_from_1904():
    data = book(date_1904=True)
    new = publish(
        data,
        TabContent(TODAY, [[date(2026, 3, 17)]]),
        places=(PLACE,),
        appends=[Append(Friend, {"name": "New"}, "P-002")],
    )
    assert read(new, "Today") == [[date(2026, 3, 17)]]


def test_each_style_is_there_once_and_is_found_again():
    content = TabContent(TODAY, [[Cell("x", style)] for style in STYLES])
    new = publish(book(), content)
    tab = opened(new)["Today"]
    assert tab["A2"].font.b
    assert tab["A3"].fill.fgColor.rgb == "FF003087"
    assert tab["A6"].number_format == "d mmm yyyy"
    assert tab["A10"].number_format == "£#,##0.00"
    assert tab["A11"].font.u
    assert all(
        tab.cell(row, 1).alignment.wrap_text and tab.cell(row, 1).alignment.vertical in ("top", "center")
        for row in range(1, len(STYLES) + 1)
    )
    again = publish(new, TabContent(TODAY, [*content.lines, ["more"]]))
    assert Package(again).read("xl/styles.xml") == Package(new).read("xl/styles.xml")


@pytest.mark.parametrize("style", ["heading", "mend", "look", "note", "title", "link"])
def test_words_stand_out_from_their_background(style):
    cell = opened(publish(book(), TabContent(TODAY, [[Cell("x", style)]])))["Today"]["A1"]
    front = cell.font.color.rgb[-6:] if cell.font.color and isinstance(cell.font.color.rgb, str) else "000000"
    back = cell.fill.fgColor.rgb[-6:] if cell.fill.fill_type else "FFFFFF"

    def brightness(colour):
        parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
        linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((brightness(front), brightness(back)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 7


def test_a_tab_is_frozen_sized_and_prints_on_a4_with_its_heading_row_repeated():
    content = TabContent(PROBLEMS, [["Problems"], [Cell("Tab", "heading")]], print_heading_row=2)
    content = dataclasses.replace(content, tab=dataclasses.replace(PROBLEMS, freeze_rows=2, widths=(30, 50)))
    tab = opened(publish(book(), content))["Problems"]
    assert tab.freeze_panes == "A3"
    assert (tab.page_setup.paperSize, tab.page_setup.orientation, tab.page_setup.fitToHeight) == (
        9,
        "landscape",
        0,
    )
    assert tab.sheet_properties.pageSetUpPr.fitToPage
    assert tab.print_title_rows == "$2:$2"
    assert round(tab.column_dimensions["B"].width) == 51


def test_links_lead_into_the_workbook_by_todays_title_and_out_by_safe_addresses_only():
    links = [
        "#Friends!A2",
        "https://example.org/a b?c=d&e",
        "mailto:a@example.org",
        "tel:+441632960001",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "ftp://x",
    ]
    renamed = publish(book(), TabContent(TODAY, [["x"]]))
    renamed_place = dataclasses.replace(PLACE, title="People & friends")
    package = Package(renamed)
    package.put(
        "xl/workbook.xml",
        package.read("xl/workbook.xml").replace(b'name="Friends"', b'name="People &amp; friends"'),
    )
    new = publish(
        package.to_bytes(),
        TabContent(TODAY, [[Cell("go", link=link)] for link in links]),
        places=(renamed_place,),
    )
    tab = opened(new)["Today"]
    assert tab["A1"].hyperlink.location == "'People & friends'!A2"
    assert [tab.cell(row, 1).hyperlink.target for row in (2, 3, 4)] == [
        "https://example.org/a%20b?c=d&e",
        "mailto:a@example.org",
        "tel:+441632960001",
    ]
    assert all(tab.cell(row, 1).hyperlink is None for row in (5, 6, 7))
    assert [tab.cell(row, 1).value for row in range(1, 8)] == ["go"] * 7


# Which tabs there are


def test_new_tabs_stand_where_they_belong_and_names_of_others_still_point_right():
    def fill(made):
        made.get_worksheet_by_name("Friends").print_area(0, 0, 1, 2)
        made.get_worksheet_by_name("Friends").repeat_rows(0)
        made.get_worksheet_by_name("Mine").activate()

    data = book("Friends", "Mine", fill=fill)
    answers = [TabContent(ANSWERS, [["x"]], title=f"Answers S-00{number}") for number in (2, 1)]
    new = publish(data, TabContent(CHECKS, [["Ref"]]), TabContent(TODAY, [["x"]]), *answers)
    assert titles(new) == ["Today", "Friends", "Answers S-001", "Answers S-002", "Checks", "Mine"]
    read_book = opened(new)
    assert read_book["Friends"].print_title_rows == "$1:$1"
    assert read_book["Friends"].print_area == "'Friends'!$A$1:$C$2"
    assert read_book.active.title == "Mine"
    assert [tab.title for tab in read_book if tab.sheet_view.tabSelected] == ["Mine"]
    gone = publish(new, remove=["Answers S-001", "Answers S-002", "Today", "Mine", "Nothing"])
    assert titles(gone) == ["Friends", "Checks", "Mine"]
    assert opened(gone)["Friends"].print_title_rows == "$1:$1"
    assert opened(gone).active.title == "Mine"
    assert not [name for name in Package(gone).names() if name not in Package(new).names()]
    assert len(Package(new).names()) - len(Package(gone).names()) == 3


def test_a_tab_is_found_by_its_name_after_a_rename_and_is_not_made_twice():
    new = publish(book(), TabContent(TODAY, [["old"]]), TabContent(CHECKS, [["Ref", "Check"]]))
    package = Package(new)
    package.put(
        "xl/workbook.xml",
        package.read("xl/workbook.xml")
        .replace(b'"Today"', b'"Now"')
        .replace(b">Today!", b">Now!")
        .replace(b'"Checks"', b'"What\'s up"')
        .replace(b">Checks!", b">'What''s up'!"),
    )
    again = publish(
        package.to_bytes(), TabContent(TODAY, [["new"]]), places=(PLACE,), formulas={(Friend, "check"): {}}
    )
    assert titles(again) == ["Now", "Friends", "What's up"]
    assert read(again, "Now") == [["new"]]
    assert opened(again)["Friends"]["B2"].value == "=IFERROR(VLOOKUP($A2,'What''s up'!$A:$C,2,FALSE),\"\")"


def test_a_copy_somebody_made_of_our_tab_is_not_taken_for_it():
    new = publish(book("Friends", "Today (2)"), TabContent(TODAY, [["x"]]))
    package = Package(new)
    copied = (
        b'<definedNames><definedName name="pv_tab_Today" localSheetId="2">\'Today (2)\'!$A$1</definedName>'
    )
    package.put("xl/workbook.xml", package.read("xl/workbook.xml").replace(b"<definedNames>", copied))
    assert [sheet.identity for sheet in WorkbookPart(package).sheets()] == ["Today", None, None]
    again = publish(package.to_bytes(), TabContent(TODAY, [["y"]]))
    assert (read(again, "Today"), read(again, "Today (2)")) == ([["y"]], [])


def test_a_tab_of_staffs_own_that_has_our_title_is_never_written_over():
    def fill(made):
        made.get_worksheet_by_name("Today").write(0, 0, "My shopping")

    new = publish(book("Friends", "Today", fill=fill), TabContent(TODAY, [["What to do"]]))
    assert titles(new) == ["Today 2", "Friends", "Today"]
    assert (read(new, "Today"), read(new, "Today 2")) == ([["My shopping"]], [["What to do"]])
    assert titles(publish(new, TabContent(TODAY, [["Next"]]))) == ["Today 2", "Friends", "Today"]


def test_a_tab_that_lost_its_name_is_known_by_how_it_begins():
    def fill(made):
        made.get_worksheet_by_name("Today").write(0, 0, "What to do")

    new = publish(book("Friends", "Today", fill=fill), TabContent(TODAY, [["What to do"], ["Ring Jane"]]))
    assert titles(new) == ["Friends", "Today"]


def test_a_hidden_staff_tab_is_shown_when_asked_and_nothing_is_ever_hidden():
    def fill(made):
        made.get_worksheet_by_name("Friends").hide()
        made.get_worksheet_by_name("Mine").activate()

    data = book("Friends", "Mine", fill=fill)
    new = publish(data, TabContent(CHECKS, [["Ref"]]), show=["Friends", "Mine"])
    assert opened(new)["Friends"].sheet_state == "visible"
    package = Package(new)
    package.put("xl/workbook.xml", re.sub(rb' state="hidden"', b"", package.read("xl/workbook.xml")))
    assert (
        opened(publish(package.to_bytes(), TabContent(CHECKS, [["Other"]])))["Checks"].sheet_state
        == "visible"
    )


def test_lists_are_named_for_exactly_their_filled_rows():
    lists = TabContent(
        LISTS, [["P", "Theme", "E or Everyone"], ["P-001 Jane", None, "Everyone"], ["P-002 Joe", None, None]]
    )
    new = publish(book(), lists, list_lengths={"P": 2, "Theme": 0})
    book_part = WorkbookPart(Package(new))
    names = {
        "pv_list_P": "Lists!$A$2:$A$3",
        "pv_list_Theme": "Lists!$B$2:$B$2",
        "pv_list_E_or_Everyone": "Lists!$C$2:$C$2",
    }
    assert {name: book_part.name_text(name) for name in names} == names
    shorter = publish(new, TabContent(LISTS, [["P"], ["P-001 Jane"]]), list_lengths={"P": 1})
    assert WorkbookPart(Package(shorter)).name_text("pv_list_P") == "Lists!$A$2:$A$2"


@pytest.mark.parametrize("title", ["Set-up", "How we listen", "Answers S-001", "Jane's é"])
def test_the_name_of_a_tab_can_be_read_back(title):
    assert tab_title(tab_name(title)) == title
    assert re.fullmatch(r"[A-Za-z_.0-9]+", tab_name(title))
    assert unquoted(quoted(title)) == title


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("People", "People"),
        ("Set-up", "'Set-up'"),
        ("It's", "'It''s'"),
        ("A1", "'A1'"),
        ("R1C1", "'R1C1'"),
        ("2026", "'2026'"),
        ("Tür", "'Tür'"),
    ],
)
def test_titles_are_quoted_as_formulas_need_it(title, said):
    assert quoted(title) == said


# Charts


@pytest.mark.parametrize(("most", "ends"), [(1, ['<c:max val="1"/>']), (None, [])])
def test_the_axis_of_a_percentage_ends_where_it_is_told_to(most, ends):
    chart = Chart(
        "bar", "Positive", "All", (1, 2, 3), (("Share", 2, 2, 3),), (6, 1), value_format="0%", most=most
    )
    new = publish(book(), TabContent(TODAY, [["Kind", "n"], ["A", 0.4], ["B", 0.6]], [chart]))
    xml = Package(new).read("xl/charts/chart1.xml").decode()
    assert re.findall(r"<c:max [^>]+>", xml) == ends


def charted(value=3):
    bars = Chart(
        "bar",
        "How many came",
        "Forum 3, survey 4",
        (1, 2, 3),
        (("People", 2, 2, 3),),
        (6, 1),
        (500, 300),
        "0",
    )
    lines = Chart("line", "Over time", "Steady", (1, 2, 3), (("A", 2, 2, 3), ("B", 3, 2, 3)), (6, 6))
    stacked = Chart(
        "stacked bar", "Shares", "Half and half", (1, 2, 3), (("A", 2, 2, 3), ("B", 3, 2, 3)), (30, 1)
    )
    return TabContent(
        TODAY, [["Kind", "n", "m"], ["Forum <&>", value, 1], ["Survey", 4, 2.5]], [bars, lines, stacked]
    )


def test_charts_are_native_titled_described_and_hold_their_values():
    new = publish(book(), charted())
    charts = opened(new)["Today"]._charts
    assert len(charts) == 3
    package = Package(new)
    xml = package.read("xl/charts/chart1.xml").decode()
    assert "How many came" in xml
    assert "<c:f>Today!$B$2:$B$3</c:f>" in xml
    assert re.findall(r"<c:v>([^<]+)</c:v>", xml) == ["People", "Forum &lt;&amp;&gt;", "Survey", "3", "4"]
    assert "c:view3D" not in xml
    axes = {kind: re.search(f"<c:{kind}>.*?</c:{kind}>", xml, re.DOTALL)[0] for kind in ("catAx", "valAx")}
    assert '<c:orientation val="maxMin"/>' in axes["catAx"], "the first bar stands on top"
    assert "maxMin" not in axes["valAx"]
    assert '<c:min val="0"/>' in axes["valAx"]
    assert '<c:crosses val="max"/>' in axes["valAx"], "and the figures below"
    assert "<c:dLbls>" in xml
    drawing = package.read("xl/drawings/drawing1.xml").decode()
    assert 'descr="Forum 3, survey 4"' in drawing
    for name in ("xl/drawings/drawing1.xml", "xl/charts/chart3.xml"):
        assert "drawing" in package.content_type(name)


def test_charts_written_again_take_the_places_of_the_old_ones_and_show_the_new_values():
    new = publish(book(), charted())
    again = publish(new, charted(9))
    assert Package(again).names() == Package(new).names()
    assert "<c:v>9</c:v>" in Package(again).read("xl/charts/chart1.xml").decode()
    none = publish(again, TabContent(TODAY, [["nothing"]]))
    assert not [name for name in Package(none).names() if "chart" in name or "drawing" in name]
    assert "chart" not in Package(none).read("[Content_Types].xml").decode()


def test_somebodys_chart_beside_ours_keeps_its_part():
    def fill(made):
        chart = made.add_chart({"type": "pie"})
        chart.add_series({"values": "=Friends!$A$1:$A$2"})
        made.get_worksheet_by_name("Friends").insert_chart("E2", chart)

    data = book(fill=fill)
    new = publish(data, charted())
    assert Package(new).read("xl/charts/chart1.xml") == Package(data).read("xl/charts/chart1.xml")
    assert [name for name in Package(new).names() if "charts/chart" in name] == [
        f"xl/charts/chart{number}.xml" for number in (1, 2, 3, 4)
    ]


# Calculation


def somebody(formula, where="Mine"):
    def fill(made):
        made.get_worksheet_by_name(where).write_formula("F9", formula, None, 1)

    data = book("Friends", "Mine", fill=fill)
    package = Package(data)  # xlsxwriter asks for a calculation itself
    package.put("xl/workbook.xml", package.read("xl/workbook.xml").replace(b' fullCalcOnLoad="1"', b""))
    return package.to_bytes()


@pytest.mark.parametrize(
    ("formula", "asks"),
    [
        ("=Today!A1", True),
        ("='Today'!A1", True),
        ("=COUNTA(Friends!A:A)", False),
        ("=SUM(A1:A3)", False),
        ('="Today"', False),
    ],
)
def test_a_calculation_is_asked_for_only_where_somebodys_formula_looks_at_our_tab(formula, asks):
    new = publish(somebody(formula), TabContent(TODAY, [["x"]]))
    assert (b"fullCalcOnLoad" in Package(new).read("xl/workbook.xml")) == asks


@pytest.mark.parametrize(
    ("formula", "where", "asks"),
    [
        ("=COUNTA(Friends!A:A)", "Mine", True),
        ("=COUNTA(A1:A9)", "Friends", True),
        ("=LEN(C2)", "Friends", False),
        ("=SUM(A1:A3)", "Mine", False),
    ],
)
def test_a_calculation_is_asked_for_where_rows_were_added_under_somebodys_range(formula, where, asks):
    new = publish(
        somebody(formula, where),
        places=(dataclasses.replace(PLACE),),
        appends=[Append(Friend, {"name": "New"}, "P-002")],
    )
    assert (b"fullCalcOnLoad" in Package(new).read("xl/workbook.xml")) == asks


def test_somebodys_named_range_over_our_tab_asks_too():
    data = book(fill=lambda made: made.define_name("Mine", "=Today!$A$1"))
    package = Package(data)
    package.put("xl/workbook.xml", package.read("xl/workbook.xml").replace(b' fullCalcOnLoad="1"', b""))
    assert b"fullCalcOnLoad" in Package(publish(package.to_bytes(), TabContent(TODAY, [["x"]]))).read(
        "xl/workbook.xml"
    )


def test_our_own_formulas_ask_for_nothing():
    new = publish(
        somebody("=1"), TabContent(CHECKS, [["Ref"]]), places=(PLACE,), formulas={(Friend, "check"): {}}
    )
    assert b"fullCalcOnLoad" not in Package(new).read("xl/workbook.xml")


CHAIN = b'<calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><c r="F9" i="2"/></calcChain>'


def with_chain():
    package = Package(somebody("=1"))
    package.put("xl/calcChain.xml", CHAIN)
    package.set_type(
        "xl/calcChain.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"
    )
    package.relate(
        package.workbook,
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain",
        "xl/calcChain.xml",
    )
    return package.to_bytes()


def test_the_calculation_chain_goes_when_formulas_come_and_stays_when_only_values_change():
    with_formulas = publish(with_chain(), places=(PLACE,), formulas={(Friend, "check"): {}})
    assert "xl/calcChain.xml" not in Package(with_formulas).names()
    assert b"calcChain" not in Package(with_formulas).read("[Content_Types].xml") + Package(
        with_formulas
    ).read("xl/_rels/workbook.xml.rels")
    package = Package(with_formulas)
    package.put("xl/calcChain.xml", CHAIN)
    package.relate(
        package.workbook,
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain",
        "xl/calcChain.xml",
    )
    new = publish(package.to_bytes(), places=(PLACE,), formulas={(Friend, "check"): {"P-001": "Mend"}})
    assert Package(new).read("xl/calcChain.xml") == CHAIN
    assert read(new, "Friends")[1][1] == "Mend"


def test_a_tab_somebodys_formula_looks_at_is_not_taken_away():
    new = publish(somebody("=Today!A1"), TabContent(TODAY, [["x"]]), TabContent(PROBLEMS, [["x"]]))
    assert titles(new) == ["Today", "Friends", "Problems", "Mine"]
    assert titles(publish(new, remove=["Today", "Problems"])) == ["Today", "Friends", "Mine"]


# Files we refuse


def changed_part(data, name, old, new):
    package = Package(data)
    package.put(name, package.read(name).replace(old, new))
    return package.to_bytes()


def signed():
    package = Package(book())
    package.put("_xmlsignatures/origin.sigs", b"")
    package.relate(
        "",
        "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin",
        "_xmlsignatures/origin.sigs",
    )
    return package.to_bytes()


def strict():
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book())) as old, zipfile.ZipFile(held, "w") as new:
        for name in old.namelist():
            content = old.read(name).replace(
                b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                b"http://purl.oclc.org/ooxml/spreadsheetml/main",
            )
            new.writestr(
                name,
                content.replace(
                    b"http://schemas.openxmlformats.org/officeDocument/2006",
                    b"http://purl.oclc.org/ooxml/officeDocument",
                ),
            )
    return held.getvalue()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (signed, "is signed"),
        (strict, "Strict Open XML"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "has a password, or is an old .xls file"),
        (lambda: b"PK\x03\x04 half a file", "damaged"),
        (lambda: b"", "damaged"),
        (lambda: changed_part(book(), "xl/workbook.xml", b"<sheets>", b"<sheets"), "damaged"),
        (
            lambda: changed_part(book(), "xl/workbook.xml", b"<workbook ", b"<!DOCTYPE x><workbook "),
            "damaged",
        ),
        (
            lambda: changed_part(
                book(), "[Content_Types].xml", b"spreadsheetml.sheet.main+xml", b"sheet.binary"
            ),
            "not a workbook we can write in",
        ),
        (
            lambda: changed_part(
                book(), "xl/workbook.xml", b"<sheets>", b'<workbookProtection lockStructure="1"/><sheets>'
            ),
            "is protected",
        ),
    ],
)
def test_a_file_we_must_not_write_is_refused_in_plain_words(data, says):
    with pytest.raises(WorkbookRefused, match=says) as refused:
        publish(data(), TabContent(TODAY, [["x"]]))
    assert refused.value.says.endswith(".")


def test_a_workbook_with_locked_tabs_still_takes_rows():
    data = changed_part(
        book(), "xl/workbook.xml", b"<sheets>", b'<workbookProtection lockStructure="1"/><sheets>'
    )
    assert (
        read(publish(data, places=(PLACE,), appends=[Append(Friend, {"name": "New"}, "P-002")]), "Friends")[
            2
        ][0]
        == "P-002"
    )


def test_a_damaged_entry_is_noticed_before_anything_is_written():
    data = bytearray(book())
    at = zipfile.ZipFile(io.BytesIO(bytes(data))).getinfo("xl/worksheets/sheet1.xml").header_offset + 80
    data[at] ^= 0xFF
    with pytest.raises(WorkbookRefused, match="damaged"):
        publish(bytes(data), places=(PLACE,), appends=[Append(Friend, {"name": "New"}, "P-002")])


def test_zip64_entries_survive():
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book())) as old, zipfile.ZipFile(held, "w") as new:
        for name in old.namelist():
            with new.open(zipfile.ZipInfo(name), "w", force_zip64=True) as entry:
                entry.write(old.read(name))
    new = publish(held.getvalue(), TabContent(TODAY, [["x"]]))
    assert zipfile.ZipFile(io.BytesIO(new)).testzip() is None
    assert read(new, "Friends")[1][0] == "P-001"


def test_rows_for_a_tab_we_were_not_told_about_are_our_own_mistake():
    with pytest.raises(ValueError, match="without a place"):
        publish(book(), refs=[FillRef(Friend, 2, "P-001")])

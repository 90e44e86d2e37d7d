"""Staff tabs as any program writes them: only what we are told to write changes, and whatever we must not touch stops us."""

import dataclasses
import io
import re
from datetime import date

import openpyxl
import pytest
import python_calamine
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from service.adapters.excel.package import Package
from service.adapters.excel.publishing import publish_into
from service.adapters.excel.splice import SheetText
from service.adapters.excel.splice_cells import SharedStrings, formula_of, value_of
from service.adapters.excel.splice_ranges import Growth, grown, grown_filter
from service.core.changes import Append, ChangedSinceRead, Changes, FillRef, TabPlace, WorkbookRefused
from service.core.cleaning import clean_for_cell
from tests.excel.kinds import KINDS, TABS, Friend

PART = "xl/worksheets/sheet1.xml"
COLUMNS = {"ref": 1, "check": 2, "name": 3, "born": 4}
CHECK = (Friend, "check")


def workbook(cells="", tail="", head="", part=None):
    """A workbook of one tab, Friends: headings in row 1, then these rows; made by openpyxl with the tab's part put in by hand."""
    held = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.title = "Friends"
    book.save(held)
    package = Package(held.getvalue())
    headings = "".join(
        f'<c r="{letter}1" t="inlineStr"><is><t>{text}</t></is></c>'
        for letter, text in zip("ABCD", ("Ref", "Check", "Name", "Since"), strict=True)
    )
    part = part or (
        f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{head}<sheetData><row r="1">{headings}</row>{cells}</sheetData>{tail}</worksheet>'
    )
    package.put(PART, part.encode())
    return package.to_bytes()


def place(last_row, rows=None):
    return TabPlace(
        Friend, "Friends", 1, last_row, COLUMNS, rows if rows is not None else range(2, last_row + 1)
    )


def publish(data, last_row, rows=None, **other):
    given_ = {"formulas": {CHECK: {}}} | other
    return publish_into(data, Changes("r", (place(last_row, rows),), **given_), KINDS, TABS)


def part_of(data):
    return Package(data).read(PART).decode()


def text(cell, words):
    return f'<c r="{cell}" t="inlineStr"><is><t>{words}</t></is></c>'


def row(number, ref=None, name="Jane"):
    return f'<row r="{number}">{text(f"A{number}", ref) if ref else ""}{text(f"C{number}", name)}</row>'


FORMULA = '<c r="B{0}" t="str"><f>IFERROR(VLOOKUP($A{0},Checks!$A:$C,2,FALSE),"")</f><v>{1}</v></c>'


# Refs


@pytest.mark.parametrize(
    "cell",
    [
        "",
        '<c r="A2"/>',
        '<c r="A2" s="0"></c>',
        "<c r='A2'/>",
        '<c s="0" r="A2" />',
        text("A2", " "),
        text("A2", ""),
        '<c r="A2"><!-- none --></c>',
    ],
)
def test_a_ref_is_filled_into_each_kind_of_empty_cell(cell):
    data = workbook(f'<row r="2" spans="1:4">{cell}{text("C2", "Jane")}</row>')
    new = publish(data, 2, formulas={}, refs=[FillRef(Friend, 2, "P-001")])
    filled = f'<c r="A2" t="inlineStr"><is><t>P-001</t></is></c>{FORMULA.format(2, "")}'
    assert part_of(new) == part_of(data).replace(
        f"{cell}{text('C2', 'Jane')}", f"{filled}{text('C2', 'Jane')}"
    )
    assert openpyxl.load_workbook(io.BytesIO(new))["Friends"]["A2"].value == "P-001"


def test_a_style_stays_on_the_cell_the_ref_goes_into():
    data = workbook(f'<row r="2"><c s="0" r="A2" />{text("C2", "Jane")}</row>')
    package = Package(data)
    package.put(PART, part_of(data).replace('<c s="0" r="A2" />', '<c s="7" r="A2" />').encode())
    assert '<c r="A2" s="7" t="inlineStr"><is><t>P-001</t></is></c>' in part_of(
        publish(package.to_bytes(), 2, refs=[FillRef(Friend, 2, "P-001")])
    )


@pytest.mark.parametrize(
    "there", [text("A2", "P-009"), '<c r="A2"><v>5</v></c>', '<c r="A2" t="b"><v>0</v></c>']
)
def test_a_ref_is_never_written_over_anything(there):
    data = workbook(f'<row r="2">{there}{text("C2", "Jane")}</row>')
    with pytest.raises(ChangedSinceRead, match="Friends has changed since we read it"):
        publish(data, 2, refs=[FillRef(Friend, 2, "P-001")])


def test_a_ref_is_not_written_over_a_formula_that_shows_nothing():
    data = workbook(f'<row r="2"><c r="A2" t="str"><f>""</f><v></v></c>{text("C2", "Jane")}</row>')
    with pytest.raises(WorkbookRefused, match="Cell A2 of Friends holds a formula"):
        publish(data, 2, refs=[FillRef(Friend, 2, "P-001")])


def test_a_row_that_has_gone_stops_the_ref():
    with pytest.raises(ChangedSinceRead):
        publish(workbook(row(2)), 2, refs=[FillRef(Friend, 9, "P-001")])


# Odd ways to write the same XML

ODD = {
    "prefixed": (
        "<?xml version='1.0'?><x:worksheet xmlns:x='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><x:dimension ref='A1:D2'/><x:sheetData>"
        "<x:row r='1'><x:c r='A1' t='str'><x:v>Ref</x:v></x:c></x:row><x:row r='2'><x:c r='C2' t='str'><x:v>Jane</x:v></x:c></x:row></x:sheetData></x:worksheet>"
    ),
    "without places": (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row><c t="str"><v>Ref</v></c></row>'
        '<row><c/><c/><c t="str"><v>Jane</v></c></row></sheetData></worksheet>'
    ),
    "comments and CDATA": (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><!-- <sheetData><row r="1"> --><sheetData><row r="1"><c r="A1" t="str"><v>Ref</v></c></row>'
        '<!-- <row r="2"><c r="A2"> --><row r="2"><c r="C2" t="inlineStr"><is><t><![CDATA[</c></row><row r="3"> & ]]></t></is></c></row></sheetData></worksheet>'
    ),
    "greater-than in an attribute": (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1" foo="a>b"><c r="A1" t="str"><v>Ref</v></c></row>'
        '<row foo=\'">\' r="2"><c r="C2" t="str"><v>a > "b" r="A2"</v></c></row></sheetData></worksheet>'
    ),
    "byte order mark": (
        '\ufeff<?xml version="1.0" encoding="utf-8"?>\r\n<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">\r\n<sheetData>\r\n<row r="1">'
        '<c r="A1" t="str"><v>Ref</v></c></row>\r\n<row r="2">\r\n<c r="C2" t="str"><v>Jane</v></c>\r\n</row>\r\n</sheetData></worksheet>'
    ),
}


@pytest.mark.parametrize("form", ODD)
def test_every_form_of_the_same_xml_takes_a_ref_and_a_formula(form):
    data = workbook(part=ODD[form])
    new = publish(data, 2, refs=[FillRef(Friend, 2, "P-001")], formulas={CHECK: {"P-001": "Mend <me>"}})
    sheet = SheetText(part_of(new).encode())
    found = {(cell.row, cell.column): cell for number in sheet.rows for cell in sheet.cells(number)}
    strings = SharedStrings(None)
    assert value_of(found[2, 1], strings, sheet.p) == "P-001"
    assert value_of(found[2, 2], strings, sheet.p) == "Mend <me>"
    assert formula_of(found[2, 2], sheet.p)[1] == 'IFERROR(VLOOKUP($A2,Checks!$A:$C,2,FALSE),"")'
    kept = [value_of(cell, strings, sheet.p) for (number, column), cell in found.items() if column == 3]
    old = SheetText(part_of(data).encode())
    assert kept == [
        value_of(cell, strings, old.p)
        for number in old.rows
        for cell in old.cells(number)
        if cell.column == 3
    ]
    openpyxl.load_workbook(io.BytesIO(new))
    assert publish(new, 2, formulas={CHECK: {"P-001": "Mend <me>"}}) == new


def test_a_part_that_is_not_utf8_is_refused():
    package = Package(workbook())
    package.put(PART, '<?xml version="1.0" encoding="utf-16"?><worksheet/>'.encode("utf-16"))
    with pytest.raises(WorkbookRefused, match="save it as .xlsx"):
        publish(package.to_bytes(), 1)


# Formula columns


def test_formulas_stand_in_data_rows_and_nowhere_else():
    cells = (
        row(2, "P-001")
        + row(3, "P-002")
        + f'<row r="4">{FORMULA.format(4, "old")}</row><row r="5"/><row r="6">{text("B6", "typed by hand")}</row>'
    )
    new = part_of(publish(workbook(cells), 3, formulas={CHECK: {"P-002": "Mend"}}))
    assert FORMULA.format(2, "") in new
    assert FORMULA.format(3, "Mend") in new
    assert '<row r="4"><c r="B4"/></row><row r="5"/>' in new
    assert text("B6", "typed by hand") in new


def test_what_somebody_typed_over_a_formula_of_ours_is_mended():
    cells = f'<row r="2">{text("A2", "P-001")}{text("B2", "fine!")}{text("C2", "Jane")}</row>'
    assert FORMULA.format(2, "Mend") in part_of(
        publish(workbook(cells), 2, formulas={CHECK: {"P-001": "Mend"}})
    )


def test_libreoffices_way_to_write_the_formula_is_left_alone():
    cells = '<c r="B2" s="0" t="str"><f aca="false">IFERROR(VLOOKUP($A2,Checks!$A:$C,2,FALSE()),&quot;&quot;)</f><v>Mend</v></c>'
    data = workbook(f'<row r="2">{text("A2", "P-001")}{cells}{text("C2", "Jane")}</row>')
    assert publish(data, 2, formulas={CHECK: {"P-001": "Mend"}}) == data


def test_a_shared_formulas_first_cell_keeps_its_formula():
    cells = (
        f'<row r="2">{text("A2", "P-001")}<c r="B2" t="str"><f t="shared" ref="B2:B3" si="0">IFERROR(VLOOKUP($A2,Checks!$A:$C,2,FALSE),"")</f><v>old</v></c></row>'
        f'<row r="3">{text("A3", "P-002")}<c r="B3" t="str"><f t="shared" si="0"/><v>old</v></c></row>'
    )
    new = part_of(publish(workbook(cells), 3, formulas={CHECK: {"P-001": "new", "P-002": "old"}}))
    assert (
        '<f t="shared" ref="B2:B3" si="0">IFERROR(VLOOKUP($A2,Checks!$A:$C,2,FALSE),"")</f><v>new</v>' in new
    )
    assert '<c r="B3" t="str"><f t="shared" si="0"/><v>old</v></c>' in new


def test_a_ref_typed_in_small_letters_finds_its_value():
    assert FORMULA.format(2, "Mend") in part_of(
        publish(workbook(row(2, "p001")), 2, formulas={CHECK: {"P-001": "Mend"}})
    )


def test_values_nobody_worked_out_are_left_as_they_are():
    data = workbook(f'<row r="2">{text("A2", "P-001")}{FORMULA.format(2, "as it was")}</row>')
    assert publish(data, 2, formulas={(Friend, "told"): {}}) == data


# Appended rows


def append(name="New", ref="P-050", **cells):
    return Append(Friend, {"name": name, **cells}, ref)


def test_an_appended_row_looks_like_the_row_above_and_is_not_hidden():
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held)
    tab = book.add_worksheet("Friends")
    day, red = book.add_format({"num_format": "dd/mm/yy"}), book.add_format({"bg_color": "red"})
    tab.write_row(0, 0, ["Ref", "Check", "Name", "Since", "Own"])
    tab.write_row(1, 0, ["P-001", "", "Jane"])
    tab.write_datetime(1, 3, date(2026, 1, 1), day)
    tab.write(1, 4, "x", red)
    tab.set_row(1, 60, None, {"hidden": True})
    tab.set_row(2, None, None, {"hidden": True})
    tab.write_blank(2, 2, None, red)
    book.close()
    new = publish(
        held.getvalue(), 2, appends=[append(born=date(2026, 5, 6)), append("Other", "P-051", born="soon")]
    )
    read = openpyxl.load_workbook(io.BytesIO(new))["Friends"]
    assert [cell.value for cell in read[3]] == [
        "P-050",
        '=IFERROR(VLOOKUP($A3,Checks!$A:$C,2,FALSE),"")',
        "New",
        __import__("datetime").datetime(2026, 5, 6),
        None,
    ]
    assert (read["D3"].number_format, read["E3"].fill.fgColor.rgb, read["E4"].fill.fgColor.rgb) == (
        "dd/mm/yy",
        "FFFF0000",
        "FFFF0000",
    )
    assert read["C3"].fill.fgColor.rgb == "FFFF0000", "the empty row's own look is kept"
    assert read["D4"].value == "soon"
    assert read.row_dimensions[2].hidden
    assert not read.row_dimensions[3].hidden
    assert read.row_dimensions[3].height is None


def test_the_first_row_of_an_empty_tab_shows_its_day_as_a_day():
    new = publish(workbook(), 1, appends=[append(born=date(2026, 5, 6))])
    [shown] = (
        python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(new))
        .get_sheet_by_name("Friends")
        .to_python()[1:]
    )
    assert shown == ["P-050", "", "New", date(2026, 5, 6)]


def test_words_from_outside_are_never_a_formula_nor_lost():
    words = '=HYPERLINK("http://x")_x0041_ \x07<&>\r\nline two '
    new = publish(workbook(row(2, "P-001")), 2, appends=[append(words)])
    cell = openpyxl.load_workbook(io.BytesIO(new))["Friends"]["C3"]
    assert cell.data_type == "s"
    rows = (
        python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(new))
        .get_sheet_by_name("Friends")
        .to_python()
    )
    assert rows[2][2] == clean_for_cell(words) == '=HYPERLINK("http://x")_x0041_ <&>\nline two '


@pytest.mark.parametrize(
    "below", [text("A3", "Total"), '<c r="D3"><f>SUM(D2:D2)</f><v>4</v></c>', '<c r="Z3"><v>1</v></c>']
)
def test_a_row_that_is_not_empty_is_never_filled(below):
    with pytest.raises(
        WorkbookRefused, match=r"Row 3 of Friends, under the last row of the list, is not empty"
    ):
        publish(workbook(row(2, "P-001") + f'<row r="3">{below}</row>'), 2, appends=[append()])


def test_a_staff_formula_waiting_below_for_a_row_stays():
    own = '<c r="F3" t="str"><f>IF(C3="","",1)</f><v></v></c>'
    new = part_of(publish(workbook(row(2, "P-001") + f'<row r="3">{own}</row>'), 2, appends=[append()]))
    assert new.count(own) == 1
    assert new.index('r="C3"') < new.index(own)


def test_a_row_that_lost_its_data_but_not_our_formula_can_be_filled_again():
    data = workbook(row(2, "P-001") + f'<row r="3">{FORMULA.format(3, "old")}</row>')
    new = part_of(publish(data, 2, appends=[append()], formulas={CHECK: {"P-050": "Mend"}}))
    assert FORMULA.format(3, "Mend") in new
    assert new.count('r="B3"') == 1


def table_workbook(totals=False, below=False):
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held)
    tab = book.add_worksheet("Friends")
    columns = [
        {"header": "Ref"},
        {"header": "Check"},
        {"header": "Name", "total_string": "All"},
        {"header": "Since"},
    ]
    tab.add_table(
        0,
        0,
        3 if totals else 2,
        3,
        {"columns": columns, "total_row": totals, "data": [["P-001", "", "Jane"], ["P-002", "", "Joe"]]},
    )
    if below:
        tab.add_table(4, 0, 6, 3, {"columns": [{"header": name} for name in "abcd"]})
    book.close()
    return held.getvalue()


def test_below_a_totals_row_we_refuse():
    with pytest.raises(WorkbookRefused, match="has a totals row"):
        publish(table_workbook(totals=True), 3, appends=[append()])


def test_a_table_below_is_not_run_into():
    data = table_workbook(below=True)
    assert (
        'ref="A1:D4"' in Package(publish(data, 3, appends=[append()])).read("xl/tables/table1.xml").decode()
    )
    with pytest.raises(WorkbookRefused, match="Friends"):
        publish(data, 3, appends=[append(), append(ref="P-051")])


def test_we_stop_where_excel_has_no_more_rows():
    with pytest.raises(WorkbookRefused, match="Friends is full"):
        publish(workbook(row(2, "P-001")), 1_048_576, rows=[2], appends=[append()])


def test_a_protected_tab_is_refused_and_only_when_something_would_change():
    data = workbook(row(2, "P-001"), tail='<sheetProtection sheet="1"/>')
    with pytest.raises(WorkbookRefused, match="The tab Friends is protected"):
        publish(data, 2)
    done = publish(workbook(row(2, "P-001")), 2)
    package = Package(done)
    package.put(
        PART, part_of(done).replace("</sheetData>", '</sheetData><sheetProtection sheet="1"/>').encode()
    )
    locked = package.to_bytes()
    assert publish(locked, 2) == locked


# Ranges

GROWTH = Growth(first=4, old=10, new=12, left=1, right=6)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("D4:D10", "D4:D12"),
        ("$D$4:$D$10", "$D$4:$D$12"),
        ("D4:D1000", "D4:D1000"),
        ("D4:D11", "D4:D12"),
        ("D4:D9", "D4:D9"),
        ("D4:D9 D10", "D4:D9 D10:D12"),
        ("D10", "D10"),
        ("A4:B10 D4:D10", "A4:B12 D4:D12"),
        ("K4:K10", "K4:K10"),
        ("D:D", "D:D"),
        ("D1:D2", "D1:D2"),
        ("D4:D10 D12:D20", "D4:D10 D12:D20"),
    ],
)
def test_which_ranges_grow(before, after):
    assert grown(before, GROWTH) == after


def test_ranges_under_the_headings_of_an_empty_tab_grow():
    empty = Growth(first=4, old=3, new=6, left=1, right=6)
    assert [grown(text, empty) for text in ("D4", "D4:D4", "D3:D4", "D5:D9")] == [
        "D4:D6",
        "D4:D6",
        "D3:D6",
        "D5:D9",
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("A3:F10", "A3:F12"),
        ("A3:F9", "A3:F9"),
        ("A3:F99", "A3:F99"),
        ("H3:J10", "H3:J10"),
        ("A4:F10", "A4:F10"),
    ],
)
def test_which_filters_and_tables_grow(before, after):
    assert grown_filter(before, GROWTH) == after


# Anything at all

WORDS = st.text(
    st.characters(exclude_categories=("Cs",), exclude_characters="\ufffe\uffff\r"), max_size=12
).map(clean_for_cell)
STAFF = st.one_of(st.none(), WORDS.filter(str.strip), st.floats(-1e6, 1e6), st.integers(-5, 5), st.booleans())


@st.composite
def staff_sheets(draw):
    """Rows of a name and two columns of staff's own; each with a Ref, or none yet."""
    rows = draw(
        st.lists(st.tuples(st.booleans(), WORDS.filter(lambda word: word.strip()), STAFF, STAFF), max_size=8)
    )
    return (
        rows,
        draw(st.sampled_from(["openpyxl", "xlsxwriter"])),
        draw(st.lists(WORDS, max_size=3)),
        draw(st.dictionaries(st.integers(0, 9), WORDS)),
    )


def sheet_file(rows, writer):
    lines = [["Ref", "Check", "Name", "Since", "Own", "Own too"]]
    lines += [
        [f"P-{number:03}" if has_ref else None, None, name, None, one, two]
        for number, (has_ref, name, one, two) in enumerate(rows)
    ]
    held = io.BytesIO()
    if writer == "xlsxwriter":
        book = xlsxwriter.Workbook(held, {"strings_to_formulas": False, "strings_to_urls": False})
        tab = book.add_worksheet("Friends")
        for at, line in enumerate(lines):
            for column, value in enumerate(line):
                if value is not None:
                    tab.write_string(at, column, value) if isinstance(value, str) else tab.write(
                        at, column, value
                    )
        book.close()
    else:
        book = openpyxl.Workbook()
        book.active.title = "Friends"
        for at, line in enumerate(lines, 1):
            for column, value in enumerate(line, 1):
                if value is not None:
                    cell = book.active.cell(at, column)
                    cell.value = value
                    if isinstance(value, str):
                        cell.data_type = "s"
        book.save(held)
    return held.getvalue()


def read_back(data):
    rows = (
        python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        .get_sheet_by_name("Friends")
        .to_python(skip_empty_area=False)
    )
    return [[*row, *[""] * (6 - len(row))] for row in rows]


@settings(max_examples=60, deadline=None)
@given(staff_sheets())
def test_staff_cells_are_read_back_unchanged_and_ours_as_told(drawn):
    rows, writer, names, told = drawn
    data = sheet_file(rows, writer)
    was = read_back(data)
    refs = [FillRef(Friend, at + 2, f"P-{at:03}") for at, (has_ref, *_) in enumerate(rows) if not has_ref]
    appends = [Append(Friend, {"name": name}, f"P-{100 + at}") for at, name in enumerate(names)]
    formulas = {CHECK: {f"P-{at:03}": words for at, words in told.items()}}
    last = len(rows) + 1
    new = publish(data, last, refs=refs, appends=appends, formulas=formulas)
    now = read_back(new)
    assert [row[2:] for row in now[:last]] == [row[2:] for row in was[:last]]
    assert [row[:2] for row in now[1:last]] == [[f"P-{at:03}", told.get(at, "")] for at in range(len(rows))]
    assert [row[0] for row in now[last:]] == [f"P-{100 + at}" for at in range(len(names))]
    assert [row[2] for row in now[last:]] == names
    again = publish_into(
        new, dataclasses.replace(Changes("r", (place(last + len(names)),)), formulas=formulas), KINDS, TABS
    )
    assert again == new
    assert len(re.findall("IFERROR", part_of(new))) == len(rows) + len(names)

"""Whatever people paste can be written, is read back as it was, and is never run."""

import csv
import io

import openpyxl
import pytest
import python_calamine
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from service.adapters.excel.publishing import publish_into
from service.core.changes import Changes, ServiceTab, TabContent
from service.core.cleaning import EXCEL_LIMIT, GOOGLE_LIMIT, clean_for_cell, csv_plain, csv_safe, utf16_length

ANY = st.text(st.characters(exclude_categories=()), max_size=60)
LOG = ServiceTab("Log", "staff", 250, "What the service did.")


def blank_workbook():
    held = io.BytesIO()
    openpyxl.Workbook().save(held)
    return held.getvalue()


BLANK = blank_workbook()


def written(texts):
    content = TabContent(LOG, [["start", text, "end"] for text in texts])
    return publish_into(BLANK, Changes("", tabs=[content]), [], [LOG])


def read_by_calamine(data):
    tab = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name("Log")
    return [row[1] for row in tab.to_python(skip_empty_area=False)]


def read_by_openpyxl(data):
    tab = openpyxl.load_workbook(io.BytesIO(data))["Log"]
    assert all(cell.data_type in "sn" for row in tab.rows for cell in row), "a formula"
    # openpyxl leaves _x005F_ as it stands in the file; Excel, LibreOffice and calamine read it as an underscore.
    return [unescape(row[1].value or "") for row in tab.rows]


@settings(max_examples=60, deadline=None)
@given(st.lists(ANY, min_size=1, max_size=12))
@example(
    [
        "_x0041_",
        "_x005F_x0041_",
        "_x000D_",
        "a\r\nb\rc",
        "\x0bline\x0c",
        "\ud800",
        "=1+1",
        " space ",
        "\n",
        "\t",
        "]]>",
        "&amp;",
    ]
)
def test_what_is_cleaned_can_be_written_and_is_read_back_the_same(texts):
    cleaned = [clean_for_cell(text) for text in texts]
    assert [clean_for_cell(text) for text in cleaned] == cleaned
    data = written(texts)
    assert read_by_calamine(data) == cleaned
    assert read_by_openpyxl(data) == cleaned


def test_every_character_there_is_can_be_written():
    chunks = ["".join(map(chr, range(start, start + 2048))) for start in range(0, 0x110000, 2048)]
    assert read_by_calamine(written(chunks)) == [clean_for_cell(chunk) for chunk in chunks]
    kept = "".join(map(clean_for_cell, chunks))
    lost = {*range(9), *range(14, 32), 0xFFFE, 0xFFFF, 0x0B, 0x0C, 0x0D, *range(0xD800, 0xE000)}
    assert {ord(character) for character in kept} == set(range(0x110000)) - lost


@settings(max_examples=25, deadline=None)
@given(st.text(min_size=1, max_size=5), st.sampled_from([EXCEL_LIMIT, GOOGLE_LIMIT]), st.integers(-3, 40_000))
@example("😀", EXCEL_LIMIT, 0)
@example("😀", EXCEL_LIMIT, -16_384)
def test_what_was_cut_is_said_and_the_rest_fits(text, limit, more):
    long = clean_for_cell(text * 2)[:10] or "x"
    long = (long * (limit // len(long) + 1))[: max(1, limit + more)]
    cleaned = clean_for_cell(long, limit)
    assert utf16_length(cleaned) <= limit
    if cleaned != long:
        kept, _, said = cleaned.rpartition("… (cut, ")
        assert long.startswith(kept)
        assert said == f"{len(long) - len(kept)} characters more)"
        assert utf16_length(cleaned) > limit - 12, "no more is cut than must be"
    else:
        assert utf16_length(long) <= limit


def test_a_cell_of_excels_longest_text_is_read_back_whole():
    text = "_x0041_" + "é😀" * 12_000
    assert read_by_calamine(written([text])) == [clean_for_cell(text)]


@given(ANY)
@example("+44 1632 960001")
@example("- better than last time")
@example("'=1")
def test_text_survives_a_csv_file_and_never_starts_a_formula_there(text):
    text = clean_for_cell(text)
    held = io.StringIO(newline="")
    csv.writer(held).writerow([csv_safe(text)])
    [[read]] = list(csv.reader(io.StringIO(held.getvalue(), newline=""))) or [[""]]
    assert csv_plain(read) == text
    assert not csv_safe(text).lstrip().startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize("text", ["=1+1", "+44 1632", "-1", "@SUM(A1)", "\tx", " =1", "|calc", "＝1"])
def test_each_way_to_start_a_formula_in_a_csv_file_is_stopped(text):
    assert csv_safe(text) == "'" + text


def test_plain_words_are_left_alone_in_a_csv_file():
    for text in ("Jane", "", "it's", "'quoted'", "3 + 4", "a=b"):
        assert csv_safe(text) == text

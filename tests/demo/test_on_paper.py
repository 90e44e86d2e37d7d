"""The demo's first tabs as LibreOffice prints them: one page each, nothing cut, nothing over anything else."""

import io

import pytest
import python_calamine

from tests.paper import pages_of, printed, printed_over
from tests.pictures import demo, free_port
from tests.set_up import missing_part

pytestmark = [pytest.mark.slow, pytest.mark.libreoffice]
TABS = [("staff", "Today"), ("managers", "Overview")]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    demo(folder, free_port())
    return folder


@pytest.fixture(scope="module")
def on_paper(made, soffice_path):
    if missing := missing_part("pictures"):
        pytest.skip(missing)
    return {
        name: printed(soffice_path, made / f"paper {name}", made / name / f"{name}.xlsx") for name, _ in TABS
    }


def words_of(workbook, tab):
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(workbook.read_bytes()))
    return {
        word
        for row in book.get_sheet_by_name(tab).to_python()
        for cell in row
        if isinstance(cell, str)
        for word in cell.split()
    }


@pytest.mark.parametrize(("name", "tab"), TABS)
def test_it_is_one_page_with_every_word_readable(made, on_paper, name, tab):
    found = pages_of(on_paper[name], tab)
    assert len(found) == 1
    missing = words_of(made / name / f"{name}.xlsx", tab) - set(found[0].text.split())
    assert not missing, "words of the tab that are not on its page"
    assert "###" not in found[0].text, "a column too narrow for its figures"
    assert printed_over(found[0]) == [], "a row lower than its words"


@pytest.mark.parametrize("tab", ["Survey results", "Actions and asks", "About these figures"])
def test_the_other_tabs_of_the_managers_have_no_row_too_low(on_paper, tab):
    found = pages_of(on_paper["managers"], tab)
    assert found
    assert [pair for page in found for pair in printed_over(page)] == []


def test_the_fictional_service_is_named_on_every_tab_managers_read(on_paper):
    for tab in ("Overview", "Survey results", "Actions and asks", "About these figures"):
        assert "(fictional)" in pages_of(on_paper["managers"], tab)[0].text
    assert "(fictional)" in pages_of(on_paper["staff"], "Today")[0].text

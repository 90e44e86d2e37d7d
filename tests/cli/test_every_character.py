"""Cells and messages with everything Unicode has go through a whole sync and back: nothing typed changes, nothing breaks."""

import zipfile
from datetime import timedelta

import openpyxl
import pytest

from service.ledger import submissions
from tests.cli.bad_files import with_parts
from tests.flows.ward import NOW

LATER = (NOW + timedelta(minutes=10)).isoformat()
AGAIN = (NOW + timedelta(minutes=20)).isoformat()

KINDS = {
    "right to left": "\u202eשלום\u202c \u0645\u0631\u062d\u0628\u0627",
    "emoji": "👩🏽‍⚕️🏴󠁧󠁢󠁷󠁬󠁳󠁿 🫶",
    "escape": "_x0041_ _x000D_ _xD800_ __x0007__",
    "markup": "<b>&amp; ]]> <!-- \" ' </is></c>",
    "formula": '=HYPERLINK("http://x")',
    "marks": "Z\u0351\u036b\u0343a\u0300\u0301\u0302lgo",
    "invisible": "\u00a0\u200b\u200d\ufeff\u2028\u2029\u0085x",
    "astral": "\U0010fffd\U0001f468\U00020000",
    "noncharacters": "\ufdd0\U0001ffff\ufffd",
    "very long": "é😀" * 20_000,
    "at the limit": "y" * 32_767,
}
MESSAGES = KINDS | {
    "controls": "".join(map(chr, range(0x20))) + "\x7f\x80\x9f x",
    "lone surrogates": "a\ud800b\udfffc",
    "not for XML": "\ufffe\uffff\x0b\x0c",
    "nothing to see": "\u200b\u2060",
}
# As Excel itself writes what XML cannot hold.
ESCAPED = "_x0001_ _x001F_ _xD83D_ _xFFFF_ _x005F_x0041_"


@pytest.fixture
def full(house):
    """A row a kind in Notes of People, and one as only raw XML can hold it."""
    texts = [text[:32_000] for text in KINDS.values()] + ["PLACEHOLDER"]
    with house.tab("People") as sheet:
        name, notes = house.place(sheet, "Name"), house.place(sheet, "Notes")
        for row, text in enumerate(texts, start=10):
            sheet.cell(row, name).value = f"Person Number{row}"
            cell = sheet.cell(row, notes)
            cell.value, cell.data_type = text, "s"
    with zipfile.ZipFile(house.staff) as package:
        names = package.namelist()
    escape = {
        name: lambda xml: xml.replace(b"PLACEHOLDER", ESCAPED.encode())
        for name in names
        if name.startswith(("xl/sharedStrings", "xl/worksheets/sheet"))
    }
    house.staff.write_bytes(with_parts(house.staff.read_bytes(), escape))
    return house


def tell(house):
    with house.ledger.write() as conn:
        for number, words in enumerate(MESSAGES.values()):
            fields = {"what": words, "kind": "Idea"}
            key = f"key {number}".encode().ljust(16)
            submissions.submit_message(conn, site="ward", form="tell-us", fields=fields, key=key, now=NOW)


def test_every_character_goes_in_and_out_and_in_again(full):
    typed = full.column("People", "Notes")
    tell(full)
    checked = full.run("check", "--staff", full.staff, "--now", LATER, "--json")
    assert (checked.code, checked.err) in ((0, ""), (1, ""))
    assert isinstance(checked.json, list)
    said = full.run("sync", "--now", LATER)
    assert (said.code, said.err) == (0, "")
    assert full.column("People", "Notes") == typed  # to the letter
    assert len(full.refs("Feedback")) == 1 + len(MESSAGES)
    openpyxl.load_workbook(full.staff)
    openpyxl.load_workbook(full.managers)
    for words in (["sync"], ["run", "keep-house"], ["check", "--staff", full.staff]):
        said = full.run(*words, "--now", AGAIN)
        assert said.code in (0, 1)
        assert said.err == ""
    assert len(full.refs("Feedback")) == 1 + len(MESSAGES)
    # As we read them ourselves: openpyxl leaves _x005F_ standing.
    [grid] = [grid for grid in full.site.staff.read().grids if grid.title == "Feedback"]
    told = [cell for cells in grid.rows for cell in cells if isinstance(cell, str)]
    for kind in ("right to left", "emoji", "escape", "markup", "formula", "astral"):
        assert any(MESSAGES[kind] in text for text in told), kind
    assert any("cut" in text for text in told if len(text) > 20_000)
    assert full.run("sync", "--now", AGAIN).out == "ward: nothing to do.\n"


def test_not_one_word_of_it_is_said_on_standard_error_or_in_the_log(full):
    full.staff.with_name("~$staff.xlsx").write_bytes(b"\x03Ann")
    tell(full)
    said = full.run_apart("sync", "--now", LATER)
    assert said.code == 3
    assert said.err.strip().startswith("Somebody has")
    full.staff.with_name("~$staff.xlsx").unlink()
    said = full.run_apart("run", "sync-workbooks", "--now", AGAIN)
    assert (said.code, said.err) == (0, "")
    assert not any(text[:40] in said.out for text in KINDS.values())

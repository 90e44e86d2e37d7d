"""Links for letters: for nobody who has died, whose patient has died, or whose row cannot be trusted."""

import pytest

from service.flows.personal_links import LinksRefused, make_links
from service.ledger import held, links
from sheet_templates.attendance import Attendance
from sheet_templates.people import Person
from sheet_templates.surveys import Survey
from tests.flows.ward import NOW, Ward, person, rows


@pytest.fixture
def ward(tmp_path):
    starts = rows()
    starts[Survey][0]["answers_are"] = "Confidential"
    starts[Person] += [
        person(9, "Jo Kerr", status="Died"),
        person(10, "Kit Kerr", role="Carer", carer_of="P-009"),
        person(11, "Lu Marsh", role="Carer", carer_of="P-001"),
    ]
    starts[Attendance] = [
        {"ref": f"T-{n:03d}", "what_for": "S-001", "person": f"P-{n:03d}", "how": "Letter"}
        for n in range(1, 12)
    ]
    made = Ward(tmp_path, starts=starts)
    made.sync()
    yield made
    made.ledger.dispose()


def test_neither_the_dead_nor_their_carers_get_a_link(ward):
    made = {ref for ref, _ in make_links(ward.site, "S-001", NOW)}
    assert made == {f"P-{n:03d}" for n in range(1, 9)} | {"P-011"}


@pytest.mark.parametrize("tab", ["People", "Attendance", "sending"])
def test_while_people_or_invitations_are_held_no_link_is_made(ward, tab):
    with ward.ledger.write() as conn:
        held.put(conn, "ward", tab, {}, NOW)
    with pytest.raises(LinksRefused):
        make_links(ward.site, "S-001", NOW)
    with ward.ledger.read() as conn:
        assert links.state(conn, "ward", "S-001") == {}


def test_while_messages_are_paused_no_link_is_made(ward):
    with ward.tab("Set-up") as sheet:
        for row in sheet.iter_rows():
            if row[0].value == "Pause all messages":
                row[1].value = "Yes"
    with pytest.raises(LinksRefused):
        make_links(ward.site, "S-001", NOW)


def test_an_invitation_whose_ref_and_name_are_two_people_makes_a_link_for_neither(ward):
    with ward.tab("Attendance") as sheet:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value == "P-001":
                    cell.value = "P-001 Jo Kerr"
    made = {ref for ref, _ in make_links(ward.site, "S-001", NOW)}
    assert "P-001" not in made
    assert "P-002" in made

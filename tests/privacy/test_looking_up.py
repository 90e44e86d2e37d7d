"""“Two named people in the team can look up which answers are yours, and every time they do is recorded.”"""

import shutil
from datetime import timedelta

import pytest

from service.flows.personal_links import make_links
from service.ledger import links, log, submissions
from sheet_templates.attendance import Attendance
from sheet_templates.set_up import SetUpRow
from sheet_templates.surveys import Survey
from tests.cli.house import SECRET, TOML, House
from tests.flows.ward import NOW, Ward, rows

AT = NOW.isoformat()
NAMED = {"Lead": "Grace Hall, grace@example.org", "Deputy": "helen@example.org"}


@pytest.fixture(scope="module")
def pattern(tmp_path_factory):
    """A confidential survey with two answers from people with links of their own, brought in step once."""
    starts = rows()
    starts[Survey][0] |= {
        "answers_are": "Confidential",
        "list_checked_on": (NOW - timedelta(days=1)).date(),
        "checked_by": "Ann Lee",
    }
    starts[Attendance] = [
        {"ref": f"T-{n:03d}", "what_for": "S-001", "person": f"P-{n:03d}", "how": "Letter"} for n in (1, 2, 3)
    ]
    for row in starts[SetUpRow]:
        row["value"] = NAMED.get(row["setting"], row.get("value"))
    folder = tmp_path_factory.mktemp("looked") / "ward"
    ward = Ward(folder, starts=starts)
    ward.sync()
    made = {ref: link.rsplit("/", 1)[1] for ref, link in make_links(ward.site, "S-001", NOW).links}
    for number, ref in enumerate(("P-001", "P-002")):
        with ward.ledger.write() as conn:
            submissions.submit(
                conn, site="ward", form="S-001", version=1, mode="confidential", who="me",
                ratings={"Q-001": ("Good", "Poor")[number]}, comments={"Q-002": f"Words of {number}"},
                key=f"key {number}".encode().ljust(16), today=NOW.date(),
                link_id=links.find(conn, "ward", "S-001", made[ref]).id,
            )  # fmt: skip
    ward.sync(NOW + timedelta(minutes=5))
    ward.ledger.dispose()
    (folder / "patient-voice.toml").write_text(TOML, "utf-8")
    (folder / "secret.key").write_text(SECRET, "utf-8")
    return ward


@pytest.fixture
def house(pattern, tmp_path):
    folder = tmp_path / "ward"
    shutil.copytree(pattern.folder, folder)
    made = House(folder)
    yield made
    made.close()


def code_beside(house, words):
    """The code in the line of the tab Answers that holds these words."""
    (line,) = (line for line in house.cells("Answers S-001") if words in line)
    return [cell for cell in line if cell is not None][-1]


def look_up(house, *words, by="Grace Hall"):
    return house.run("look-up", "--survey", "S-001", *words, "--by", by, "--now", AT)


def logged(house):
    with house.ledger.read() as conn:
        return [line.words for line in log.newest(conn, "ward", 50) if "looked up" in line.words]


@pytest.mark.parametrize(("words", "person"), [("Good", "P-001"), ("Poor", "P-002"), ("Words of 1", "P-002")])
@pytest.mark.parametrize("by", ["Grace Hall", "grace  HALL", "grace@example.org", "helen@example.org"])
def test_the_two_named_people_learn_whose_an_answer_or_comment_is_and_it_is_recorded(
    house, words, person, by
):
    said = look_up(house, "--answer", code_beside(house, words), by=by)
    assert (said.code, said.err) == (0, "")
    assert person in said.out
    assert words not in said.out
    name = "helen@example.org" if by.startswith("helen") else "Grace Hall"
    assert logged(house) == [f"{name} looked up whose an answer to S-001 is."]
    house.run("sync", "--now", (NOW + timedelta(minutes=20)).isoformat())
    assert f"{name} looked up whose an answer to S-001 is." in house.text("Log")


def test_the_tab_says_who_may_look_it_up_and_only_where_somebody_can(house):
    assert "the Lead or the Deputy can look up whose it is by its code" in house.text("Answers S-001")


def test_which_answers_are_a_persons_is_told_by_their_codes(house):
    said = look_up(house, "--person", "P-002", "--json")
    assert said.code == 0
    assert sorted(said.json["codes"]) == sorted(
        [code_beside(house, "Poor"), code_beside(house, "Words of 1")]
    )
    assert logged(house) == ["Grace Hall looked up the answer of P-002 to S-001."]
    assert look_up(house, "--person", "P-003").code == 1  # invited, and has not answered


@pytest.mark.parametrize("by", ["Ann Lee", "Grace", "", "Helen Marsh"])
def test_nobody_else_learns_anything(house, by):
    said = look_up(house, "--answer", code_beside(house, "Poor"), by=by)
    assert (said.code, said.out) == (2, "")
    assert logged(house) == []


def test_while_set_up_names_nobody_nobody_may(house):
    code = code_beside(house, "Poor")
    with house.tab("Set-up") as sheet:
        for row in sheet.iter_rows():
            if row[0].value in NAMED:
                row[1].value = None
    said = look_up(house, "--answer", code)
    assert said.code == 2
    assert "Set-up names neither" in said.err


def test_after_the_links_are_erased_nobody_can(house):
    code = code_beside(house, "Poor")
    with house.ledger.write() as conn:
        links.erase_after(conn, "ward", "S-001")
    for words in (["--answer", code], ["--person", "P-002"]):
        said = look_up(house, *words)
        assert (said.code, said.err) == (1, "")
        assert "P-002" not in said.out
    assert len(logged(house)) == 2


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--answer", "nonsense"], "as it stands in the tab Answers S-001"),
        (["--answer", "%%%%%%%%"], "as it stands in the tab Answers S-001"),
        (["--person", "Amara Bello"], "by their Ref"),
        (["--answer", "12345678", "--person", "P-001"], "either --answer or --person"),
        ([], "either --answer or --person"),
        (["PV-7K2C-9XTW", "--answer", "12345678"], "Give a reference"),
    ],
)
def test_what_cannot_be_looked_up_is_said(house, words, says):
    said = look_up(house, *words)
    assert (said.code, said.out) == (2, "")
    assert says in said.err
    assert logged(house) == []


def test_an_anonymous_answer_has_no_code_and_cannot_be_looked_up(tmp_path, pattern):
    ward = Ward(tmp_path / "ward")
    with ward.tab("Set-up") as sheet:
        for row in sheet.iter_rows():
            if row[0].value in NAMED:
                row[1].value = NAMED[row[0].value]
    ward.sync()
    (ward.folder / "patient-voice.toml").write_text(TOML, "utf-8")
    (ward.folder / "secret.key").write_text(SECRET, "utf-8")
    ward.ledger.dispose()
    house = House(ward.folder)
    said = look_up(house, "--answer", "12345678")
    assert said.code == 2
    assert "anonymous" in said.err
    house.close()


def test_a_reference_tells_that_something_arrived_and_nothing_else(house):
    with house.ledger.write() as conn:
        reference = submissions.submit_message(
            conn, site="ward", form="tell-us", fields={"what": "The lift"}, key=b"another of sixteen", now=NOW
        )
    for written in (reference, f" {reference.lower()} "):
        said = house.run("look-up", written, "--json")
        assert (said.code, said.json) == (0, {"reference": reference, "arrived": True, "site": "ward"})
    assert "has arrived" in house.run("look-up", reference).out
    other = reference[:-1] + ("3" if reference[-1] != "3" else "4")
    assert house.run("look-up", other, "--json").json["arrived"] is False
    assert house.run("look-up", other).code == 1
    assert house.run("look-up", "PV-0000-OOOO").code == 2
    assert logged(house) == []

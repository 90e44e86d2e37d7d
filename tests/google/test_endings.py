"""However it ends between us and Google: the right words for whoever must do something, and nothing lost."""

import random
from datetime import timedelta

import pytest

from service.adapters.mail import Mail
from service.core.changes import WorkbookError
from service.flows import waiting
from service.flows.running import run_recorded
from service.settings import MailSettings
from tests.flows.ward import rows
from tests.google.simulated import SimulatedWard
from tests.jobs.test_waiting import Inbox, server
from tests.sheets_api import access
from tests.sheets_api.faults import FAULTS
from tests.sheets_api.server import SheetsAPI
from tests.sheets_api.store import OFFICE, SPREADSHEET

pytestmark = pytest.mark.slow


@pytest.fixture
def server_of_ours():
    with SheetsAPI() as google:
        yield google


@pytest.fixture
def ward(tmp_path, server_of_ours, at_rest):
    """At rest; then somebody types a name and somebody else sends a message."""
    made = SimulatedWard.copied_from(at_rest, tmp_path, server_of_ours)
    made.add_person("Ines Jones")
    made.tell("Warmer, please.")
    made.pass_time()
    yield made
    made.close()


def grant(ward, kind, whom=""):
    ward.edit(lambda book: access.grant(book, access.permission(kind, "reader", whom)))


def of_kind(kind):
    def change(book):
        book.mime_type = kind

    return change


def trash(thrown):
    def change(book):
        book.trashed = thrown

    return change


def without(kind):
    def change(book):
        book.permissions = [
            each for each in book.permissions if each["type"] != kind and each["role"] != "reader"
        ]

    return change


def full(ward):
    """Somebody's own tab takes all the room, and Feedback has no row to spare."""
    ward.edit({"do": "add_tab", "title": "Huge"}, {"do": "resize_tab", "tab": "Feedback", "rows": 2})

    def grow(book):
        tab = book.titled("Huge")
        others = sum(each.row_count * each.column_count for each in book.sheets if each is not tab)
        tab.row_count, tab.column_count = 10_000_000 - others, 1

    ward.edit(grow)


def account(ward):
    return ward.site.staff.api.account


def revoke(ward):
    ward.google.control.revoke_keys(account(ward))
    ward.google.control.expire_tokens()


def new_key(ward):
    ward.google.key_file(ward.key)
    ward.another_process()


def skewed(ward):
    ward.google.switches.clock_skew = timedelta(minutes=90)
    ward.google.control.expire_tokens()


def fault(name, **more):
    return lambda ward: ward.google.control.fault(name, times=None, **more)


def mended(ward):
    ward.google.control.clear_faults()


# what → (how it comes, how it goes, the code, words of the message)
ENDINGS = {
    "key revoked": (revoke, new_key, "key-revoked", "Make a new key"),
    "sheet unshared": (
        lambda ward: ward.google.control.withdraw(ward.staff, account(ward)),
        lambda ward: ward.google.control.share(ward.staff, account(ward)),
        "sharing-withdrawn",
        "no longer is",
    ),
    "shared for reading": (
        lambda ward: ward.google.control.share(ward.staff, account(ward), "reader"),
        lambda ward: ward.google.control.share(ward.staff, account(ward)),
        "read-only",
        "as Editor",
    ),
    "API switched off": (
        lambda ward: ward.google.control.sheets_api(on=False),
        lambda ward: ward.google.control.sheets_api(on=True),
        "sheets-off",
        "Google Sheets API is switched off",
    ),
    "Office mode": (
        lambda ward: ward.edit(of_kind(OFFICE)),
        lambda ward: ward.edit(of_kind(SPREADSHEET)),
        "office-file",
        "Save as Google Sheets",
    ),
    "in the bin": (
        lambda ward: ward.edit(trash(True)), lambda ward: ward.edit(trash(False)), "in-the-bin", "Take it out",
    ),
    "cell limit": (full, lambda ward: ward.edit({"do": "delete_tab", "tab": "Huge"}), "cell-limit", "10 million cells"),
    "no storage": (fault("storage full", kind="write"), mended, "storage-full", "no room left"),
    "quota exceeded": (fault("429", kind="read"), mended, "quota", "used up"),
    "clock wrong": (skewed, lambda ward: ward.google.switches.__setattr__("clock_skew", timedelta(0)), "clock-wrong", "clock"),
    "anyone with the link": (
        lambda ward: grant(ward, "anyone"), lambda ward: ward.edit(without("anyone")), "open-to-anyone", "Restricted",
    ),
    "another organisation": (
        lambda ward: grant(ward, "domain", "elsewhere.example"),
        lambda ward: ward.edit(without("domain")),
        "open-to-another-organisation",
        "take that out",
    ),
    "an address outside": (
        lambda ward: grant(ward, "user", "somebody@mail.example"),
        lambda ward: ward.edit(without("none")),
        "shared-outside",
        "1 address outside",
    ),
    "protected against us": (fault("protected", kind="write"), mended, "protected", "Protect sheets and ranges"),
    "out of order": (fault("503"), mended, "out-of-order", "we will try again"),
    "unreachable": (fault("drop", kind="drive"), mended, "no-connection", "firewall"),
    "log-in refused": (fault("401"), mended, "log-in-failed", "make a new key"),
    "no token": (
        lambda ward: (ward.google.control.expire_tokens(), fault("invalid_grant", kind="token")(ward)),
        mended,
        "key-revoked",
        "Make a new key",
    ),
    "reads stall": (
        lambda ward: ward.stall(kind="read"), lambda ward: ward.stalls.cease(), "no-connection", "We will try again",
    ),
    "writes stall": (
        lambda ward: ward.stall(kind="write"), lambda ward: ward.stalls.cease(), "fate-unknown", "whether",
    ),
    "a web filter": (fault("not Google", kind="read"), mended, "no-trust", "web filter"),
}  # fmt: skip


@pytest.mark.parametrize("what", ENDINGS)
def test_each_ending_says_what_to_do_and_loses_nothing(ward, what):
    comes, goes, code, words = ENDINGS[what]
    comes(ward)
    before = ward.cells("People"), ward.cells("Feedback")
    for _ in range(2):
        told, workbook, says = ward.fails()
        assert (told, workbook) == (code, "staff")
        assert words in says
        assert not any(name in says for name in ("Ines", "Warmer", "somebody@"))
        ward.pass_time()
    assert (ward.cells("People"), ward.cells("Feedback")) == before
    goes(ward)
    ward.pass_time(5)
    ward.to_quiet()
    ward.check_nothing_lost(["Ines Jones"], ["Warmer, please."])


def test_the_managers_workbook_may_be_read_by_named_people_outside_and_by_no_others(ward):
    ward.to_quiet()
    ward.google.control.share(ward.managers, "board@partner.example", "reader")
    ward.add_person("Zita Quill")
    ward.pass_time()
    told, workbook, says = ward.fails()
    assert (told, workbook) == ("shared-outside", "managers")
    assert "managers_may_read" in says


def test_a_renamed_tab_stops_nothing(ward):
    ward.edit({"do": "rename_tab", "tab": "Feedback", "to": "What we heard"})
    ward.edit({"do": "rename_tab", "tab": "Today", "to": "This week"})
    ward.to_quiet()
    assert "Warmer, please." in ward.column("What we heard", "What was said")
    assert "P-009" in ward.refs("People")
    assert "Written on" in ward.text("This week")


def test_after_a_working_day_the_lead_is_told_by_e_mail_and_today_says_so_afterwards(
    tmp_path, server_of_ours
):
    starts = rows()
    lead = next(row for kind in starts for row in starts[kind] if row.get("setting") == "Lead")
    lead["value"] = "Ann Lee, ann@example.org"
    ward = SimulatedWard(tmp_path, server_of_ours, starts=starts)
    inbox = Inbox()
    with server(inbox) as port:
        ward.to_quiet()
        settings = MailSettings(host="127.0.0.1", port=port, sender="voice@example.org", starttls=False)
        object.__setattr__(ward.site, "mail", Mail(settings))

        def run():
            with waiting.said(ward.site, ward.now()):
                return ward.cycle().counts()

        def recorded():
            with pytest.raises(WorkbookError):
                run_recorded("sync-workbooks", ward.site, ward.now(), run, clock=ward.now)

        run_recorded("sync-workbooks", ward.site, ward.now(), run, clock=ward.now)
        revoke(ward)
        ward.tell("Warmer, please.")
        for _ in range(2):
            ward.pass_time(25 * 60)
            recorded()
        [(to, letter, _)] = inbox.letters
        assert to == ["ann@example.org"]
        assert "Google no longer accepts our key" in letter.get_content()
        assert "Warmer" not in letter.get_content()
    new_key(ward)
    ward.pass_time(30)
    run_recorded("sync-workbooks", ward.site, ward.now(), lambda: ward.cycle().counts(), clock=ward.now)
    ward.to_quiet()
    assert "could not be written until" in ward.text("Today")
    ward.close()


# What may be said to each fault; after a write, whose fate is not known then, that as well.
SAID = {
    "429": {"quota"},
    "429 without Retry-After": {"quota"},
    "401": {"log-in-failed"},
    "403": {"not-shared", "read-only", "sharing-withdrawn"},
    "404": {"not-found", "not-found-or-not-shared", "sharing-withdrawn"},
    "storage full": {"storage-full"},
    "drive off": {"drive-off"},
    "sharing outside": {"outside-sharing"},
    "key forbidden": {"key-forbidden"},
    "protected": {"protected"},
    "drop": {"no-connection"},
    "cut short": {"no-connection"},
    "stall": {"no-connection"},
    "not Google": {"no-trust"},
    "invalid_grant": {"key-revoked"},
}
OUT_OF_ORDER = {"out-of-order"}
ALWAYS = {"fate-unknown", "busy"}
# Google says these of changes, of files, and of tokens alone.
OF_KIND = {
    "protected": ["write"],
    "storage full": ["write"],
    "drive off": ["drive"],
    "sharing outside": ["drive"],
    "invalid_grant": ["token"],
}


def peace(ward):
    ward.google.control.clear_faults()
    ward.stall(times=0)


def strike(ward, name, chance):
    """One fault as it may come: to one request or to many, before or after Google did what was asked."""
    kind = chance.choice(OF_KIND.get(name, ["", "read", "write", "drive"]))
    done, skip, times = chance.random() < 0.5, chance.randrange(3), chance.choice([1, 2, 9])
    if name == "stall":
        ward.stall(kind=kind, done=done, skip=skip, times=times)
        return
    if name == "invalid_grant":
        ward.google.control.expire_tokens()
    when = "after" if done else "before"
    ward.google.control.fault(name, kind=kind, when=when, skip=0 if kind == "token" else skip, times=times)


@pytest.mark.parametrize("seed", range(3))
def test_a_day_with_faults_at_random_ends_in_peace_with_nothing_lost(tmp_path, server_of_ours, at_rest, seed):
    chance = random.Random(seed)
    ward = SimulatedWard.copied_from(at_rest, tmp_path, server_of_ours)
    names, words, stopped, struck, amiss = [], [], set(), set(), set()
    for minute in range(0, 24 * 60, 20):
        peace(ward)
        may_be_said = ALWAYS
        if chance.random() < 0.5:
            name = chance.choice(sorted(FAULTS))
            struck.add(name)
            strike(ward, name, chance)
            may_be_said = ALWAYS | SAID.get(name, OUT_OF_ORDER)
        if chance.random() < 0.3:
            names.append(f"Person {seed} {minute}")
            ward.add_person(names[-1])
        if chance.random() < 0.3:
            words.append(f"Message {seed} {minute}")
            ward.tell(words[-1])
        if chance.random() < 0.2:
            ward.edit({"do": "sort", "tab": "People", "column": "C", "descending": chance.random() < 0.5})
        if chance.random() < 0.1:
            ward.another_process()
        for _ in range(2):
            try:
                ward.cycle()
            except WorkbookError as problem:
                stopped.add(problem.code)
                amiss |= {problem.code} - may_be_said
            ward.pass_time(10)
    peace(ward)
    ward.pass_time(10)
    ward.to_quiet()
    assert len(stopped) >= 3
    assert len(struck) >= 12
    assert not amiss
    assert len(names) > 5 < len(words)
    ward.check_nothing_lost(names, words)
    assert "Written on" in ward.text("Today")
    ward.close()


SWITCHES = [
    "append_counts_formats", "clip_long_ranges", "strict_validation_refuses_api", "sort_moves_row_metadata",
    "find_replace_parses", "diagonal_islands", "retry_after", "masked_cells_trimmed", "metadata_numbers_unique",
    "ranges_leave_out_parts",
]  # fmt: skip


@pytest.mark.parametrize("name", SWITCHES)
@pytest.mark.parametrize("other", [False, True])
def test_whatever_google_really_does_the_work_is_the_same(tmp_path, server_of_ours, name, other):
    setattr(server_of_ours.switches, name, other)
    ordinary_day(tmp_path, server_of_ours)


@pytest.mark.parametrize("minutes", [0, 3])
def test_so_it_is_when_drive_is_late(tmp_path, server_of_ours, minutes):
    server_of_ours.switches.drive_lag = timedelta(minutes=minutes)
    ordinary_day(tmp_path, server_of_ours, minutes)


def test_and_when_tokens_last_for_a_minute_only(tmp_path, server_of_ours):
    server_of_ours.switches.token_lasts = timedelta(seconds=200)
    ordinary_day(tmp_path, server_of_ours)


def ordinary_day(folder, google, late=0):
    ward = SimulatedWard(folder, google)
    ward.to_quiet()
    ward.add_person("Ines Jones")
    ward.tell("Warmer, please.")
    ward.pass_time(late)
    ward.to_quiet()
    ward.edit({"do": "sort", "tab": "People", "column": "C", "descending": True})
    ward.add_person("Zita Quill")
    ward.tell("=1+1")
    ward.tell("Another day.")
    ward.pass_time(late)
    ward.to_quiet()
    ward.edit({"do": "delete_tab", "tab": "Today"})
    ward.pass_time(late)
    ward.to_quiet()
    assert "Written on" in ward.text("Today")
    ward.check_nothing_lost(["Ines Jones", "Zita Quill"], ["Warmer, please.", "=1+1", "Another day."])
    ward.close()

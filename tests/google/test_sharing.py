"""Who may see which workbook: nobody outside the staff's, named people the managers', and nobody by link alone."""

from dataclasses import replace

import pytest

from service.adapters.google.sharing import Inside, refuse_shared_wrongly
from service.core.changes import WorkbookRefused
from service.settings import ANYBODYS_DOMAINS

US = "voice@project.iam.gserviceaccount.com"
NURSE, SISTER = "nurse@example.nhs.uk", "sister@example.nhs.uk"
CHAIR, STRANGER = "chair@charity.example.org", "zebedee@elsewhere.example.com"
BOTH = pytest.mark.parametrize("role", ["staff", "managers"])


def user(address, role="writer", **more):
    return {"type": "user", "role": role, "emailAddress": address, **more}


def inside(domains=("example.nhs.uk",), managers=()):
    return Inside(US, tuple(domains), tuple(managers), ANYBODYS_DOMAINS)


def code(shares, role="staff", who=None):
    """ "" where nothing is wrong."""
    try:
        notices = refuse_shared_wrongly(shares, role, who or inside())
    except WorkbookRefused as problem:
        refused = problem
    else:
        return notices[0].code if notices else ""
    assert refused.workbook == role
    assert not any(name in refused.says for name in ("zebedee", "chair", "nurse")), "nobody is named"
    assert "Share" in refused.says or "[google]" in refused.says, "where to look"
    return refused.code


@BOTH
def test_the_organisation_and_we_ourselves_may_see_both(role):
    assert code([user(NURSE, "owner"), user(SISTER), user(US)], role) == ""
    assert code([user(NURSE.upper(), "owner"), user(US.upper())], role) == ""
    assert code([{"type": "domain", "role": "reader", "domain": "Example.nhs.uk"}], role) == ""


@BOTH
@pytest.mark.parametrize("share", [{"role": "reader"}, {"role": "writer", "allowFileDiscovery": True}])
def test_a_file_open_to_anyone_is_refused_whoever_else_is_named(role, share):
    assert (
        code([user(NURSE, "owner"), {"type": "anyone", "id": "anyoneWithLink", **share}], role)
        == "open-to-anyone"
    )


@BOTH
def test_another_organisation_as_a_whole_is_refused(role):
    shares = [user(NURSE, "owner"), {"type": "domain", "role": "reader", "domain": "charity.example.org"}]
    assert code(shares, role, inside(managers=(CHAIR,))) == "open-to-another-organisation"


def test_the_staff_workbook_refuses_outsiders_even_named_ones_and_groups():
    named = inside(managers=(CHAIR,))
    assert code([user(NURSE, "owner"), user(CHAIR)], "staff", named) == "shared-outside"
    group = {"type": "group", "role": "reader", "emailAddress": "all@charity.example.org"}
    assert code([user(NURSE, "owner"), group], "staff", named) == "shared-outside"


def test_the_managers_workbook_allows_those_named_and_no_others():
    named = inside(managers=(CHAIR,))
    assert code([user(NURSE, "owner"), user(CHAIR.title(), "reader")], "managers", named) == ""
    assert code([user(NURSE, "owner"), user(CHAIR), user(STRANGER)], "managers", named) == "shared-outside"
    assert code([user(NURSE, "owner"), user(CHAIR)], "managers") == "shared-outside"


def test_a_domain_that_only_ends_alike_is_outside():
    for address in (
        "nurse@notexample.nhs.uk",
        "nurse@example.nhs.uk.evil.org",
        "nurse@ward.example.nhs.uk",
        "example.nhs.uk",
    ):
        assert code([user(NURSE, "owner"), user(address)]) == "shared-outside", address


def test_another_service_account_is_an_outsider():
    assert (
        code([user(NURSE, "owner"), user(US), user("other@project.iam.gserviceaccount.com")])
        == "shared-outside"
    )


def test_somebody_whose_address_google_does_not_tell_is_an_outsider():
    assert code([user(NURSE, "owner"), {"type": "user", "role": "reader"}]) == "shared-outside"


def test_an_account_that_was_deleted_sees_nothing_any_more():
    assert code([user(NURSE, "owner"), user(STRANGER, deleted=True)]) == ""


@BOTH
def test_an_owner_outside_is_refused_where_the_domains_are_named(role):
    assert code([user(STRANGER, "owner"), user(US)], role) == "shared-outside"


def test_how_many_are_outside_is_told_and_who_is_not():
    with pytest.raises(WorkbookRefused, match="^The staff workbook is shared with 2 addresses outside"):
        refuse_shared_wrongly([user(NURSE, "owner"), user(STRANGER), user(CHAIR)], "staff", inside())
    with pytest.raises(
        WorkbookRefused, match="^The managers' workbook is shared with 1 address outside.*managers_may_read"
    ):
        refuse_shared_wrongly([user(NURSE, "owner"), user(STRANGER)], "managers", inside())


@BOTH
def test_without_domains_named_the_owners_is_inside(role):
    owned = [user(NURSE, "owner"), user(SISTER), user(US)]
    assert code(owned, role, inside(())) == ""
    assert code([*owned, user(STRANGER)], role, inside(())) == "shared-outside"


@BOTH
def test_where_anybody_can_have_an_address_only_the_owner_is_inside(role):
    owned = [user("nurse@gmail.com", "owner"), user(US)]
    assert code(owned, role, inside(())) == ""
    assert code([*owned, user("another@gmail.com")], role, inside(())) == "shared-outside"
    everybody = {"type": "domain", "role": "reader", "domain": "gmail.com"}
    assert code([*owned, everybody], role, inside(())) == "open-to-another-organisation"


@BOTH
def test_a_file_nobody_owns_needs_the_domains_named(role):
    on_a_shared_drive = [user(NURSE, "organizer"), user(US)]
    assert code(on_a_shared_drive, role, inside(())) == "who-is-inside"
    assert code(on_a_shared_drive, role) == ""


@BOTH
@pytest.mark.parametrize("shares", [None, []])
def test_where_google_does_not_show_it_that_stops_until_somebody_has_looked(role, shares):
    (notice,) = refuse_shared_wrongly(shares, role, inside())
    assert (notice.code, notice.stops) == ("sharing-not-seen", True)
    assert "does not show us" in notice.says
    for words in (US, "let editors change permissions", "shared drive", "sharing_checked_by_hand = true"):
        assert words in notice.fix
    (notice,) = refuse_shared_wrongly(shares, role, replace(inside(), checked_by_hand=True))
    assert (notice.code, notice.stops) == ("sharing-not-seen", False)
    assert US in notice.fix


def test_it_is_seen_over_http_too(connected):
    from tests.sheets_api.access import grant, permission

    us = Inside(connected.account, (), (), ANYBODYS_DOMAINS)
    assert refuse_shared_wrongly(connected.api.permissions(connected.staff), "staff", us) == []
    connected.control.edit(connected.staff, lambda book: grant(book, permission("anyone", "reader")))
    with pytest.raises(WorkbookRefused, match="Anyone with the link"):
        refuse_shared_wrongly(connected.api.permissions(connected.staff), "staff", us)

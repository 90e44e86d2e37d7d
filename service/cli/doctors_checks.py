"""The checks of doctor, declared once: CHECKS is the list, in the order in which a person would look."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from service.adapters import reaching
from service.adapters.mail import Mail
from service.cli.doctors_case import ROLES, Case, NotKnown
from service.core.findings import Finding, look, mend, ok
from service.flows import examining
from service.sites import inside


@dataclass(frozen=True)
class Check:
    """`of`: "all" once for the installation, "site" once a site, "workbook" for each of its two. `kept`: only there.

    `looks` gives findings; an exception of ours with `says` is one too, and NotKnown is none.
    """

    name: str
    of: str
    looks: Callable[[Case, str], Iterable[Finding]]
    kept: str = ""  # "xlsx" | "google"

    @property
    def roles(self) -> Collection[str]:
        return ROLES if self.of == "workbook" else ("",)

    def is_for(self, backends: Collection[str], of_a_site: bool) -> bool:
        return of_a_site == (self.of != "all") and (not self.kept or self.kept in backends)


def _ledger(case: Case, role: str) -> Iterator[Finding]:
    yield examining.ledger_is_this_versions(case.ledger)
    yield examining.ledger_is_whole(case.ledger)


def _secret(case: Case, role: str) -> Iterator[Finding]:
    yield examining.secret_is_the_ledgers(case.ledger)


def _versions(case: Case, role: str) -> Iterator[Finding]:
    from service.adapters.excel import examining as here

    yield here.versions_folder(case.settings.versions_dir)


def _mail(case: Case, role: str) -> Iterator[Finding]:
    if case.settings.mail is None:
        yield ok("There is no [mail] in the settings, so no e-mail is sent.")
        return
    Mail(case.settings.mail).reach()
    yield ok("The mail server answers. Nothing was sent.")


def _pages(case: Case, role: str) -> Iterator[Finding]:
    found = reaching.answers(case.settings.public_url)
    if found:
        yield ok("The patients’ pages answer at public_url.")
    elif found is None:
        yield look(
            "Nothing answers at public_url from here.",
            "If patients cannot open it either, start patient-voice serve and see what stands before it.",
        )
    else:
        yield mend(
            "Something answers at public_url, and it is not our pages.",
            "Correct public_url, or what stands before patient-voice serve.",
        )


def _credentials(case: Case, role: str) -> Iterator[Finding]:
    from service.adapters.google import examining as there

    google = case.settings.google
    assert google is not None, "settings have it whenever a site is kept on Google"
    kind, address = there.key_kind(google.key_file, google.act_as), case.google.client.address
    yield ok(f"{kind}." if google.act_as or not address else f"{kind}: {address}.")


def _token(case: Case, role: str) -> Iterator[Finding]:
    address = case.logged_in()
    google = case.settings.google
    known = f" as {address}" if address and google is not None and not google.act_as else ""
    yield ok(f"Google lets us log in{known}, and its Drive API is on.")


def _clock(case: Case, role: str) -> Iterator[Finding]:
    from service.adapters.google import examining as there

    if case.google.client.clock_is_off is None:  # not even a refusal came
        raise NotKnown
    yield there.clock(case.google)


def _quota(case: Case, role: str) -> Iterator[Finding]:
    from service.adapters.google import examining as there
    from service.ledger.quota import SharedBookings

    # By the machine's own clock, as the requests were booked.
    google, account, now = case.settings.google, case.logged_in(), datetime.now(UTC)
    assert google is not None, "settings have it whenever a site is kept on Google"
    kept = SharedBookings(case.ledger)
    used = {kind: kept.used(account, kind, now) for kind in ("read", "write")}
    until = [kept.paused_until(account, kind) for kind in ("read", "write")]
    most = {"read": google.reads_per_minute, "write": google.writes_per_minute}
    yield there.quota(used, most, any(each is not None and each > now for each in until))


def _rights(case: Case, role: str) -> Iterator[Finding]:
    from service.adapters.google import examining as there
    from service.adapters.google.troubles import trouble

    file = case.file(role)  # a WorkbookError where it is not shared, in the bin, an Excel file
    permissions = case.google.permissions(getattr(case.where, role)) if "driveId" in file else None
    if there.is_for_reading_only(file, permissions, case.google.account):
        raise trouble("read-only", case.google.account, role)
    yield ok(f"{there.named(role)} is shared with us, and we may change it.")


def _sharing(case: Case, role: str) -> Iterator[Finding]:
    from service.adapters.google import examining as there
    from service.adapters.google.sharing import refuse_shared_wrongly

    google = case.settings.google
    # It may be on a shared drive; then the list may tell.
    permissions = case.file(role).get("permissions") or case.google.permissions(getattr(case.where, role))
    assert google is not None, "settings have it whenever a site is kept on Google"
    account = case.google.account
    notices = refuse_shared_wrongly(permissions, role, inside(google, account))
    yield from ((mend if notice.stops else look)(notice.says, notice.fix) for notice in notices)
    if not notices:
        yield ok(there.who_can_see(permissions, account, role))


def _folder(case: Case, role: str) -> Iterator[Finding]:
    from service.adapters.excel import examining as here

    yield here.folder(Path(case.where.staff), Path(case.where.managers), role)


def _file(case: Case, role: str) -> Iterator[Finding]:
    from service.adapters.excel import examining as here

    yield from here.protection(case.workbook(role))
    yield here.who_has_it(case.workbook(role), datetime.now(UTC))


def _saved(case: Case, role: str) -> Iterator[Finding]:
    """Promise 7 goes by it."""
    if case.is_on_google:
        said = case.site.staff.memory.recall().get("people_at")  # type: ignore[attr-defined]
        if not said:
            raise NotKnown
        saved_at = datetime.fromisoformat(said)
    else:
        from service.adapters.excel import examining as here

        folder = case.settings.versions_dir / case.where.slug
        saved_at = here.people_saved_at(case.workbook("staff"), folder, case.site.workbook_id)
    yield examining.last_save(case.site, saved_at, case.now)


def _whose(case: Case, role: str) -> Iterator[Finding]:
    yield examining.whose(case.site, role, case.workbook(role).site_id)


def _tabs(case: Case, role: str) -> Iterator[Finding]:
    grids = case.workbook(role).grids
    if case.workbook(role).site_id is None:  # said already, and none of them would be there
        raise NotKnown
    if role == "staff":
        yield from examining.staff_tabs(case.site, grids)
    yield from examining.service_tabs(case.site, role, grids)


def _drop_downs(case: Case, role: str) -> Iterator[Finding]:
    site, workbook = case.site, case.workbook("staff")
    if workbook.site_id != site.workbook_id:
        raise NotKnown
    if case.is_on_google:
        from service.adapters.google import examining as there

        did = there.would_mend(workbook, site.kinds, site.workbook_id, case.asked(), case.google.account)
    else:
        from service.adapters.excel import examining as here

        did = here.would_mend(workbook, site.kinds, site.workbook_id, case.asked())
    for words in did:
        yield look(
            f"The staff workbook was damaged. What we would do: {words}",
            "That is done at night by itself, or now by patient-voice init.",
        )
    if not did:
        yield ok("Drop-downs, hints and frozen headings of the staff workbook are whole.")


def _language(case: Case, role: str) -> Iterator[Finding]:
    from service.adapters.google import examining as there

    yield there.language(case.workbook(role))


def _room(case: Case, role: str) -> Iterator[Finding]:
    from service.adapters.google import examining as there

    yield there.room(case.workbook(role))


def _sync(case: Case, role: str) -> Iterator[Finding]:
    yield examining.last_sync(case.site, case.now)


def _jobs(case: Case, role: str) -> Iterator[Finding]:
    yield from examining.jobs_lately(case.site, case.now)


CHECKS = (
    Check("ledger", "all", _ledger),
    Check("secret", "all", _secret),
    Check("versions", "all", _versions, kept="xlsx"),
    Check("mail", "all", _mail),
    Check("pages", "all", _pages),
    Check("credentials", "all", _credentials, kept="google"),
    Check("token", "all", _token, kept="google"),
    Check("clock", "all", _clock, kept="google"),
    Check("quota", "all", _quota, kept="google"),
    Check("rights", "workbook", _rights, kept="google"),
    Check("sharing", "workbook", _sharing, kept="google"),
    Check("folder", "workbook", _folder, kept="xlsx"),
    Check("file", "workbook", _file, kept="xlsx"),
    Check("whose", "workbook", _whose),
    Check("tabs", "workbook", _tabs),
    Check("drop-downs", "site", _drop_downs),
    Check("dates", "workbook", _language, kept="google"),
    Check("room", "workbook", _room, kept="google"),
    Check("last save", "site", _saved),
    Check("last sync", "site", _sync),
    Check("jobs", "site", _jobs),
)

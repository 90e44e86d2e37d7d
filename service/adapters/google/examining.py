"""What `doctor` can tell of Google and of a workbook there. It asks, and changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from service.adapters.google.client import FILE_FIELDS, PERMISSION_FIELDS, GoogleAPI, refuse_other_files
from service.adapters.google.installing import LOCALE, TIME_ZONE, requests_to_mend
from service.adapters.google.layout import JSON, Layout, layout_of
from service.adapters.google.paced import DRIVE
from service.adapters.google.there import FIELDS_OF_ALL, TabCells, cells_of, grids_of
from service.adapters.google.troubles import NAMES
from service.core.findings import Finding, look, mend, ok
from service.core.grids import Grid
from service.core.rows import Row
from service.core.wording import count_words

MOST_CELLS = 10_000_000  # of a spreadsheet, empty ones too (reference/sheets_api.md §1)
_FULL = 0.8
# Google refuses a log-in from a clock five minutes off; a clock that drifts gets there.
_CLOCK_REFUSED, _CLOCK_DRIFTS = timedelta(minutes=5), timedelta(seconds=30)
_ASKED = f"{FILE_FIELDS},permissions({PERMISSION_FIELDS})"


@dataclass(frozen=True)
class Examined:
    """One spreadsheet as it stands."""

    role: str
    layout: Layout
    cells: Mapping[int, TabCells]

    @property
    def site_id(self) -> str | None:
        return self.layout.site_id

    @property
    def grids(self) -> Sequence[Grid]:
        return grids_of(self.layout, self.cells)


def log_in(api: GoogleAPI) -> str:
    """A token, and one request to Drive with it. Gives the address Google knows us by."""
    asked = api.client.request("get", f"{DRIVE}/drive/v3/about", {"fields": "user(emailAddress)"})
    return api.account or str(asked.json().get("user", {}).get("emailAddress", ""))


def clock(api: GoogleAPI) -> Finding:
    """After any answer of Google's: each says what time it is there."""
    off = api.client.clock_is_off
    if off is None:
        return look("Google did not say what time it is.", "Run patient-voice doctor again.")
    seconds = round(off.total_seconds())
    which = "ahead of" if seconds > 0 else "behind"
    says = f"This machine's clock is {count_words(abs(seconds), 'second')} {which} Google's."
    fix = "Set the clock right (automatic time, NTP)."
    if abs(off) > _CLOCK_REFUSED:
        return mend(says, f"{fix} Google refuses to log us in from five minutes on.")
    if abs(off) > _CLOCK_DRIFTS:
        return look(says, fix)
    return ok("This machine's clock and Google's agree.")


def file_of(api: GoogleAPI, spreadsheet_id: str, role: str) -> JSON:
    """What Drive says of it. A WorkbookError where we cannot use it."""
    file = api.file(spreadsheet_id, _ASKED)
    refuse_other_files(file, api.account, role)
    return file


def is_for_reading_only(file: JSON, permissions: Sequence[JSON] | None, account: str) -> bool:
    """Asked with the right to look at metadata alone, Drive may say so of any file; but whoever may change a file, and
    share it, is shown with whom it is shared. On a shared drive that is shown by the list alone, which names our role.
    """
    if file.get("capabilities", {}).get("canEdit") is not False or file.get("permissions"):
        return False
    if "driveId" not in file:
        return True
    ours = [
        each for each in permissions or () if str(each.get("emailAddress", "")).lower() == account.lower()
    ]
    return bool(ours) and all(each.get("role") in ("reader", "commenter") for each in ours)


def examine(api: GoogleAPI, spreadsheet_id: str, role: str) -> Examined:
    """Structure and cells, in one large read."""
    answer = api.get(spreadsheet_id, FIELDS_OF_ALL)
    return Examined(role, layout_of(answer), cells_of(answer))


def named(role: str) -> str:
    """At the beginning of a sentence."""
    return NAMES[role][0].upper() + NAMES[role][1:]


def who_can_see(permissions: Sequence[JSON] | None, account: str, role: str) -> str:
    """Counts only: the Share window shows who they are."""
    others = [
        each
        for each in permissions or ()
        if not each.get("deleted") and str(each.get("emailAddress", "")).lower() != account.lower()
    ]
    counts = Counter(str(each.get("type")) for each in others)
    parts = [
        count_words(counts[kind], one, many)
        for kind, one, many in (
            ("user", "person", "people"),
            ("group", "group", "groups"),
            ("domain", "whole organisation", "whole organisations"),
        )
        if counts[kind]
    ]
    if counts["anyone"]:
        parts.append("anyone with the link")
    writers = sum(each.get("role") in ("owner", "organizer", "fileOrganizer", "writer") for each in others)
    return f"{named(role)} can be opened by us and by {', '.join(parts) or 'nobody'}; {writers} of them can change it."


def would_mend(
    examined: Examined, kinds: Sequence[type[Row]], site_id: str, asked: set[str], account: str
) -> Sequence[str]:
    """The nightly repair without its requests: what it would do, a sentence each."""
    return requests_to_mend(examined.layout, examined.cells, kinds, site_id, asked, account)[1]


def language(examined: Examined) -> Finding:
    name = NAMES[examined.role]
    found = (examined.layout.locale, examined.layout.time_zone)
    if found == (LOCALE, TIME_ZONE):
        return ok(f"Dates in {name} are read as in the United Kingdom ({LOCALE}, {TIME_ZONE}).")
    return mend(
        f"The settings of {name} are {found[0]} and {found[1]}, so 3/4 may be taken for another day.",
        "Run patient-voice init, or choose File, Settings, United Kingdom and London.",
    )


def room(examined: Examined) -> Finding:
    used = sum(tab.rows * tab.columns for tab in examined.layout.tabs)
    says = f"{named(examined.role)} uses {used:,} of {MOST_CELLS:,} cells."
    if used > _FULL * MOST_CELLS:
        return look(says, "Delete tabs, or empty rows and columns, that nobody uses: empty cells count too.")
    return ok(says)


def key_kind(key_file: Any, act_as: str | None) -> str:
    """Which credentials the settings name."""
    found = "A key file" if key_file is not None else "Credentials without a key (keyless)"
    return f"{found}, acting for the person named in act_as" if act_as else found


def quota(used: Mapping[str, int], most: Mapping[str, int], paused: bool) -> Finding:
    """Requests of all our processes together in the last minute."""
    parts = [f"{used[kind]} of {most[kind]} {kind}s" for kind in ("read", "write")]
    says = f"Used in the last minute by all processes together: {' and '.join(parts)}."
    if not paused:
        return ok(says)
    return look(
        f"{says} Google refused one, so all wait until its minute has passed.",
        "If it happens often, another program uses this account: give the service one of its own.",
    )

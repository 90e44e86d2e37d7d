"""What can go wrong between us and Google, and the sentence that tells people what to do about each.

Only codes, counts and the address a workbook must be shared with stand in these sentences: what we sent and what Google
answered can hold what people typed, so neither is quoted anywhere (DESIGN §2, promise 9).
"""

from __future__ import annotations

from service.core.changes import ChangedSinceRead, FateUnknown, WorkbookBusy, WorkbookError, WorkbookRefused

README = "See “Google Sheets” in the README."
_SHARE = "Open it in Google Sheets, choose Share, and add {account} as Editor."
_IN_OFFICE = "Open it, choose File, Save as Google Sheets, and put the new address in patient-voice.toml."

# code → what happened and what to do. {name} is which workbook, {account} the address Google knows us by.
TROUBLES: dict[str, str] = {
    # The key.
    "key-missing": "There is no file where key_file in [google] says. Put the key there. If your organisation does not "
    f"let you make keys (“Service account key creation is disabled”), take key_file out and go keyless. {README}",
    "key-unreadable": "We may not read the file named in key_file. Let the service's account read it, and nobody else.",
    "key-damaged": "The file named in key_file is no key, or only half of one. Download the key again as JSON (Google "
    "Cloud console, IAM, Service accounts, Keys).",
    "key-oauth-client": "The file named in key_file is an OAuth client, for people who log in. We need the key of a "
    "service account (Google Cloud console, IAM, Service accounts, Keys, Add key, JSON).",
    "key-incomplete": "The file named in key_file lacks a part that every service account's key has. Download the key "
    "again as JSON (Google Cloud console, IAM, Service accounts, Keys).",
    "key-elsewhere": "The file named in key_file would have us log in somewhere that is not safe. Download the key again "
    "from the Google Cloud console.",
    "key-revoked": "Google no longer accepts our key: it was deleted, switched off, or its service account was. Make a "
    "new key for {account}, put it where key_file says, and run patient-voice doctor.",
    "key-forbidden": "Your organisation does not allow keys of service accounts. Take key_file out of [google] and go "
    f"keyless. {README}",
    "no-credentials": "There are no Google credentials. Name a key file with key_file in [google], or, where keys are not "
    f"allowed, run the service where it has credentials without one (keyless). {README}",
    "act-as-refused": "Google does not let us act for the person named in act_as. Ask your Google administrator for "
    "domain-wide delegation (Sheets and Drive), correct the address, or take act_as out.",
    "act-as-impossible": "act_as needs a service account, and the credentials of this machine are not one's. Take act_as "
    "out, or name a key file.",
    "too-few-rights": "Our credentials do not reach as far as Google Sheets and Drive. Give them both when you log in "
    f"(--scopes). {README}",
    "log-in-failed": "Google did not let us log in. Run patient-voice doctor; if it stays so, make a new key.",
    "clock-wrong": "The clock of this machine is wrong, so Google does not let us log in. Set it right (automatic time, "
    "NTP); we will try again.",
    # The workbook.
    "not-shared": f"{{name}} is not shared with us. {_SHARE} If Google does not let you share outside your organisation, "
    "ask your Google administrator to allow this address.",
    "read-only": f"{{name}} is shared with us for reading only. {_SHARE}",
    "not-found": "Google knows no spreadsheet under the id that patient-voice.toml gives for {name}. Open it in the "
    "browser and copy its whole address there.",
    "not-found-or-not-shared": f"{{name}} cannot be found: its id in patient-voice.toml is wrong, or it is not shared "
    f"with us. Check the id. {_SHARE}",
    "sharing-withdrawn": f"{{name}} was shared with us and no longer is, or was deleted. Nothing is lost here. {_SHARE} "
    "If it was deleted, take it out of the bin in Google Drive.",
    "outside-sharing": "Google refuses to share {name} with us: your organisation does not allow sharing outside it. Ask "
    "your Google administrator to allow {account}, or keep the workbook on a shared drive that may.",
    "apps-blocked": "Your organisation does not let programs such as ours use Google Drive. Ask your Google administrator to "
    "allow it (Admin console, Security, API controls, and Drive apps under Apps).",
    "office-file": f"{{name}} is an Excel file kept in Google Drive (.xlsx), not a Google spreadsheet. {_IN_OFFICE}",
    "not-a-spreadsheet": "{name} is no spreadsheet. Put the address of a Google spreadsheet in patient-voice.toml.",
    "in-the-bin": "{name} is in the bin of Google Drive. Take it out, or put another address in patient-voice.toml.",
    "protected": "{name} has a part we must write that is protected against us. Choose Data, Protect sheets and ranges, "
    "and let {account} edit it.",
    "moved": "Somebody changed the rows or tabs of {name} after we read it. We will read it again.",
    "cell-limit": "{name} is full: Google allows 10 million cells, empty ones too. Delete tabs, or empty rows and "
    "columns, that nobody uses.",
    "cell-too-long": "A cell of {name} would hold more than Google allows (50,000 characters), so nothing was changed. "
    "Tell whoever looks after the service.",
    "storage-full": "There is no room left in the Google Drive that holds {name}, so nothing was changed. Ask its owner to "
    "make room. A service account has no room of its own: a person must make the workbook and share it.",
    # The project.
    "sheets-off": "The Google Sheets API is switched off in our Google Cloud project. Switch it on (APIs and services, "
    "Enable APIs, Google Sheets API); it takes a few minutes.",
    "drive-off": "The Google Drive API is switched off in our Google Cloud project. Switch it on (APIs and services, "
    "Enable APIs, Google Drive API); it takes a few minutes.",
    "quota": "Google allows only so many requests a minute, and they are used up: something else uses the same service "
    "account. Give the service one of its own. We will try again.",
    # The way there.
    "no-connection": "Google cannot be reached from this machine. Check the network, and that the firewall lets us call "
    "sheets.googleapis.com, www.googleapis.com and oauth2.googleapis.com. We will try again.",
    "no-trust": "Something between us and Google answers in its place, such as a web filter, or a firewall that looks "
    "inside. Ask IT to let this machine call Google directly, or for a certificate to name in REQUESTS_CA_BUNDLE.",
    "out-of-order": "Google is out of order at the moment. Nothing needs doing; we will try again.",
    "fate-unknown": "Google did not answer when we wrote {name}, so we do not know whether it landed. We read it before "
    "we write again.",
    "number-taken": "A change of ours to {name} that Google had not answered has landed after all. We read it again.",
    "name-taken": "A named range of {name} has a name we need. Open Data, Named ranges, and delete those that begin with pv_.",
    "not-understood": "Google did not accept a request of ours, so nothing was changed. Tell whoever looks after the "
    "service: its log names the request.",
}  # fmt: skip
_BUSY = {"quota", "out-of-order", "no-connection"}
_FAILED = {"not-understood", "storage-full", "log-in-failed"}
NAMES = {"staff": "the staff workbook", "managers": "the managers' workbook"}


def trouble(code: str, account: str = "", role: str | None = None) -> WorkbookError:
    """The exception to raise for this code. `account`: whom the workbook has to be shared with; `role`: which it is."""
    says = TROUBLES[code].format(
        account=account or "the service's account", name=NAMES.get(role or "", "the workbook")
    )
    problem = _kind_of(code)(says[0].upper() + says[1:], code)
    problem.workbook = role
    return problem


def _kind_of(code: str) -> type[WorkbookError]:
    if code == "fate-unknown":
        return FateUnknown
    if code in ("moved", "name-taken", "number-taken"):
        return ChangedSinceRead
    if code in _BUSY:
        return WorkbookBusy
    return WorkbookError if code in _FAILED else WorkbookRefused


def withdrawn(problem: WorkbookError, account: str) -> WorkbookError:
    """The same trouble as it is told where the workbook worked before: then its sharing, or the file itself, is gone."""
    if problem.code in ("not-shared", "not-found", "not-found-or-not-shared"):
        return trouble("sharing-withdrawn", account, problem.workbook)
    return problem

"""Which files we cannot or will not open, and the one sentence that tells staff what to do about each."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

from service.core.changes import WorkbookBusy, WorkbookError, WorkbookRefused

LARGEST_FILE = 100 * 2**20
LARGEST_PART = 250 * 2**20  # unpacked; 100,000 rows of 12 columns are about 60 MB
LARGEST_UNPACKED = 500 * 2**20
MOST_PARTS = 5_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_AGAIN = "Open it in Excel, save it as an Excel workbook (.xlsx), and use that file."

# code → what happened and what to do. {name} is the file's name.
REFUSALS: dict[str, str] = {
    "missing": "There is no file {name}. Check the path in patient-voice.toml, or put the workbook back.",
    "missing-staff": "There is no file {name}. Put it back, correct its path in patient-voice.toml, or bring back a kept "
    "version with patient-voice restore.",
    "missing-managers": "There is no file {name}. Put it back, correct its path in patient-voice.toml, or run "
    "patient-voice init, which makes it again.",
    "folder": "{name} is a folder. Name the workbook inside it, ending in .xlsx.",
    "unreadable": "We may not open {name}. Give the service's account permission to read and change it.",
    "in-use": "Another program is holding {name} so that nobody else can open it. Close it there; we will try again.",
    "empty": "{name} is empty. Wait for the program that is saving it, or restore an older version.",
    "not-a-workbook": f"{{name}} is not an Excel workbook. {_AGAIN}",
    "password": "{name} needs a password to open. Remove it in Excel (File, Info, Protect Workbook, Encrypt with "
    "Password), and save.",
    "old-xls": f"{{name}} is in the old .xls format. {_AGAIN}",
    "xlsb": f"{{name}} is a binary workbook (.xlsb). {_AGAIN}",
    "open-document": f"{{name}} is an OpenDocument spreadsheet. {_AGAIN}",
    "damaged": "{name} cannot be read: it is damaged, or only half written. Wait a minute; if it stays so, restore "
    "an older version.",
    "too-big": "{name} is far larger than a workbook of ours can be. Look for tabs filled by mistake, or restore an "
    "older version.",
    "unsafe": f"{{name}} holds parts that no spreadsheet program writes. {_AGAIN}",
    "strict": "{name} is saved as Strict Open XML. Save it as “Excel Workbook (.xlsx)”, not the Strict one.",
    "signed": "{name} is digitally signed, and any change would break the signature. Remove it (File, Info, View "
    "Signatures), or use an unsigned copy.",
    "protected-tabs": "The tabs of {name} are protected. Remove that in Excel (Review, Protect Workbook), and save.",
    "protected-sheet": "The tab {tab} is protected, so we cannot write in it. Remove that in Excel (Review, Unprotect "
    "Sheet), and save.",
    "read-only": "{name} is read-only. Let the service's account change it: see its properties in the file manager.",
    "read-only-folder": "We may not write in the folder of {name}. Let the service's account make files there.",
    "disk-full": "There is no room left where {name} is kept, so nothing was changed. Make room; we will try again.",
    "owner-not-kept": "Writing {name} would take it away from the people who can open it now. Let the service run "
    "as the file's owner, or give its group the same rights as its owner.",
    "same-folder": "The staff workbook and the managers' workbook are in one folder. Put the managers' workbook in "
    "another: who can open one must not see the other.",
    "synced-folder": "{name} is in a folder that {service} keeps in step. Replacing it there makes conflicting copies. "
    "Move it to an ordinary shared folder.",
    "open-elsewhere": "Somebody has {name} open, so we did not write. Close it, and we will try again.",
    "changed": "Somebody saved {name} after we read it. We will read it again.",
    "write-failed": "{name} could not be written, and is as it was. We will try again.",
    "another-site": "{name} belongs to another service. Use the workbook made for this one.",
}
_BUSY = {"in-use", "empty", "open-elsewhere"}
_FAILED = {
    "missing",
    "missing-staff",
    "missing-managers",
    "damaged",
    "unreadable",
    "disk-full",
    "write-failed",
}


def refusal(code: str, path: Path | str, **words: str) -> WorkbookError:
    """The exception to raise for this code."""
    says = REFUSALS[code].format(name=Path(path).name, **words)
    if code in _BUSY:
        return WorkbookBusy(says, code)
    return WorkbookError(says, code) if code in _FAILED else WorkbookRefused(says, code)


def read_bytes(path: Path) -> bytes:
    """The whole file, or the reason why not."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except FileNotFoundError as problem:
        raise refusal("missing", path) from problem
    except IsADirectoryError as problem:
        raise refusal("folder", path) from problem
    except PermissionError as problem:
        raise refusal(code_of_permission(problem, path), path) from problem
    except OSError as problem:
        raise refusal("unreadable", path) from problem
    if len(data) > LARGEST_FILE:
        raise refusal("too-big", path)
    return data


def code_of_permission(problem: PermissionError, path: Path) -> str:
    """On Windows a folder, and a file another program holds for itself alone, are refused like one we have no right to."""
    if path.is_dir():
        return "folder"
    return "in-use" if getattr(problem, "winerror", None) in (32, 33) else "unreadable"


def open_package(data: bytes, path: Path) -> zipfile.ZipFile:
    """The file as a package of parts, after every reason to refuse it that shows from outside."""
    if not data:
        raise refusal("empty", path)
    if data.startswith(_OLE):
        raise refusal("password" if "EncryptedPackage".encode("utf-16-le") in data else _ole_code(data), path)
    if not data.startswith(b"PK"):
        raise refusal("damaged" if data.count(0) == len(data) else "not-a-workbook", path)
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
        names = package.namelist()
    except (zipfile.BadZipFile, struct.error, ValueError, OSError, NotImplementedError, EOFError) as problem:
        raise refusal("damaged", path) from problem
    _refuse_sizes(package, path)
    _refuse_formats(package, names, path)
    return package


def _ole_code(data: bytes) -> str:
    return (
        "old-xls"
        if any(name.encode("utf-16-le") in data for name in ("Workbook", "Book"))
        else "not-a-workbook"
    )


def _refuse_sizes(package: zipfile.ZipFile, path: Path) -> None:
    sizes = [entry.file_size for entry in package.infolist()]
    if len(sizes) > MOST_PARTS or sum(sizes) > LARGEST_UNPACKED or max(sizes, default=0) > LARGEST_PART:
        raise refusal("too-big", path)


def _refuse_formats(package: zipfile.ZipFile, names: list[str], path: Path) -> None:
    small = [name.casefold().lstrip("/") for name in names]
    if any(entry.flag_bits & 1 for entry in package.infolist()):
        raise refusal("password", path)
    if any(name.startswith("_xmlsignatures/") for name in small):
        raise refusal("signed", path)
    if any(name.startswith("xl/workbook") and name.endswith(".bin") for name in small):
        raise refusal("xlsb", path)
    if "mimetype" in small and "content.xml" in small:
        raise refusal("open-document", path)
    if "[content_types].xml" not in small:
        raise refusal("not-a-workbook", path)


def refuse_same_folder(staff: Path, managers: Path) -> None:
    """Both workbooks in one folder: whoever may open the managers' could open the staff's."""
    if staff.resolve().parent == managers.resolve().parent:
        raise refusal("same-folder", managers)

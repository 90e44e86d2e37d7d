"""What Drive tells of a file, in the shapes of v3 and of the v2 that gspread's import still uses."""

from __future__ import annotations

from tests.sheets_api import access
from tests.sheets_api.model import JSON, Spreadsheet
from tests.sheets_api.store import ROOT, SPREADSHEET, Shown

EXPORTS = {
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    "application/pdf": "pdf",
    "application/zip": "zip",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/x-vnd.oasis.opendocument.spreadsheet": "ods",
}


def v3(book: Spreadsheet, account: str, shown: Shown) -> JSON:
    """A File of Drive v3, every field we know."""
    writer, owner = access.may(book, account, "writer"), access.may(book, account, "owner")
    file: JSON = {
        "kind": "drive#file",
        "id": book.spreadsheet_id,
        "name": book.title,
        "mimeType": book.mime_type,
        "starred": False,
        "trashed": book.trashed,
        "explicitlyTrashed": book.trashed,
        "parents": book.parents,
        "spaces": ["drive"],
        "version": str(shown.version),
        "webViewLink": f"https://docs.google.com/spreadsheets/d/{book.spreadsheet_id}/edit?usp=drivesdk",
        "createdTime": book.created,
        "modifiedTime": shown.modified,
        "ownedByMe": owner,
        "owners": [_user(access.owner(book), account)],
        "shared": len(book.permissions) > 1,
        "size": "1024",
        "quotaBytesUsed": "1024",
        "writersCanShare": True,
        "capabilities": {
            "canEdit": writer,
            "canComment": access.may(book, account, "commenter"),
            "canCopy": True,
            "canDelete": owner,
            "canDownload": True,
            "canModifyContent": writer,
            "canRename": writer,
            "canShare": writer,
            "canTrash": owner,
        },
    }
    if book.modified_by:  # of what nobody logged in did, Drive names nobody
        file["lastModifyingUser"] = _user(book.modified_by, account)
    if book.mime_type == SPREADSHEET:
        file["exportLinks"] = _export_links(book)
    if writer:
        file["permissions"] = [permission(each) for each in book.permissions]
        file["permissionIds"] = [each["id"] for each in book.permissions]
    if book.drive_id:  # [D]: no owner, and who may open it only by permissions.list
        file |= {"driveId": book.drive_id, "teamDriveId": book.drive_id}
        for name in ("owners", "ownedByMe", "permissions", "shared"):
            file.pop(name, None)
    return file


def v2(book: Spreadsheet, account: str, shown: Shown) -> JSON:
    """A File of Drive v2 [C:CL.test_import_csv #3]."""
    here = f"https://www.googleapis.com/drive/v2/files/{book.spreadsheet_id}"
    owner = access.owner(book)
    return {
        "kind": "drive#file",
        "userPermission": {
            "id": "me",
            "type": "user",
            "role": access.role_of(book, account),
            "kind": "drive#permission",
            "selfLink": f"{here}/permissions/me",
            "pendingOwner": False,
        },
        "selfLink": here,
        "ownerNames": [owner],
        "lastModifyingUserName": book.modified_by,
        "editable": access.may(book, account, "writer"),
        "writersCanShare": True,
        "mimeType": book.mime_type,
        "exportLinks": _export_links(book),
        "parents": [
            {"id": each, "isRoot": each == ROOT, "kind": "drive#parentReference"} for each in book.parents
        ],
        "appDataContents": False,
        "shared": len(book.permissions) > 1,
        "lastModifyingUser": _user_v2(book.modified_by, account),
        "owners": [_user_v2(owner, account)],
        "copyable": True,
        "alternateLink": f"https://docs.google.com/spreadsheets/d/{book.spreadsheet_id}/edit?usp=drivesdk",
        "fileSize": "1024",
        "copyRequiresWriterPermission": False,
        "spaces": ["drive"],
        "id": book.spreadsheet_id,
        "title": book.title,
        "labels": {
            "viewed": True,
            "restricted": False,
            "starred": False,
            "hidden": False,
            "trashed": book.trashed,
        },
        "explicitlyTrashed": book.trashed,
        "createdDate": book.created,
        "modifiedDate": shown.modified,
        "modifiedByMeDate": shown.modified,
        "quotaBytesUsed": "1024",
        "version": str(shown.version),
        "capabilities": {"canEdit": access.may(book, account, "writer"), "canCopy": True},
    }


def permission(one: JSON) -> JSON:
    """A Permission as Drive tells it."""
    told: JSON = {"kind": "drive#permission", "id": one["id"], "type": one["type"], "role": one["role"]}
    if "emailAddress" in one:
        told |= {"emailAddress": one["emailAddress"], "displayName": one["emailAddress"], "deleted": False}
        told["pendingOwner"] = False
    elif "domain" in one:
        told |= {"domain": one["domain"], "displayName": one["domain"], "allowFileDiscovery": False}
    else:
        told["allowFileDiscovery"] = False
    return told


def _user(address: str, account: str) -> JSON:
    return {
        "kind": "drive#user",
        "displayName": address,
        "me": address == account,
        "permissionId": access.permission_id("user", address),
        "emailAddress": address,
    }


def _user_v2(address: str, account: str) -> JSON:
    return {
        "displayName": address,
        "kind": "drive#user",
        "isAuthenticatedUser": address == account,
        "permissionId": access.permission_id("user", address),
        "emailAddress": address,
    }


def _export_links(book: Spreadsheet) -> JSON:
    base = f"https://docs.google.com/spreadsheets/export?id={book.spreadsheet_id}&exportFormat="
    return {mime: base + form for mime, form in EXPORTS.items()}

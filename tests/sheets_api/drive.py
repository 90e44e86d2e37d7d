"""The Drive API: files, permissions, comments and changes; v3, and of v2 the upload that gspread's import uses."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

from tests.sheets_api import access, drive_files, exporting, fields
from tests.sheets_api.contract import Operation
from tests.sheets_api.drive_errors import DriveFailure, bad_value, forbidden, no_storage, not_found
from tests.sheets_api.drive_query import parse
from tests.sheets_api.exchange import Answer, Call
from tests.sheets_api.model import JSON, Spreadsheet
from tests.sheets_api.store import FOLDER, ROOT, SPREADSHEET, Store, new_book, stamp
from tests.sheets_api.switches import Switches

UPLOAD = re.compile(r"/upload/drive/v[23]/files/(?P<fileId>[^/]+)")
_NO_CACHE = {"Cache-Control": "no-cache, no-store, max-age=0, must-revalidate", "Pragma": "no-cache"}
_FIELDS_REQUIRED = ("drive.about.get", "drive.comments.create", "drive.comments.get", "drive.comments.list")
_SHORT = {  # what comes when no fields are asked for
    "drive.files": "kind,id,name,mimeType",
    "drive.files.list": "kind,nextPageToken,incompleteSearch,files(kind,id,name,mimeType)",
    "drive.permissions": "kind,id,type,role",
    "drive.permissions.list": "kind,nextPageToken,permissions(kind,id,type,role)",
    "drive.changes.list": "kind,nextPageToken,newStartPageToken,"
    "changes(kind,removed,time,changeType,fileId,file(kind,id,name,mimeType))",
}


def units(operation: str) -> str:
    """Which price of the quota an operation has."""
    verb = operation.rpartition(".")[2]
    if operation in ("drive.files.list", "drive.changes.list"):
        return "list"
    if verb == "export":
        return "export"
    return "edit" if verb in ("create", "update", "delete", "copy") else "other"


class DriveService:
    """Answers the operations of the Drive API."""

    def __init__(
        self, store: Store, switches: Switches, now: Callable[[], datetime], may_create: Callable[[str], bool]
    ) -> None:
        self._store, self._switches, self._now, self._may_create = store, switches, now, may_create
        self._does: dict[str, Callable[[Call, dict[str, str], JSON], Any]] = {
            "drive.about.get": self._about,
            "drive.files.list": self._list,
            "drive.files.get": self._get,
            "drive.files.create": self._create,
            "drive.files.update": self._update,
            "drive.files.delete": self._delete,
            "drive.files.copy": self._copy,
            "drive.files.export": self._export,
            "drive.comments.list": self._comments,
            "drive.comments.get": self._comment,
            "drive.comments.create": self._add_comment,
            "drive.permissions.list": self._permissions,
            "drive.permissions.get": self._permission,
            "drive.permissions.create": self._add_permission,
            "drive.permissions.update": self._change_permission,
            "drive.permissions.delete": self._remove_permission,
            "drive.changes.getStartPageToken": self._start,
            "drive.changes.list": self._changes,
        }

    def answer(self, call: Call, operation: Operation, named: dict[str, str], body: Any) -> Answer:
        """One operation; the `fields` asked for, or the few Drive tells by itself, are kept of its reply."""
        if operation.id in _FIELDS_REQUIRED and not call.one("fields"):
            raise DriveFailure(
                400, "The 'fields' parameter is required for this method.", "required", location="fields"
            )
        does = self._does.get(operation.id)
        if does is None:
            raise DriveFailure(501, f"{operation.id} is not part of this loopback Google.", "notImplemented")
        mask = self._mask(call, operation)  # before anything is changed
        told = does(call, named, body or {})
        if isinstance(told, Answer):
            return told
        if told is None:
            return Answer(204, None, "text/html", dict(_NO_CACHE))
        return Answer(200, fields.keep(told, mask), headers=dict(_NO_CACHE))

    def upload(self, call: Call, file_id: str) -> Answer:
        """PUT /upload/drive/v2/files/{id}?uploadType=media&convert=true: a CSV takes the spreadsheet's place."""
        if call.headers.get("content-type", "").partition(";")[0] not in (
            "text/csv",
            "text/tab-separated-values",
        ):
            raise DriveFailure(400, "Bad Request", "badRequest")
        self._writable(file_id, call)
        with self._store.change(file_id, by=call.account) as (book,):
            exporting.import_csv(book, call.body, self._switches)
        shown = self._store.shown(book)
        if "/v3/" in call.path:
            return Answer(
                200,
                fields.keep(drive_files.v3(book, call.account, shown), fields.parse(_SHORT["drive.files"])),
            )
        return Answer(200, drive_files.v2(book, call.account, shown))

    def _mask(self, call: Call, operation: Operation) -> fields.Mask:
        group = operation.id.rpartition(".")[0]
        text = call.one("fields") or _SHORT.get(operation.id) or _SHORT.get(group, "*")
        try:
            mask = fields.parse(text)
        except ValueError:
            raise bad_value(f"Invalid field selection {text}", "fields") from None
        if call.one("fields") and (unknown := operation.unknown_field(mask)):
            raise DriveFailure(
                400, f"Invalid field selection {unknown}", "invalidParameter", location="fields"
            )
        return mask

    # Files

    def _found(self, file_id: str, call: Call) -> Spreadsheet:
        book = self._store.find(file_id)
        if book is None or not access.role_of(book, call.account):
            raise not_found(file_id)
        if book.drive_id and not (call.truth("supportsAllDrives") or call.truth("supportsTeamDrives")):
            raise not_found(file_id)  # to a program that does not say it knows of shared drives [D]
        return book

    def _writable(self, file_id: str, call: Call, role: str = "writer") -> Spreadsheet:
        book = self._found(file_id, call)
        if not access.may(book, call.account, role):
            raise forbidden()
        return book

    def _file(self, book: Spreadsheet, call: Call) -> JSON:
        file = drive_files.v3(book, call.account, self._store.shown(book))
        if self._switches.tells_no_rights:
            file["capabilities"]["canEdit"] = False
        if self._switches.hides_sharing:
            file.pop("permissions", None)
            file.pop("permissionIds", None)
        return file

    def _get(self, call: Call, named: dict[str, str], body: JSON) -> JSON:
        return self._file(self._found(named["fileId"], call), call)

    def _list(self, call: Call, named: dict[str, str], body: JSON) -> JSON:
        test = parse(call.one("q"))
        found = []
        for book in self._store.files():
            if not access.role_of(book, call.account):
                continue
            if book.drive_id and not call.truth("includeItemsFromAllDrives"):
                continue
            file = self._file(book, call)
            owns = file.get("ownedByMe", False)
            people = [each.get("emailAddress", "") for each in book.permissions]
            me = ["me"] if call.account in people else []
            seen = {
                **file,
                "parents": [*book.parents, *(["root"] if ROOT in book.parents and owns else [])],
                "owners": [access.owner(book), *(["me"] if owns else [])],
                "writers": people + me,
                "readers": people + me,
                "sharedWithMe": not owns and not book.drive_id,
            }
            if test(seen):
                found.append(file)
        for key in reversed((call.one("orderBy") or "modifiedTime desc").split(",")):
            name, _, way = key.strip().partition(" ")
            found.sort(key=lambda file, name=name: _sortable(file, name), reverse=way == "desc")
        page, following = _page(found, call, 100)
        told: JSON = {"kind": "drive#fileList", "incompleteSearch": False, "files": page}
        return told | ({"nextPageToken": following} if following else {})

    def _create(self, call: Call, named: dict[str, str], body: JSON) -> JSON:
        kind = body.get("mimeType") or "application/octet-stream"
        parents = body.get("parents") or []
        for parent in parents:
            if parent != "root":
                self._writable(parent, call)
        if kind != FOLDER and not self._may_create(call.account):
            raise no_storage()
        book = new_book(body.get("name") or "Untitled", call.account, mime_type=kind)
        book.parents = [ROOT if parent == "root" else parent for parent in parents]
        self._store.add(book, call.account)
        return self._file(book, call)

    def _copy(self, call: Call, named: dict[str, str], body: JSON) -> JSON:
        """Cells, tabs and names come along; permissions and comments do not [C:CL.test_copy]."""
        source = self._found(named["fileId"], call)
        if not self._may_create(call.account):
            raise no_storage()
        twin = source.copy()
        fresh = new_book(body.get("name") or f"Copy of {source.title}", call.account)
        twin.spreadsheet_id, twin.title, twin.version = fresh.spreadsheet_id, fresh.title, 1
        twin.permissions, twin.comments, twin.parents = fresh.permissions, [], body.get("parents") or []
        self._store.add(twin, call.account)
        return self._file(twin, call)

    def _update(self, call: Call, named: dict[str, str], body: JSON) -> JSON:
        file_id = named["fileId"]
        self._writable(file_id, call, "owner" if body.get("trashed") else "writer")
        with self._store.change(file_id, by=call.account) as (book,):
            book.title = body.get("name") or book.title
            if body.get("trashed") is not None:
                book.trashed = bool(body["trashed"])
            gone = call.one("removeParents").split(",")
            added = [parent for parent in call.one("addParents").split(",") if parent]
            book.parents = [parent for parent in book.parents if parent not in gone] + added
        return self._file(book, call)

    def _delete(self, call: Call, named: dict[str, str], body: JSON) -> None:
        self._writable(named["fileId"], call, "owner")
        self._store.remove(named["fileId"])

    def _export(self, call: Call, named: dict[str, str], body: JSON) -> Answer:
        book = self._found(named["fileId"], call)
        if book.mime_type != SPREADSHEET:
            raise DriveFailure(403, "Export only supports Docs Editors files.", "fileNotExportable")
        kind = call.one("mimeType")
        content = exporting.export(book, drive_files.EXPORTS.get(kind, ""), self._switches)
        return Answer(200, content, kind, dict(_NO_CACHE))

    def _about(self, call: Call, named: dict[str, str], body: JSON) -> JSON:
        limit = "16106127360" if self._may_create(call.account) else "0"
        return {
            "kind": "drive#about",
            "user": {
                "kind": "drive#user",
                "displayName": call.account,
                "me": True,
                "permissionId": access.permission_id("user", call.account),
                "emailAddress": call.account,
            },
            "storageQuota": {"limit": limit, "usage": "0", "usageInDrive": "0", "usageInDriveTrash": "0"},
        }

    # Comments

    def _comments(self, call: Call, named: dict[str, str], body: JSON) -> JSON:
        comments = self._found(named["fileId"], call).comments
        page, following = _page(comments, call, 20)
        told: JSON = {"kind": "drive#commentList", "comments": page}
        return told | ({"nextPageToken": following} if following else {})

    def _comment(self, call: Call, named: dict[str, str], body: JSON) -> JSON:
        for comment in self._found(named["fileId"], call).comments:
            if comment["id"] == named["commentId"]:
                return comment
        raise DriveFailure(404, f"Comment not found: {named['commentId']}.", "notFound", location="commentId")

    def _add_comment(self, call: Call, named: dict[str, str], body: JSON) -> JSON:
        self._writable(named["fileId"], call, "commenter")
        if not body.get("content"):
            raise DriveFailure(400, "The comment must have content.", "required", location="content")
        with self._store.change(named["fileId"], by=call.account) as (book,):
            when = stamp(self._now())
            comment = {
                "kind": "drive#comment",
                "id": "AAAA" + secrets.token_urlsafe(6),
                "createdTime": when,
                "modifiedTime": when,
                "deleted": False,
                "resolved": False,
                "author": {"kind": "drive#user", "displayName": call.account, "me": True},
                "content": body["content"],
                "htmlContent": body["content"],
                "replies": [],
            }
            if body.get("anchor"):
                comment["anchor"] = body["anchor"]
            book.comments.append(comment)
        return comment

    # Permissions

    def _permissions(self, call: Call, named: dict[str, str], body: JSON) -> JSON:
        book = self._writable(named["fileId"], call)
        if self._switches.hides_sharing:
            raise forbidden()
        page, following = _page([drive_files.permission(each) for each in book.permissions], call, 100)
        told: JSON = {"kind": "drive#permissionList", "permissions": page}
        return told | ({"nextPageToken": following} if following else {})

    def _permission(self, call: Call, named: dict[str, str], body: JSON) -> JSON:
        return drive_files.permission(_held(self._writable(named["fileId"], call), named["permissionId"]))

    def _add_permission(self, call: Call, named: dict[str, str], body: JSON) -> JSON:
        kind, role = body.get("type"), body.get("role")
        if kind not in access.TYPES:
            raise DriveFailure(
                400, "The permission type field is required.", "required", location="permission.type"
            )
        if role not in access.ROLES:
            raise DriveFailure(
                400, "The permission role field is required.", "required", location="permission.role"
            )
        whom = body.get("domain") if kind == "domain" else body.get("emailAddress")
        if kind != "anyone" and (not whom or (kind != "domain" and "@" not in whom)):
            raise bad_value(
                "The specified emailAddress is invalid or not applicable for the given permission type.",
                "permission.emailAddress",
            )
        owns = access.owner(self._writable(named["fileId"], call)).casefold() == str(whom).casefold()
        if role == "owner" and not owns and not call.truth("transferOwnership"):
            raise DriveFailure(
                403,
                "The transferOwnership parameter must be enabled when the permission role is 'owner'.",
                "forbidden",
                location="transferOwnership",
            )
        new = access.permission(str(kind), str(role), str(whom or ""))
        with self._store.change(named["fileId"], by=call.account) as (book,):
            if role == "owner" and not owns:
                _step_down(book)
            access.grant(book, new)
        return drive_files.permission(new)

    def _change_permission(self, call: Call, named: dict[str, str], body: JSON) -> JSON:
        if body.get("role") not in access.ROLES:
            raise DriveFailure(
                400, "The permission role field is required.", "required", location="permission.role"
            )
        _held(self._writable(named["fileId"], call), named["permissionId"])
        with self._store.change(named["fileId"], by=call.account) as (book,):
            new = {**_held(book, named["permissionId"]), "role": body["role"]}
            access.grant(book, new)
        return drive_files.permission(new)

    def _remove_permission(self, call: Call, named: dict[str, str], body: JSON) -> None:
        """An account may always let go of its own."""
        own = named["permissionId"] == access.permission_id("user", call.account)
        one = _held(
            self._writable(named["fileId"], call, "reader" if own else "writer"), named["permissionId"]
        )
        if one["role"] == "owner":
            raise forbidden("The owner of a file cannot be removed.")
        with self._store.change(named["fileId"], by=call.account) as (book,):
            book.permissions = [each for each in book.permissions if each["id"] != named["permissionId"]]

    # Changes

    def _start(self, call: Call, named: dict[str, str], body: JSON) -> JSON:
        return {"kind": "drive#startPageToken", "startPageToken": str(self._store.first_to_come())}

    def _changes(self, call: Call, named: dict[str, str], body: JSON) -> JSON:
        if not call.one("pageToken").isdigit():
            raise bad_value("Invalid Value", "pageToken")
        following = self._store.first_to_come()
        told = []
        for change in self._store.changes(int(call.one("pageToken"))):
            book = self._store.find(change.file_id)
            entry: JSON = {
                "kind": "drive#change",
                "type": "file",
                "changeType": "file",
                "time": stamp(change.since),
                "removed": change.removed,
                "fileId": change.file_id,
            }
            if book is not None and access.role_of(book, call.account):
                entry["file"] = self._file(book, call)
            elif not change.removed:
                entry["removed"] = True  # as good as gone for who may not see it any more
            told.append(entry)
        return {"kind": "drive#changeList", "newStartPageToken": str(following), "changes": told}


def _held(book: Spreadsheet, permission_id: str) -> JSON:
    for each in book.permissions:
        if each["id"] == permission_id:
            return each
    raise DriveFailure(404, f"Permission not found: {permission_id}.", "notFound", location="permissionId")


def _step_down(book: Spreadsheet) -> None:
    """The owner before becomes a writer."""
    book.permissions = [
        {**each, "role": "writer"} if each["role"] == "owner" else each for each in book.permissions
    ]


def _sortable(file: JSON, name: str) -> str:
    return str(file.get("name" if name == "name_natural" else name, "")).casefold()


def _page(items: list[JSON], call: Call, size: int) -> tuple[list[JSON], str]:
    """A page of a list and the token of the next; an empty token is the first page [C:CL.test_copy #6]."""
    token = call.one("pageToken")
    start = int(token.removeprefix("p")) if re.fullmatch(r"p\d+", token) else 0
    if token and not re.fullmatch(r"p\d+", token):
        raise bad_value("Invalid Value", "pageToken")
    end = start + max(1, min(int(call.one("pageSize") or size), 1000))
    return items[start:end], f"p{end}" if end < len(items) else ""

"""Who may do what with a file: Drive's roles, held by accounts, domains and anyone."""

from __future__ import annotations

import hashlib

from tests.sheets_api.model import JSON, Spreadsheet

_RANKS = {"": 0, "reader": 1, "commenter": 2, "writer": 3, "fileOrganizer": 4, "organizer": 5, "owner": 6}
ROLES = tuple(role for role in _RANKS if role)
TYPES = ("user", "group", "domain", "anyone")


def role_of(book: Spreadsheet, account: str) -> str:
    """The highest role an account has; "" for none."""
    return max((each["role"] for each in book.permissions if _holds(each, account)), key=_rank, default="")


def may(book: Spreadsheet, account: str, role: str) -> bool:
    """Whether an account has at least this role."""
    return _rank(role_of(book, account)) >= _RANKS[role]


def owner(book: Spreadsheet) -> str:
    return next((each["emailAddress"] for each in book.permissions if each["role"] == "owner"), "")


def permission_id(kind: str, whom: str) -> str:
    """The same for the same account, whatever the file, as Drive's are."""
    if kind == "anyone":
        return "anyoneWithLink"
    digest = hashlib.sha256(whom.casefold().encode()).digest()
    return str(int.from_bytes(digest[:8], "big")).zfill(20)


def permission(kind: str, role: str, whom: str = "") -> JSON:
    """One entry of Spreadsheet.permissions."""
    one: JSON = {"id": permission_id(kind, whom), "type": kind, "role": role}
    if kind in ("user", "group"):
        one["emailAddress"] = whom
    elif kind == "domain":
        one["domain"] = whom
    return one


def grant(book: Spreadsheet, new: JSON) -> None:
    """Puts a permission on a file; the one the same account had goes."""
    book.permissions = [each for each in book.permissions if each["id"] != new["id"]] + [new]


def _rank(role: str) -> int:
    return _RANKS.get(role, 0)


def _holds(permission: JSON, account: str) -> bool:
    match permission["type"]:
        case "anyone":
            return True
        case "domain":
            return account.casefold().endswith("@" + str(permission.get("domain", "")).casefold())
        case _:
            return str(permission.get("emailAddress", "")).casefold() == account.casefold()

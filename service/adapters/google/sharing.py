"""Who can see a workbook on Google, and whether that is right (FEATURES row 91): pure, from Drive's list of permissions.

Nobody is named in what is said here: the message tells how many and where to look, and the Share window shows who.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.adapters.google.troubles import NAMES
from service.core.changes import WorkbookRefused
from service.core.grids import Notice

NOT_SEEN = "sharing-not-seen"
_WITHOUT = {"staff": "nothing is sent by it", "managers": "no figures are written into it"}
_LOOK = "Open it in Google Sheets, choose Share, and "


@dataclass(frozen=True)
class Inside:
    """Who may see what. `domains` empty: only the domain of the workbook's owner is inside, and not where anybody can
    have an address (`anybodys`); then only the owner is."""

    account: str  # our own
    domains: tuple[str, ...] = ()
    managers_may_read: tuple[str, ...] = ()  # people outside, by name
    anybodys: Collection[str] = ()
    checked_by_hand: bool = False  # what Google does not show us, somebody has looked at


def refuse_shared_wrongly(
    permissions: Sequence[Mapping[str, Any]] | None, role: str, inside: Inside
) -> list[Notice]:
    """WorkbookRefused where somebody can see it who must not; else what else there is to say of its sharing."""
    if not permissions:  # we ourselves would be in it
        return [_not_seen(role, inside)]
    shares = [share for share in permissions if not share.get("deleted")]
    _refuse(shares, role, inside)
    return []


def _not_seen(role: str, inside: Inside) -> Notice:
    says = f"Google does not show us who {NAMES[role]} is shared with"
    if inside.checked_by_hand:
        fix = f"{_LOOK}look now and again who is named there. To settle it, make {inside.account} an Editor."
        return Notice(NOT_SEEN, f"{says}. You said that somebody has checked it.", fix)
    return Notice(
        NOT_SEEN,
        f"{says}, so {_WITHOUT[role]}.",
        f"{_LOOK}make {inside.account} an Editor; under the cog there, let editors change permissions and share. If it is "
        "on a shared drive that hides its people, make the account a Content manager of the drive, or move the "
        "spreadsheet out of it. Else look there yourself that nobody outside is named, and write "
        "sharing_checked_by_hand = true in [google].",
        stops=True,
    )


def _refuse(shares: Sequence[Mapping[str, Any]], role: str, inside: Inside) -> None:
    name = NAMES[role]
    if any(share.get("type") == "anyone" for share in shares):
        raise _refused(
            "open-to-anyone",
            role,
            f"Anyone with the link can open {name}, so we do not use it. {_LOOK}change “Anyone with the link” to "
            "“Restricted”.",
        )
    domains = _domains(shares, inside)
    if any(share.get("type") == "domain" and _low(share, "domain") not in domains for share in shares):
        raise _refused(
            "open-to-another-organisation",
            role,
            f"Everybody of another organisation can open {name}, so we do not use it. {_LOOK}take that out; or, if it "
            "is your own, name it with inside_domain in [google].",
        )
    outside = [share for share in shares if not _may_see(share, role, domains, inside)]
    if not outside:
        return
    if not domains and not _owner(shares):
        raise _refused(
            "who-is-inside",
            role,
            f"We cannot tell who belongs to your organisation, so we do not use {name}. Name its domain with "
            "inside_domain in [google], such as example.nhs.uk.",
        )
    raise _refused("shared-outside", role, _says_outside(len(outside), role, inside))


def _says_outside(number: int, role: str, inside: Inside) -> str:
    name = NAMES[role]
    people = "1 address" if number == 1 else f"{number} addresses"
    mend = f"{_LOOK}take out whoever is not of your organisation"
    if role == "managers":
        mend += ", or name them with managers_may_read in [google]"
    says = f"{name} is shared with {people} outside your organisation, so we do not use it. {mend}."
    if not inside.domains:
        says += " If they are your own, name your domain with inside_domain in [google]."
    return says[0].upper() + says[1:]


def _may_see(share: Mapping[str, Any], role: str, domains: Collection[str], inside: Inside) -> bool:
    if share.get("type") == "domain":
        return True  # looked at before
    address = _low(share, "emailAddress")
    if address == inside.account.lower():
        return True
    if not inside.domains and share.get("role") == "owner":
        return True
    if _domain_of(address) in domains:
        return True
    return role == "managers" and address in inside.managers_may_read


def _domains(shares: Sequence[Mapping[str, Any]], inside: Inside) -> Collection[str]:
    if inside.domains:
        return inside.domains
    return {_domain_of(owner) for owner in _owner(shares)} - {"", *inside.anybodys}


def _owner(shares: Sequence[Mapping[str, Any]]) -> list[str]:
    """Nobody owns a file of a shared drive but the drive."""
    return [_low(share, "emailAddress") for share in shares if share.get("role") == "owner"]


def _domain_of(address: str) -> str:
    return address.rpartition("@")[2] if "@" in address else ""


def _low(share: Mapping[str, Any], key: str) -> str:
    return str(share.get(key, "")).lower()


def _refused(code: str, role: str, says: str) -> WorkbookRefused:
    refused = WorkbookRefused(says, code)
    refused.workbook = role
    return refused

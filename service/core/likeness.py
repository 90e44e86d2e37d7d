"""Whether two rows may be one person, by name, e-mail and telephone as people write them. Suggests, never decides."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import combinations
from typing import Any

TITLES = frozenset("mr mrs ms miss mx dr prof professor sir dame lady lord rev reverend sister".split())
_COMPARED = 12  # rows sharing a key beyond these are not compared: a list with more is one problem already


def name_words(name: str) -> tuple[str, ...]:
    """First names first, without titles, accents and remarks: "SMITH, Mrs Jane" is ("jane", "smith")."""
    name = re.sub(r"\(.*?\)", " ", name)
    surname, comma, first = name.partition(",")
    plain = unicodedata.normalize("NFKD", f"{first} {surname}" if comma else name).casefold()
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    words = re.findall(r"[^\W_]+", re.sub(r"[’'\-]", "", plain))
    return tuple(word for word in words if word not in TITLES) or tuple(words)


def is_same_name(one: str, other: str) -> bool:
    """The same words in any order, or one surname and first names of which one may be short for the other."""
    first, second = name_words(one), name_words(other)
    if not first or not second:
        return False
    if sorted(first) == sorted(second):
        return True
    if len(first) < 2 or len(second) < 2 or first[-1] != second[-1]:
        return False
    return _is_short_for(first[0], second[0])


def _is_short_for(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return long.startswith(short) and (len(short) == 1 or short == long)


def phone_digits(phone: str) -> str:
    """A number as its digits, +44 and 0044 read as 0, so that two ways of writing it are equal."""
    digits = re.sub(r"(?i)\s*(ext|x)\.?\s*\d+$|\(0\)|\D", "", phone)
    return re.sub(r"^(?:0044|44(?=\d{10}$))0?", "0", digits)


def is_landline(phone: str) -> bool:
    """A British number that cannot get texts: 01, 02, 03 and 08. Of numbers abroad we cannot tell."""
    abroad = phone.strip().startswith("+") and not phone.strip().startswith("+44")
    return not abroad and phone_digits(phone)[:2] in ("01", "02", "03", "08")


def may_be_one_person(one: Any, other: Any) -> bool:
    """Of two People rows. A carer and the patient they care for often share a letter box and a telephone."""
    named = bool(one.name and other.name and is_same_name(one.name, other.name))
    if _cares_for(one, other) or _cares_for(other, one):
        return named and name_words(one.name) == name_words(other.name)
    mail = _compare(one.email, other.email, str.casefold)
    phone = _compare(one.phone, other.phone, phone_digits)
    if named:
        return not (mail is False and phone is False)
    if mail:
        return True
    return bool(phone and one.name and other.name and name_words(one.name)[:1] == name_words(other.name)[:1])


def _compare(one: str | None, other: str | None, plain: Any) -> bool | None:
    return None if one is None or other is None else plain(one) == plain(other)


def _cares_for(carer: Any, patient: Any) -> bool:
    return bool(carer.carer_of and patient.ref and carer.carer_of.ref == patient.ref)


def alike(rows: Sequence[Any]) -> dict[int, list[Any]]:
    """Row number → the other rows that may be the same person."""
    together: dict[tuple[str, str], list[Any]] = {}
    for row in rows:
        for key in likeness_keys(row):
            together.setdefault(key, []).append(row)
    found: dict[int, dict[int, Any]] = {}
    for same in together.values():
        for one, other in combinations(same[:_COMPARED], 2):
            if may_be_one_person(one, other):
                found.setdefault(one.row_number, {})[other.row_number] = other
                found.setdefault(other.row_number, {})[one.row_number] = one
    return {number: [others[place] for place in sorted(others)] for number, others in found.items()}


def likeness_keys(row: Any) -> Iterable[tuple[str, str]]:
    """Only rows that share one of these can be one person, so that long lists stay quick."""
    words = name_words(row.name) if row.name else ()
    if words:
        yield "words", " ".join(sorted(words))
        yield "initial and surname", f"{words[0][0]} {words[-1]}"
    if row.email:
        yield "email", row.email.casefold()
    if row.phone:
        yield "phone", phone_digits(row.phone)


_HOSTS = (
    "gmail",
    "googlemail",
    "hotmail",
    "outlook",
    "yahoo",
    "icloud",
    "btinternet",
    "virginmedia",
    "talktalk",
)
_REAL = frozenset(
    (*_HOSTS, "ymail", "email", "mail", "fmail", "hmail", "rocketmail", "yahoomail", "outlookmail")
)
_ENDINGS = {
    "con": "com",
    "cmo": "com",
    "ocm": "com",
    "vom": "com",
    "xom": "com",
    "comm": "com",
    "nett": "net",
    "ent": "net",
}


def likely_host(email: str) -> str | None:
    """gmail.com for gmial.com or gmail.con: slips everybody makes. None where nothing looks wrong."""
    name, _, ending = email.rpartition("@")[2].casefold().partition(".")
    last = ending.rpartition(".")[2]
    right_ending = ending[: len(ending) - len(last)] + _ENDINGS.get(last, last)
    right_name = _right_name(name)
    if right_name != name and len(name) < 4:
        right_name = name
    right = f"{right_name}.{right_ending}"
    return None if right == f"{name}.{ending}" else right


@lru_cache(maxsize=512)  # most addresses of a list are at a few hosts
def _right_name(host: str) -> str:
    return host if host in _REAL else next((known for known in _HOSTS if _is_a_slip(host, known)), host)


def _is_a_slip(one: str, other: str) -> bool:
    """Two letters the wrong way round, or one letter missing or doubled."""
    swapped = (other[:at] + other[at + 1] + other[at] + other[at + 2 :] for at in range(len(other) - 1))
    missing = (other[:at] + other[at + 1 :] for at in range(1, len(other)))
    doubled = (other[: at + 1] + other[at:] for at in range(len(other)))
    return one != other and (one in swapped or one in missing or one in doubled)

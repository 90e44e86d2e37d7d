"""E-mail, telephone and postal addresses: `…_kept` is what a cell of People holds, `…_in` all that a text may mean."""

from __future__ import annotations

import re
from collections.abc import Iterator

from service.core.plain_words import words

Phrase = tuple[str, ...]

LAST_DIGITS = 9  # +44 1632 960001 and 01632 960001 are one number
_LONGEST_NUMBER = 14  # digits, as in 0044 (0)1632 960001; more are two numbers side by side
_DIGITS = re.compile(r"\d(?:[\W_]{0,3}\d)*")
_ONE_NUMBER = re.compile(r"\+?(?:\d ?){9,13}\d")
_NEXT_NUMBER = re.compile(r"(?<=\d)[\W_]+(?=\+|0\d{2})")

_AT = re.compile(r"\s*(?:@|[(\[]at[)\]])\s*")
_APART = re.compile(r"[\s,;|/<>()\[\]\"]+")
_EMAIL = re.compile(r"([^\s@]{1,64})@([\w-]+(?:\.[\w-]+)+)")
_BEFORE_LOCAL = re.compile(r"[^\w.+-]")  # what may stand right before an address: Email:, a bracket, a quote
_AFTER_HOST = re.compile(r"[\W_]|$")

_POSTCODE = re.compile(r"\b([a-z]{1,2}\d[a-z\d]?)[\W_]{0,2}(\d[a-z]{2})\b")
_SHORT = {
    "road": "rd", "street": "st", "avenue": "ave", "lane": "ln", "drive": "dr", "close": "cl", "court": "ct",
    "crescent": "cres", "gardens": "gdns", "place": "pl", "square": "sq", "terrace": "terr", "grove": "gr",
}  # fmt: skip
_OTHER_WAY = _SHORT | {short: long for long, short in _SHORT.items()}
_STREETS = frozenset(_OTHER_WAY) | frozenset(
    "way hill green walk row rise view mews park parade path end gate yard wharf quay green common bank".split()
)
_HOUSES = frozenset("cottage cottages house farm farmhouse lodge villa barn bungalow grange manor".split())


def numbers_kept(cell: str) -> Iterator[str]:
    """Each telephone number in a cell, by its last digits."""
    if _ONE_NUMBER.fullmatch(cell):  # nearly always, and thousands of times
        yield cell.replace(" ", "")[-LAST_DIGITS:]
        return
    for run in _DIGITS.findall(cell):
        digits = _only_digits(run)
        several = _NEXT_NUMBER.split(run) if len(digits) > _LONGEST_NUMBER else ()
        for number in (digits, *map(_only_digits, several)):
            if len(number) >= LAST_DIGITS:
                yield number[-LAST_DIGITS:]


def numbers_in(text: str) -> Iterator[str]:
    """Whatever stands beside a number, an hour or another number, some stretch of these digits is it."""
    for run in _DIGITS.findall(text):
        digits = _only_digits(run)
        for start in range(len(digits) - LAST_DIGITS + 1):
            yield digits[start : start + LAST_DIGITS]


def _only_digits(run: str) -> str:
    return re.sub(r"\D", "", run)


def emails_kept(cell: str) -> Iterator[str]:
    for piece in _APART.split(cell.casefold()):
        if "@" in piece:
            yield piece.removeprefix("mailto:").strip("' .")


def emails_in(text: str) -> Iterator[str]:
    """Each address there may be: with and without what stands right before or after it."""
    for local, host in _EMAIL.findall(_AT.sub("@", text.casefold())) if "@" in text or "at" in text else ():
        names = {local, *(local[found.end() :] for found in _BEFORE_LOCAL.finditer(local))}
        names |= {name.strip("._+-") for name in names}
        hosts = [host[: found.start()] for found in _AFTER_HOST.finditer(host)]
        for name in names:
            yield from (f"{name}@{end}" for end in hosts)


def postcodes_in(text: str) -> Iterator[str]:
    yield from map("".join, _POSTCODE.findall(text.casefold()))


def address_phrases(address: str) -> Iterator[Phrase]:
    """What of an address says where somebody lives: number and street, house and street; no street or town alone."""
    before: Phrase = ()
    for line in re.split(r"[\n,;]", _POSTCODE.sub(" ", address.casefold())):
        part = words(line)
        if part:
            for phrase in _telling(before, part):
                yield phrase
                if phrase[-1] in _OTHER_WAY:
                    yield (*phrase[:-1], _OTHER_WAY[phrase[-1]])
            before = part


def _telling(before: Phrase, part: Phrase) -> Iterator[Phrase]:
    ends = [at + 1 for at, word in enumerate(part) if at and word in _STREETS]
    number = next((at for at in range(len(part) - 1, -1, -1) if _is_number(part[at])), None)
    if number is not None and len(part) > 1:
        yield part
        # 12 Elm Road of “12 Elm Road Northmoor”; not 12 St of “12 St Mary’s Close”
        yield from (part[number:end] for end in ends if number + 2 < end < len(part))
    if before and (before[-1] in _HOUSES or (len(before) == 1 and _is_number(before[0]))):
        yield before + part
    if before and number is None and (before[-1] not in _STREETS or any(map(_is_number, before))):
        yield from (before + part[:end] for end in ends)


def _is_number(word: str) -> bool:
    """12, and 12a."""
    return word[0].isdigit()

"""Does this text name somebody? What staff typed is held back from managers and the public when it does."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

# Names that are also words of every day: alone they say nothing, beside a title or the rest of the name they do.
_EVERYDAY = frozenset(
    """able april art august baker banks barker bell best bill bird black bloom book bond brook brown bush butler carpenter
    carter case chance christian clay cook cooper cross daisy dale dawn day dean down drew english faith farmer field fields
    fisher fox frank freedom garden gay gene glass good grace gray green grey hall hand hardy harmony head heart heather hill
    holly holmes home hope house hunter iris ivy joy june king kind knight lake lamb lane law little long love major mark
    marsh mason may melody mercy miles mills moon north nurse page park parks patience penny pepper piper pool poppy pope
    porter potter power price pride prince quick ray reed rich ring river robin rose ruby short small smart snow south spring
    stone storm story street strong summer sunny swift taylor turner van von walker wall ward waters way webb weaver wells west
    practice white wild will wise wood woods young""".split()
)
_TITLES = frozenset(
    "mr mrs ms miss mx dr doctor sir dame lady lord rev reverend professor prof sister".split()
)
_EMAIL = re.compile(r"(?<![^\s@,;<>()\"'])[^\s@,;<>()\"']+@[^\s@,;<>()\"']+")
_NUMBER = re.compile(r"\+?\d(?:[\s().\-–/]*\d){6,}")
_POSTCODE = re.compile(r"\b([a-z]{1,2}\d[a-z\d]?)\s*(\d[a-z]{2})\b")
_PERSON_REF = re.compile(r"\bp-?\d{3,}", re.IGNORECASE)
_LEAST_PART = 3  # letters; Jo and Li count only with a capital first letter


@dataclass(frozen=True)
class Known:
    """What identifies one person: any of it may be None."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None
    address: str | None = None


class Hidden:
    """Everything that must not be read in a text, looked up word by word so that thousands of people cost nothing extra.

    `free` are names that may be said, such as those of staff; a patient of the same name is held back all the same.
    """

    def __init__(self, people: Iterable[Known], names: Iterable[str] = (), free: Iterable[str] = ()):
        self._phrases: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        self._wished: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        self._parts: set[str] = set()
        self._titled: set[str] = set()
        self._emails: set[str] = set()
        self._numbers: set[str] = set()
        self._codes: set[str] = set()
        for person in people:
            self._learn(person)
        for words in map(_words, names):
            if words:
                self._wished[words[0]].add(words)
        self._free = [words for words in map(_words, free) if words and words not in self._phrases[words[0]]]

    def _learn(self, person: Known) -> None:
        if person.name:
            words = _without_titles(_words(person.name))
            self._phrase(words)
            self._phrase((*words[1:], *words[:1]))  # Smith, Jane
            if len(words) > 2:
                self._phrase((words[0], words[-1]))
            for word in words:
                if len(word) > 1:
                    self._titled.add(word)
                    if word not in _EVERYDAY:
                        self._parts.add(word)
        if person.email:
            self._emails.add(person.email.casefold().strip(" ."))
        if person.phone:
            self._numbers.add(_last_digits(person.phone))
        if person.address:
            self._learn_address(person.address)

    def _learn_address(self, address: str) -> None:
        self._codes.update("".join(found) for found in _POSTCODE.findall(address.casefold()))
        for line in re.split(r"[\n,;]", address):
            words = _words(_POSTCODE.sub(" ", line.casefold()))
            if len(words) > 1 and any(
                word[0].isdigit() for word in words
            ):  # 12 Elm Road; a town alone names nobody
                self._phrase(words)

    def _phrase(self, words: tuple[str, ...]) -> None:
        if words:
            self._phrases[words[0]].add(words)

    def names_somebody(self, text: str | None, staff_pass: bool = False) -> bool:
        """True if the text holds a name, address, e-mail, telephone number or Ref of one of them.

        `staff_pass`: where a colleague's name belongs, such as an owner, it may be said though Names to hide has it.
        """
        if not text:
            return False
        plain = unicodedata.normalize("NFKC", text)
        return self._has_a_number(plain) or self._has_a_name(plain, staff_pass=staff_pass)

    def may_be_called(self, name: str) -> bool:
        """True if a service may be called this: it names nobody. Names to hide are no reason: they are for quotes."""
        plain = unicodedata.normalize("NFKC", name)
        return not self._has_a_number(plain) and not self._has_a_name(plain, wishes=False)

    def _has_a_number(self, plain: str) -> bool:
        return (
            bool(_PERSON_REF.search(plain))
            or any(found.casefold().strip(" .") in self._emails for found in _EMAIL.findall(plain))
            or any(_last_digits(found) in self._numbers for found in _NUMBER.findall(plain))
            or any("".join(found) in self._codes for found in _POSTCODE.findall(plain.casefold()))
        )

    def _has_a_name(self, text: str, staff_pass: bool = False, wishes: bool = True) -> bool:
        typed = _split(text)
        words = tuple(map(_plain, typed))
        allowed = self._allowed(words)
        for place, word in enumerate(words):
            if any(words[place : place + len(phrase)] == phrase for phrase in self._phrases.get(word, ())):
                return True
            if wishes and self._is_wished(words, place, allowed if staff_pass else frozenset()):
                return True
            if place in allowed:
                continue
            if word in self._parts and (len(word) >= _LEAST_PART or typed[place][:1].isupper()):
                return True
            if word in self._titled and place and words[place - 1] in _TITLES:
                return True
        return False

    def _is_wished(self, words: tuple[str, ...], place: int, allowed: Collection[int]) -> bool:
        found = (
            range(place, place + len(phrase))
            for phrase in self._wished.get(words[place], ())
            if words[place : place + len(phrase)] == phrase
        )
        return any(not all(at in allowed for at in span) for span in found)

    def _allowed(self, words: tuple[str, ...]) -> set[int]:
        spans = (
            range(at, at + len(name))
            for name in self._free
            for at in range(len(words))
            if words[at : at + len(name)] == name
        )
        return {place for span in spans for place in span}


_POSSESSIVE = re.compile(r"['’ʼ]s\b", re.IGNORECASE)
_JOINING = re.compile(r"[\u200b-\u200f\u2060\ufeff\u00ad'’ʼ]")
_WORD = re.compile(r"[^\W_]+")
_PLAIN_WORD = re.compile(r"[a-z0-9]+")


def _split(text: str) -> list[str]:
    """Words and numbers; an apostrophe s falls away, other apostrophes join (O'Brien), hyphens part."""
    text = _JOINING.sub("", _POSSESSIVE.sub("", text))
    return _WORD.findall(unicodedata.normalize("NFC", text))


def _plain(word: str) -> str:
    if word.isascii():
        return word.lower()
    spread = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in spread if not unicodedata.combining(letter))


def _words(text: str) -> tuple[str, ...]:
    if text.isascii() and "'" not in text:  # nearly always, and thousands of times
        return tuple(_PLAIN_WORD.findall(text.lower()))
    return tuple(filter(None, map(_plain, _split(unicodedata.normalize("NFKC", text)))))


def _without_titles(words: tuple[str, ...]) -> tuple[str, ...]:
    return words[1:] if len(words) > 1 and words[0] in _TITLES else words


def _last_digits(number: str) -> str:
    # +44 1632 960001 and 01632 960001 are one number.
    return re.sub(r"\D", "", number)[-9:]

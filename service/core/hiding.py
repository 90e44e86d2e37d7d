"""Does this text name somebody? What staff typed is held back from managers and the public when it does."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from service.core import contacts
from service.core.collecting import nothing_to_collect
from service.core.plain_words import plain, split, words

# Names that are also words of every day: alone they say nothing, beside a title or the rest of the name they do.
_EVERYDAY = frozenset(
    """able april art august baker banks barker bell best bill bird black bloom book bond brook brown bush butler carpenter
    carter case chance christian clay cook cooper cross daisy dale dawn day dean down drew english faith farmer field fields
    fisher fox frank freedom garden gay gene glass good grace gray green grey hall hand hardy harmony head heart heather hill
    holly holmes home hope house hunter iris ivy joy june king kind knight lake lamb lane law little long love major mark
    marsh mason may melody mercy miles mills moon north nurse page park parks patience penny pepper piper pool poppy pope
    porter potter power price pride prince quick ray reed rich ring river robin rose ruby short small smart snow south spring
    stone storm story street strong summer sunny swift taylor turner van von walker wall ward waters way webb weaver wells west
    practice white wild will wise wood woods young
    friend man new son""".split()
)
# What a row is called that is there to try things on, or for somebody whose name is not known yet: these words hide nothing.
_NOBODY = frozenset(
    """anonymous carer client daughter dummy example father husband mother name nobody partner patient person relative
    staff surname test tester trial unknown wife""".split()
)
_TITLES = frozenset(
    "mr mrs ms miss mx dr doctor sir dame lady lord rev reverend professor prof sister".split()
)
_PERSON_REF = re.compile(r"\b(?:[Pp][-\u2010-\u2013]?|P\s)\d{3,}")  # p 123 with a space may be a page
_HYPHENED = re.compile(r"\w+(?:[-\u2010-\u2013]\w+)+")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"))
_LEAST_DIGITS = 6  # of a number without its code
_LEAST_PART = 3  # letters; Jo and Li count only with a capital first letter


@dataclass(frozen=True)
class Known:
    """What identifies one person: any of it may be None."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None
    address: str | None = None
    ref: str = ""  # of the row; "" where it has none
    is_staff: bool = False  # then the name may be said


class Hidden:
    """Everything that must not be read in a text, looked up word by word so that thousands of people cost nothing extra.

    `free` are names that may be said, such as those of staff; a patient of the same name is held back all the same.
    `before` is what earlier runs held back, by the text's `mark`: whom it named, as Ref/mark of the name. Such a text stays
    held when the row of one of them is gone or has another name: that she died is no reason to tell who she was. Where the
    name is the same it goes by the row as it is, which may say Staff by now.
    """

    def __init__(
        self,
        people: Collection[Known],
        names: Iterable[str] = (),
        free: Iterable[str] = (),
        before: Mapping[str, Collection[str]] | None = None,
        mark: Callable[[str], str] = str,
    ):
        # Each with the Ref of one it tells of.
        self._phrases: dict[tuple[str, ...], str] = {}
        self._longest: dict[str, int] = {}  # words in the longest phrase that begins with this one
        self._parts: dict[str, str] = {}
        self._titled: dict[str, str] = {}
        self._emails: dict[str, str] = {}
        self._numbers: dict[str, str] = {}
        self._codes: dict[str, str] = {}
        self._there: dict[str, str | None] = {}  # names by Ref
        with nothing_to_collect():
            for person in people:
                self._there[person.ref] = person.name
                self._learn(person)
        self._wished: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        for wish in map(words, names):
            if wish:
                self._wished[wish[0]].add(wish)
        said = [*free, *(person.name for person in people if person.is_staff and person.name)]
        self._free = [name for name in map(words, said) if name and name not in self._phrases]
        self._before, self._mark = before or {}, mark
        self.held: dict[str, set[str]] = {}  # as `before`, for the next run: what was asked of and held back

    def _learn(self, person: Known) -> None:
        ref = person.ref
        if person.name and not person.is_staff:
            self._learn_name(person.name, ref)
        if person.email:
            for address in contacts.emails_kept(_normal(person.email)):
                self._emails.setdefault(address, ref)
        if person.phone:
            self._learn_numbers(_normal(person.phone), ref)
        if person.address:
            address = _normal(person.address)
            for code in contacts.postcodes_in(address):
                self._codes.setdefault(code, ref)
            for phrase in contacts.address_phrases(address):
                self._phrase(phrase, ref)

    def _learn_name(self, typed: str, ref: str) -> None:
        name = _without_titles(words(typed))
        if all(word in _NOBODY or word.isdigit() for word in name):
            return
        self._phrase(name, ref)
        self._phrase((*name[1:], *name[:1]), ref)  # Smith, Jane
        if len(name) > 2:
            self._phrase((name[0], name[-1]), ref)
        joined = (
            () if typed.isascii() and "-" not in typed else map(_together, _HYPHENED.findall(_normal(typed)))
        )
        for word in (*name, *joined):
            if len(word) > 1 and word not in _NOBODY and not word.isdigit():
                self._titled.setdefault(word, ref)
                if word not in _EVERYDAY:
                    self._parts.setdefault(word, ref)

    def _learn_numbers(self, typed: str, ref: str) -> None:
        numbers = list(contacts.numbers_kept(typed))
        for number in numbers:
            self._numbers.setdefault(number, ref)
        digits = "" if numbers else re.sub(r"\D", "", typed)
        if len(digits) >= _LEAST_DIGITS:
            # Without its code: looked for as a word, since so few digits stand in many longer numbers.
            self._phrase((digits,), ref)

    def _phrase(self, phrase: tuple[str, ...], ref: str) -> None:
        if phrase:
            self._phrases.setdefault(phrase, ref)
            if self._longest.get(phrase[0], 0) < len(phrase):
                self._longest[phrase[0]] = len(phrase)

    def names_somebody(self, text: str | None, staff_pass: bool = False) -> bool:
        """True if the text holds a name, address, e-mail, telephone number or Ref of one of them.

        `staff_pass`: where a colleague's name belongs, such as an owner, it may be said though Names to hide has it.
        """
        if not text:
            return False
        normal = _normal(text)
        return self._is_held(normal) or self._is_wished(normal, staff_pass)

    def may_be_called(self, name: str) -> bool:
        """True if a service may be called this: it names nobody. Names to hide are no reason: they are for quotes."""
        return not self._is_held(_normal(name))

    def _is_held(self, text: str) -> bool:
        """Whether it names somebody in People, or named one who is not there any more."""
        ref = self._named(text)
        if ref is None and not self._before:
            return False
        mark = self._mark(" ".join(words(text)))
        named = set(self._before.get(mark, ()))
        if ref is None and all(map(self._is_there, named)):
            return False
        self.held[mark] = named if ref is None else named | {self._identity(ref)}
        return True

    def _identity(self, ref: str) -> str:
        return f"{ref}/{self._mark(self._there.get(ref) or '')}"

    def _is_there(self, identity: str) -> bool:
        ref = identity.partition("/")[0]
        return bool(ref and self._there.get(ref)) and identity == self._identity(ref)

    def _named(self, text: str) -> str | None:
        """The Ref of somebody it names; "" where no row is known for it, None where it names nobody."""
        return "" if _PERSON_REF.search(text) else next(chain(self._reached(text), self._called(text)), None)

    def _reached(self, text: str) -> Iterator[str]:
        for known, said in (
            (self._emails, contacts.emails_in),
            (self._numbers, contacts.numbers_in),
            (self._codes, contacts.postcodes_in),
        ):
            yield from (known[each] for each in (said(text) if known else ()) if each in known)

    def _called(self, text: str) -> Iterator[str]:
        typed = split(text)
        said = tuple(map(plain, typed))
        allowed = self._allowed(said)
        for place, word in enumerate(said):
            for end in range(place + 1, place + 1 + self._longest.get(word, 0)):
                if said[place:end] in self._phrases:
                    yield self._phrases[said[place:end]]
            if place in allowed:
                continue
            is_capital, before = typed[place][:1].isupper(), said[place - 1] if place else ""
            if word in self._parts and (len(word) >= _LEAST_PART or is_capital):
                yield self._parts[word]
            if word in self._titled and before in _TITLES:
                yield self._titled[word]
            if is_capital and before == "the":  # The Begums
                yield from (self._parts[one] for one in _singular(word) if one in self._parts)
        for found in _HYPHENED.findall(text):  # Mei-Ling for Meiling
            if (joined := _together(found)) in self._parts:
                yield self._parts[joined]

    def _is_wished(self, text: str, staff_pass: bool) -> bool:
        if not self._wished:
            return False
        said = words(text)
        allowed = self._allowed(said) if staff_pass else frozenset()
        spans = (
            range(place, place + len(phrase))
            for place, word in enumerate(said)
            for phrase in self._wished.get(word, ())
            if said[place : place + len(phrase)] == phrase
        )
        return any(not all(at in allowed for at in span) for span in spans)

    def _allowed(self, said: tuple[str, ...]) -> Collection[int]:
        spans = (
            range(at, at + len(name))
            for name in self._free
            for at in range(len(said))
            if said[at : at + len(name)] == name
        )
        return {place for span in spans for place in span}


def _normal(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFKC", text).translate(_INVISIBLE)


def _together(hyphened: str) -> str:
    """Meiling for Mei-Ling."""
    return "".join(words(hyphened))


def _singular(word: str) -> Iterator[str]:
    if word.endswith("s"):
        yield word[:-1]
    if word.endswith("es"):
        yield word[:-2]


def _without_titles(name: tuple[str, ...]) -> tuple[str, ...]:
    return name[1:] if len(name) > 1 and name[0] in _TITLES else name

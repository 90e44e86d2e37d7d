"""Whether the words beside a Ref are those of the row it names: `P-001 Bob Moss` where P-001 is Ann Lee."""

from __future__ import annotations

import difflib
import re
from typing import Any

from service.core.book import Book
from service.core.likeness import name_words
from service.core.problems import MEND, WORTH_A_LOOK
from service.core.values import REF, Misread, Noted, Pointer, PointsTo

DIFFER, TWO_REFS = "ref-and-name-differ", "names-two-rows"
_PERSON, _LONG = "P", "FAQ"  # people; and rows so long that nobody writes their own words beside the Ref
_SLIP = (
    0.8  # how alike two words are that may be one word mistyped: Archer and Acher are, Moss and Ross are not
)
_PART = 3  # letters of a word that stand for it: Liz in Elizabeth
_ANOTHER = re.compile(r"\b[A-Z]-\d{3,}\b")


def with_words_compared(pointer: Pointer, kind: PointsTo, row: Any, book: Book) -> Pointer | Noted:
    """The Ref counts, whatever stands beside it; but where it stands beside another person's name, nobody is written to."""
    typed = _beside(pointer)
    label = row.__dict__.get(row.label.name) if row.label else None
    shown = label.text if isinstance(label, Pointer) else label
    if not typed or not shown or typed == shown:
        return pointer
    ref = str(pointer.ref)
    other = _ANOTHER.search(typed)
    if other and other[0] != ref and other[0] not in str(shown):
        says, fix = f"We read {ref} here, and not the Ref after it.", "Keep one Ref in this cell."
        return _noted(pointer, TWO_REFS, WORTH_A_LOOK, says, fix)
    return _compared(pointer, kind, typed, str(shown), book)


def _compared(pointer: Pointer, kind: PointsTo, typed: str, shown: str, book: Book) -> Pointer | Noted:
    ref = str(pointer.ref)
    words, theirs = name_words(typed), name_words(shown)
    named = [str(one.ref) for one in book.named((ref[0],), typed) if one.ref]
    if not words or ref in named or (not named and _are_the_same(words, theirs)):
        return pointer
    if ref[0] == _PERSON:
        if named or not any(_alike(words[0], name) for name in theirs):
            whose = f"that of {named[0]}" if named else f"not the name of {ref} in People"
            says = f"The name here is {whose}. {ref} counts, but nobody is written to because of this row."
            return _noted(pointer, DIFFER, MEND, says, "Choose the person you mean from the list.")
        says = f"The name here is not quite that of {ref} in People."
        fix = "If the name changed, choose them from the list again. If you mean somebody else, choose that person."
        return _noted(pointer, DIFFER, WORTH_A_LOOK, says, fix)
    if named:
        says = f"The words here are those of {named[0]}, but {ref} counts."
        return _noted(pointer, DIFFER, MEND, says, "Choose the row you mean from the list.")
    if kind.or_anything or ref[0] in _LONG or any(_alike(word, other) for word in words for other in theirs):
        return pointer  # a remark, or a title that was changed since
    says = f"The words here are not those of {ref}, which counts."
    return _noted(pointer, DIFFER, WORTH_A_LOOK, says, "If it was renamed, choose it from the list again.")


def _noted(pointer: Pointer, code: str, kind: str, says: str, fix: str) -> Noted:
    doubted = code == DIFFER and kind == MEND
    return Noted(Pointer(pointer.text, pointer.ref, doubted), Misread(code, says, fix, kind))


def _beside(pointer: Pointer) -> str:
    found = REF.match(pointer.text)
    return re.sub(r"^[\W_]+|\s+$", "", pointer.text[found.end() :]) if found else ""


def _are_the_same(words: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    """All of one among the other, any order: shortened, re-cased, with a remark, or with a letter wrong."""
    short, long = sorted((words, theirs), key=len)
    return all(any(_alike(word, other) for other in long) for word in short)


def _alike(word: str, other: str) -> bool:
    short, long = sorted((word, other), key=len)
    if short == long or (len(short) == 1 and long.startswith(short)):
        return True
    if short in long:
        return len(short) >= _PART
    return len(short) > _PART and difflib.SequenceMatcher(None, word, other).ratio() >= _SLIP

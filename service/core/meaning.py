"""Which choice somebody meant by words that are none of them; when that is not clear, none."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping

_ALIKE = 0.8  # "in progres" and "In progress" are; "Diagnosed" and "Died", or "Offline" and "Online", are not
_LEAST = 4  # letters; in a shorter word one other letter makes another word, such as "now" and "new"
_NO = frozenset(
    "not no never non without cannot cant dont doesnt didnt isnt wasnt wont hasnt havent wouldnt longer nearly almost ex "
    "former formerly unless until except but neither nor stopped ceased declined refused".split()
)
_TURNS_ROUND = ("in", "un", "non", "dis", "im", "ir", "de", "mis", "off", "pre", "post", "re")
# Words that change nothing beside a choice: “yes please”, “Yes - verbal”, “she sadly died 3/11”.
_CHANGES_NOTHING = frozenset(
    "please thanks thank you sadly she he they has have i am is was will be verbal verbally by phone now still definitely "
    "ok okay the a an today yesterday on in of at patient".split()
)


def choice_meant(words: str, known: Mapping[str, str], grave: str | None = None) -> str | None:
    """`words` and the keys of `known` are squashed. The `grave` choice is offered for a slip of one letter only."""
    named = _named(words, known)
    if len(named) > 1:
        return None  # “Email or phone” names two
    if named:
        [(word, choice)] = named.items()
        rest = set(words.replace(word, " ").split()) - _CHANGES_NOTHING
        if rest & _NO:
            return None  # “not inactive” is nobody's “Not now”
        if all(re.fullmatch(r"\d+(st|nd|rd|th)?", left) for left in rest):
            return choice
    for word in difflib.get_close_matches(words, list(known), n=3, cutoff=0.6):
        choice = known[word]
        if len(word) > 2 and not _turns_round(words, word) and _is_near(words, word, choice == grave):
            return choice
    return None


def says_so(pattern: str, text: str) -> bool:
    """Whether a text fits the pattern other than after a not: “not died” does not say died."""
    denied = (
        rf"\b(?:not|never|nearly|almost|no longer|(?:is|has|was|did|have)n[’']?t)\s+(?:yet\s+)?(?:{pattern})"
    )
    return bool(re.search(pattern, re.sub(denied, " ", text, flags=re.IGNORECASE), re.IGNORECASE))


def _named(words: str, known: Mapping[str, str]) -> dict[str, str]:
    """The choices that stand in the words whole, each once: by the longest word for it."""
    found: dict[str, str] = {}
    for word in sorted(known, key=len, reverse=True):
        left = re.sub(rf"\b{re.escape(word)}\b", "|", words) if len(word) > 1 else words
        if left != words:
            words = left  # the “group” of “support group” names nothing of its own
            if known[word] not in found.values():
                found[word] = known[word]
    return found


def _turns_round(words: str, word: str) -> bool:
    """One of them denies and the other does not."""
    if bool(_NO & set(words.split())) != bool(_NO & set(word.split())):
        return True
    longer, shorter = sorted((words.replace(" ", ""), word.replace(" ", "")), key=len, reverse=True)
    return any(_is_near(longer, start + shorter, grave=True) for start in _TURNS_ROUND)


def _is_near(words: str, word: str, grave: bool) -> bool:
    if min(len(words), len(word)) >= _LEAST and is_one_slip(words, word):
        return True
    return not grave and difflib.SequenceMatcher(None, words, word).ratio() >= _ALIKE


def is_one_slip(one: str, other: str) -> bool:
    """Equal, or one letter more, less or different, or two the wrong way round."""
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    start = next((at for at, letter in enumerate(short) if letter != long[at]), len(short))
    if len(short) < len(long):
        return short[start:] == long[start + 1 :]
    swapped = (
        short[start : start + 2][::-1] == long[start : start + 2] and short[start + 2 :] == long[start + 2 :]
    )
    return swapped or short[start + 1 :] == long[start + 1 :]

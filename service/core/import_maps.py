"""Which column of a file of earlier results means what: how `--map` is written and read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from service.core.finding import squashed
from service.core.nearest import did_you_mean, nearest

RESPONDENT, DATE, COMMENT, FFT, THEME, SOURCE, IGNORE = (
    "respondent", "date", "comment", "fft", "theme", "source", "ignore",
)  # fmt: skip
EXPLAINED: Mapping[str, str] = {
    RESPONDENT: "who answered; several rows of one respondent are one answer",
    DATE: "the day it was answered",
    FFT: "the Friends and Family Test: 1 very good … 5 very poor, 6 don’t know, or those words",
    COMMENT: "words in answer to the survey’s first free-text question",
    THEME: "a theme in words, or a column with 1 where the theme in its heading applies",
    SOURCE: "which collection a row came from: swapped dates in one cast no doubt on the others",
    IGNORE: "leave out (as are columns not named)",
}
MEANINGS = tuple(EXPLAINED)
A_QUESTION = ("Q-012", "the answer to that question of the survey, by its Ref in the tab Questions")
ONCE = (RESPONDENT, DATE, FFT, SOURCE)  # of these a map names one column at most
_QUESTION = re.compile(r"Q-?(\d{3,})", re.IGNORECASE)

# Maps with a name. neas: the labelled comments of North East Ambulance Service, as NHS England's pxtextmining published them.
MAPS: Mapping[str, tuple[str, ...]] = {
    "neas": (
        "Respondent ID=respondent",
        "Date=date",
        "Service type 1=source",
        "FFT categorical answer=fft",
        "FFT answer=comment",
    )
}


class ImportRefused(Exception):
    """These results cannot be brought in as asked. `says` is one sentence or two for whoever typed the command."""

    exit_code = 2

    def __init__(self, says: str):
        super().__init__(says)
        self.says = says


def explained() -> list[tuple[str, str]]:
    """Every word `--map` takes with what it means, for whoever has to write one."""
    names = [(name, f"a whole map: {', '.join(columns)}") for name, columns in MAPS.items()]
    return [*EXPLAINED.items(), A_QUESTION, *names]


@dataclass(frozen=True)
class ColumnMap:
    """Meaning by heading, as typed; a meaning is one of MEANINGS or the Ref of a question."""

    meanings: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, written: Iterable[str]) -> ColumnMap:
        """Reads what was given with `--map`, in order; what comes later wins.

        Each is `HEADING=MEANING` or the name of a built-in map (`neas`). The heading is matched as in the workbook: case,
        spaces and punctuation do not matter. The last `=` divides, so a heading may hold one. MEANING is a word of EXPLAINED
        or the Ref of a question.
        """
        meanings: dict[str, str] = {}
        for each in (part for spec in written for part in _expand(spec)):
            heading, divider, meaning = each.rpartition("=")
            if not (divider and heading.strip() and meaning.strip()):
                raise ImportRefused(
                    f'We cannot read “{each}”. Write --map "HEADING=MEANING", such as "Date=date",'
                    f" or the name of a built-in map: {', '.join(MAPS)}."
                )
            meanings = {
                known: what for known, what in meanings.items() if squashed(known) != squashed(heading)
            }
            meanings[heading.strip()] = _meaning(meaning.strip())
        _refuse_doubled(meanings)
        return cls(meanings)

    def places(self, headings: Sequence[str]) -> dict[str, list[int]]:
        """Where each meaning is in this file, from 0. A heading the file does not have is refused with the nearest one."""
        known: dict[str, list[int]] = {}
        for place, heading in enumerate(headings):
            known.setdefault(squashed(heading), []).append(place)
        found: dict[str, list[int]] = {}
        for heading, meaning in self.meanings.items():
            places = known.get(squashed(heading), [])
            if not places:
                raise ImportRefused(
                    f"The file has no column headed “{heading}”.{did_you_mean(heading, headings)}"
                )
            if len(places) > 1:
                raise ImportRefused(
                    f"The file has {len(places)} columns headed “{heading}”. Rename all but one of them."
                )
            if meaning != IGNORE:
                found.setdefault(meaning, []).append(places[0])
        return found

    @property
    def questions(self) -> list[str]:
        return [meaning for meaning in self.meanings.values() if meaning not in MEANINGS]


def _expand(spec: str) -> tuple[str, ...]:
    if "=" in spec:
        return (spec,)
    name = spec.strip().casefold()
    if name not in MAPS:
        near = nearest(name, MAPS)
        meant = f" Did you mean “{near}”?" if near else f" There is: {', '.join(MAPS)}."
        raise ImportRefused(f"There is no built-in map called “{spec.strip()}”.{meant}")
    return MAPS[name]


def _meaning(word: str) -> str:
    if match := _QUESTION.fullmatch(word):
        return f"Q-{match[1]}"
    if word.casefold() in MEANINGS:
        return word.casefold()
    raise ImportRefused(
        f"“{word}” is no meaning of a column.{did_you_mean(word, MEANINGS)}"
        f" It can be {', '.join(MEANINGS)}, or a question such as Q-012."
    )


def _refuse_doubled(meanings: Mapping[str, str]) -> None:
    if not set(meanings.values()) - {IGNORE, RESPONDENT, DATE, SOURCE}:
        raise ImportRefused(
            "The map names no answers. Give at least one column the meaning fft, comment or a question."
        )
    for meaning in set(meanings.values()) - {COMMENT, THEME, IGNORE}:
        headings = [heading for heading, what in meanings.items() if what == meaning]
        if len(headings) > 1:
            raise ImportRefused(
                f"Only one column can mean {meaning}, and the map names {len(headings)}: {', '.join(headings)}."
            )

"""Each write carries a number, and of all writes with the same one Google carries out one at most.

Numbers of developer metadata are unique in a spreadsheet, and may be chosen (reference §4): a write that begins by making
an entry is refused whole where that entry is there already. So a number is used again until one of its writes is known to
have landed. Whichever comes first wins, whatever it holds and however late another one comes: after a write without an
answer nobody has to wait until Google has given it up; what became of it is read at once, and all is decided anew.

An entry stays until no other write with its number can be under way any more (`SETTLES_WITHIN`); a later write takes it
out. Whether Google really refuses a second entry is tried once a spreadsheet, before it is relied upon. Where it does not,
the next write waits as long as it takes until the fate of the last is known (`GoogleWorkbook.publish`).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from service.adapters.google.layout import JSON, WRITE_KEY
from service.adapters.google.memory import Memory

# Google gives up a request after 180 seconds (reference §1): what has not landed by then never will.
SETTLES_WITHIN = timedelta(minutes=3, seconds=20)
# How long an answer is waited for, in seconds: longer each time, for a write that really needs long. By the last, the fate
# of any write is known.
PATIENCE = (20, 60, 190)
_AT_FIRST: JSON = {
    "next": None, "until": None, "tries": 0, "there": {}, "refused_twice": None, "last": None, "landed": None,
}  # fmt: skip


class Numbers:
    """Of one spreadsheet. All of it is in the ledger before a write leaves, so that another process can go on."""

    def __init__(self, memory: Memory, clock: Callable[[], datetime]):
        self._memory, self._clock = memory, clock

    @property
    def is_waiting(self) -> bool:
        """A write has left whose answer nobody has, and it may still land."""
        return self._kept()["until"] is not None

    @property
    def last(self) -> int | None:
        """Of the write into staff's rows that left last, as far as it may stand in the spreadsheet."""
        number: int | None = self._kept()["last"]
        return number

    @property
    def last_landed(self) -> int | None:
        """Of the last such write that is known to stand there."""
        number: int | None = self._kept()["landed"]
        return number

    @property
    def are_unique(self) -> bool | None:
        """As it was tried; None: not yet."""
        unique: bool | None = self._kept()["refused_twice"]
        return unique

    def patience(self, skipped: int = 0) -> Sequence[int]:
        """`skipped`: how many of PATIENCE would be too short for it, as may well be for what is large."""
        return PATIENCE[min(self._kept()["tries"] + skipped, len(PATIENCE) - 1) :]

    def take(self, is_in_rows: bool = False) -> Taken:
        """For a write that is about to leave; `is_in_rows`: of staff's."""
        kept = self._kept()
        now = self._clock()
        number = kept["next"] or 1 + secrets.randbelow(2**31 - 1)
        gone = [int(each) for each, until in kept["there"].items() if not until or _moment(until) <= now]
        until = (now + SETTLES_WITHIN).isoformat()
        last = number if is_in_rows else kept["last"]
        self._keep(next=number, last=last, until=until, tries=kept["tries"] + 1)
        requests = [
            making(number),
            *({"deleteDeveloperMetadata": {"dataFilter": _of(each)}} for each in gone),
        ]
        return Taken(number, requests, gone, kept["until"])

    def landed(self, taken: Taken) -> None:
        """An answer came, and it is a yes."""
        there = {each: until for each, until in self._kept()["there"].items() if int(each) not in taken.gone}
        there |= {str(taken.number): taken.before}
        self._keep(next=None, until=None, tries=0, there=there, landed=self._kept()["last"])

    def refused(self, taken: Taken) -> None:
        """An answer came, and it is a no: only what left before it may still land."""
        kept = self._kept()
        if taken.before is None:
            self._keep(next=None, last=kept["landed"], until=None, tries=0)
        else:
            self._keep(until=taken.before, tries=kept["tries"] - 1)

    def look(self, entries: Mapping[int, str], began: datetime) -> bool | None:
        """`entries` as read since `began`: the write nobody answered is there, or never will be; None while it may come."""
        kept = self._kept()
        if kept["until"] is None:
            return None
        number = kept["next"]
        if number in entries or _value_of(number) in entries.values():
            there = kept["there"] | {str(number): kept["until"]}
            self._keep(next=None, until=None, tries=0, there=there, landed=kept["last"])
            return True
        if began < _moment(kept["until"]):
            return None
        self._keep(next=None, last=kept["landed"], until=None, tries=0)
        return False

    def are(self, entries: Mapping[int, str]) -> None:
        """What stands in the spreadsheet."""
        kept = self._kept()["there"]
        there = {str(each): kept.get(str(each)) for each in entries}
        if there != kept:
            self._keep(there=there)

    def tried(self, are_unique: bool) -> None:
        self._keep(refused_twice=are_unique)

    def _kept(self) -> JSON:
        return {**_AT_FIRST, **(self._memory.recall().get("numbers") or {})}

    def _keep(self, **what: object) -> None:
        self._memory.keep(numbers={**self._kept(), **what})


class Taken:
    """The number of one write, and what that write begins with."""

    def __init__(self, number: int, requests: Sequence[JSON], gone: Sequence[int], before: str | None):
        self.number, self.requests = number, requests
        self.gone = gone  # entries it takes out
        self.before = before  # until when an earlier write with this number may land


def making(number: int) -> JSON:
    """Must be the first request of a write: by its place a refusal is known (refusals.py), whatever Google's words."""
    entry = {
        "metadataId": number,
        "metadataKey": WRITE_KEY,
        "metadataValue": _value_of(number),
        "location": {"spreadsheet": True},
        "visibility": "DOCUMENT",
    }
    return {"createDeveloperMetadata": {"developerMetadata": entry}}


def _value_of(number: int) -> str:
    """In words too: a Google that gives numbers of its own is then still understood."""
    return f"w-{number}"


def _of(number: int) -> JSON:
    return {"developerMetadataLookup": {"metadataId": number}}


def _moment(words: str) -> datetime:
    return datetime.fromisoformat(words)

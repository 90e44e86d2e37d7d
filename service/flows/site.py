"""One site as the flows see it: its two workbooks, its ledger and its declarations, all handed in."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from typing import Any

from service.core.changes import ServiceTab, Workbook
from service.core.rows import Row


@dataclass(frozen=True)
class Site:
    slug: str
    ledger: Any  # service.ledger.engine.Ledger
    staff: Workbook
    managers: Workbook
    kinds: Sequence[type[Row]]
    tabs: Sequence[ServiceTab]
    public_url: str
    secret: bytes
    timezone: tzinfo
    practice: bool = False
    lists: Any = None  # lists of people left to be taken in (FEATURES 111): see adapters.lists_to_add
    mail: Any = (
        None  # with send(to, subject, words, now); a practice site has none, so that it can never send
    )
    backups: Path = Path("backups")
    version: str = ""  # the program's: a new one may fill the same tabs with other words
    settings_mark: str = ""  # changes when the toml does

    def lists_to_add(self) -> Sequence[Any]:
        """Each with .grids and .put_away(now)."""
        return self.lists.read() if self.lists is not None else ()

    def lists_waiting(self) -> Sequence[str]:
        """What tells one waiting list from another, without opening it."""
        return self.lists.waiting() if self.lists is not None else ()

    def lists_refused(self) -> Sequence[str]:
        """Whole sentences: lists that cannot be read, and what to do."""
        return self.lists.refused if self.lists is not None else ()

    def version_names(self) -> Sequence[str]:
        """Kept versions of the staff workbook, oldest first, by the moment they were saved."""
        return [self._named(version) for version in self._versions()]

    def version_before(self, revision: str) -> str | None:
        """The newest kept version that is not this state itself: reading has kept that one too."""
        mark = revision.partition("-")[2]
        older = (version for version in reversed(self._versions()) if not mark.startswith(version.mark))
        return next(map(self._named, older), None)

    def is_from_before_newest_version(self, revision: str) -> bool:
        """Kept once before, and other states since: nobody saves the same bytes twice."""
        mark = revision.partition("-")[2]
        newest_first = [version.mark for version in reversed(self._versions())]
        if newest_first and mark.startswith(newest_first[0]):
            newest_first = newest_first[1:]  # reading has just kept it
        return any(mark.startswith(each) for each in newest_first)

    def _versions(self) -> Sequence[Any]:
        versions = getattr(self.staff, "versions", None)
        return versions.list() if versions else ()

    def _named(self, version: Any) -> str:
        return f"{version.saved_at.astimezone(self.timezone):%d %B %Y %H:%M}"

    @property
    def workbook_id(self) -> str:
        return workbook_id(self.secret, self.slug)

    def hash_of(self, words: str) -> str:
        """A keyed hash: equal words can be recognised, and nobody without the key can try names against it."""
        return keyed_hash(self.secret, self.slug, words)

    def kind(self, tab: str) -> type[Row]:
        return next(kind for kind in self.kinds if kind.tab == tab)


def keyed_hash(secret: bytes, slug: str, words: str) -> str:
    return hmac.new(secret, f"{slug}\0{words}".encode(), hashlib.sha256).hexdigest()


def workbook_id(secret: bytes, slug: str) -> str:
    """What both workbooks of a site carry, so that a copy of another site's is noticed. Tells nothing to anyone else."""
    return "pv-" + keyed_hash(secret, slug, "workbook")[:16]

"""What other tabs take from Set-up: the themes, and the names that must not be published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from service.core.identifiers import Names
from service.core.nearest import did_you_mean, is_one_of


def _facts(book: Any) -> Any:
    from sheet_templates.set_up import SetUpRow, facts  # here, so that Set-up may look at any tab

    return facts(book[SetUpRow]) if book.is_usable(SetUpRow) else facts([])


def not_in_set_up(rows: Sequence[Any], book: Any) -> Iterator[Any]:
    """Each row with a theme Set-up does not list, with what was probably meant. Without a list, anything goes."""
    themes = _facts(book).themes
    for row in rows if themes else ():
        typed = row.theme if isinstance(row.theme, tuple) else (row.theme,) if row.theme else ()
        wrong = next((theme for theme in typed if not is_one_of(theme, themes)), None)
        if wrong:
            parts = [part for part in wrong.split(",") if part.strip()]
            several = len(parts) > 1 and all(is_one_of(part, themes) for part in parts)
            near = " Put a semicolon between two themes." if several else did_you_mean(wrong, themes)
            yield row, {"theme": wrong, "near": near}


def names_to_hide(book: Any) -> Names:
    """Everybody in People, and the Names to hide."""
    return Names([*(person.name for person in book.rows("P") if person.name), *_facts(book).names_to_hide])

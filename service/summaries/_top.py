"""What stands over a tab: which service it is of, when it was written, and whether it is only for practice."""

from __future__ import annotations

from service.core.changes import ServiceTab
from service.core.publishing import Published, Words, chosen, titled, words
from service.summaries import Source

PRACTICE = "Practice: invented people, nothing is sent."


def staff_title(source: Source, tab: str) -> str:
    """`Today: The Willow clinic`."""
    service = source.facts.service or source.facts.hospital
    return f"{tab}: {service}" if service else tab


def managers_top(source: Source, tab: ServiceTab, note: Words | None = None) -> list[list[Published]]:
    """The first lines of a managers' tab. While People cannot be read nobody can say whether the name is a person's."""
    called = (source.facts.service, source.facts.hospital) if source.can_screen else ()
    service = next(filter(None, (titled(name, source.hidden) for name in called)), None)
    title = chosen(tab.title, (tab.title,), "title")
    written = words("Written on {now}.", "note", now=source.now)
    lines: list[list[Published]] = [
        [words("{tab}: {service}", "title", tab=title, service=service) if service else title],
        [words("{written} {note}", "note", written=written, note=note) if note else written],
    ]
    return [*lines, [chosen(PRACTICE, (PRACTICE,), "look")]] if source.practice else lines

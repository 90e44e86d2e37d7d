"""Lines of Today about the workbook itself: tabs held, things to mend, Set-up, rows on their way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

from service.core.problems import MEND
from service.core.wording import count_words, day_words, list_words
from service.summaries import Source
from service.summaries._lines import Place, Waits, at, first_few, place_of
from service.summaries._places import kind_of_tab, link_to
from service.summaries.problems import FIRST_PROBLEM
from sheet_templates.how_we_listen import Mechanism, in_use
from sheet_templates.problems import TAB as PROBLEMS
from sheet_templates.set_up import SETTINGS, public_pages_need, setting_named


def tabs_held(source: Source) -> Iterator[Waits]:
    """Tabs that are missing, stopped or held; their last good figures stand."""
    since = {held.tab: held.since for held in source.held}
    lines = []
    for reading in source.book.readings.values():
        if not reading.is_usable:
            tab, problem = reading.kind.tab, next(iter(reading.problems), None)
            says = f"{problem.says} {problem.fix}" if problem else f"{tab} cannot be read."
            when = f" The figures are those of {day_words(since[tab])}." if tab in since else ""
            lines.append(Waits(says + when, tab, link_to(source.book, reading.kind)))
    yield from first_few(lines, "{n} more tabs cannot be read: see Problems.")


def to_mend(source: Source, told: Collection[Place] = frozenset()) -> Iterator[Waits]:
    """All else that is to mend is one line: Problems has the rest. What has a line of its own is not counted again."""
    mend = [problem for problem in source.problems if problem.kind == MEND and problem.row is not None]
    left = [problem for problem in mend if (problem.tab, problem.row, problem.column) not in told]
    if left:
        where = list_words(f"{tab} {n:,}" for tab, n in Counter(p.tab for p in left).most_common())
        things = count_words(len(left), "more thing" if len(left) < len(mend) else "thing")
        yield Waits(f"{things} to mend: {where}.", PROBLEMS.title, f"#{PROBLEMS.title}!A{FIRST_PROBLEM}")


def set_up_missing(source: Source) -> Iterator[Waits]:
    """What keeps the public pages shut, at the first empty cell."""
    kind = next((kind for kind in source.book.readings if kind.tab == "Set-up"), None)
    missing = public_pages_need(source.facts)
    if kind is not None and missing and source.book.is_usable(kind):
        first = next(
            (
                row
                for row in source.book[kind]
                if row.setting and setting_named(row.setting) is _setting(missing[0])
            ),
            None,
        )
        where = f"Value beside {missing[0]} in Set-up"
        says = f"The public pages are shut until Set-up is filled in: {list_words(missing, 4)}."
        link = link_to(source.book, kind, first.row_number if first else None, "value")
        yield Waits(says, where, link, frozenset([place_of(first, "value")] if first else []))


def nothing_chosen_yet(source: Source) -> Iterator[Waits]:
    """Where How we listen is: it is hidden at first, like the tabs its answers bring."""
    rows = source.book[Mechanism]
    if rows and in_use(source.book) is None:
        says = (
            "Say in How we listen which ways of hearing patients you use: the tabs for them appear. "
            "To see it, right-click any tab below, choose Unhide (or Show Sheet), then How we listen."
        )
        yield at(source.book, says, rows[0], "use_it")


def _setting(name: str) -> object:
    return next(setting for setting in SETTINGS if setting.name == name)


def paused(source: Source) -> Iterator[Waits]:
    kind = next((kind for kind in source.book.readings if kind.tab == "Set-up"), None)
    if kind is not None and source.facts.is_paused:
        pause = _setting("Pause all messages")
        row = next(
            (row for row in source.book[kind] if row.setting and setting_named(row.setting) is pause), None
        )
        link = link_to(source.book, kind, row.row_number if row else None, "value")
        yield Waits(
            "All messages are paused. Choose No to send again.",
            "Value beside Pause all messages in Set-up",
            link,
        )


def rows_on_their_way(source: Source) -> Iterator[Waits]:
    """Rows we offer until they are seen in a version staff saved; until then they stand here too."""
    there = source.book.refs
    lines = []
    for tab, number in Counter(
        offer.tab for offer in source.offered if offer.state in ("waiting", "offered")
    ).items():
        refs = [
            offer.ref
            for offer in source.offered
            if offer.tab == tab and offer.state in ("waiting", "offered")
        ]
        waits = [ref for ref in refs if ref not in there]
        kind = kind_of_tab(source.book, tab)
        stands = "is not there yet" if len(waits) == 1 else "are not there yet"
        if waits:
            rows = count_words(number, "new row")
            says = f"{rows} for {tab}: {list_words(waits, 3)} {stands}. Close the workbook for a moment."
        else:
            says = f"{count_words(number, 'new row')} in {tab}: {list_words(refs, 3)}. Save the workbook once you have seen them."
        lines.append(Waits(says, tab, link_to(source.book, kind) if kind else None))
    yield from first_few(lines, "New rows for {n} more tabs.")

"""One workbook kept as a Google spreadsheet: read in one request, written in one, and never believed to stand still.

Requests: with nothing to do, one to Drive. Else one to Drive, one read of all values, and, only where a cell of a staff
tab is written, one look again immediately before; then one write, which begins by keeping aside what it is about to land
on (google/kept_aside.py). The next read tells from that what it did land on (google/mislaid.py). Where a tab was renamed,
added or deleted, structure and values are read in one request, good for the look as well for two seconds; where deciding
takes longer, what is written in staff's tabs waits for the next cycle. A write nobody answers is read back at once and
decided anew; its number keeps a late one out (google/numbered.py). What others may do meanwhile, and what is left behind;
after each line the test in tests/google/test_hands.py that shows it:

between our read and the look again
  anything in headings, Refs or tabs  nothing is written; all is read and decided anew
                                      test_what_moved_before_the_look_is_read_anew
  again and again                     we wait, and say so: test_a_look_that_never_finds_rest_waits
between the look again and the write, which is the second that DESIGN §2 speaks of
  rows sorted                         a fresh Ref on a row without one: that row keeps it, ours gets the next. On another's
                                      Ref: that one is put back by content, wherever its row is by then
                                      test_a_ref_that_took_anothers_place_in_a_sort_gives_it_back
  sorted, and the very row edited     the same; the edit stays: test_it_does_so_where_the_very_row_was_edited_too
  rows inserted, deleted, moved       the same: test_rows_inserted_or_deleted_above, test_a_row_moved_by_hand. On an empty
                                      row: taken out again: test_a_ref_that_fell_on_an_empty_row_is_taken_out_again
  headings sorted or moved down       the heading we wrote over is put back
                                      test_the_headings_sorted_into_the_list, test_a_row_put_above_the_headings,
                                      test_the_headings_sorted_into_the_list_while_formulas_are_written,
                                      test_the_same_while_the_tab_is_renamed
  typed into the very cell we fill    what was typed is put back, not our Ref
                                      test_what_somebody_types_into_the_very_cell_in_that_second_is_put_back
  a column inserted, deleted, moved   what Refs and formulas of ours landed on is put back, and they are taken out; where
                                      formulas may be astray that costs one read more. test_a_column_moved,
                                      test_the_only_word_of_a_row_comes_back,
                        test_a_formula_that_landed_in_another_column_is_taken_out_also_where_it_shows_words,
                                      test_a_column_moved_while_formulas_are_written_into_every_row
  one more between values and formulas read  they are not told together, and all is read anew
                                      test_a_column_put_in_between_the_reads_of_values_and_formulas_is_seen
  the same while a row is added       no cell of theirs is harmed; our row is taken out cell by cell, as far as it still
                                      holds our words, and added anew under its Ref
                                      test_a_column_moved_while_a_row_is_added,
                                      test_rows_put_above_the_headings_while_a_row_is_added; so is one that has lost its
                                      Ref with the column it fell in
                                      test_a_row_of_ours_that_lost_its_ref_with_the_column_it_fell_in_is_taken_out
  a row added at the end              ours lands under it: the server looks for the last row, not we
                                      test_a_row_typed_at_the_end_while_one_is_added
  a tab renamed or moved              nothing: tabs are addressed by number
                                      test_a_staff_tab_renamed_or_moved_while_we_write
  a tab copied                        the copy is told, and neither read nor written
                                      test_a_staff_tab_copied_while_we_write_is_told_and_nothing_is_written_in_the_copy
  a tab copied, and then deleted      the copy is the tab, as one under a new name is
                                      test_a_copy_that_is_left_alone_while_we_write_is_the_tab_from_then_on
  a tab we write deleted              the whole write is refused, and all is read anew: ours comes back, theirs is told
                                test_a_tab_of_ours_that_is_deleted_comes_back, test_the_first_cells_of_a_tab_of_ours_deleted,
                                      test_a_staff_tab_deleted_while_we_write_is_told_and_stays_away_until_it_is_undone
after the write, before the next read
  anything                            what was kept aside tells it as well: test_people_go_on_moving_things_while_it_is_put_back
  a tab of theirs deleted, or its     what landed in it astray is put back when that is undone within a week
  headings sorted into the list       test_a_tab_that_was_deleted_in_time_is_mended_when_it_comes_back,
                                      test_words_written_over_come_back_when_the_headings_stand_above_the_list_again
  what was kept aside deleted         flows/adrift still knows a row by its content; a column moved in that second as well
                                      is then not told: test_the_tab_kept_aside_deleted_by_hand_stops_nothing
while we put back                     that is a write like any other: it keeps aside what it lands on
                                      test_people_go_on_moving_things_while_it_is_put_back,
                                      test_a_row_of_ours_that_is_being_taken_out_takes_the_fresh_ref_of_another
  rows sorted, moved, put in          what was put back is undone whole, and found anew from what earlier writes kept
                                      test_words_that_we_put_back_into_another_row_come_to_their_own
  again and again                     the same: test_words_come_to_their_own_however_often_the_putting_back_goes_astray
  what an earlier write kept deleted  a word goes into the row that it was meant for
                        test_words_put_back_into_another_row_come_to_their_own_also_when_what_was_kept_is_deleted
before `init` or the nightly mending writes
  rows or columns put in or moved     a look of its own immediately before sees it, and all is decided anew
                                      test_a_column_put_in_before_the_mending_writes_is_seen_by_its_look
  again and again                     nothing is written: test_mending_that_never_finds_rest_leaves_all_as_it_was
while `init` or the nightly mending puts a column in
  a heading typed in that very column it moves aside with what stands under it, for a column is put in, not written into
                                      test_a_column_headed_by_somebody_while_one_is_added_moves_aside
at rest
  a row of ours sorted above headings it is there, and not written a second time
                                      test_a_row_of_ours_sorted_above_the_headings_is_not_added_a_second_time
  our formulas or drop-downs pasted over  formulas are written anew by the next sync, drop-downs by the night's mending
                                      test_words_over_our_formulas_are_written_over_and_drop_downs_come_back_at_night

Not put back as it was: a formula of staff's own becomes what it showed. A row that somebody deletes while a word of it
waits to be put back is deleted with that word.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial
from typing import Any

from service.adapters.excel.template import Rows
from service.adapters.google import kept_aside, mislaid
from service.adapters.google.cells import size_of
from service.adapters.google.client import FILE_FIELDS, PERMISSION_FIELDS, GoogleAPI, refuse_other_files
from service.adapters.google.installing import requests_to_install, requests_to_mend
from service.adapters.google.layout import FIELDS, JSON, Layout, layout_of, with_other_names
from service.adapters.google.looking_again import (
    FIELDS_TO_COMPARE,
    Built,
    compared,
    fitting,
    places_written,
    ranges_to_compare,
    taking_back,
)
from service.adapters.google.memory import Memory, OwnMemory
from service.adapters.google.numbered import PATIENCE, SETTLES_WITHIN, Numbers, making
from service.adapters.google.plain import is_same
from service.adapters.google.publishing import in_parts, requests_to_publish
from service.adapters.google.putting_back import requests_to_put_back
from service.adapters.google.reading import is_grid, quoted, ranges_of, snapshot_of, title_in, values_of
from service.adapters.google.remembered import built, whom_to_tell
from service.adapters.google.saving import (
    WHO_CHANGED_IT,
    calculates,
    hash_of_typed,
    is_by_people,
    titles_of_staff,
)
from service.adapters.google.there import FIELDS_OF_ALL, cells_of
from service.adapters.google.troubles import withdrawn
from service.core.changes import (
    ChangedSinceRead,
    Changes,
    FateUnknown,
    ServiceTab,
    TabPlace,
    WorkbookBusy,
    WorkbookError,
    WorkbookRefused,
)
from service.core.grids import Grid, Snapshot
from service.core.rows import Row

ASKED = f"{FILE_FIELDS},{WHO_CHANGED_IT},permissions({PERMISSION_FIELDS})"
ASKED_LASTS = timedelta(seconds=30)  # a sync reads at once; who looks in later asks anew
LOOK_ANYWAY = 3  # cycles in which values go on changing, as those of =NOW() do for ever
JUST_NOW = timedelta(seconds=2)
# Who deleted a tab, or sorted its headings into the list, may undo it: then what our last write landed on is put back.
UNDONE_WITHIN = timedelta(days=7)
LARGE = 200_000  # bytes: about a thousand rows
READS_OF_A_CYCLE = 2  # whatever the rows
# Sending stops after 35 days without a save: no read is spent on the hour.
COMPARED_EVERY = timedelta(hours=20)
READ_AT_LEAST = timedelta(days=1)  # what a person changed just before we wrote shows only when it is read
_DECIDED_ANEW = 3  # times, when somebody moves something before tabs are put in order
_STILL_DUE = "?"  # another mark than any that was recorded: there is something left to look at


def _now() -> datetime:
    return datetime.now(UTC)


class GoogleWorkbook:
    """The Workbook port for a Google spreadsheet. `judge` says what is wrong with whom it is shared with."""

    writes_alone = False

    def __init__(
        self,
        api: GoogleAPI | Callable[[], GoogleAPI],
        spreadsheet_id: str,
        role: str,
        site_id: str,
        kinds: Sequence[type[Row]],
        tabs: Sequence[ServiceTab],
        memory: Memory | None = None,
        judge: Callable[[Sequence[JSON] | None], Sequence[Any]] | None = None,
        clock: Callable[[], datetime] = _now,
        hash_of: kept_aside.HashOf | None = None,
    ):
        """`hash_of`: gives the marks in the ledger by which words of staff's are compared and not read."""
        self._connect = (lambda: api) if isinstance(api, GoogleAPI) else api
        self.spreadsheet_id, self.role, self.site_id = spreadsheet_id, role, site_id
        self.kinds = tuple(kinds) if role == "staff" else ()
        self.tabs = tuple(tab for tab in tabs if tab.workbook == role)
        self.asked_when_idle = role == "staff"
        self.memory = memory or OwnMemory()
        self._judge, self._clock = judge, clock
        self._hash_of = hash_of or _hash_without_key
        self._numbers = Numbers(self.memory, lambda: self._clock())
        self._asked: tuple[JSON, datetime] | None = None  # Drive's answer, good for the read that follows
        self._read: tuple[Snapshot, Layout, Snapshot] | None = None  # the last as it really stands
        # The last read of structure and values together.
        self._seen_whole: tuple[Layout, datetime] | None = None
        self._puts_all = True  # whatever was found in the last read to have landed astray fits into one write
        self._reads = 0  # of this cycle

    @property
    def api(self) -> GoogleAPI:
        """Connected where it is needed: what keeps us from it is told by the run that needs it, and passes with it."""
        try:
            return self._connect()
        except WorkbookError as problem:
            problem.workbook = self.role
            raise

    # Reading

    def revision(self) -> str:
        """Drive's version, and who may see the file: one request. People's typing shows in it within three minutes."""
        self._read = None  # another cycle begins: whatever was to be written has been
        asked = self._ask()
        self._asked = asked, self._clock()
        return _mark(asked) + (_STILL_DUE if self.memory.recall().get("due") else "")

    def may_be_read_later(self, news: bool, within: timedelta) -> bool:
        """All spreadsheets of one account share its reads: those that people changed go before what only we wrote."""
        if not self.api.client.is_crowded("read"):
            return False
        if not news:
            return True
        asked, memory = self._asked[0] if self._asked else {}, self.memory.recall()
        if not _is_by_us(asked) or memory.get("due") or memory.get("left") or self._numbers.is_waiting:
            return False
        written = datetime.fromisoformat(asked["modifiedTime"])
        return abs(self._clock() - written) < within

    def read(self) -> Snapshot:
        """All tabs in one request. The version is asked before, so that whatever comes after it is news."""
        asked = self._just_asked() or self._ask()
        if self.role == "managers" and self._is_as_we_left_it(asked):
            return self._as_we_left_it(asked)
        began, known = self._clock(), self._numbers.last_landed
        self._reads = 0
        layout, answer = self._values()
        landed = self._look_for_the_last(layout, began)
        there, snapshot = self._mended(layout, answer)
        if self._structure_is_due(asked, snapshot):
            layout, answer = self._whole()
            there, snapshot = self._mended(layout, answer)
            self.memory.keep(seen=snapshot.revision)
        snapshot.asked = _mark(asked)
        snapshot.revision = f"{snapshot.asked}-{snapshot.revision}"
        snapshot.saved_at = self._people_saved_at(asked, known, snapshot)
        self._add_judgement(snapshot, asked)
        snapshot.last_landed = landed
        self._read = snapshot, layout, there
        self._keep_who_to_tell(snapshot)
        return snapshot

    def _just_asked(self) -> JSON | None:
        asked, self._asked = self._asked, None
        is_fresh = asked is not None and abs(self._clock() - asked[1]) < ASKED_LASTS
        return asked[0] if asked is not None and is_fresh else None

    def _mended(self, layout: Layout, answer: list[JSON]) -> tuple[Snapshot, Snapshot]:
        """As it stands, and as it will when everything is put back in which our last write landed by mistake."""
        grids = [tab for tab in layout.tabs if is_grid(tab)]
        told = list(zip(grids, answer, strict=True))
        aside = {tab.sheet_id: each for tab, each in told if kept_aside.is_ours(tab)}
        theirs = replace(layout, tabs=[tab for tab in layout.tabs if tab.sheet_id not in aside])
        answer = [each for tab, each in told if tab.sheet_id not in aside]
        there = snapshot_of(theirs, answer, self.kinds)
        notes = self.memory.recall().get("aside") or []
        if not notes and not aside:
            return there, there
        values = {tab.title: each.get("values", []) for tab, each in told}
        tabs = {
            tab.sheet_id: [list(cells) for cells in each.get("values", ())]
            for tab, each in zip([tab for tab in grids if tab.sheet_id not in aside], answer, strict=True)
        }
        titles = {tab.sheet_id: tab.title for tab in layout.tabs}
        rows = {sheet: each.get("values", []) for sheet, each in aside.items()}
        formulas = lru_cache(None)(partial(self._formulas, values))
        found = mislaid.find(notes, rows, tabs, titles, self.kinds, formulas, self._hash_of)
        kept = [each for note in notes if (each := self._still_wanted(note, rows, tabs, bool(found)))]
        if kept != notes:  # and what another process has noted while formulas were read stays
            more = [note for note in self.memory.recall().get("aside") or [] if note not in notes]
            self.memory.keep(aside=[*kept, *more])
        if not found:
            there.tidies = bool(aside.keys() - {note["sheet"] for note in kept})
            return there, there
        read = [tab for tab in grids if tab.sheet_id in tabs]
        mended = [{**each, "values": tabs[tab.sheet_id]} for tab, each in zip(read, answer, strict=True)]
        snapshot = snapshot_of(theirs, mended, self.kinds)
        snapshot.put_back = fitting(found)
        self._puts_all = len(snapshot.put_back) == len(found)
        snapshot.notices = list(mislaid.notices(snapshot.put_back))
        snapshot.tidies = bool(aside.keys() - {note["sheet"] for note in kept})
        return there, snapshot

    def _still_wanted(
        self, note: JSON, aside: Collection[int], tabs: dict[int, mislaid.Rows], is_found: bool
    ) -> JSON | None:
        """While anything is to be put back all of them are: that write too may land astray."""
        made = datetime.fromisoformat(note["at"])
        if note["sheet"] not in aside:
            return note if self._clock() < made + SETTLES_WITHIN else None  # it may still land
        if is_found:
            return note
        unread = mislaid.unread(note, tabs, self.kinds)
        return {**note, "tabs": unread} if unread and self._clock() < made + UNDONE_WITHIN else None

    def _formulas(self, values: Mapping[str, mislaid.Rows], title: str) -> mislaid.Rows:
        """A tab with its formulas as typed: read only where headings moved in the second in which we wrote formulas.

        ChangedSinceRead where somebody has moved or typed anything since its values were read.
        """
        [answer] = self.api.batch_get(self.spreadsheet_id, [quoted(title)], formulas=True)
        rows: mislaid.Rows = answer.get("values", [])
        if not is_same(values[title], rows):
            raise ChangedSinceRead(
                "Somebody changed the workbook while we read it, so we read again.", "changed"
            )
        return rows

    def _is_as_we_left_it(self, asked: JSON) -> bool:
        """Nobody but us has changed the managers' workbook since it was read within a day: nothing in it is news then.

        A day, and not today: at midnight all sites of an account have work at once, and share one quota.
        """
        memory = self.memory.recall()
        by_us = _is_by_us(asked)
        read_at = memory.get("read_at")
        if not (by_us and read_at and memory.get("token") and memory.get("layout")):
            return False
        return abs(self._clock() - datetime.fromisoformat(read_at)) < READ_AT_LEAST

    def _as_we_left_it(self, asked: JSON) -> Snapshot:
        """Its tabs without their cells, under the revision our last write gave."""
        memory, layout = self.memory.recall(), self._known_layout()
        assert layout is not None, "else it is not known to be as we left it"
        grids = [Grid(tab.title, (), tab.identity, tab.hidden) for tab in layout.tabs]
        snapshot = Snapshot(memory["token"], grids, layout.site_id, cells_are_known=False)
        self._add_judgement(snapshot, asked)
        self._read = snapshot, layout, snapshot
        return snapshot

    def _ask(self) -> JSON:
        try:
            asked = self.api.file(self.spreadsheet_id, ASKED)
        except WorkbookError as problem:
            raise self._named(problem) from problem
        refuse_other_files(asked, self.api.account, self.role)
        return asked

    def _values(self) -> tuple[Layout, list[JSON]]:
        """With the layout as it was last; where a tab was renamed or is gone, all of it as it is, in one request."""
        # Of a write whose answer nobody has, whoever was killed meanwhile, only what stands there now can tell.
        layout = None if self._numbers.is_waiting else self._known_layout()
        if layout is not None:
            self._reads += 1
            try:
                answer = self.api.batch_get(self.spreadsheet_id, ranges_of(layout))
                if [title_in(each["range"]) for each in answer] == _titles(layout):
                    return layout, answer
            except ChangedSinceRead:
                pass  # a tab we knew is not there under its old name
            except WorkbookError as problem:
                raise self._named(problem) from problem
        return self._whole()

    def _whole(self) -> tuple[Layout, list[JSON]]:
        """Structure and values in one request: more to carry than values alone, and both as they stood in one moment."""
        began = self._clock()
        self._reads += 1
        try:
            answer = self.api.get(self.spreadsheet_id, FIELDS_TO_COMPARE)
        except WorkbookError as problem:
            raise self._named(problem) from problem
        layout = self._kept(answer)
        self._seen_whole = layout, began
        return layout, values_of(layout, cells_of(answer))

    def _known_layout(self) -> Layout | None:
        """As last looked at. An earlier version of ours kept more of it, which goes."""
        kept = self.memory.recall().get("layout")
        if kept is None:
            return None
        if (bare := self._built(kept)) != kept:
            self.memory.keep(layout=bare)
        return layout_of(bare)

    def _structure_is_due(self, asked: JSON, snapshot: Snapshot) -> bool:
        """Values tell nothing of tabs that people added, hid or showed. We look when nothing else of theirs is to be
        seen; what they did together with typing is looked at in the next cycle, or before we write (`publish`).

        `due`: how many cycles it has waited for that.
        """
        memory = self.memory.recall()
        by_people = not _is_by_us(asked)
        came = by_people and asked.get("version") != memory.get("version")
        cycles = 1 if came else int(memory.get("due", 0)) and int(memory["due"]) + 1
        is_due = cycles > 0 and self.role == "staff"
        now = is_due and (memory.get("seen") == snapshot.revision or cycles > LOOK_ANYWAY)
        now = now and not memory.get("left")  # what the last cycle left to this one needs the second read
        self.memory.keep(
            seen=snapshot.revision, version=asked.get("version"), due=cycles if is_due and not now else 0
        )
        return now

    def _build_of(self, layout: Layout) -> list[Any]:
        ours = {tab.title for tab in self.tabs}
        return [
            (tab.sheet_id, tab.title, tab.identity, tab.hidden)
            + (() if tab.name in ours or tab.name.startswith("Answers ") else (tab.merges, tab.basic_filter))
            for tab in layout.tabs
        ]

    def _look(self) -> Layout:
        try:
            return self._kept(self.api.get(self.spreadsheet_id, FIELDS))
        except WorkbookError as problem:
            raise self._named(problem) from problem

    def _kept(self, answer: JSON) -> Layout:
        bare = self._built(answer)
        for sheet in bare["sheets"]:
            sheet.pop("data", None)
        self.memory.keep(layout=bare)
        layout = layout_of(bare)
        self._numbers.are(layout.writes)
        return layout

    def _built(self, answer: JSON) -> JSON:
        return built(answer, [tab.title for tab in self.tabs], self._hash_of)

    def _named(self, problem: WorkbookError) -> WorkbookError:
        problem.workbook = self.role
        return withdrawn(problem, self.api.account) if self.memory.recall().get("worked") else problem

    def _judged(self, asked: JSON) -> Sequence[Any]:
        if self._judge is None:
            return ()
        # Drive leaves them out of a file of a shared drive, and where we may not share it ourselves; its list may tell.
        shares = asked.get("permissions") or self.api.permissions(self.spreadsheet_id)
        return self._judge(shares)

    def _add_judgement(self, snapshot: Snapshot, asked: JSON) -> None:
        judged = self._judged(asked)
        snapshot.notices += judged
        snapshot.sharing_unknown = any(notice.stops for notice in judged)

    def _people_saved_at(self, asked: JSON, known: int | None, snapshot: Snapshot) -> datetime | None:
        """When people last changed something: Google's date counts our own writes too, so their content is compared.

        Not while what differs may be ours. `known`: the last write that had landed before the values were read; the last
        that left is asked for after them, so that whatever write of another process stands in them is seen to be another.
        """
        memory, last = self.memory.recall(), self._numbers.last
        said, before = memory.get("people_at"), memory.get("typed")
        typed = hash_of_typed(snapshot, self.kinds)
        if is_by_people(asked, self.api.account):
            said = asked.get("modifiedTime") or said
        elif said and self._clock() - datetime.fromisoformat(said) < COMPARED_EVERY:
            pass
        elif before not in (None, typed) and last == known == memory.get("typed_after"):
            said = said if self._calculates(snapshot) else self._clock().isoformat()
        now = self._clock().isoformat()
        after = last if last == known else "unknown"
        self.memory.keep(people_at=said, typed=typed, typed_after=after, worked=True, read_at=now)
        return datetime.fromisoformat(said) if said else None

    def _calculates(self, snapshot: Snapshot) -> bool:
        """Values alone do not tell what was typed from what was calculated, so one read more does."""
        titles = titles_of_staff(snapshot, self.kinds)
        formulas = self.api.batch_get(self.spreadsheet_id, [quoted(title) for title in titles], formulas=True)
        return calculates(snapshot, self.kinds, formulas)

    def _keep_who_to_tell(self, snapshot: Snapshot) -> None:
        kept = whom_to_tell(snapshot.grids, self.kinds)
        if kept is not None and [kept] != self.memory.recall().get("kept"):
            self.memory.keep(kept=[kept])

    def last_good(self) -> Snapshot | None:
        """The tab that says whom to tell, as last read: of the rest Google itself keeps the versions."""
        kept = self.memory.recall().get("kept")
        if not kept:
            return None
        return Snapshot("kept", [Grid(each["title"], each["rows"], each["identity"]) for each in kept])

    # Writing

    def publish(self, changes: Changes) -> str:
        """Everything in one request that lands whole or not at all; a longer one in parts, staff's cells in the first."""
        if changes.is_empty:
            return changes.based_on
        snapshot, layout, there = self._as_read(changes)
        self._wait_for_the_fate_of_the_last()
        places = places_written(changes)
        is_in_rows = bool(places or changes.put_back)
        if self._is_whole(layout, JUST_NOW if is_in_rows else None):
            self.memory.keep(due=0)
        elif is_in_rows:
            self._leave_a_third_read_to_the_next_cycle()
            ranges = ranges_to_compare(layout, places, changes.put_back)
            answer = self._sent(lambda: self.api.get(self.spreadsheet_id, FIELDS_TO_COMPARE, ranges))
            before, layout = layout, compared(answer, layout, there, places, changes.put_back)
            self._refuse_another_build(before, layout)
        elif self.memory.recall().get("due") or _adds_a_tab(changes, layout):
            before, layout = layout, self._look()
            self._refuse_another_build(before, layout)
        grids = snapshot.grids if snapshot.cells_are_known else ()
        requests = [
            *requests_to_put_back(layout, changes.put_back),
            *taking_back(changes, layout),
            *requests_to_publish(layout, changes, self.kinds, self.tabs, grids),
        ]
        requests = self._with_aside(requests, layout, places, changes, there)
        token = f"w-{uuid.uuid4().hex}"
        self.memory.keep(token=None)
        self._write(requests, is_in_rows=changes.writes_in_staff_tabs)
        self.memory.keep(token=token, left=False)
        self._read = None  # it is no longer what stands there
        return token

    def _is_whole(self, layout: Layout, lately: timedelta | None) -> bool:
        """Read in this cycle with all values, and as `lately` as that: a look again would tell nothing that may not change
        after it too. What changes then in staff's rows is put back all the same (kept_aside.py)."""
        if self._seen_whole is None or self._seen_whole[0] is not layout:
            return False
        return lately is None or self._clock() - self._seen_whole[1] <= lately

    def _leave_a_third_read_to_the_next_cycle(self) -> None:
        """Where tabs changed, and many rows took long to decide about: two reads are what a cycle may cost (DESIGN §2). The
        next knows the tabs as they are now, so that its second read is the look again."""
        if self._reads >= READS_OF_A_CYCLE:
            self.memory.keep(left=True)
            raise self._named(
                WorkbookBusy("Somebody changed the tabs just now, so we write in a minute.", "changed")
            )

    def _refuse_another_build(self, before: Layout, now: Layout) -> None:
        if self._build_of(before) != self._build_of(now):
            self.memory.keep(layout=None)  # a look at ranges may not tell all of it
            raise ChangedSinceRead(
                "Somebody changed the tabs after we read them, so we read again.", "changed"
            )
        self.memory.keep(due=0)

    def _with_aside(
        self,
        requests: list[JSON],
        layout: Layout,
        places: Sequence[TabPlace],
        changes: Changes,
        there: Snapshot,
    ) -> list[JSON]:
        """What the write lands on is kept by the write itself, until the next read has seen that all is well."""
        notes = self.memory.recall().get("aside") or []
        wanted = {note["sheet"] for note in notes}
        gone = [tab.sheet_id for tab in layout.tabs if kept_aside.is_ours(tab) and tab.sheet_id not in wanted]
        tidying = [{"deleteSheet": {"sheetId": sheet}} for sheet in gone]
        aside = kept_aside.Aside(
            layout, requests, places, changes.put_back, there.grids, self.kinds, self._hash_of
        )
        keeping = list(aside.requests())
        if keeping:
            more = {
                "at": self._clock().isoformat(),
                "after": [note["sheet"] for note in notes],
                "whole": self._puts_all,
            }
            self.memory.keep(aside=[*notes, {**aside.note, **more}])
        return [*tidying, *keeping, *requests]

    def _as_read(self, changes: Changes) -> tuple[Snapshot, Layout, Snapshot]:
        if self._read is None or self._read[0].revision != changes.based_on:
            raise ChangedSinceRead("The workbook was read anew since, so we decide again.", "changed")
        return self._read

    def _write(
        self, requests: Sequence[JSON], is_in_rows: bool = False, patience: Sequence[int] | None = None
    ) -> None:
        if not requests:
            return
        parts = in_parts(requests)
        if patience is None:
            is_large = len(parts) > 1 or size_of({"requests": parts[0]}) > LARGE
            patience = self._numbers.patience(skipped=is_large)
        is_structure = any(next(iter(each)) in _STRUCTURE for each in requests)
        if is_structure:  # killed before the answer comes, we look what tabs there are
            self.memory.keep(layout=None)
        for part in parts:
            tells = FIELDS if is_structure and part is parts[-1] else ""
            try:
                answer = self._sent(partial(self._send_named, part, tells, is_in_rows, patience))
            except WorkbookError as problem:
                problem.may_have_landed |= part is not parts[0]
                raise
            if "updatedSpreadsheet" in answer:
                self._kept(answer["updatedSpreadsheet"])

    def _send_named(
        self, part: Sequence[JSON], tells: str, is_in_rows: bool, patience: Sequence[int]
    ) -> JSON:
        try:
            return self._send(part, tells, is_in_rows, patience)
        except WorkbookError as problem:
            if problem.code != "name-taken":
                raise
        # Somebody deleted a tab of ours, whose name stays taken.
        return self._send(with_other_names(part), tells, is_in_rows, patience)

    def _send(self, part: Sequence[JSON], tells: str, is_in_rows: bool, patience: Sequence[int]) -> JSON:
        # What names its cells and adds nothing may be sent again as it is; all else is decided anew first.
        repeatable = all(next(iter(each)) in _REPEATABLE for each in part)
        taken = self._numbers.take(is_in_rows)
        requests = [*taken.requests, *part]
        try:
            answer = self.api.batch_update(self.spreadsheet_id, requests, repeatable, tells, patience)
        except FateUnknown:
            self.memory.keep(layout=None)  # what stands there now is to be seen before anything else
            raise
        except WorkbookError:
            self._numbers.refused(taken)
            raise
        self._numbers.landed(taken)
        return answer

    def _sent(self, request: Callable[[], JSON]) -> JSON:
        try:
            return request()
        except ChangedSinceRead:
            self.memory.keep(layout=None)
            raise
        except WorkbookError as problem:
            if (
                problem.code == "not-understood"
            ):  # it may be us who are behind: how the tabs are built is read anew
                self.memory.keep(layout=None, token=None)
            raise self._named(problem) from problem

    def _wait_for_the_fate_of_the_last(self) -> None:
        """Only where Google would carry out two writes with one number (numbered.py): a row that may still land must not be
        written a second time, so we wait until Google has given it up, SETTLES_WITHIN after it was sent."""
        if self._numbers.is_waiting and not self._numbers.are_unique:
            says = "Google did not say whether our last change landed. We wait three minutes, and look."
            raise self._named(WorkbookBusy(says, "fate-unknown"))

    def _look_for_the_last(self, layout: Layout, began: datetime) -> bool | None:
        """Whether the write nobody answered landed, told by its number; None where nobody asks, or knows yet.

        What is decided from now on is from a read after that.
        """
        landed = self._numbers.look(layout.writes, began)
        if self._numbers.is_waiting and self._numbers.are_unique is None and layout.writes:
            self._try_numbers(next(iter(layout.writes)))
        return landed

    def _try_numbers(self, there: int) -> None:
        """Nothing but an entry that is there already: Google must refuse it. Asked once, when it first matters."""
        try:
            self.api.batch_update(self.spreadsheet_id, [making(there)])
        except WorkbookError as problem:
            if problem.code == "number-taken":
                self._numbers.tried(are_unique=True)
        else:
            self._numbers.tried(are_unique=False)

    # Setting up

    def install(
        self,
        kinds: Sequence[type[Row]],
        tabs: Sequence[ServiceTab],
        site_id: str,
        asked: Collection[str] = (),
        rows: Rows | None = None,
    ) -> str:
        """Makes what is missing and repairs what was damaged; a second run sends nothing.

        `rows`: what new tabs begin with in place of what is declared.
        """
        kinds = kinds if self.role == "staff" else ()
        tabs = [tab for tab in tabs if tab.workbook == self.role]

        def decide(layout: Layout, cells: Any) -> tuple[list[JSON], list[str]]:
            account = self.api.account
            return requests_to_install(layout, cells, kinds, tabs, site_id, asked, account, rows), []

        self._refuse_to_show(rows)
        self._put_in_order(decide)
        self.memory.keep(worked=True)
        return self.revision()

    def mend(self, asked: Collection[str] = ()) -> Sequence[str]:
        """Drop-downs, formats, headings and protection back, columns asked for added. A second run sends nothing."""
        self._refuse_to_show(None)
        kinds, site_id, account = self.kinds, self.site_id, self.api.account
        return self._put_in_order(
            lambda layout, cells: requests_to_mend(layout, cells, kinds, site_id, asked, account)
        )

    def _put_in_order(self, decide: Callable[[Layout, Any], tuple[list[JSON], list[str]]]) -> Sequence[str]:
        """Written by position: only where a look immediately before finds every tab and heading where it was."""
        for _ in range(_DECIDED_ANEW):
            layout, cells = self._all_cells()
            requests, did = decide(layout, cells)
            if not requests:
                return did
            built = Built(layout, cells, self.kinds)
            ranges = built.ranges()
            if built.stands(self._sent(lambda: self.api.get(self.spreadsheet_id, FIELDS_TO_COMPARE, ranges))):  # noqa: B023
                self.memory.keep(typed=None)  # `init` may add rows, which nobody typed
                self._write(requests, patience=PATIENCE[-1:])  # some hundred changes of tabs: nobody hurries
                return did
        says = (
            "Somebody is moving rows or columns just now, so we put nothing in order. Try again in a minute."
        )
        raise self._named(WorkbookBusy(says, "busy"))

    def _refuse_to_show(self, rows: Rows | None) -> None:
        """Whoever can see it wrongly would see what comes into it."""
        unseen = next((notice for notice in self._judged(self._ask()) if notice.stops), None)
        if rows is not None and unseen is not None:
            raise self._named(WorkbookRefused(f"{unseen.says} {unseen.fix}", unseen.code))

    def _all_cells(self) -> tuple[Layout, Any]:
        began = self._clock()
        answer = self._sent(lambda: self.api.get(self.spreadsheet_id, FIELDS_OF_ALL))
        layout = layout_of(answer)
        self._look_for_the_last(layout, began)
        self._wait_for_the_fate_of_the_last()
        return layout, cells_of(answer)

    # A page beside the workbook has no place on Google; the e-mail must do.

    def say_beside(self, html: str) -> None: ...

    def clear_beside(self) -> None: ...


# What may be done twice; all else adds or takes away something.
_REPEATABLE = frozenset(
    "updateCells repeatCell updateSheetProperties updateDimensionProperties mergeCells unmergeCells updateChartSpec "
    "updateEmbeddedObjectPosition updateNamedRange autoResizeDimensions updateSpreadsheetProperties".split()
)
# After these the layout kept from before is out of date in something we go by.
_STRUCTURE = frozenset(
    "addSheet deleteSheet duplicateSheet updateSheetProperties addNamedRange deleteNamedRange addChart "
    "deleteEmbeddedObject addProtectedRange updateProtectedRange deleteProtectedRange addConditionalFormatRule "
    "deleteConditionalFormatRule createDeveloperMetadata insertDimension deleteDimension appendDimension appendCells "
    "addDimensionGroup updateSpreadsheetProperties".split()
)


def _is_by_us(asked: JSON) -> bool:
    """Whether the last change of the file was ours, as Drive tells."""
    return bool((asked.get("lastModifyingUser") or {}).get("me", False))


def _mark(asked: JSON) -> str:
    """Another one when the file changes, or whom it is shared with."""
    who = sorted(
        f"{each.get('type')}{each.get('role')}{each.get('id')}" for each in asked.get("permissions", ())
    )
    return f"v{asked.get('version', '')}.{len(who)}.{_short(who)}"


def _short(words: Sequence[str]) -> str:
    return hashlib.sha256(repr(words).encode()).hexdigest()[:8]


def _hash_without_key(words: str) -> str:
    """Where the memory is this process's own, and nobody else reads it."""
    return hashlib.sha256(words.encode()).hexdigest()


def _titles(layout: Layout) -> list[str]:
    return [title_in(each + "!A1") for each in ranges_of(layout)]


def _adds_a_tab(changes: Changes, layout: Layout) -> bool:
    """Then a tab that people made since, which values do not tell of, may have its title."""
    return any(layout.tab(content.name) is None for content in changes.tabs)

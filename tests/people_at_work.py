"""What people do to a staff workbook, drawn at random and done wherever it makes sense then; and what must still be there.

The oracle knows words that nobody else uses: which stand together in one row, and under which heading. It learns of each
edit from the workbook as it stood when the edit was made, so it needs to know nothing of what the service does. One list of edits and one list of what must hold
for both kinds of workbook: a program is what carries an edit out, in tests/google/test_interleaving.py the loopback
Google, in tests/flows/test_interleaving_on_excel.py openpyxl.
"""

import re
from collections import Counter, defaultdict
from copy import deepcopy
from dataclasses import dataclass, field

from tests.people_tabs import LABELS, OURS, TABS
from tests.sheets_api.model import Formula
from tests.sheets_api.notation import letters

REF = re.compile(r"[A-Z]-\d{3,}")
SCRIBBLE = "scribble"


@dataclass
class Word:
    """One thing somebody typed, unlike all others."""

    text: str
    tab: str
    row: int  # of which the number means nothing: words of one row share it
    heading: str


@dataclass
class Oracle:
    words: dict[str, Word] = field(default_factory=dict)
    refs: dict[int, str] = field(default_factory=dict)  # row → its Ref, once it was seen at rest
    typed: int = 0
    rows: int = 0
    said: dict[str, bool] = field(
        default_factory=dict
    )  # a message → whether it is still wanted in the workbook
    handed_over: set[str] = field(default_factory=set)
    given: dict[str, int] = field(default_factory=dict)  # a Ref → the row that has it, for ever
    renamed: dict[str, dict[str, str]] = field(default_factory=dict)  # tab → a heading of theirs: what it was
    copies: dict[str, list] = field(default_factory=dict)  # a copied tab → what stood in it

    def word(self):
        self.typed += 1
        return f"Word {self.typed:05d} typed"

    def new_row(self):
        self.rows += 1
        return self.rows

    def as_it_was(self, then):
        """An older copy was saved over the workbook: what was typed since is away by a person's own hand.

        `then` is this oracle at the time of that copy. What was given or numbered since stays so.
        """
        kept = deepcopy(then)
        self.words, self.refs = kept.words, kept.refs
        self.renamed, self.copies = kept.renamed, kept.copies

    def learn(self, book):
        """Every word of a staff tab as it stands: the beginning."""
        for tab in TABS:
            look = Look(book, tab)
            for number in range(look.top + 1, look.last + 1):
                row = self.new_row()
                for column, value in look.cells(number):
                    if (
                        isinstance(value, str)
                        and look.heading(column) not in OURS
                        and self._is_one(book, value)
                    ):
                        self.words[value] = Word(value, tab, row, look.heading(column))

    def _is_one(self, book, value):
        return (
            sum(cell.value == value for tab in TABS for line in sheet_of(book, tab).rows for cell in line)
            == 1
        )

    def rows_in(self, look, number):
        """Which of our rows stand in this row of the sheet."""
        return {self.words[value].row for _, value in look.cells(number) if value in self.words}

    def rows_under_way(self, look, number):
        """A row of which nothing can be seen but a Ref of ours: it stands over its only word until that is put back.

        Who deletes it then has deleted the row; which one it was is known by all its words being away.
        """
        here = [value for _, value in look.cells(number) if not isinstance(value, Formula)]
        if not here or not all(isinstance(value, str) and REF.fullmatch(value) for value in here):
            return set()
        there = {value for line in look.lines for value in line}
        of_tab = [word for word in self.words.values() if word.tab == look.tab]
        return {word.row for word in of_tab} - {word.row for word in of_tab if word.text in there}

    def forget(self, test):
        for text in [text for text, word in self.words.items() if test(word)]:
            del self.words[text]


def sheet_of(book, tab):
    """By what people and we call it, also after it was renamed."""
    titles = {tab, f"{tab} renamed"}
    return next((sheet for sheet in book.sheets if sheet.title in titles), None)


class Look:
    """One tab at one moment."""

    def __init__(self, book, tab):
        self.tab = tab
        self.sheet = sheet_of(book, tab)
        self.lines = [[cell.value for cell in line] for line in self.sheet.rows]
        while self.lines and not any(value is not None for value in self.lines[-1]):
            self.lines.pop()
        wanted = set(TABS[tab])
        shared = [len(wanted & {bare(value) for value in line}) for line in self.lines]
        self.top = shared.index(max(shared)) + 1 if shared else 1
        self.headings = [bare(value) for value in self.lines[self.top - 1]] if self.lines else []

    @property
    def last(self):
        used = [
            n
            for n, line in enumerate(self.lines, 1)
            if any(v is not None and not isinstance(v, Formula) for v in line)
        ]
        return max(used, default=self.top)

    @property
    def width(self):
        return max((c for c, h in enumerate(self.headings, 1) if h), default=1)

    def heading(self, column):
        return self.headings[column - 1] if column <= len(self.headings) else ""

    def column(self, heading):
        return self.headings.index(heading) + 1 if heading in self.headings else None

    def cells(self, number):
        return (
            [(c, v) for c, v in enumerate(self.lines[number - 1], 1) if v is not None]
            if number <= len(self.lines)
            else []
        )

    def value(self, number, heading):
        column = self.column(heading)
        line = self.lines[number - 1] if number <= len(self.lines) else []
        return line[column - 1] if column and column <= len(line) else None


def bare(value):
    return value.strip("ƒ▸ ") if isinstance(value, str) else ""


class Hands:
    """Each edit takes the spreadsheet as it is, does one thing in it, and tells the oracle. `pick(n)`: a number below n."""

    def __init__(self, oracle, edit, log):
        """`edit(book, wish)` carries out one wish, as tests/sheets_api/people.py describes them."""
        self.oracle, self.edit_book, self.log = oracle, edit, log
        self.taken = {}  # a staff tab that was deleted, to be brought back

    def do(self, book, name, tab, numbers):
        at = iter(numbers)

        def pick(below):
            return next(at, 0) % max(1, below)

        if sheet_of(book, tab) is None:
            return
        look = Look(book, tab)
        told = getattr(self, name)(book, look, tab, pick)
        self.log.append(f"{name} {tab} {told or ''}")

    def _edit(self, book, look, **wish):
        self.edit_book(book, {"tab": look.sheet.title, **wish})

    # Rows

    def sorts(self, book, look, tab, pick):
        column = letters(pick(look.width))
        self._edit(book, look, do="sort", column=column, descending=bool(pick(2)), headings=look.top)
        return column

    def sorts_headings_too(self, book, look, tab, pick):
        column = letters(pick(look.width))
        self._edit(book, look, do="sort", column=column, descending=bool(pick(2)), headings=0)
        return column

    def inserts_a_row(self, book, look, tab, pick):
        row = 1 + pick(look.last + 1)
        self._edit(book, look, do="insert", row=row)
        return row

    def deletes_a_row(self, book, look, tab, pick):
        if look.last <= look.top:
            return None
        row = look.top + 1 + pick(look.last - look.top)
        gone = self.oracle.rows_in(look, row) or self.oracle.rows_under_way(look, row)
        self.oracle.forget(lambda word: word.row in gone)
        for _, value in look.cells(row):
            if value in self.oracle.said:
                # Not seen in two reads yet, it may have been lost in a race as well: then it is offered again (DESIGN §5).
                is_known = value in self.oracle.handed_over and _today_tells(book)
                self.oracle.said[value] = False if is_known else None
        self._edit(book, look, do="delete", row=row)
        return row

    def moves_a_row(self, book, look, tab, pick):
        rows = look.last - look.top
        if rows < 2:
            return None
        row, to = look.top + 1 + pick(rows), look.top + 1 + pick(rows + 1)
        if row <= to <= row + 1:
            return None
        self._edit(book, look, do="move", row=row, to=to)
        return row, to

    # Columns

    def inserts_a_column(self, book, look, tab, pick):
        column = letters(pick(look.width + 1))
        self._edit(book, look, do="insert", column=column)
        return column

    def deletes_a_column(self, book, look, tab, pick):
        """One of their own, or an empty one: without some of ours the tab is not read, and says so."""
        free = [c for c in range(1, look.width + 1) if look.heading(c) not in TABS[tab]]
        if not free:
            return None
        column = free[pick(len(free))]
        heading = look.heading(column)
        here = {line[column - 1] for line in look.lines if column <= len(line)}
        self.oracle.forget(
            lambda word: word.tab == tab and ((heading and word.heading == heading) or word.text in here)
        )
        self._edit(book, look, do="delete", column=letters(column - 1))
        return heading

    def moves_a_column(self, book, look, tab, pick):
        column, to = 1 + pick(look.width), 1 + pick(look.width + 1)
        if column <= to <= column + 1:
            return None
        self._edit(book, look, do="move", column=letters(column - 1), to=letters(to - 1))
        return look.heading(column), to

    def renames_a_heading(self, book, look, tab, pick):
        """To something we do not know: until it is called so again the column is not there for us."""
        ours = [c for c in range(1, look.width + 1) if look.heading(c) in TABS[tab]]
        if not ours or self.oracle.renamed.get(tab):
            return None
        column = ours[pick(len(ours))]
        heading, other = look.heading(column), f"Heading {self.oracle.new_row():03d} renamed"
        self._put(book, look, look.top, column, other)
        self.oracle.renamed[tab] = {other: heading}
        return heading, other

    def deletes_a_column_of_ours(self, book, look, tab, pick):
        """With what stands in it. Not Ref, nor what a row is known by: who has deleted those restores a version."""
        ours = [
            c
            for c in range(1, look.width + 1)
            if look.heading(c) in TABS[tab] and look.heading(c) not in ("Ref", LABELS[tab])
        ]
        if not ours:
            return None
        column = ours[pick(len(ours))]
        heading = look.heading(column)
        here = {line[column - 1] for line in look.lines if column <= len(line)}
        self.oracle.forget(lambda word: word.tab == tab and (word.heading == heading or word.text in here))
        self._edit(book, look, do="delete", column=letters(column - 1))
        return heading

    def adds_a_column(self, book, look, tab, pick):
        """With a heading of their own, beside the others, and a word in some row."""
        column, heading = look.width + 1, self.oracle.word()
        if column > look.sheet.column_count or column > 30:
            return None
        self._put(book, look, look.top, column, heading)
        row = look.top + 1 + pick(max(1, look.last - look.top))
        look = Look(book, tab)
        return heading, self._types(book, look, tab, row, heading)

    # Cells

    def adds_a_row(self, book, look, tab, pick):
        row = look.last + 1
        label = LABELS[tab]
        if look.column(label) is None:
            return None
        number = self.oracle.new_row()
        told = [self._types(book, look, tab, row, label, number)]
        for heading in TABS[tab]:
            if heading in ("Notes", "Passed to", "Postal address") and pick(2) and look.column(heading):
                told.append(self._types(book, Look(book, tab), tab, row, heading, number))
        return row, told

    def edits_a_row(self, book, look, tab, pick):
        row = look.top + 1 + pick(max(1, look.last - look.top))
        free = [
            h
            for h in look.headings
            if h in ("Notes", "Passed to", "Postal address", "Name", "Words we may quote")
            or h.startswith("Word ")
        ]
        if not free:
            return None
        return row, self._types(book, look, tab, row, free[pick(len(free))])

    def _types(self, book, look, tab, row, heading, number=None):
        column = look.column(heading)
        if number is None:
            here = self.oracle.rows_in(look, row)
            if not here:
                words = [value for _, value in look.cells(row) if not isinstance(value, Formula)]
                if not words or any(word in self.oracle.said for word in words):
                    return None
                # One of which all words went with their columns is the row it was by its Ref.
                here = {self.oracle.given.get(look.value(row, "Ref")) or self.oracle.new_row()}
            if len(here) != 1:
                return None
            [number] = here
        text = self.oracle.word()
        self.oracle.forget(lambda word: word.tab == tab and word.row == number and word.heading == heading)
        self._put(book, look, row, column, text)
        self.oracle.words[text] = Word(text, tab, number, heading)
        return heading, text

    def _put(self, book, look, row, column, text):
        if row > look.sheet.row_count:
            return
        self._edit(book, look, do="paste", cell=f"{letters(column - 1)}{row}", rows=[[text]])

    def pastes_over_formulas(self, book, look, tab, pick):
        column = look.column("Check")
        if not column:
            return None
        row = look.top + 1 + pick(max(1, look.last - look.top))
        self._put(book, look, row, column, "typed over")
        return row

    def pastes_over_a_drop_down(self, book, look, tab, pick):
        """Some word that the list does not have, and the list of that cell goes with it."""
        heading = "Status" if tab == "People" else "Kind"
        rows = [n for n in range(look.top + 1, look.last + 1) if self.oracle.rows_in(look, n)]
        rows = [n for n in rows if look.value(n, heading) is None]
        if not rows or look.column(heading) is None:
            return None
        row = rows[pick(len(rows))]
        self._put(book, look, row, look.column(heading), "pasted")
        return row

    def notes_a_cell(self, book, look, tab, pick):
        row, column = 1 + pick(look.last), letters(pick(look.width))
        self._edit(book, look, do="note", cell=f"{column}{row}", text="Ask Ann")
        return f"{column}{row}"

    def types_into_ref(self, book, look, tab, pick):
        """Into an empty Ref cell of a row with words: the very cell we fill."""
        column = look.column("Ref")
        bare_rows = [
            n
            for n in range(look.top + 1, look.last + 1)
            if not look.value(n, "Ref") and self.oracle.rows_in(look, n)
        ]
        if not column or not bare_rows:
            return None
        row = bare_rows[pick(len(bare_rows))]
        [number, *_] = self.oracle.rows_in(look, row)
        text = self.oracle.word()
        self._put(book, look, row, column, text)
        self.oracle.words[text] = Word(text, tab, number, "Ref")
        return row, text

    # Tabs

    def renames_the_tab(self, book, look, tab, pick):
        other = tab if look.sheet.title != tab else f"{tab} renamed"
        self._edit(book, look, do="rename_tab", to=other)
        return other

    def copies_a_staff_tab(self, book, look, tab, pick):
        title = f"{tab} copied"
        if any(sheet.title == title for sheet in book.sheets):
            return None
        self._edit(book, look, do="duplicate_tab", title=title)
        [copied] = [sheet for sheet in book.sheets if sheet.title == title]
        self.oracle.copies[title] = values_of(copied)
        return title

    def deletes_a_staff_tab(self, book, look, tab, pick):
        """And undoes it when she reads what we say of it."""
        if self.taken or f"{tab} copied" in self.oracle.copies:  # a copy left alone is the tab from then on
            return None
        self.taken[tab] = deepcopy(look.sheet)
        self._edit(book, look, do="delete_tab")
        return look.sheet.title

    def moves_the_tab(self, book, look, tab, pick):
        self._edit(book, look, do="move_tab", index=pick(len(book.sheets)))

    def adds_a_tab(self, book, look, tab, pick):
        title = f"Rota {pick(3)}"
        if not any(sheet.title == title for sheet in book.sheets):
            self.edit_book(book, {"do": "add_tab", "title": title})
        return title

    def deletes_a_tab_of_ours(self, book, look, tab, pick):
        here = [
            sheet for sheet in book.sheets if sheet.title in ("Today", "Checks", "Lists", "Problems", "Log")
        ]
        if here:
            tab = here[pick(len(here))].title
            self.edit_book(book, {"do": "delete_tab", "tab": tab})
            self._today_may_be_gone(book)

    def _today_may_be_gone(self, book):
        """Without it a row that is missing looks like an older version, and is offered again (flows/standing.py)."""
        if not _today_tells(book):
            said = self.oracle.said
            said.update({words: None for words, stands in said.items() if stands is False})

    def types_in_a_tab_of_ours(self, book, look, tab, pick):
        here = [
            sheet for sheet in book.sheets if sheet.title in ("Today", "Checks", "Lists", "Problems", "Log")
        ]
        if not here:
            return None
        title = here[pick(len(here))].title
        self.edit_book(book, {"do": "paste", "tab": title, "cell": f"A{1 + pick(5)}", "rows": [[SCRIBBLE]]})
        self._today_may_be_gone(book)
        return title


EDITS = [name for name in vars(Hands) if not name.startswith("_") and name != "do"]


def _today_tells(book):
    """When it was written: not where it is away, or somebody has typed into it."""
    today = sheet_of(book, "Today")
    return today is not None and not any(cell.value == SCRIBBLE for line in today.rows for cell in line)


def values_of(sheet):
    """A formula that shows a tab shows nothing any more once that was deleted, and it is not we who wrote that."""
    return [[_without_tab(cell.value) for cell in line] for line in sheet.rows]


def _without_tab(value):
    if not isinstance(value, Formula):
        return value
    return re.sub(r"#REF!|Checks!\$A:\$[A-Z]", "", value.text)


def tidied(hands, book):
    """What people do who read what we say: the edits that put right what stops a tab. Gives what was done."""
    oracle, did = hands.oracle, []
    for tab in TABS:
        if tab in hands.taken and sheet_of(book, tab) is None:
            book.sheets.append(hands.taken.pop(tab))
            did.append(f"{tab} brought back")
        look = Look(book, tab)
        if look.top > 1:
            hands.edit_book(book, {"do": "move", "tab": look.sheet.title, "row": look.top, "to": 1})
            did.append(f"headings of {tab} moved to the top")
            look = Look(book, tab)
        for other, heading in oracle.renamed.pop(tab, {}).items():
            if other in look.headings:
                hands._put(book, look, look.top, look.column(other), heading)
                did.append(f"heading {heading} of {tab} called so again")
                look = Look(book, tab)
        for heading in TABS[tab]:
            if heading not in look.headings:
                if look.width == look.sheet.column_count:
                    hands._edit(book, look, do="insert", column=letters(look.width - 1))
                    hands._put(book, look, look.top, look.width, heading)
                else:
                    hands._put(book, look, look.top, look.width + 1, heading)
                did.append(f"heading {heading} of {tab} put back")
                look = Look(book, tab)
    for title in [sheet.title for sheet in book.sheets if sheet.title in oracle.copies]:
        [copied] = [sheet for sheet in book.sheets if sheet.title == title]
        if values_of(copied) != oracle.copies.pop(title):
            did.append(f"WRONG: we wrote in {title}")
        hands.edit_book(book, {"do": "delete_tab", "tab": title})
        did.append(f"{title} deleted")
    oracle.copies.clear()
    return did


def astray(oracle, book, rest_is_seen=True):
    """What is not as it must be at rest, in words; nothing when all is well.

    `rest_is_seen`: what came from us was by then read twice, and so is handed over.
    """
    wrong = []
    for tab in TABS:
        if sheet_of(book, tab) is None:
            wrong.append(f"{tab} is gone")
    places = defaultdict(list)
    for tab in TABS:
        look = Look(book, tab)
        for number in range(1, len(look.lines) + 1):
            for column, value in look.cells(number):
                if isinstance(value, str):
                    places[value].append((tab, number, column))
    rows = defaultdict(set)
    for text, word in oracle.words.items():
        found = [place for place in places[text] if place[0] == word.tab]
        if len(found) != 1:
            wrong.append(f"{text} ({word.tab}, {word.heading}) stands {len(found)} times")
            continue
        look = Look(book, word.tab)
        rows[word.row].add(found[0][1])
        if look.heading(found[0][2]) != word.heading:
            wrong.append(f"{text} stands under {look.heading(found[0][2])}, not {word.heading}")
    wrong += [f"row {row} is torn apart: {numbers}" for row, numbers in rows.items() if len(numbers) > 1]
    for text, wanted in oracle.said.items():
        times = len([place for place in places[text] if place[0] == "Feedback"])
        if times not in {True: (1,), False: (0,), None: (0, 1)}[wanted]:
            wrong.append(f"{text} stands {times} times, wanted: {wanted}")
        if rest_is_seen:
            oracle.handed_over.add(text)
        oracle.said[text] = times == 1
    for tab in TABS:
        look = Look(book, tab)
        refs = Counter(
            v for n in range(look.top + 1, look.last + 1) if isinstance(v := look.value(n, "Ref"), str)
        )
        wrong += [f"{ref} stands {times} times" for ref, times in refs.items() if times > 1]
        ours = [c for c, h in enumerate(look.headings, 1) if h in OURS and h != "Ref"]
        for n in range(1, len(look.lines) + 1):
            for c, v in look.cells(n):
                if isinstance(v, Formula) and "VLOOKUP" in v.text and (c not in ours or n <= look.top):
                    wrong.append(
                        f"a formula of ours stands in {tab} {letters(c - 1)}{n} under {look.heading(c)!r}"
                    )
        missing = [heading for heading in TABS[tab] if heading not in look.headings]
        wrong += [f"{tab} has lost the heading {heading}" for heading in missing]
    for row, numbers in rows.items():
        if len(numbers) == 1:
            word = next(word for word in oracle.words.values() if word.row == row)
            look = Look(book, word.tab)
            number = next(iter(numbers))
            ref = look.value(number, "Ref")
            label = look.value(number, LABELS[word.tab])  # without one it may be a note, which gets none
            if number > look.top and label and not ref:
                wrong.append(f"row {number} of {word.tab} has no Ref")
            if ref and any(w.text == ref for w in oracle.words.values()):
                continue
            if ref and oracle.refs.setdefault(row, ref) != ref:
                wrong.append(f"the Ref of a row of {word.tab} became {ref}, was {oracle.refs[row]}")
            if ref and oracle.given.setdefault(ref, row) != row:
                wrong.append(f"{ref} was given to a second row of {word.tab}")
    wrong += [f"kept aside for ever: {sheet.title}" for sheet in book.sheets if "keeps this" in sheet.title]
    return wrong

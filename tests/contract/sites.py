"""The same site twice, with the demo's rows: once on an Excel folder and once on the loopback Google."""

import re
from datetime import date, datetime, time, timedelta

from openpyxl.utils import get_column_letter

from service.core.stored_values import shown
from service.demo import SITES, answer_everything
from service.ledger import submissions
from service.sites import build_site, open_site_ledger
from tests.contract.hands import trimmed
from tests.contract.on_excel import OnExcel
from tests.contract.on_google import OnGoogle
from tests.flows.ward import NOW, Ward
from tests.google.ward import GoogleWard

SLUG, ROLES = "northmoor", ("staff", "managers")
MINUTE, DAY = timedelta(minutes=3), timedelta(days=1)
CYCLES = 8  # until there is nothing to do


class ExcelSite(Ward, OnExcel):
    """A ward whose staff workbook has a person's hands."""

    def __init__(self, folder, starts):
        Ward.__init__(self, folder, slug=SLUG, starts=starts)
        self.paths = {"staff": self.staff, "managers": self.managers}

    def ends(self):
        self.ledger.dispose()

    def saved(self):
        """Somebody opened the file and saved it: what we added has been seen."""
        with self.edited():
            pass


class GoogleSite(GoogleWard, OnGoogle):
    """The same on Google, without quotas: what is looked at here is what stands in the cells."""

    def __init__(self, folder, google, starts):
        GoogleWard.__init__(self, folder, google, slug=SLUG, starts=starts, per_minute=10_000)
        self.ids = {"staff": self.staff, "managers": self.managers}

    def ends(self):
        self.ledger.dispose()

    def saved(self):
        """Nobody saves on Google: what we added is seen once it was read twice."""

    def another_process(self):
        """As after a restart: the ledger is kept and nothing else."""
        self.ledger.dispose()
        self.ledger = open_site_ledger(self.settings)
        self.site = build_site(self.settings, self.settings.site(SLUG), self.ledger)


def to_quiet(site, now):
    """Cycles of one minute, until there is nothing to do. Gives the problems of the last that read."""
    problems = []
    for _ in range(CYCLES):
        outcome = site.sync(now)
        if outcome.did == "nothing to do":
            return [
                (each.tab, each.row, each.column, each.code, each.ref, each.says, each.fix)
                for each in problems
            ]
        problems = outcome.problems
    raise AssertionError(f"{type(site).__name__} finds no rest in {CYCLES} cycles")


def answered(site, now):
    answer_everything(site.site, SITES[SLUG], now)


def told(site, words, key, now, **more):
    """A message from the Tell us page."""
    with site.ledger.write() as conn:
        fields = {"what": words, "kind": "Idea", **more}
        submissions.submit_message(conn, site=SLUG, form="tell-us", fields=fields, key=key.ljust(16), now=now)


def place_of(site, tab, heading):
    """The letter of a column."""
    words = [str(cell or "").strip("ƒ▸ ") for cell in OnEyes.rows(site, tab)[0]]
    return get_column_letter(words.index(heading) + 1)


class OnEyes:
    """The eyes of the harness, where Ward has a method of the same name."""

    @staticmethod
    def rows(site, tab, role="staff"):
        return (OnExcel if isinstance(site, OnExcel) else OnGoogle).rows(site, tab, role)


def row_of(site, tab, word):
    """The number of the first row in which this stands."""
    return next(number for number, row in enumerate(OnEyes.rows(site, tab), 1) if word in row)


def type_in(site, tab, word, heading, text):
    """Into the row where `word` stands, under `heading`."""
    site.type(tab, f"{place_of(site, tab, heading)}{row_of(site, tab, word)}", text)


def add(site, tab, **cells):
    """A new row under the last one."""
    number = len(OnEyes.rows(site, tab)) + 1
    for heading, text in cells.items():
        site.type(tab, f"{place_of(site, tab, heading.replace('_', ' '))}{number}", text)


_RANDOM = re.compile(r"^[0-9a-f]{8}$")


def as_text(value):
    """As a person sees it, whichever way the program stores it."""
    if value is None or value == "":
        return ""
    if isinstance(value, (date, time, datetime)):
        value = shown(value, False)
    return f"{value:.9g}" if isinstance(value, (int, float)) and not isinstance(value, bool) else str(value)


def tab_of(site, title, role):
    rows = trimmed([as_text(value) for value in row] for row in OnEyes.rows(site, title, role))
    if title.startswith("Answers "):  # by random numbers, and in their order, on purpose
        return sorted([_RANDOM.sub("·", word) for word in row] for row in rows)
    return rows


def everything(site):
    """{role: {title: rows}}, and which tabs can be seen."""
    return {
        role: {
            (title, title in site.titles(role, hidden=True)): tab_of(site, title, role)
            for title in site.titles(role)
            if title != "Sheet1"
        }
        for role in ROLES
    }


def differences(one, other):
    """The first few cells in which two sites differ: (role, tab, row, column, one's, other's)."""
    found = []
    ours, theirs = everything(one), everything(other)
    for role in ROLES:
        if list(ours[role]) != list(theirs[role]):
            found.append((role, [*ours[role]], [*theirs[role]]))
        for tab in ours[role].keys() & theirs[role].keys():
            mine, others = ours[role][tab], theirs[role][tab]
            for row in range(max(len(mine), len(others))):
                a = mine[row] if row < len(mine) else []
                b = others[row] if row < len(others) else []
                found += [
                    (role, tab[0], row + 1, column + 1, x, y)
                    for column in range(max(len(a), len(b)))
                    if (x := a[column] if column < len(a) else "")
                    != (y := b[column] if column < len(b) else "")
                ]
    return found


__all__ = [
    "DAY",
    "MINUTE",
    "NOW",
    "ExcelSite",
    "GoogleSite",
    "add",
    "answered",
    "differences",
    "to_quiet",
    "told",
    "type_in",
]

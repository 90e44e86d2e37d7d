"""A spreadsheet on the loopback server that we put in order over HTTP, with what stands in it told tab by tab."""

from service.adapters.google.installing import requests_to_install, requests_to_mend
from service.adapters.google.layout import layout_of
from service.adapters.google.there import FIELDS_OF_ALL, cells_of
from tests.excel.kinds import KINDS, TABS
from tests.sheets_api.server import SERVICE_ACCOUNT

SHEETS = "https://sheets.googleapis.com/v4/spreadsheets"
STRUCTURE = (
    "spreadsheetId,properties(locale,timeZone),developerMetadata,namedRanges,sheets(properties,merges,protectedRanges,"
    "conditionalFormats,columnGroups)"
)


class Installed:
    """`tabs` as people typed them; nothing is installed yet."""

    def __init__(self, google, session, tabs=None, role="staff", declared=(KINDS, TABS), **made):
        self.google, self.session, self.role = google, session, role
        self.id = google.control.create("Elm Ward", tabs, **made)
        kinds, service_tabs = declared
        self.kinds = kinds if role == "staff" else ()
        self.tabs = [tab for tab in service_tabs if tab.workbook == role]

    def get(self, fields=FIELDS_OF_ALL):
        answer = self.session.get(f"{SHEETS}/{self.id}", params={"fields": fields, "prettyPrint": "false"})
        assert answer.status_code == 200, answer.text
        return answer.json()

    def send(self, requests):
        if requests:
            answer = self.session.post(f"{SHEETS}/{self.id}:batchUpdate", json={"requests": requests})
            assert answer.status_code == 200, answer.text
        return requests

    def install(self, asked=(), site="elm", **begin):
        """The requests of one run; those of a second must be none."""
        made = self.send(self.wanted(asked, site, **begin))
        assert self.wanted(asked, site) == []
        return made

    def wanted(self, asked=(), site="elm", **begin):
        answer = self.get()
        there = layout_of(answer), cells_of(answer)
        return requests_to_install(*there, self.kinds, self.tabs, site, asked, SERVICE_ACCOUNT, **begin)

    def mend(self, asked=()):
        """What it did, in sentences; a second time it does nothing."""
        did = []
        for turn in range(2):
            answer = self.get()
            there = layout_of(answer), cells_of(answer)
            requests, said = requests_to_mend(*there, self.kinds, "elm", asked, SERVICE_ACCOUNT)
            assert not (turn and (requests or said))
            self.send(requests)
            did += said
        return did

    def edit(self, *wishes):
        self.google.control.edit(self.id, *wishes)

    def whole(self):
        """All but the cells."""
        return self.get(STRUCTURE)

    def titles(self, hidden=False):
        shown = [each["properties"] for each in self.whole()["sheets"]]
        return [each["title"] for each in shown if hidden or not each.get("hidden")]

    def sheet(self, title):
        return next(each for each in self.whole()["sheets"] if each["properties"]["title"] == title)

    def kept(self, title):
        """The tab as the server keeps it."""
        return self.google.control.book(self.id).titled(title)

    def cell(self, title, row, column):
        """As the server keeps it; rows and columns count from 1."""
        return self.kept(title).cell(row - 1, column - 1)

    def condition(self, title, row, column):
        made = (self.cell(title, row, column).validation or {}).get("condition", {})
        return (made.get("type"), *(each["userEnteredValue"] for each in made.get("values", [])))

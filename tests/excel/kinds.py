"""Small kinds of row and tabs for tests of Excel files, so that they do not move with the real declarations."""

from service.core.changes import ServiceTab
from service.core.rows import Column, Row, check
from service.core.values import (
    Choice,
    Choices,
    Date,
    Email,
    FromList,
    Money,
    Phone,
    PointsTo,
    Text,
    Time,
    Whole,
)


class Friend(Row, tab="Friends", letter="P", place=10, shown=True, label="name", also=("Patients",)):
    """People we know."""

    name = Column("Name", Text(80), "First name and surname.", required=True, needed=True, width=24)
    status = Column("Status", Choice("New", "Active", "Left"), "How things stand.")
    email = Column("Email", Email(), "One address.")
    phone = Column("Phone", Phone(), "One number.")
    born = Column("Since", Date(), "The day it began.")
    told = Column("Told us online", Text(), "What came last.", formula=True)
    likes = Column("Likes", Choices("Tea", "Coffee"), "One or both.", more=True)
    age_band = Column(
        "Age band", Choice("Under 50", "50 and over"), "Only if asked.", more=True, only_if="Ask for age band"
    )

    @check(
        on=status, says="Left without a date.", fix="Fill in Since.", native='AND({status}="Left",{born}="")'
    )
    def left_without_a_date(self, today):
        return self.status == "Left" and self.lacks("born")


class Gathering(Row, tab="Set-up days", letter="E", place=20, shown=True, label="title"):
    """Days together."""

    title = Column("Title", Text(80), "What people will read.", required=True, needed=True)
    day = Column("Date", Date(), "The day.")
    starts = Column("Start", Time(), "When it begins.")
    host = Column("Lead", PointsTo("P"), "Who runs it.")
    theme = Column("Theme", FromList("Theme"), "What it is about.")
    places = Column("Places", Whole(least=1, most=500), "How many.")
    cost = Column("Cost (£)", Money(), "Everything.")


class Fact(Row, tab="Facts", place=60, label="setting"):
    """What is set."""

    setting = Column("Setting", Text(80), "What is set.", needed=True, width=30)
    value = Column("Value", Text(80), "Fill this in.", needed=True, width=40)

    @classmethod
    def prefilled(cls):
        return [
            {"setting": "Hospital", "value": None},
            {"setting": "Theme", "value": "Waiting"},
            {"setting": "Theme", "value": "Parking"},
        ]


KINDS = (Friend, Gathering, Fact)
TABS = (
    ServiceTab("Today", "staff", 0, "What needs doing this week.", widths=(60, 20), freeze_rows=1),
    ServiceTab("What each column is for", "staff", 260, "Every column."),
    ServiceTab("Lists", "staff", 300, "What drop-downs offer.", hidden=True),
    ServiceTab("Checks", "staff", 310, "What formulas look up.", hidden=True),
    ServiceTab("Overview", "managers", 0, "How many are heard."),
    ServiceTab("Notes", "managers", 90, "Yours.", ours=False),
)

"""The settings a site may fill in on Set-up: what each is for, how it is read, and which ones keep public pages shut."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from service.core.grids import Raw
from service.core.values import Choice, Choices, Email, Kind, Misread, Text, Whole, number_as_text
from sheet_templates._words import YES_NO


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody on the staff: a name, an e-mail address, or both."""

    name: str | None = None
    email: str | None = None


@dataclass(frozen=True)
class ColleagueKind(Kind):
    """Name and e-mail address in one cell, in any order."""

    name = "colleague"
    example = "Jane Smith, jane.smith@example.nhs.uk"

    def read(self, raw: Raw) -> Any:
        text = raw if isinstance(raw, str) else number_as_text(raw)
        found = next((word for word in re.split(r"[\s<>,;()]+", text) if "@" in word), None)
        if found is None:
            return Colleague(name=text)
        email = Email().read(found)
        if isinstance(email, Misread):
            return email
        left = re.sub(r"\s+", " ", re.sub(r"[<>()]", " ", text.replace(found, " "))).strip(" ,;-–")
        return Colleague(left or None, email)


@dataclass(frozen=True)
class Helpline(Kind):
    """A telephone number people can ring when they are worried, with words round it if need be."""

    name = "helpline"
    example = "01632 960111, day and night"

    def read(self, raw: Raw) -> Any:
        text = raw if isinstance(raw, str) else number_as_text(raw)
        if re.fullmatch(r"[1-9]\d{9}", text) and not isinstance(raw, str):
            text = "0" + text  # the spreadsheet took the first 0 off
        if len(re.sub(r"\D", "", text)) < 3:
            return Misread(
                "not-a-phone", "There is no telephone number in this.", "Write the number, like 01632 960111."
            )
        return text


@dataclass(frozen=True)
class Setting:
    """One row of Set-up. `several` settings may stand in more than one row, or be separated by semicolons or new lines."""

    name: str
    kind: Kind
    help: str
    needed_for_public_pages: bool = False
    several: bool = False
    prefilled: tuple[Raw, ...] = ()
    rows: int = 1  # how many empty rows a new workbook has for it
    also: tuple[str, ...] = ()
    if_unreadable: Any = None  # what counts when the cell holds something we cannot read
    fact: str = ""

    @property
    def attribute(self) -> str:
        """Its name in SetUpFacts: `Keep for (months)` → keep_for_months."""
        return self.fact or re.sub(r"\W+", "_", re.sub(r"24-hour ", "", self.name).casefold()).strip("_")


THEMES = (
    "Contact with my nurse",
    "Information and choices",
    "Appointments and waiting",
    "Treatment and side effects",
    "Pain and symptoms",
    "How I feel",
    "Family and carers",
    "Work, money and practical help",
    "Places and getting there",
    "Being listened to",
)

SETTINGS = (
    Setting(
        "Hospital",
        Text(150),
        "As patients know it. Shown on every page and letter.",
        True,
        also=("Trust", "Hospital name"),
    ),
    Setting(
        "Service",
        Text(150),
        "What patients call you, such as The Tuesday team. Do not name the illness.",
        True,
    ),
    Setting(
        "Contact phone",
        Helpline(),
        "Where patients can ring you about taking part.",
        True,
        also=("Contact", "Phone"),
    ),
    Setting(
        "Contact e-mail",
        Email(),
        "Where patients can write to you.",
        also=("Contact email", "E-mail", "Email"),
    ),
    Setting(
        "Lead", ColleagueKind(), "Name and e-mail address of the nurse who runs this.", also=("Lead nurse",)
    ),
    Setting("Deputy", ColleagueKind(), "Who looks after it when the lead is away."),
    Setting(
        "Manager to tell",
        ColleagueKind(),
        "Who hears if something has been broken for a while.",
        also=("Manager",),
    ),
    Setting(
        "24-hour treatment helpline",
        Helpline(),
        "For people who feel unwell. Shown wherever people can write freely.",
        True,
        also=("Treatment helpline", "24 hour helpline", "Helpline"),
    ),
    Setting(
        "Crisis line", Helpline(), "For people in distress, such as 111 or the Samaritans on 116 123.", True
    ),
    Setting(
        "PALS",
        Helpline(),
        "Telephone number of your Patient Advice and Liaison Service.",
        True,
        also=("PALS phone",),
    ),
    Setting(
        "Urgent comments go to",
        ColleagueKind(),
        "Two people with e-mail addresses, one in each row. We write to both when a comment sounds urgent.",
        True,
        several=True,
        rows=2,
        also=("Urgent comments to",),
    ),
    Setting(
        "Controller",
        Text(200),
        "The organisation answerable for what people tell you, as in its privacy notice.",
        True,
    ),
    Setting(
        "Data protection contact",
        Text(200),
        "Whom people can ask about their information.",
        True,
        also=("Data protection officer", "DPO"),
    ),
    Setting(
        "Keep for (months)",
        Whole(1, 240),
        "How long answers and lists are kept, as agreed with your records team.",
        True,
        also=("Keep for",),
    ),
    Setting(
        "Reply-to e-mail",
        Email(),
        "Where replies to our messages go: a shared mailbox, not one person’s.",
        also=("Reply to", "Reply-to"),
    ),
    Setting(
        "Return address",
        Text(500),
        "Where letters come back to. It stands on the envelope: do not name the illness.",
    ),
    Setting(
        "Pause all messages",
        YES_NO,
        "Yes stops everything we send, at once.",
        also=("Pause messages", "Pause"),
        if_unreadable="Yes",
    ),
    Setting(
        "Names to hide",
        Text(500),
        "Names of staff and places that must not be published in quotes.",
        several=True,
    ),
    Setting(
        "Theme",
        Text(80),
        "What comments are about: your own list, one in each row.",
        several=True,
        prefilled=THEMES,
        also=("Themes",),
        fact="themes",
    ),
    Setting("Ask for age band", YES_NO, "Yes adds the column Age band to People."),
    Setting("Ask for ethnic group", YES_NO, "Yes adds the column Ethnic group to People."),
    Setting(
        "Ask for years with secondary diagnosis",
        YES_NO,
        "Yes adds that column to People.",
        also=("Ask for years with secondary",),
    ),
    Setting(
        "How many want to be involved",
        Choice("None yet", "A few (1 to 4)", "Some (5 to 14)", "Many (15 or more)", "I do not know"),
        "Local factor 1: how many patients want to be involved.",
    ),
    Setting(
        "How they like to be involved",
        Choices("Meeting in person", "Meeting online", "In writing", "One to one", "I do not know"),
        "Local factor 1: in which ways. One or more, with commas between.",
    ),
    Setting(
        "How established the service is",
        Choice("New (under 1 year)", "Settling in (1 to 3 years)", "Well established (over 3 years)"),
        "Local factor 2.",
    ),
    Setting(
        "Changes planned",
        Choice("None", "Small", "Medium", "Large"),
        "Local factor 3: how large the changes ahead are likely to be.",
    ),
    Setting(
        "Staff hours a month",
        Whole(0, 1000),
        "Local factor 4: hours nurses and others have for this, all together.",
    ),
    Setting(
        "Other forums here",
        Choices(
            "Patient experience group or committee",
            "Support group",
            "Living with Secondary Breast Cancer",
            "Other forum",
            "None",
        ),
        "Local factor 5: what already exists that you could join. One or more, with commas between.",
    ),
)

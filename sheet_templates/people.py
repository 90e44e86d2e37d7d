"""The people you hear from: how to reach each of them, and what they agreed to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from service.core.identifiers import holds_nhs_number
from service.core.likeness import alike, is_landline, likely_host, may_be_one_person, phone_digits
from service.core.problems import WORTH_A_LOOK
from service.core.rows import Column, Row, check, check_all
from service.core.values import Choice, Choices, Date, Email, Phone, PointsTo, Text
from service.core.wording import day_words
from sheet_templates._words import (
    ALSO_MECHANISMS,
    EMAIL,
    MECHANISMS,
    PHONE,
    POST,
    TEXT,
    THROUGH_CARER,
    WAY,
)

REVIEW_NEEDS_AFTER = 365  # days; the Accessible Information Standard asks for a regular review (domain.md B4)
GONE = ("Died", "Moved away", "Left")
DIED_WORDS = r"\b(rip|r\.i\.p|died|dies|dead|death|deceased|passed (away|on))\b"
_DIED = re.compile(r"\b(rip|died|passed away|deceased)\b", re.IGNORECASE)


class Person(
    Row,
    tab="People",
    letter="P",
    place=10,
    shown=True,
    label="name",
    also=("Patients", "Members list", "Patient list", "Contacts"),
):
    """Patients, carers and others you hear from, one a row. Set Status to Died or Left as soon as you know:
    nothing is sent to that person any more, whatever else the row says."""

    name = Column(
        "Name",
        Text(120),
        "First name and surname.",
        required=True,
        needed=True,
        sensitive=True,
        width=24,
        also=("Full name", "Patient name", "Patient", "Person", "Member name", "Name of patient", "Member"),
    )
    role = Column(
        "Role",
        Choice(
            "Patient",
            "Carer",
            "Staff",
            "Other",
            also={
                "Pt": "Patient",
                "Patients": "Patient",
                "Relative": "Carer",
                "Family": "Carer",
                "Nurse": "Staff",
            },
        ),
        "Patient, carer, staff or other.",
        also=("Type",),
        width=10,
    )
    status = Column(
        "Status",
        Choice(
            "New",
            "Active",
            "Not now",
            "Moved away",
            "Left",
            "Died",
            also={
                "Deceased": "Died",
                "Dead": "Died",
                "RIP": "Died",
                "Passed away": "Died",
                "Passed on": "Died",
                "Rest in peace": "Died",
                "Inactive": "Not now",
                "Not active": "Not now",
                "Paused": "Not now",
                "On hold": "Not now",
                "Moved": "Moved away",
                "Withdrawn": "Left",
                "Withdrew": "Left",
                "Opted out": "Left",
                "Declined": "Left",
                "Discharged": "Left",
                "Do not contact": "Left",
                "Current": "Active",
            },
            at_once=(DIED_WORDS, "Died"),
        ),
        "Died, Left, Moved away and Not now stop everything we would send.",
        needed=True,
        tells="who has died, left or moved away",
        width=12,
        also=("Current status", "Patient status", "Person status", "Status now", "State"),
    )
    hold_until = Column(
        "Hold until",
        Date(),
        "Nothing is sent until this day has passed.",
        needed=True,
        tells="who is on hold",
        also=("On hold until", "Hold till", "Paused until", "Do not contact until"),
        sensitive=True,
    )
    carer_of = Column(
        "Carer of", PointsTo("P"), "For a carer: the patient they care for.", sensitive=True, width=22
    )
    prefers = Column(
        "Prefers",
        WAY,
        "How this person likes to hear from you.",
        sensitive=True,
        also=("Preferred contact", "Contact preference", "Contact by", "Preferred method"),
    )
    email = Column(
        "Email",
        Email(),
        "One e-mail address.",
        sensitive=True,
        width=32,
        also=("E-mail", "E-mail address", "Email address", "Mail"),
    )
    phone = Column(
        "Phone",
        Phone(),
        "One telephone number; a mobile if they like texts.",
        sensitive=True,
        width=16,
        also=(
            "Telephone",
            "Tel",
            "Tel no",
            "Phone number",
            "Telephone number",
            "Mobile",
            "Mobile number",
            "Mobile phone",
            "Mobile no",
            "Phone no",
            "Contact number",
        ),
    )
    wants_to_be_involved = Column(
        "Wants to be involved in",
        Choices(*MECHANISMS, also=ALSO_MECHANISMS),
        "One or more ways, with commas between.",
        also=("Interested in", "Wants to be involved", "Interests"),
        sensitive=True,
        width=28,
    )
    communication_needs = Column(
        "Communication needs",
        Text(500),
        "For example large print, an interpreter, or by telephone only.",
        also=("Access needs", "Communication need"),
        sensitive=True,
        width=26,
    )
    told_us_online = Column(
        "Told us online",
        Text(),
        "What this person last changed online. We fill this in.",
        formula=True,
        sensitive=True,
        width=24,
    )
    postal_address = Column(
        "Postal address",
        Text(500),
        "With postcode, as on an envelope.",
        more=True,
        sensitive=True,
        width=34,
        also=("Address", "Home address"),
    )
    may_contact = Column(
        "May we contact",
        Choice("Yes", "No", "Ask at clinic", also={"Y": "Yes", "N": "No", "Ask": "Ask at clinic"}),
        "Whether they agreed to hear from you. No stops everything.",
        needed=True,
        tells="who said no",
        more=True,
        sensitive=True,
        # Not “Consent”: in a clinic's list that is consent to treatment or research.
        also=(
            "May we contact you",
            "Consent to contact",
            "Consent to be contacted",
            "Contact consent",
            "Permission to contact",
            "OK to contact",
            "Happy to be contacted",
            "May we get in touch",
        ),
    )
    may_quote = Column(
        "May we quote",
        Choice("Yes", "No", "Ask each time", also={"Y": "Yes", "N": "No", "Ask": "Ask each time"}),
        "Whether their words may be used, without their name.",
        more=True,
        sensitive=True,
        also=("Consent to quote", "OK to quote"),
    )
    said_so_on = Column(
        "Said so on",
        Date(),
        "The day they gave these answers.",
        more=True,
        sensitive=True,
        also=("Date of consent to contact", "Contact consent date"),
    )
    said_so_how = Column(
        "Said so how", Text(200), "For example at clinic, by telephone, on a form.", more=True, sensitive=True
    )
    needs_checked_on = Column(
        "Needs checked on",
        Date(),
        "When you last asked about communication needs.",
        more=True,
        sensitive=True,
    )
    notes = Column(
        "Notes",
        Text(),
        "Nothing clinical, please.",
        more=True,
        sensitive=True,
        width=40,
        also=("Comments", "Remarks"),
    )
    age_band = Column(
        "Age band",
        Choice("Under 40", "40 to 49", "50 to 59", "60 to 69", "70 to 79", "80 or over", "Prefer not to say"),
        "Only to see whether you hear from all ages.",
        more=True,
        sensitive=True,
        only_if="Ask for age band",
    )
    ethnic_group = Column(
        "Ethnic group",
        Choice(
            "Asian or Asian British",
            "Black, Black British, Caribbean or African",
            "Mixed or multiple ethnic groups",
            "White",
            "Another ethnic group",
            "Prefer not to say",
            also={"Other": "Another ethnic group"},
        ),
        "Only to see whether you hear from all groups.",
        more=True,
        sensitive=True,
        only_if="Ask for ethnic group",
        width=26,
    )
    years_with_secondary = Column(
        "Years with secondary diagnosis",
        Choice("Under 1 year", "1 to 2 years", "3 to 5 years", "More than 5 years", "Prefer not to say"),
        "Only to see whether you hear from people at all stages.",
        more=True,
        sensitive=True,
        only_if="Ask for years with secondary diagnosis",
        also=("Years with secondary",),
    )

    def outranked_by(self) -> tuple[str, ...]:
        return ("status", "may_contact") if self.status in GONE or self.may_contact == "No" else ()

    @property
    def said_no(self) -> bool:
        return bool(self.status in GONE or self.may_contact == "No")

    def is_reachable_by(self, way: str | None) -> bool:
        """Whether the row holds what this way of writing needs; an unreadable cell is a problem of its own."""
        needs = {EMAIL: "email", TEXT: "phone", PHONE: "phone", POST: "postal_address"}.get(way or "")
        return needs is None or not self.lacks(needs)

    # ---- how to reach them ----

    @check(
        on=email,
        says="This person prefers e-mail, but there is no address.",
        fix="Write the e-mail address, or choose another way under Prefers.",
        native='AND({prefers}="Email",{email}="")',
    )
    def prefers_email_without_one(self, today):
        return self.prefers == EMAIL and self.lacks("email")

    @check(
        on=phone,
        says="This person prefers a call or a text, but there is no telephone number.",
        fix="Write the number, or choose another way under Prefers.",
        native='AND(OR({prefers}="Text",{prefers}="Phone"),{phone}="")',
    )
    def prefers_phone_without_one(self, today):
        return self.prefers in (TEXT, PHONE) and self.lacks("phone")

    @check(
        on=postal_address,
        says="This person prefers post, but there is no address.",
        fix="Write the postal address, or choose another way under Prefers.",
        native='AND({prefers}="Post",{postal_address}="")',
    )
    def prefers_post_without_address(self, today):
        return self.prefers == POST and self.lacks("postal_address")

    @check(
        on=phone,
        says="This person prefers texts, but the number is a landline.",
        fix="Write a mobile number, or choose Phone under Prefers.",
    )
    def text_to_a_landline(self, today):
        return self.prefers == TEXT and self.phone is not None and is_landline(self.phone)

    @check_all(
        on=prefers,
        says="This person prefers to hear through their carer, but no row is the carer of this person.",
        fix="Add the carer with Carer of filled in, or choose another way under Prefers.",
    )
    def no_carer_to_go_through(rows, book):
        cared_for = {row.carer_of.ref or row.carer_of.text for row in rows if row.carer_of}
        for row in rows:
            if row.prefers == THROUGH_CARER and not {row.ref, row.name} & cared_for:
                yield row

    @check_all(
        on=prefers,
        says="This person prefers to hear through their carer, who {why}, so nothing reaches them.",
        fix="Ask how they would like to hear from you, and choose that under Prefers.",
    )
    def carer_can_pass_nothing_on(rows, book):
        carers = book.grouped(rows, lambda row: row.carer_of.ref if row.carer_of else None)
        for row in rows:
            theirs = carers.get(row.ref, ()) if row.prefers == THROUGH_CARER and row.ref else ()
            if theirs and all(carer.said_no for carer in theirs):
                yield row, {"why": _WHY.get(theirs[0].status, "does not want to be contacted")}

    @check(
        on=prefers,
        says="They agreed to be contacted, but there is no e-mail, telephone or postal address.",
        fix="Fill one of them in, or choose At clinic or Through my carer under Prefers.",
        kind=WORTH_A_LOOK,
    )
    def no_way_to_reach(self, today):
        asked = self.status == "Active" and self.may_contact == "Yes" and self.prefers is None
        return asked and self.lacks("prefers", "email", "phone", "postal_address")

    # ---- what they agreed to ----

    @check(
        on=may_contact,
        says="This person is Active, but May we contact is empty, so nothing is sent.",
        fix="Ask them, and choose Yes, No or Ask at clinic.",
        native='AND({status}="Active",OR({role}="",{role}="Patient",{role}="Carer"),{may_contact}="")',
    )
    def active_but_never_asked(self, today):
        return (
            self.status == "Active" and self.role in (None, "Patient", "Carer") and self.lacks("may_contact")
        )

    @check(
        on=may_contact,
        says="They do not want to hear from us, but May we quote says Yes.",
        fix="Leave it if they said both. Otherwise choose No under May we quote.",
        kind=WORTH_A_LOOK,
        native='AND({may_contact}="No",{may_quote}="Yes",OR({status}="",{status}="New",{status}="Active",'
        '{status}="Not now"))',
    )
    def quoted_but_not_contacted(self, today):
        return self.may_contact == "No" and self.may_quote == "Yes" and self.status not in GONE

    @check(
        on=said_so_on,
        says="They said yes, but not when. Without a date it cannot undo an earlier no.",
        fix="Write the day they said so.",
        kind=WORTH_A_LOOK,
        native='AND({may_contact}="Yes",{said_so_on}="")',
    )
    def yes_without_a_date(self, today):
        return self.may_contact == "Yes" and self.lacks("said_so_on")

    @check(
        on=said_so_on,
        says="This day is in the future.",
        fix="Write the day they said so.",
        native="AND(ISNUMBER({said_so_on}),{said_so_on}>TODAY())",
    )
    def said_so_in_the_future(self, today):
        return self.said_so_on is not None and self.said_so_on > today

    @check(
        on=hold_until,
        says="Hold until has passed.",
        fix="If they are ready to hear from you, clear it. Otherwise choose a later day.",
        kind=WORTH_A_LOOK,
        native="AND(ISNUMBER({hold_until}),{hold_until}<TODAY())",
    )
    def hold_has_ended(self, today):
        return self.hold_until is not None and self.hold_until < today

    # ---- needs ----

    @check(
        on=needs_checked_on,
        says="Communication needs were last checked more than a year ago.",
        fix="Ask whether they are still right, and write the new date.",
        kind=WORTH_A_LOOK,
    )
    def needs_not_reviewed(self, today):
        old = self.needs_checked_on is not None and (today - self.needs_checked_on).days > REVIEW_NEEDS_AFTER
        return old and self.communication_needs is not None

    @check(
        on=needs_checked_on,
        says="This day is in the future.",
        fix="Write the day you asked.",
        native="AND(ISNUMBER({needs_checked_on}),{needs_checked_on}>TODAY())",
    )
    def needs_checked_in_the_future(self, today):
        return self.needs_checked_on is not None and self.needs_checked_on > today

    # ---- carers ----

    @check_all(
        on=carer_of,
        says="This row is the carer of itself.",
        fix="Choose the patient they care for.",
    )
    def carer_of_oneself(rows, book):
        return (row for row in rows if row.carer_of and row.ref and row.carer_of.ref == row.ref)

    @check(
        on=carer_of,
        says="Role is Carer, but nobody is named under Carer of, so we could not hold messages if that person died.",
        fix="Choose the patient they care for. If it is nobody on this list, choose Other under Role.",
        kind=WORTH_A_LOOK,
        native='AND({role}="Carer",{carer_of}="")',
    )
    def carer_of_nobody(self, today):
        return self.role == "Carer" and self.lacks("carer_of")

    @check(
        on=role,
        says="Carer of is filled in, but Role is not Carer.",
        fix="Choose Carer under Role, or clear Carer of.",
        kind=WORTH_A_LOOK,
    )
    def cares_but_is_not_a_carer(self, today):
        return self.carer_of is not None and self.role in ("Staff", "Other")

    @check_all(
        on=carer_of,
        says="This row and {other} are each the carer of the other.",
        fix="If one of them is the patient, clear Carer of in that row. If both are, leave it.",
        kind=WORTH_A_LOOK,
    )
    def carers_of_each_other(rows, book):
        for row in rows:
            other = book.find(row.carer_of)
            mutual = other is not None and row.ref and other.carer_of and other.carer_of.ref == row.ref
            if mutual and row.row_number < other.row_number:  # once for the two
                yield row, {"other": other.ref}

    @check_all(
        on=status,
        says="The person they care for has died. We hold everything we would send to this carer.",
        fix="When you have spoken to them, choose Not now or Left, or fill in Hold until.",
        kind=WORTH_A_LOOK,
    )
    def carer_of_someone_who_died(rows, book):
        for row in rows:
            patient = book.find(row.carer_of)
            resting = row.status in (*GONE, "Not now") or row.hold_until is not None
            if patient is not None and patient is not row and patient.status == "Died" and not resting:
                yield row

    # ---- who they are ----

    @check_all(
        on=name,
        says="This may be the same person as {others}.",
        fix="If so, keep one row and move what you need into it. If not, leave both.",
        kind=WORTH_A_LOOK,
    )
    def same_person_twice(rows, book):
        others = alike([row for row in rows if not row.outranked_by()])
        for row in rows:
            found = [
                other for other in others.get(row.row_number, ()) if not (row.ref and other.ref == row.ref)
            ]
            if found:  # an equal Ref is told as a doubled Ref
                names = sorted(other.ref or f"row {other.row_number}" for other in found)
                yield row, {"others": " and ".join(names)}

    @check_all(
        on=name,
        says="This may be {ref}, who {why}. If so, we must not write.",
        fix="If it is the same person, delete this row. If it is somebody else, write “not {ref}” in Notes.",
    )
    def was_here_before(rows, book):
        yield from ((row, words) for row, words in _who_came_back(rows))

    @check_all(
        on=may_contact,
        says="This person said no, left, moved away or died, as we were told on {day}, so nothing is sent.",
        fix="If they have said yes since, choose Yes and write the day under Said so on. Otherwise choose No.",
    )
    def on_the_stop_list(rows, book):
        # The ledger remembers who said no, also of rows since deleted: book.ledger["stopped"] is {row: day}.
        stopped = book.ledger.get("stopped", {})
        told = {row.row_number for row, _ in _who_came_back(rows)} if stopped else ()
        for row in rows if stopped else ():
            if row.row_number in stopped and row.row_number not in told and row.status != "Not now":
                yield row, {"day": day_words(stopped[row.row_number])}

    @check(
        on=email,
        says="The part after the @ looks misspelt. Did you mean {near}?",
        fix="Ask them, and correct the address: a letter to a wrong one comes to nobody, or to a stranger.",
        kind=WORTH_A_LOOK,
    )
    def misspelt_address(self, today):
        near = likely_host(self.email) if self.email else None
        return {"near": near} if near else None

    @check(
        on=name,
        says="This cell holds more than a name.",
        fix="Keep only the name here. Addresses, numbers and remarks have columns of their own.",
        kind=WORTH_A_LOOK,
    )
    def more_than_a_name(self, today):
        return self.name is not None and bool(re.search(r"@|\d{3}|https?:", self.name))

    @check(
        on=status,
        says="A note in this row may say that this person has died, but Status does not.",
        fix="If it is so, choose Died under Status: it stops everything we would send.",
        kind=WORTH_A_LOOK,
    )
    def note_says_died(self, today):
        return self.status != "Died" and any(_DIED.search(text) for text in (self.name, self.notes) if text)

    @check_all(
        on=None,
        says="There is a column for NHS numbers, or a number that looks like one{where}. You do not need it here.",
        fix="Take it out: names and ways to reach people are enough.",
        kind=WORTH_A_LOOK,
    )
    def nhs_number_not_needed(rows, book):
        reading = book.readings[Person]
        if any(re.search(r"\bnhs\b", heading, re.IGNORECASE) for heading in reading.own_columns):
            yield None, {"where": ""}
        for row in rows:
            if any(holds_nhs_number(text) for text in (row.name, row.notes) if text):
                yield row, {"where": " in this row"}


_WHY = {"Died": "has died", "Left": "has left", "Moved away": "has moved away"}


def _who_came_back(rows: Sequence[Person]) -> Iterator[tuple[Person, dict[str, str]]]:
    """Rows we may write to that look like one whose person died, left, moved or said no: a list pasted once more."""
    gone: dict[str, list[Person]] = {}
    for row in rows:
        if row.outranked_by() and row.ref:
            for key in _came_back_keys(row):
                gone.setdefault(key, []).append(row)
    for row in rows if gone else ():
        if not row.outranked_by():
            for other in (other for key in _came_back_keys(row) for other in gone.get(key, ())):
                if (
                    may_be_one_person(row, other)
                    and f"not {other.ref}".casefold() not in (row.notes or "").casefold()
                ):
                    yield row, {"ref": str(other.ref), "why": _WHY.get(other.status or "", "has said no")}
                    break


def _came_back_keys(row: Person) -> Iterator[str]:
    """Cheap to make, since every row of a long list is asked; `may_be_one_person` decides."""
    yield from (row.name or "").casefold().replace(",", " ").split()
    yield from (row.email.casefold(),) if row.email else ()
    yield from (phone_digits(row.phone),) if row.phone else ()

"""Who sits on which committee or group, from being asked to leaving, and how long their term is."""

from __future__ import annotations

from datetime import timedelta

from service.core.dates import add_months
from service.core.problems import WORTH_A_LOOK
from service.core.rows import Column, Row, check, check_all
from service.core.values import Choice, Date, PointsTo, Text
from sheet_templates import _across
from sheet_templates._words import COMMITTEES, PATIENT_GROUP

SOON = timedelta(days=90)
ABSENCES = 3  # in a row; other groups end a membership then, we ask how the person is (domain.md A2)


class Member(
    Row,
    tab="Members",
    letter="N",
    place=110,
    also=("Membership", "Representatives", "Group members"),
    needed_by=(COMMITTEES, PATIENT_GROUP),
):
    """One row for each person and group: whom to ask, who was asked, who joined, who left.
    Nobody is ever taken off this list for not coming."""

    person = Column(
        "Person",
        PointsTo("P"),
        "Who it is, chosen from People.",
        required=True,
        needed=True,
        sensitive=True,
        width=24,
        also=("Name", "Member"),
    )
    of = Column(
        "Of",
        PointsTo("C"),
        "The committee or group.",
        required=True,
        needed=True,
        width=28,
        also=("Committee", "Group", "Member of"),
    )
    as_ = Column(
        "As",
        Choice("Member", "Representative", "Deputy", also={"Rep": "Representative"}),
        "In which role.",
        also=("Role",),
    )
    stage = Column(
        "Stage",
        Choice(
            "To ask", "Asked", "Interested", "Joined", "Left", also={"Active": "Joined", "Current": "Joined"}
        ),
        "How far it has come.",
        also=("Status",),
        width=11,
    )
    since = Column("Since", Date(), "When they joined.", also=("Joined on", "Joined", "Start"))
    term_ends = Column("Term ends", Date(), "When their term ends, if it does.", also=("Until", "Term end"))
    left_because = Column(
        "Left because",
        Text(300),
        "In a few words, if they want it noted.",
        sensitive=True,
        width=26,
        also=("Reason for leaving",),
    )

    @check(
        on=term_ends,
        says="The term ends before it begins.",
        fix="Correct Since or Term ends.",
        native="AND(ISNUMBER({since}),ISNUMBER({term_ends}),{term_ends}<={since})",
    )
    def term_ends_before_it_begins(self, today):
        return self.since is not None and self.term_ends is not None and self.term_ends <= self.since

    @check(
        on=term_ends,
        says="The term has ended, but Stage still says Joined.",
        fix="Write the end of the next term, or choose Left.",
        kind=WORTH_A_LOOK,
        native='AND({stage}="Joined",ISNUMBER({term_ends}),{term_ends}<TODAY())',
    )
    def term_is_over(self, today):
        return self.stage == "Joined" and self.term_ends is not None and self.term_ends < today

    @check(
        on=term_ends,
        says="The term ends within 90 days.",
        fix="Ask whether they want another term, and think of who could follow.",
        kind=WORTH_A_LOOK,
    )
    def term_ends_soon(self, today):
        return (
            self.stage == "Joined" and self.term_ends is not None and today <= self.term_ends <= today + SOON
        )

    @check_all(
        on=term_ends,
        says="This term is longer than the {years} years in Committees and groups.",
        fix="Correct the date, or the term there.",
        kind=WORTH_A_LOOK,
    )
    def term_is_too_long(rows, book):
        for row in rows:
            group = book.find(row.of)
            if group is None or not group.term_years or not row.since or not row.term_ends:
                continue
            if row.term_ends > add_months(row.since, round(group.term_years * 12)) + timedelta(days=1):
                yield row, {"years": f"{group.term_years:g}"}

    @check(
        on=since,
        says="Stage says Joined, but Since is in the future.",
        fix="Choose Interested until then, or correct the date.",
        kind=WORTH_A_LOOK,
        native='AND({stage}="Joined",ISNUMBER({since}),{since}>TODAY())',
    )
    def joined_in_the_future(self, today):
        return self.stage == "Joined" and self.since is not None and self.since > today

    @check(
        on=since,
        says="Stage says Joined, but not since when.",
        fix="Write the day they joined.",
        kind=WORTH_A_LOOK,
        native='AND({stage}="Joined",{since}="")',
    )
    def joined_without_a_day(self, today):
        return self.stage == "Joined" and self.lacks("since")

    @check(
        on=term_ends,
        says="They left, but their term ends in the future.",
        fix="Write the day they left.",
        kind=WORTH_A_LOOK,
        native='AND({stage}="Left",ISNUMBER({term_ends}),{term_ends}>TODAY())',
    )
    def left_before_the_term_ends(self, today):
        return self.stage == "Left" and self.term_ends is not None and self.term_ends > today

    @check_all(
        on=term_ends,
        says="Members of this group serve {years} years, but this term has no end, so nobody is reminded of it.",
        fix="Write the day the term ends.",
        kind=WORTH_A_LOOK,
    )
    def term_without_an_end(rows, book):
        for row in rows:
            group = book.find(row.of)
            sits = row.stage == "Joined" and row.as_ in (None, "Member", "Representative")
            if sits and group is not None and group.term_years and row.since and row.lacks("term_ends"):
                yield row, {"years": f"{group.term_years:g}"}

    @check_all(
        on=as_,
        says="People says that this person is Staff, who cannot speak for patients here.",
        fix="Choose a patient or carer, or correct Role in People.",
        kind=WORTH_A_LOOK,
    )
    def staff_for_patients(rows, book):
        for row in rows:
            person = book.find(row.person)
            speaks = row.as_ in ("Representative", "Deputy") and row.stage != "Left"
            if speaks and person is not None and person.role == "Staff":
                yield row

    @check(
        on=left_because,
        says="They left, and no reason is noted. It helps to know whether the group could do better.",
        fix="A few words are enough, such as found it too far. Write Not said if you do not know.",
        kind=WORTH_A_LOOK,
        native='AND({stage}="Left",{left_because}="")',
    )
    def left_without_a_reason(self, today):
        return self.stage == "Left" and self.lacks("left_because")

    @check(
        on=stage,
        says="Left because is filled in, but Stage says {stage}, so they are still counted.",
        fix="Choose Left under Stage, or clear the reason.",
    )
    def reason_to_leave_but_not_left(self, today):
        return {"stage": self.stage} if self.left_because is not None and self.stage == "Joined" else False

    @check_all(
        on=stage,
        says="This person has died, but Stage says {stage}.",
        fix="Choose Left. Nothing needs to be written under Left because.",
    )
    def member_has_died(rows, book):
        for row in rows:
            person = book.find(row.person)
            if person is not None and person.status == "Died" and row.stage not in (None, "Left"):
                yield row, {"stage": row.stage}

    @check_all(
        on=stage,
        says="People says {status}, but Stage says Joined, so they are still counted as a member.",
        fix="Choose Left here, or correct Status in People.",
    )
    def member_has_left_the_service(rows, book):
        for row in rows:
            person = book.find(row.person)
            if person is not None and row.stage == "Joined" and person.status in ("Left", "Moved away"):
                yield row, {"status": person.status}

    @check_all(
        on=stage,
        says="This person said we may not contact them, so do not ask them.",
        fix="Delete this row, or choose Left.",
    )
    def asks_someone_who_said_no(rows, book):
        for row in rows:
            person = book.find(row.person)
            if (
                person is not None
                and person.may_contact == "No"
                and row.stage in ("To ask", "Asked", "Interested")
            ):
                yield row

    @check_all(
        on=as_,
        says="There is a deputy, but nobody to deputise for.",
        fix="Choose Representative for one of the members of this committee.",
        kind=WORTH_A_LOOK,
    )
    def deputy_without_a_representative(rows, book):
        joined = [row for row in rows if row.stage == "Joined" and row.of]
        represented = {row.of.ref for row in joined if row.as_ in ("Representative", "Member")}
        for row in joined:
            if row.as_ == "Deputy" and row.of.ref not in represented:
                yield row

    @check_all(
        on=person,
        says="This person already stands in row {other} for the same group, so they would be counted twice.",
        fix="Keep the row that is true now.",
    )
    def member_twice(rows, book):
        live = [row for row in rows if row.person and row.of and row.stage != "Left"]
        for same in book.grouped(
            live, lambda row: (row.person.ref or row.person.text, row.of.ref or row.of.text)
        ).values():
            for row in same[1:]:
                yield row, {"other": same[0].row_number}

    @check_all(
        on=person,
        says="They have not come to the last three meetings.",
        fix="Ring and ask how they are. Offer to join online, or to hear the news. Keep them on the list.",
        kind=WORTH_A_LOOK,
    )
    def check_in_gently(rows, book):
        listed = _across.attendance_by_target(book) or {}
        for row in rows:
            person = book.find(row.person)
            if row.stage != "Joined" or person is None or person.said_no or not row.of or not row.of.ref:
                continue
            held = [
                e
                for e in book.rows("E")
                if e.status == "Held" and e.date and e.with_ and e.with_.ref == row.of.ref
            ]
            last = sorted(
                (e for e in held if row.since is None or e.date >= row.since), key=lambda e: e.date
            )[-ABSENCES:]
            if len(last) == ABSENCES and all(_missed(person, listed.get(event.ref, ())) for event in last):
                yield row


def _missed(person, listed):
    """Attended says No; an empty cell says nothing."""
    theirs = [row for row in listed if row.person and row.person.ref == person.ref]
    return any(row.attended == "No" for row in theirs) and not any(
        row.attended in _across.CAME for row in theirs
    )

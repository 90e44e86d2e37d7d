"""What people told the demo's service in a year, as a careful nurse writes it down: their words, and no names."""

from __future__ import annotations

from datetime import date
from typing import Any

from service.demo.actions import action_names
from service.demo.days import Rows, ago, numbered, table
from service.demo.events import event_dates, shown_events
from service.demo.set_up import LEAD

# from, or days ago and from | kind | theme | what was said | action or why not | answered, days ago | more, see _more
_SAID = """
E-001      | Could be better | Contact with my nurse    | I leave a message and then I sit by the telephone for days. | A-001 | 180 |
E-001      | Working well    | Being listened to        | You remember who I am. I am not a number here. | | 180 | quote
E-001      | Could be better | Appointments and waiting | Two hours in the waiting room and nobody said why. | A-005 | 180 |
E-001      | Idea            | Information and choices  | Could I have it in writing? By the time I get home I have forgotten half. | A-002 | 100 |
318 Clinic | Concern         | Pain and symptoms        | I did not know whom to ring about the pain at the weekend. | A-001 | 180 | passed
305 Clinic | Could be better | Information and choices  | The print on the letters is too small for me now. | A-004 | 200 | quote
E-002      | Could be better | Contact with my nurse    | If I knew when you would ring back I could go out. | A-001 | 180 | quote
E-002      | Working well    | Being listened to        | It is good to be asked and then see something happen. | | 180 |
E-002      | Idea            | Appointments and waiting | A board that says how late the clinic is running. Like at the station. | A-005 | 200 | quote
E-003      | Could be better | Places and getting there | The chairs are too low. I cannot get up again. | A-003 | 150 |
E-003      | Could be better | Places and getting there | Parking cost me more than lunch. | A-010 | 130 | quote
E-003      | Idea            | Family and carers        | My husband would like somebody he can ask too. | A-015 | 15 |
E-003      | Support needed  | How I feel               | I lie awake and worry about the children. | | | passed
E-004      | Working well    | Contact with my nurse    | The nurses who visited us stayed until the last question. | | 220 |
E-004      | Could be better | Work, money and practical help | Nobody told me about help with travel costs until I asked. | A-012 | 90 |
225 Clinic | Could be better | Being listened to        | I was asked the same questions three times by three people. | A-017 | 60 |
210 By telephone | Concern   | Treatment and side effects | I felt very unwell at night and did not know the helpline was for me as well. | A-001 | 180 | passed
205 Clinic | Idea            | Treatment and side effects | Could my bloods be taken nearer to home the day before? | A-011 | 30 |
E-006      | Could be better | Appointments and waiting | Clinic always runs late on Thursdays and we get cold. | A-003 | 150 |
E-006      | Idea            | Appointments and waiting | A telephone appointment after work would save me a day off. | A-007 | |
E-006      | Could be better | Information and choices  | My interpreter was booked for the wrong day, twice. | A-014 | 120 | quote
E-007      | Working well    | Contact with my nurse    | I rang in the morning and somebody rang me before lunch. | | 140 | quote
E-007      | Could be better | Places and getting there | I was told my scan result in the corridor. | A-009 | 40 |
E-007      | Could be better | Pain and symptoms        | I never know whether my pain is worth a call. | A-006 | |
E-007      | Idea            | Work, money and practical help | Have the benefits people come to every forum. | A-012 | 90 |
E-007      | Working well    | Family and carers        | My daughter was included from the first day. | | 140 |
145 Clinic | Support needed  | How I feel               | Since my friend from the group died I do not want to go out. | | | passed
E-008      | Working well    | Contact with my nurse    | The new line works. I only had to explain once. | | 120 | quote
E-008      | Could be better | Information and choices  | The letter after clinic goes to my doctor, and I get it three weeks later. | A-002 | 100 |
118 Post   | Idea            | Family and carers        | A card with your numbers for my wife to keep in her purse. | A-015 | 15 | quote
E-009      | Could be better | Pain and symptoms        | I write my pain down on the calendar, and then nobody looks at it. | A-006 | |
E-009      | Idea            | Pain and symptoms        | A little book for the pain, with what I took and whether it helped. | A-006 | | quote
E-009      | Concern         | Pain and symptoms        | I take less than I should because I am afraid of getting used to it. | A-006 | | passed
E-009      | Could be better | Treatment and side effects | I wait an hour at the pharmacy every month for the same tablets. | A-016 | |
E-010      | Working well    | Information and choices  | The written plan is on my fridge. My family reads it too. | | 65 | quote
E-010      | Idea            | Contact with my nurse    | Could there be a second nurse day? Thursdays are always full. | A-008 | 35 |
E-011      | Working well    | Appointments and waiting | Now I can see how late it is and go for a tea. | | 50 | quote
E-011      | Could be better | Places and getting there | There is nowhere to cry except the toilets. | A-009 | 40 |
E-011      | Could be better | Places and getting there | Why can we not park for free like the people at the other hospital? | A-010 | 50 |
E-011      | Idea            | Information and choices  | A short film for new people, so that the first visit is less of a shock. | Not now: we will look at it once the pain diary is finished. | 45 |
40 Clinic  | Support needed  | Work, money and practical help | My sick pay ends next month and I do not know what comes then. | | | passed
33 By telephone | Could be better | Contact with my nurse | On Fridays the line was not answered. | A-008 | 20 |
E-013      | Idea            | Pain and symptoms        | Put the helpline number on every page of the pain diary. | A-006 | |
E-013      | Could be better | Being listened to        | In the survey, ask us what we would change, not only how happy we are. | | |
"""
PASSED_TO = {"How I feel": "Psychology team", "Work, money and practical help": "Benefits adviser"}


def feedback_rows(today: date, events: Rows, actions: Rows) -> Rows:
    shown, days, named = shown_events(events), event_dates(events), action_names(actions)
    rows = []
    for cells in table(_SAID, "from kind theme said then answered more"):
        when, _, where = cells["from"].partition(" ")
        day = days[when] if not where else ago(today, int(when))
        rows.append(_row(cells, day, shown.get(when, where), named, today))
    rows.append(
        {"new": True, "date": ago(today, 1), "came_from": "Clinic", "kind": "Working well", "theme": "Contact with my nurse",
         "what_was_said": "Please tell whoever thought of the telephone line that it changed my week."}
    )  # fmt: skip
    return numbered("F", rows)


def _row(cells: dict[str, str], day: date, where: str, named: dict[str, str], today: date) -> dict[str, Any]:
    then, more = cells.get("then"), cells.get("more", "")
    support = cells["kind"] == "Support needed"
    return {
        "date": day,
        "came_from": where,
        "what_was_said": cells["said"],
        "kind": cells["kind"],
        "theme": cells["theme"],
        "action": named.get(then or ""),
        "no_action_because": then if then not in named else None,
        "answered_on": max(day, ago(today, int(cells["answered"]))) if "answered" in cells else None,
        "seen_by": LEAD,
        "may_be_quoted": "Yes" if "quote" in more else None,
        "words_we_may_quote": cells["said"] if "quote" in more else None,
        "passed_to": (PASSED_TO[cells["theme"]] if support else "Their own nurse")
        if "passed" in more
        else None,
        "passed_on": day if "passed" in more else None,
    }


def show_causes(actions: Rows, heard: Rows, events: Rows) -> None:
    """`F-003` becomes what the drop-down offers: the Ref, and the words beside it so that people know which it is."""
    shown = shown_events(events) | {
        row["ref"]: f"{row['ref']} {row['what_was_said']}" for row in heard if "ref" in row
    }
    for action in actions:
        action["because_of"] = shown[action["because_of"]]

"""How the demo's service listens: the six ways, the committees and groups it works with, and who sits on them."""

from __future__ import annotations

from datetime import date

from service.demo.days import Rows, ago, meeting_day, numbered, table
from service.demo.set_up import DEPUTY, LEAD

# mechanism | use | every | lead | people | begun, days ago | hours | pounds | notes
_WAYS = """
Committees                | Yes |          | Grace Okonkwo | 2  | 330 | 3  | 12  | Anita sits on the Patient Experience Committee.
Forum                     | Yes | Quarter  | Grace Okonkwo | 25 | 335 | 16 | 240 | Everyone is invited. Market place in the foyer.
Patient group             | Yes | 2 months | Grace Okonkwo | 8  | 260 | 6  | 60  | About the service, not a support group.
Annual survey             | Yes | Year     | Helen Marsh   | 40 | 390 | 10 | 35  | Anonymous. Paper copies at clinic.
Focus group               | Yes | Year     | Helen Marsh   | 8  | 100 | 9  | 90  | One theme a year. This year: pain at home.
Link with a support group | Yes | Year     | Bethan Price  | 10 | 230 | 4  | 15  | One of us visits once a year.
"""
PEG, GROUP, SUPPORT, LIVING = (
    "C-001 Patient Experience Committee",
    "C-002 Northmoor patient group",
    "C-003 Tuesday Friends support group",
    "C-004 Living with Secondary Breast Cancer, Northmoor",
)
MEMBERS = {  # since when, in days before today
    "Anita Desai": 255, "Susan Whitaker": 255, "Carol Entwistle": 255, "Harpreet Kaur Gill": 255, "Ruth Abrahams": 255,
    "Comfort Mensah": 192, "Alison Pickering": 132, "Lorraine Baptiste": 74,
}  # fmt: skip


def mechanism_rows(today: date) -> Rows:
    columns = "mechanism use_it how_often lead aim_for started hours_per_time cost_per_time notes"
    rows: Rows = [dict(cells) for cells in table(_WAYS, columns)]
    for row in rows:
        row["started"] = ago(today, int(row["started"]))
        row |= {name: int(row[name]) for name in ("aim_for", "hours_per_time", "cost_per_time")}
    rows.append(
        {
            "mechanism": "Other",
            "use_it": "Later",
            "not_now_because": "Coffee mornings, if the charity can lend us a room.",
        }
    )
    return numbered("H", rows)


def committee_rows(today: date) -> Rows:
    return numbered(
        "C",
        [
            {"name": "Patient Experience Committee", "kind": "Committee", "contact": "Chair: Olivia Grange, 01632 960170",
             "link_nurse": LEAD, "every": "Quarter", "next_date": meeting_day(today, 68), "seats_for_us": 2, "quorum": 6,
             "term_years": 2},
            {"name": "Northmoor patient group", "kind": "Patient group", "contact": "thursday.team@example.org",
             "link_nurse": LEAD, "every": "2 months", "next_date": meeting_day(today, 50), "quorum": 5},
            {"name": "Tuesday Friends support group", "kind": "Support group", "contact": "Moira Tennant, 01632 960180",
             "link_nurse": "Bethan Price", "every": "Year", "next_date": meeting_day(today, 140)},
            {"name": "Living with Secondary Breast Cancer, Northmoor", "kind": "Living with Secondary Breast Cancer",
             "contact": "Facilitator: Joanne Slater, 01632 960190", "link_nurse": DEPUTY, "every": "Year",
             "next_date": meeting_day(today, 75)},
        ],
    )  # fmt: skip


def member_rows(today: date, named: dict[str, str]) -> Rows:
    """The committee's term ends soon: somebody should think of who follows. The group has eight, and asks more."""
    rows: Rows = [
        {"person": named["Anita Desai"], "of": PEG, "as_": "Representative", "stage": "Joined", "since": ago(today, 680),
         "term_ends": ago(today, -48)},
        {"person": named["Blessing Adeyemi"], "of": PEG, "as_": "Member", "stage": "Joined", "since": ago(today, 200),
         "term_ends": ago(today, -520)},
    ]  # fmt: skip
    rows += [
        {"person": named[name], "of": GROUP, "as_": "Member", "stage": "Joined", "since": ago(today, days)}
        for name, days in MEMBERS.items()
    ]
    asked = (
        ("Joyce Thompson", "Interested"),
        ("Zofia Kowalska", "Asked"),
        ("Fatima Al-Rashid", "Asked"),
        ("Janet Ogden", "To ask"),
    )
    rows += [{"person": named[name], "of": GROUP, "as_": "Member", "stage": stage} for name, stage in asked]
    rows.append(
        {"person": named["Rachel Cohen-Reid"], "of": GROUP, "as_": "Member", "stage": "Left", "since": ago(today, 255),
         "left_because": "Moved to be near her son"}
    )  # fmt: skip
    return numbered("N", rows)

"""The people of the demo: 64 whom the service cares for, their carers, two staff, and those who died, left or moved away.

All are invented. Their numbers and addresses can reach nobody.
"""

from __future__ import annotations

from datetime import date

from service.demo.days import Rows, ago, numbered, table

# Way: E e-mail, T text, P phone, L letter, C at clinic, R through the carer. Wants: letters of _WANTS.
_PATIENTS = """
Anita Desai          | E | CF G S | Large print, 18 point
Margaret Holloway    | L | F S    | Letters in large print
Joyce Thompson       | P | F G S  | Hard of hearing: please ring on the landline
Fatima Al-Rashid     | T | G S O  | Arabic interpreter for meetings
Susan Whitaker       | E | F G S  |
Blessing Adeyemi     | E | C S O  |
Carol Entwistle      | E | F G S  |
Mei-Ling Chen        | E | S O    |
Patricia Doyle       | L | F S    | Step-free access
Zofia Kowalska       | T | G S    | Polish is easier for long letters
Denise Clarke        | T | F S    |
Harpreet Kaur Gill   | E | F G S  |
Eileen Murphy        | P | F S    |
Ruth Abrahams        | E | F G S L |
Yasmin Hussain       | T | S O    | Evenings after 6pm are easier
Barbara Nuttall      | L | S      | Letters in large print
Sian Llewellyn       | E | F S    |
Comfort Mensah       | E | F G O  |
Janet Ogden          | E | F S    |
Dilys Bevan          | P | F      | Uses a wheelchair
Noor Begum           | R | S      | Bengali: her daughter reads to her
Alison Pickering     | E | F G S  |
Marta Silva          | T | S O    |
Kathleen O’Rourke    | L | F S    |
Lorraine Baptiste    | E | F G L  |
Wendy Sugden         | E | S      |
Ifeoma Nwosu         | E | F S O  |
Jean Ramsbottom      | L | F      | Hearing loop
Tracey Aldridge      | T | S      |
Miriam Feldman       | E | F S L  |
Shabnam Akhtar       | T | S O    |
Linda Crabtree       | E | F S    |
Sheila Armitage      | C |        | Prefers to talk face to face
Deborah Finch        | E | S      |
Rosa Moretti         | P | F S    |
Christine Holroyd    | E | F S    |
Gwen Parry           | L | S      |
Amina Yusuf          | T | S      | Somali interpreter
Pauline Hebden       | E | F S    |
Sandra Thwaite       | E | S      |
Jacqueline Prior     | E | F S L  |
Olena Shevchenko     | E | S      | Ukrainian is easier for long letters
Hazel Dewhurst       | P | F      |
Valerie Stott        | L | S      |
Priya Raman          | E | S O    |
Dorothy Kershaw      | R |        | Tires quickly: short letters, please
Angela Rushworth     | E | F S    |
Beverley Grant       | E | F S    |
Judith Wardle        | E | S      |
Maureen Tattersall   | P | F S    |
Natalie Booth        | T | S O    | Works full time: not in the mornings
Irene Fairbrother    | L | S      |
Theresa Gallagher    | E | F S    |
Sunita Sharma        | E | S      |
Glenys Howarth       | C |        |
Kim Ashdown          | T | S      |
Frances Cowell       | E | F S    |
Hilary Beaumont      | E | S      |
Edna Schofield       | L | F      | Step-free access
Leanne Sykes         | T | S O    |
Marjorie Hale        | E | F S    |
Vivienne Osei        | E | S      |
Colin Barraclough    | E | F S    |
Tanya Petrova        | T | S      |
"""
# Patients no longer cared for here, as their rows were left.
_GONE = """
Brenda Lockwood      | Died       | E
Stella Mbeki         | Died       | L
Norma Hartley        | Left       | E
Rachel Cohen-Reid    | Moved away | E
"""
_CARERS = """
Peter Holloway       | Margaret Holloway | P
Shirin Begum         | Noor Begum        | T
David Entwistle      | Carol Entwistle   | E
Alan Kershaw         | Dorothy Kershaw   | P
Samuel Mensah        | Comfort Mensah    | E
Jaswinder Gill       | Harpreet Kaur Gill | T
Geoffrey Lockwood    | Brenda Lockwood   | L
"""
_WAYS = {"E": "Email", "T": "Text", "P": "Phone", "L": "Post", "C": "At clinic", "R": "Through my carer"}
_WANTS = {
    "C": "Committees", "F": "Forum", "G": "Patient group", "S": "Annual survey", "O": "Focus group", "L": "Link with a support group",
}  # fmt: skip
_STREETS = ("Larch Road", "Mill Lane", "Beacon Street", "Canal Side", "Church View", "Moorfield Avenue")
_AGREED = ("At clinic", "By telephone", "Consent form at the forum", "At clinic", "By e-mail")


def people_rows(today: date) -> Rows:
    patients = [
        _patient(place, cells, today) for place, cells in enumerate(table(_PATIENTS, "name way wants needs"))
    ]
    rows = [*patients, *_gone(today), *_carers(patients, today), *_staff()]
    _as_things_are(rows, today)
    return numbered("P", rows)


def shown_as(rows: Rows) -> dict[str, str]:
    """Name → `P-014 Jane Smith`, as the drop-downs offer it."""
    return {row["name"]: f"{row['ref']} {row['name']}" for row in rows if "ref" in row}


def _patient(place: int, cells: dict[str, str], today: date) -> dict:
    said_on = ago(today, 20 + 17 * place % 320)
    return {
        "name": cells["name"],
        "role": "Patient",
        "status": "Active",
        **_reach(place, cells["name"], cells["way"]),
        "wants_to_be_involved": ", ".join(
            _WANTS[letter] for letter in cells.get("wants", "").replace(" ", "")
        )
        or None,
        "communication_needs": cells.get("needs"),
        "needs_checked_on": ago(today, 15 + 13 * place % 300) if "needs" in cells else None,
        "may_contact": "Yes",
        "may_quote": ("Yes", "Ask each time", "Yes", "No")[place % 4],
        "said_so_on": said_on,
        "said_so_how": _AGREED[place % len(_AGREED)],
    }


def _reach(place: int, name: str, way: str) -> dict:
    mail = name.casefold().replace("’", "").replace("-", "").replace(" ", ".")
    return {
        "prefers": _WAYS[way],
        "email": f"{mail}@example.org" if way == "E" or (way == "T" and place % 2) else None,
        "phone": f"07700 900{100 + place}"
        if way in "TE"
        else f"01632 960{200 + place}"
        if way == "P"
        else None,
        "postal_address": f"{3 + 2 * place} {_STREETS[place % 6]}, Northmoor, ZZ{1 + place % 9} {place % 9}AB"
        if way in "LP"
        else None,
    }


def _gone(today: date) -> Rows:
    return [
        {"name": cells["name"], "role": "Patient", "status": cells["status"], **_reach(80 + place, cells["name"], cells["way"]),
         "may_contact": "Yes", "said_so_on": ago(today, 300 + place)}
        for place, cells in enumerate(table(_GONE, "name status way"))
    ]  # fmt: skip


def _carers(patients: Rows, today: date) -> Rows:
    refs = {name: number for number, name in enumerate((*_names(patients), *_names(_gone(today))), start=1)}
    return [
        {"name": cells["name"], "role": "Carer", "status": "Active", "carer_of": f"P-{refs[cells['of']]:03d} {cells['of']}",
         **_reach(90 + place, cells["name"], cells["way"]), "may_contact": "Yes", "said_so_on": ago(today, 40 + 31 * place),
         "said_so_how": "At clinic"}
        for place, cells in enumerate(table(_CARERS, "name of way"))
    ]  # fmt: skip


def _names(rows: Rows) -> list[str]:
    return [row["name"] for row in rows]


def _staff() -> Rows:
    return [
        {"name": "Grace Okonkwo", "role": "Staff", "status": "Active", "prefers": "Email", "email": "grace.okonkwo@example.org",
         "notes": "Lead nurse. Runs the patient group."},
        {"name": "Bethan Price", "role": "Staff", "status": "Active", "prefers": "Email", "email": "bethan.price@example.org",
         "notes": "Support worker. Takes notes at meetings."},
    ]  # fmt: skip


def _as_things_are(rows: Rows, today: date) -> None:
    """What a year does to a list: some rest, one is on hold, and a carer is left in peace for a while."""
    named = {row["name"]: row for row in rows}
    named["Sheila Armitage"].update(status="Not now", notes="Asked us to wait until the summer.")
    named["Valerie Stott"].update(hold_until=ago(today, -45), notes="In hospital until then.")
    named["Geoffrey Lockwood"].update(status="Not now", notes="We wrote to him in person.")
    named["Norma Hartley"].update(may_contact="No", said_so_how="By telephone")
    named["Tanya Petrova"].update(status="New")
    named["Vivienne Osei"].update(status="New")

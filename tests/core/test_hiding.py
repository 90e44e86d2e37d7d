"""Texts that name a person, as people type them."""

from timeit import timeit

import pytest

from service.core.hiding import Hidden, Known

JANE = Known("Jane Smith-O’Brien", "Jane.S@example.org", "01632 960001", "12 Elm Road\nAnytown\nAB1 2CD")
HIDDEN = Hidden(
    [JANE, Known("May Green"), Known("Zoë Li"), Known("Mrs Rose Young")],
    ["the ward poet"],
    ["Jane Okafor", "Asha Patel"],
)


@pytest.mark.parametrize(
    "text",
    [
        "Jane asked for chairs",
        "because of jane’s letter",
        "JANE SMITH-O'BRIEN",
        "Smith O'Brien, Jane",
        "Ask Mrs O’Brien",
        "zoe said so",
        "Li was right",
        "May Green wants parking",
        "see Green, May",
        "Mrs Green wants parking",
        "Rose Young",
        "write to jane.s@EXAMPLE.org.",
        "ring (01632) 960 001",
        "ring +44 1632 960001",
        "she lives at 12 elm road",
        "near ab12cd",
        "as P-014 said",
        "as The Ward Poet puts it",
        "Ja\u200bne",
        "J\u0061ne",
    ],
)
def test_is_held_back(text):
    assert HIDDEN.names_somebody(text)


@pytest.mark.parametrize(
    "text",
    ["More chairs in May", "a green sheet, and roses", "Jane Okafor will ask", "Anytown needs a clinic", "ring 01632 960002",
     "li", "PATIENT", "", None, "young people", "The poet of the ward", "Smithson’s report"],
)  # fmt: skip
def test_is_not_held_back(text):
    assert not HIDDEN.names_somebody(text)


def test_a_patient_with_the_name_of_a_nurse_is_held_back_all_the_same():
    assert Hidden([Known("Jane Okafor")], free=["Jane Okafor"]).names_somebody("Jane Okafor will ask")


def test_twenty_thousand_people_cost_no_more_than_one():
    many = Hidden([Known(f"Name{n} Family{n}", f"n{n}@example.org", f"01632 {n:06}") for n in range(20_000)])
    assert (
        timeit(
            lambda: many.names_somebody("We will put more chairs in the waiting room by the spring"),
            number=500,
        )
        < 0.5
    )

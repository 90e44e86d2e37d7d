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


def test_a_colleague_may_be_named_where_a_name_belongs_though_names_to_hide_has_it():
    hidden = Hidden([JANE, Known("Ada Okafor")], ["Okafor", "Patel"], ["Jane Okafor", "Asha Patel"])
    assert hidden.names_somebody("Asha Patel")
    assert not hidden.names_somebody("Asha Patel, lead nurse", staff_pass=True)
    assert hidden.names_somebody("Ms Patel", staff_pass=True), "half a name may be anybody's"
    assert hidden.names_somebody("Asha Patel, for Jane", staff_pass=True)
    assert hidden.names_somebody("Ada Okafor", staff_pass=True)


def test_a_service_may_be_called_what_names_to_hide_hides_but_not_by_a_persons_name():
    hidden = Hidden([JANE], ["Northmoor"])
    assert hidden.may_be_called("The Northmoor Thursday team")
    assert not hidden.may_be_called("Jane’s clinic")
    assert not hidden.may_be_called("Clinic, 01632 960001")

"""Filling every tab stays a small part of a sync, however many rows there are."""

from time import process_time

from service.core.book import Book, TabReading
from service.summaries import Source, fill_all
from service.summaries.checks import checks_content, formula_values
from service.summaries.lists import lists_content
from sheet_templates import kinds_of_row
from sheet_templates.people import Person
from sheet_templates.set_up import facts
from tests.tables import NOW


def test_twenty_thousand_people_are_summed_up_in_about_a_second_of_one_core():
    people = [
        Person.make(n + 1, ref=f"P-{n:03}", name=f"Name{n} Family{n}", role="Patient", status="New", email=f"n{n}@example.org", phone=f"01632 {n:06}")
        for n in range(1, 20_001)
    ]  # fmt: skip
    rows = {Person: people}
    book = Book(
        [
            TabReading(kind, title=kind.tab, heading_row=1, last_row=1, rows=rows.get(kind, []))
            for kind in kinds_of_row()
        ],
        NOW,
    )
    refs = {row.ref for row in people}
    began = process_time()
    source = Source(book, [], facts([]), NOW, kinds_of_row())
    tabs = fill_all(source)
    formulas = formula_values(book, [], kinds_of_row(), {})
    lists_content(book, source.facts, refs)
    checks_content(book, formulas, kinds_of_row())
    assert len(tabs) >= 10
    assert (
        process_time() - began < 2
    )  # 0.4 s on a quiet core; what grows with the square of the rows takes minutes

"""import-answers: a file of earlier results → the ledger, as answers to a closed survey of this workbook."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from service.core import import_maps
from service.core.answering import FriendsAndFamily
from service.core.asking import Form
from service.core.checking import read_book
from service.core.import_maps import ColumnMap, ImportRefused
from service.core.import_report import ImportReport, report_on
from service.core.importing import Respondent, read_respondents
from service.core.nearest import did_you_mean
from service.core.wording import count_words, day_words
from service.flows.import_file import ReadWorkbook, read_table
from service.flows.site import Site
from service.flows.steps import step
from service.forms.facts import PublicFacts
from service.forms.survey import survey_form
from service.ledger import facts, forms, importing
from service.ledger import log as ledger_log
from service.ledger.forms import FormRecord
from service.ledger.importing import ImportedRow


def import_answers(
    site: Site,
    file: Path,
    survey: str,
    mapping: ColumnMap | Iterable[str],
    now: datetime,
    dry_run: bool = False,
    read_workbook: ReadWorkbook | None = None,
) -> ImportReport:
    """Brings in what is new; the same file twice adds nothing. `mapping` is what `--map` was given
    (ColumnMap.parse has its grammar).

    The survey must be in the workbook, closed, and have the questions the map fills. ImportRefused says what is missing.
    """
    mapping = mapping if isinstance(mapping, ColumnMap) else ColumnMap.parse(mapping)
    step("Reading the file")
    table = read_table(file, read_workbook)
    step("Reading the survey in the staff workbook")
    form = _form(site, survey, now)
    _refuse_unasked(form, mapping)
    step("Working out who answered what")
    reading = read_respondents(table, mapping, form.questions)
    fft = next((question.ref for question in form.questions if question.type == FriendsAndFamily.word), None)
    wants_fft = import_maps.FFT in mapping.meanings.values()
    report = report_on(reading, form.key, fft if wants_fft else None)
    kept = [each for each in reading.respondents if not each.left_out]
    step("Comparing with the answers that are there" if dry_run else "Putting the answers into the ledger")
    with site.ledger.read() if dry_run else site.ledger.write() as conn:
        report = replace(report, changed=_changed(conn, site.slug, form, kept))
        return report if dry_run else replace(report, added=_keep(conn, site.slug, form, kept, now))


def _changed(conn: Connection, site: str, form: Form, kept: list[Respondent]) -> int:
    """How many are there with other answers. Rows that another map made other answers of would all count twice."""
    found = importing.before(conn, site, form.key, _rows(kept), {each.key: each.lines for each in kept})
    if found.clashing:
        on = f" on {day_words(found.clashing_since)}" if found.clashing_since else ""
        how = (
            "each row as an answer of its own"
            if found.each_row_was_an_answer
            else "another column as respondent"
        )
        raise ImportRefused(
            f"{count_words(found.clashing, 'row')} of this file came into {form.key}{on} with {how}, and would be counted"
            " twice: nothing was added. Use the --map of that day; or, if that one was wrong, add a new survey in the tab"
            " Surveys and bring the file in there."
        )
    return found.changed


def _rows(kept: list[Respondent]) -> list[ImportedRow]:
    return [(each.key, each.ratings, each.comments, each.on) for each in kept]


def _keep(conn: Connection, site: str, form: Form, kept: list[Respondent], now: datetime) -> int:
    version = _version(conn, site, form)
    if forms.get(conn, site, form.key, version) is None:
        form = replace(form, version=version)
        forms.put(
            conn,
            site,
            FormRecord(form.key, version, "closed", form.mode, form.to_json(), closes=form.closes),
            now,
        )
    lines = {each.key: each.lines for each in kept}
    added = importing.import_ratings(conn, site, form.key, version, _rows(kept), lines, now.date())
    if added:
        ledger_log.add(
            conn, site, now, f"Brought in {count_words(added, 'answer')} to {form.key} from a file."
        )
    return added


def _version(conn: Connection, site: str, form: Form) -> int:
    """The newest version if it asks the same questions, else the next: answers stay with what was asked."""
    newest = forms.get(conn, site, form.key)
    if newest is None:
        return 1
    known = {question.ref for question in Form.from_json(newest.definition).questions}
    return newest.version if {question.ref for question in form.questions} <= known else newest.version + 1


def _form(site: Site, survey: str, now: datetime) -> Form:
    """The survey as its workbook has it now."""
    book = read_book(site.staff.read().grids, site.kinds, now)
    ref = survey.strip().upper()
    if not book.is_readable("S") or not book.is_readable("Q"):
        raise ImportRefused(
            "We cannot read the tabs Surveys and Questions. The Problems tab says what to mend."
        )
    row = book.find(ref) if ref.startswith("S") else None
    if row is None:
        known = [str(each.ref) for each in book.rows("S") if each.ref]
        raise ImportRefused(f"There is no survey {ref} in the workbook.{did_you_mean(ref, known)}")
    if row.status != "Closed":
        raise ImportRefused(
            f"{ref} is not closed. Give earlier results a survey of their own in the tab Surveys, with Status Closed."
        )
    asked = [each for each in book.rows("Q") if each.ref and each.survey and each.survey.ref == ref]
    with site.ledger.read() as conn:
        known_facts = PublicFacts.from_dict(facts.get(conn, site.slug))
    return survey_form(row, asked, known_facts, version=1)


def _refuse_unasked(form: Form, mapping: ColumnMap) -> None:
    types = {question.ref: question for question in form.questions}
    wanted = set(mapping.meanings.values())
    if import_maps.FFT in wanted and all(each.type != FriendsAndFamily.word for each in types.values()):
        raise ImportRefused(
            f"{form.key} has no question with a Ref and the Type {FriendsAndFamily.word}."
            " Add one in the tab Questions, and wait until it has its Ref."
        )
    if import_maps.COMMENT in wanted and all(each.asked_as.goes_to != "comments" for each in types.values()):
        raise ImportRefused(
            f"{form.key} has no question for comments. Add one with the Type Long text in the tab Questions,"
            " and wait until it has its Ref."
        )
    for ref in mapping.questions:
        if ref not in types or not types[ref].is_asked:
            raise ImportRefused(
                f"{ref} is no question of {form.key} that people answer.{did_you_mean(ref, types)}"
            )

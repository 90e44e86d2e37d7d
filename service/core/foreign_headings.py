"""Headings of lists that come from elsewhere, such as a clinic's: what each one holds, and which we leave out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from service.core.finding import squashed
from service.core.grids import CellError, Raw, is_blank, tidy
from service.core.identifiers import is_nhs_number
from service.core.rows import Row
from service.core.values import Email, Misread, Phone, number_as_text

# What a column may hold of a person, beside our own columns: parts that are put together, and what is left out.
TITLE, FIRST, SURNAME, NAME = "title", "first name", "surname", "name"
MOBILE, PHONE, EMAIL, ADDRESS, POSTCODE = "mobile", "phone", "email", "address", "postcode"
DECEASED, NHS, BORN, OTHER_LEFT_OUT = "deceased", "NHS number", "date of birth", "left out"
CONSENT = "consent"  # to treatment or research, as likely as to hearing from us

_PATTERNS = (
    (DECEASED, r"deceased|(date|day) of death|d ?o ?d|rip|died( on)?|death( date)?"),
    (NHS, r"nhs( ?(no|num|number|id))?|new nhs.*"),
    (
        CONSENT,
        r"(consent|consented|permission)( ?(given|obtained|signed|form|status|date|y n|yes no|on))?|date of consent",
    ),
    (BORN, r"d ?o ?b|date of birth|birth ?(date|day)|born|age"),
    (
        OTHER_LEFT_OUT,
        r"(hospital|hosp|mrn|pas|unit|case ?note|local)( ?(no|num|number|id))?|(patient )?(id|number)|"
        r"gp.*|consultant.*|gender|sex|"
        r"diagnos.*|treatment.*|site.*|stage|er pr.*|her ?2.*|regimen.*|next (clinic|appointment|scan).*|last (clinic|seen).*|"
        r"clinic.*|appointment.*|ward|ethnic.*|religion|marital.*|key ?worker|cns|nurse|next of kin.*|nok.*|no|row|sno|#",
    ),
    (TITLE, r"title|salutation|prefix"),
    (FIRST, r"(fore|first|given|christian) ?names?( s)?|firstname|preferred name|known as"),
    (SURNAME, r"(sur|last|family|second) ?names?|surname|lastname"),
    (
        NAME,
        r"(full |patient |patients |patient s |pt |client |service user )?names?( of patient)?|"
        r"(patient|surname|last ?name|family name),? (and )?(fore|first|given) ?names?|"
        r"(fore|first) ?names? (and )?surname|patient",
    ),
    (
        MOBILE,
        r"mob(ile)?( ?(no|num|number|phone|tel|telephone))?|cell.*|(tel|phone) ?mob(ile)?|sms.*|text( no| number)?",
    ),
    (
        PHONE,
        r"(home |day ?time |evening |work |contact |land ?line )?(tel|phone|telephone|ph)( ?(no|num|number|nos))?"
        r"( ?(home|h|day|work|w))?|home|land ?line.*|contact( ?(no|number|details))?|(tel|phone|telephone) (1|2)",
    ),
    (EMAIL, r"e ?mails?( ?(address|id|1|2))?|(home|work) e ?mail"),
    (POSTCODE, r"post ?code|postal code|pcode"),
    (
        ADDRESS,
        r"(home |postal |full )?(address|addr)( ?(line)? ?\d)?|street|town|city|county|house.*|village",
    ),
)


def part_of(heading: Raw) -> str | None:
    """Which part of a person this heading announces, or None."""
    if not isinstance(heading, str):
        return None
    words = re.sub(r"[^\w#]+", " ", tidy(heading).casefold()).strip()
    return next((part for part, pattern in _PATTERNS if re.fullmatch(pattern, words)), None)


def own_column(heading: Raw, kind: type[Row]) -> str | None:
    """Our column of that name; formula columns and Ref are ours to write, so a list cannot fill them."""
    if not isinstance(heading, str):
        return None
    names = {squashed(name): c for c in kind.columns.values() for name in (c.heading, *c.also)}
    column = names.get(squashed(heading)) or names.get(squashed(re.sub(r"\(.*?\)", "", heading)))
    return column.name if column is not None and column.written_by == "staff" else None


def part_by_content(values: Sequence[Raw]) -> str | None:
    """Where the heading says nothing: what most of the cells are."""
    filled = [value for value in values if not is_blank(value) and not isinstance(value, CellError)]
    if not filled:
        return None

    def mostly(is_one: object) -> bool:
        return sum(bool(is_one(value)) for value in filled) >= 0.6 * len(filled)  # type: ignore[operator]

    if mostly(lambda v: isinstance(v, str) and not isinstance(Email().read(tidy(v)), Misread)):
        return EMAIL
    if mostly(_is_nhs_number):
        return NHS
    if mostly(lambda v: not isinstance(Phone().read(tidy(v) if isinstance(v, str) else v), Misread)):
        return PHONE
    if mostly(lambda v: isinstance(v, str) and re.search(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b", v.upper())):
        return ADDRESS
    # Names differ from row to row; the same few are the doctors.
    differ = len(set(map(str, filled))) >= 0.8 * len(filled)
    if differ and mostly(
        lambda v: isinstance(v, str) and re.fullmatch(r"[^\W\d_]+[’'\w\-]*,? [^\W\d_][^\d@]*", tidy(v))
    ):
        return NAME
    return None


def _is_nhs_number(value: Raw) -> bool:
    digits = re.sub(r"\D", "", number_as_text(value))
    return len(digits) == 10 and is_nhs_number(digits)

"""How a question is worded: what would lead people, puzzle them, hurt them, or belongs to somebody else."""

from __future__ import annotations

import re

LONGEST = 30  # words; a longer question is hard to hold in mind
_WAY_OUT = re.compile(
    r"(?i)\b(do not|don[’']t|not) (know|sure|remember|applicable)|\b(none|neither|prefer not|does not apply|other)\b"
)
_INSTRUMENT = re.compile(
    r"\b(EORTC|QLQ(?:-\w+)?|EQ-?5D(?:-\w+)?|FACT-[A-Z]\w*|FACIT|FACT questionnaire|HADS|PROMIS|SF-?(?:36|12|8)|WHOQOL|"
    r"IPOS|ESAS|MYCaW|Distress Thermometer|BREAST-Q|"
    r"[Oo]xford (?:\w+ ){0,3}(?:[Ss]core|[Qq]uestionnaire|[Mm]easure)|GAD-7|PHQ-?9|EORTC QLQ)\b"
)
_SENSITIVE = re.compile(
    r"(?i)\b(gender|sex|sexual|ethnic\w*|race|religio\w*|faith|belief|disab\w*|trans|orientation|marital)\b"
)
_LEADING = re.compile(
    r"(?i)\b(don[’']t|wouldn[’']t|didn[’']t|isn[’']t|aren[’']t|haven[’']t|couldn[’']t) (you|it|they|we)\b"
    r"|\b(do|would) you agree that\b|\bhow (good|helpful|excellent|wonderful|kind|poor|bad|disappointed) (is|was|were|are)\b"
    r"|\b(surely|obviously|of course|as you know|excellent|wonderful|outstanding|world-class)\b"
)
_TOGETHER = re.compile(  # one thing said in two words
    r"(?i)\b(friends? and family|family and friends|dignity and respect|kindness and respect|between \w+ and \w+"
    r"|privacy and dignity|pros and cons|now and then|and so on|terms and conditions|question and answer|diagnosis and treatment"
    r"|tests and scans|scans and tests|tests and treatments?|up and down|trust and confidence|confidence and trust)\b"
)
_TWO = re.compile(r"(?i)\band(/or)?\b|\bas well as\b|\bplus\b")
_SHORT_FORMS = re.compile(r"\b(CNS|HNA|MDT|AHP|SBC|MBC|OPD|PROMs?|PREMs?|AOS|DNA|ePROMs?|PEG|PPI|QoL|SACT)\b")
_ASKS_NHS_NUMBER = re.compile(
    r"(?i)\b(nhs|hospital|ni|national insurance) (number|no\b)|\bdate of birth\b|\bd\.?o\.?b\b"
)
_ASKS_WHO = re.compile(
    r"(?i)\b(your|full|first|last) (full )?(name|surname|address|postcode|e-?mail( address)?)\b"
    r"|\byour (phone|telephone|mobile)( number)?\b"
    r"|\bhow (can|may) we (contact|reach) you\b|\bcontact details\b"
)


def instrument_in(text: str) -> str | None:
    """The name of a questionnaire that may not be used without its owner's licence (domain.md A9)."""
    return _first(_INSTRUMENT, text)


def leading_words_in(text: str) -> str | None:
    return _first(_LEADING, text)


def short_form_in(text: str) -> str | None:
    """An abbreviation staff use and patients may not know."""
    return _first(_SHORT_FORMS, text)


def asks_two_things(text: str) -> bool:
    """Two question marks, or “and” in what is asked; pairs that mean one thing are let be."""
    words = _TOGETHER.sub("", text)
    asked = re.split(r"(?<=[.!:])\s", words)[-1]
    return words.count("?") > 1 or bool(_TWO.search(asked))


def is_a_way_out(choice: str) -> bool:
    """A choice for those who do not know, or to whom the question does not apply."""
    return _WAY_OUT.search(choice) is not None


def is_about_who_people_are(text: str) -> bool:
    return _SENSITIVE.search(text) is not None


def asks_for_nhs_number(text: str) -> bool:
    return _ASKS_NHS_NUMBER.search(text) is not None


def asks_who_they_are(text: str) -> bool:
    return _ASKS_WHO.search(text) is not None


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    found = pattern.search(text)
    return found[0] if found else None

"""What is true of this hospital and service: filled in once, looked at once a year."""

from __future__ import annotations

import difflib
import re
from typing import Any

from service.core.finding import squashed
from service.core.illness_words import illness_word_in
from service.core.problems import WORTH_A_LOOK
from service.core.rows import Column, Row, check_all
from service.core.values import Kind, Misread, Text
from sheet_templates._facts import (
    SetUpFacts,
    facts,
    filled_rows,
    name_of,
    parts,
    public_pages_need,
    read_value,
    row_of,
    setting_named,
)
from sheet_templates._settings import SETTINGS, THEMES, Colleague, Setting

LONGEST_USUAL = 8 * 12  # months; NHS records of this kind are seldom kept longer
SHORTEST_NAME = 3  # letters; shorter names to hide are parts of ordinary words
_OWN_MAIL = re.compile(
    r"@(gmail|googlemail|hotmail|outlook|live|yahoo|icloud|aol|btinternet)\.", re.IGNORECASE
)

__all__ = [
    "SETTINGS",
    "THEMES",
    "Colleague",
    "SetUpFacts",
    "SetUpRow",
    "Setting",
    "facts",
    "public_pages_need",
    "setting_named",
]


class Value(Kind):
    """Anything: which setting stands beside it says how it is read."""

    name = "value"
    example = "Words"

    def read(self, raw: Any) -> Any:
        return raw

    def explain(self) -> str:
        return "What the last column asks for."


class SetUpRow(
    Row, tab="Set-up", place=60, shown=True, also=("Setup", "Set up", "Settings"), label="setting"
):
    """What the service needs to know about your hospital, one setting a row. Change only the Value column.
    The public pages stay shut until the helplines and the governance settings are filled in."""

    setting = Column(
        "Setting", Text(80), "What is set. Please leave these words as they are.", needed=True, width=34
    )
    value = Column("Value", Value(), "Fill this in.", needed=True, width=50)
    what_it_is_for = Column("What it is for", Text(400), "Why we ask.", width=70, also=("What for", "Why"))

    @classmethod
    def prefilled(cls) -> list[dict[str, Any]]:
        """Every setting in order; `several` ones have a row for each value they start with, or the rows they usually need."""
        rows = []
        for setting in SETTINGS:
            for value in setting.prefilled or (None,) * setting.rows:
                rows.append({"setting": setting.name, "value": value, "what_it_is_for": setting.help})
        return rows

    @check_all(
        on=setting,
        says="We do not know this setting.{near}",
        fix="Write the setting as it was, or delete the row.",
        kind=WORTH_A_LOOK,
    )
    def unknown_setting(rows, book):
        names = {
            squashed(name): setting.name for setting in SETTINGS for name in (setting.name, *setting.also)
        }
        for row in rows:
            if row.setting and setting_named(row.setting) is None:
                near = difflib.get_close_matches(squashed(row.setting), list(names), n=1, cutoff=0.6)
                yield row, {"near": f" Did you mean “{names[near[0]]}”?" if near else ""}

    @check_all(
        on=setting,
        says="There is a value here, but not which setting it is for, so it is not used.",
        fix="Write the setting beside it, or clear the value.",
    )
    def value_without_a_setting(rows, book):
        return (row for row in rows if row.lacks("setting") and row.value is not None)

    @check_all(
        on=value,
        says="This setting also stands in row {other} with another value. We use the first.",
        fix="Keep one of the two rows.",
    )
    def set_twice(rows, book):
        for setting, filled in filled_rows(rows).items():
            for row in filled[1:] if not setting.several else ():
                if read_value(setting, row.value) != read_value(setting, filled[0].value):
                    yield row, {"other": filled[0].row_number}

    @check_all(on=value, says="{says}", fix="{fix}")
    def setting_not_readable(rows, book):
        for setting, filled in filled_rows(rows).items():
            for row in filled:
                for part in parts(setting, row.value):
                    read = setting.kind.read_cell(part)
                    if isinstance(read, Misread):
                        yield row, {"says": read.says, "fix": read.fix}

    @check_all(
        on=value,
        says="{settings} {are} empty, so the public pages stay shut.",
        fix="Fill {them} in.",
    )
    def public_pages_shut(rows, book):
        # One problem for all of them: a new workbook should not greet anyone with ten complaints.
        missing = public_pages_need(facts(rows))
        if missing:
            one = len(missing) == 1
            names = missing[0] if one else ", ".join(missing[:-1]) + " and " + missing[-1]
            first = next((row for row in rows if row.setting and name_of(row) == missing[0]), None)
            yield first, {"settings": names, "are": "is" if one else "are", "them": "it" if one else "them"}

    @check_all(
        on=value,
        says="Urgent comments must reach two different people with e-mail addresses; here {are} {number}.",
        fix="Write a name and an e-mail address in each of two rows.",
    )
    def urgent_comments_need_two_people(rows, book):
        # Nobody named at all keeps the public pages shut: that is told there.
        named = facts(rows).urgent_comments_go_to
        different = {colleague.email.casefold() for colleague in named if colleague.email}
        if named and len(different) < 2:
            row = next(row for row in rows if row.setting and name_of(row) == "Urgent comments go to")
            yield row, {"number": len(different) or "none", "are": "is" if len(different) == 1 else "are"}

    @check_all(
        on=value,
        says="Lead and Deputy are the same person, so nobody stands in when they are away.",
        fix="Name a colleague as Deputy.",
        kind=WORTH_A_LOOK,
    )
    def lead_is_own_deputy(rows, book):
        known = facts(rows)
        if known.lead is not None and known.lead == known.deputy:
            yield row_of(rows, "Deputy")

    @check_all(
        on=value,
        says="This looks like somebody’s own mailbox. Patients’ replies would land outside the hospital.",
        fix="Use a shared hospital mailbox.",
        kind=WORTH_A_LOOK,
    )
    def mailbox_outside_the_hospital(rows, book):
        for name in ("Reply-to e-mail", "Contact e-mail"):
            row = row_of(rows, name)
            if row is not None and isinstance(row.value, str) and _OWN_MAIL.search(row.value):
                yield row

    @check_all(
        on=value,
        says="“{word}” can be read on the envelope or in the address, by anybody in the house.",
        fix="Use words that do not name the illness.",
    )
    def names_the_illness(rows, book):
        for name in ("Service", "Reply-to e-mail", "Return address"):
            row = row_of(rows, name)
            word = illness_word_in(re.sub(r"[._@-]", " ", str(row.value))) if row is not None else None
            if word:
                yield row, {"word": word}

    @check_all(
        on=value,
        says="All messages are paused: nothing is sent to anybody.",
        fix="Choose No when messages may go out again.",
        kind=WORTH_A_LOOK,
    )
    def everything_is_paused(rows, book):
        if facts(rows).pause_all_messages == "Yes":
            yield row_of(rows, "Pause all messages")

    @check_all(
        on=value,
        says="This is more than 8 years.",
        fix="Check with your records team how long these may be kept.",
        kind=WORTH_A_LOOK,
    )
    def kept_for_long(rows, book):
        if (facts(rows).keep_for_months or 0) > LONGEST_USUAL:
            yield row_of(rows, "Keep for (months)")

    @check_all(
        on=value,
        says="“{name}” is so short that it is part of many words, so we do not look for it.",
        fix="Write the whole name.",
        kind=WORTH_A_LOOK,
    )
    def name_to_hide_is_too_short(rows, book):
        for setting, filled in filled_rows(rows).items():
            for row in filled if setting.name == "Names to hide" else ():
                for name in parts(setting, row.value):
                    if len(str(name)) < SHORTEST_NAME:
                        yield row, {"name": name}

    @check_all(
        on=value,
        says="This theme is listed twice.",
        fix="Delete one of the rows.",
        kind=WORTH_A_LOOK,
    )
    def theme_twice(rows, book):
        seen: set[str] = set()
        for setting, filled in filled_rows(rows).items():
            for row in filled if setting.name == "Theme" else ():
                for theme in parts(setting, row.value):
                    if squashed(str(theme)) in seen:
                        yield row
                    seen.add(squashed(str(theme)))

    @check_all(
        on=value,
        says="None is chosen together with something else.",
        fix="Take out None, or the rest.",
        kind=WORTH_A_LOOK,
    )
    def none_and_something(rows, book):
        chosen = facts(rows).other_forums_here
        if "None" in chosen and len(chosen) > 1:
            yield row_of(rows, "Other forums here")

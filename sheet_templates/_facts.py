"""Set-up read into facts: every setting by its attribute, for the pages, messages and summaries that need it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

from service.core.finding import squashed
from service.core.grids import tidy
from service.core.values import Choices, Misread, Noted
from sheet_templates._settings import SETTINGS, Colleague, Setting


@dataclass(frozen=True)
class SetUpFacts:
    """Every setting by its attribute; what is blank or cannot be read is None, or () where there may be several."""

    hospital: str | None = None
    service: str | None = None
    contact_phone: str | None = None
    contact_e_mail: str | None = None
    lead: Colleague | None = None
    deputy: Colleague | None = None
    manager_to_tell: Colleague | None = None
    treatment_helpline: str | None = None
    crisis_line: str | None = None
    pals: str | None = None
    urgent_comments_go_to: tuple[Colleague, ...] = ()
    controller: str | None = None
    data_protection_contact: str | None = None
    keep_for_months: int | None = None
    reply_to_e_mail: str | None = None
    return_address: str | None = None
    pause_all_messages: str | None = None
    names_to_hide: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    ask_for_age_band: str | None = None
    ask_for_ethnic_group: str | None = None
    ask_for_years_with_secondary_diagnosis: str | None = None
    how_many_want_to_be_involved: str | None = None
    how_they_like_to_be_involved: tuple[str, ...] = ()
    how_established_the_service_is: str | None = None
    changes_planned: str | None = None
    staff_hours_a_month: int | None = None
    other_forums_here: tuple[str, ...] = ()

    @property
    def is_paused(self) -> bool:
        return self.pause_all_messages == "Yes"

    def asks_for(self, setting: str | None) -> bool:
        """Whether a column with this `only_if` is wanted."""
        return setting is None or getattr(self, _by_name()[squashed(setting)].attribute) == "Yes"


def facts(rows: Iterable[Any]) -> SetUpFacts:
    """Set-up as the rest of the service uses it. The first row counts where a setting stands twice."""
    known: dict[str, Any] = {}
    for setting, filled in filled_rows(rows).items():
        if setting.several:
            read = [read_part(setting, part) for row in filled for part in parts(setting, row.value)]
            known[setting.attribute] = tuple(dict.fromkeys(value for value in read if value is not None))
        else:
            value = read_part(setting, filled[0].value)
            known[setting.attribute] = (
                value if value is not None or not isinstance(setting.kind, Choices) else ()
            )
    return SetUpFacts(**known)


def public_pages_need(known: SetUpFacts) -> tuple[str, ...]:
    """Names of the settings still empty that keep the public pages shut; () when they may open."""
    return tuple(s.name for s in SETTINGS if s.needed_for_public_pages and not getattr(known, s.attribute))


def setting_named(name: str) -> Setting | None:
    """By name or another name people give it, any case."""
    return _by_name().get(squashed(name)) or _by_name().get(squashed(re.sub(r"\(.*?\)", "", name)))


@cache
def _by_name() -> dict[str, Setting]:
    return {squashed(name): setting for setting in SETTINGS for name in (setting.name, *setting.also)}


def name_of(row: Any) -> str | None:
    setting = setting_named(row.setting)
    return setting.name if setting else None


def row_of(rows: Iterable[Any], name: str) -> Any:
    return next((row for row in rows if row.setting and row.value is not None and name_of(row) == name), None)


def filled_rows(rows: Iterable[Any]) -> dict[Setting, list[Any]]:
    found: dict[Setting, list[Any]] = {}
    for row in rows:
        setting = setting_named(row.setting) if row.setting else None
        if setting is not None and row.value is not None:
            found.setdefault(setting, []).append(row)
    return found


def parts(setting: Setting, value: Any) -> Sequence[Any]:
    if not setting.several or not isinstance(value, str):
        return (value,)
    return [part for part in (tidy(word) for word in re.split(r"[;\n]", value)) if part]


def read_value(setting: Setting, value: Any) -> Any:
    return [read_part(setting, part) for part in parts(setting, value)]


def read_part(setting: Setting, value: Any) -> Any:
    read = setting.kind.read_cell(value)
    if isinstance(read, Misread):
        return setting.if_unreadable
    return read.value if isinstance(read, Noted) else read


# A setting nobody could ask for, or a fact nobody could set, is a mistake of ours.
assert {field.name for field in fields(SetUpFacts)} == {setting.attribute for setting in SETTINGS}

"""What the public pages know of a service: the few facts of Set-up that anyone may read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any


@dataclass(frozen=True)
class PublicFacts:
    """Sync writes these into the ledger as a dict with exactly these keys; a key that is missing reads as empty."""

    hospital: str = ""
    service: str = ""
    contact: str = ""  # how people reach the team: a number, an address, both
    helpline: str = ""  # the 24-hour treatment helpline
    crisis_line: str = ""
    pals: str = ""
    controller: str = ""
    data_protection_contact: str = ""
    keep_for_months: int | None = None
    may_use_nhs_brand: bool = False

    @classmethod
    def from_dict(cls, written: Mapping[str, Any] | None) -> PublicFacts:
        """What anyone may read and nothing else, whatever else the dict holds."""
        written = written or {}
        kinds = {field.name: field.type for field in fields(cls)}
        return cls(**{name: _as(kind, written[name]) for name, kind in kinds.items() if written.get(name)})

    @property
    def is_ready(self) -> bool:
        """Pages stay shut until people can be told whom to call, and who looks after what they send."""
        needed = (
            self.service,
            self.helpline,
            self.controller,
            self.data_protection_contact,
            self.keep_for_months,
        )
        return all(needed)

    @property
    def name(self) -> str:
        return self.service or "Patient Voice"


def _as(kind: Any, value: Any) -> Any:
    if kind == "bool":
        return value is True or str(value).casefold() == "yes"
    if kind == "int | None":
        return int(value)
    text = ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
    return re.sub(r"(?<=\d) (?=\d)", "\u00a0", text)  # a telephone number stays on one line

"""What a spreadsheet's locale decides: which of day and month comes first, the signs in numbers, and patterns by default."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Locale:
    """`day_first` is how 01/02/2026 is read."""

    day_first: bool
    decimal: str
    thousands: str
    currency: str  # the pattern of an amount, before its number
    date: str  # the pattern of a DATE without one of its own
    time: str = "hh:mm:ss"

    @property
    def patterns(self) -> dict[str, str]:
        """The pattern of each NumberFormatType that was given without one."""
        return {
            "TEXT": "@",
            "NUMBER": "#,##0.00",
            "PERCENT": "0.00%",
            "CURRENCY": f"{self.currency}#,##0.00",
            "DATE": self.date,
            "TIME": self.time,
            "DATE_TIME": f"{self.date} {self.time}",
            "SCIENTIFIC": "0.00E+00",
        }


_US = Locale(False, ".", ",", "$", "m/d/yyyy", "h:mm:ss AM/PM")
_GB = Locale(True, ".", ",", "£", "dd/mm/yyyy")
_BY_NAME = {
    "en_US": _US,
    "en_GB": _GB,
    "en_IE": Locale(True, ".", ",", "€", "dd/mm/yyyy"),
    "en_AU": Locale(True, ".", ",", "$", "dd/mm/yyyy"),
    "de_DE": Locale(True, ",", ".", "€", "dd.mm.yyyy"),
    "fr_FR": Locale(True, ",", "\u202f", "€", "dd/mm/yyyy"),
    "es_ES": Locale(True, ",", ".", "€", "d/m/yyyy"),
    "it_IT": Locale(True, ",", ".", "€", "dd/mm/yyyy"),
}


def locale(name: str) -> Locale:
    """A locale not listed here behaves as en_US, which is what an API-created file has [C]."""
    return _BY_NAME.get(name, _US)

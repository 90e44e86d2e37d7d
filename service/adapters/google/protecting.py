"""Protection, so that nobody writes where the service will write over it; where staff must work, only a warning."""

from __future__ import annotations

from service.adapters.google.layout import JSON, TabLayout

OURS = "Patient Voice: written by the service"  # descriptions, by which a protection is found again
WARNED = "Patient Voice: filled in by the service"


def protect_tab(sheet_id: int) -> JSON:
    """A tab of ours. Without editors named, Google lets whoever asks be the only one: us (and the file's owner).

    [C:WT.test_add_protected_range_normal: `editors` empty in the request, our account alone in the next get]
    """
    return _protect({"sheetId": sheet_id}, OURS, warning_only=False)


def warn(sheet_id: int, top: int, bottom: int | None, left: int, right: int | None) -> JSON:
    """Cells of a staff tab that staff should leave as they are, counted from 0, ends not included; None: to the end."""
    area = {"sheetId": sheet_id, "startRowIndex": top, "startColumnIndex": left}
    area |= {
        name: end for name, end in (("endRowIndex", bottom), ("endColumnIndex", right)) if end is not None
    }
    return _protect(area, WARNED, warning_only=True)


def is_protected_as_ours(tab: TabLayout) -> bool:
    """Whether we protected this whole tab: then it is ours, whatever it is called."""
    return any(each.get("description") == OURS for each in tab.protected)


def _protect(area: JSON, description: str, warning_only: bool) -> JSON:
    protected = {"range": area, "description": description, "warningOnly": warning_only}
    return {"addProtectedRange": {"protectedRange": protected}}

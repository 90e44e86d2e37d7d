"""Who is coming: what staff typed wins over what came online, but a No stays a No (DESIGN §3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

REPLY = "reply"  # in what came online, beside the formula columns' own names


def coming(row: Any, told_online: Mapping[tuple[str, str], str]) -> str:
    """Yes, No, Maybe, or nothing when nobody has said.

    A No from online is undone only by a later dated Yes, and a reply has no date.
    """
    online = told_online.get((row.ref or "", REPLY), "")
    if online == "No":
        return "No"
    return str(row.reply or online)

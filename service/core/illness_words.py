"""Words that name the illness: never in a subject, a sender or an address, where others may see them over a shoulder."""

from __future__ import annotations

import re

_NAMES_IT = re.compile(
    r"\b(cancers?|breasts?|secondary|secondaries|sbc|mbc|oncolog\w*|chemo\w*|metasta\w*|tumou?rs?|palliative|hospice\w*"
    r"|radiotherapy|mammogram\w*|macmillan|terminal(?:ly)? ill\w*)\b",
    re.IGNORECASE,
)


def illness_word_in(text: str | None) -> str | None:
    """The first such word, as written."""
    found = _NAMES_IT.search(text) if text else None
    return found[0] if found else None

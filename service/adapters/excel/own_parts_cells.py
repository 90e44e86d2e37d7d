"""Values as the XML of cells: words as inline strings that can never be a formula."""

from __future__ import annotations

from service.adapters.excel.package_xml import cell_text
from service.core.cleaning import clean_for_cell


def cell_xml(name: str, value: str | int | float | bool | None, style: int, p: str = "") -> str:
    """One cell. Words are inline, so that no shared list has to change and nothing is run."""
    look = f' s="{style}"' if style else ""
    if value is None or value == "":
        return f'<{p}c r="{name}"{look}/>'
    if isinstance(value, str):
        text = clean_for_cell(value)
        kept = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
        return (
            f'<{p}c r="{name}"{look} t="inlineStr"><{p}is><{p}t{kept}>{cell_text(text)}</{p}t></{p}is></{p}c>'
        )
    if isinstance(value, bool):
        return f'<{p}c r="{name}"{look} t="b"><{p}v>{int(value)}</{p}v></{p}c>'
    return f'<{p}c r="{name}"{look}><{p}v>{value!r}</{p}v></{p}c>'

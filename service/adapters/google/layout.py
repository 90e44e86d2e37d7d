"""How a spreadsheet is built, without its cells: what one `spreadsheets.get` of structure tells.

Everything Google addresses by number (sheetId, chart, protection, position of a rule) is found here. A layout is
kept from one cycle to the next, so it may be out of date; before anything is written it is read anew.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

JSON = dict[str, Any]

OURS_BEGIN = "pv_"  # names of named ranges
TAB_NAME = (
    "pv_tab_"  # a named range over cell A1 of a tab of ours: it follows renames, as Excel's defined names do
)
SITE_KEY = "pv_site"  # spreadsheet-level developer metadata: which site this workbook belongs to
WRITE_KEY = "pv_write"  # the same: which of our writes landed (numbered.py)
_AGAIN = re.compile(r"_x[0-9a-f]{8}\Z")  # see unused_range_name
# One request for all of it. `developerMetadata` stands at spreadsheet level here.
FIELDS = (
    "spreadsheetId,properties(title,locale,timeZone),developerMetadata(metadataId,metadataKey,metadataValue),"
    "namedRanges,sheets(properties,merges,charts(chartId,spec(title,altText),position),protectedRanges,"
    "conditionalFormats,columnGroups,basicFilter)"
)


@dataclass(frozen=True)
class TabLayout:
    """One tab as it stands. Counts are of the grid, empty cells included; JSON parts are as Google wrote them."""

    sheet_id: int
    title: str
    index: int
    rows: int
    columns: int
    hidden: bool = False
    frozen_rows: int = 0
    frozen_columns: int = 0
    identity: str | None = None  # the tab's own declared title, when a named range says so
    properties: Mapping[str, Any] = ()  # type: ignore[assignment] # SheetProperties
    merges: Sequence[JSON] = ()
    charts: Sequence[JSON] = ()  # {chartId, spec: {title, altText}, position}
    protected: Sequence[JSON] = ()
    conditional: Sequence[JSON] = ()
    column_groups: Sequence[JSON] = ()
    basic_filter: Mapping[str, Any] | None = None

    @property
    def name(self) -> str:
        """What we call it: its declared title where it has one."""
        return self.identity or self.title


@dataclass(frozen=True)
class Layout:
    """One spreadsheet as it stands."""

    spreadsheet_id: str
    tabs: Sequence[TabLayout]
    locale: str = "en_GB"
    time_zone: str = "Europe/London"
    # by name, without what `unused_range_name` puts behind it: {namedRangeId, name, range}
    named_ranges: Mapping[str, JSON] = ()  # type: ignore[assignment]
    site_id: str | None = None
    site_metadata: int | None = None  # metadataId of the entry that holds the site id
    writes: Mapping[int, str] = ()  # type: ignore[assignment] # metadataId → value of our writes' entries

    def tab(self, name: str) -> TabLayout | None:
        """By our name for it: the declared identity first, then the title people see, whatever its case."""
        wanted = name.casefold()
        by_identity = (tab for tab in self.tabs if tab.identity == name)
        by_title = (tab for tab in self.tabs if not tab.identity and tab.title.casefold() == wanted)
        return next(by_identity, None) or next(by_title, None)

    def titled(self, title: str) -> TabLayout | None:
        """By the title people see."""
        return next((tab for tab in self.tabs if tab.title == title), None)


def layout_of(answer: Mapping[str, Any]) -> Layout:
    """From the answer to a `spreadsheets.get` with FIELDS. The whole answer can be kept as JSON and read again."""
    named = sorted(answer.get("namedRanges", []), key=lambda each: bool(each.get("range")))
    names = {_AGAIN.sub("", each["name"]): each for each in named}  # one with cells before one without
    identities = {
        each["range"].get("sheetId", 0): _title_in(name)
        for name, each in names.items()
        if name.startswith(TAB_NAME) and each.get("range")  # a name can outlive its tab
    }
    entries = answer.get("developerMetadata", [])
    site: JSON = next((each for each in entries if each.get("metadataKey") == SITE_KEY), {})
    ours = [each for each in entries if each.get("metadataKey") == WRITE_KEY]
    properties = answer.get("properties", {})
    return Layout(
        spreadsheet_id=answer["spreadsheetId"],
        tabs=[_tab(sheet, identities) for sheet in answer.get("sheets", [])],
        locale=properties.get("locale", "en_US"),
        time_zone=properties.get("timeZone", "Etc/GMT"),
        named_ranges=names,
        site_id=site.get("metadataValue"),
        site_metadata=site.get("metadataId"),
        writes={each["metadataId"]: each.get("metadataValue", "") for each in ours},
    )


def tab_range_name(name: str) -> str:
    """`How we listen` → pv_tab_How_we_listen, `Set-up` → pv_tab_Set__up: Google allows letters, figures and underscores.

    Titles of ours hold letters, figures, single spaces and hyphens alone.
    """
    return TAB_NAME + name.replace("-", "__").replace(" ", "_")


def unused_range_name(name: str, layout: Layout) -> str:
    """What to call a new named range that `named_ranges` then holds by `name`.

    A name whose tab somebody deleted is told no more and is still taken (gspread#1530): in a spreadsheet that was ours
    before, a new one gets an ending that no other has.
    """
    return name if layout.site_id is None else _other_name(name)


def _other_name(name: str) -> str:
    return f"{_AGAIN.sub('', name)}_x{secrets.token_hex(4)}"


def with_other_names(requests: Sequence[JSON]) -> list[JSON]:
    """The same requests, for when a name they add turned out to be taken by a tab that is gone."""
    changed = []
    for each in requests:
        if added := each.get("addNamedRange"):
            named = added["namedRange"]
            each = {"addNamedRange": {"namedRange": {**named, "name": _other_name(named["name"])}}}
        changed.append(each)
    return changed


def _title_in(range_name: str) -> str:
    return range_name.removeprefix(TAB_NAME).replace("__", "-").replace("_", " ")


def _tab(sheet: Mapping[str, Any], identities: Mapping[int, str]) -> TabLayout:
    properties = sheet["properties"]
    grid = properties.get("gridProperties", {})
    return TabLayout(
        sheet_id=properties.get("sheetId", 0),
        title=properties["title"],
        index=properties.get("index", 0),
        rows=grid.get("rowCount", 0),
        columns=grid.get("columnCount", 0),
        hidden=properties.get("hidden", False),
        frozen_rows=grid.get("frozenRowCount", 0),
        frozen_columns=grid.get("frozenColumnCount", 0),
        identity=identities.get(properties.get("sheetId", 0)),
        properties=properties,
        merges=sheet.get("merges", []),
        charts=sheet.get("charts", []),
        protected=sheet.get("protectedRanges", []),
        conditional=sheet.get("conditionalFormats", []),
        column_groups=sheet.get("columnGroups", []),
        basic_filter=sheet.get("basicFilter"),
    )

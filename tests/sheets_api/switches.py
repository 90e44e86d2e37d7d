"""Where the reference says "memory" or "open question", both answers can be chosen; the default is the likelier."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass
class Switches:
    """How this Google behaves where nobody could look at the real one."""

    append_counts_formats: bool = False  # appendCells: formulas showing "" and checkboxes are data as well
    clip_long_ranges: bool = (
        True  # a range that starts inside the grid and ends outside is clipped, not refused
    )
    strict_validation_refuses_api: bool = (
        False  # a strict rule refuses what the API writes, not only what people type
    )
    sort_moves_row_metadata: bool = (
        False  # developer metadata of a row follows the row when a range is sorted
    )
    find_replace_parses: bool = True  # findReplace reads its replacement as if a person had typed it
    diagonal_islands: bool = False  # cells that touch only at a corner belong to one island
    metadata_numbers_unique: bool = (
        True  # a second entry of developer metadata with a number that is taken is refused
    )
    retry_after: bool = True  # a 429 says how long to wait
    masked_cells_trimmed: bool = (
        False  # a get with a mask leaves out the end of rows of which the mask names nothing
    )
    ranges_leave_out_parts: bool = (
        False  # a get with ranges tells merges, filters and the like only where they touch one
    )
    hides_sharing: bool = (
        False  # editors are not shown with whom a file is shared, as some shared drives have it
    )
    tells_no_rights: bool = False  # asked with the right to metadata alone, Drive says that nobody may edit
    drive_lag: timedelta = timedelta(
        0
    )  # people's edits show in Drive's version and modifiedTime this much later
    clock_skew: timedelta = timedelta(0)  # how far the token server's clock is ahead of the caller's
    token_lasts: timedelta = timedelta(hours=1)  # what expires_in says

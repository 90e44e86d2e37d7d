"""All changes of one sync in one Google spreadsheet, as the requests of a batchUpdate: data in, data out, nothing sent."""

from __future__ import annotations

from collections.abc import Sequence

from service.adapters.google.layout import JSON, Layout
from service.core.changes import Changes, ServiceTab
from service.core.grids import Grid
from service.core.rows import Row

MOST_BYTES = 2_000_000  # of one request: what Google recommends


def requests_to_publish(
    layout: Layout,
    changes: Changes,
    kinds: Sequence[type[Row]],
    tabs: Sequence[ServiceTab],
    grids: Sequence[Grid] = (),
) -> list[JSON]:
    """In the order they must be carried out: missing tabs, cells of staff tabs, then our own tabs.

    `grids`: the tabs as last read. A tab with our title but without our named range is taken over only where its cells
    are blank or begin as ours do.
    """
    raise NotImplementedError


def in_parts(requests: Sequence[JSON], limit: int = MOST_BYTES) -> list[list[JSON]]:
    """Bodies to be sent one after the other. Cells of staff tabs, and what stands before them, are whole in the first."""
    raise NotImplementedError

"""Formulas follow what they point at: copying, sorting, inserting, deleting, moving and renaming rewrite their references.

All take and give the text of a formula with its equals sign. `own` is the title of the tab the formula stands in,
`changed` that of the tab whose rows or columns change.
"""

from __future__ import annotations

ROWS, COLUMNS = "ROWS", "COLUMNS"  # dimensions, as the API names them


def moved(text: str, rows_down: int, columns_right: int) -> str:
    """As copied to another place: relative references move along, `$` ones stay; off the grid they become #REF!."""
    raise NotImplementedError


def after_insert(text: str, own: str, changed: str, dimension: str, start: int, count: int) -> str:
    """`count` rows or columns were put in before `start` (from 0)."""
    raise NotImplementedError


def after_delete(text: str, own: str, changed: str, dimension: str, start: int, end: int) -> str:
    """The rows or columns from `start` up to `end` are gone; what pointed only at them is #REF!."""
    raise NotImplementedError


def after_move(text: str, own: str, changed: str, dimension: str, start: int, end: int, to: int) -> str:
    """`start`..`end` went before `to` (numbered as before the move)."""
    raise NotImplementedError


def after_cut(
    text: str, own: str, source: tuple[str, int, int, int, int], target: tuple[str, int, int]
) -> str:
    """The block (title, top, left, bottom, right) was cut and pasted at (title, top, left): references to it follow."""
    raise NotImplementedError


def after_rename(text: str, old: str, new: str) -> str:
    """A tab has another title."""
    raise NotImplementedError


def after_sheet_deleted(text: str, own: str, gone: str) -> str:
    """References to a deleted tab are #REF!."""
    raise NotImplementedError


def after_name_change(text: str, old: str, new: str) -> str:
    """A named range has another name; an empty new one means it was deleted."""
    raise NotImplementedError

"""A row of every tab, made from its declaration alone: what its columns may hold, and pointers to the example rows beside it."""

from service.core.values import Pointer
from sheet_templates import kinds_of_row


def example_row(kind):
    """By attribute; columns of formulas are blank, since what stands there is ours."""
    return {name: example_of(column) for name, column in kind.columns.items() if not column.formula}


def example_of(column):
    value = column.kind.example
    return _beside(value) if isinstance(value, Pointer) else value


def _beside(pointer):
    """As a drop-down offers the row: `A-001 Words`."""
    kind = next(kind for kind in kinds_of_row() if kind.letter == pointer.ref[0])
    label = kind.label.kind.example if kind.label else None
    return Pointer(f"{pointer.ref} {label}" if isinstance(label, str) else pointer.ref, pointer.ref)


def example_rows():
    return {kind: [example_row(kind)] for kind in kinds_of_row()}

"""Data validation at work: what a strict rule refuses of people (and, by a switch, of the API)."""

from __future__ import annotations

from tests.sheets_api import formulas, notation
from tests.sheets_api.model import JSON, Cell, Formula, Spreadsheet, invalid

# How many values each kind of condition takes [D]; kinds that stand only for filters and formats are not listed.
VALUES = {
    "NUMBER_GREATER": (1, 1),
    "NUMBER_GREATER_THAN_EQ": (1, 1),
    "NUMBER_LESS": (1, 1),
    "NUMBER_LESS_THAN_EQ": (1, 1),
    "NUMBER_EQ": (1, 1),
    "NUMBER_NOT_EQ": (1, 1),
    "NUMBER_BETWEEN": (2, 2),
    "NUMBER_NOT_BETWEEN": (2, 2),
    "TEXT_CONTAINS": (1, 1),
    "TEXT_NOT_CONTAINS": (1, 1),
    "TEXT_EQ": (1, 1),
    "TEXT_IS_EMAIL": (0, 0),
    "TEXT_IS_URL": (0, 0),
    "DATE_EQ": (1, 1),
    "DATE_BEFORE": (1, 1),
    "DATE_AFTER": (1, 1),
    "DATE_ON_OR_BEFORE": (1, 1),
    "DATE_ON_OR_AFTER": (1, 1),
    "DATE_BETWEEN": (2, 2),
    "DATE_NOT_BETWEEN": (2, 2),
    "DATE_IS_VALID": (0, 0),
    "ONE_OF_RANGE": (1, 1),
    "ONE_OF_LIST": (1, 500),
    "CUSTOM_FORMULA": (1, 1),
    "BOOLEAN": (0, 2),
}
REFUSED = "The data you entered violates the data validation rules set on this cell."


def check_rule(rule: JSON) -> None:
    """Kind, number of values, and no relative dates in validation [D]."""
    condition = rule.get("condition") or {}
    kind = condition.get("type")
    if kind not in VALUES:
        raise invalid(f"Unsupported condition type for data validation: {kind}")
    values = condition.get("values") or []
    least, most = VALUES[kind]
    if not least <= len(values) <= most:
        wanted = f"{least}" if least == most else f"{least} to {most}"
        raise invalid(
            f"ConditionType {kind} requires {wanted} ConditionValues, but {len(values)} were given."
        )
    if any("relativeDate" in each for each in values):
        raise invalid("relativeDate is not supported in data validation.")


def check(book: Spreadsheet, cell: Cell) -> None:
    """A 400 where a strict rule refuses the cell's value."""
    if cell.validation is not None and cell.validation.get("strict") and not permits(book, cell):
        raise invalid(REFUSED)


def permits(book: Spreadsheet, cell: Cell) -> bool:
    """Whether the rule allows the value. Empty cells and formulas pass, and kinds that are not worked out here."""
    value = cell.value
    if cell.validation is None or value is None or isinstance(value, Formula):
        return True
    condition = cell.validation.get("condition", {})
    kind = condition.get("type", "")
    values = [each.get("userEnteredValue", "") for each in condition.get("values", [])]
    number = value if isinstance(value, int | float) and not isinstance(value, bool) else None
    if kind == "ONE_OF_LIST":
        return _text(value) in values
    if kind == "ONE_OF_RANGE":
        return _text(value) in _listed(book, values[0])
    if kind == "BOOLEAN":
        return _text(value) in values if values else isinstance(value, bool)
    if kind == "DATE_IS_VALID":
        return number is not None and cell.format.get("numberFormat", {}).get("type", "DATE").startswith(
            "DATE"
        )
    if kind.startswith("NUMBER_"):
        return number is not None and _compares(kind.removeprefix("NUMBER_"), number, values)
    return True


def _compares(kind: str, number: float, values: list[str]) -> bool:
    try:
        bounds = [float(text) for text in values]
    except ValueError:
        return True  # a formula: not worked out
    first, last = bounds[0], bounds[-1]
    return {
        "GREATER": number > first,
        "GREATER_THAN_EQ": number >= first,
        "LESS": number < first,
        "LESS_THAN_EQ": number <= first,
        "EQ": number == first,
        "NOT_EQ": number != first,
        "BETWEEN": first <= number <= last,
        "NOT_BETWEEN": not first <= number <= last,
    }[kind]


def _listed(book: Spreadsheet, text: str) -> set[str]:
    where = notation.within_grid(notation.parse_range(book, text.removeprefix("=").replace("$", "")))
    found = set()
    for row in range(where.top, min(where.bottom, len(where.sheet.rows))):
        for column in range(where.left, min(where.right, len(where.sheet.rows[row]))):
            found.add(_text(formulas.calculated(book, where.sheet, row, column)))
    return found - {""}


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)

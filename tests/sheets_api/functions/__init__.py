"""What formulas can call: one module a subject, each function under the name people write.

A function is handed the scope it stands in and its arguments as trees, so that IF and IFERROR work out only what they need.
"""

from __future__ import annotations

from tests.sheets_api.functions import dates, logic, lookup, numbers, texts
from tests.sheets_api.functions.registry import FUNCTIONS

__all__ = ["FUNCTIONS", "dates", "logic", "lookup", "numbers", "texts"]

"""Who asks: the account whose token came with the request being answered.

A context variable, for the seams hand over a spreadsheet and a body and nothing else: adding a protected range makes
the caller its editor [C:WT.test_add_protected_range_normal #5], and only editors may write there.
"""

from __future__ import annotations

from contextvars import ContextVar

CALLER: ContextVar[str] = ContextVar("caller", default="")  # an e-mail address; "" outside a request

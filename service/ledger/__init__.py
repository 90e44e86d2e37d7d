"""The ledger: the one place that remembers what people sent, what was written where, and what the service did.

Open it with `open_ledger(url, secret)`; then one module a subject, each function taking the open connection first:

    with ledger.write() as conn:
        reference = submissions.submit(conn, site="elm", …)
"""

from service.ledger.engine import Ledger, open_ledger
from service.ledger.errors import AlreadyAnswered, FrozenForm, LedgerError, NotOpen, UnknownForm

__all__ = ["AlreadyAnswered", "FrozenForm", "Ledger", "LedgerError", "NotOpen", "UnknownForm", "open_ledger"]

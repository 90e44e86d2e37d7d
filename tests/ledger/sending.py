"""A patient who sends answers: `python -m tests.ledger.sending URL HOW_MANY` prints each reference once it is durable.

How many "0" is: until killed. Anonymous and confidential answers take turns.
"""

import itertools
import secrets
import sys
from datetime import UTC, date, datetime

from service.ledger import forms, open_ledger, submissions

SECRET = b"a secret of the tests, 32 bytes!"
FORMS = {"S-001": "anonymous", "S-002": "confidential"}
TODAY = date(2026, 3, 31)


def send(ledger, form="S-001", ratings=None, comments=None, key=None, version=1, **more):
    mode = {"S-001": "anonymous", "S-002": "confidential", "S-003": "anonymous"}[form]
    with ledger.write() as conn:
        return submissions.submit(
            conn, site="elm", form=form, version=version, mode=mode, who="Patient", ratings=ratings or {"Q-001": "Good"},
            comments=comments or {}, key=key or secrets.token_bytes(16), today=TODAY, **more,
        )  # fmt: skip


def close(ledger, form="S-001"):
    with ledger.write() as conn:
        record = forms.get(conn, "elm", form)
        closed = forms.FormRecord(**{**record.__dict__, "state": "closed"})
        forms.put(conn, "elm", closed, datetime(2026, 3, 31, 9, tzinfo=UTC))
        return submissions.settle(conn, "elm", form)


def main(url, how_many):
    ledger = open_ledger(url, SECRET)
    for number in range(how_many) if how_many else itertools.count():
        form = list(FORMS)[number % 2]
        print(send(ledger, form, {"Q-001": number}, {"Q-002": f"comment {number}"}), flush=True)
    ledger.dispose()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))

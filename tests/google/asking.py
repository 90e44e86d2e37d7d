"""A process that reads and writes as fast as it may, on a clock that runs twenty times as fast as ours."""

import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from service.adapters.google.client import GoogleAPI
from service.adapters.google.credentials import open_credentials
from service.adapters.google.paced import PacedClient, Times
from service.adapters.google.quota import Pace
from service.ledger import open_ledger
from service.ledger.quota import SharedBookings

FASTER = 20


def hurried(began):
    """The same in every process that is told when it began, in seconds since 1970."""

    def now():
        return datetime.fromtimestamp(began, UTC) + timedelta(seconds=(time.time() - began) * FASTER)

    return now


def ask(url, key_file, spreadsheet_id, ledger_url, secret, began, reads, writes):
    times = Times(hurried(float(began)), lambda seconds: time.sleep(seconds / FASTER))
    pace = Pace(SharedBookings(open_ledger(ledger_url, secret.encode())))
    api = GoogleAPI(PacedClient(open_credentials(Path(key_file)), endpoint=url, times=times, pace=pace))
    for number in range(max(int(reads), int(writes))):
        if number < int(reads):
            api.batch_get(spreadsheet_id, ["A1:B2"])
        if number < int(writes):
            row = {"values": [{"userEnteredValue": {"numberValue": number}}]}
            request = {"appendCells": {"sheetId": 0, "rows": [row], "fields": "userEnteredValue"}}
            api.batch_update(spreadsheet_id, [request])


if __name__ == "__main__":
    ask(*sys.argv[1:])

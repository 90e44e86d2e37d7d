"""The loopback Google with a clock of its own, and clients that wait on that clock: hours pass in a moment."""

import threading
from datetime import UTC, datetime, timedelta

from service.adapters.google.client import GoogleAPI
from service.adapters.google.credentials import open_credentials
from service.adapters.google.paced import PacedClient, Times
from service.adapters.google.quota import Pace


class Clock:
    """Time that passes only when somebody waits; several threads may."""

    def __init__(self):
        self._now, self._lock, self.waits = datetime.now(UTC), threading.Lock(), []

    def now(self):
        return self._now

    def sleep(self, seconds):
        with self._lock:
            self.waits.append(seconds)
            self._now += timedelta(seconds=seconds)

    def times(self, chance=0.0):
        return Times(self.now, self.sleep, lambda: chance)


class Connected:
    """One account's key, the server, and the time both live in."""

    def __init__(self, google, folder):
        self.google, self.control, self.clock = google, google.control, Clock()
        google.now = self.clock.now
        self.key_file = folder / "key.json"
        self.account = google.key_file(self.key_file)
        self.staff = self.control.create("Staff", {"People": [["Ref", "Name"], ["P-001", "Ada Ash"]]})
        self.api = self.connect()

    def connect(self, *, pace=None, timeout=None, credentials=None, chance=1.0, **named):
        client = PacedClient(
            credentials or open_credentials(self.key_file),
            endpoint=self.google.url,
            times=self.clock.times(chance),
            pace=pace or Pace(),
            roles={self.staff: "staff"},
            **named,
        )
        client.set_timeout(timeout or (2, 5))
        return GoogleAPI(client)

    def read(self, api=None):
        return (api or self.api).batch_get(self.staff, ["'People'!A1:B9"])[0]["values"]

    def append(self, *words, api=None, repeatable=False):
        cells = [{"userEnteredValue": {"stringValue": word}} for word in words]
        request = {"appendCells": {"sheetId": 0, "rows": [{"values": cells}], "fields": "userEnteredValue"}}
        return (api or self.api).batch_update(self.staff, [request], repeatable=repeatable)

    def put(self, word, repeatable=True):
        """The same cell, so that a second time changes nothing."""
        rows = [{"values": [{"userEnteredValue": {"stringValue": word}}]}]
        start = {"sheetId": 0, "rowIndex": 4, "columnIndex": 0}
        request = {"updateCells": {"start": start, "rows": rows, "fields": "userEnteredValue"}}
        return self.api.batch_update(self.staff, [request], repeatable=repeatable)

    def rows(self):
        return self.control.rows(self.staff, "People")

    def requests(self, kind=""):
        return [each.status for each in self.control.log if not kind or each.kind == kind]

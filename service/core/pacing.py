"""When the next request may leave, so that no minute has more of them than is allowed: a window that slides.

Each request books the moment it will leave, now or later, and waits until then: whoever asks first goes first, and
nobody has to ask twice. Google counts by the minute, for all programs that use one account, reads and writes apart
(developers.google.com/workspace/sheets/api/limits).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

# A request reaches Google a little after it was booked: two booked a minute apart may arrive closer together than that.
WINDOW = timedelta(seconds=62)
# Nobody books further ahead. A booking beyond was made before the clock went back, and would bar everyone until then.
FURTHEST = timedelta(minutes=10)


@dataclass(frozen=True)
class Bookings:
    """What is known of one kind of request of one account: when they left or will leave, and a pause for all."""

    times: tuple[datetime, ...] = ()  # in order
    not_before: datetime | None = None  # Google said stop: somebody else uses the account too

    def book(self, most: int, patience: timedelta, now: datetime) -> tuple[Bookings, datetime | None]:
        """The bookings with one more, and its moment; unchanged and None where that is further off than `patience`."""
        times = tuple(time for time in self.times if now - WINDOW < time <= now + FURTHEST)
        start = max(now, *times[-1:], self._pause(now))
        if len(times) >= most:
            start = max(start, times[-most] + WINDOW)
        if start - now > min(patience, FURTHEST):
            return Bookings(times, self.not_before), None
        return Bookings((*times, start), self.not_before), start

    def pause(self, length: timedelta, now: datetime) -> Bookings:
        """Nothing more leaves for so long."""
        return Bookings(self.times, max(now + min(length, FURTHEST), self._pause(now)))

    def used(self, now: datetime) -> int:
        """How many left, or are booked to leave, within the window that `book` looks at."""
        return sum(now - WINDOW < time <= now + FURTHEST for time in self.times)

    def _pause(self, now: datetime) -> datetime:
        until = self.not_before
        return until if until is not None and now < until <= now + FURTHEST else now

"""No minute has more requests than are allowed, whoever asks and whatever the clock does."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from service.core.pacing import FURTHEST, WINDOW, Bookings

NOW = datetime(2026, 3, 29, 0, 59, tzinfo=UTC)
PATIENT = timedelta(minutes=10)
MINUTE = timedelta(seconds=60)


def later(seconds):
    return NOW + timedelta(seconds=seconds)


def test_requests_leave_at_once_until_the_minute_is_full_and_then_when_the_first_is_a_minute_old():
    bookings, starts = Bookings(), []
    for second in (0, 1, 2, 3):
        bookings, start = bookings.book(3, PATIENT, later(second))
        starts.append(start)
    assert starts == [later(0), later(1), later(2), later(0) + WINDOW]


def test_whoever_asks_first_goes_first():
    bookings = Bookings()
    starts = []
    for _ in range(7):
        bookings, start = bookings.book(2, PATIENT, NOW)
        starts.append(start - NOW)
    assert starts == sorted(starts) == [n // 2 * WINDOW for n in range(7)]


def test_whoever_will_not_wait_so_long_books_nothing():
    bookings, _ = Bookings().book(1, PATIENT, NOW)
    same, start = bookings.book(1, timedelta(seconds=61), later(0))
    assert (same, start) == (bookings, None)
    assert bookings.book(1, WINDOW, NOW)[1] == NOW + WINDOW


def test_after_a_refusal_nothing_leaves_until_the_pause_is_over():
    bookings = Bookings().pause(timedelta(seconds=30), NOW)
    assert bookings.book(50, PATIENT, later(10))[1] == later(30)
    assert bookings.book(50, PATIENT, later(31))[1] == later(31)
    assert bookings.pause(timedelta(seconds=5), later(1)).not_before == later(30), (
        "a pause is never shortened"
    )


def test_what_is_old_is_dropped():
    bookings = Bookings()
    for second in range(0, 6000, 60):
        bookings, _ = bookings.book(50, PATIENT, later(second))
    assert len(bookings.times) == 2


def test_a_clock_put_back_an_hour_bars_nobody():
    bookings = Bookings().pause(PATIENT, later(3600))
    for _ in range(50):
        bookings, _ = bookings.book(50, PATIENT, later(3600))
    assert bookings.book(50, PATIENT, NOW)[1] == NOW


def test_nobody_is_paused_for_longer_than_anybody_may_book_ahead():
    bookings = Bookings().pause(timedelta(days=1), NOW)
    assert bookings.book(50, timedelta(days=2), NOW)[1] == NOW + FURTHEST


@given(
    most=st.integers(1, 5),
    asked=st.lists(st.tuples(st.integers(0, 40), st.booleans()), max_size=60),
)
def test_no_minute_ever_has_more_than_the_most(most, asked):
    bookings, second, left = Bookings(), 0, []
    for gap, refused in asked:
        second += gap
        if refused:
            bookings = bookings.pause(WINDOW, later(second))
        bookings, start = bookings.book(most, PATIENT, later(second))
        if start is not None:
            assert start >= later(second)
            left.append(start)
    assert left == sorted(left)
    for start in left:
        assert sum(start <= other < start + MINUTE for other in left) <= most

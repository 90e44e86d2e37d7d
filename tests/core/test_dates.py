"""Dates: day first, never guessed."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.dates import MONTH_FIRST, SERIAL_ZERO, add_months, from_serial, read_date
from service.core.grids import tidy

DAYS = st.dates(date(1901, 1, 1), date(2199, 12, 31))
WRITTEN = [
    "%d/%m/%Y",
    "%d.%m.%Y",
    "%d-%m-%Y",
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%d %B %Y",
    "%d %b %Y",
    "%d-%b-%Y",
    "%A %d %B %Y",
    "%A, %d %B %Y",
    "%B %d, %Y",
    "%d/%m/%Y 14:30",
    "%Y-%m-%dT09:30:00",
]


@given(DAYS, st.sampled_from(WRITTEN))
def test_every_day_is_read_however_it_is_written(day, how):
    text = day.strftime(how)
    assert read_date(text) == day
    assert read_date(text.upper()) == day


@given(DAYS)
def test_serial_numbers_are_days(day):
    number = (day - SERIAL_ZERO).days
    assert from_serial(number) == from_serial(number + 0.75) == day
    if number >= 20000:  # in the years a service like this writes about
        assert read_date(number) == read_date(float(number)) == day
        assert number > 99999 or read_date(str(number)) == day
    else:
        assert read_date(number) is None
        assert read_date(str(number)) is None


@given(st.text(max_size=25))
def test_no_text_breaks_it_and_no_day_outside_reason_comes_out(text):
    for month_first in (False, True):
        read = read_date(tidy(text), month_first)
        assert read is None or read is MONTH_FIRST or date(1900, 3, 1) <= read < date(2200, 1, 1)


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        ("17/3/26", date(2026, 3, 17)),
        ("1.2.69", date(2069, 2, 1)),
        ("1.2.70", date(1970, 2, 1)),
        ("1st of March 2026", date(2026, 3, 1)),
        ("22nd Sept 2026", date(2026, 9, 22)),
        ("3rd Feb '26", date(2026, 2, 3)),
        ("Tues 17 March 2026", date(2026, 3, 17)),
        ("17Mar2026", date(2026, 3, 17)),
        (datetime(2026, 3, 17, 23, 59), date(2026, 3, 17)),
        ("2026-03-17T09:30:00.000Z", date(2026, 3, 17)),
        (45000, SERIAL_ZERO + timedelta(45000)),
        ("04/23/2026", MONTH_FIRST),
        ("31/02/2026", None),
        ("2026", None),
        (2026, None),
        ("March 2026", None),
        ("17/03", None),
        ("tomorrow", None),
        ("17 Marchember 2026", None),
        ("17/03/0026", None),
        ("0/3/2026", None),
        (True, None),
        (float("nan"), None),
        (float("inf"), None),
        (1e300, None),
    ],
)
def test_what_people_type(raw, day):
    assert read_date(raw) == day


@given(DAYS, st.integers(-600, 600))
def test_months_are_added_without_leaving_the_month(day, months):
    try:
        later = add_months(day, months)
    except (ValueError, OverflowError):
        pytest.fail("a day so near has a month before and after it")
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later + timedelta(1)).day == 1
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)

"""What the demo's service counts: two numbers followed for 14 months, how many patients there are, and what is paid."""

from __future__ import annotations

from datetime import date

from service.demo.days import Rows, ago, month_ends, numbered
from sheet_templates.messages import Message

# The oldest first. The telephone line opened about 6 months ago, the written plan about 4 months ago.
_DAYS_TO_RING_BACK = (3.2, 2.8, 3.4, 3.0, 3.6, 2.9, 3.1, 3.3, 1.6, 1.2, 1.0, 1.3, 0.9, 1.1)
_WRITTEN_PLANS = ((11, 46), (9, 44), (13, 51), (10, 47), (12, 45), (8, 43), (14, 52), (11, 48), (13, 49), (12, 44), (35, 50), (40, 48),
                  (44, 51), (43, 47))  # fmt: skip


def measure_rows() -> Rows:
    return numbered(
        "M",
        [
            {"measure": "Working days until a nurse rings back", "unit": "days", "source": "Manual", "statistic": "Mean",
             "counts": "Things", "better_is": "Lower", "target": 1, "every": "Month"},
            {"measure": "Clinic visits with a written plan", "unit": "%", "source": "Manual", "statistic": "Rate",
             "counts": "Things", "better_is": "Higher", "target": 90, "every": "Month"},
        ],
    )  # fmt: skip


def reading_rows(today: date, measures: Rows) -> Rows:
    ring_back, plan = (f"{row['ref']} {row['measure']}" for row in measures)
    rows: Rows = []
    days = month_ends(today, len(_DAYS_TO_RING_BACK))
    rows += [
        {"measure": ring_back, "date": day, "value": value}
        for day, value in zip(days, _DAYS_TO_RING_BACK, strict=True)
    ]
    rows += [
        {"measure": plan, "date": day, "value": value, "out_of": visits}
        for day, (value, visits) in zip(days, _WRITTEN_PLANS, strict=True)
    ]
    return numbered("R", rows)


def caseload_rows(today: date) -> Rows:
    source = "Thursday clinic list and team meeting"
    return numbered(
        "K",
        [
            {"counted_on": ago(today, 390), "number": 57, "source": source},
            {"counted_on": ago(today, 205), "number": 61, "source": source},
            {"counted_on": ago(today, 22), "number": 64, "source": source},
            {"counted_on": ago(today, 22), "group": "On treatment", "number": 51, "source": source},
        ],
    )


def rate_rows(today: date) -> Rows:
    """What one trust pays (domain.md A1); there is no national rate."""
    rates = (
        ("Involvement payment", "3 hours or part", 20),
        ("Car", "Mile", 0.45),
        ("Extra passenger", "Mile", 0.05),
        ("Bicycle", "Mile", 0.2),
    )
    return numbered(
        "X",
        [
            {"from_": ago(today, 400), "what": what, "per": per, "pounds": pounds}
            for what, per, pounds in rates
        ],
    )


def message_rows(today: date) -> Rows:
    return numbered("W", [{**row, "in_use_from": ago(today, 380)} for row in Message.prefilled()])

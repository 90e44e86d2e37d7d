"""An account and two spreadsheets of Google's own, named in the environment; or a loopback server, where that is named too.

A second account, where one is named too, plays the person who types; without it that is done by the first, whose changes
are to the service its own. Both spreadsheets are wiped, so the name of each must say `may be wiped`: nobody's work is named so.
"""

import os
from functools import cache
from pathlib import Path

import pytest

from service.adapters.google.client import GoogleAPI
from service.adapters.google.credentials import open_credentials
from service.adapters.google.layout import FIELDS
from service.adapters.google.paced import PacedClient, kind_of
from service.adapters.google.quota import Pace

WANTED = ("PATIENT_VOICE_GOOGLE_KEY", "PATIENT_VOICE_GOOGLE_STAFF", "PATIENT_VOICE_GOOGLE_MANAGERS")
SECOND = "PATIENT_VOICE_GOOGLE_SECOND_KEY"
ENDPOINT = "PATIENT_VOICE_GOOGLE_ENDPOINT"
MAY_BE_WIPED = "may be wiped"
ROLES = ("staff", "managers")


class Counting(PacedClient):
    """What went over the wire, by kind."""

    def __init__(self, *given, **named):
        super().__init__(*given, **named)
        self.made = dict.fromkeys(("read", "write", "drive"), 0)

    def request(self, method, endpoint, *given, **named):
        self.made[kind_of(method, endpoint)] += 1
        return super().request(method, endpoint, *given, **named)


@cache
def spreadsheet_ids():
    return dict(zip(ROLES, (os.environ[name] for name in WANTED[1:]), strict=True))


@cache
def _pace():
    """One for all, so that a run of some hundred tests stays inside what Google allows in a minute."""
    most = 10_000 if os.environ.get(ENDPOINT) else 50
    return Pace(most={"read": most, "write": most})


@cache
def _credentials(key):
    return open_credentials(Path(key))


def has_second():
    return bool(os.environ.get(SECOND))


def connected(*, second=False):
    """`second`: as the second account, where there is one."""
    key = second and os.environ.get(SECOND) or os.environ[WANTED[0]]
    roles = {number: role for role, number in spreadsheet_ids().items()}
    endpoint = os.environ.get(ENDPOINT)
    return GoogleAPI(Counting(_credentials(key), endpoint=endpoint, pace=_pace(), roles=roles))


def wipe(api, number, first="Sheet1"):
    """As a person makes one: one tab nobody has used. One read, one write."""
    found = api.get(number, FIELDS)
    if MAY_BE_WIPED not in found["properties"]["title"].casefold():
        pytest.fail(f"The name of a spreadsheet does not say {MAY_BE_WIPED!r}, so it is left alone.")
    taken = {tab["properties"].get("sheetId", 0) for tab in found["sheets"]}
    fresh = next(candidate for candidate in range(1, len(taken) + 2) if candidate not in taken)
    requests = [{"addSheet": {"properties": {"sheetId": fresh, "title": f"wiped {fresh}"}}}]
    requests += [
        {"deleteNamedRange": {"namedRangeId": each["namedRangeId"]}} for each in found.get("namedRanges", [])
    ]
    requests += [
        {
            "deleteDeveloperMetadata": {
                "dataFilter": {"developerMetadataLookup": {"metadataId": each["metadataId"]}}
            }
        }
        for each in found.get("developerMetadata", [])
    ]
    requests += [{"deleteSheet": {"sheetId": number}} for number in taken]
    named = {"properties": {"sheetId": fresh, "title": first}, "fields": "title"}
    api.batch_update(number, [*requests, {"updateSheetProperties": named}])

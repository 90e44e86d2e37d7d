"""Does a public address answer? One request, which changes nothing there."""

from __future__ import annotations

import requests

_PATIENCE = 10  # seconds


def answers(address: str) -> bool | None:
    """True where our own pages answer; False where something else does, None where nothing does."""
    try:
        answer = requests.get(f"{address.rstrip('/')}/healthz", timeout=_PATIENCE, allow_redirects=False)
    except requests.RequestException:
        return None
    return answer.status_code == 200

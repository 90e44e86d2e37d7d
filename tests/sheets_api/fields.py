"""Field masks, in every spelling Google takes: a.b, a/b, a(b,c), and *."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Mask = Mapping[str, "Mask"]  # {} below a name: the whole of it


def parse(text: str) -> Mask:
    """The mask as a tree."""
    raise NotImplementedError


def keep(answer: Any, mask: Mask) -> Any:
    """Only what the mask names of a reply."""
    raise NotImplementedError

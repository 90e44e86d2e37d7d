"""JSON as Google writes it: two spaces deeper at each level, a newline at the end, text as it is [C, 960 responses].

The standard library indents in Python, which takes seconds for 20,000 rows; here each flat list or mapping is written
by its C encoder with a separator that carries the line break.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

_DEEP = (dict, list, tuple)


def dumps(body: Any, indented: bool = True) -> bytes:
    """The bytes of a reply."""
    if not indented:
        return json.dumps(body, ensure_ascii=False, separators=(",", ":"), default=dict).encode()
    return ("".join(_written(body, 1)) + "\n").encode()


@cache
def _flat(depth: int) -> json.JSONEncoder:
    return json.JSONEncoder(ensure_ascii=False, separators=(",\n" + "  " * depth, ": "), default=dict)


def _written(value: Any, depth: int) -> list[str]:
    """The pieces of one value, `depth` levels in."""
    if isinstance(value, dict) or (hasattr(value, "items") and not isinstance(value, _DEEP)):
        items = dict(value)
        if not items:
            return ["{}"]
        open_, close, pieces = "{", "}", items.values()
    elif isinstance(value, (list, tuple)):
        if not value:
            return ["[]"]
        open_, close, pieces = "[", "]", value
        items = None
    else:
        return [json.dumps(value, ensure_ascii=False)]
    pad = "\n" + "  " * depth
    end = "\n" + "  " * (depth - 1) + close
    if not any(isinstance(piece, _DEEP) or hasattr(piece, "items") for piece in pieces):
        return [open_ + pad, _flat(depth).encode(value if items is None else items)[1:-1], end]
    written = [open_]
    names = iter(items) if items is not None else None
    first = True
    for piece in pieces:
        written.append(pad if first else "," + pad)
        first = False
        if names is not None:
            written.append(json.dumps(next(names), ensure_ascii=False) + ": ")
        written.extend(_written(piece, depth + 1))
    written.append(end)
    return written

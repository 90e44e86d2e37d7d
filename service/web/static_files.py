"""The style sheets, sent packed and kept by the browser until they change."""

from __future__ import annotations

import hashlib
import os
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, request, send_from_directory

from service.web.visiting import page_not_found

FOLDER = Path(__file__).parent / "static"
A_YEAR = 365 * 24 * 3600
pages = Blueprint("static", __name__)


@pages.get("/static/<path:name>")
def file(name: str) -> Response:
    path = FOLDER / name
    if path.suffix not in {".css", ".svg", ".js", ".ico", ".png"} or "\x00" in name:
        raise page_not_found()
    packed = path.with_name(path.name + ".gz")
    # os.path says no to a name no file can have, where Path would raise.
    use = packed if request.accept_encodings.quality("gzip") and os.path.isfile(packed) else path
    response = send_from_directory(
        FOLDER, use.relative_to(FOLDER), mimetype=_TYPES[path.suffix], conditional=True
    )
    if use is packed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = (
        f"public, max-age={A_YEAR}, immutable" if request.args.get("v") else "no-cache"
    )
    return response


@cache
def address(name: str) -> str:
    """The address of a file, which changes with what is in it."""
    path = FOLDER / name
    version = hashlib.sha256(path.read_bytes()).hexdigest()[:10] if path.is_file() else "missing"
    return f"/static/{name}?v={version}"


_TYPES = {
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".js": "text/javascript",
    ".ico": "image/x-icon",
    ".png": "image/png",
}

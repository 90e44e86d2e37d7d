"""`python -m bench.submission_servers ours|bare FOLDER PORT`: our pages as `patient-voice serve` runs them, or the peer."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

from flask import Flask, redirect, request
from werkzeug.wrappers import Response

from bench.site import settings_of
from service.cli.serving import serve_pages, serve_with_gunicorn

WORKERS = 4  # what `patient-voice serve` starts unless told otherwise


def bare(path: Path) -> Flask:
    """One route, one durable insert, nothing else: no page, no session, no check."""
    app = Flask("bare")
    kept: list[sqlite3.Connection] = []  # made after the fork

    @app.post("/<path:anywhere>")
    def save(anywhere: str) -> Response:
        if not kept:
            conn = sqlite3.connect(path, isolation_level=None, timeout=20)
            conn.execute("PRAGMA synchronous = FULL")
            kept.append(conn)
        kept[0].execute("INSERT INTO answers (words) VALUES (?)", (request.form.get("do", ""),))
        return redirect("/thanks?page=sent", 303)

    return app


def _make_table(path: Path) -> None:
    conn = sqlite3.connect(path)
    conn.execute("PRAGMA journal_mode = WAL")
    conn.execute("CREATE TABLE IF NOT EXISTS answers (id INTEGER PRIMARY KEY, words TEXT NOT NULL)")
    conn.close()


def main(which: str, folder: Path, port: int) -> None:
    if which == "ours":
        serve_pages(settings_of(folder), "127.0.0.1", port, WORKERS)
        return
    path = folder / "bare.sqlite3"
    _make_table(path)
    serve_with_gunicorn(lambda: bare(path), "127.0.0.1", port, WORKERS)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))

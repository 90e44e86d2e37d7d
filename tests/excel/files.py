"""Workbooks as different programs write them, and parts of them changed by hand."""

import atexit
import io
import os
import re
import shutil
import signal
import subprocess
import tempfile
import zipfile
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import openpyxl
import xlsxwriter

from tests.excel.kinds import KINDS, TABS

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def workbook(write, **options):
    """The bytes of a workbook that xlsxwriter made: `write` is handed the workbook."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, **options}) as book:
        write(book)
    return made.getvalue()


def with_rows(rows, title="Friends"):
    def write(book):
        sheet = book.add_worksheet(title)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)

    return workbook(write)


def saved_by_openpyxl(data, change=lambda book: None):
    book = openpyxl.load_workbook(io.BytesIO(data))
    change(book)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


@cache
def _profile():
    """One LibreOffice profile a test process: a new one costs two seconds."""
    folder = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder).as_uri()


def saved_by_libreoffice(soffice, path, kind="xlsx"):
    """The file as LibreOffice saves it, in a folder beside."""
    out = path.parent / "libreoffice"
    command = [
        soffice,
        "--headless",
        f"-env:UserInstallation={_profile()}",
        "--convert-to",
        kind,
        "--outdir",
        str(out),
        str(path),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return out / f"{path.stem}.{kind}"


def parts(data):
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def package(parts):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(name, content)
    return made.getvalue()


def with_part(data, name, change):
    changed = parts(data)
    changed[name] = change(changed.get(name, b""))
    return package(changed)


SHEET = "xl/worksheets/sheet1.xml"


def template():
    from service.adapters.excel.template import staff_template

    return staff_template(KINDS, TABS, "elm", NOW)


def in_child(work, user=None):
    """Runs `work` in a process of its own, as another user if asked; gives what it returned, or the signal that ended it."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            if user is not None and os.geteuid() == 0:
                os.setgroups([])
                os.setgid(user)
                os.setuid(user)
            os.write(writing, str(work()).encode())
            os._exit(0)
        except BaseException as problem:
            os.write(writing, repr(problem).encode())
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading, "rb") as answer:
        words = answer.read().decode()
    _, status = os.waitpid(child, 0)
    return signal.Signals(os.WTERMSIG(status)).name if os.WIFSIGNALED(status) else words


def unprefixed_to_prefixed(xml):
    """The same part as programs built on Microsoft's Open XML SDK write it: <x:row> for <row>."""
    xml = re.sub(rb"<(/?)(?=[A-Za-z])(?!\?)", rb"<\1x:", xml)
    return xml.replace(b'xmlns="', b'xmlns:x="', 1)


def put(folder: Path, data: bytes, name="staff.xlsx") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path

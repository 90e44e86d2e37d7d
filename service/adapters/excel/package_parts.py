"""The parts of an .xlsx file, read when asked for and written only where they changed."""

from __future__ import annotations

import io
import zipfile
import zlib

from service.adapters.excel.package_xml import broken
from service.adapters.excel.package_zip import rewritten
from service.core.changes import WorkbookRefused


class Parts:
    """`read` gives a part as it now stands; `to_bytes` gives the whole file, the same bytes when nothing changed."""

    def __init__(self, data: bytes):
        self._data = data
        self._archive = opened(data)
        self._names = {key_of(name): name for name in self._archive.namelist()}
        if len(self._names) != len(self._archive.namelist()):
            raise broken()
        self._changed: dict[str, bytes | None] = {}
        self._added: dict[str, bytes] = {}
        self._read: dict[str, bytes] = {}

    def has(self, name: str) -> bool:
        return name in self._added or (
            key_of(name) in self._names and self._changed.get(self._names[key_of(name)], b"") is not None
        )

    def read(self, name: str) -> bytes:
        if name in self._added:
            return self._added[name]
        entry = self._names.get(key_of(name))
        if entry is None:
            raise broken()
        now = self._changed.get(entry)
        if now is None:
            if entry in self._changed:  # taken out
                raise broken()
            if entry not in self._read:
                try:
                    self._read[entry] = self._archive.read(entry)
                except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError) as error:
                    raise broken() from error
            now = self._read[entry]
        return now

    def forget(self, name: str) -> None:
        """Lets a large part that stays as it was go from memory."""
        self._read.pop(self._names.get(key_of(name), ""), None)

    def put(self, name: str, data: bytes) -> None:
        entry = self._names.get(key_of(name))
        if entry is None:
            self._added[name] = data
        elif data == self._archive_bytes(entry):
            self._changed.pop(entry, None)
        else:
            self._changed[entry] = data
            self._read.pop(entry, None)

    def _archive_bytes(self, entry: str) -> bytes:
        kept = self._changed.pop(entry, None)
        original = self.read(entry)
        if kept is not None:
            self._changed[entry] = kept
        return original

    def drop(self, name: str) -> None:
        """Takes out an entry and nothing else."""
        if self._added.pop(name, None) is None and key_of(name) in self._names:
            self._changed[self._names[key_of(name)]] = None

    def free_name(self, pattern: str) -> str:
        """`xl/charts/chart{}.xml` with the first number not in use."""
        number = 1
        while self.has(pattern.format(number)):
            number += 1
        return pattern.format(number)

    def names(self) -> list[str]:
        names = [name for name in self._names.values() if self._changed.get(name, b"") is not None]
        return names + list(self._added)

    @property
    def is_changed(self) -> bool:
        return bool(self._changed or self._added)

    def to_bytes(self) -> bytes:
        return (
            rewritten(self._data, self._archive, self._changed, self._added)
            if self.is_changed
            else self._data
        )


def opened(data: bytes) -> zipfile.ZipFile:
    if (
        data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    ):  # an encrypted .xlsx looks like an old .xls from outside
        raise WorkbookRefused(
            "This workbook has a password, or is an old .xls file. Remove the password or save it as .xlsx, and we try again.",
            "encrypted",
        )
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise broken() from error
    if any(entry.flag_bits & 1 for entry in archive.infolist()):
        raise WorkbookRefused(
            "This workbook's file has a password. Remove it, save, and we try again.", "encrypted"
        )
    return archive


def key_of(name: str) -> str:
    """Part names are the same whatever their case."""
    return name.replace("\\", "/").lstrip("/").casefold()

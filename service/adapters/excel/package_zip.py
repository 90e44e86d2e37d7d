"""The zip file around a workbook's parts: entries nobody changed are copied as they lie, compressed bytes and all."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Mapping

from service.core.changes import WorkbookRefused

_ENTRY = struct.Struct("<4s6H3I5H2I")  # of the central directory
_LOCAL = struct.Struct("<4s5H3I2H")
_END = struct.Struct("<4s4H2IH")
_NEW_YEAR = (
    0,
    33,
)  # time and date of parts we add: 1 January 1980, so that the same changes give the same bytes
_BIG = 300_000  # bytes; above it the last few per cent of size are not worth the time
_FULL = 0xFFFFFFFF


def rewritten(
    data: bytes, archive: zipfile.ZipFile, changed: Mapping[str, bytes | None], added: Mapping[str, bytes]
) -> bytes:
    """The zip file with these entries changed (None: left out) and added, in the order they had."""
    records = _records(data, archive)
    ends = _ends([entry.header_offset for entry in archive.infolist()], archive.start_dir)
    body: list[bytes] = []
    directory: list[bytes] = []
    at = 0

    def put(lies: bytes, record: bytes) -> None:
        nonlocal at
        body.append(lies)
        directory.append(_moved(record, at))
        at += len(lies)

    for entry, record in zip(archive.infolist(), records, strict=True):
        if entry.filename not in changed:
            put(data[entry.header_offset : ends[entry.header_offset]], record)
        elif (new := changed[entry.filename]) is not None:
            put(*_written(_name_bytes(record), new, record))
    for name, new in added.items():
        put(*_written(name.encode(), new, None))
    foot = b"".join(directory)
    if at + len(foot) >= _FULL or len(directory) >= 0xFFFF:
        raise WorkbookRefused(
            "This workbook is too large for us to write. Make a new one and archive this.", "too-large"
        )
    end = _END.pack(b"PK\5\6", 0, 0, len(directory), len(directory), len(foot), at, len(archive.comment))
    return b"".join([*body, foot, end, archive.comment])


def _records(data: bytes, archive: zipfile.ZipFile) -> list[bytes]:
    records, at = [], archive.start_dir
    for _ in archive.infolist():
        fields = _ENTRY.unpack_from(data, at)
        end = at + _ENTRY.size + fields[10] + fields[11] + fields[12]
        records.append(data[at:end])
        at = end
    return records


def _ends(offsets: list[int], directory: int) -> dict[int, int]:
    """Each entry ends where the next begins: this takes its data descriptor along, whatever form that has."""
    ordered = sorted(offsets)
    return dict(zip(ordered, [*ordered[1:], directory], strict=True))


def _name_bytes(record: bytes) -> bytes:
    return record[_ENTRY.size : _ENTRY.size + _ENTRY.unpack_from(record)[10]]


def _moved(record: bytes, offset: int) -> bytes:
    """A directory record for an entry that now lies at `offset`."""
    if _ENTRY.unpack_from(record)[16] != _FULL:
        return record[:42] + struct.pack("<I", offset) + record[46:]
    # A zip64 offset (some programs write one in any file) stands in the extra field after the sizes that are full there.
    fields = _ENTRY.unpack_from(record)
    at = _ENTRY.size + fields[10]
    end = at + fields[11]
    while at + 4 <= end:
        kind, length = struct.unpack_from("<HH", record, at)
        if kind == 1:
            place = at + 4 + 8 * ((fields[9] == _FULL) + (fields[8] == _FULL))
            return record[:place] + struct.pack("<Q", offset) + record[place + 8 :]
        at += 4 + length
    raise WorkbookRefused(
        "This workbook's file is damaged. Open it in Excel, save it, and we try again.", "damaged"
    )


def _written(name: bytes, new: bytes, record: bytes | None) -> tuple[bytes, bytes]:
    """An entry's own bytes and its directory record; name, date and attributes of an old one are kept."""
    old = _ENTRY.unpack(record[: _ENTRY.size]) if record else None
    flags = (old[3] & 0x800) if old else (0 if name.isascii() else 0x800)
    method = zipfile.ZIP_STORED if old and old[4] == zipfile.ZIP_STORED else zipfile.ZIP_DEFLATED
    packed = new if method == zipfile.ZIP_STORED else _deflated(new)
    when = (old[5], old[6]) if old else _NEW_YEAR
    sizes = (zlib.crc32(new), len(packed), len(new))
    local = _LOCAL.pack(b"PK\3\4", 20, flags, method, *when, *sizes, len(name), 0) + name
    made_by, attributes = (old[1], old[14:16]) if old else (20, (0, 0))
    entry = _ENTRY.pack(
        b"PK\1\2", made_by, 20, flags, method, *when, *sizes, len(name), 0, 0, 0, *attributes, 0
    )
    return local + packed, entry + name


def _deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(3 if len(data) > _BIG else 6, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()

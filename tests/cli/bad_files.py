"""Files a workbook's place may hold instead of a workbook, as the programs that make them write them."""

import io
import struct
import zipfile

SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def ole(streams):
    """A compound file with these streams, each at least 4,096 bytes long: what Excel wraps an encrypted workbook in."""
    padded = {
        name: data.ljust(max(4096, -(-len(data) // SECTOR) * SECTOR), b"\0") for name, data in streams.items()
    }
    fat, body, starts = [FAT], b"", {}
    directory_sectors = -(-(len(padded) + 1) // 4)
    fat += [*range(2, 1 + directory_sectors), END]
    for name, data in padded.items():
        starts[name], count = len(fat), len(data) // SECTOR
        fat += [*range(len(fat) + 1, len(fat) + count), END]
        body += data
    assert len(fat) <= SECTOR // 4
    table = struct.pack(f"<{SECTOR // 4}I", *fat, *[FREE] * (SECTOR // 4 - len(fat)))
    names = list(padded)
    entries = [_entry("Root Entry", 5, child=1 if names else FREE, start=END, size=0)]
    for place, name in enumerate(names, 1):
        right = place + 1 if place < len(names) else FREE
        entries.append(_entry(name, 2, right=right, start=starts[name], size=len(padded[name])))
    directory = b"".join(entries).ljust(directory_sectors * SECTOR, b"\0")
    header = struct.pack(
        "<8s16sHHHHH6sIIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", bytes(16), 0x3E, 3, 0xFFFE, 9, 6, bytes(6),
        0, 1, 1, 0, 4096, END, 0, END, 0, 0,
    )  # fmt: skip
    return header + struct.pack("<I", FREE) * 108 + table + directory + body


def _entry(name, kind, child=FREE, right=FREE, start=0, size=0):
    text = name.encode("utf-16-le") + b"\0\0"
    return struct.pack(
        "<64sHBBIII16sIQQIQ", text, len(text), kind, 1, FREE, right, child, bytes(16), 0, 0, 0, start, size
    )


def encrypted():
    """What “Encrypt with Password” leaves: no part of it tells what is inside."""
    info = (
        struct.pack("<HHI", 4, 4, 0x40)
        + b'<encryption xmlns="http://schemas.microsoft.com/office/2006/encryption"/>'
    )
    return ole({"EncryptionInfo": info, "EncryptedPackage": struct.pack("<Q", 9000) + bytes(range(256)) * 36})


def old_xls():
    return ole({"Workbook": struct.pack("<HHHH", 0x809, 16, 0x600, 5) + bytes(5000)})


def with_parts(data, changed):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            change = changed.get(entry.filename)
            new.writestr(entry, change(old.read(entry)) if change else old.read(entry))
        for name, change in changed.items():
            if name not in old.namelist():
                new.writestr(name, change(b""))
    return out.getvalue()


def strict(data):
    """Every name space as “Strict Open XML Spreadsheet” has it."""
    pairs = (
        (
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        ),
        (
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        ),
    )

    def changed(xml):
        for usual, its in pairs:
            xml = xml.replace(usual, its)
        return xml.replace(b"<workbook ", b'<workbook conformance="strict" ')

    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = package.namelist()
    return with_parts(data, {name: changed for name in names if name.endswith((".xml", ".rels"))})


def signed(data):
    return with_parts(
        data,
        {"_xmlsignatures/sig1.xml": lambda _: b'<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"/>'},
    )

"""Each file we cannot work with gets one sentence that says what to do; nothing is written to it."""

import io
import re
import struct
import zipfile

import pytest

from service.adapters.excel.refusing import REFUSALS, refusal, refuse_same_folder
from service.adapters.excel.synced import synced_by
from service.adapters.excel_file import ExcelWorkbook
from service.core.changes import (
    Changes,
    FillRef,
    TabContent,
    TabPlace,
    WorkbookBusy,
    WorkbookError,
    WorkbookRefused,
)  # fmt: skip
from tests.excel.files import NOW, package, parts, put, saved_by_libreoffice, template, with_part, with_rows
from tests.excel.kinds import KINDS, TABS, Friend

FRIENDS = "xl/worksheets/sheet2.xml"  # in the template, behind Today
GOOD = with_rows([["Ref", "Check", "Name"], [None, None, "Jane"]])
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def strict(data):
    named = {
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": b"http://purl.oclc.org/ooxml/officeDocument/relationships",
    }
    changed = parts(data)
    for name, content in changed.items():
        for old, new in named.items():
            content = content.replace(old, new)
        changed[name] = content
    return package(changed)


def claiming(size):
    """A zip whose list says one part is as large as that, unpacked."""
    at = GOOD.rindex(b"PK\x01\x02")
    return GOOD[: at + 24] + struct.pack("<I", size) + GOOD[at + 28 :]


def doctype(xml):
    return xml.replace(b"<workbook", b'<!DOCTYPE a [<!ENTITY b "c">]><workbook', 1)


FILES = {
    "empty": b"",
    "not-a-workbook": b"Ref,Name\n,Jane\n",
    "password": OLE + "EncryptedPackage".encode("utf-16-le"),
    "old-xls": OLE + "Workbook".encode("utf-16-le"),
    "xlsb": package({"[Content_Types].xml": b"", "xl/workbook.bin": b""}),
    "open-document": package(
        {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b""}
    ),
    "damaged": GOOD[: len(GOOD) // 2],
    "too-big": claiming(300 * 2**20),
    "unsafe": with_part(GOOD, "xl/workbook.xml", doctype),
    "strict": strict(GOOD),
    "signed": with_part(GOOD, "_xmlsignatures/sig1.xml", lambda xml: b"<Signature/>"),
}


def workbook(path, **options):
    return ExcelWorkbook(path, "staff", None, "elm", KINDS, TABS, clock=lambda: NOW, **options)


@pytest.mark.parametrize("code", FILES)
def test_a_file_that_cannot_be_read_is_refused_with_its_reason(tmp_path, code):
    path = put(tmp_path, FILES[code])
    for act in (workbook(path).read, lambda: workbook(path).install(KINDS, TABS, "elm")):
        with pytest.raises(WorkbookError) as refused:
            act()
        assert refused.value.code == code
        assert refused.value.says == REFUSALS[code].format(name="staff.xlsx")
    assert path.read_bytes() == FILES[code]


def scratched(data):
    """Some bytes of the first tab lost, the zip around it whole."""
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        at = opened.getinfo("xl/worksheets/sheet1.xml").header_offset + 80
    return data[:at] + bytes(20) + data[at + 20 :]


def word_document():
    named = {"[Content_Types].xml": b"", "word/document.xml": b"<document/>"}
    named["_rels/.rels"] = (
        b'<Relationships><Relationship Id="r" Type="x/officeDocument" Target="word/document.xml"/></Relationships>'
    )
    return package(named)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"%PDF-1.7", "not-a-workbook"),
        (bytes(4096), "damaged"),  # what a crash of a file server leaves
        (OLE, "not-a-workbook"),
        (word_document(), "not-a-workbook"),
        (package({"photo.jpg": b""}), "not-a-workbook"),
        (with_part(GOOD, "xl/workbook.xml", lambda xml: xml[:200]), "damaged"),
        (with_part(GOOD, "xl/worksheets/sheet1.xml", lambda xml: xml[: len(xml) // 2]), "damaged"),
        (scratched(GOOD), "damaged"),
    ],
)
def test_other_things_that_are_no_workbook(tmp_path, data, code):
    with pytest.raises(WorkbookError) as refused:
        workbook(put(tmp_path, data)).read()
    assert refused.value.code == code


@pytest.mark.parametrize("cut", range(1, 10))
def test_a_half_written_file_is_damaged_wherever_it_ends(tmp_path, cut):
    with pytest.raises(WorkbookError) as refused:
        workbook(put(tmp_path, GOOD[: len(GOOD) * cut // 10])).read()
    assert refused.value.code == "damaged"


@pytest.mark.libreoffice
def test_a_real_old_workbook_is_known_for_one(tmp_path, soffice_path):
    saved = saved_by_libreoffice(soffice_path, put(tmp_path, GOOD), "xls")
    with pytest.raises(WorkbookRefused) as refused:
        workbook(saved).read()
    assert refused.value.code == "old-xls"


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path):
    for path, code in ((tmp_path / "none.xlsx", "missing-staff"), (tmp_path, "folder")):
        for act in (workbook(path).read, workbook(path).revision):
            with pytest.raises(WorkbookError) as refused:
                act()
            assert refused.value.code == code


def test_every_sentence_says_what_to_do_and_none_shows_a_folder(tmp_path):
    # What we do ourselves counts: some of these need nobody.
    doing = r"\b(Check|Close|Give|Wait|Open|Remove|Save|Look|Let|Make|Put|Name|Move|Use|We will)\b"
    for code, sentence in REFUSALS.items():
        problem = refusal(code, tmp_path / "staff.xlsx", tab="Friends", service="OneDrive")
        assert re.search(doing, sentence), code
        assert str(tmp_path) not in problem.says
        assert problem.exit_code == 3
        assert problem.says.endswith(".")
        assert "{" not in problem.says
    assert isinstance(refusal("in-use", tmp_path), WorkbookBusy)


def filling(path, based_on):
    place = TabPlace(Friend, "Friends", 1, 2, {"ref": 1, "check": 2, "name": 3}, (2,))
    return Changes(based_on, places=(place,), refs=(FillRef(Friend, 2, "P-001"),))


def test_a_protected_tab_is_read_but_not_written(tmp_path):
    data = with_part(
        GOOD,
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b"</sheetData>", b'</sheetData><sheetProtection sheet="1"/>'),
    )
    port = workbook(put(tmp_path, data))
    assert port.read().grids[0].rows[1][2] == "Jane"
    with pytest.raises(WorkbookRefused) as refused:
        port.publish(filling(port.path, port.revision()))
    assert refused.value.code == "protected-sheet"
    assert "Friends" in refused.value.says
    assert port.path.read_bytes() == data


def test_a_protected_tab_that_needs_nothing_stops_no_other(tmp_path):
    """Protection is of one tab: its bytes stay as they are, and those of ours change beside it."""
    lock = b'</sheetData><sheetProtection sheet="1" objects="1"/>'
    data = with_part(template(), FRIENDS, lambda xml: xml.replace(b"</sheetData>", lock))
    port = workbook(put(tmp_path, data))
    port.publish(Changes(port.revision(), tabs=(TabContent(TABS[0], [["Nothing to do"]]),)))
    assert parts(port.path.read_bytes())[FRIENDS] == parts(data)[FRIENDS]
    place = TabPlace(Friend, "Friends", 1, 2, {"ref": 1, "check": 2, "name": 3}, (2,))
    with pytest.raises(WorkbookRefused, match="Friends is protected"):
        port.publish(Changes(port.revision(), (place,), (FillRef(Friend, 2, "P-001"),)))


def test_locked_tabs_stay_as_they_are_and_their_cells_may_change(tmp_path):
    """What the lock forbids is adding, removing, renaming, moving and unhiding tabs. Of cells it says nothing."""
    lock = b'<workbookProtection lockStructure="1"/><bookViews>'
    data = with_part(template(), "xl/workbook.xml", lambda xml: xml.replace(b"<bookViews>", lock))
    port = workbook(put(tmp_path, data))
    port.publish(Changes(port.revision(), tabs=(TabContent(TABS[0], [["Nothing to do"]]),)))
    after = parts(port.path.read_bytes())["xl/workbook.xml"]
    assert b'lockStructure="1"' in after
    assert re.findall(rb"<sheet .*?/>", after) == re.findall(rb"<sheet .*?/>", parts(data)["xl/workbook.xml"])


def test_protected_tabs_are_not_added_to(tmp_path):
    lock = b'<workbookProtection lockStructure="1"/><bookViews>'
    data = with_part(template(), "xl/workbook.xml", lambda xml: xml.replace(b"<bookViews>", lock))
    port = workbook(put(tmp_path, data))
    port.read()
    with pytest.raises(WorkbookRefused) as refused:
        port.publish(Changes(port.revision(), show=("Facts",)))
    assert refused.value.code == "protected-tabs"
    assert port.path.read_bytes() == data


def test_both_workbooks_in_one_folder_are_refused(tmp_path):
    (tmp_path / "managers").mkdir()
    refuse_same_folder(tmp_path / "staff.xlsx", tmp_path / "managers" / "managers.xlsx")
    with pytest.raises(WorkbookRefused) as refused:
        refuse_same_folder(tmp_path / "staff.xlsx", tmp_path / "managers" / ".." / "managers.xlsx")
    assert refused.value.code == "same-folder"


@pytest.mark.parametrize(
    ("folder", "service"),
    [
        ("OneDrive", "OneDrive"),
        ("OneDrive - Elm NHS Trust/Team", "OneDrive"),
        ("Dropbox (Elm)", "Dropbox"),
        ("Dropbox/a/b", "Dropbox"),
        ("Google Drive/My Drive", "Google Drive"),
        ("GoogleDrive-jane@example.org/My Drive", "Google Drive"),
        ("Library/Mobile Documents/com~apple~CloudDocs", "iCloud"),
        ("iCloudDrive", "iCloud"),
        ("Nextcloud", "Nextcloud"),
        ("ownCloud", "ownCloud"),
        ("elm.sharepoint.com@SSL/DavWWWRoot/sites", "SharePoint"),
        ("Library/CloudStorage/Some", "a cloud service"),
    ],
)
def test_folders_that_a_cloud_service_keeps_in_step_are_known_by_name(tmp_path, folder, service):
    place = tmp_path / folder
    place.mkdir(parents=True)
    assert synced_by(place / "staff.xlsx") == service


@pytest.mark.parametrize(
    ("marker", "service"),
    [
        (".dropbox.cache/", "Dropbox"),
        (".dropbox", "Dropbox"),
        (".849C9593-D756-4E56-8D6E-42412F2A707B", "OneDrive"),
        (".tmp.drivedownload/", "Google Drive"),
        (".sync_0a1b2c3d4e5f.db", "Nextcloud"),
        ("._sync_0a1b2c3d4e5f.db", "Nextcloud"),
        (".owncloudsync.log", "ownCloud"),
        (".stfolder/", "Syncthing"),
        (".sync/", "Resilio Sync"),
        ("desktop.ini", "OneDrive"),
    ],
)
def test_and_by_what_the_service_leaves_in_them(tmp_path, marker, service):
    place = tmp_path / "Team files"
    (place / "a" / "b").mkdir(parents=True)
    if marker.endswith("/"):
        (place / marker).mkdir()
    else:
        (place / marker).write_bytes("[.ShellClassInfo]\nIconResource=C:\\OneDrive.exe,0".encode("utf-16"))
    assert synced_by(place / "a" / "b" / "staff.xlsx") == service


@pytest.mark.parametrize(
    "name", ["Box of leaflets", "Sharepoints", "Dropbox-free", "My OneDriveless folder", "Nextcloudy"]
)
def test_ordinary_folders_are_let_be(tmp_path, name):
    place = tmp_path / name
    (place / ".dropbox").mkdir(parents=True)  # settings, as in a home folder
    (place / "desktop.ini").write_text("[.ShellClassInfo]\nIconResource=shell32.dll,4")
    assert synced_by(place / "staff.xlsx") is None


def test_a_workbook_in_a_synced_folder_is_read_but_not_written(tmp_path):
    (tmp_path / "OneDrive").mkdir()
    port = workbook(put(tmp_path / "OneDrive", GOOD))
    assert "OneDrive keeps in step" in " ".join(map(str, port.read().notices))
    with pytest.raises(WorkbookRefused) as refused:
        port.publish(filling(port.path, port.revision()))
    assert refused.value.code == "synced-folder"
    with pytest.raises(WorkbookRefused):
        port.install(KINDS, TABS, "elm")
    assert port.path.read_bytes() == GOOD


def test_a_workbook_of_another_site_is_not_taken_over(tmp_path):
    path = put(tmp_path, template())
    with pytest.raises(WorkbookRefused) as refused:
        workbook(path).install(KINDS, TABS, "oak")
    assert refused.value.code == "another-site"
    assert path.read_bytes() == template()

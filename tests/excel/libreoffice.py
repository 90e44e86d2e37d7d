"""Drives a real LibreOffice: converts a workbook, or opens it and works in it as a person would."""

import subprocess
from pathlib import Path

_LIBRARY = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">\n<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false" library:passwordprotected="false">{}</library:library>'
_MODULE = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">\n<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Work" script:language="StarBasic">{}</script:module>'
_WORK = """
Sub Main(source As String, target As String)
  On Error GoTo Failed
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden" : hidden(0).Value = True
  doc = StarDesktop.loadComponentFromURL(ConvertToURL(source), "_blank", 0, hidden())
%s
  Dim kind(0) As New com.sun.star.beans.PropertyValue
  kind(0).Name = "FilterName" : kind(0).Value = "Calc MS Excel 2007 XML"
  doc.storeAsURL(ConvertToURL(target), kind())
  doc.close(True)
  Exit Sub
Failed:
  Open ConvertFromURL(ConvertToURL(target) & ".txt") For Output As #1
  Print #1, Erl & ": " & Error$
  Close #1
  StarDesktop.terminate()
End Sub
"""


def run(soffice: str, folder: Path, *arguments: str) -> None:
    profile = (folder / "profile").as_uri()
    subprocess.run(
        [soffice, f"-env:UserInstallation={profile}", "--headless", "--norestore", *arguments],
        cwd=folder, check=True, capture_output=True, timeout=90,
    )  # fmt: skip


def converted(soffice: str, folder: Path, data: bytes, kind: str) -> bytes:
    """The workbook opened by LibreOffice and saved as xlsx or pdf."""
    (folder / "before.xlsx").write_bytes(data)
    run(soffice, folder, "--convert-to", kind, "--outdir", "out", "before.xlsx")
    return (folder / "out" / f"before.{kind}").read_bytes()


def worked_in(soffice: str, folder: Path, data: bytes, basic: str) -> bytes:
    """The workbook after these Basic lines (over `doc`), saved by LibreOffice."""
    run(soffice, folder, "--terminate_after_init")  # makes its profile, over whatever stands there
    library = folder / "profile" / "user" / "basic" / "Standard"
    escaped = (_WORK % basic).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    (library / "Work.xba").write_text(_MODULE.format(escaped))
    (library / "script.xlb").write_text(_LIBRARY.format('<library:element library:name="Work"/>'))
    source, target = folder / "before.xlsx", folder / "after.xlsx"
    source.write_bytes(data)
    run(soffice, folder, f'macro:///Standard.Work.Main("{source}","{target}")')
    said = folder / "after.xlsx.txt"
    assert not said.exists(), said.read_text()
    return target.read_bytes()

"""Is this folder kept in step with a cloud by a program of its own? Replacing a file there makes conflicting copies."""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path

from service.adapters.excel.refusing import refusal

# A folder of the path is called so.
_FOLDERS = {
    "OneDrive": re.compile(r"onedrive( -.*|commercial)?$"),
    "SharePoint": re.compile(r"davwwwroot$|.*sharepoint\.com(@ssl)?$"),
    "Dropbox": re.compile(r"dropbox( ?\(.*\))?$"),
    "Google Drive": re.compile(
        r"google ?drive( ?\(.*\))?$|drivefs$|googledrive-.*|\.shortcut-targets-by-id$"
    ),
    "iCloud": re.compile(r"icloud ?drive.*|com~apple~clouddocs$|mobile documents$"),
    "Nextcloud": re.compile(r"nextcloud\d*$"),
    "ownCloud": re.compile(r"owncloud\d*$"),
    "Box": re.compile(r"box sync$|box-box$"),
    "a cloud service": re.compile(r"cloudstorage$"),
}
# A folder of the path holds one of these. In a home folder .dropbox is Dropbox's settings; among the files it is a file.
_MARKERS = {
    "OneDrive": re.compile(r"\.849c9593-d756-4e56-8d6e-42412f2a707b$"),
    "Dropbox": re.compile(r"\.dropbox\.cache$|\.dropbox\.attr$"),
    "Google Drive": re.compile(r"\.tmp\.drive(download|upload)$"),
    "Nextcloud": re.compile(r"\.nextcloudsync\.log$|\.?_?\.?sync_[0-9a-f]{6,}\.db$"),
    "ownCloud": re.compile(r"\.owncloudsync\.log$"),
    "Syncthing": re.compile(r"\.stfolder$|\.stignore$"),
    "Resilio Sync": re.compile(r"\.sync$"),
    "Seafile": re.compile(r"\.seafile-data$|\.seaf$"),
}
_DESKTOP_INI = {
    "OneDrive": b"onedrive",
    "SharePoint": b"sharepoint",
    "Dropbox": b"dropbox",
    "Google Drive": b"google drive",
}
_ATTRIBUTES = {"Dropbox": "dropbox", "OneDrive": "onedrive", "iCloud": "fileprovider"}
_CLOUD_FILE = (
    0x00040000 | 0x00400000 | 0x00080000 | 0x00100000
)  # Windows: recalled when opened, recalled when read, pinned, unpinned


def synced_by(path: Path) -> str | None:
    """The service that keeps this file's folder in step, by its usual name, or None."""
    path = Path(os.path.abspath(path))
    resolved = path.resolve()
    for folder in dict.fromkeys([*resolved.parents, *path.parents]):
        found = _named(_FOLDERS, folder.name) or _environment(folder)
        if found or (folder != folder.parent and (found := _marked(folder))):
            return found
    return _by_attributes(resolved)


def _named(patterns: dict[str, re.Pattern[str]], name: str) -> str | None:
    small = name.casefold()
    return next((service for service, pattern in patterns.items() if pattern.match(small)), None)


def _environment(folder: Path) -> str | None:
    # OneDrive says on Windows where its folders are, whatever they are called.
    for name in ("OneDrive", "OneDriveCommercial", "OneDriveConsumer"):
        if (where := os.environ.get(name)) and folder == Path(where):
            return "OneDrive"
    return None


def _marked(folder: Path) -> str | None:
    try:
        names = os.listdir(folder)
    except OSError:
        return None
    for name in names:
        if name.startswith((".", "_")) and (found := _named(_MARKERS, name)):
            return found
        if name == ".dropbox" and (folder / name).is_file():
            return "Dropbox"
        if name.casefold() == "desktop.ini" and (found := _desktop_ini(folder / name)):
            return found
    return None


def _desktop_ini(file: Path) -> str | None:
    with contextlib.suppress(OSError):
        words = file.read_bytes()[:8192].replace(b"\0", b"").lower()
        return next((service for service, word in _DESKTOP_INI.items() if word in words), None)
    return None


def _by_attributes(path: Path) -> str | None:
    with contextlib.suppress(OSError):
        if getattr(path.stat(), "st_file_attributes", 0) & _CLOUD_FILE:
            return "a cloud service"
        names = " ".join(os.listxattr(path)).casefold() if hasattr(os, "listxattr") else ""
        return next((service for service, word in _ATTRIBUTES.items() if word in names), None)
    return None


def refuse_synced(path: Path) -> None:
    """Raises the refusal, with the service's name."""
    if service := synced_by(path):
        raise refusal("synced-folder", path, service=service)

"""Is this file on a disk of this machine? SQLite loses answers on network drives, so the ledger refuses to live there."""

from __future__ import annotations

import os
import re
from pathlib import Path

from service.ledger.errors import WRONG_USE, LedgerError

# Kinds of mount where SQLite's locks or shared memory do not reach every machine (sqlite.org/useovernet.html).
NETWORK = frozenset(
    "nfs nfs4 cifs smb smb2 smb3 smbfs ncpfs ncp afs ceph lustre gfs2 ocfs2 beegfs gpfs glusterfs davfs 9p prl_fs vboxsf".split()
)
NETWORK_FUSE = re.compile(
    r"fuse\.(sshfs|glusterfs|s3fs|rclone|davfs2?|ceph|ceph-fuse|gcsfuse|smbnetfs|juicefs|vmhgfs-fuse|onedriver)$"
)
REMOTE_DRIVE = 4  # what Windows' GetDriveType answers for a mapped network drive


def network_kind(path: Path, mounts: str) -> str | None:
    """The kind of network drive the path is on, by the longest mount point above it; None when it is a local one.

    A 9p mount at / is a sandbox's own disk, and one below it a folder of some other machine (WSL's /mnt/c).
    """
    found, longest = "", Path()
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = Path(re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), fields[1]))
        # The last of two mounts on one point is the one that is seen.
        if path.is_relative_to(point) and len(point.parts) >= len(longest.parts):
            found, longest = fields[2], point
    is_network = found in NETWORK or NETWORK_FUSE.match(found)
    return found if is_network and not (found == "9p" and longest == Path("/")) else None


def refuse_network(path: Path) -> None:
    """Raises a LedgerError when the file is, or would be, on a network drive."""
    if kind := _kind_here(path):
        raise LedgerError(
            f"The ledger cannot be on a network drive ({kind}): answers could be lost there. "
            "Set database_url to a file on a disk of this machine, or to a PostgreSQL address.",
            WRONG_USE,
        )


def _kind_here(path: Path) -> str | None:
    if os.name == "nt":
        return _windows_kind(path)
    mounts = Path("/proc/mounts")
    return (
        network_kind(path.resolve(), mounts.read_text(errors="surrogateescape")) if mounts.exists() else None
    )


def _windows_kind(path: Path) -> str | None:
    drive = path.absolute().drive
    if drive.startswith("\\\\"):
        return "network share"
    import ctypes

    kind = getattr(ctypes, "windll").kernel32.GetDriveTypeW(f"{drive}\\")  # noqa: B009 - exists on Windows alone
    return "mapped drive" if kind == REMOTE_DRIVE else None

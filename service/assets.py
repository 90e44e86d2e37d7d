"""Fetches the NHS design system with npm, once, and keeps what our pages serve, calling no other host."""

import argparse
import gzip
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve()
PINS = tuple(HERE.parents[1] / name for name in ("package.json", "package-lock.json"))
STATIC = HERE.parent / "web" / "static" / "nhsuk"
CSS, JS, STAMP = "nhsuk-frontend.min.css", "nhsuk-frontend.min.js", "made-from.txt"

# Fonts come from an NHS host and belong to NHS services only: pages use what is on the reader's own machine.
FONT_FACE = re.compile(r"@font-face\s*{[^}]*}")
FRUTIGER = re.compile(r'["\']?Frutiger W01["\']?,\s*arial', re.IGNORECASE)
OTHER_HOST = re.compile(r"""url\(\s*["']?(?:https?:)?//[^)]*\)""", re.IGNORECASE)
IMAGE = re.compile(r"""url\(\s*["']?/assets/(images/[\w.-]+)["']?\s*\)""")
SOURCE_MAP = re.compile(r"(/\*#|//#) sourceMappingURL=\S+( \*/)?\s*$")

ADDITIONS = """
/* Patient Voice: our own additions */
@media (prefers-reduced-motion:reduce){*{scroll-behavior:auto!important;transition:none!important}}
@media print{.nhsuk-skip-link,.nhsuk-back-link,.nhsuk-button{display:none}}
"""


class CannotFetch(Exception):
    """npm is missing or failed; the message is one sentence."""


def build(to: Path = STATIC) -> bool:
    """True when the files were made now, False when they were already there."""
    if is_built(to):
        return False
    with tempfile.TemporaryDirectory() as folder:
        dist = fetch_design_system(Path(folder)) / "dist" / "nhsuk"
        css, images = without_other_hosts((dist / CSS).read_text(encoding="utf-8"))
        write(to / CSS, (css + ADDITIONS).encode())
        write(to / JS, SOURCE_MAP.sub("", (dist / JS).read_text(encoding="utf-8")).encode())
        for image in images:
            write(to / image, (dist / "assets" / image).read_bytes())
    (to / STAMP).write_text(version(), encoding="ascii")
    return True


def is_built(to: Path = STATIC) -> bool:
    stamp = to / STAMP
    if not stamp.is_file():
        return False
    # An installed package carries the files built before it was packed, and no pins to compare them with.
    return not PINS[0].is_file() or stamp.read_text(encoding="ascii") == version()


def version() -> str:
    """Changes with the pins and with this file."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in (*PINS, HERE) if path.is_file())).hexdigest()


def fetch_design_system(folder: Path) -> Path:
    npm = shutil.which("npm")
    if npm is None:
        raise CannotFetch(
            "The pages need npm once, to fetch the NHS design system: install Node.js 20 or newer."
        )
    if not PINS[0].is_file():
        raise CannotFetch(
            "There is no package.json beside the program: run this in a clone, before installing it."
        )
    for path in PINS:
        if path.is_file():
            shutil.copy(path, folder)
    verb = "ci" if PINS[1].is_file() else "install"
    done = subprocess.run(
        [npm, verb, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    if done.returncode:
        codes = re.findall(r"^npm error code (\S+)", done.stderr, re.MULTILINE)
        raise CannotFetch(
            f"npm could not fetch the NHS design system ({', '.join(codes) or 'no reason given'})."
        )
    return folder / "node_modules" / "nhsuk-frontend"


def without_other_hosts(css: str) -> tuple[str, list[str]]:
    """The style sheet with no address outside its own folder, and the images in that folder it needs."""
    css = FRUTIGER.sub("Arial", FONT_FACE.sub("", SOURCE_MAP.sub("", css)))
    return IMAGE.sub(r"url(\1)", OTHER_HOST.sub("none", css)), sorted(set(IMAGE.findall(css)))


def write(path: Path, content: bytes) -> None:
    """Whole or not at all, with a packed twin beside it for browsers that take one (all do)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    for target, data in (
        (path, content),
        (path.with_name(path.name + ".gz"), gzip.compress(content, 9, mtime=0)),
    ):
        new = target.with_name(f".{target.name}.{os.getpid()}")
        new.write_bytes(data)
        new.replace(target)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m service.assets", description=__doc__)
    parser.add_argument("--to", type=Path, default=STATIC, metavar="DIR", help="folder to put the files in")
    to = parser.parse_args().to
    try:
        if build(to):
            print(f"The NHS design system is in {to}.")
    except CannotFetch as problem:
        print(problem, file=sys.stderr)
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main())

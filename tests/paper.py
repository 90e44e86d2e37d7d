"""A workbook on paper: LibreOffice prints it, and poppler tells which words stand where on which page."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from tests.excel.libreoffice import converted

_PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.DOTALL)
_WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>')
_FOOTER = 40  # points at the foot of a page: the tab's title and the page's number


@dataclass(frozen=True)
class Word:
    left: float
    top: float
    right: float
    bottom: float
    text: str

    def overlaps(self, other: Word) -> bool:
        """Printed over each other, by more than letters' own boxes do."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across > 1 and down > 0.35 * min(self.bottom - self.top, other.bottom - other.top)


@dataclass(frozen=True)
class Page:
    number: int
    tab: str
    width: float
    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


def printed(soffice: str, folder: Path, workbook: Path) -> Path:
    """The workbook as a PDF, every tab that is shown."""
    folder.mkdir(parents=True, exist_ok=True)
    pdf = folder / f"{workbook.stem}.pdf"
    pdf.write_bytes(converted(soffice, folder, workbook.read_bytes(), "pdf"))
    return pdf


def pages(pdf: Path) -> list[Page]:
    made = subprocess.run(["pdftotext", "-bbox", str(pdf), "-"], check=True, capture_output=True, text=True)
    return [_page(number, *found) for number, found in enumerate(_PAGE.findall(made.stdout), start=1)]


def _page(number: int, width: str, height: str, inside: str) -> Page:
    words = [Word(*map(float, found[:4]), unescape(found[4])) for found in _WORD.findall(inside)]
    foot = float(height) - _FOOTER
    footer = " ".join(word.text for word in words if word.bottom > foot)
    return Page(
        number,
        footer.rpartition(" Page ")[0],
        float(width),
        tuple(word for word in words if word.bottom <= foot),
    )


def pages_of(pdf: Path, tab: str) -> list[Page]:
    return [page for page in pages(pdf) if page.tab == tab]


def printed_over(page: Page) -> list[tuple[str, str]]:
    """Pairs of words that stand on each other: a row was lower than its words."""
    words = sorted(page.words, key=lambda word: word.top)
    return [
        (one.text, other.text)
        for at, one in enumerate(words)
        for other in words[at + 1 :]
        if other.top < one.bottom and one.overlaps(other)
    ]


def picture(pdf: Path, page: Page, to: Path, across: float = 1, down: float = 1, dots: int = 90) -> None:
    """The part of the page with words on it, as PNG; `across` and `down` keep only so much of it."""
    edge, scale = 12, dots / 72
    left, top = min(word.left for word in page.words), min(word.top for word in page.words)
    right = (page.width - left) * across
    bottom = max(word.bottom for word in page.words) * down
    box = [left - edge, top - edge, right - left + 2 * edge, bottom - top + 2 * edge]
    x, y, width, height = (str(round(max(0, part) * scale)) for part in box)
    where = ["-f", str(page.number), "-l", str(page.number), "-x", x, "-y", y, "-W", width, "-H", height]
    command = ["pdftoppm", "-png", "-singlefile", "-r", str(dots), *where, str(pdf), str(to.with_suffix(""))]
    subprocess.run(command, check=True, capture_output=True)

"""How a tab of ours stands on the screen and on paper: widths, frozen rows, A4 fitted to its width."""

from __future__ import annotations

from service.adapters.excel.package_xml import MAIN, OFFICE
from service.core.changes import TabContent
from service.core.grids import cell_name

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def top(content: TabContent, selected: bool) -> str:
    tab = content.tab
    last = max((len(line) for line in content.lines), default=1) or 1
    size = f"A1:{cell_name(max(1, len(content.lines)), last)}"
    chosen = ' tabSelected="1"' if selected else ""
    frozen = tab.freeze_rows
    pane = (
        f'<pane ySplit="{frozen}" topLeftCell="A{frozen + 1}" activePane="bottomLeft" state="frozen"/>'
        '<selection pane="bottomLeft"/>'
        if frozen
        else ""
    )
    columns = "".join(
        f'<col min="{at}" max="{at}" width="{width + 0.7109375}" customWidth="1"/>'
        for at, width in enumerate(tab.widths, start=1)
    )
    return (
        f'{_HEAD}<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}">'
        f'<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><dimension ref="{size}"/>'
        f'<sheetViews><sheetView showGridLines="0"{chosen} workbookViewId="0">{pane}</sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15"/>{f"<cols>{columns}</cols>" if columns else ""}'
    )


def foot(content: TabContent) -> str:
    turned = "landscape" if content.tab.landscape else "portrait"
    return (
        '<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
        f'<pageSetup paperSize="9" orientation="{turned}" fitToWidth="1" fitToHeight="{int(content.tab.one_page)}"/>'  # 9 is A4
        "<headerFooter><oddFooter>&amp;L&amp;A&amp;RPage &amp;P of &amp;N</oddFooter></headerFooter>"
    )

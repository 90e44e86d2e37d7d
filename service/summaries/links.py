"""Links: the address of every form, and how many answers have come so far."""

from __future__ import annotations

from service.core.changes import Cell, Line, TabContent
from service.summaries import FormLink, Source, Summary
from sheet_templates.links import TAB
from sheet_templates.set_up import public_pages_need

HEADINGS = ("Form", "Address", "Short address", "Answers so far", "Good to know")
STATES = {
    "draft": "Not open yet.",
    "open": "Open.",
    "early": "Opens on its first day.",
    "shut": "Not open now: people are told so, kindly.",
    "closed": "Closed: people are told so, kindly.",
}


def fill(source: Source) -> TabContent:
    lines: list[Line] = [[Cell(heading, "heading") for heading in HEADINGS]]
    lines += [_line(source, link) for link in source.links]
    if not source.links:
        lines.append(["There is no form yet. Fill in Set-up, then add a survey."])
    # While the public pages are shut, the one address there is leads nowhere.
    leads_somewhere = any(link.survey for link in source.links) or not public_pages_need(source.facts)
    return TabContent(TAB, lines, print_heading_row=1, says=leads_somewhere)


def _line(source: Source, link: FormLink) -> Line:
    is_one = " " not in link.address  # a personal form's address is only described
    address = Cell(link.address, "link", link.address) if is_one else Cell(link.address)
    if link.survey is None:
        return [link.name, address, link.short, None, "Open all year."]
    answers = source.answers.get(link.survey)
    if answers is None:
        return [link.name, address, link.short, None, STATES["draft"]]
    note = STATES.get(answers.state, "")
    if answers.mode == "anonymous" and answers.state != "closed":
        so_far = answers.count if answers.count is not None else "not until it closes"
        return [link.name, address, link.short, so_far, f"{note} Anonymous: one address for everyone."]
    confidential = (
        " Confidential: each person has a link of their own." if answers.mode == "confidential" else ""
    )
    return [link.name, address, link.short, answers.count, note + confidential]


SUMMARY = Summary(TAB, fill)

"""Every page any test opens is looked over: heading, title, labels, ids, landmarks, no other host, no script."""

import re
from dataclasses import dataclass
from functools import cached_property

from lxml import html

NO_LABEL_NEEDED = {"hidden", "submit", "button"}


@dataclass
class Page:
    """A page as a browser would get it, already checked."""

    status: int
    text: str
    headers: object
    path: str

    @cached_property
    def tree(self):
        return html.document_fromstring(self.text)

    @property
    def heading(self):
        return words(self.tree.xpath("//h1")[0])

    @property
    def title(self):
        return words(self.tree.xpath("//title")[0])

    @property
    def words(self):
        return words(self.tree.xpath("//body")[0])

    @property
    def main(self):
        return words(self.tree.xpath("//main")[0])

    @property
    def problem(self):
        """What the error summary says; None when there is none."""
        found = self.tree.xpath("//*[contains(@class, 'nhsuk-error-summary__list')]//a")
        return [(words(link), link.get("href")) for link in found] or None

    @property
    def token(self):
        return self.tree.xpath("//form//input[@name='csrf_token']/@value")[0]

    def links(self, words_of_it):
        return [link.get("href") for link in self.tree.xpath("//a") if words_of_it in words(link)]

    def values(self, name="answer"):
        """What the fields of this name hold now."""
        chosen = self.tree.xpath(f"//input[@name='{name}'][@checked]/@value")
        typed = self.tree.xpath(f"//input[@name='{name}'][@type='text']/@value")
        return chosen + typed + [box.text or "" for box in self.tree.xpath(f"//textarea[@name='{name}']")]


def words(element):
    return " ".join(element.text_content().split())


def check(page):
    """Raises with what is wrong; gives the page back."""
    tree = page.tree
    wrong = []
    headings = tree.xpath("//h1")
    if len(headings) != 1:
        wrong.append(f"{len(headings)} h1")
    elif not page.title.removeprefix("Error: ").startswith(page.heading):
        wrong.append(f"title {page.title!r} does not begin with {page.heading!r}")
    if bool(page.problem) != page.title.startswith("Error: "):
        wrong.append("an error summary and a title that begins Error: go together")
    ids = tree.xpath("//@id")
    if len(ids) != len(set(ids)):
        wrong.append(f"doubled ids {sorted({each for each in ids if ids.count(each) > 1})}")
    wrong += [f"no label: {field.get('id')}" for field in fields(tree) if not is_labelled(tree, field)]
    wrong += [f"nothing has the id {at}" for at in described(tree) if at not in ids]
    wrong += [
        f"leads nowhere: {at}" for at in tree.xpath("//a/@href") if at.startswith("#") and at[1:] not in ids
    ]
    for landmark in ("main", "header", "footer"):
        if len(tree.xpath(f"//{landmark}")) != 1:
            wrong.append(f"not one {landmark}")
    if tree.get("lang") != "en" or not tree.xpath("//a[@class='nhsuk-skip-link'][@href='#maincontent']"):
        wrong.append("no lang or no skip link")
    levels = [int(each.tag[1]) for each in tree.xpath("//main//*[self::h1 or self::h2 or self::h3]")]
    if any(below > above + 1 for above, below in zip(levels, levels[1:], strict=False)):
        wrong.append(f"heading levels {levels}")
    if tree.xpath("//script | //@onclick | //@onload | //@style | //style"):
        wrong.append("a script or a style inside the page")
    wrong += [
        f"another host: {at}"
        for at in tree.xpath("//@href | //@src | //@action")
        if re.match(r"(\w+:)?//", at)
    ]
    wrong += [
        f"not novalidate: {form.get('action')}"
        for form in tree.xpath("//form")
        if form.get("novalidate") is None
    ]
    for name in ("Content-Security-Policy", "Referrer-Policy", "X-Content-Type-Options"):
        if name not in page.headers:
            wrong.append(f"no {name}")
    if page.headers.get("Cache-Control") != "no-store":
        wrong.append("a shared computer might keep this page")
    assert not wrong, f"{page.path}: {wrong}"
    return page


def fields(tree):
    return [
        field
        for field in tree.xpath("//input | //textarea | //select")
        if (field.get("type") or "text") not in NO_LABEL_NEEDED
    ]


def is_labelled(tree, field):
    return any(words(label) for label in tree.xpath("//label[@for=$id]", id=field.get("id") or ""))


def described(tree):
    return [name for value in tree.xpath("//@aria-describedby | //label/@for") for name in value.split()]

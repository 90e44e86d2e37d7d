"""Somebody at a browser without scripts: follows redirects, keeps cookies, and every page they see is checked."""

from tests.pages.checked import Page, check


class Person:
    def __init__(self, client):
        self.client = client
        self.page = None

    def open(self, path):
        return self._see(self.client.get(path, follow_redirects=True))

    def send(self, path, fields=None, *, token=True, follow=True, **more):
        """Posts these fields, with the token of the page being looked at."""
        fields = dict(fields or {})
        if token and "csrf_token" not in fields:
            fields["csrf_token"] = self.page.token
        return self._see(self.client.post(path, data=fields, follow_redirects=follow, **more))

    def _see(self, response):
        at = response.request.full_path.rstrip("?") if response.request else ""
        if response.status_code in (302, 303) or not response.mimetype.endswith("html"):
            return response
        self.page = Page(response.status_code, response.get_data(as_text=True), response.headers, at)
        return check(self.page)

    def answer(self, value=None, do="continue", **fields):
        """Fills in the page being looked at and presses a button on it."""
        form = self.page.tree.xpath("//main//form")[-1]
        posted = ({"answer": value} if value is not None else {}) | {
            k.replace("_", "-"): v for k, v in fields.items()
        }
        path = self.page.path.split("?")[0] + form.get("action")
        return self.send(path, posted | {"do": do})

    def begin(self, path="/willow/survey/S-001", who="Me"):
        self.open(path)
        self.open(path + "?page=who")
        return self.answer(who)

    def fill_in(self, path="/willow/survey/S-001", who="Me"):
        """The whole survey of the fixtures, up to the check page."""
        self.begin(path, who)
        for value in ("Very good", "Yes", ["Drop-in", "Newsletter"], "9", None, "12"):
            self.answer(value)
        self.answer(answer_day="3", answer_month="sept", answer_year="2026")
        for value in ("At home", "Calm", "Good", "Agree"):
            self.answer(value)
        return self.page

"""Chromium walks through the forms: at 360 px without scripts, and every page and error state through axe."""

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

pytestmark = [pytest.mark.browser, pytest.mark.slow]
QUIET = "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync --no-first-run"
PICTURES = os.environ.get(
    "PATIENT_VOICE_PICTURES"
)  # a folder: every page is kept there as a picture to look at
SURVEY = "/willow/survey/S-001"


@pytest.fixture(scope="module")
def chromium(chromium_path):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=QUIET.split())
        yield browser
        browser.close()


@pytest.fixture
def phone(chromium, server):
    """A narrow phone without scripts."""
    context = chromium.new_context(
        base_url=server, viewport={"width": 360, "height": 740}, java_script_enabled=False
    )
    yield context.new_page()
    context.close()


@pytest.fixture
def desk(chromium, server):
    """A browser with scripts, because axe is one; our own pages bring none."""
    context = chromium.new_context(base_url=server, viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def keep(page, name):
    if PICTURES:
        Path(PICTURES).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)


def walk(page, seen):
    """Goes through the whole survey, with one mistake on the way at each kind of question; `seen` is called on every page."""
    page.goto(SURVEY)
    seen("start")
    with page.expect_navigation():
        page.get_by_text("Start now").click()
    press(page)
    seen("who-error")
    page.get_by_label("I am answering for a patient").check()
    press(page)
    press(page)
    seen("rating-error")
    page.get_by_label("Very good").check()
    seen("rating")
    press(page)
    page.get_by_label("No", exact=True).check()
    seen("yes-no")
    press(page)
    page.locator("#answer").fill("x" * 501)
    press(page)
    seen("long-text-error")
    page.locator("#answer").fill("What the scan was for.\nAnd when I would hear.")
    press(page)
    page.get_by_label("Drop-in").check()
    page.get_by_label("None of these").check()
    press(page)
    seen("choose-any-error")
    page.get_by_label("None of these").uncheck()
    press(page)
    seen("zero-to-ten")
    page.get_by_label("8", exact=True).check()
    press(page)
    seen("information")
    press(page)
    page.locator("#answer").fill("far")
    press(page)
    seen("number-error")
    page.locator("#answer").fill("12")
    press(page)
    page.get_by_label("Day").fill("31")
    page.get_by_label("Month").fill("Feb")
    page.get_by_label("Year").fill("2026")
    press(page)
    seen("date-error")
    page.get_by_label("Day").fill("3")
    press(page)
    seen("choose-one")
    press(page)
    seen("short-text")
    press(page, "Stop here and send what I have answered")
    seen("check-stopped")
    checking = page.url
    page.goto(checking.split("?")[0])
    seen("carry-on")
    page.get_by_role("link", name="Delete my answers and start again").click()
    page.wait_for_load_state()
    seen("delete")
    page.goto(checking)
    press(page, "Send my answers")
    seen("sent")


def press(page, button="Continue"):
    """Every button sends its page: what follows is looked at once it is all there, not while it arrives."""
    with page.expect_navigation():
        page.get_by_role("button", name=button, exact=True).click()


def test_the_survey_can_be_answered_on_a_narrow_phone_without_scripts(phone):
    def seen(name):
        keep(phone, f"360-{name}")
        assert phone.title().removeprefix("Error: ").startswith(phone.locator("h1").inner_text()), name
        if "error" in name:
            assert phone.locator(".nhsuk-error-summary").is_visible()
            assert phone.locator(".nhsuk-error-summary:focus").count() == 1, (
                f"{name}: focus is not on what went wrong"
            )
        box = phone.locator("body").bounding_box()
        assert box["width"] <= 360, f"{name} is wider than the screen"
        for target in phone.locator("main a, main button, header a, footer a").all():
            size = target.bounding_box()
            assert min(size["height"], size["width"]) >= 24, f"{name}: {target.inner_text()} is hard to hit"

    walk(phone, seen)
    assert "PV-" in phone.locator("h1 + div").inner_text()


def test_axe_finds_nothing_on_any_page_or_error(desk, token):
    calls = []
    desk.on("request", lambda request: calls.append(request.url))

    def seen(name):
        keep(desk, f"1280-{name}")
        found = Axe().run(desk, options={"resultTypes": ["violations"]})
        assert found.violations_count == 0, f"{name}: {found.generate_report()}"

    walk(desk, seen)
    for name, path in PLACES.items():
        desk.goto(path.format(token=token))
        seen(name)
    assert calls
    assert not [url for url in calls if not url.startswith("http://127.0.0.1:")]


PLACES = {
    "services": "/",
    "home": "/willow/",
    "practice": "/practice/",
    "tell-us": "/willow/tell-us",
    "tell-us-what": "/willow/tell-us?page=Q-001",
    "own-link": "/willow/survey/S-002/{token}",
    "own-link-missing": "/willow/survey/S-002",
    "closed": "/willow/survey/S-003",
    "too-early": "/willow/survey/S-004",
    "unknown": "/willow/survey/S-999",
    "unready": "/unready/",
    "privacy": "/willow/privacy",
    "accessibility": "/willow/accessibility",
}


def test_a_page_with_all_it_fetches_is_under_60_kb(desk, chromium):
    arrived = []
    session = desk.context.new_cdp_session(desk)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda told: arrived.append(told["encodedDataLength"]))
    desk.goto(SURVEY)
    desk.wait_for_load_state("networkidle")
    assert 10_000 < sum(arrived) < 60_000

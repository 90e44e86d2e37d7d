"""What every test runs under: no network beyond this machine, and no part missing without a word."""

import functools
import gc
import ipaddress
import os
import socket

import pytest

from tests.set_up import REAL_RESULTS, find_program, missing_part

# A test that asks for one is marked so.
NEEDS = {"chromium_path": "browser", "soffice_path": "libreoffice", "neas_path": "real_results"}
SLOW = ("google_house", "bare_google_house")  # each command of theirs takes seconds
MARKS = ("browser", "libreoffice", "postgres", "real_results")
REQUIRE_ALL = os.environ.get("PATIENT_VOICE_REQUIRE_ALL") == "1"  # CI: a test that could not run has failed

# Where these are given, tests marked google_account ask Google itself, or the server the last of them names.
GOOGLE_ACCOUNT = ("PATIENT_VOICE_GOOGLE_KEY", "PATIENT_VOICE_GOOGLE_STAFF", "PATIENT_VOICE_GOOGLE_MANAGERS")

calls_out: list[str] = []
is_asking_google = False  # while a test marked google_account runs


@pytest.fixture(scope="session")
def chromium_path():
    return find_program("browser")


@pytest.fixture(scope="session")
def soffice_path():
    return find_program("libreoffice")


@pytest.fixture(scope="session")
def neas_path():
    return REAL_RESULTS


@pytest.fixture(autouse=True)
def no_calls_out():
    """A call to another machine is refused below; here it fails the test even if the program shrugged it off."""
    calls_out.clear()
    yield calls_out
    assert not calls_out, f"called another machine: {calls_out}"


# Where the address stands among what each is called with. Python's audit hooks hear of these too, and of every id() as well:
# with one, all tests take a quarter longer.
CALLS = {"connect": 1, "connect_ex": 1, "sendto": -1, "sendmsg": 4}
LOOK_UPS = ("getaddrinfo", "gethostbyname", "gethostbyname_ex")


def refuse_calls_out():
    """Every socket in this process, in whatever thread or library, asks first."""
    for name, place in CALLS.items():
        setattr(socket.socket, name, _asking_first(getattr(socket.socket, name), f"socket.{name}", place))
    for name in LOOK_UPS:
        setattr(socket, name, _looking_up_here(getattr(socket, name), f"socket.{name}"))


def _asking_first(call, event, place):
    @functools.wraps(call)
    def asking(*words):
        whom = words[place] if len(words) > abs(place) else None
        if words[0].family in (socket.AF_INET, socket.AF_INET6) and whom:
            refuse_unless_here(event, whom[0])
        return call(*words)

    return asking


def _looking_up_here(look_up, event):
    @functools.wraps(look_up)
    def looking_up(host, *words, **named):
        if host:
            refuse_unless_here(event, host)
        return look_up(host, *words, **named)

    return looking_up


def refuse_unless_here(event, host):
    host = host.decode() if isinstance(host, bytes) else host
    try:
        address = ipaddress.ip_address(host)
        here = address.is_loopback or event == "socket.getaddrinfo"  # reading an address is no call
    except ValueError:
        here = host in ("localhost", socket.gethostname())
    if not here and not is_asking_google:
        calls_out.append(f"{event} {host}")
        raise PermissionError(f"tests call no other machine: {event} {host}")


def pytest_configure():
    refuse_calls_out()


def pytest_collection_modifyitems(config, items):
    if not all(
        os.environ.get(name) for name in GOOGLE_ACCOUNT
    ):  # for these, none is missed: nobody has one at hand
        kept, left_out = [], []
        for item in items:
            (left_out if item.get_closest_marker("google_account") else kept).append(item)
        config.hook.pytest_deselected(items=left_out)
        items[:] = kept
    items.sort(key=lambda item: item.get_closest_marker("last") is not None)
    for item in items:
        for name in NEEDS.keys() & set(item.fixturenames):
            item.add_marker(NEEDS[name])
        if {*SLOW} & {*item.fixturenames}:
            item.add_marker("slow")


def pytest_collection_finish():
    """All that is there by now stays, and each test makes much and drops it: looking for circles less often is a third of
    the whole time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def pytest_runtest_setup(item):
    global is_asking_google
    is_asking_google = item.get_closest_marker("google_account") is not None
    for mark in MARKS:
        if item.get_closest_marker(mark) and (missing := missing_part(mark)):
            pytest.skip(f"{item.nodeid} did not run: {missing}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    report = yield
    if REQUIRE_ALL and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome, report.longrepr = "failed", f"{item.nodeid} was skipped: {report.longrepr[2]}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    report = yield
    if REQUIRE_ALL and report.skipped:
        report.outcome, report.longrepr = "failed", f"{collector.nodeid} was skipped: {report.longrepr[2]}"
    return report

"""Imports point inwards: web, jobs → flows → core. Each rule is shown to fail at the foot of this file."""

import ast
import json
import subprocess
import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
OURS = ("service", "jobs", "sheet_templates")
DECLARATIONS = {"sheet_templates", "service.forms", "service.summaries"}
ANYTHING = set(OURS)

# What of ours each place may import; the longest place that fits a file counts, and a file without one is a breach.
MAY_IMPORT = {
    "service/__init__": set(),
    "service/assets": set(),
    "service/settings": {"service.core"},
    "service/core": {"service.core"},
    "sheet_templates": {"service.core", "sheet_templates"},
    "service/forms": {"service.core", "sheet_templates", "service.forms"},
    "service/summaries": {"service.core", "sheet_templates", "service.summaries"},
    "service/adapters": {"service.core", "service.adapters"},
    "service/ledger": {"service.core", "service.ledger"},
    "service/flows": {"service.core", "service.flows", "service.ledger", *DECLARATIONS},
    "service/web": {"service.core", "service.flows", "service.ledger", "service.settings", "service.web"}
    | {"service.forms", "sheet_templates"},
    # Rows as a nurse would type them, and answers put in by the doors real ones come by.
    "service/demo": {
        "service.core",
        "service.demo",
        "service.flows",
        "service.forms",
        "service.ledger",
        "sheet_templates",
    },
    "jobs": {"service.flows", "service.core", "jobs", *DECLARATIONS},
    # The starters, where real things are built and handed in.
    "service/sites": ANYTHING,
    "service/cli": ANYTHING,
    "service/workbooks": ANYTHING,
    "service/__main__": ANYTHING,
    "jobs/__main__": ANYTHING,
}
WORKBOOK_LIBRARIES = {
    "python_calamine",
    "xlsxwriter",
    "openpyxl",
    "lxml",
    "gspread",
    "google",
    "googleapiclient",
}
PURE = ("service/core", "sheet_templates", "service/forms", "service/summaries")
# What of Python's own library cannot reach a file, a network, a clock or another process: the list of what is allowed,
# since nobody can list every way out.
PURE_LIBRARY = {
    "__future__", "collections", "contextlib", "dataclasses", "datetime", "decimal", "difflib", "enum", "fractions",
    "functools", "gc", "hashlib", "inspect", "itertools", "json", "math", "operator", "re", "statistics", "string",
    "textwrap", "types", "typing", "unicodedata",
}  # fmt: skip
GATHERS_ITS_FOLDER = {"sheet_templates/__init__.py", "service/summaries/__init__.py"}
GATHERING = {"importlib", "pkgutil"}

# Here the time is an argument.
TOLD_THE_TIME = (*PURE, "service/flows", "service/ledger", "jobs")
MACHINE_TIME = {
    "service/flows/running.py"
}  # leases and lengths of runs go by the machine's clock, whatever --now says
ASKS_THE_TIME = {"now", "today", "utcnow"}


def our_files():
    return sorted(path.relative_to(ROOT).as_posix() for top in OURS for path in (ROOT / top).rglob("*.py"))


def place_of(path):
    module = path.removesuffix(".py")
    fitting = [place for place in MAY_IMPORT if module == place or module.startswith(place + "/")]
    return max(fitting, key=len, default=None)


def imported(path, tree):
    package = path.split("/")[:-1]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*above, *([node.module] if node.module else [])])
            # "from service import sites" imports service.sites
            yield from (f"{module}.{name.name}" for name in node.names) if module in OURS else [module]


def breaches(path, source):
    tree, place = ast.parse(source), place_of(path)
    if place is None:
        yield f"{path}: say in MAY_IMPORT what it may import"
        return
    for name in imported(path, tree):
        top = name.split(".")[0]
        if top in OURS:
            # "from jobs import Job" names a thing in jobs itself
            if not any(f"{name}.".startswith(f"{allowed}.") for allowed in MAY_IMPORT[place]):
                yield f"{path} imports {name}"
        elif top == "pandas":
            if path != "service/core/summarising.py":
                yield f"{path} imports pandas: rows in, rows out"
        elif top in WORKBOOK_LIBRARIES and place != "service/adapters":
            yield f"{path} imports {name}: workbooks are opened in service/adapters"
        elif place in PURE and top not in PURE_LIBRARY | (GATHERING if path in GATHERS_ITS_FOLDER else set()):
            yield f"{path} imports {name}: it is pure, and this is not in PURE_LIBRARY"
        elif top == "time" and is_told_the_time(path, place):
            yield f"{path} imports {name}: time comes in by the door"
        elif top not in sys.stdlib_module_names and not installed_with_us(top):
            yield f"{path} imports {name}, which no dependency in pyproject.toml brings"
    for node in ast.walk(tree):
        if place in PURE and isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            if called in ("print", "open", "input", "__import__", "breakpoint"):
                yield f"{path}:{node.lineno} calls {called}(): it is pure"
        if isinstance(node, ast.ExceptHandler) and is_broad(node.type) and says_nothing(node.body):
            yield f"{path}:{node.lineno} hides every error: a broken check would look like good data"
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("suppress", "contextlib.suppress"):
            yield from (f"{path}:{node.lineno} hides every error" for caught in node.args if is_broad(caught))

    if is_told_the_time(path, place):
        yield from (
            f"{path}:{line} asks for the time: it comes in by the door" for line in asks_the_time(tree)
        )


def is_told_the_time(path, place):
    return place in TOLD_THE_TIME and path not in MACHINE_TIME


def asks_the_time(tree):
    """Lines that ask, called at once (x.now()) or handed on (default_factory=datetime.now)."""
    classes = {"datetime", "date"} | {
        name.asname
        for node in ast.walk(tree)
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for name in node.names
        if name.asname and name.name in ("datetime", "date")
    }
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in ASKS_THE_TIME:
            handed_on = ast.unparse(node.value).split(".")[-1] in classes
            yield from [node.lineno] * (handed_on or id(node) in called)


def is_broad(caught):
    names = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return any(name is None or ast.unparse(name) in ("Exception", "BaseException") for name in names)


def says_nothing(body):
    return all(isinstance(line, (ast.Pass, ast.Continue)) or is_constant(line) for line in body)


def is_constant(line):
    return isinstance(line, (ast.Expr, ast.Return)) and isinstance(line.value, (ast.Constant, type(None)))


def installed_with_us(module):
    return any(plain(name) in everything_installed() for name in distributions().get(module, ()))


distributions = cache(packages_distributions)  # it reads every package there is


@cache
def everything_installed():
    """What pip install patient-voice brings, all the way down, without the parts for developers."""
    waiting = [Requirement(line).name for line in requires("patient-voice") if "extra ==" not in line]
    found = set()
    while waiting:
        name = plain(waiting.pop())
        if name not in found:
            found.add(name)
            waiting += needed_by(name)
    return found


def needed_by(name):
    try:
        needs = [Requirement(line) for line in requires(name) or ()]
    except PackageNotFoundError:  # it is for another system
        return []
    return [need.name for need in needs if not need.marker or need.marker.evaluate({"extra": ""})]


def plain(name):
    return name.lower().replace("_", "-")


def test_every_import_points_inwards_and_no_error_is_hidden():
    found = [breach for path in our_files() for breach in breaches(path, (ROOT / path).read_text("utf-8"))]
    assert not found, "\n".join(found)


def test_every_place_in_the_rules_is_there_so_that_no_rule_is_idle():
    assert not set(MAY_IMPORT) - {place_of(path) for path in our_files()}


def test_each_exception_to_the_rules_is_needed_so_that_none_stays_behind():
    gather = {
        path: imported(path, ast.parse((ROOT / path).read_text("utf-8"))) for path in GATHERS_ITS_FOLDER
    }
    assert all(GATHERING & {name.split(".")[0] for name in names} for names in gather.values())
    assert all([*asks_the_time(ast.parse((ROOT / path).read_text("utf-8")))] for path in MACHINE_TIME)


def test_the_web_process_cannot_open_a_workbook_even_through_what_it_imports():
    """Every page's module is imported, in a process of its own, and what came along is looked at."""
    pages = [path.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for path in our_files()]
    pages = [page for page in pages if page.startswith("service.web")]
    assert "service.web.app" in pages
    ask = f"import importlib, json, sys; [importlib.import_module(page) for page in {pages}]; print(json.dumps([*sys.modules]))"
    loaded = json.loads(
        subprocess.run([sys.executable, "-c", ask], cwd=ROOT, capture_output=True, check=True).stdout
    )
    assert not [name for name in loaded if opens_workbooks(name)]


def opens_workbooks(name):
    ours = name.startswith("service.adapters.") and any(
        word in name for word in ("excel", "xlsx", "google", "sheet")
    )
    return ours or name.split(".")[0] in WORKBOOK_LIBRARIES


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("service/core/a.py", "import service.flows"),
        ("service/core/a.py", "from service import ledger"),
        ("service/core/a.py", "from ..web import app"),
        ("service/core/a.py", "def f():\n    import sheet_templates.people"),
        ("service/core/a.py", "import flask"),
        ("service/core/a.py", "import pandas as pd"),
        ("service/core/a.py", "import sqlite3"),
        ("service/core/a.py", "print(1)"),
        ("service/core/a.py", "import datetime\ndatetime.datetime.now()"),
        ("service/core/a.py", "open('x')"),
        ("service/core/a.py", "from pathlib import Path\nPath('x').read_text()"),
        ("service/core/a.py", "import io\nio.open('x')"),
        ("service/core/a.py", "__import__('os')"),
        ("service/core/a.py", "import importlib"),
        ("sheet_templates/a.py", "import flask"),
        ("sheet_templates/a.py", "from service.forms import join"),
        ("sheet_templates/a.py", "from datetime import date\ndate.today()"),
        ("sheet_templates/a.py", "import secrets"),
        ("service/forms/a.py", "import service.summaries"),
        ("service/forms/a.py", "import asyncio"),
        ("service/summaries/a.py", "from urllib.request import urlopen"),
        ("service/summaries/a.py", "import datetime as d\nd.datetime.utcnow()"),
        ("service/summaries/a.py", "from datetime import datetime as d\nf(default_factory=d.now)"),
        ("service/summaries/a.py", "import service.ledger.runs"),
        ("service/adapters/a.py", "import sheet_templates"),
        ("service/adapters/a.py", "import service.ledger"),
        ("service/ledger/a.py", "import service.flows"),
        ("service/ledger/a.py", "import time\ntime.time()"),
        ("service/ledger/a.py", "from datetime import date\nf(default=date.today)"),
        ("service/ledger/a.py", "from sqlalchemy import func\nfunc.now()"),
        ("service/flows.py", "import service.adapters.excel_file"),
        ("service/flows/a.py", "from service.settings import Settings"),
        ("service/flows/a.py", "import python_calamine"),
        ("service/flows/a.py", "from datetime import UTC, datetime\ndatetime.now(UTC)"),
        ("service/flows/a.py", "from time import monotonic"),
        ("service/web/a.py", "from service.adapters import google_sheets"),
        ("service/web/a.py", "import service.sites"),
        ("service/web/a.py", "import service.summaries"),
        ("service/web/a.py", "import gspread"),
        ("jobs/a.py", "import service.adapters.mail"),
        ("jobs/a.py", "from datetime import date\ndate.today()"),
        ("jobs/a.py", "from service import sites"),
        ("jobs/a.py", "import service.ledger"),
        ("service/settings.py", "import service.ledger"),
        ("service/assets.py", "import service.core"),
        ("service/adapters/a.py", "import pandas"),
        ("service/adapters/a.py", "import psutil"),
        ("service/helpers.py", ""),
        ("service/cli.py", "try: f()\nexcept Exception: pass"),
        ("service/cli.py", "try: f()\nexcept: return_ = ...\nelse: pass\ntry: g()\nexcept: ..."),
        ("service/cli.py", "for x in y:\n    try: f()\n    except (ValueError, Exception): continue"),
        ("service/cli.py", "import contextlib\nwith contextlib.suppress(Exception): f()"),
    ],
)
def test_each_rule_can_fail(path, source):
    assert list(breaches(path, source))


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("service/core/a.py", "from . import rows\nfrom .rows import Row\nimport service.core.rows, re"),
        ("service/core/summarising.py", "import pandas"),
        ("service/core/a.py", "def f(book, now):\n    return book.now, book.today, now.date()"),
        (
            "service/flows/running.py",
            "from datetime import datetime\nfrom time import monotonic\ndatetime.now()",
        ),
        ("service/adapters/excel_file.py", "import python_calamine, xlsxwriter\nfrom .names import x"),
        ("service/adapters/google_sheets.py", "import gspread, google.auth"),
        ("service/web/pages/a.py", "import flask, jinja2, werkzeug, markupsafe, wtforms, service.forms.join"),
        ("service/ledger/migrations/env.py", "from alembic import context\nimport sqlalchemy"),
        ("jobs/a.py", "from jobs import job\nfrom service import flows"),
        ("jobs/__main__.py", "from service import sites, settings"),
        ("service/cli.py", "try: f()\nexcept Exception as problem: print(problem)"),
    ],
)
def test_what_is_meant_is_allowed(path, source):
    assert not list(breaches(path, source))


def test_a_workbook_reader_among_the_loaded_modules_would_be_seen():
    for name in (
        "service.adapters.excel_file",
        "service.adapters.google_sheets",
        "python_calamine",
        "google.auth",
    ):
        assert opens_workbooks(name)
    assert not opens_workbooks("service.adapters.mail")

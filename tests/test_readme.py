"""What the README tells a newcomer to do is done here, with the README's own words, in a copy of the repository."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
COPIED = ("service", "jobs", "sheet_templates", "tests", "pyproject.toml")


def files_of(section):
    """The files this section says to write: a Python block, and the name in backticks last said before it."""
    readme = (ROOT / "README.md").read_text("utf-8")
    words = readme.split(f"### {section}\n")[1].split("\n## ")[0]
    return {
        re.findall(r"`([\w/]+\.py)`", words[: block.start()])[-1]: block[1]
        for block in re.finditer(r"```python\n(.*?)```", words, re.DOTALL)
    }


def run(folder, *words):
    done = subprocess.run(
        [sys.executable, "-m", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_a_tab_is_added_as_the_readme_says_and_no_promise_of_tabs_is_broken(tmp_path):
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(
                ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "static")
            )
        else:
            shutil.copy(ROOT / name, tmp_path)
    before = (tmp_path / "tests" / "catalogue.txt").read_text("utf-8")
    files = files_of("Add a tab in five minutes")
    assert list(files) == ["sheet_templates/volunteers.py", "tests/tabs/test_volunteers.py"]
    for name, text in files.items():
        (tmp_path / name).write_text(text, "utf-8")
    run(tmp_path, "tests.test_catalogue")
    after = (tmp_path / "tests" / "catalogue.txt").read_text("utf-8")
    assert "Volunteers" in after
    assert "Volunteers" not in before
    promises = ["tests/test_catalogue.py", "tests/tabs/test_volunteers.py", "tests/tabs/test_every_tab.py"]
    run(tmp_path, "pytest", "-q", "-p", "no:cacheprovider", *promises)
    run(tmp_path, "pytest", "-q", "-p", "no:cacheprovider", "tests/tabs/test_examples.py", "-k", "Volunteer")

"""How pages are made: our templates, the design system's components, everything escaped, nothing compiled twice."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from jinja2 import BytecodeCache, ChainableUndefined, ChoiceLoader, FileSystemLoader, PackageLoader
from jinja2.bccache import Bucket

from service.web import static_files

OURS = Path(__file__).parent / "templates"
COMPONENTS = ("radios", "checkboxes", "date-input", "input", "textarea", "error-summary")
PARTS = ("fieldset", "legend", "label", "hint", "error-message", "heading")  # what the components are made of


class Compiled(BytecodeCache):
    """Compiled templates, shared by every application of this process."""

    kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = bucket.bytecode_to_string()


def set_up(app: Flask) -> None:
    app.jinja_options = {
        "undefined": ChainableUndefined,  # the design system's macros ask for options that were not given
        "autoescape": True,  # its files end in .jinja, which Flask would not escape
        "trim_blocks": True,
        "lstrip_blocks": True,
        "bytecode_cache": Compiled(),
        "auto_reload": False,
    }
    app.jinja_env.loader = ChoiceLoader(
        [FileSystemLoader(OURS), PackageLoader("nhsuk_frontend_jinja", "templates")]
    )
    app.jinja_env.globals["static"] = static_files.address
    warm_up(app)


def warm_up(app: Flask) -> None:
    """Compiles before the first patient comes, who would wait a second for it."""
    components = [
        f"nhsuk/components/{name}/{file}.jinja"
        for name in COMPONENTS + PARTS
        for file in ("macro", "template")
    ]
    for name in [path.name for path in OURS.glob("*.html")] + components:
        app.jinja_env.get_template(name)

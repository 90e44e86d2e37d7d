"""Shows what a long command is at, on standard error and only on a terminal: a pipe and a log get the result alone."""

from __future__ import annotations

import logging
import sys

import click

from service.flows.steps import STEPS


def show_steps(context: click.Context) -> None:
    """Until the command ends. Results stay on standard output, with --json too."""
    if not sys.stderr.isatty():
        return
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s ..."))
    STEPS.addHandler(handler)
    STEPS.setLevel(logging.DEBUG)

    def hide() -> None:
        STEPS.removeHandler(handler)
        STEPS.setLevel(logging.NOTSET)

    context.call_on_close(hide)

"""The commands, thin: each reads its words, calls a flow, and prints what came of it."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from service import __version__
from service.cli import doctoring, houses, keeping, looking_up, moving, running, sheets
from service.cli.outcome import OUTSIDE_FAILED, WRONG_USE
from service.flows.running import what_failed

TRACEBACK_VARIABLE = "PATIENT_VOICE_TRACEBACK"


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="patient-voice")
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    help="Your patient-voice.toml, if it is not in this folder.",
)
@click.pass_context
def cli(context: click.Context, config: Path | None) -> None:
    """Patient Voice: hear your patients with the spreadsheets you already have.

    \b
    Start here:   patient-voice demo --dir demo --port 8000
    Exit codes:   0 done, 1 problems found, 2 wrong usage or settings, 3 an outside system failed.
    """
    context.obj = config


for command in (
    *sheets.COMMANDS,
    *houses.COMMANDS,
    *keeping.COMMANDS,
    *looking_up.COMMANDS,
    *doctoring.COMMANDS,
    *moving.COMMANDS,
    *running.COMMANDS,
):
    cli.add_command(command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs one command. What a person can mend is one sentence on standard error, never a traceback."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal that cannot show a letter shows its number instead
            stream.reconfigure(errors="backslashreplace")
    try:
        code = cli.main(args=list(arguments) if arguments is not None else None, standalone_mode=False)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.exceptions.NoArgsIsHelpError as problem:
        click.echo(problem.ctx.get_help() if problem.ctx else "", err=True)
        sys.exit(WRONG_USE)
    except click.ClickException as problem:
        problem.show()
        sys.exit(WRONG_USE)
    except BrokenPipeError:  # whoever read our lines has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as problem:
        if os.environ.get(TRACEBACK_VARIABLE):
            raise
        says, code = in_a_sentence(problem)
        click.echo(says, err=True)
        sys.exit(code)
    sys.exit(code or 0)


def in_a_sentence(problem: Exception) -> tuple[str, int]:
    """Every error of ours that a person can act on carries `says` and `exit_code`; a broken disk is told by its file."""
    says = getattr(problem, "says", None)
    if isinstance(says, str):
        return says, int(getattr(problem, "exit_code", OUTSIDE_FAILED))
    if isinstance(problem, PermissionError) and problem.filename:
        says = f"We may not use {problem.filename}. Ask whoever looks after the folder to allow it, or choose another."
        return says, OUTSIDE_FAILED
    if isinstance(problem, OSError) and problem.filename:
        return f"{problem.filename}: {problem.strerror}. Check the folder and try again.", OUTSIDE_FAILED
    if isinstance(problem, OSError):
        return f"The system refused: {problem.strerror}. Check the disk and try again.", OUTSIDE_FAILED
    # The words of any other exception may hold what somebody typed; its kind and place do not.
    says = (
        f"This is a fault of ours: {what_failed(problem)}. Please report these words; nothing is lost. "
        f"(With {TRACEBACK_VARIABLE}=1 in the environment we show all of it.)"
    )
    return says, OUTSIDE_FAILED

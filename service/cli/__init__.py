"""The commands, thin: each reads its words, calls a flow, and prints what came of it."""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from service import __version__
from service.cli import houses, running, sheets
from service.cli.outcome import Refused


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="patient-voice")
@click.option("--config", type=click.Path(path_type=Path), help="Your patient-voice.toml, if it is not in this folder.")
@click.pass_context
def cli(context: click.Context, config: Path | None) -> None:
    """Patient Voice: hear your patients with the spreadsheets you already have.

    \b
    Start here:   patient-voice demo --dir demo --port 8000
    Exit codes:   0 done, 1 problems found, 2 wrong usage or settings, 3 an outside system failed.
    """
    context.obj = config


for command in (*sheets.COMMANDS, *houses.COMMANDS, *running.COMMANDS):
    cli.add_command(command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs one command. What a person can mend is one sentence on standard error, never a traceback."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for noisy in ("apscheduler", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    try:
        code = cli.main(args=list(arguments) if arguments is not None else None, standalone_mode=False)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as problem:
        problem.show()
        sys.exit(2)
    except Refused as problem:
        click.echo(problem.says, err=True)
        sys.exit(problem.exit_code)
    except (OSError, Exception) as problem:
        said = _in_a_sentence(problem)
        if said is None:
            raise
        click.echo(said[0], err=True)
        sys.exit(said[1])
    sys.exit(code or 0)


def _in_a_sentence(problem: BaseException) -> tuple[str, int] | None:
    """Every error of ours that a person can act on carries `says` and `exit_code`; a broken disk does too, in its own words."""
    says = getattr(problem, "says", None)
    if isinstance(says, str):
        return says, int(getattr(problem, "exit_code", 3))
    if isinstance(problem, PermissionError):
        return f"We may not write to {problem.filename}. Ask whoever looks after the folder to allow it, or choose another.", 3
    if isinstance(problem, OSError) and problem.filename:
        return f"{problem.filename}: {problem.strerror}. Check the folder and try again.", 3
    return None

"""Commands that need a workbook and nothing else: template and check."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

import sheet_templates
from service.adapters.excel_file import ExcelWorkbook
from service.cli.outcome import PROBLEMS, Refused, as_json, at_now, folder_for, moment, print_json, say
from service.core.checking import check_book, read_book
from service.core.problems import in_order
from service.workbooks import write_workbooks


@click.command(epilog="Example:  patient-voice template --dir our-workbooks")
@click.option(
    "--dir",
    "folder",
    type=click.Path(path_type=Path),
    default=Path(),
    help="Where to put staff/ and managers/.",
)
@at_now
@as_json
def template(folder: Path, now: datetime | None, json_wanted: bool) -> None:
    """Write both workbooks, empty and ready to use, with or without the service."""
    staff, managers = folder / "staff" / "staff.xlsx", folder / "managers" / "managers.xlsx"
    for path in (staff, managers):
        if path.exists():
            raise Refused(
                f"{path} is already there, and we do not write over it. Move it, or choose another folder with --dir."
            )
        folder_for(path.parent)
    write_workbooks(staff, managers, None, moment(now))
    if json_wanted:
        print_json({"staff": str(staff), "managers": str(managers)})
    else:
        say(f"Wrote {staff} and {managers}. Keep the managers' one in a folder of its own.")


@click.command(epilog="Example:  patient-voice check --staff staff.xlsx --json")
@click.option("--staff", type=click.Path(path_type=Path), required=True, help="The staff workbook.")
@at_now
@as_json
def check(staff: Path, now: datetime | None, json_wanted: bool) -> int:
    """Say what needs mending in a staff workbook. Reads only; needs no settings."""
    if not staff.exists():
        raise Refused(f"There is no file {staff}. Check the name after --staff.")
    book = ExcelWorkbook(staff, "staff", None, "", (), ()).read()
    problems = in_order(check_book(read_book(book.grids, sheet_templates.kinds_of_row(), moment(now))))
    if json_wanted:
        print_json([problem.as_dict() for problem in problems])
    else:
        for problem in problems:
            say(f"{problem.kind}: {problem.place}: {problem.says} {problem.fix}")
        say(f"{len(problems)} to look at." if problems else "Nothing to mend.")
    return PROBLEMS if problems else 0


COMMANDS: tuple[click.Command, ...] = (template, check)

"""The command that looks something up: has it arrived, and whose is it."""

from __future__ import annotations

from datetime import datetime

import click

from service.cli.outcome import (
    DONE,
    PROBLEMS,
    Refused,
    as_json,
    at_now,
    moment,
    open_all,
    open_one,
    print_json,
    say,
)
from service.flows.looking_up import find_answers_of, find_arrived, find_whose

HOW = (
    "Give a reference such as PV-7K2C-9XTW, or --survey and --by with either --answer or --person."
    " See patient-voice look-up --help."
)


@click.command(
    "look-up",
    epilog='Example:  patient-voice look-up --survey S-003 --answer 3f9c01ab --by "Grace Okonkwo"',
)
@click.argument("reference", required=False)
@click.option("--survey", help="A confidential survey's Ref, such as S-003.")
@click.option("--answer", metavar="CODE", help="Whose it is: its Code in the tab Answers.")
@click.option("--person", metavar="REF", help="Which answers are theirs: their Ref in People.")
@click.option("--by", metavar="NAME", help="Who is asking: the Lead or the Deputy, as Set-up names them.")
@click.option("--site", help="Which site, where there are several.")
@at_now
@as_json
@click.pass_context
def look_up(
    context: click.Context,
    reference: str | None,
    survey: str | None,
    answer: str | None,
    person: str | None,
    by: str | None,
    site: str | None,
    now: datetime | None,
    json_wanted: bool,
) -> int:
    """Has what was sent with this REFERENCE arrived? Or: whose is a confidential answer?

    A reference leads to no answer. Whose an answer is can be told only to the Lead and the Deputy named in Set-up, only
    until 28 days after the survey closed, and who asked about which survey is written into the Log tab.
    """
    if reference and not any((survey, answer, person, by)):
        return _arrived(context, reference, site, json_wanted)
    if reference or not (survey and by) or bool(answer) == bool(person):
        raise Refused(HOW)
    _, chosen = open_one(context, site)
    ref = survey.strip().upper()
    whose: str | None = None
    codes: list[str] = []
    if answer:
        whose = find_whose(chosen, ref, answer, by, moment(now))
    else:
        codes = find_answers_of(chosen, ref, str(person), by, moment(now))
    if json_wanted:
        print_json({"survey": ref, "person": whose} if answer else {"survey": ref, "codes": codes})
    elif whose:
        say(f"It is the answer of {whose} (see the tab People). That you looked is in the Log tab.")
    elif codes:
        say(f"In the tab Answers {ref}: {', '.join(codes)}. That you looked is in the Log tab.")
    else:
        say(
            f"Nothing in {ref} is connected with that. Check the {'code' if answer else 'Ref'}: perhaps nothing was sent, or"
            " the survey closed more than 28 days ago, and what connected answers with people is erased."
        )
    return DONE if whose or codes else PROBLEMS


def _arrived(context: click.Context, reference: str, site: str | None, json_wanted: bool) -> int:
    _, _, sites = open_all(context, site)
    where = find_arrived(sites, reference)
    if json_wanted:
        print_json({"reference": reference.strip().upper(), "arrived": where is not None, "site": where})
    elif where:
        say(f"What was sent with {reference.strip().upper()} has arrived ({where}).")
    else:
        say(
            "Nothing was sent with this reference. Check it with the person who has it, or ask them to send it again."
        )
    return DONE if where else PROBLEMS


COMMANDS: tuple[click.Command, ...] = (look_up,)

"""Where a request has come to: its site, what the public may know of it, the ledger and the time."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from flask import current_app, g, render_template
from sqlalchemy import Connection

from service.forms.facts import PublicFacts
from service.ledger import Ledger, open_ledger
from service.ledger import facts as ledger_facts
from service.settings import Settings, SiteSettings


@dataclass(frozen=True)
class Place:
    """One site's pages."""

    site: SiteSettings
    facts: PublicFacts


@dataclass
class KindPage(Exception):
    """A page that says plainly why this is not what was expected, and what to do."""

    heading: str
    says: Sequence[str]
    status: int = 200
    links: Sequence[tuple[str, str]] = field(default_factory=tuple)  # words, address


FACTS_STAY_TRUE_FOR = 5.0  # seconds; the clock writes them every few minutes at most


class LedgerOnDemand:
    """Opens the ledger at the first request, which comes after the fork; remembers each site's facts for a moment."""

    def __init__(self, settings: Settings, opened: Ledger | None = None):
        self._settings, self._opened = settings, opened
        self._facts: dict[str, tuple[float, PublicFacts]] = {}

    def facts(self, conn: Connection, site: str) -> PublicFacts:
        read_at, facts = self._facts.get(site, (0.0, PublicFacts()))
        moment = time.monotonic()
        if moment - read_at > FACTS_STAY_TRUE_FOR or not facts.is_ready:
            facts = PublicFacts.from_dict(ledger_facts.get(conn, site))
            self._facts[site] = (moment, facts)
        return facts

    def get(self) -> Ledger:
        if self._opened is None:
            self._opened = open_ledger(self._settings.database_url, self._settings.secret_key)
        return self._opened


def ledger() -> Ledger:
    return cast(LedgerOnDemand, current_app.extensions["ledger"]).get()


def facts_of(conn: Connection, site: str) -> PublicFacts:
    return cast(LedgerOnDemand, current_app.extensions["ledger"]).facts(conn, site)


def settings() -> Settings:
    return cast(Settings, current_app.extensions["settings"])


def now() -> datetime:
    return cast(datetime, current_app.extensions["clock"]())


def find_site(slug: str) -> SiteSettings:
    for site in settings().sites:
        if site.slug == slug:
            return site
    raise page_not_found()


def enter(conn: Connection, slug: str) -> Place:
    """The site, once it may be seen at all."""
    site = find_site(slug)
    place = g.place = Place(site, facts_of(conn, slug))
    if not place.facts.is_ready:
        raise KindPage(
            "This service is not ready yet",
            (
                "The team is still setting up these pages. Please come back later.",
                "If you were given this address by your team, tell them that the page says it is not ready.",
            ),
            503,
        )
    return place


def page_not_found() -> KindPage:
    return KindPage(
        "Page not found",
        (
            "If you typed the address, check that it is right.",
            "If you used a link, it may be old or not whole. Ask the team that sent it to you for a new one.",
        ),
        404,
    )


def show(template: str, *, heading: str, status: int = 200, **words: Any) -> tuple[str, int]:
    """Every page of ours comes through here: it has a heading, and its title begins with it."""
    place: Place | None = g.get("place")
    return render_template(
        template, heading=heading, place=place, facts=place.facts if place else None, **words
    ), status

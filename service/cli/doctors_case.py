"""What doctor's checks look at: each thing is opened or asked for once, and whoever cannot have it is not told again."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from pathlib import Path
from typing import Any

from service.core.findings import Finding, told
from service.flows import examining
from service.flows.site import Site
from service.flows.steps import step
from service.ledger import revision
from service.ledger.engine import Ledger, open_ledger
from service.ledger.errors import LedgerError
from service.settings import Settings, SiteSettings
from service.sites import build_site, google_api

ROLES = ("staff", "managers")


class NotKnown(Exception):
    """Another check has said why this one cannot tell."""


def open_case(settings: Settings, now: datetime) -> tuple[Case, Finding | None]:
    """The installation. Without a ledger we can use there is one Finding more, and what needs none is still looked at."""
    try:
        ledger = open_ledger(settings.database_url, settings.secret_key, check_revision=False)
        revision.check(ledger)
    except LedgerError as problem:
        return Case(settings, None, None, now, {}), told(problem.says, problem.exit_code)
    return Case(settings, ledger, None, now, {}), None


class Case:
    """One site, or the whole installation."""

    def __init__(
        self,
        settings: Settings,
        ledger: Ledger | None,
        where: SiteSettings | None,
        now: datetime,
        found: dict[tuple[str, ...], Any],
    ):
        self.settings, self._ledger, self._where, self.now, self._found = settings, ledger, where, now, found

    def of(self, slug: str) -> Case:
        """One of its sites."""
        return Case(self.settings, self._ledger, self.settings.site(slug), self.now, self._found)

    def close(self) -> None:
        if self._ledger is not None:
            self._ledger.dispose()

    @property
    def backends(self) -> Collection[str]:
        return {self._where.backend} if self._where else {each.backend for each in self.settings.sites}

    @property
    def ledger(self) -> Ledger:
        if self._ledger is None:
            raise NotKnown
        return self._ledger

    @property
    def where(self) -> SiteSettings:
        assert self._where is not None, "only checks of a site ask for one"
        return self._where

    @property
    def is_on_google(self) -> bool:
        return self.where.backend == "google"

    @property
    def site(self) -> Site:
        if self.is_on_google:
            self.google  # noqa: B018 - without a connection there is no site, and the check of credentials has said why
        found: Site = self._once(
            ("site", self.where.slug), lambda: build_site(self.settings, self.where, self.ledger)
        )
        return found

    @property
    def google(self) -> Any:
        """The connection; before there is a ledger, one that keeps its pace alone."""
        return self._once(("google",), self._connect)

    def _connect(self) -> Any:
        from service.adapters.google.client import connect

        google = self.settings.google
        assert google is not None, "settings have it whenever a site is kept on Google"
        if self._ledger is not None:
            return google_api(self.settings, self._ledger)
        return connect(google.key_file, google.act_as, endpoint=google.endpoint)

    def logged_in(self) -> str:
        """The address Google knows us by."""
        from service.adapters.google import examining as there

        api = self.google
        address: str = self._once(("token",), lambda: there.log_in(api))
        return address

    def file(self, role: str) -> Any:
        """What Drive says of a spreadsheet."""
        from service.adapters.google import examining as there

        self.logged_in()
        api, name = self.google, getattr(self.where, role)
        return self._once(("file", name), lambda: there.file_of(api, name, role))

    def workbook(self, role: str) -> Any:
        """All of one workbook, however it is kept."""
        name = getattr(self.where, role)
        if self.is_on_google:
            self.file(role)
        step(f"{self.where.slug}: reading the {role} workbook")
        return self._once(("workbook", name), lambda: self._read(name, role))

    def _read(self, name: str, role: str) -> Any:
        if self.is_on_google:
            from service.adapters.google import examining as there

            return there.examine(self.google, name, role)
        from service.adapters.excel import examining as here

        return here.examine(Path(name), role)

    def asked(self) -> set[str]:
        """Which columns Set-up asks for."""
        return examining.asked_columns(self.site, self.workbook("staff").grids, self.now)

    def _once(self, key: tuple[str, ...], ask: Callable[[], Any]) -> Any:
        """What failed is told by whoever asked first; whoever asks again cannot know."""
        if key not in self._found:
            self._found[key] = NotKnown()
            self._found[key] = ask()
        if isinstance(self._found[key], NotKnown):
            raise NotKnown
        return self._found[key]

"""patient-voice.toml and the environment → one frozen Settings; what is missing says where to set it."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

CONFIG_NAME = "patient-voice.toml"
CONFIG_VARIABLE = "PATIENT_VOICE_CONFIG"
SECRET_VARIABLE = "PATIENT_VOICE_SECRET_KEY"
# Words of public addresses (DESIGN §10): a site called so would hide a page.
NOT_SLUGS = frozenset(
    "survey event join tell-us preferences stop you-said-we-did privacy accessibility paper healthz readyz metrics static".split()
)


class SettingsError(Exception):
    """A setting is missing or wrong. The sentence says which and what to do."""

    exit_code = 2

    def __init__(self, says: str):
        super().__init__(says)
        self.says = says


@dataclass(frozen=True)
class SiteSettings:
    """One service of one hospital, with its two workbooks."""

    slug: str
    backend: str  # "xlsx" | "google"
    staff: str  # a path, or a spreadsheet id
    managers: str
    practice: bool = False  # invented patients: a banner on every page, and nothing can be sent


@dataclass(frozen=True)
class Settings:
    database_url: str
    public_url: str
    secret_key: bytes
    versions_dir: Path
    sites: tuple[SiteSettings, ...]
    timezone: ZoneInfo = ZoneInfo("Europe/London")
    path: Path | None = None
    mail: Mapping[str, Any] | None = None
    notify: Mapping[str, Any] | None = None
    google: Mapping[str, Any] | None = None

    def site(self, slug: str) -> SiteSettings:
        """The site with this slug; a SettingsError that lists the sites when there is none."""
        for site in self.sites:
            if site.slug == slug:
                return site
        names = ", ".join(site.slug for site in self.sites) or "none yet"
        raise SettingsError(f"There is no site called {slug}. The sites in {CONFIG_NAME} are: {names}.")


def find_config(environ: Mapping[str, str] | None = None) -> Path:
    """The file named in the environment, or patient-voice.toml here."""
    environ = os.environ if environ is None else environ
    path = Path(environ.get(CONFIG_VARIABLE) or CONFIG_NAME)
    if not path.is_file():
        raise SettingsError(
            f"There is no {path}. Make one (see the README), or name yours with --config or in {CONFIG_VARIABLE}."
        )
    return path


def load_settings(path: Path | None = None, environ: Mapping[str, str] | None = None) -> Settings:
    """Reads and checks the whole file before anything starts."""
    environ = os.environ if environ is None else environ
    path = path or find_config(environ)
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as problem:
        raise SettingsError(f"There is no {path}. Check the name, or make one (see the README).") from problem
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise SettingsError(
            f"{path.name} cannot be read: it is not valid TOML. Look near the place named here: {_place(problem)}."
        ) from problem
    except OSError as problem:
        raise SettingsError(f"{path} cannot be opened. Check who may read it.") from problem
    return _settings(written, path.resolve(), environ)


def _place(problem: Exception) -> str:
    found = re.search(r"line \d+(, column \d+)?", str(problem))
    return found[0] if found else "the start of the file"


def _settings(written: Mapping[str, Any], path: Path, environ: Mapping[str, str]) -> Settings:
    service = written.get("service", {})
    folder = path.parent
    sites = tuple(_site(site, folder) for site in written.get("site", []))
    if not sites:
        raise SettingsError(f"{path.name} has no [[site]]. Add one with slug, backend, staff and managers.")
    slugs = [site.slug for site in sites]
    if len(set(slugs)) < len(slugs):
        raise SettingsError(f"Two sites in {path.name} have the same slug. Give each its own.")
    return Settings(
        database_url=_database_url(_text(service, "database_url", path, "[service]"), folder),
        public_url=_text(service, "public_url", path, "[service]").rstrip("/"),
        secret_key=_secret(service, folder, environ),
        versions_dir=folder / service.get("versions_dir", "versions"),
        sites=sites,
        timezone=_timezone(service.get("timezone", "Europe/London")),
        path=path,
        mail=written.get("mail"),
        notify=written.get("notify"),
        google=written.get("google"),
    )


def _text(table: Mapping[str, Any], name: str, path: Path, where: str) -> str:
    value = table.get(name)
    if not isinstance(value, str) or not value.strip():
        raise SettingsError(f'{name} is missing from {where} in {path.name}. Add a line: {name} = "…".')
    return value.strip()


def _site(table: Mapping[str, Any], folder: Path) -> SiteSettings:
    path = folder / CONFIG_NAME
    slug = _text(table, "slug", path, "a [[site]]")
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{1,39}", slug) or slug in NOT_SLUGS:
        raise SettingsError(
            f"A site cannot have the slug {slug}. Use 2 to 40 small letters, figures and hyphens, "
            "and no word that is a page of ours."
        )
    backend = table.get("backend", "xlsx")
    if backend not in ("xlsx", "google"):
        raise SettingsError(f"The backend of site {slug} must be xlsx or google.")
    staff, managers = (
        _text(table, "staff", path, f"site {slug}"),
        _text(table, "managers", path, f"site {slug}"),
    )
    if backend == "xlsx":
        staff, managers = str(folder / staff), str(folder / managers)
    return SiteSettings(slug, backend, staff, managers, bool(table.get("practice", False)))


def _database_url(url: str, folder: Path) -> str:
    # A relative SQLite path is beside the toml, wherever the command is started.
    if (
        url.startswith("sqlite:///")
        and not url.startswith("sqlite:////")
        and not re.match(r"sqlite:///[A-Za-z]:", url)
    ):
        return f"sqlite:///{(folder / url.removeprefix('sqlite:///')).as_posix()}"
    return url


def _secret(service: Mapping[str, Any], folder: Path, environ: Mapping[str, str]) -> bytes:
    if value := environ.get(SECRET_VARIABLE):
        secret = value.encode()
    elif "secret_key_file" in service:
        try:
            secret = (folder / service["secret_key_file"]).read_bytes().strip()
        except OSError as problem:
            raise SettingsError(
                f"The file named in secret_key_file cannot be read. Check its name, or set {SECRET_VARIABLE}."
            ) from problem
    else:
        raise SettingsError(
            f"There is no secret key. Set {SECRET_VARIABLE}, or name a file with secret_key_file in [service]."
        )
    if len(secret) < 32:
        raise SettingsError("The secret key is too short. It needs 32 characters or more, chosen at random.")
    return secret


def _timezone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as problem:
        raise SettingsError(
            f"There is no timezone called {name}. The usual one is Europe/London."
        ) from problem

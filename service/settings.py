"""patient-voice.toml and the environment → one frozen Settings; what is missing says where to set it."""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from service.core.illness_words import illness_word_in

CONFIG_NAME = "patient-voice.toml"
CONFIG_VARIABLE = "PATIENT_VOICE_CONFIG"
SECRET_VARIABLE = "PATIENT_VOICE_SECRET_KEY"
MAIL_VARIABLE = "PATIENT_VOICE_MAIL_PASSWORD"
IMPLICIT_TLS = 465  # the port on which a mail server speaks TLS from the first byte
# Every key there is. A misspelt one is told: `practise = true` left unread would make a practice site a real one.
KEYS: Mapping[str, frozenset[str]] = {
    "": frozenset(("service", "mail", "notify", "google", "site")),
    "service": frozenset(("database_url", "public_url", "timezone", "versions_dir", "secret_key_file")),
    "mail": frozenset(("host", "from", "port", "starttls", "user", "password_file")),
    "google": frozenset(
        "key_file act_as endpoint inside_domain managers_may_read sharing_checked_by_hand reads_per_minute "
        "writes_per_minute".split()
    ),
    "site": frozenset(("slug", "backend", "staff", "managers", "practice")),
}
GOOGLE_PER_MINUTE = 60  # developers.google.com/workspace/sheets/api/limits: of each kind, per user
# Where anybody can have an address: being in such a domain says nothing about who somebody is.
ANYBODYS_DOMAINS = frozenset(
    "gmail.com googlemail.com outlook.com hotmail.com hotmail.co.uk live.com live.co.uk icloud.com me.com "
    "yahoo.com yahoo.co.uk btinternet.com aol.com proton.me protonmail.com".split()
)
_LOOPBACK = ("127.0.0.1", "localhost")
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
class MailSettings:
    """How messages leave the building."""

    host: str
    sender: str
    port: int = 587
    user: str | None = None
    password: str = field(default="", repr=False)
    starttls: bool = True


@dataclass(frozen=True)
class GoogleSettings:
    """How we reach Google Sheets. Without a key file: the credentials this machine has (keyless)."""

    key_file: Path | None = field(default=None, repr=False)
    act_as: str | None = field(default=None, repr=False)  # whom we act for, by domain-wide delegation
    endpoint: str | None = None  # another address for Sheets and Drive: the loopback server's
    inside_domains: tuple[str, ...] = ()  # whose addresses count as inside, for the sharing check
    managers_may_read: tuple[str, ...] = field(default=(), repr=False)  # named people outside
    sharing_checked_by_hand: bool = False  # where Google does not show us with whom a workbook is shared
    reads_per_minute: int = 50
    writes_per_minute: int = 50


@dataclass(frozen=True)
class Settings:
    database_url: str
    public_url: str
    secret_key: bytes = field(repr=False)
    versions_dir: Path
    sites: tuple[SiteSettings, ...]
    timezone: ZoneInfo = ZoneInfo("Europe/London")
    path: Path | None = None
    mail: MailSettings | None = None
    notify: Mapping[str, Any] | None = None
    google: GoogleSettings | None = None  # there whenever a site is kept on Google

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
    except UnicodeDecodeError as problem:
        raise SettingsError(
            f"{path.name} is not saved as UTF-8. Save it again with that encoding."
        ) from problem
    except tomllib.TOMLDecodeError as problem:
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
    _refuse_unknown(written, "", path.name)
    service = _table(written, "service", path)
    _refuse_unknown(service, "service", f"[service] in {path.name}")
    folder = path.parent
    tables = written.get("site", [])
    if not tables or not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise SettingsError(f"{path.name} has no [[site]]. Add one with slug, backend, staff and managers.")
    sites = tuple(_site(site, path) for site in tables)
    slugs = [site.slug for site in sites]
    if len(set(slugs)) < len(slugs):
        raise SettingsError(f"Two sites in {path.name} have the same slug. Give each its own.")
    _refuse_shared_spreadsheets(sites)
    return Settings(
        database_url=_database_url(_text(service, "database_url", path, "[service]"), folder),
        public_url=_public_url(_text(service, "public_url", path, "[service]")),
        secret_key=_secret(service, folder, environ),
        versions_dir=folder
        / _text({"versions_dir": "versions", **service}, "versions_dir", path, "[service]"),
        sites=sites,
        timezone=_timezone(_text({"timezone": "Europe/London", **service}, "timezone", path, "[service]")),
        path=path,
        mail=_mail(_table(written, "mail", path), path, environ) if "mail" in written else None,
        notify=written.get("notify"),
        google=_google(_table(written, "google", path), path)
        if "google" in written or any(site.backend == "google" for site in sites)
        else None,
    )


def _refuse_unknown(table: Mapping[str, Any], name: str, where: str) -> None:
    known = sorted(KEYS[name])
    for key in table:
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            meant = f" Did you mean {near[0]}?" if near else ""
            raise SettingsError(f"We know no {key} in {where}.{meant} There are: {', '.join(known)}.")


def _refuse_illness(words: str, says: str) -> None:
    if word := illness_word_in(re.sub(r"[\W_]+", " ", words)):
        raise SettingsError(says.format(word=word))


def _table(written: Mapping[str, Any], name: str, path: Path) -> Mapping[str, Any]:
    table = written.get(name, {})
    if not isinstance(table, dict):
        raise SettingsError(
            f"{name} in {path.name} is not a group of settings. Begin it with a line [{name}]."
        )
    return table


def _text(table: Mapping[str, Any], name: str, path: Path, where: str) -> str:
    value = table.get(name)
    if not isinstance(value, str) or not value.strip():
        raise SettingsError(f'{name} is missing from {where} in {path.name}. Add a line: {name} = "…".')
    return value.strip()


def _yes(table: Mapping[str, Any], name: str, usual: bool, where: str) -> bool:
    value = table.get(name, usual)
    if not isinstance(value, bool):
        raise SettingsError(f"{name} in {where} must be true or false, without quotation marks.")
    return value


def _public_url(address: str) -> str:
    if not re.fullmatch(r"https?://[^\s/?#]+[^\s?#]*", address):
        raise SettingsError(
            "public_url in [service] is no web address. Write it like https://voice.example.nhs.uk."
        )
    return address.rstrip("/")


def _mail(table: Mapping[str, Any], path: Path, environ: Mapping[str, str]) -> MailSettings:
    _refuse_unknown(table, "mail", f"[mail] in {path.name}")
    port, where = table.get("port", 587), "[mail]"
    if not isinstance(port, int) or isinstance(port, bool) or not 0 < port < 65_536:
        raise SettingsError("port in [mail] must be a number, such as 587.")
    host, sender = _text(table, "host", path, where), _text(table, "from", path, where)
    if not re.fullmatch(r"[^@\r\n]*[^@\s]@[^@\s]+", sender):
        raise SettingsError("from in [mail] is no e-mail address. Write it like voice@example.nhs.uk.")
    _refuse_illness(sender, "from in [mail] names the illness ({word}). Use an address that does not.")
    mail = MailSettings(host, sender, port, starttls=_yes(table, "starttls", True, where))
    if "user" not in table:
        return mail
    if not mail.starttls and port != IMPLICIT_TLS and host not in ("localhost", "127.0.0.1", "::1"):
        raise SettingsError("[mail] would send the password in the clear. Take out starttls = false.")
    return replace(mail, user=_text(table, "user", path, where), password=_password(table, path, environ))


def _password(table: Mapping[str, Any], path: Path, environ: Mapping[str, str]) -> str:
    if password := environ.get(MAIL_VARIABLE):
        return password
    if "password_file" not in table:
        raise SettingsError(
            f"[mail] has a user but no password. Set {MAIL_VARIABLE}, or name a file with password_file."
        )
    try:
        return (path.parent / _text(table, "password_file", path, "[mail]")).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as problem:
        raise SettingsError(
            f"The file named in password_file cannot be read. Check its name, or set {MAIL_VARIABLE}."
        ) from problem


def _google(table: Mapping[str, Any], path: Path) -> GoogleSettings:
    where = "[google]"
    _refuse_unknown(table, "google", f"[google] in {path.name}")
    domains = tuple(name.lower().removeprefix("@") for name in _texts(table, "inside_domain"))
    for domain in domains:
        if not re.fullmatch(r"(?:[a-z0-9-]+\.)+[a-z0-9-]+", domain):
            raise SettingsError(
                "inside_domain in [google] holds something that is no domain. "
                "Write what stands after the @ in your addresses, such as example.nhs.uk."
            )
        if domain in ANYBODYS_DOMAINS:
            raise SettingsError(
                f"inside_domain in [google] cannot be {domain}: anybody can have an address there. "
                "Name the domain of your organisation."
            )
    people = tuple(address.lower() for address in _texts(table, "managers_may_read"))
    act_as = _text(table, "act_as", path, where).lower() if "act_as" in table else None
    for name, addresses in (("managers_may_read", people), ("act_as", (act_as,) if act_as else ())):
        if not all(re.fullmatch(r"[^@\s]+@[^@\s.]+\.[^@\s]+", address) for address in addresses):
            raise SettingsError(
                f"{name} in [google] holds something that is no e-mail address. Write it like name@example.org."
            )
    return GoogleSettings(
        key_file=path.parent / _text(table, "key_file", path, where) if "key_file" in table else None,
        act_as=act_as,
        endpoint=_endpoint(_text(table, "endpoint", path, where)) if "endpoint" in table else None,
        inside_domains=domains,
        managers_may_read=people,
        sharing_checked_by_hand=_yes(table, "sharing_checked_by_hand", usual=False, where=where),
        reads_per_minute=_per_minute(table, "reads_per_minute"),
        writes_per_minute=_per_minute(table, "writes_per_minute"),
    )


def _texts(table: Mapping[str, Any], name: str) -> list[str]:
    """A list of words; one word alone will do."""
    value = table.get(name, [])
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not all(isinstance(each, str) and each.strip() for each in values):
        raise SettingsError(
            f'{name} in [google] must be a list in quotation marks. Write it like {name} = ["…", "…"].'
        )
    return [each.strip() for each in values]


def _endpoint(address: str) -> str:
    """Our token goes there with every request, so nowhere in the clear but to this machine itself."""
    parts = _parts_of(address)
    trusted = parts is not None and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    )
    if not trusted or parts is None or not parts.hostname or parts.username or parts.query or parts.fragment:
        raise SettingsError(
            "endpoint in [google] must begin https://, or be on this machine (http://127.0.0.1:…). "
            "Take it out to use Google itself."
        )
    return address.rstrip("/")


def _parts_of(address: str) -> SplitResult | None:
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 - raises when it is no number
    except ValueError:
        return None
    return parts


def _per_minute(table: Mapping[str, Any], name: str) -> int:
    value = table.get(name, 50)
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= GOOGLE_PER_MINUTE:
        raise SettingsError(
            f"{name} in [google] must be a number from 1 to {GOOGLE_PER_MINUTE}. Google allows no more a minute."
        )
    return value


def _spreadsheet_id(given: str, whose: str) -> str:
    """The id itself, or the whole address as it stands in the browser."""
    found = re.search(r"/spreadsheets/(?:u/\d+/)?d/([A-Za-z0-9_-]+)(?:[/?#]|$)", given)
    name = found[1] if found else given
    # A published copy has /d/e/…: it is another thing, and nobody can write in it.
    if not re.fullmatch(r"[A-Za-z0-9_-]{20,}", name):
        raise SettingsError(
            f"{whose} is no Google spreadsheet. Open it in the browser and copy its whole address "
            "(https://docs.google.com/spreadsheets/d/…/edit)."
        )
    return name


def _refuse_shared_spreadsheets(sites: Sequence[SiteSettings]) -> None:
    """Who can open a spreadsheet sees all of it: managers must not see the staff's (DESIGN §2, promise 5)."""
    used = [name for site in sites if site.backend == "google" for name in (site.staff, site.managers)]
    if len(set(used)) < len(used):
        raise SettingsError(
            "One Google spreadsheet is named twice. Each site needs one for staff and another for managers."
        )


def moved_site(
    site: SiteSettings, backend: str, staff: str, managers: str, settings: Settings
) -> SiteSettings:
    """The same site kept elsewhere, as the toml would have it."""
    folder = settings.path.parent if settings.path else Path()
    staff, managers = _places(site.slug, backend, staff, managers, folder)
    moved = replace(site, backend=backend, staff=staff, managers=managers)
    _refuse_shared_spreadsheets([moved, *(each for each in settings.sites if each.slug != site.slug)])
    return moved


def _places(slug: str, backend: str, staff: str, managers: str, folder: Path) -> tuple[str, str]:
    if backend == "xlsx":
        for name in (staff, managers):
            _refuse_illness(
                Path(name).stem,
                "A workbook's file name names the illness ({word}): others see it on the share. Choose another.",
            )
        return str(folder / staff), str(folder / managers)
    return (
        _spreadsheet_id(staff, f"staff of site {slug}"),
        _spreadsheet_id(managers, f"managers of site {slug}"),
    )


def _site(table: Mapping[str, Any], path: Path) -> SiteSettings:
    folder = path.parent
    slug = _text(table, "slug", path, "a [[site]]")
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{1,39}", slug) or slug in NOT_SLUGS:
        raise SettingsError(
            f"A site cannot have the slug {slug}. Use 2 to 40 small letters, figures and hyphens, "
            "and no word that is a page of ours."
        )
    _refuse_unknown(table, "site", f"site {slug} in {path.name}")
    _refuse_illness(
        slug, "A slug is part of every address, and this one names the illness ({word}). Choose another."
    )
    backend = table.get("backend", "xlsx")
    if backend not in ("xlsx", "google"):
        raise SettingsError(f"The backend of site {slug} must be xlsx or google.")
    staff, managers = (
        _text(table, "staff", path, f"site {slug}"),
        _text(table, "managers", path, f"site {slug}"),
    )
    staff, managers = _places(slug, backend, staff, managers, folder)
    return SiteSettings(slug, backend, staff, managers, _yes(table, "practice", False, f"site {slug}"))


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
            secret = (folder / str(service["secret_key_file"])).read_bytes().strip()
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

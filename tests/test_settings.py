"""patient-voice.toml: what is missing or wrong is one sentence that says where to set it."""

import pytest

from service.settings import (
    CONFIG_VARIABLE,
    MAIL_VARIABLE,
    SECRET_VARIABLE,
    GoogleSettings,
    MailSettings,
    SettingsError,
    find_config,
    load_settings,
)

SECRET = "a test secret of more than 32 characters"
LINES = {
    "database_url": 'database_url = "sqlite:///ledger.sqlite3"',
    "public_url": 'public_url = "https://voice.example.org/"',
    "slug": 'slug = "elm"',
    "staff": 'staff = "staff/staff.xlsx"',
    "managers": 'managers = "managers/managers.xlsx"',
}
MAIL = {"host": 'host = "mail.example.org"', "from": 'from = "Patient Voice <voice@example.org>"'}


def toml(service="", site="", mail=None, without=None, **instead):
    lines = {name: instead.get(name, line) for name, line in LINES.items() if name != without}
    kept = [lines.get(name, "") for name in ("database_url", "public_url")]
    sited = [lines.get(name, "") for name in ("slug", "staff", "managers")]
    text = "\n".join(["[service]", *kept, service, "[[site]]", *sited, site])
    return text + ("\n[mail]\n" + mail if mail is not None else "")


@pytest.fixture
def load(tmp_path):
    def loaded(text, **environ):
        path = tmp_path / "patient-voice.toml"
        path.write_text(text, "utf-8")
        return load_settings(path, {SECRET_VARIABLE: SECRET} | environ)

    return loaded


def refused(load, text, **environ):
    with pytest.raises(SettingsError) as caught:
        load(text, **environ)
    assert caught.value.exit_code == 2
    assert caught.value.says.endswith(".")
    assert "\n" not in caught.value.says
    return caught.value.says


def test_a_whole_file_is_read_with_paths_beside_it(load, tmp_path):
    settings = load(toml())
    assert settings.database_url == f"sqlite:///{tmp_path.as_posix()}/ledger.sqlite3"
    assert settings.public_url == "https://voice.example.org"
    assert settings.versions_dir == tmp_path / "versions"
    assert settings.site("elm").staff == str(tmp_path / "staff/staff.xlsx")
    assert (settings.mail, settings.site("elm").practice) == (None, False)


@pytest.mark.parametrize("missing", LINES)
def test_each_missing_key_is_named_with_the_line_to_add(load, missing):
    assert missing in refused(load, toml(without=missing))


@pytest.mark.parametrize("missing", LINES)
@pytest.mark.parametrize("value", ["7", '""', "[]", "true"])
def test_each_key_of_another_kind_is_as_good_as_missing(load, missing, value):
    assert missing in refused(load, toml(**{missing: f"{missing} = {value}"}))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "no [[site]]"),
        ("[service\nx = 1", "line 1"),
        ("service = 1\n[[site]]\nslug='elm'", "[service]"),
        ("[service]\n[site]\nslug = 'elm'", "[[site]]"),
        ("site = 3", "[[site]]"),
        ("site = ['elm']", "[[site]]"),
        (toml(slug='slug = "Elm Ward"'), "small letters"),
        (toml(slug='slug = "privacy"'), "page of ours"),
        (toml(slug='slug = "breast-cancer"'), "illness"),
        (toml(staff='staff = "staff/SBC patients.xlsx"'), "illness"),
        (toml(managers='managers = "managers/secondary_breast.xlsx"'), "illness"),
        (toml(site="practise = true"), "Did you mean practice?"),
        (toml(service="nonsense = 1"), "We know no nonsense in [service]"),
        ("[servce]\n" + toml(), "Did you mean service?"),
        (toml(mail="\n".join([*MAIL.values(), "starttsl = false"])), "Did you mean starttls?"),
        (toml(site='backend = "ods"'), "xlsx or google"),
        (toml(site='practice = "no"'), "true or false"),
        (toml(service='timezone = "Europe/Nowhere"'), "Europe/London"),
        (toml(service="timezone = 1"), "timezone"),
        (toml(service="versions_dir = 1"), "versions_dir"),
        (toml(public_url='public_url = "voice.example.org"'), "https://"),
        (toml() + '\n[[site]]\nslug = "elm"\nstaff = "a"\nmanagers = "b"', "same slug"),
        (toml(mail=""), "host"),
        (toml(mail=MAIL["host"]), "from"),
        (toml(mail=MAIL["from"]), "host"),
    ],
)
def test_what_is_wrong_is_one_sentence(load, text, word):
    assert word in refused(load, text)


def test_bytes_that_are_no_text_and_a_folder_are_told_too(tmp_path):
    path = tmp_path / "patient-voice.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="UTF-8"):
        load_settings(path, {})
    for wrong in (path, tmp_path, tmp_path / "none.toml"):
        with pytest.raises(SettingsError):
            load_settings(wrong, {})


def test_the_secret_comes_from_the_environment_or_a_file_and_is_long_enough(load, tmp_path):
    assert "no secret key" in refused(load, toml(), **{SECRET_VARIABLE: ""})
    assert "too short" in refused(load, toml(), **{SECRET_VARIABLE: "short"})
    named = toml(service='secret_key_file = "secret.key"')
    assert "secret_key_file" in refused(load, named, **{SECRET_VARIABLE: ""})
    (tmp_path / "secret.key").write_text(SECRET + "\n")
    assert load(named, **{SECRET_VARIABLE: ""}).secret_key == SECRET.encode()


def test_the_file_is_found_by_the_environment(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(toml(), "utf-8")
    assert find_config({CONFIG_VARIABLE: str(path)}) == path
    with pytest.raises(SettingsError, match="--config"):
        find_config({CONFIG_VARIABLE: str(tmp_path / "none.toml")})


# Mail


def test_mail_needs_a_host_and_a_sender_and_encrypts_unless_told(load):
    mail = load(toml(mail="\n".join(MAIL.values()))).mail
    assert mail == MailSettings("mail.example.org", "Patient Voice <voice@example.org>")
    assert (mail.port, mail.starttls) == (587, True)


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ('port = "587"', "number"),
        ("port = true", "number"),
        ("port = 70000", "number"),
        ('starttls = "yes"', "true or false"),
        ('user = "voice"', MAIL_VARIABLE),
        ('user = "voice"\npassword_file = "none"', "password_file"),
        ('user = "voice"\nstarttls = false', "in the clear"),
    ],
)
def test_what_is_wrong_in_mail_is_said(load, line, word):
    assert word in refused(load, toml(mail="\n".join([*MAIL.values(), line])))


@pytest.mark.parametrize(
    "sender", ["breast.care@example.org", "Oncology <voice@example.org>", "nobody", "a@b\\n@c"]
)
def test_a_sender_never_names_the_illness_and_is_an_address(load, sender):
    assert "from in [mail]" in refused(load, toml(mail=f'{MAIL["host"]}\nfrom = "{sender}"'))


def test_the_mail_password_comes_from_the_environment_or_a_file_and_is_never_shown(load, tmp_path):
    lines = "\n".join([*MAIL.values(), 'user = "voice"', 'password_file = "mail.key"'])
    (tmp_path / "mail.key").write_text("from the file\n")
    settings = load(toml(mail=lines))
    assert settings.mail.password == "from the file"
    assert load(toml(mail=lines), **{MAIL_VARIABLE: "from outside"}).mail.password == "from outside"
    assert "from the file" not in repr(settings)
    assert SECRET not in repr(settings)


STAFF_ID, MANAGERS_ID = (
    "1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_staff",
    "1zYxWvUtSrQpOnMlKjIhGfEdCbA9876543210-_mngrs",
)


def on_google(google=None, staff=STAFF_ID, managers=MANAGERS_ID):
    text = toml(site='backend = "google"', staff=f'staff = "{staff}"', managers=f'managers = "{managers}"')
    return text + ("\n[google]\n" + google if google is not None else "")


def test_a_site_on_google_without_more_is_keyless_at_a_pace_google_allows(load):
    assert load(on_google()).google == GoogleSettings()
    assert GoogleSettings().reads_per_minute == GoogleSettings().writes_per_minute == 50
    assert load(toml()).google is None


def test_a_whole_google_table_is_read_with_the_key_beside_the_file(load, tmp_path):
    google = load(
        on_google(
            """
            key_file = "keys/voice.json"
            act_as = "Voice@example.nhs.uk"
            endpoint = "http://127.0.0.1:8765/"
            inside_domain = ["@Example.nhs.uk", "trust.example.org"]
            managers_may_read = "chair@charity.example.org"
            sharing_checked_by_hand = true
            reads_per_minute = 60
            writes_per_minute = 1
            """
        )
    ).google
    assert google == GoogleSettings(
        key_file=tmp_path / "keys/voice.json",
        act_as="voice@example.nhs.uk",
        endpoint="http://127.0.0.1:8765",
        inside_domains=("example.nhs.uk", "trust.example.org"),
        managers_may_read=("chair@charity.example.org",),
        sharing_checked_by_hand=True,
        reads_per_minute=60,
        writes_per_minute=1,
    )
    for secret in ("voice.json", "voice@", "chair@"):
        assert secret not in repr(google)


@pytest.mark.parametrize(
    "address",
    [
        "https://docs.google.com/spreadsheets/d/{}/edit#gid=0",
        "https://docs.google.com/spreadsheets/d/{}/edit?gid=12#gid=12",
        "https://docs.google.com/spreadsheets/u/1/d/{}/edit",
        "docs.google.com/spreadsheets/d/{}",
        " {} ",
    ],
)
def test_a_spreadsheet_may_be_named_by_its_whole_address(load, address):
    site = load(on_google(staff=address.format(STAFF_ID))).site("elm")
    assert (site.staff, site.managers) == (STAFF_ID, MANAGERS_ID)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (on_google("keyfile = 'voice.json'"), "Did you mean key_file?"),
        (on_google("key_file = 7"), "key_file"),
        (on_google("act_as = 'the nurse'"), "act_as in [google]"),
        (on_google("endpoint = 'http://sheets.example.org'"), "https://"),
        (on_google("endpoint = 'http://127.0.0.1.example.org'"), "https://"),
        (on_google("endpoint = 'http://127.0.0.1@example.org'"), "https://"),
        (on_google("endpoint = 'https://'"), "https://"),
        (on_google("endpoint = 'http://localhost:x'"), "https://"),
        (on_google("inside_domain = 'name@example.org'"), "no domain"),
        (on_google("inside_domain = ['nhs']"), "no domain"),
        (on_google("inside_domain = ['gmail.com']"), "anybody can have an address"),
        (on_google("inside_domain = [1]"), "list in quotation marks"),
        (on_google("managers_may_read = ['charity.example.org']"), "no e-mail address"),
        (on_google("sharing_checked_by_hand = 'yes'"), "true or false"),
        (on_google("reads_per_minute = 61"), "from 1 to 60"),
        (on_google("writes_per_minute = 0"), "from 1 to 60"),
        (on_google("writes_per_minute = true"), "from 1 to 60"),
        (on_google(staff="staff/staff.xlsx"), "staff of site elm is no Google spreadsheet"),
        (on_google(managers="https://docs.google.com/spreadsheets/d/e/2PACX-1vQ/pubhtml"), "no Google spreadsheet"),
        (on_google(managers=f"https://docs.google.com/spreadsheets/d/{STAFF_ID}/edit"), "named twice"),
        ("google = 1\n" + toml(), "[google]"),
    ],
)  # fmt: skip
def test_what_is_wrong_of_google_is_one_sentence(load, text, word):
    assert word in refused(load, text)

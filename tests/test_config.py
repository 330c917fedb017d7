"""Settings: what is read, what wins, and how mistakes are told."""

import base64
import stat
from itertools import pairwise
from pathlib import Path

import pytest

from reminders.config import SECRET_NAMES, SETTING_NAMES, SettingsError, add_to_env, generate_secrets, read_settings

EXAMPLE = Path(__file__).resolve().parents[1] / ".env.example"
KEY = base64.b64encode(bytes(range(32))).decode()
OTHER_KEY = base64.b64encode(bytes(range(1, 33))).decode()
SECRETS = {"SECRET_KEY": "q7Zk" + KEY, "ENCRYPTION_KEYS": f"k1:{KEY}", "LOOKUP_KEY": "p4Wm" + KEY}
TWILIO = {
    **SECRETS,
    "SMS_TRANSPORT": "twilio",
    "TWILIO_ACCOUNT_SID": "AC0123456789abcdef0123456789abcdef",
    "TWILIO_API_KEY_SID": "SK0123456789abcdef0123456789abcdef",
    "TWILIO_API_KEY_SECRET": "an-api-key-secret",
    "TWILIO_FROM": "+12025550143",
}
SMTP = {**SECRETS, "EMAIL_TRANSPORT": "smtp", "SMTP_URL": "smtps://u:p@mail.example.com", "EMAIL_FROM": "a@example.com"}


def mistakes(environ: dict[str, str], env_file: Path | None = None, *, storing: bool = False) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as caught:
        read_settings(environ, env_file, storing=storing)
    return caught.value.mistakes


def env_file(folder: Path, text: str, mode: int = 0o600) -> Path:
    path = folder / ".env"
    path.write_text(text)
    path.chmod(mode)
    return path


def test_nothing_given_is_a_sandbox_on_this_machine() -> None:
    settings = read_settings({})
    assert settings.real_transport is False
    assert (settings.database_url, settings.public_url) == ("sqlite:///reminders.db", "http://127.0.0.1:8000")
    assert (settings.host, settings.port, settings.clinic_settle_minutes) == ("127.0.0.1", 8000, 5)


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    path = env_file(tmp_path, "PORT=9000\nCLINIC_NAME=From the file\n")
    settings = read_settings({"PORT": "9001"}, path)
    assert (settings.port, settings.clinic_name) == (9001, "From the file")


def test_a_file_that_is_not_there_is_no_mistake(tmp_path: Path) -> None:
    assert read_settings({}, tmp_path / ".env") == read_settings({})


def test_an_empty_value_counts_as_not_given(tmp_path: Path) -> None:
    assert read_settings({"PORT": ""}, env_file(tmp_path, "CLINIC_PHONE=\n")) == read_settings({})


def test_dollar_signs_in_the_file_stay_as_they_are(tmp_path: Path) -> None:
    assert read_settings({}, env_file(tmp_path, "CLINIC_NAME=A ${HOME} $x\n")).clinic_name == "A ${HOME} $x"


@pytest.mark.parametrize("name", sorted(SECRET_NAMES))
def test_a_secret_may_lie_in_a_file_of_its_own(name: str, tmp_path: Path) -> None:
    given = {**TWILIO, **SMTP, "DATABASE_URL": "sqlite:///x.db", "TWILIO_AUTH_TOKEN": "a-token"}
    given["HEARTBEAT_URL"] = "https://watch.example.com/ping"
    path = tmp_path / "secret"
    path.write_text(given[name] + "\n")
    from_file = {key: value for key, value in given.items() if key != name} | {f"{name}_FILE": str(path)}
    assert read_settings(from_file) == read_settings(given)


def test_a_secret_given_twice_over_is_a_mistake(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_text("x")
    assert mistakes({**SECRETS, "SECRET_KEY_FILE": str(path)}) == (
        "SECRET_KEY: SECRET_KEY_FILE is given as well; keep one of them",
    )


def test_a_secret_file_that_is_missing_is_named() -> None:
    assert mistakes({"LOOKUP_KEY_FILE": "/nowhere/key"}) == (
        "LOOKUP_KEY_FILE: /nowhere/key cannot be read (No such file or directory)",
    )


def test_a_secret_in_the_environment_wins_over_a_secret_file_named_in_the_file(tmp_path: Path) -> None:
    path = env_file(tmp_path, "SECRET_KEY_FILE=/nowhere\n")
    settings = read_settings(SECRETS, path)
    assert settings.secret_key is not None
    assert settings.secret_key.get_secret_value() == SECRETS["SECRET_KEY"]


def test_all_mistakes_come_at_once_and_by_name() -> None:
    found = mistakes({"PORT": "70000", "SMS_TRANSPORT": "pigeon", "LOG_FORMAT": "xml", **SECRETS})
    assert found == (
        "PORT: must be a whole number from 1 to 65535, got '70000'",
        "SMS_TRANSPORT: must be sandbox or twilio, got 'pigeon'",
        "LOG_FORMAT: must be console or json, got 'xml'",
    )


def test_no_mistake_repeats_a_secret() -> None:
    wrong = {name: f"hush-{name.lower()}" for name in SECRET_NAMES if "TWILIO" not in name}
    told = "\n".join(mistakes({**wrong, "SMTP_URL": "http://user:hush@mail.example.com"}))
    assert told.count("hush") == 0
    assert len(told.splitlines()) == len(wrong)


def test_settings_do_not_print_their_secrets() -> None:
    given = {**TWILIO, **SMTP, "TWILIO_AUTH_TOKEN": "the-token", "DATABASE_URL": "postgresql://u:sesame@db/x"}
    printed = repr(read_settings(given))
    for secret in (KEY, "the-token", "an-api-key-secret", "u:p@", "sesame"):
        assert printed.count(secret) == 0


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("TWILLIO_FROM=+12025550143", ":2: TWILLIO_FROM is no setting; did you mean TWILIO_FROM?"),
        ("CLINIC_COLOR=blue", ":2: CLINIC_COLOR is no setting; see .env.example for the names"),
        ("port=80", ":2: port is no setting; did you mean PORT?"),
        ("just words", ":2: is not NAME=value; quote values with spaces at their ends, close every quote"),
        ("CLINIC_NAME='open", ":2: is not NAME=value; quote values with spaces at their ends, close every quote"),
        ("PORT", ":2: is not NAME=value; quote values with spaces at their ends, close every quote"),
        ("HOST=::1", ":2: HOST is given a second time; keep one"),
    ],
)
def test_slips_in_the_file_are_told_by_line(line: str, told: str, tmp_path: Path) -> None:
    path = env_file(tmp_path, f"HOST=127.0.0.1\n{line}\n")
    assert mistakes({}, path) == (f"{path}{told}",)


def test_the_line_is_right_after_blank_lines_and_comments(tmp_path: Path) -> None:
    path = env_file(tmp_path, "# one\n\n\n  \nnonsense\n")
    assert mistakes({}, path) == (
        f"{path}:5: is not NAME=value; quote values with spaces at their ends, close every quote",
    )


def test_other_programs_settings_in_the_file_are_left_alone(tmp_path: Path) -> None:
    assert read_settings({}, env_file(tmp_path, "COMPOSE_PROJECT_NAME=x\nPATH=/bin\n")) == read_settings({})


def test_a_file_that_is_not_text_is_a_mistake(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_bytes(b"\xff\xfe\x00")
    assert mistakes({}, path) == (f"{path}: is not UTF-8 text",)


def test_a_file_that_others_may_read_is_refused_with_a_real_transport(tmp_path: Path) -> None:
    path = env_file(tmp_path, "CLINIC_NAME=x\n", mode=0o640)
    assert mistakes(TWILIO, path) == (f"{path}: others on this machine may read it (mode 640); run: chmod 600 {path}",)
    assert read_settings(SECRETS, path).clinic_name == "x"


def test_what_stores_needs_its_keys() -> None:
    assert [told.partition(":")[0] for told in mistakes({}, storing=True)] == ["SECRET_KEY", "ENCRYPTION_KEYS"]
    assert read_settings(SECRETS, storing=True).encryption_keys == (("k1", bytes(range(32))),)


def test_without_a_lookup_key_a_trial_derives_one_and_says_so() -> None:
    trial = {name: value for name, value in SECRETS.items() if name != "LOOKUP_KEY"}
    settings = read_settings(trial, storing=True)
    assert settings.lookup_key == read_settings(trial, storing=True).lookup_key
    assert len(settings.lookup_key or b"") == 32
    assert settings.lookup_key != read_settings(SECRETS).lookup_key
    assert settings.warnings == (
        "LOOKUP_KEY: is not given, so SECRET_KEY stands in for it; fine for a trial, refused with a real transport",
    )


def test_a_real_transport_needs_its_own_lookup_key() -> None:
    real = {name: value for name, value in TWILIO.items() if name != "LOOKUP_KEY"}
    assert mistakes(real) == (
        "LOOKUP_KEY: is missing; a real transport needs its own, never to be changed (opt-outs are found by it)",
    )


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"TWILIO_ACCOUNT_SID": ""}, "TWILIO_ACCOUNT_SID: is missing while SMS_TRANSPORT is twilio"),
        ({"TWILIO_ACCOUNT_SID": TWILIO["TWILIO_API_KEY_SID"]}, "TWILIO_ACCOUNT_SID: must start with AC"),
        ({"TWILIO_API_KEY_SECRET": ""}, "TWILIO_API_KEY_SECRET: is missing"),
        ({"TWILIO_API_KEY_SID": ""}, "TWILIO_API_KEY_SID: is missing"),
        ({"TWILIO_AUTH_TOKEN": " "}, "TWILIO_AUTH_TOKEN: is empty"),
        ({"TWILIO_FROM": ""}, "TWILIO_FROM: is missing"),
        ({"TWILIO_MESSAGING_SERVICE_SID": "MG0123456789abcdef"}, "TWILIO_FROM: is given twice over"),
        ({"TWILIO_FROM": "5550143"}, "TWILIO_FROM: must be a number such as +12025550143 or a short code"),
        ({"TWILIO_BASE_URL": "http://api.example.com"}, "TWILIO_BASE_URL: must start with https://"),
    ],
)
def test_twilio_is_refused_when_something_is_missing_or_mixed_up(change: dict[str, str], told: str) -> None:
    (found,) = mistakes({**TWILIO, **change})
    assert found[: len(told)] == told


def test_twilio_may_use_the_token_alone() -> None:
    alone = {name: value for name, value in TWILIO.items() if "API_KEY" not in name}
    assert read_settings({**alone, "TWILIO_AUTH_TOKEN": "a-token"}).sms_transport == "twilio"
    (found,) = mistakes(alone)
    assert found == "TWILIO_AUTH_TOKEN: is missing; give it, or TWILIO_API_KEY_SID and TWILIO_API_KEY_SECRET"


def test_twilio_on_this_machine_may_be_reached_without_tls() -> None:
    settings = read_settings({**TWILIO, "TWILIO_BASE_URL": "http://127.0.0.1:4010"})
    assert settings.twilio_base_url == "http://127.0.0.1:4010"


def test_mail_needs_a_server_and_a_sender() -> None:
    assert mistakes({**SECRETS, "EMAIL_TRANSPORT": "smtp"}) == (
        "SMTP_URL: is missing while EMAIL_TRANSPORT is smtp; for example smtp://user:password@host:587",
        "EMAIL_FROM: is missing while EMAIL_TRANSPORT is smtp; for example care@example.com",
    )


@pytest.mark.parametrize(
    "url",
    [
        "mail.example.com",
        "http://mail.example.com",
        "smtp://",
        "smtp://u@mail.example.com",
        "smtp://u:p@mail.example.com:0",
        "smtp://u:p@mail.example.com:99999",
        "smtp://u:p@mail.example.com/box",
        "smtp://u:p@mail.example.com?tls=no",
    ],
)
def test_a_mail_server_must_be_written_right(url: str) -> None:
    (found,) = mistakes({**SMTP, "SMTP_URL": url})
    assert found.partition(":")[0] == "SMTP_URL"


@pytest.mark.parametrize("sender", ["care@example.com", "Lakeside <care@example.com>", '"A, B" <care@example.com>'])
def test_a_sender_may_have_a_name(sender: str) -> None:
    assert read_settings({**SMTP, "EMAIL_FROM": sender}).email_from == sender


@pytest.mark.parametrize("sender", ["care", "Lakeside", "care@", "a@example.com\nBcc: b@example.com"])
def test_a_sender_without_an_address_is_refused(sender: str) -> None:
    assert mistakes({**SMTP, "EMAIL_FROM": sender}) == (
        "EMAIL_FROM: must be an address such as care@example.com or Clinic <care@example.com>",
    )


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://care.example.com/", "https://care.example.com"),
        ("https://care.example.com/reminders", "https://care.example.com/reminders"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("http://[::1]:8000", "http://[::1]:8000"),
        ("http://127.0.0.1", "http://127.0.0.1"),
    ],
)
def test_a_public_address_is_https_or_this_machine(url: str, kept: str) -> None:
    assert read_settings({"PUBLIC_URL": url}).public_url == kept


@pytest.mark.parametrize(
    "url",
    [
        "http://care.example.com",
        "https://care.example.com:0",
        "https://care.example.com:65536",
        "https://care.example.com:port",
        "https://",
        "care.example.com",
        "https://user@care.example.com",
        "https://care.example.com/?x=1",
        "https://care.example.com/#x",
        "https://[::1",
        "https://care example.com",
    ],
)
def test_any_other_public_address_is_refused(url: str) -> None:
    (found,) = mistakes({"PUBLIC_URL": url})
    assert found.partition(":")[0] == "PUBLIC_URL"


@pytest.mark.parametrize(
    ("environ", "url"),
    [
        ({"PORT": "9000"}, "http://127.0.0.1:9000"),
        ({"HOST": "::1"}, "http://[::1]:8000"),
        ({"HOST": "0.0.0.0"}, "http://127.0.0.1:8000"),
        ({"HOST": "localhost"}, "http://localhost:8000"),
    ],
)
def test_without_a_public_address_it_is_this_machine(environ: dict[str, str], url: str) -> None:
    assert read_settings(environ).public_url == url


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        (KEY, "key 1 must look like id:base64, the id of letters, digits, dots and dashes"),
        (f"k1:{KEY},k1:{OTHER_KEY}", "uses the id 'k1' twice; give each key its own"),
        (f"k1:{KEY},k2:c2hvcnQ=", "key 2 (k2) must be 32 bytes in base64; `openssl rand -base64 32` prints one"),
        ("k1:not base64!", "key 1 (k1) must be 32 bytes in base64; `openssl rand -base64 32` prints one"),
    ],
)
def test_a_wrong_key_ring_is_refused(keys: str, told: str) -> None:
    assert mistakes({**SECRETS, "ENCRYPTION_KEYS": keys}) == (f"ENCRYPTION_KEYS: {told}",)


def test_the_key_ring_keeps_its_order() -> None:
    ring = read_settings({"ENCRYPTION_KEYS": f"new:{OTHER_KEY}, old:{KEY}"}).encryption_keys
    assert [key_id for key_id, _ in ring] == ["new", "old"]


@pytest.mark.parametrize("secret", ["short", "a" * 64])
def test_a_secret_that_can_be_guessed_is_refused(secret: str) -> None:
    assert [told.partition(":")[0] for told in mistakes({"SECRET_KEY": secret})] == ["SECRET_KEY"]


@pytest.mark.parametrize(
    ("url", "read"),
    [
        ("sqlite:////var/lib/reminders.db", "sqlite:////var/lib/reminders.db"),
        ("postgresql://u:p@db/x", "postgresql+psycopg://u:p@db/x"),
        ("postgres://u:p@db/x", "postgresql+psycopg://u:p@db/x"),
    ],
)
def test_a_database_is_a_file_or_a_server(url: str, read: str) -> None:
    assert read_settings({"DATABASE_URL": url}).database_url == read


@pytest.mark.parametrize("url", ["mysql://db/x", "sqlite://", "sqlite:///:memory:", "reminders.db", "postgresql://"])
def test_any_other_database_is_refused(url: str) -> None:
    assert [told.partition(":")[0] for told in mistakes({"DATABASE_URL": url})] == ["DATABASE_URL"]


def test_a_misspelled_zone_gets_near_names() -> None:
    assert mistakes({"CLINIC_TIMEZONE": "America/Chicagoo"}) == (
        "CLINIC_TIMEZONE: 'America/Chicagoo' is not a time zone; did you mean America/Chicago?",
    )


@pytest.mark.parametrize("zone", ["America", "../etc/passwd", "/etc/localtime", "EST5EDT4", "x" * 300, "a\0b"])
def test_what_is_no_zone_is_refused(zone: str) -> None:
    assert [told.partition(":")[0] for told in mistakes({"CLINIC_TIMEZONE": zone})] == ["CLINIC_TIMEZONE"]


def test_fresh_secrets_are_complete_and_differ() -> None:
    first, second = generate_secrets(), generate_secrets()
    assert set(first) == set(SECRETS)
    assert not set(first.values()) & set(second.values())
    assert read_settings(first, storing=True).warnings == ()


def test_a_new_env_file_is_for_its_owner_only_and_can_be_read_back(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    secrets = generate_secrets()
    add_to_env(path, secrets)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_settings({}, path, storing=True) == read_settings(secrets, storing=True)


def test_a_secret_goes_into_its_empty_line_and_the_file_becomes_private(tmp_path: Path) -> None:
    path = env_file(tmp_path, EXAMPLE.read_text(), mode=0o644)
    secrets = generate_secrets()
    add_to_env(path, secrets)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(path.read_text().splitlines()) == len(EXAMPLE.read_text().splitlines())
    assert read_settings({}, path, storing=True) == read_settings(secrets, storing=True)
    assert [one.name for one in tmp_path.iterdir()] == [".env"]


def test_what_is_appended_begins_on_a_line_of_its_own(tmp_path: Path) -> None:
    path = env_file(tmp_path, "PORT=9000")
    add_to_env(path, {"HOST": "::1"})
    assert path.read_text() == "PORT=9000\nHOST=::1\n"


def test_a_value_that_needs_quotes_is_not_appended(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="CLINIC_NAME holds characters"):
        add_to_env(tmp_path / ".env", {"CLINIC_NAME": "two words"})
    assert not (tmp_path / ".env").exists()


def test_the_example_file_names_every_setting_once_and_no_other() -> None:
    lines = EXAMPLE.read_text().splitlines()
    named = [line.lstrip("#").partition("=")[0] for line in lines if line.lstrip("#")[:1].isupper() and "=" in line]
    assert sorted(named) == sorted(SETTING_NAMES)


def test_the_example_file_says_why_above_each_setting() -> None:
    lines = EXAMPLE.read_text().splitlines()
    for above, line in pairwise(lines):
        if line.lstrip("#")[:1].isupper() and "=" in line and not line.startswith("# "):
            assert above[:2] == "# ", line
            assert len(above) > 20, line


def test_the_example_file_can_be_used_as_it_is() -> None:
    assert read_settings({}, EXAMPLE) == read_settings({})

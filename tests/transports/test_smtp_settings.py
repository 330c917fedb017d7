"""SMTP_URL and EMAIL_FROM are read whole, and every mistake in them is named at once."""

import pytest

from reminders.transports.smtp_settings import Security, SmtpSettings, read_smtp_settings


@pytest.mark.parametrize(
    ("url", "host", "port", "security"),
    [
        ("smtp://mail.example", "mail.example", 587, Security.STARTTLS),
        ("smtp://mail.example:2525", "mail.example", 2525, Security.STARTTLS),
        ("smtps://mail.example", "mail.example", 465, Security.IMPLICIT),
        ("smtps://localhost:1465", "localhost", 1465, Security.IMPLICIT),
        ("smtp://127.0.0.1:1025", "127.0.0.1", 1025, Security.PLAIN),
        ("smtp://[::1]:1025", "::1", 1025, Security.PLAIN),
        ("smtp://localhost:1025/", "localhost", 1025, Security.PLAIN),
        ("smtp://127.0.0.1.example", "127.0.0.1.example", 587, Security.STARTTLS),
    ],
)
def test_only_this_machine_is_spoken_to_without_tls(url: str, host: str, port: int, security: Security) -> None:
    settings = read_smtp_settings(url, "care@clinic.example")
    assert (settings.host, settings.port, settings.security) == (host, port, security)


def test_user_and_password_are_percent_decoded_and_the_name_is_kept() -> None:
    settings = read_smtp_settings(
        "smtps://care%40clinic.example:p%2Fw%3A1@mail.example", "Harbor Skin <care@clinic.example>"
    )
    assert settings == SmtpSettings(
        "mail.example",
        465,
        Security.IMPLICIT,
        "care@clinic.example",
        "Harbor Skin",
        "care@clinic.example",
        "p/w:1",
    )
    assert settings.domain == "clinic.example"


@pytest.mark.parametrize(
    ("url", "sender", "mistakes"),
    [
        (
            "ftp://",
            "nobody",
            [
                "SMTP_URL: must begin with smtp:// or smtps://",
                "SMTP_URL: no host",
                "EMAIL_FROM: must be an address, or a name and <an address>",
            ],
        ),
        (
            "smtp://mail.example:99999",
            "a@b.example",
            ["SMTP_URL: no address; write smtps://user:password@host:465, the port from 1 to 65535"],
        ),
        (
            "smtp://[mail",
            "a@b.example",
            ["SMTP_URL: no address; write smtps://user:password@host:465, the port from 1 to 65535"],
        ),
        ("smtp://u@mail.example", "a@b.example", ["SMTP_URL: a user without a password, or the other way round"]),
        (
            "smtps://mail.example/inbox?x=1",
            "a@b.example",
            ["SMTP_URL: ends after the port; write / ? # in a user or password as %2F %3F %23"],
        ),
        ("smtps://u:ñ@mail.example", "a@b.example", ["SMTP_URL: user and password must be ASCII"]),
        ("smtps://mail.example", "", ["EMAIL_FROM: must be an address, or a name and <an address>"]),
    ],
)
def test_mistakes_are_all_named_at_once(url: str, sender: str, mistakes: list[str]) -> None:
    with pytest.raises(ValueError) as caught:
        read_smtp_settings(url, sender)
    assert str(caught.value) == "; ".join(mistakes)


def test_plain_text_to_another_machine_is_refused_however_it_is_asked_for() -> None:
    with pytest.raises(ValueError) as caught:
        SmtpSettings("mail.example", 25, Security.PLAIN, "care@clinic.example", "Harbor\nSkin")
    assert str(caught.value) == (
        "SMTP_URL: plain text goes to this machine only; use smtps:// or smtp:// with TLS; "
        "EMAIL_FROM: the name holds a control character"
    )


def test_the_password_is_not_shown_with_the_settings() -> None:
    settings = read_smtp_settings("smtps://care:hush-hush@mail.example", "care@clinic.example")
    assert "hush-hush" not in repr(settings)

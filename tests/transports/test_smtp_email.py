"""Each thing that can happen between us and a mail server has one meaning, and the phase says which."""

import logging
import socket
import ssl
from collections.abc import Iterator

import pytest

from reminders.transports.base import Fault, InDoubt, Receipt, Rejected, SendError, SettingWrong, TryAgain
from reminders.transports.smtp_email import SmtpEmail, SmtpLimits
from reminders.transports.smtp_session import GoneError, sort_refusal
from reminders.transports.smtp_settings import Security, SmtpSettings, read_smtp_settings
from tests.fakes.smtp_sink import Play, SmtpSink
from tests.transports.given import ANA_MAIL, a_mail, clock, wait_until

QUICK = SmtpLimits(connect=1, whole=1.2)


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as server:
        yield server


@pytest.fixture
def mail(sink: SmtpSink) -> Iterator[SmtpEmail]:
    transport = SmtpEmail(read_smtp_settings(f"smtp://127.0.0.1:{sink.port}", "care@clinic.example"), clock)
    yield transport
    transport.close()


def over_tls(sink: SmtpSink, security: Security, tls: ssl.SSLContext | None, host: str = "localhost") -> SmtpEmail:
    return SmtpEmail(SmtpSettings(host, sink.port, security, "care@clinic.example"), clock, tls=tls)


def refused(mail: SmtpEmail) -> SendError:
    with pytest.raises(SendError) as caught:
        mail.send(a_mail())
    return caught.value


def verdict(error: SendError) -> tuple[type[SendError], str, str]:
    kind = TryAgain if isinstance(error, GoneError) else type(error)
    return kind, error.code, error.phase


def test_an_accepted_mail_returns_its_message_id(mail: SmtpEmail, sink: SmtpSink) -> None:
    assert mail.send(a_mail()) == Receipt("<17@clinic.example>", raw_status="250")
    assert [(row.sender, row.to) for row in sink.ledger] == [("care@clinic.example", ANA_MAIL)]


def test_lines_that_begin_with_a_dot_arrive_as_they_were(mail: SmtpEmail, sink: SmtpSink) -> None:
    mail.send(a_mail(text=".\n..two\n.three\n", html=""))
    assert sink.ledger[0].content.endswith(b"\r\n\r\n.\r\n..two\r\n.three\r\n")


REFUSALS = [
    (Play("greeting", "421 4.3.2 not now"), TryAgain, "421", "greeting"),
    (Play("greeting", "450 busy"), TryAgain, "450", "greeting"),
    (Play("greeting", "554 not for you"), SettingWrong, "554", "greeting"),
    (Play("greeting", "hello there"), TryAgain, "bad_answer", "greeting"),
    (Play("greeting"), TryAgain, "connection_lost", "greeting"),
    (Play("ehlo", "421 bye"), TryAgain, "421", "ehlo"),
    (Play("ehlo", "550 who are you"), SettingWrong, "550", "ehlo"),
    (Play("ehlo"), TryAgain, "connection_lost", "ehlo"),
    (Play("mail", "421 bye"), TryAgain, "421", "mail"),
    (Play("mail", "451 4.3.0 later"), TryAgain, "451", "mail"),
    (Play("mail", "550 5.7.1 sender refused"), SettingWrong, "550", "mail"),
    (Play("mail", "553 5.1.8 sender unknown"), SettingWrong, "553", "mail"),
    (Play("mail"), TryAgain, "connection_lost", "mail"),
    (Play("rcpt", "421 bye"), TryAgain, "421", "rcpt"),
    (Play("rcpt", "450 4.2.0 greylisted"), TryAgain, "450", "rcpt"),
    (Play("rcpt", "452 4.2.2 full"), TryAgain, "452", "rcpt"),
    (Play("rcpt", "530 5.7.0 sign in first"), SettingWrong, "530", "rcpt"),
    (Play("rcpt", "554 5.7.1 relay denied"), SettingWrong, "554", "rcpt"),
    (Play("rcpt"), TryAgain, "connection_lost", "rcpt"),
    (Play("rcpt", "250-\r\n299 what"), TryAgain, "bad_answer", "rcpt"),
    (Play("data", "421 bye"), TryAgain, "421", "data"),
    (Play("data", "451 later"), TryAgain, "451", "data"),
    (Play("data", "250 what"), TryAgain, "bad_answer", "data"),
    (Play("data"), TryAgain, "connection_lost", "data"),
    (Play("final-dot", "421 bye"), TryAgain, "421", "final-dot"),
    (Play("final-dot", "451 4.3.0 later"), TryAgain, "451", "final-dot"),
]


@pytest.mark.parametrize(("play", "kind", "code", "phase"), REFUSALS)
def test_what_a_server_answers_means_one_thing_by_its_phase(
    mail: SmtpEmail, sink: SmtpSink, play: Play, kind: type[SendError], code: str, phase: str
) -> None:
    sink.script(play)
    assert verdict(refused(mail)) == (kind, code, phase)
    assert sink.ledger == []


@pytest.mark.parametrize(
    ("reply", "code"), [("550 5.1.1 no such mailbox", "550"), ("553 bad name", "553"), ("551 moved", "551")]
)
def test_a_mailbox_refused_for_good_is_the_addresss_fault(
    mail: SmtpEmail, sink: SmtpSink, reply: str, code: str
) -> None:
    sink.script(Play("rcpt", reply))
    error = refused(mail)
    assert isinstance(error, Rejected)
    assert (error.fault, error.code, error.phase, sink.ledger) == (Fault.ADDRESS, code, "rcpt", [])


@pytest.mark.parametrize("phase", ["data", "final-dot"])
def test_a_mail_refused_for_good_is_the_mails_fault(mail: SmtpEmail, sink: SmtpSink, phase: str) -> None:
    sink.script(Play(phase, "554 5.6.0 not like this"))  # type: ignore[arg-type]
    error = refused(mail)
    assert isinstance(error, Rejected)
    assert (error.fault, error.code, error.phase, sink.ledger) == (Fault.MESSAGE, "554", phase, [])


@pytest.mark.parametrize("accepted", [True, False])
@pytest.mark.parametrize(
    ("reply", "code"),
    [("", "connection_lost"), ("354 more", "bad_answer"), ("what?", "bad_answer"), ("100 hm", "bad_answer")],
)
def test_after_the_final_dot_only_a_reply_proves_anything(
    mail: SmtpEmail, sink: SmtpSink, accepted: bool, reply: str, code: str
) -> None:
    sink.script(Play("final-dot", reply, accepted=accepted))
    assert verdict(refused(mail)) == (InDoubt, code, "final-dot")
    assert (len(sink.ledger), sink.state.commands.count("DATA"), sink.state.connections) == (int(accepted), 1, 1)


def test_a_server_that_keeps_silent_after_the_dot_leaves_the_mail_in_doubt(sink: SmtpSink) -> None:
    sink.script(Play("final-dot", "250 at last", accepted=True, seconds=4))
    mail = SmtpEmail(read_smtp_settings(f"smtp://127.0.0.1:{sink.port}", "care@clinic.example"), clock, limits=QUICK)
    assert verdict(refused(mail)) == (InDoubt, "read_timeout", "final-dot")
    mail.close()


@pytest.mark.parametrize("phase", ["greeting", "ehlo", "mail", "rcpt", "data"])
def test_a_server_that_keeps_silent_before_the_dot_is_tried_again(sink: SmtpSink, phase: str) -> None:
    sink.script(Play(phase, "250 at last", seconds=4))  # type: ignore[arg-type]
    mail = SmtpEmail(read_smtp_settings(f"smtp://127.0.0.1:{sink.port}", "care@clinic.example"), clock, limits=QUICK)
    assert verdict(refused(mail)) == (TryAgain, "read_timeout", phase)
    assert sink.ledger == []


@pytest.mark.parametrize("reply", ["", "552 5.3.4 too big"])
def test_a_connection_lost_within_the_mail_is_proven_unsent(mail: SmtpEmail, sink: SmtpSink, reply: str) -> None:
    sink.script(Play("inside", reply))
    with pytest.raises(TryAgain) as caught:
        mail.send(a_mail(html="<p>x</p>\n" * 2_000_000))
    assert (caught.value.code, caught.value.phase, sink.ledger) == ("connection_lost", "data", [])


def test_a_refused_connection_is_proven_unsent() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings = read_smtp_settings(f"smtp://127.0.0.1:{free.getsockname()[1]}", "care@clinic.example")
        assert verdict(refused(SmtpEmail(settings, clock))) == (TryAgain, "refused", "connect")


def test_one_connection_serves_many_mails(mail: SmtpEmail, sink: SmtpSink) -> None:
    for number in range(5):
        mail.send(a_mail(message_id=number))
    assert (len(sink.ledger), sink.state.connections) == (5, 1)


@pytest.mark.parametrize("phase", ["mail", "rcpt", "data", "final-dot"])
def test_after_a_clean_refusal_the_same_connection_takes_the_next_mail(
    mail: SmtpEmail, sink: SmtpSink, phase: str
) -> None:
    sink.script(Play(phase, "450 later"))  # type: ignore[arg-type]
    refused(mail)
    mail.send(a_mail("ben@example.com"))
    assert ([row.to for row in sink.ledger], sink.state.connections) == (["ben@example.com"], 1)


def test_a_server_that_cannot_reset_gets_a_new_connection(mail: SmtpEmail, sink: SmtpSink) -> None:
    sink.script(Play("rcpt", "550 no such mailbox"), Play("rset", "500 what"))
    refused(mail)
    mail.send(a_mail("ben@example.com"))
    assert ([row.to for row in sink.ledger], sink.state.connections) == (["ben@example.com"], 2)


def test_a_connection_that_was_cut_at_rest_is_replaced_in_silence(mail: SmtpEmail, sink: SmtpSink) -> None:
    mail.send(a_mail())
    sink.cut_idle()
    mail.send(a_mail())
    assert (len(sink.ledger), sink.state.connections) == (2, 2)


def test_a_connection_that_spoke_unasked_is_replaced_in_silence(mail: SmtpEmail, sink: SmtpSink) -> None:
    mail.send(a_mail())
    sink.say("250 2.0.0 kept")
    mail.send(a_mail())
    assert (len(sink.ledger), sink.state.connections) == (2, 2)


@pytest.mark.parametrize(
    "play", [Play("mail", "421 too many"), Play("mail"), Play("rcpt", "421 too many"), Play("rcpt")]
)
def test_a_kept_connection_that_ends_at_the_envelope_is_replaced_once(
    mail: SmtpEmail, sink: SmtpSink, play: Play
) -> None:
    mail.send(a_mail())
    sink.script(play)
    mail.send(a_mail())
    assert (len(sink.ledger), sink.state.connections) == (2, 2)


def test_a_new_connection_that_ends_at_the_envelope_too_is_tried_again_later(mail: SmtpEmail, sink: SmtpSink) -> None:
    mail.send(a_mail())
    sink.script(Play("mail", "421 too many"), Play("mail", "421 too many"))
    assert verdict(refused(mail)) == (TryAgain, "421", "mail")
    assert (len(sink.ledger), sink.state.connections) == (1, 2)


def test_two_replies_at_once_are_never_taken_for_the_answer_to_a_dot(mail: SmtpEmail, sink: SmtpSink) -> None:
    sink.script(Play("data", "354 go on\r\n250 2.0.0 kept"))
    assert verdict(refused(mail)) == (TryAgain, "connection_lost", "data")


@pytest.mark.parametrize(("mode", "security"), [("starttls", Security.STARTTLS), ("implicit", Security.IMPLICIT)])
def test_mail_goes_over_verified_tls(
    server_tls: ssl.SSLContext, trusting: ssl.SSLContext, mode: str, security: Security
) -> None:
    with SmtpSink(mode, server_tls) as sink:  # type: ignore[arg-type]
        mail = over_tls(sink, security, trusting)
        for number in range(3):
            mail.send(a_mail(message_id=number))
        mail.close()
        assert (len(sink.ledger), sink.state.connections) == (3, 1)


@pytest.mark.parametrize(("mode", "security"), [("starttls", Security.STARTTLS), ("implicit", Security.IMPLICIT)])
def test_a_certificate_that_nobody_vouches_for_stops_the_channel(
    server_tls: ssl.SSLContext, mode: str, security: Security
) -> None:
    with SmtpSink(mode, server_tls) as sink:  # type: ignore[arg-type]
        assert verdict(refused(over_tls(sink, security, None))) == (SettingWrong, "certificate", "tls")
        assert sink.ledger == []


def test_a_certificate_of_another_host_stops_the_channel(authority: object, trusting: ssl.SSLContext) -> None:
    other = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("elsewhere.example").configure_cert(other)  # type: ignore[attr-defined]
    with SmtpSink("implicit", other) as sink:
        assert verdict(refused(over_tls(sink, Security.IMPLICIT, trusting))) == (SettingWrong, "certificate", "tls")


def test_a_server_that_offers_no_tls_gets_nothing(sink: SmtpSink, trusting: ssl.SSLContext) -> None:
    assert verdict(refused(over_tls(sink, Security.STARTTLS, trusting))) == (SettingWrong, "no_tls", "starttls")
    assert sink.state.commands == ["EHLO clinic.example"]


def test_signing_in_with_the_right_password_works() -> None:
    with SmtpSink(login=("care", "hush")) as sink:
        mail = SmtpEmail(read_smtp_settings(f"smtp://care:hush@127.0.0.1:{sink.port}", "care@clinic.example"), clock)
        mail.send(a_mail())
        mail.close()
        assert len(sink.ledger) == 1


def test_a_wrong_password_stops_the_channel_and_is_not_repeated() -> None:
    with SmtpSink(login=("care", "hush")) as sink:
        mail = SmtpEmail(read_smtp_settings(f"smtp://care:wrong@127.0.0.1:{sink.port}", "care@clinic.example"), clock)
        error = refused(mail)
        assert verdict(error) == (SettingWrong, "535", "auth")
        assert "wrong" not in f"{error!r}{vars(error)}"


def test_a_server_where_one_cannot_sign_in_stops_the_channel(sink: SmtpSink) -> None:
    settings = SmtpSettings("127.0.0.1", sink.port, Security.PLAIN, "care@clinic.example", user="care", password="x")
    sink.script(Play("ehlo", "250 sink.example"))
    assert verdict(refused(SmtpEmail(settings, clock))) == (SettingWrong, "no_auth", "auth")


def test_an_address_of_another_script_goes_to_a_server_that_takes_it() -> None:
    with SmtpSink(utf8=True) as sink:
        mail = SmtpEmail(read_smtp_settings(f"smtp://127.0.0.1:{sink.port}", "care@clinic.example"), clock)
        mail.send(a_mail("añá@example.com"))
        mail.send(a_mail())
        mail.close()
        assert [(row.to, row.options) for row in sink.ledger] == [("añá@example.com", ("SMTPUTF8",)), (ANA_MAIL, ())]


def test_an_address_of_another_script_is_refused_where_the_server_cannot_take_it(
    mail: SmtpEmail, sink: SmtpSink
) -> None:
    with pytest.raises(Rejected) as caught:
        mail.send(a_mail("añá@example.com"))
    assert (caught.value.fault, caught.value.code) == (Fault.ADDRESS, "ascii")
    mail.send(a_mail())
    assert (len(sink.ledger), sink.state.connections) == (1, 1)


@pytest.mark.parametrize("play", [*(row[0] for row in REFUSALS), Play("final-dot"), Play("rcpt", f"550 {ANA_MAIL}?")])
def test_nothing_of_a_patient_is_logged_or_said_in_an_error(
    mail: SmtpEmail, sink: SmtpSink, caplog: pytest.LogCaptureFixture, play: Play
) -> None:
    caplog.set_level(logging.DEBUG, logger="reminders")
    sink.script(play)
    error = refused(mail)
    assert [ANA_MAIL in f"{error!r} {vars(error)} {error.__cause__!r}", caplog.records] == [
        False,
        [one for one in caplog.records if not one.name.startswith("reminders")],
    ]


def test_the_probe_signs_in_without_a_mail(mail: SmtpEmail, sink: SmtpSink) -> None:
    mail.probe()
    assert (sink.state.connections, sink.state.commands, sink.ledger) == (1, ["EHLO clinic.example"], [])


def test_the_probe_says_what_is_wrong() -> None:
    with SmtpSink(login=("care", "hush")) as sink:
        mail = SmtpEmail(read_smtp_settings(f"smtp://care:wrong@127.0.0.1:{sink.port}", "care@clinic.example"), clock)
        with pytest.raises(SettingWrong):
            mail.probe()


def test_closing_says_goodbye_is_safe_twice_and_a_mail_after_it_opens_anew(mail: SmtpEmail, sink: SmtpSink) -> None:
    mail.send(a_mail())
    mail.close()
    mail.close()
    wait_until(lambda: sink.state.open == [])
    mail.send(a_mail())
    assert (len(sink.ledger), sink.state.connections) == (2, 2)


def test_a_deferral_in_the_middle_of_signing_in_passes() -> None:
    assert verdict(sort_refusal("auth", 454, "4.7.0 later")) == (TryAgain, "454", "auth")

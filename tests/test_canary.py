"""A canary is enrolled, texted, mailed, refused and left in doubt; nothing of her may be read from files or logs."""

import base64
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from reminders.actions.demo import zone_by_day
from reminders.config import generate_secrets
from tests.cli.conftest import Ask, ask, folder
from tests.fakes.fake_twilio import ACCOUNT, TOKEN, Answer, FakeTwilio
from tests.fakes.smtp_sink import Play, SmtpSink
from tests.processes import PATIENCE, command, line_with, started

__all__ = ["ask", "folder"]

FIRST, LAST, PROVIDER, TAG = "Zebulonia", "Quixworth", "Dr. Xylophona", "canarytag"
EMAILS = ("refused-canary@zebu.example.com", "taken-canary@zebu.example.com")
HOW, EXTERNAL = "whispered to Ottokar", "CANARYID"
CANARIES = (FIRST, LAST, "Xylophona", TAG, *EMAILS, "2025550177", "555-0177", "Ottokar", EXTERNAL)
#: In the clear on purpose: it shows that the search finds what is there.
CONTROL = "Lakeside Skin Clinic"


@pytest.fixture
def twilio() -> Iterator[FakeTwilio]:
    with FakeTwilio() as fake:
        fake.script(
            Answer("accept"), Answer("raw", body=f'{{"message": "+12025550177 {FIRST} is odd"}}', accepted=True)
        )
        yield fake


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as sink:
        sink.script(Play("rcpt", f"550 5.1.1 <{EMAILS[0]}> {FIRST} {LAST} has no mailbox here"))
        yield sink


@pytest.fixture
def clinic(folder: Path, ask: Ask, twilio: FakeTwilio, sink: SmtpSink) -> Path:
    """A clinic that really sends, to servers of this machine, with every log switched on."""
    values = generate_secrets() | {
        "CLINIC_NAME": f"'{CONTROL}'",
        "CLINIC_PHONE": "(202) 555-0143",
        "CLINIC_SETTLE_MINUTES": "0",
        "SMS_TRANSPORT": "twilio",
        "TWILIO_BASE_URL": twilio.url,
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_FROM": "+12025550143",
        "EMAIL_TRANSPORT": "smtp",
        "SMTP_URL": f"smtp://127.0.0.1:{sink.port}",
        "EMAIL_FROM": "care@example.com",
        "LOG_LEVEL": "debug",
    }
    env = folder / ".env"
    env.write_text("".join(f"{name}={value}\n" for name, value in values.items()))
    env.chmod(0o600)
    ask("setup")
    ask("schedules", "approve", "microneedling", "--by", "Dr. Reyes")
    return folder


def enroll(ask: Ask, *reach: str) -> None:
    now = datetime.now(UTC)
    ask( "enroll", "microneedling", "--first-name", FIRST, "--last-name", LAST, *reach,
        "--timezone", zone_by_day(now), "--treated-at", (now - timedelta(minutes=31)).isoformat(timespec="seconds"),
        "--consent", "care", "--consent-how", HOW, "--provider", PROVIDER, "--tags", TAG, "--present",
    )  # fmt: skip


def forms_of(canary: str) -> dict[str, bytes]:
    """How a text may lie in a file: plain, in other alphabets of bytes, or as base64 at any of its three offsets."""
    found = {"plain": canary.lower().encode(), "utf-16": canary.lower().encode("utf-16-le")}
    for written in (canary, canary.lower()):
        found[f"hex of {written}"] = written.encode().hex().encode()
        for offset in range(3):
            coded = base64.b64encode(b"\0" * offset + written.encode())
            found[f"base64 of {written} at {offset}"] = coded[4 if offset else 0 : -4].lower()
    return found


def traces(content: bytes, canaries: tuple[str, ...]) -> list[str]:
    """Which canaries are in there, in which form; in any case of letters."""
    lower = content.lower()
    return [f"{one}: {form}" for one in canaries for form, shape in forms_of(one).items() if shape in lower]


@pytest.mark.parametrize(
    "hidden",
    [
        CONTROL.upper().encode(),
        f"xx{CONTROL}".encode("utf-16-le"),
        CONTROL.encode().hex().encode(),
        CONTROL.lower().encode().hex().upper().encode(),
        *(base64.b64encode(b"x" * offset + CONTROL.encode() + b"y") for offset in range(3)),
    ],
)
def test_a_trace_is_found_in_every_form(hidden: bytes) -> None:
    assert len(traces(b"before" + hidden + b"after", (CONTROL,))) == 1


def test_what_only_resembles_is_no_trace() -> None:
    assert traces(b"Lakeside Clinic", (CONTROL,)) == []


def test_nothing_of_a_patient_is_readable_in_the_database_or_the_logs(
    clinic: Path, ask: Ask, twilio: FakeTwilio, sink: SmtpSink
) -> None:
    enroll(ask, "--phone", "(202) 555-0177", "--external-id", EXTERNAL)
    enroll(ask, "--email", EMAILS[0])
    enroll(ask, "--email", EMAILS[1])
    with started(clinic, "worker") as process:
        line_with(clinic / "err.txt", "dispatched", process)
        process.kill()
        process.wait(PATIENCE)
    files = {path.name: path.read_bytes() for path in clinic.iterdir() if path.name != ".env"}
    # Killed, so the write-ahead log is still there.
    assert set(files) == {
        "reminders.db",
        "reminders.db-wal",
        "reminders.db-shm",
        "reminders.db.lock",
        "reminders.db.mark",
        "out.txt",
        "err.txt",
    }
    assert (twilio.ledger[0].body.count(FIRST), len(twilio.ledger), len(sink.ledger)) == (1, 2, 1)
    assert traces(files["reminders.db"] + files["reminders.db-wal"], (CONTROL,)) == [f"{CONTROL}: plain"]
    assert {name: found for name, content in files.items() if (found := traces(content, CANARIES))} == {}
    outcomes = ask("messages", "--limit", "1000")["messages"]
    assert sorted(one["status"] for one in outcomes if one["attempts"]) == ["failed", "sent", "sent", "unknown"]


def test_lists_doctor_and_one_run_of_the_worker_show_no_patient(clinic: Path, ask: Ask) -> None:
    enroll(ask, "--phone", "(202) 555-0177")
    enroll(ask, "--email", EMAILS[0])
    shown = ""
    for words in (["worker", "--once"], ["messages"], ["doctor"]):
        done = command(clinic, *words)
        shown += done.stdout + done.stderr
    assert shown.count("1 sent, 1 failed, 1 unknown, 0 canceled, 0 retry") == 1
    assert traces(shown.encode(), CANARIES) == []

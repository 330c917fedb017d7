"""Stopping in the middle of a batch: what is armed is finished, the rest stays planned."""

import signal
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from reminders.actions.demo import zone_by_day
from reminders.config import generate_secrets
from tests.cli.conftest import Ask
from tests.fakes.fake_twilio import ACCOUNT, TOKEN, Answer, FakeTwilio
from tests.processes import PATIENCE, free_port, started

#: More than senders take at once.
PATIENTS = 240


@pytest.fixture
def twilio() -> Iterator[FakeTwilio]:
    """Each answer takes a second or so to arrive."""
    with FakeTwilio() as fake:
        fake.script(Answer("drip", seconds=0.002, times=PATIENTS))
        yield fake


@pytest.fixture
def clinic(folder: Path, ask: Ask, twilio: FakeTwilio) -> Path:
    """More than a hundred welcomes are due, to a Twilio of this machine."""
    values = generate_secrets() | {
        "CLINIC_NAME": "Lakeside",
        "CLINIC_PHONE": "(202) 555-0143",
        "CLINIC_SETTLE_MINUTES": "0",
        "CLINIC_TIMEZONE": zone_by_day(datetime.now(UTC)),
        "SMS_TRANSPORT": "twilio",
        "TWILIO_BASE_URL": twilio.url,
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_FROM": "+12025550143",
    }
    (folder / ".env").write_text("".join(f"{name}={value}\n" for name, value in values.items()))
    (folder / ".env").chmod(0o600)
    ask("setup")
    ask("schedules", "approve", "microneedling", "--by", "Dr. Reyes")
    treated_at = (datetime.now(UTC) - timedelta(minutes=5)).isoformat(timespec="seconds")
    header = "first_name,phone,schedule,treated_at,consent_care,consent_how\n"
    rows = [f"P{n},+1{202 + n}5550143,microneedling,{treated_at},yes,signed form\n" for n in range(PATIENTS)]
    (folder / "patients.csv").write_text(header + "".join(rows))
    return folder


@pytest.mark.parametrize("words", [("worker",), ("run",), ("worker", "--once")])
def test_a_stop_in_the_middle_of_a_batch_leaves_nothing_in_doubt(
    words: tuple[str, ...], clinic: Path, ask: Ask, twilio: FakeTwilio
) -> None:
    enrolled = ask("import", "patients.csv")["enrolled"]
    assert enrolled > 100
    with started(clinic, *words, PORT=str(free_port())) as process:
        deadline = time.monotonic() + PATIENCE
        while not twilio.posts and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.01)
        process.send_signal(signal.SIGTERM)
        code = process.wait(PATIENCE)
    assert (clinic / "err.txt").read_text().count("Traceback") == 0
    assert code == (143 if "--once" in words else 0)
    welcomes = [m for m in ask("messages", "--limit", "10000")["messages"] if m["origin"] == "welcome"]
    statuses = Counter(message["status"] for message in welcomes)
    assert set(statuses) == {"sent", "planned"}
    assert statuses["sent"] == len(twilio.ledger)
    assert statuses["sent"] + statuses["planned"] == enrolled

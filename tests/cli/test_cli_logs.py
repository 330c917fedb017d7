"""Logs: their form, and that no address of a patient stays in them."""

import io
import json
import logging

import pytest
import structlog

from reminders.cli.logs import configure_logs


def written(level: str = "debug", form: str = "json") -> io.StringIO:
    stream = io.StringIO()
    configure_logs(level, form, stream)
    return stream


@pytest.mark.parametrize(
    "text",
    [
        "+12025550143",
        "+1 202 555 0143",
        "+1 (202) 555-0143",
        "(202) 555-0143",
        "202-555-0143",
        "202.555.0143",
        "2025550143",
        "12025550143",
        "%2B12025550143",
        "+442071838750",
    ],
)
def test_a_phone_number_is_masked_in_any_form(text: str) -> None:
    stream = written()
    structlog.get_logger().info("sent", to=f"to {text}, done", nested={"list": [text]})
    line = json.loads(stream.getvalue())
    assert (line["to"], line["nested"]) == ("to (number), done", {"list": ["(number)"]})


@pytest.mark.parametrize("text", ["ana.b+x@example.com", "ana%40example.com", "ANA@mail.example.co"])
def test_an_email_address_is_masked(text: str) -> None:
    stream = written()
    structlog.get_logger().info(f"mail to <{text}>")
    assert json.loads(stream.getvalue())["event"] == "mail to <(email)>"


def test_what_is_no_address_stays() -> None:
    stream = written()
    kept = {
        "message": 12025550143,
        "due_at": "2026-03-08T20:00:00Z",
        "on": "2026-03-08",
        "path": "reminders/store/due.py:114",
        "address": "127.0.0.1:8000",
        "share": 0.25,
        "ready": True,
        "nothing": None,
    }
    structlog.get_logger().info("kept", **kept)
    line = json.loads(stream.getvalue())
    assert {name: line[name] for name in kept} == kept


def test_other_libraries_logs_are_masked_too() -> None:
    stream = written()
    logging.getLogger("some.library").warning("To: %s", "+12025550143")
    line = json.loads(stream.getvalue())
    assert (line["event"], line["level"], line["logger"]) == ("To: (number)", "warning", "some.library")


def test_an_exceptions_text_is_masked() -> None:
    stream = written()
    try:
        raise ValueError("no route to +12025550143")
    except ValueError:
        structlog.get_logger().exception("failed")
    assert json.loads(stream.getvalue())["exception"].splitlines()[-1] == "ValueError: no route to (number)"


def test_what_lies_below_the_level_is_not_written() -> None:
    stream = written("warning")
    structlog.get_logger().info("hidden")
    logging.getLogger("some.library").info("hidden")
    assert stream.getvalue() == ""


def test_the_twilio_library_does_not_log_its_requests() -> None:
    stream = written("info")
    logging.getLogger("twilio.http_client").info("To: someone")
    assert stream.getvalue() == ""


def test_the_console_form_is_one_readable_line() -> None:
    stream = written(form="console")
    structlog.get_logger("reminders.worker").info("sent", count=3)
    assert " ".join(stream.getvalue().split()[1:]) == "[info ] sent [reminders.worker] count=3"

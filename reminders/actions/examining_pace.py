"""What `doctor` says of providers that are left alone, pauses they asked for, and a clock that holds sending."""

from collections.abc import Iterator

from reminders.actions.clock_check import judge_clock
from reminders.actions.findings import Check, fail, ok, warn
from reminders.app import App, utc_now
from reminders.domain.instants import from_micros
from reminders.domain.words import Channel
from reminders.store.clinics import Clinic
from reminders.store.database import Work
from reminders.store.senders import breakers, senders
from reminders.store.vitals import database_clock


def examine_pace(work: Work, app: App, clinic: Clinic) -> Iterator[Check]:
    """Per channel, and the clock where nothing is sent by it."""
    now = app.now_micros()
    broken, known = breakers(work, clinic.id), senders(work, clinic.id)
    for channel in Channel:
        if not app.live(channel):
            continue
        name = app.transport_name(channel)
        breaker, sender = broken.get(name), known.get(channel)
        if breaker is not None and breaker.opened_at is not None:
            says = f"{name} does not work since {_time(breaker.opened_at)}; {channel} waits, and nothing is lost"
            yield fail("provider", says, "look at the provider's status page; it is asked again by itself")
        elif sender is not None and (until := sender.paused_now(now)) is not None:
            says = f"{name} asked to wait until {_time(until)}"
            yield warn("provider", says, "set a lower rate: `reminders clinic set --texts-per-second 1`")
        else:
            yield ok("provider", f"{name} is not known to be out of order")
    skew = judge_clock(work, now, database_clock(work) if app.clock is utc_now else None)
    if skew is not None and skew.holds:
        cure = "set this machine's clock by the network (timedatectl set-ntp true); sending goes on by itself"
        yield fail("clock", f"{skew.says}: nothing is sent", cure)


def _time(micros: int) -> str:
    return f"{from_micros(micros):%Y-%m-%d %H:%M} UTC"

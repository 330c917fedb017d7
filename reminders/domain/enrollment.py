"""A patient and a treatment as staff enroll them, and what becomes of it."""

from dataclasses import dataclass
from datetime import datetime

from reminders.domain.offsets import Offset
from reminders.domain.words import Channel, Kind


@dataclass(frozen=True, slots=True)
class Enrollment:
    """One patient, one treatment, and what they agreed to. Values are in their stored form."""

    schedule: str
    first_name: str
    #: Aware UTC.
    treated_at: datetime
    channel: Channel
    last_name: str = ""
    #: E.164.
    phone: str = ""
    email: str = ""
    language: str = "en"
    #: The patient's own zone; empty: the location's.
    timezone: str = ""
    consents: frozenset[Kind] = frozenset()
    consent_how: str = ""
    recorded_by: str = "command line"
    #: The patient is still at the desk: the welcome may leave at any hour.
    present: bool = False
    #: Nobody waits for the welcome: it too leaves after the clinic's settling time only, so that it can be undone.
    settles: bool = False
    provider: str = ""
    session: tuple[int, int] | None = None
    touch_up: Offset | None = None
    tags: frozenset[str] = frozenset()
    external_id: str = ""
    #: An ISO date of a later visit; empty: none is booked.
    booked_on: str = ""
    #: 0: the clinic's first location.
    location_id: int = 0
    #: The patient whom a person has chosen; 0: whoever has the address and the name, else somebody new.
    patient_id: int = 0
    #: Of the page it was typed on: the same key again enrolls nobody. Empty: it does not come from a page.
    form_key: str = ""


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What became of one enrollment."""

    patient_id: int
    treatment_id: int
    #: False: the same treatment was here already; nothing was changed.
    added: bool

"""What processes other than workers do: staff enroll and stop, the web process hears texts and reports, one asks a
provider whether it works again.
"""

from dataclasses import dataclass

from reminders.actions.enroll import enroll
from reminders.actions.hearing import hear
from reminders.actions.opting_out import opt_out
from reminders.actions.probing import probe_providers
from reminders.actions.track import report_delivery
from reminders.app import App
from reminders.domain.enrollment import Enrollment
from reminders.domain.words import OptOutScope
from reminders.transports.base import Inbound, Report
from tests.crash.points import PROBE, STOPPING, Plan


@dataclass(frozen=True)
class Errand:
    """One of `ERRANDS`, or a probe; crash by the plan meanwhile."""

    name: str
    #: Whose address it is about, or whose message; nobody's for a probe.
    address: str
    about: Enrollment | Inbound | Report | None
    plan: Plan

    @property
    def stops(self) -> str:
        """The address that it stops, or empty."""
        return self.address if self.name in STOPPING else ""


def carry_out(app: App, errand: Errand) -> None:
    """Once; the same errand may come again."""
    if isinstance(errand.about, Enrollment):
        enroll(app, errand.about)
    elif isinstance(errand.about, Inbound):
        hear(app, errand.about)
    elif isinstance(errand.about, Report):
        report_delivery(app, errand.about)
    elif errand.name == PROBE:
        probe_providers(app)
    else:
        opt_out(app, errand.address, OptOutScope.ALL, "Rosa", "said so")

"""A small sound schedule with templates, to be made wrong in one place."""

from reminders.catalog.bundle import Bundle
from reminders.catalog.content import Variables

SCHEDULE = """\
schedule: glow
name: Glow
stages:
  - stage: first-day
    name: First day
    opens: PT0H
    closes: PT24H
    steps:
      - step: calm
        at: PT30M
        channels: [sms]
"""

LAYOUT = """\
<mjml lang="{{ language }}">
  <mj-head><mj-title>{{ clinic_name }}</mj-title>
    <mj-attributes><mj-all font-family="Helvetica" /></mj-attributes></mj-head>
  <mj-body>
    <mj-section><mj-column>
      {{ body }}
      <mj-text>{{ clinic_name }}</mj-text>
    </mj-column></mj-section>
  </mj-body>
</mjml>
"""

SMS = "{{ clinic_name }}: Hi {{ first_name }}, rest well tonight. Questions? Call {{ clinic_phone }}.\n"


def bundle(schedule: str = SCHEDULE, **templates: str) -> Bundle:
    """The schedule `glow` with its one text; templates by step and file: calm__sms_txt="…"."""
    named = {
        "glow/" + name.replace("__", "/").replace("_", "."): text
        for name, text in ({"calm__sms_txt": SMS} | templates).items()
    }
    return Bundle("glow", schedule, {"_layout.mjml": LAYOUT, **named}, "schedules/glow.yaml")


def mail_bundle(body: str = "<mj-text>Hi {{ first_name }}, rest well.</mj-text>", layout: str = LAYOUT) -> Bundle:
    """The same as a mail."""
    made = bundle(
        SCHEDULE.replace("[sms]", "[email]"),
        calm__email_subject_txt="{{ clinic_name }}: for tonight",
        calm__email_txt="Hi {{ first_name }}, rest well. Call {{ clinic_phone }}.",
        calm__email_mjml=body,
    )
    templates = {path: text for path, text in made.templates.items() if not path.endswith("sms.txt")}
    return Bundle("glow", made.schedule_text, templates | {"_layout.mjml": layout}, "schedules/glow.yaml")


def ana(
    *,
    first_name: str = "Ana",
    clinic_name: str = "Vita Clinic",
    provider: str = "",
    session: tuple[int, int] | None = None,
    tags: frozenset[str] = frozenset(),
    booking_url: str = "",
    unsubscribe_url: str = "",
) -> Variables:
    return Variables(
        first_name=first_name,
        language="en",
        clinic_name=clinic_name,
        clinic_phone="(202) 555-0143",
        provider=provider,
        session=session[0] if session else None,
        sessions=session[1] if session else None,
        tags=tags,
        booking_url=booking_url,
        unsubscribe_url=unsubscribe_url,
    )

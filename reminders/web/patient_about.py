"""What staff change about a patient: name, language, how they are reached, what they agreed to, a stop."""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException
from fastapi.responses import Response

from reminders.actions.bad_input import BadInput, Mistake
from reminders.actions.opting_in import end_stop
from reminders.actions.opting_out import OptedOut, opt_out
from reminders.actions.patient import AddressWish, ConsentWish, change_address, change_consent, set_patient
from reminders.actions.patient_page import PatientPage, Way
from reminders.actions.replan import Change
from reminders.actions.treatment import Actor
from reminders.app import App
from reminders.domain.said import nsay, say
from reminders.domain.words import Channel, Kind, OptOutScope, Role
from reminders.web.door import Id, Visit, door
from reminders.web.patient_sheets import Do, Input, Sheet, ask, open_page

#: What a clinic's patients mostly live by; another one that is set stays in the list.
_ZONES = (
    "America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles",
    "America/Anchorage", "Pacific/Honolulu", "America/Puerto_Rico", "America/Toronto", "America/Mexico_City",
    "America/Sao_Paulo", "Europe/London", "Europe/Madrid", "Asia/Tokyo",
)  # fmt: skip
_LANGUAGES = (("en", "English"), ("es", "Español"))
_Make = Callable[[Visit, PatientPage], tuple[Sheet, Do]]


def routes(app: App) -> APIRouter:
    """/patients/{patient_id}/{act}"""
    router = APIRouter()
    staff = door(app, Role.STAFF)

    @router.get("/patients/{patient_id}/{act}")
    def look(patient_id: Id, act: str, visit: Annotated[Visit, Depends(staff)]) -> Response:
        return _open(visit, patient_id, act)

    @router.post("/patients/{patient_id}/{act}")
    def do(patient_id: Id, act: str, visit: Annotated[Visit, Depends(staff)]) -> Response:
        return _open(visit, patient_id, act)

    return router


def _open(visit: Visit, patient_id: int, act: str) -> Response:
    page = open_page(visit, patient_id)
    if act not in _ACTS:
        raise HTTPException(404)
    return ask(visit, page, *_ACTS[act](visit, page))


def _edit(visit: Visit, page: PatientPage) -> tuple[Sheet, Do]:
    patient = page.patient
    zones = sorted({*_ZONES, *filter(None, [patient.timezone])})
    channels = [(way.address.channel.value, _way_words(way)) for way in page.ways]
    sheet = Sheet(
        heading=say("Name, language and more"),
        button=say("Save"),
        done="changed",
        inputs=[
            Input("first_name", say("First name"), patient.first_name),
            Input("last_name", say("Last name"), patient.last_name, optional=True),
            Input("language", say("Language of the messages"), patient.language, "segments", choices=_LANGUAGES),
            Input("channel", say("First choice"), patient.channel.value, "radios", choices=channels),
            Input(
                "timezone",
                say("Time zone"),
                patient.timezone or "",
                "select",
                choices=[("", say("The clinic's")), *((zone, zone.replace("_", " ")) for zone in zones)],
            ),
            Input(
                "tags", say("Tags"), ", ".join(sorted(patient.tags)), hint=say("With a comma between"), optional=True
            ),
        ],
        why="must",
    )

    def do(actor: Actor) -> Sequence[Change]:
        names = [one.name for one in sheet.inputs]
        given = {name: visit.form.get(name, "") for name in names if name != "channel" or visit.form.get(name)}
        return set_patient(visit.app, patient.id, given if visit.form else _as_it_is(page), actor)

    return sheet, do


def _as_it_is(page: PatientPage) -> dict[str, str | None]:
    """What changes nothing: for looking."""
    return {"language": page.patient.language}


def _contact(visit: Visit, page: PatientPage) -> tuple[Sheet, Do]:
    sheet = Sheet(
        heading=say("New phone number or email"),
        button=say("Save"),
        done="reached",
        says=(
            say("It takes the place of the old one. Nobody has agreed to anything for it yet: record that here."),
            say("A new number gets the first text, which says who writes."),
        ),
        inputs=[
            Input("phone", say("New phone number"), "", "tel", optional=True),
            Input("email", say("New email"), "", "email", optional=True),
            Input("care", say("Agrees to care messages"), "", "check"),
            Input("marketing", say("Agrees to invitations"), "", "check"),
            Input(
                "consent_how",
                say("How was that said?"),
                "",
                hint=say("For example: signed form, by phone"),
                optional=True,
            ),
            Input("present", say("Is here now: the first text may leave at once"), "", "check"),
        ],
        why="must",
        look_first=True,
    )

    def do(actor: Actor) -> Sequence[Change]:
        form = visit.form
        wish = AddressWish(
            phone=form.get("phone", "").strip() or None,
            email=form.get("email", "").strip() or None,
            consent=",".join(kind.value for kind in Kind if form.get(kind.value)),
            consent_how=form.get("consent_how", ""),
            present=bool(form.get("present")),
        )
        return change_address(visit.app, page.patient.id, wish, actor)

    return sheet, do


def _works(visit: Visit, page: PatientPage) -> tuple[Sheet, Do]:
    broken = [way for way in page.ways if not way.usable]
    sheet = Sheet(
        heading=say("It works after all"),
        button=say("It works"),
        done="reached",
        says=(say("You have made sure that messages arrive there. They go there again, for everybody who uses it."),),
        inputs=[Input("way", say("Which one"), *_first(broken), "radios", choices=_choices(broken))],
        why="must",
        look_first=True,
    )

    def do(actor: Actor) -> Sequence[Change]:
        value = next((one.address.value for one in broken if one.address.channel == visit.form.get("way")), None)
        email = value is not None and "@" in value
        wish = AddressWish(phone=None if email else value, email=value if email else None, usable=True)
        return change_address(visit.app, page.patient.id, wish, actor)

    return sheet, do


def _consent(visit: Visit, page: PatientPage) -> tuple[Sheet, Do]:
    sheet = Sheet(
        heading=say("Consent"),
        button=say("Save"),
        done="agreed",
        says=(say("A consent does not lift a stop: only the patient's own word does."),),
        inputs=[
            Input("channel", say("For"), *_first(page.ways), "radios", choices=_choices(page.ways)),
            Input("care", say("Care messages"), "", "segments", choices=_WISHES),
            Input("marketing", say("Invitations"), "", "segments", choices=_WISHES),
            Input("how", say("How was that said?"), "", hint=say("For example: signed form, by phone"), optional=True),
        ],
        look_first=True,
        why="",
    )

    def do(actor: Actor) -> Sequence[Change]:
        form = visit.form
        wish = ConsentWish(
            channel=form.get("channel", ""),
            give=",".join(kind.value for kind in Kind if form.get(kind.value) == "yes"),
            withdraw=",".join(kind.value for kind in Kind if form.get(kind.value) == "no"),
            how=form.get("how", ""),
        )
        return change_consent(visit.app, page.patient.id, wish, actor)

    return sheet, do


_WISHES = (("", say("As before")), ("yes", say("Agrees")), ("no", say("Agrees no longer")))


def _stop(visit: Visit, page: PatientPage) -> tuple[Sheet, Do]:
    coming = sum(run.coming for run in page.runs)
    sheet = Sheet(
        heading=say("Stop messages"),
        button=say("Stop messages"),
        done="stopped",
        says=(
            nsay("{count} message is still to come.", "{count} messages are still to come.", coming),
            say("Whoever else uses it gets none either. Only the patient can take it back, by the text START."),
        ),
        inputs=[
            Input("channel", say("Where"), *_first(page.ways), "radios", choices=_choices(page.ways)),
            Input(
                "scope",
                say("What"),
                OptOutScope.ALL.value,
                "radios",
                choices=(
                    (OptOutScope.ALL.value, say("All messages")),
                    (OptOutScope.MARKETING.value, say("Invitations")),
                ),
            ),
        ],
        look_first=True,
        danger=True,
        why="must",
    )

    def do(actor: Actor) -> OptedOut:
        way = next((one for one in page.ways if one.address.channel == visit.form.get("channel")), None)
        scope = visit.form.get("scope", "")
        mistakes = [] if way is not None else [Mistake("channel", say("choose one of them"))]
        mistakes += [] if scope in list(OptOutScope) else [Mistake("scope", say("choose one of them"))]
        mistakes += [] if actor.why else [Mistake("why", say("is missing; say how the patient said it"))]
        if mistakes or way is None:
            raise BadInput(mistakes)
        return opt_out(visit.app, way.address.value, OptOutScope(scope), actor.by, actor.why)

    return sheet, do


def _start(visit: Visit, page: PatientPage) -> tuple[Sheet, Do]:
    way = page.stopped_mail
    if way is None:
        raise HTTPException(404)
    scope = OptOutScope.ALL if Kind.CARE in way.stopped else OptOutScope.MARKETING
    sheet = Sheet(
        heading=say("Start emails again"),
        button=say("Start emails again"),
        done="started",
        says=(
            say("Only when the patient asked for it: say below how they did."),
            say("Care messages go there again. Invitations need a new consent, given after the stop."),
        ),
        why="must",
    )

    def do(actor: Actor) -> Sequence[Change]:
        if not actor.why:
            raise BadInput([Mistake("why", say("is missing; say how the patient said it"))])
        end_stop(visit.app, way.address.value, scope, actor.by, actor.why)
        return ()

    return sheet, do


def _first(ways: Sequence[Way]) -> tuple[str]:
    return (next((way.address.channel.value for way in ways), ""),)


def _choices(ways: Sequence[Way]) -> list[tuple[str, str]]:
    return [(way.address.channel.value, _way_words(way)) for way in ways]


def _way_words(way: Way) -> str:
    if way.address.channel is Channel.SMS:
        return say("Text, {number}", number=way.shown)
    return say("Email, {address}", address=way.shown)


_ACTS: Mapping[str, _Make] = {
    "edit": _edit,
    "contact": _contact,
    "works": _works,
    "consent": _consent,
    "stop": _stop,
    "start": _start,
}

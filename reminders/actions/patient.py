"""What staff change of one patient. Each act is audited and plans all treatments anew (design, time rule 9)."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import available_timezones

from reminders.actions.bad_input import Answers, BadInput, Mistake
from reminders.actions.enrollment import LANGUAGES, one_line, one_of, optional, read_kinds, read_tags, required_name
from reminders.actions.patient_search import the_patient
from reminders.actions.publishing import name_mistakes
from reminders.actions.replan import Change, Replanning, replan
from reminders.actions.seeing import expect_unchanged
from reminders.actions.treatment import Actor
from reminders.actions.welcome import retime_welcomes, welcome_number
from reminders.app import App
from reminders.domain.addresses import normalize_email, normalize_phone
from reminders.domain.instants import to_micros
from reminders.domain.said import say
from reminders.domain.words import Channel, Kind
from reminders.store.audit import add_audit
from reminders.store.clinics import Clinic
from reminders.store.database import Work
from reminders.store.enrolling import ADDRESS_IDS, NewAddress, put_address, seal_address
from reminders.store.importing import rename_patient
from reminders.store.patients import KnownPatient, save_patient, withdraw_consent
from reminders.store.people import (
    ADDRESS,
    KnownAddress,
    address_hash,
    clear_unusable,
    current_addresses,
    lock_people,
    patients_with_hashes,
)
from reminders.store.treatments import treatments_of

_WORDS = {Channel.SMS: ("phone", say("number")), Channel.EMAIL: ("email", say("email address"))}
_HOW = say('say how the consent was given, for example "signed form"')


@dataclass(frozen=True, slots=True)
class AddressWish:
    """A new number, a new email or both, and what the patient agreed to for them; as typed."""

    phone: str | None = None
    email: str | None = None
    consent: str = ""
    consent_how: str = ""
    #: At the desk: the welcome may leave at any hour.
    present: bool = False
    #: It is the number or email that is known, and a person has made sure that it works.
    usable: bool = False


@dataclass(frozen=True, slots=True)
class ConsentWish:
    """Kinds that a patient agrees to, or no longer agrees to, for the address of one channel; as typed."""

    channel: str
    give: str | None = None
    how: str = ""
    withdraw: str | None = None


@dataclass(frozen=True, slots=True)
class _Ground:
    """What an act stands on, under the locks of the patient's addresses."""

    work: Work
    clinic: Clinic
    patient: KnownPatient
    #: In use now.
    addresses: dict[Channel, KnownAddress]
    now: datetime


def set_patient(app: App, patient_id: int, given: Mapping[str, str | None], actor: Actor) -> list[Change]:
    """Another first_name, last_name, language, timezone, channel or tags; what is not there or None stays as it is, an
    empty zone means the location's, an empty last name none. Raises BadInput with every mistake.
    """
    answers = Answers(_unsigned(actor))
    if all(text is None for text in given.values()):
        answers.mistakes.append(Mistake("name, language, timezone, channel, tags", say("give at least one of them")))

    def act(ground: _Ground) -> str:
        new = _read_patient(answers, ground, given)
        answers.refuse()
        save_patient(ground.work, new)
        old = ground.patient
        renamed = (old.first_name, old.last_name) != (new.first_name, new.last_name)
        if renamed:
            rename_patient(ground.work, ground.clinic.id, patient_id, new.first_name, new.last_name)
        told = ["another name"] if renamed else []
        told += [
            f"{name}: {before or 'none'} → {after or 'none'}"
            for name, before, after in (
                ("language", old.language, new.language),
                ("timezone", old.timezone, new.timezone),
                ("channel", old.channel.value, new.channel.value),
                ("tags", ", ".join(sorted(old.tags)), ", ".join(sorted(new.tags))),
            )
            if before != after
        ]
        return "; ".join(told)

    return _act(app, patient_id, actor, "changed", act, answers)


def change_address(app: App, patient_id: int, wish: AddressWish, actor: Actor) -> list[Change]:
    """Another number or email takes the place of the old one, with only the consents that come with it; a new number
    gets its welcome. `usable`: the same one works after all, for everybody who uses it. Raises BadInput with every
    mistake.
    """
    answers = Answers(_unsigned(actor))
    values = {
        Channel.SMS: answers.read("phone", normalize_phone, wish.phone, None),
        Channel.EMAIL: answers.read("email", normalize_email, wish.email, None),
    }
    kinds = answers.read("consent", read_kinds, wish.consent, frozenset[Kind]())
    how = answers.read("consent-how", one_line, wish.consent_how, "")
    if wish.phone is None and wish.email is None:
        answers.mistakes.append(Mistake("phone, email", say("give the new number, the new email or both")))
    if kinds and not how:
        answers.mistakes.append(Mistake("consent-how", _HOW))
    given = {channel: value for channel, value in values.items() if value is not None}

    def act(ground: _Ground) -> str:
        answers.mistakes += _unfit(ground, given, usable=wish.usable)
        answers.refuse()
        for channel, value in given.items():
            new = _sealed(ground, channel, value, (kinds, how), actor.by)
            put_address(ground.work, ground.clinic.id, patient_id, new, ground.addresses.get(channel))
            if wish.usable:
                clear_unusable(ground.work, ground.clinic.id, new.hash)
        agreed = ", ".join(sorted(kinds)) or "nothing"
        nouns = " and ".join(_WORDS[channel][0] for channel in given)
        return f"{nouns} works after all" if wish.usable else f"new {nouns}, agreed to {agreed}"

    return _act(
        app, patient_id, actor, "changed address", act, answers, given, present=wish.present, shared=wish.usable
    )


def _unfit(ground: _Ground, given: Mapping[Channel, str], *, usable: bool) -> Iterator[str]:
    """Mistakes about addresses that are, or are not, the patient's already."""
    for channel, value in given.items():
        old = ground.addresses.get(channel)
        same = old is not None and old.hash == address_hash(ground.work.keyring, ground.clinic.id, channel, value)
        name, noun = _WORDS[channel]
        if usable and (old is None or not same):
            yield Mistake(name, say("is not this patient's {noun}", noun=noun))
        elif usable and old is not None and old.unusable_why is None:
            yield Mistake(name, say("counts as working already"))
        elif same and not usable and old is not None:
            told = say("is this patient's {noun} already, and counts as not working", noun=noun)
            yield Mistake(name, told if old.unusable_why else say("is this patient's {noun} already", noun=noun))


def change_consent(app: App, patient_id: int, wish: ConsentWish, actor: Actor) -> list[Change]:
    """A patient agrees to more, or to less, for the address of one channel. Raises BadInput with every mistake.

    A consent does not lift an opt-out: only the patient's own word does.
    """
    answers = Answers(_unsigned(actor, why=False))
    channel = answers.read("channel", one_of([one.value for one in Channel]), wish.channel, "")
    give = answers.read("give", read_kinds, wish.give, frozenset[Kind]())
    withdraw = answers.read("withdraw", read_kinds, wish.withdraw, frozenset[Kind]())
    how = answers.read("how", one_line, wish.how, "")
    if not wish.give and not wish.withdraw:
        kinds = say("say what the patient agrees to, or no longer agrees to: care, marketing")
        answers.mistakes.append(Mistake("give, withdraw", kinds))
    if give & withdraw:
        answers.mistakes.append(Mistake("give, withdraw", say("name each kind once")))
    if give and not how:
        answers.mistakes.append(Mistake("how", _HOW))

    def act(ground: _Ground) -> str:
        address = ground.addresses.get(Channel(channel)) if channel else None
        if channel and address is None:
            none = say("the patient has no {noun}", noun=_WORDS[Channel(channel)][1])
            answers.mistakes.append(Mistake("channel", none))
        answers.refuse()
        assert address is not None
        value = ground.work.keyring.open(ADDRESS, address.id, address.sealed)
        new = _sealed(ground, address.channel, value, (give, how), actor.by)
        put_address(ground.work, ground.clinic.id, patient_id, new, address)
        for kind in sorted(withdraw):
            withdraw_consent(ground.work, address.id, kind, actor.by.strip(), to_micros(ground.now))
        told = [("given", give), ("withdrawn", withdraw)]
        return f"{channel}: " + "; ".join(f"{verb} {', '.join(sorted(kinds))}" for verb, kinds in told if kinds)

    return _act(app, patient_id, actor, "changed consent", act, answers)


def _read_patient(answers: Answers, ground: _Ground, given: Mapping[str, str | None]) -> KnownPatient:
    old = ground.patient
    zone = answers.read("timezone", optional(one_of(available_timezones())), given.get("timezone"), old.timezone)

    def channel(text: str) -> Channel:
        chosen = Channel(one_of([one.value for one in Channel])(text))
        if chosen not in ground.addresses:
            raise ValueError(say("the patient has no {noun}", noun=_WORDS[chosen][1]))
        return chosen

    return replace(
        old,
        first_name=answers.read("first-name", required_name, given.get("first_name"), old.first_name),
        last_name=answers.read("last-name", one_line, given.get("last_name"), old.last_name),
        language=answers.read("language", one_of(LANGUAGES), given.get("language"), old.language),
        timezone=zone or None,
        channel=answers.read("channel", channel, given.get("channel"), old.channel),
        tags=answers.read("tags", read_tags, given.get("tags"), old.tags),
    )


def _sealed(
    ground: _Ground, channel: Channel, value: str, consents: tuple[Collection[Kind], str], by: str
) -> NewAddress:
    ids = ground.work.new_ids(ADDRESS_IDS)
    recorded = (by.strip(), to_micros(ground.now))
    return seal_address(ground.work.keyring, ground.clinic.id, channel, value, consents, ids, recorded)


def _act(
    app: App,
    patient_id: int,
    actor: Actor,
    verb: str,
    act: Callable[[_Ground], str],
    answers: Answers,
    new: dict[Channel, str] | None = None,
    *,
    present: bool = False,
    shared: bool = False,
) -> list[Change]:
    """Lock the patient's addresses and the new ones, change, audit, plan all treatments anew, welcome a new number.

    `shared`: the change is one for everybody who uses the addresses.
    """
    with app.database.write() as work:
        clinic, now = app.clinic(work), app.now()
        patient = _the_patient(work, clinic.id, patient_id, answers)
        hashes = [address_hash(work.keyring, clinic.id, channel, value) for channel, value in (new or {}).items()]
        known = current_addresses(work, clinic.id, [patient_id])[patient_id]
        lock_people(work, clinic.id, [*hashes, *(address.hash for address in known)])
        known = current_addresses(work, clinic.id, [patient_id])[patient_id]
        expect_unchanged(work, clinic.id, patient_id, actor.by.strip(), actor.seen)
        ground = _Ground(work, clinic, patient, {address.channel: address for address in known}, now)
        told = act(ground)
        said = "; ".join(part for part in (told, actor.why.strip()) if part)
        add_audit(work, clinic.id, to_micros(now), actor.by.strip(), verb, "patient", patient_id, said)
        others = patients_with_hashes(work, clinic.id, hashes) if shared else []
        return _plan_anew(work, app, ground, {patient_id, *others}, present)


def _the_patient(work: Work, clinic_id: int, patient_id: int, answers: Answers) -> KnownPatient:
    try:
        return the_patient(work, clinic_id, patient_id)
    except BadInput as error:
        raise BadInput([*error.mistakes, *answers.mistakes]) from None


def _plan_anew(work: Work, app: App, ground: _Ground, people: Collection[int], present: bool) -> list[Change]:
    clinic, patient_id = ground.clinic, ground.patient.id
    ids = [treatment.id for treatment in treatments_of(work, sorted(people))]
    everybody = replan(work, app, clinic, ids, Replanning(ground.now, send_missed=True))
    retime_welcomes(work, app, clinic, [patient_id])
    changes = [change for change in everybody if change.treatment.patient_id == patient_id]
    if changes:
        newest = max((change.treatment for change in changes), key=lambda treatment: treatment.treated_at)
        planned = [change.planned for change in changes if change.planned is not None and change.fields is not None]
        welcome_number(work, app, clinic, newest, planned, work.new_ids(1)[0], present)
    return changes


def _unsigned(actor: Actor, *, why: bool = True) -> Sequence[str]:
    missing = [Mistake("why", say("is missing; say why, in a few words"))] if why and not actor.why.strip() else []
    return [*name_mistakes(actor.by), *missing]

"""What `doctor` looks at: whatever would keep messages from leaving, or would be missed on a bad day."""

from collections.abc import Iterator
from datetime import timedelta

from reminders.actions.bundle_checks import check_bundle
from reminders.actions.examining_backup import examine_backup
from reminders.actions.examining_duty import examine_duty
from reminders.actions.examining_machine import examine_machine
from reminders.actions.examining_pace import examine_pace
from reminders.actions.findings import Check, fail, ok, warn
from reminders.actions.polling import texts_not_read
from reminders.app import App
from reminders.catalog.bundle import Bundle
from reminders.catalog.checking import unsendable
from reminders.catalog.content import Variables
from reminders.catalog.rendering import compile_bundle
from reminders.catalog.template_names import ENGLISH
from reminders.domain.instants import MINUTE, from_micros, to_micros
from reminders.domain.words import Channel
from reminders.store.clinics import Clinic, load_clinic
from reminders.store.database import StoreError, Work
from reminders.store.facts import RECOVERY_CONFIRMED, check_keys, get_fact
from reminders.store.holds import list_holds
from reminders.store.keyring import KeyringError
from reminders.store.migrating import is_current
from reminders.store.replanning import pending
from reminders.store.restored import doubtful_before, sign_of_restore
from reminders.store.staff import list_staff
from reminders.store.versions import latest_versions
from reminders.store.vitals import database_clock, need_attention, newest_attempt, overdue, parked, unconfirmed

_OVERDUE = 2 * MINUTE
#: Whoever was at it would have gone on by now.
_LEFT_ALONE = 5 * MINUTE
_SKEW = timedelta(seconds=5)


def examine(app: App, *, texts: bool = True) -> list[Check]:
    """Every check in the order of a set-up. Changes nothing; one that fails may leave out those that need it. `texts`:
    renders every text of every schedule too, which takes seconds.
    """
    return [*examine_machine(app.settings), *_stored(app, texts)]


def recovery_mark(app: App) -> str:
    """What is recorded when the sheet is confirmed: the keys that are on it, by their names. A new key asks again."""
    return ",".join(name for name, _ in app.settings.encryption_keys)


def _stored(app: App, texts: bool) -> Iterator[Check]:
    path = app.settings.sqlite_file
    if path is not None and not path.exists():
        yield fail("database", f"{path} is not there", "`reminders setup` makes it, or DATABASE_URL names another one")
        return
    try:
        current = is_current(app.database)
        # Reading may go well where nothing can be stored: a file without the right to write, or a lock left behind.
        with app.database.write():
            pass
    except StoreError as error:
        yield fail("database", str(error), "see DATABASE_URL, and that its disk or server is well")
        return
    yield ok("database", "answers, and can be written")
    if not current:
        yield fail("migrations", "the tables are not of this version", "`reminders setup`, or `reminders migrate`")
        return
    yield ok("migrations", "current")
    with app.database.read() as work:
        yield from _in_tables(work, app, texts)


def _in_tables(work: Work, app: App, texts: bool) -> Iterator[Check]:
    try:
        check_keys(work)
    except KeyringError as error:
        yield fail("keys", str(error), "put the keys of the recovery sheet into .env")
        return
    yield ok("keys", "fit this database")
    yield _history(work, app)
    clinic = load_clinic(work)
    if clinic is None:
        yield fail("clinic", "is not set up", "`reminders setup`")
        return
    yield _recovery_sheet(work, app)
    yield _clinic(clinic)
    if app.live(Channel.SMS):
        yield _replies(work, app)
    yield _staff(work, clinic)
    yield examine_duty(work, clinic, app.now())
    yield from _schedules(work, app, clinic)
    if texts:
        yield from _texts(work, app, clinic)
        yield from _automatic(app)
    yield from _holds(work, clinic)
    yield from _planning(work, app)
    yield from _messages(work)
    yield _dispatcher(work, app)
    yield from examine_pace(work, app, clinic)
    yield _clock(work, app)
    if app.database.path is not None:
        yield examine_backup(work, clinic, app.now_micros())


def _replies(work: Work, app: App) -> Check:
    if gap := texts_not_read(work, app.now()):
        first, last = (f"{moment:%Y-%m-%d %H:%M} UTC" for moment in gap)
        says = f"Twilio's list was too long to be read: texts that came from {first} to {last} may not be known here"
        cure = "look for them in Twilio's own log of incoming texts; stops: `reminders opt-out NUMBER --by YOU --why …`"
        return fail("replies", says, cure)
    public_url = app.settings.public_url
    if not app.replies_reach_us:
        why = (
            f"Twilio cannot reach {public_url}, so replies and delivery reports are read from its list every minute: "
            "they may be hours late, and texts ask to call instead of to reply"
        )
        cure = "PUBLIC_URL: an https address of a web server that passes /webhooks/twilio/ on to this program"
        return warn("replies", why, cure)
    return ok("replies", f"come in at {public_url}/webhooks/twilio/inbound, the address to enter at Twilio")


def _recovery_sheet(work: Work, app: App) -> Check:
    confirmed = get_fact(work, RECOVERY_CONFIRMED)
    missing = [name for name in recovery_mark(app).split(",") if name not in (confirmed or "").split(",")]
    if not missing:
        return ok("recovery sheet", "somebody keeps it")
    says = "nobody has confirmed that it is kept" if confirmed is None else f"lacks the newer key {', '.join(missing)}"
    cure = "`reminders setup --recovery-sheet` prints it; once it is safe: `reminders setup --confirm-recovery-sheet`"
    return warn("recovery sheet", says, cure)


def _history(work: Work, app: App) -> Check:
    why = sign_of_restore(work, app.database.path)
    if why is not None:
        cure = "see docs/operating.md, After a restore; the worker holds everything when it starts"
        return fail("history", f"{why}; it does not know what was sent since", cure)
    if doubtful_before(work) is not None:
        cure = "`reminders holds release everything` says how many, and how to decide"
        return fail("history", "was restored: what was due then may have been sent already", cure)
    return ok("history", "the database goes on from where it was")


def _clinic(clinic: Clinic) -> Check:
    lacking = [] if clinic.postal_address else ["postal address (marketing email needs one by law)"]
    for location in clinic.locations:
        if not location.phone:
            return fail("clinic", f"{location.name} has no phone number, which messages ask patients to call", _GIVE)
        if not location.booking_url:
            lacking.append(f"booking link of {location.name} (invitations point to it)")
    if lacking:
        return warn("clinic", f"has no {', no '.join(lacking)}", _GIVE)
    return ok("clinic", f"{clinic.name}, {len(clinic.locations)} location(s)")


_GIVE = "`reminders clinic set --address …`, `reminders clinic location set NAME --phone … --booking-url …`"


def _staff(work: Work, clinic: Clinic) -> Check:
    admins = [member.name for member in list_staff(work, clinic.id) if member.role == "admin"]
    if not admins:
        return fail("staff", "there is no admin", '`reminders staff add "Rosa Diaz" --role admin`')
    return ok("staff", f"admin: {', '.join(admins)}")


def _schedules(work: Work, app: App, clinic: Clinic) -> Iterator[Check]:
    published = latest_versions(work, clinic.id)
    if not published:
        yield fail("schedules", "none is published", "`reminders schedules publish FILE`")
    for version in published:
        what = f"{version.schedule}, version {version.number}"
        cure = f'`reminders schedules approve {version.schedule} --by "Dr. Reyes"`'
        if version.approved_at is not None:
            yield ok("schedules", f"{what}, approved by {version.approved_by}")
        elif app.settings.real_transport:
            yield fail("schedules", f"nobody has approved {what}, so nothing of it is sent", cure)
        else:
            yield warn("schedules", f"nobody has approved {what}; a real transport waits for that", cure)


def _texts(work: Work, app: App, clinic: Clinic) -> Iterator[Check]:
    for version in latest_versions(work, clinic.id):
        what = f"{version.schedule}, version {version.number}"
        checked = check_bundle(app.version(work, version.id).bundle)
        cure = f"`reminders templates check`, then `reminders schedules publish {version.schedule}`"
        if checked.mistakes:
            yield fail("templates", f"{what} has {len(checked.mistakes)} mistake(s): {checked.mistakes[0]}", cure)
        elif checked.warnings:
            yield warn("templates", f"{what} has {len(checked.warnings)} remark(s): {checked.warnings[0]}", cure)
        else:
            yield ok("templates", f"{what} is well")
        yield from _unsendable(app.version(work, version.id).bundle, what, clinic)


def _automatic(app: App) -> Iterator[Check]:
    """A file that cannot be used is replaced by the reply as it ships, whose wording is not the clinic's."""
    mistakes = app.automatic.mistakes
    if mistakes:
        says = f"{len(mistakes)} automatic reply file(s) cannot be used, what ships is said instead: {mistakes[0]}"
        yield fail("templates", says, "correct the file (`reminders templates check`), then start again")


def _unsendable(bundle: Bundle, what: str, clinic: Clinic) -> Iterator[Check]:
    """With this clinic's own names and links, which may be longer than those of the samples."""
    compiled = compile_bundle(bundle)
    for place in clinic.locations:
        patient = Variables(
            first_name="Maximiliano",
            language=ENGLISH,
            clinic_name=clinic.name,
            clinic_phone=place.phone,
            clinic_address=clinic.postal_address,
            booking_url=place.booking_url,
            emergency_number=clinic.emergency_number,
        )
        if lost := unsendable(compiled, patient):
            says = f"{len(lost)} text(s) of {what} cannot be sent from {place.name}: {lost[0]}"
            yield fail("templates", says, "shorten the clinic's name or link (`reminders clinic set`), or the text")


def _holds(work: Work, clinic: Clinic) -> Iterator[Check]:
    stopped = [hold for hold in list_holds(work, clinic.id) if hold.target in ("channel", "database")]
    for hold in stopped:
        target = hold.target_key or "everything"
        cure = f"when the cause is gone: `reminders holds release {target}`"
        yield fail("holds", f"{target} is stopped since {hold.held_by} said: {hold.why}", cure)
    if not stopped:
        yield ok("holds", "nothing is stopped")


def _planning(work: Work, app: App) -> Iterator[Check]:
    left = pending(work)
    if left is not None and left.at <= app.now_micros() - _LEFT_ALONE:
        says = "a change of the clinic has not reached everybody in progress yet"
        yield warn("planning", says, "a running `reminders run` or `reminders worker` finishes it within minutes")


def _messages(work: Work) -> Iterator[Check]:
    counts, waiting = need_attention(work), parked(work)
    found = [
        warn(
            "messages", f"{counts[status]} {words}", f"`reminders messages --status {status}`, then `reminders resolve`"
        )
        for status, words in (("unknown", "in doubt"), ("failed", "failed"))
        if counts.get(status)
    ]
    if silent := unconfirmed(work):
        says = f"{silent} were sent, and for three days nobody has told whether they arrived"
        found.append(warn("messages", says, "`reminders messages --unconfirmed`"))
    if count := waiting.get("not_approved"):
        found.append(warn("messages", f"{count} wait for an approval", "`reminders schedules approve`"))
    if count := waiting.get("on_hold"):
        found.append(warn("messages", f"{count} wait because of a hold", "`reminders holds list`"))
    yield from found or [ok("messages", "none failed, none in doubt, none held up")]


def _dispatcher(work: Work, app: App) -> Check:
    now = app.now_micros()
    late = overdue(work, now - _OVERDUE, now)
    if late:
        says = f"{late} message(s) are due for more than two minutes and nobody takes them"
        return fail("dispatcher", says, "see that `reminders run` or `reminders worker` is up, and its log")
    return ok("dispatcher", "nothing is overdue")


def _clock(work: Work, app: App) -> Check:
    cure = "set this machine's clock by the network (timedatectl set-ntp true)"
    now, there, newest = app.now(), database_clock(work), newest_attempt(work)
    if there is not None and abs(from_micros(there) - now) > _SKEW:
        return warn("clock", "this machine and the database server differ by more than 5 s", cure)
    if newest is not None and newest > to_micros(now + _SKEW):
        return warn("clock", "messages were sent at a time that is still to come", cure)
    return ok("clock", "agrees with the database")

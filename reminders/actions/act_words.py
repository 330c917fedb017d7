"""Who did what, in words: the audit's verbs and details as a page says them."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from reminders.domain.said import Said, Style, joined, say, when
from reminders.store.patient_audit import Act

_VERBS = {
    ("treatment", "enrolled"): say("enrolled the patient"),
    ("treatment", "moved"): say("changed the treatment date"),
    ("treatment", "updated"): say("updated the treatment"),
    ("treatment", "held"): say("put the treatment on hold"),
    ("treatment", "resumed"): say("resumed the treatment"),
    ("treatment", "canceled"): say("ended the treatment"),
    ("treatment", "entered in error"): say("marked the treatment as entered in error"),
    ("treatment", "booked"): say("noted the next visit"),
    ("patient", "changed"): say("changed the patient"),
    ("patient", "changed address"): say("changed how to reach the patient"),
    ("patient", "changed consent"): say("recorded a consent"),
    ("patient", "opted out of all"): say("stopped all messages"),
    ("patient", "opted out of marketing"): say("stopped invitations"),
    ("patient", "started again, care only"): say("started care messages again"),
    ("patient", "wants messages again"): say("lifted the stop"),
    ("patient", "wants messages again, care only"): say("lifted the stop, care only"),
    ("patient", "held address"): say("put the number or mailbox on hold"),
    ("patient", "released address"): say("let messages to the number or mailbox go on"),
    ("patient", "wrote a note"): say("wrote a note"),
    ("patient", "struck out a note"): say("struck out a note"),
    ("message", "sent now"): say("sent a message at once"),
    ("message", "moved message"): say("moved a message"),
    ("message", "skipped"): say("skipped a message"),
    ("message", "put back"): say("put a message back"),
    ("message", "wrote to the patient"): say("wrote to the patient"),
    ("message", "resent"): say("sent a message once more"),
    ("message", "closed"): say("closed a message"),
    ("message", "said it arrived"): say("said that a message arrived"),
    ("message", "looked at"): say("looked at a message without news"),
    ("message", "found taken"): say("found that a message had been taken"),
    ("message", "sent by email instead"): say("sent a message by email instead"),
    ("message", "sent by sms instead"): say("sent a message by text instead"),
    ("reply", "took"): say("took a reply"),
    ("reply", "said whose it is"): say("said whose reply it is"),
    ("reply", "answered"): say("answered a reply"),
    ("reply", "closed"): say("closed a reply"),
    ("reply", "recorded a stop"): say("stopped all messages after a reply"),
    ("reply", "recorded a wrong number"): say("recorded a wrong number"),
    ("reply", "let texts go on"): say("let texts go on"),
    ("reply", "held address"): say("put the number on hold"),
}
_WHO = {
    "program": say("The program"),
    "patient": say("The patient"),
    "command line": say("Command line"),
    "import": say("Import"),
}
_GAVE = "gave to "


def act_words(act: Act) -> Said | str:
    """What was done; the verb itself where nobody has words for it."""
    if act.subject == "reply" and act.verb.startswith(_GAVE):
        return say("handed a reply on to {name}", name=act.verb.removeprefix(_GAVE))
    return _VERBS.get((act.subject, act.verb), act.verb)


def actor_words(by: str) -> Said | str:
    """Who did it: a person's name, or what else acts here."""
    return _WHO.get(by, by)


def detail_words(act: Act, zone: ZoneInfo) -> str:
    """What it was about: the program's own part in words, a person's reason as it is. Times on the clock of `zone`."""
    if act.subject == "reply" and act.verb in ("answered", "said whose it is"):
        return ""
    return joined([_piece(piece, zone) for piece in act.detail.split("; ") if piece], "; ")


def _piece(piece: str, zone: ZoneInfo) -> str:
    for pattern, words in _PIECES:
        if found := pattern.fullmatch(piece):
            return words(found.groupdict(), zone)
    return piece


_Words = Callable[[Mapping[str, str], ZoneInfo], str]
_INSTANT = r"\d{4}-\d\d-\d\dT[\d:.]+\+00:00"


def _moment(text: str, zone: ZoneInfo) -> str:
    return when(datetime.fromisoformat(text), zone)


def _day(text: str, zone: ZoneInfo) -> str:
    return when(datetime.combine(date.fromisoformat(text), time(12), tzinfo=zone), zone, Style.DAY)


def _kinds(listed: str) -> str:
    return joined([_KINDS.get(kind, kind) for kind in listed.split(", ")])


_KINDS = {"care": say("care"), "marketing": say("invitations"), "nothing": say("nothing")}
_NOUNS = {"number": say("number"), "email address": say("email address"), "none": say("none")}
_FIELDS = {
    "language": lambda a, b: say("language: {before} → {after}", before=a, after=b),
    "timezone": lambda a, b: say("time zone: {before} → {after}", before=a, after=b),
    "channel": lambda a, b: say("first choice: {before} → {after}", before=a, after=b),
    "tags": lambda a, b: say("tags: {before} → {after}", before=a, after=b),
}
_VALUES = {"en": say("English"), "es": say("Spanish"), "sms": say("text"), "email": say("email"), "none": say("none")}


def _changed(parts: Mapping[str, str], _zone: ZoneInfo) -> str:
    before, after = (_VALUES.get(parts[name], parts[name]) for name in ("before", "after"))
    return _FIELDS[parts["field"]](before, after)


def _new_way(parts: Mapping[str, str], _zone: ZoneInfo) -> str:
    nouns = joined([_NOUNS.get(noun, noun) for noun in parts["nouns"].split(" and ")])
    if parts.get("kinds") is None:
        return say("works after all: {nouns}", nouns=nouns)
    return say("new {nouns}, agreed to: {kinds}", nouns=nouns, kinds=_kinds(parts["kinds"]))


def _consent(parts: Mapping[str, str], _zone: ZoneInfo) -> str:
    kinds = _kinds(parts["kinds"])
    given = parts["verb"] == "given"
    told = say("agrees to: {kinds}", kinds=kinds) if given else say("no longer agrees to: {kinds}", kinds=kinds)
    way = parts.get("way")
    return say("{way}: {told}", way=_VALUES.get(way, way), told=told) if way else told


_PIECES: tuple[tuple[re.Pattern[str], _Words], ...] = (
    (
        re.compile(f"from (?P<before>{_INSTANT}) to (?P<after>{_INSTANT})"),
        lambda p, zone: say(
            "from {before} to {after}", before=_moment(p["before"], zone), after=_moment(p["after"], zone)
        ),
    ),
    (re.compile(f"at (?P<at>{_INSTANT})"), lambda p, zone: say("planned for {at}", at=_moment(p["at"], zone))),
    (re.compile(r"for (?P<day>\d{4}-\d\d-\d\d)"), lambda p, zone: say("for {day}", day=_day(p["day"], zone))),
    (re.compile("no longer"), lambda _p, _z: say("no longer")),
    (re.compile("another name"), lambda _p, _z: say("another name")),
    (re.compile(r"(?P<field>language|timezone|channel|tags): (?P<before>.+) → (?P<after>.+)"), _changed),
    (re.compile(r"new (?P<nouns>[a-z ]+), agreed to (?P<kinds>[a-z, ]+)"), _new_way),
    (re.compile(r"(?P<nouns>[a-z ]+) works after all"), _new_way),
    (re.compile(r"(?:(?P<way>sms|email): )?(?P<verb>given|withdrawn) (?P<kinds>[a-z, ]+)"), _consent),
    (re.compile("texted a stop word"), lambda _p, _z: say("texted a stop word")),
    (re.compile("texted: no invitations"), lambda _p, _z: say("texted: no invitations")),
    (re.compile("one-click unsubscribe"), lambda _p, _z: say("by the link of an email")),
    (re.compile("unsubscribed from invitations"), lambda _p, _z: say("by the link of an email")),
)

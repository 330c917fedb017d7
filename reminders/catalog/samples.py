"""Sample patients for checking: every mix of what a template can ask about, with long names and short ones."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, combinations, product

from reminders.catalog.content import Variables

LONG_CLINIC = "Lakeshore Aesthetic & Wellness Center"
SHORT_CLINIC = "Vita"
ACCENTED_NAME = "Sofía"
#: Tags that templates may ask about; a clinic may add its own, the check then only warns.
KNOWN_TAGS = (
    "retinoids",
    "smoker",
    "blood-thinners",
    "sensitive-skin",
    "dark-skin",
    "cold-sores",
    "pregnant",
    "diabetes",
)

_PHONE = "(202) 555-0143"
_BOOKING_URL = "https://www.lakeshore-aesthetic.example/visit"
_UNSUBSCRIBE_URL = "https://reminders.lakeshore-aesthetic.example/unsubscribe/0123456789abcdefghijkl"
_MOST_TAGS = 4


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample patient, and what is special about them."""

    variables: Variables
    #: "no provider, session 2 of 4"; for messages.
    about: str
    #: No accented name: what an ordinary patient costs.
    ordinary: bool = True


def samples(language: str, names: Collection[str], tags: Collection[str]) -> Iterator[Sample]:
    """Patients for a template that asks for these variables and tags.

    Every mix of what advice depends on; names and lines of the letterhead vary one at a time.
    """
    asked = {"session", *names} if "sessions" in names else names
    for mix in product(*(values if name in asked else values[:1] for name, values in _MIXED.items())):
        for tag_set in _tag_sets(sorted(set(tags))):
            yield _sample(language, {**_USUAL, **dict(zip(_MIXED, mix, strict=True))}, tag_set, asked)
    for change in _ONE_AT_A_TIME:
        if any(name in names for name in change):
            yield _sample(language, _USUAL | change, frozenset(), asked)


def neutral(language: str, sample: Sample) -> Variables:
    """The same patient at a clinic of plain short words, so that names do not weigh in a reading grade."""
    given = sample.variables
    return Variables(
        first_name="Ana",
        language=language,
        clinic_name="Our clinic" if language == "en" else "La casa",
        clinic_phone=given.clinic_phone,
        booking_url=given.booking_url,
        provider="Ann" if given.provider else "",
        session=given.session,
        sessions=given.sessions,
        tags=given.tags,
        replies=given.replies,
    )


#: The first of each is the one where a template does not ask.
_MIXED: dict[str, tuple[object, ...]] = {
    "booking_url": (_BOOKING_URL, ""),
    "provider": ("Dr. Montgomery", ""),
    "session": ((2, 4), (4, 4), (1, 1), (None, None)),
    "replies": (True, False),
}
_USUAL: dict[str, object] = {
    "clinic_name": LONG_CLINIC,
    "first_name": "Maximiliano",
    "clinic_address": "1200 Lakeshore Boulevard, Suite 4, Springfield, IL 62701",
    "unsubscribe_url": _UNSUBSCRIBE_URL,
    "treatment_title": "Microneedling",
    **{name: values[0] for name, values in _MIXED.items()},
}
_ONE_AT_A_TIME: tuple[dict[str, object], ...] = (
    {"clinic_name": SHORT_CLINIC, "first_name": "Ana"},
    {"first_name": ACCENTED_NAME},
    {"clinic_address": ""},
    {"unsubscribe_url": ""},
    {"treatment_title": ""},
)


def _tag_sets(tags: list[str]) -> list[frozenset[str]]:
    if len(tags) <= _MOST_TAGS:
        every = chain.from_iterable(combinations(tags, count) for count in range(len(tags) + 1))
        return [frozenset(some) for some in every]
    return [frozenset(), *(frozenset([tag]) for tag in tags), frozenset(tags)]


def _sample(language: str, picked: Mapping[str, object], tags: frozenset[str], asked: Collection[str]) -> Sample:
    session = picked["session"]
    number, of = session if isinstance(session, tuple) else (None, None)
    variables = Variables(
        first_name=str(picked["first_name"]),
        language=language,
        clinic_name=str(picked["clinic_name"]),
        clinic_phone=_PHONE,
        clinic_address=str(picked["clinic_address"]),
        booking_url=str(picked["booking_url"]),
        provider=str(picked["provider"]),
        session=number,
        sessions=of,
        tags=tags,
        unsubscribe_url=str(picked["unsubscribe_url"]),
        treatment_title=str(picked["treatment_title"]),
        replies=bool(picked["replies"]),
    )
    return Sample(variables, _about(picked, tags, asked), ordinary=picked["first_name"] != ACCENTED_NAME)


def _about(picked: Mapping[str, object], tags: frozenset[str], asked: Collection[str]) -> str:
    missing = [f"no {name}" for name, value in picked.items() if name in asked and value in ("", (None, None), False)]
    session = picked["session"]
    if "session" in asked and isinstance(session, tuple) and session[0] is not None:
        missing.append(f"session {session[0]} of {session[1]}")
    return ", ".join(missing + [f"tag {tag}" for tag in sorted(tags)]) or "nothing special"

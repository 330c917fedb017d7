"""Made-up patients: numbers that nobody has (555-0100 to 555-0199 of every area), plain names."""

from collections.abc import Callable, Iterator
from functools import lru_cache

import phonenumbers

_FIRST_NAMES = ("Ana", "Ben", "Cleo", "Dora", "Eli", "Fay", "Gus", "Hana", "Ivo", "June")
_LAST_NAMES = ("Abel", "Brook", "Cole", "Dunn", "Ellis", "Frost", "Grant", "Hale")

#: About as long as a care text with the clinic's name and a phone number.
TEXT = (
    "Hi Ana, this is Harbor Skin Clinic. Some flaking is normal around now. Keep your skin moisturized, use sunscreen "
    "and do not pick. Questions? Call (202) 555-0100."
)


@lru_cache(maxsize=1)
def _areas() -> tuple[int, ...]:
    ordinary = phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE
    parsed = {area: phonenumbers.parse(f"+1{area}5550100") for area in range(200, 1000)}
    return tuple(
        area
        for area, number in parsed.items()
        if phonenumbers.region_code_for_number(number) == "US" and phonenumbers.number_type(number) == ordinary
    )


def phone(index: int) -> str:
    """E.164; distinct for the first 35,000 or so, then from the start again."""
    areas = _areas()
    return f"+1{areas[index % len(areas)]}55501{index // len(areas) % 100:02d}"


def distinct_phones() -> int:
    """So many numbers exist."""
    return len(_areas()) * 100


def email(index: int) -> str:
    """Distinct for each index."""
    return f"patient.{index}@mail.example.com"


def first_name(index: int) -> str:
    """One of ten."""
    return _FIRST_NAMES[index % len(_FIRST_NAMES)]


def last_name(index: int) -> str:
    """One of eight."""
    return _LAST_NAMES[index % len(_LAST_NAMES)]


def csv_lines(count: int, treated_at: Callable[[int], str]) -> Iterator[str]:
    """The lines of an import file: one patient each, with consent and an id of the clinic's own, at a phone number as
    long as there are numbers that nobody else of the file has, then at an email address.

    `treated_at` gives each patient's local date and time.
    """
    names = "external_id,first_name,last_name,phone,email,schedule,treated_at"
    yield f"{names},consent_care,consent_marketing,consent_how\n"
    numbers = distinct_phones()
    for index in range(count):
        address = f"{phone(index)}," if index < numbers else f",{email(index)}"
        yield (
            f"B-{index:07d},{first_name(index)},{last_name(index)},{address},microneedling,{treated_at(index)},"
            "yes,yes,signed form\n"
        )

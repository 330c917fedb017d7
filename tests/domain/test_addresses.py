"""Phone numbers and email addresses."""

import random
import time

import phonenumbers
import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import given
from hypothesis import strategies as st

from reminders.domain.addresses import (
    BadAddress,
    last_four,
    mask_email,
    mask_phone,
    normalize_email,
    normalize_phone,
)


@pytest.mark.parametrize(
    "text",
    [
        "+12025550143", "12025550143", "2025550143", "(202) 555-0143", "(202)555-0143", "202-555-0143", "202.555.0143",
        "202 555 0143", "+1 202 555 0143", "+1 (202) 555-0143", "1-202-555-0143", " 2025550143 ", "'+12025550143",
        "tel:+1-202-555-0143", "\u202a+1 202\u00a0555\u00a00143\u202c", "2025550143.0", "001 202 555 0143"[2:],
    ],
)  # fmt: skip
def test_every_common_way_of_writing_a_number_gives_one_form(text: str) -> None:
    assert normalize_phone(text) == "+12025550143"


@pytest.mark.parametrize("line", range(100, 200))
def test_numbers_kept_for_demos_are_accepted(line: int) -> None:
    assert normalize_phone(f"(312) 555-{line:04d}") == f"+1312555{line:04d}"


def test_a_number_abroad_is_read_with_its_country_code_or_its_region() -> None:
    assert normalize_phone("+52 55 1234 5678") == "+525512345678"
    assert normalize_phone("55 1234 5678", region="MX") == "+525512345678"
    assert normalize_phone("+1 202 555 0143", region="MX") == "+12025550143"
    assert normalize_phone("876-555-0143") == "+18765550143"


_REFUSED = {
    "": "is empty; give the patient's own mobile number, for example (202) 555-0143",
    "(202) 555-0143 x5": "has an extension, and texts cannot reach one; "
    "give the patient's own mobile number, for example (202) 555-0143",
    "2025550143,5": "has an extension, and texts cannot reach one; "
    "give the patient's own mobile number, for example (202) 555-0143",
    "+12025550143;ext=5": "has an extension, and texts cannot reach one; "
    "give the patient's own mobile number, for example (202) 555-0143",
    "202-555-0143 Ext. 12": "has an extension, and texts cannot reach one; "
    "give the patient's own mobile number, for example (202) 555-0143",
    "202-555-0143 #12": "has an extension, and texts cannot reach one; "
    "give the patient's own mobile number, for example (202) 555-0143",
    "900-555-0143": "is a premium-rate number; give the patient's own mobile number, for example (202) 555-0143",
    "+39 848 123 456": "is a shared-cost number; give the patient's own mobile number, for example (202) 555-0143",
    "800-555-0143": "is a toll-free number, which belongs to a company; "
    "give the patient's own mobile number, for example (202) 555-0143",
    "500-555-0143": "is a follow-me number that may be charged to the caller; "
    "give the patient's own mobile number, for example (202) 555-0143",
    "911": "is a short or emergency code, not a person's number; "
    "give the patient's own mobile number, for example (202) 555-0143",
    "72345": "is a short or emergency code, not a person's number; "
    "give the patient's own mobile number, for example (202) 555-0143",
    "202-555-HELP": "has letters; write the number in digits only",
    "Mum": "has letters; write the number in digits only",
    "555-0143": "has no area code; write all digits, for example (202) 555-0143",
    "202-555-014": "has too few digits; check the number",
    "202-555-01434": "has too many digits; check the number",
    "+1 202 555 0143 0000 0000 00": "has too many digits; check the number",
    "000-555-0143": "is not a number that any phone company hands out; check it for a slip",
    "202-155-0143": "is not a number that any phone company hands out; check it for a slip",
    "+999 202 555 0143": "starts with a country code that does not exist",
    "1.20256E+10": "was shortened by a spreadsheet (digits are lost); format the column as text and export again",
    "2025550143 / 2025550144": "holds more than one number; "
    "give the patient's own mobile number, for example (202) 555-0143",
    "2025550143*": "is not a phone number; give the patient's own mobile number, for example (202) 555-0143",
    "-": "is not a phone number; give the patient's own mobile number, for example (202) 555-0143",
}


@pytest.mark.parametrize(("text", "reason"), _REFUSED.items())
def test_a_number_that_cannot_be_texted_is_refused_with_its_cure(text: str, reason: str) -> None:
    with pytest.raises(BadAddress) as caught:
        normalize_phone(text)
    assert caught.value.reason == reason


_PERSONS = {
    phonenumbers.PhoneNumberType.FIXED_LINE,
    phonenumbers.PhoneNumberType.MOBILE,
    phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,
    phonenumbers.PhoneNumberType.VOIP,
}


def _library_takes(national: str) -> bool:
    number = phonenumbers.parse("+1" + national)
    return phonenumbers.is_valid_number(number) and phonenumbers.number_type(number) in _PERSONS


def _we_take(national: str) -> bool:
    try:
        return normalize_phone(national) == "+1" + national
    except BadAddress:
        return False


@pytest.mark.parametrize("hundreds", range(2, 10))
def test_the_fast_verdict_equals_the_library_s_for_every_area_code(hundreds: int) -> None:
    chance = random.Random(hundreds)
    numbers = [
        f"{area}{exchange:03d}{chance.randrange(10_000):04d}"
        for area in range(hundreds * 100, hundreds * 100 + 100)
        for exchange in [555, 100, 911, 250, *chance.sample(range(1000), 6)]
    ]
    assert [n for n in numbers if _we_take(n) != _library_takes(n)] == []


@given(st.text(alphabet="0123456789+() .-x/;,eEA\u0665'", max_size=20))
def test_any_text_gives_e164_or_a_reason(text: str) -> None:
    outcome = _outcome(text)
    if outcome.startswith("+"):
        assert normalize_phone(outcome) == outcome
        assert outcome[1:].isascii()
        assert outcome[1:].isdigit()
    else:
        assert outcome.startswith(("is ", "has ", "holds ", "starts ", "was "))


@given(st.text(max_size=30))
def test_a_reason_never_repeats_the_number(text: str) -> None:
    assert _outcome("2025559876543" + text).count("9876543") == 0


def _outcome(text: str) -> str:
    try:
        return normalize_phone(text)
    except BadAddress as error:
        return error.reason


@pytest.mark.parametrize(
    ("text", "email"),
    [
        ("ana@example.com", "ana@example.com"),
        (" Ana.Lopez@Example.COM ", "Ana.Lopez@example.com"),
        ("ana+news@mail.example.com", "ana+news@mail.example.com"),
        ("ana@bücher.example.com", "ana@xn--bcher-kva.example.com"),
        ("INFO@example.com", "info@example.com"),
    ],
)
def test_an_email_keeps_its_local_part_and_lowers_its_domain(text: str, email: str) -> None:
    assert normalize_email(text) == email


_REFUSED_EMAILS = {
    "": "is empty; write it as name@example.com",
    "ana": "has no @; write it as name@example.com",
    "Ana Lopez <ana@example.com>": "has a display name; keep only what stands between < and >",
    "ana@example.com; ben@example.com": "holds more than one address; keep one",
    "ana lopez@example.com": "has a space inside; write it as name@example.com",
    "añá@example.com": "has letters before the @ that mail servers do not take; use a plain address",
    "ana..lopez@example.com": "has a misplaced dot; write it as name@example.com",
    "ana@example": "has no ending such as .com after the @; complete it",
    "ana@mail.local": "is not an address mail can be sent to; check it for a slip",
    "ana@[192.0.2.1]": "is not an address mail can be sent to; check it for a slip",
    '"ana"@@example.com': "is not an address mail can be sent to; check it for a slip",
    "a" * 65 + "@example.com": "is too long to be an email address; check it",
}


@pytest.mark.parametrize(("text", "reason"), _REFUSED_EMAILS.items())
def test_an_email_that_cannot_be_used_is_refused_with_its_cure(text: str, reason: str) -> None:
    with pytest.raises(BadAddress) as caught:
        normalize_email(text)
    assert caught.value.reason == reason


def _library_email(text: str) -> str | None:
    try:
        return validate_email(text, check_deliverability=False, allow_smtputf8=False, strict=True).ascii_email
    except EmailNotValidError:
        return None


def _our_email(text: str) -> str | None:
    try:
        return normalize_email(text)
    except BadAddress:
        return None


_LOCALS = st.text(alphabet="aZ9._-+'!#@\" é", max_size=70)
_DOMAINS = st.one_of(
    st.sampled_from(
        ["example.com", "Mail.Example.ORG", "x.test", "local", "a--b.com", "xn--bcher-kva.com", "a.b-", "é.fr"]
    ),
    st.text(alphabet="aZ9.-é_", max_size=70),
)


@given(_LOCALS, _DOMAINS)
def test_the_fast_email_verdict_equals_the_library_s(local: str, domain: str) -> None:
    text = f"{local}@{domain}".strip()
    assert _our_email(text) == _library_email(text)


def test_masks_show_as_little_as_they_must() -> None:
    assert last_four("+12025550143") == "0143"
    assert mask_phone("+12025550143") == "…0143"
    assert mask_email("ana@example.com") == "a…@example.com"


def test_a_hundred_thousand_plain_addresses_take_seconds_not_minutes() -> None:
    started = time.perf_counter()
    for line in range(100_000):
        normalize_phone(f"(202) 555-{100 + line % 100:04d}")
        normalize_email(f"patient{line}@example.com")
    assert time.perf_counter() - started < 10

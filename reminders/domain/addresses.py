"""Phone numbers and email addresses: one written form each, and plain words for what cannot be used.

No error text here repeats the address: such texts reach logs.
"""

import re
import unicodedata
from functools import cache, lru_cache

from email_validator import EmailNotValidError, validate_email
from email_validator.rfc_constants import CASE_INSENSITIVE_MAILBOX_NAMES
from phonenumbers import (
    NumberParseException,
    PhoneMetadata,
    PhoneNumber,
    PhoneNumberFormat,
    PhoneNumberType,
    ValidationResult,
    format_number,
    is_possible_number_with_reason,
    is_valid_number,
    number_type,
    parse,
)

from reminders.domain.said import say

_MOBILE_WANTED = say("give the patient's own mobile number, for example (202) 555-0143")

_REFUSED_TYPES = {
    PhoneNumberType.PREMIUM_RATE: say("is a premium-rate number"),
    PhoneNumberType.SHARED_COST: say("is a shared-cost number"),
    PhoneNumberType.TOLL_FREE: say("is a toll-free number, which belongs to a company"),
    PhoneNumberType.PERSONAL_NUMBER: say("is a follow-me number that may be charged to the caller"),
    PhoneNumberType.PAGER: say("is a pager"),
    PhoneNumberType.UAN: say("is a company's number"),
    PhoneNumberType.VOICEMAIL: say("is a voicemail box"),
}

_PLAIN_NANP = re.compile(
    r"\s*(\+?1[ .-]?)?(?:\(([2-9][0-9]{2})\) ?|([2-9][0-9]{2})[ .-]?)([0-9]{3})[ .-]?([0-9]{4})\s*"
)
_ALLOWED = re.compile(r"\+?[\d\s().\-–/]+")
_EXTENSION = re.compile(
    r"\d[\s.,;)-]*(?:;?ext|extn|extension|anexo|x|#|~)[\s.:=#]*\d+\W*$|\d[,;]+\s*\d{1,6}\s*$", re.IGNORECASE
)
_SHORTENED = re.compile(r"[+-]?\d(?:[.,]\d+)?[eE]\+?\d+")
_SEVERAL = re.compile(r"\d{7}.*(?:[/;,|&]|\bor\b|\bo\b|\by\b|\band\b).*\d{7}", re.IGNORECASE)

_PLAIN_LOCAL = re.compile(r"[A-Za-z0-9_!#$%&'*+/=?^`{|}~-]+(?:\.[A-Za-z0-9_!#$%&'*+/=?^`{|}~-]+)*")
_PLAIN_DOMAIN = re.compile(r"[A-Za-z0-9.-]+")


class BadAddress(ValueError):
    """An address that cannot be used; `reason` says why and what to do, without repeating it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def normalize_phone(text: str, region: str = "US") -> str:
    """The number in E.164 (+12025550143). `region` is where a number without a country code is dialed.

    Raises BadAddress for anything a clinic must not text: extensions, premium, shared-cost and toll-free numbers, short
    and emergency codes, letters, numbers that no operator hands out.
    """
    match = _PLAIN_NANP.fullmatch(text)
    if match is not None:
        country, in_brackets, bare, exchange, line = match.groups()
        national = (in_brackets or bare) + exchange + line
        stated = region == "US" or (country is not None and "+" in country)
        if stated and (_pattern("US").fullmatch(national) or _pattern("CA").fullmatch(national)):
            return "+1" + national
    return _by_library(text, region)


def normalize_email(text: str) -> str:
    """The address with its domain in lower case (ASCII form) and its local part as written.

    Syntax only, nothing is looked up. Raises BadAddress, also for `Ana <ana@example.com>` and for local parts beyond
    ASCII, which many mail servers still refuse.
    """
    text = text.strip()
    local, _, domain = text.rpartition("@")
    if len(local) <= 64 and _PLAIN_LOCAL.fullmatch(local) and local.lower() not in _ROLE_NAMES:
        plain = _plain_domain(domain) if len(text) <= 254 else ""
        if plain:
            return f"{local}@{plain}"
    return _email_by_library(text)


def last_four(phone: str) -> str:
    """The last four digits of an E.164 number, by which staff find a patient."""
    return phone[-4:]


def show_phone(phone: str) -> str:
    """An E.164 number as people write it: (202) 555-0143, with the country's code where it is not ours."""
    if len(phone) == 12 and phone.startswith("+1"):
        return f"({phone[2:5]}) {phone[5:8]}-{phone[8:]}"
    try:
        return format_number(parse(phone), PhoneNumberFormat.INTERNATIONAL)
    except NumberParseException:
        return phone


def mask_phone(phone: str) -> str:
    """For screens that must not show a number: …0143."""
    return "…" + last_four(phone)


def mask_email(email: str) -> str:
    """For screens that must not show an address: a…@example.com."""
    local, _, domain = email.rpartition("@")
    return f"{local[:1]}…@{domain}"


@cache
def _pattern(region: str) -> re.Pattern[str]:
    """Every number a person can have in the United States or Canada, straight from the library's own numbering plan.

    No number of another kind matches it, so a match is the library's verdict at a fiftieth of its price; a test
    compares the two over all area codes.
    """
    metadata = PhoneMetadata.metadata_for_region(region)
    mobile = metadata.mobile if metadata else None
    # Nothing matches the empty choice: without a pattern every number goes to the library.
    return re.compile((mobile and mobile.national_number_pattern) or r"(?!)", re.ASCII)


def _by_library(text: str, region: str) -> str:
    cleaned = _without_marks(text)
    _refuse_by_look(cleaned)
    try:
        number = parse(cleaned, region)
    except NumberParseException as error:
        raise BadAddress(_unreadable(error, cleaned)) from None
    _refuse_by_plan(number)
    return format_number(number, PhoneNumberFormat.E164)


def _without_marks(text: str) -> str:
    """Without what address books and spreadsheets add: invisible direction marks, `tel:`, an apostrophe, a final .0."""
    visible = "".join(c for c in text if unicodedata.category(c) != "Cf").strip().removeprefix("'")
    visible = re.sub(r"^tel:\s*", "", visible, flags=re.IGNORECASE)
    return re.sub(r"^(\+?[0-9]{10,15})\.0$", r"\1", visible)


def _refuse_by_look(text: str) -> None:
    digits = sum(c.isdigit() for c in text)
    if not text:
        raise BadAddress(say("is empty; {cure}", cure=_MOBILE_WANTED))
    if _SHORTENED.fullmatch(text):
        raise BadAddress(
            say("was shortened by a spreadsheet (digits are lost); format the column as text and export again")
        )
    if _SEVERAL.search(text):
        raise BadAddress(say("holds more than one number; {cure}", cure=_MOBILE_WANTED))
    if _EXTENSION.search(text):
        raise BadAddress(say("has an extension, and texts cannot reach one; {cure}", cure=_MOBILE_WANTED))
    if any(c.isalpha() for c in text):
        raise BadAddress(say("has letters; write the number in digits only"))
    if digits == 0 or len(text) > 40 or not _ALLOWED.fullmatch(text):
        raise BadAddress(say("is not a phone number; {cure}", cure=_MOBILE_WANTED))
    if digits <= 6:
        raise BadAddress(say("is a short or emergency code, not a person's number; {cure}", cure=_MOBILE_WANTED))


def _unreadable(error: NumberParseException, text: str) -> str:
    if error.error_type == NumberParseException.INVALID_COUNTRY_CODE:
        return (
            say("starts with a country code that does not exist")
            if text.startswith("+")
            else say("has no country code; write it as +1…")
        )
    if error.error_type == NumberParseException.TOO_LONG:
        return say("has too many digits; check the number")
    return say("is not a phone number; {cure}", cure=_MOBILE_WANTED)


def _refuse_by_plan(number: PhoneNumber) -> None:
    if number.extension:
        raise BadAddress(say("has an extension, and texts cannot reach one; {cure}", cure=_MOBILE_WANTED))
    kind = number_type(number)
    if kind in _REFUSED_TYPES:
        raise BadAddress(say("{what}; {cure}", what=_REFUSED_TYPES[kind], cure=_MOBILE_WANTED))
    if is_valid_number(number):
        return
    length = is_possible_number_with_reason(number)
    if length == ValidationResult.IS_POSSIBLE_LOCAL_ONLY:
        raise BadAddress(say("has no area code; write all digits, for example (202) 555-0143"))
    if length == ValidationResult.TOO_SHORT:
        raise BadAddress(say("has too few digits; check the number"))
    if length == ValidationResult.TOO_LONG:
        raise BadAddress(say("has too many digits; check the number"))
    raise BadAddress(say("is not a number that any phone company hands out; check it for a slip"))


#: Mailboxes such as INFO@ that the library folds to lower case: left to it.
_ROLE_NAMES = frozenset(CASE_INSENSITIVE_MAILBOX_NAMES)


@lru_cache(maxsize=4096)
def _plain_domain(domain: str) -> str:
    """The domain in lower case, or nothing when it needs the library's whole look. Patients share few domains."""
    if not _PLAIN_DOMAIN.fullmatch(domain):
        return ""
    try:
        checked = validate_email("a@" + domain, check_deliverability=False)
    except EmailNotValidError:
        return ""
    return checked.ascii_domain


def _email_by_library(text: str) -> str:
    _refuse_email_by_look(text)
    try:
        checked = validate_email(text, check_deliverability=False, allow_smtputf8=False, strict=True)
    except EmailNotValidError:
        raise BadAddress(_email_reason(text)) from None
    if checked.ascii_email is None:
        raise BadAddress(say("has letters before the @ that mail servers do not take; use a plain address"))
    return checked.ascii_email


def _refuse_email_by_look(text: str) -> None:
    if not text:
        raise BadAddress(say("is empty; write it as name@example.com"))
    if "<" in text or ">" in text:
        raise BadAddress(say("has a display name; keep only what stands between < and >"))
    if text.count("@") > 1 and re.search(r"[;,\s|/]", text):
        raise BadAddress(say("holds more than one address; keep one"))
    if "@" not in text:
        raise BadAddress(say("has no @; write it as name@example.com"))


def _email_reason(text: str) -> str:
    local, _, domain = text.rpartition("@")
    if any(c.isspace() for c in text):
        return say("has a space inside; write it as name@example.com")
    if not local.isascii():
        return say("has letters before the @ that mail servers do not take; use a plain address")
    if len(local) > 64 or len(text) > 254:
        return say("is too long to be an email address; check it")
    if ".." in text or text.startswith(".") or local.endswith("."):
        return say("has a misplaced dot; write it as name@example.com")
    if "." not in domain:
        return say("has no ending such as .com after the @; complete it")
    return say("is not an address mail can be sent to; check it for a slip")

"""What somebody who wrote back wants, as far as a program may say; in doubt a person reads it."""

from dataclasses import dataclass

from reminders.domain.questions import answer_to
from reminders.domain.red_flags import NO_RED_FLAGS, RedFlag, RedFlags, find_red_flags
from reminders.domain.reply_words import words_of
from reminders.domain.stop_wording import Wish, wish_in
from reminders.domain.stop_words import keyword
from reminders.domain.words import Intent, Question

#: What needs no person, unless something else in the text does.
_PLAIN = frozenset(
    (Intent.STOP, Intent.START, Intent.HELP, Intent.AS_EXPECTED, Intent.LATER, Intent.NO_INVITATIONS),
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reply says."""

    intent: Intent
    #: A person must read it.
    flag_staff: bool
    #: A person must read it at once.
    urgent: bool
    #: Emergencies first.
    red_flags: tuple[RedFlag, ...] = ()

    @property
    def emergency(self) -> bool:
        """Whether the emergency number comes before the clinic."""
        return any(flag.emergency for flag in self.red_flags)


def read_reply(
    text: str,
    *,
    media: int = 0,
    question: Question | None = None,
    confirmation_pending: bool = False,
    red_flags: RedFlags = NO_RED_FLAGS,
) -> Reading:
    """Read a reply with `media` attachments, from a number that was last asked `question`.

    English and Spanish are both understood, whatever the patient's language: many write both. Exact words come first.
    A red flag makes a text urgent, and takes the place of all but an exact word and a plain wish to get no messages,
    where both happen. A reply to a care check that cannot be read is urgent.
    """
    words = words_of(text)
    found = find_red_flags(text, red_flags)
    intent, ambiguous = _intent(text, words, question, confirmation_pending, found)
    unread = question is Question.CARE_CHECK and (intent is Intent.OTHER or (media > 0 and not words))
    urgent = bool(found) or intent is Intent.WORRIED or unread
    cry = intent is Intent.HELP and question is Question.CARE_CHECK
    flag_staff = urgent or ambiguous or cry or media > 0 or intent not in _PLAIN
    return Reading(intent, flag_staff, urgent, found)


def _intent(
    text: str, words: str, question: Question | None, confirmation_pending: bool, found: tuple[RedFlag, ...]
) -> tuple[Intent, bool]:
    """The intent, and whether the patient may have meant something else."""
    exact = keyword(words, confirmation_pending=confirmation_pending)
    if exact:
        return exact.intent, exact.ambiguous
    wish = wish_in(text)
    if wish is Wish.WRONG_NUMBER:
        return Intent.WRONG_NUMBER, False
    if wish is Wish.STOP or (wish is Wish.PERHAPS_STOP and not found):
        return Intent.ASKS_TO_STOP, False
    answer = answer_to(question, words) if question and not found else None
    if answer is not None:
        return answer, False
    return (Intent.WORRIED if found else Intent.OTHER), False

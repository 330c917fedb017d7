"""What somebody who wrote back wants, as far as a program may say; in doubt a person reads it."""

from collections.abc import Collection
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
    red_flags: RedFlags = NO_RED_FLAGS,
    names: Collection[str] = (),
) -> Reading:
    """Read a reply with `media` attachments, from a number that was last asked `question` and belongs to `names`.

    English and Spanish are both understood, whatever the patient's language: many write both. Exact words come first.
    A red flag makes a text urgent, and takes the place of all but an exact word and a plain wish to get no messages,
    where both happen. A reply to a care check that cannot be read is urgent, and so is one that is only thought to be
    a wish to stop. `names` are patients' first names: "who is Diane" tells of a wrong number if one is Diane.
    """
    words = words_of(text)
    found = find_red_flags(text, red_flags)
    understood = _understood(text, words, question, found, names)
    intent = understood.intent
    unread = intent is Intent.OTHER or understood.guessed or (media > 0 and not words)
    urgent = bool(found) or intent is Intent.WORRIED or (question is Question.CARE_CHECK and unread)
    cry = intent is Intent.HELP and question is Question.CARE_CHECK
    flag_staff = urgent or understood.ambiguous or cry or media > 0 or intent not in _PLAIN
    return Reading(intent, flag_staff, urgent, found)


@dataclass(frozen=True, slots=True)
class _Understood:
    intent: Intent
    #: The patient may have meant something else: an exact word with two meanings.
    ambiguous: bool = False
    #: Nothing that is listed was said.
    guessed: bool = False


def _understood(
    text: str,
    words: str,
    question: Question | None,
    found: tuple[RedFlag, ...],
    names: Collection[str],
) -> _Understood:
    exact = keyword(words)
    if exact:
        return _Understood(exact.intent, ambiguous=exact.ambiguous)
    wish = wish_in(text, names)
    if wish is Wish.WRONG_NUMBER:
        return _Understood(Intent.WRONG_NUMBER)
    if wish is Wish.STOP or (wish is Wish.PERHAPS_STOP and not found):
        return _Understood(Intent.ASKS_TO_STOP)
    answer = answer_to(question, words) if question and not found else None
    if answer is not None:
        return _Understood(answer)
    if wish is Wish.SOUNDS_SO and not found:
        return _Understood(Intent.ASKS_TO_STOP, guessed=True)
    return _Understood(Intent.WORRIED if found else Intent.OTHER)

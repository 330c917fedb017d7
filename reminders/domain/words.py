"""The closed lists of words that the whole program shares."""

from enum import StrEnum


class Kind(StrEnum):
    """What a message is for; consent, contact hours and limits differ by it."""

    #: Aftercare that the patient was promised.
    CARE = "care"
    #: Invitations, offers, reviews, booking: needs a separate written consent.
    MARKETING = "marketing"


class Channel(StrEnum):
    """How a patient wants to hear from the clinic."""

    SMS = "sms"
    EMAIL = "email"


class Origin(StrEnum):
    """Why a message exists."""

    #: A step of a schedule.
    STEP = "step"
    #: The first text to a number: who writes, how often, STOP and HELP.
    WELCOME = "welcome"
    #: A person at the clinic wrote it.
    ANSWER = "answer"
    #: Replies to STOP and HELP, acknowledgements.
    AUTOMATIC = "automatic"
    #: To staff.
    ALERT = "alert"


class Status(StrEnum):
    """Where a message is in its life."""

    #: Waiting for its time.
    PLANNED = "planned"
    #: An attempt is armed; the provider may be hearing it now.
    SENDING = "sending"
    #: The provider took it.
    SENT = "sent"
    #: The provider says it reached the phone or mailbox.
    DELIVERED = "delivered"
    #: It will not arrive; staff see why.
    FAILED = "failed"
    #: It will not be sent; the reason is kept.
    CANCELED = "canceled"
    #: The outcome is in doubt; a callback, a look-up or a person resolves it.
    UNKNOWN = "unknown"


class Reason(StrEnum):
    """Why a message has its status (`status_reason`)."""

    #: The patient said stop.
    OPTED_OUT = "opted_out"
    #: No consent for this kind on any channel it may use.
    NO_CONSENT = "no_consent"
    #: No usable phone number or email for it.
    NO_ADDRESS = "no_address"
    #: Nobody has approved this version of the schedule.
    NOT_APPROVED = "not_approved"
    #: Its window was over.
    TOO_LATE = "too_late"
    #: Its window held no permitted contact time any more.
    NO_PERMITTED_TIME = "no_permitted_time"
    #: Late, and the step says to skip it then.
    SKIPPED_LATE = "skipped_late"
    #: Late, and a newer message of the same treatment and kind is late too.
    SUPERSEDED = "superseded"
    #: Another treatment of this patient sends the same step the same day.
    MERGED = "merged"
    #: Too many messages to this address, and no free day inside the window.
    FREQUENCY_LIMIT = "frequency_limit"
    #: The treatment was canceled or entered in error.
    TREATMENT_ENDED = "treatment_ended"
    #: A newer treatment on the same schedule stops this step.
    TREATED_AGAIN = "treated_again"
    #: A booking stops this step.
    BOOKED = "booked"
    #: The patient answered an invitation of the same treatment.
    ANSWERED = "answered"
    #: A hold lasted beyond the window (canceled), or keeps it waiting (planned).
    ON_HOLD = "on_hold"
    #: A later version of the schedule has no such step.
    STEP_REMOVED = "step_removed"
    #: Its template could not be filled in for this patient.
    BAD_CONTENT = "bad_content"
    #: The provider refused it.
    REJECTED = "rejected"
    #: The provider took it and later said it did not arrive.
    UNDELIVERED = "undelivered"
    #: Tried again until the window closed.
    ATTEMPTS_EXHAUSTED = "attempts_exhausted"
    #: Nobody knows whether the provider took it.
    OUTCOME_UNKNOWN = "outcome_unknown"
    #: A person at the clinic decided so.
    STAFF = "staff"


class TreatmentStatus(StrEnum):
    """Where a treatment's run of its schedule is."""

    ACTIVE = "active"
    ON_HOLD = "on_hold"
    COMPLETED = "completed"
    CANCELED = "canceled"
    ENTERED_IN_ERROR = "entered_in_error"


class Late(StrEnum):
    """What a step does when its wish is already past while its window is open."""

    SEND = "send"
    SKIP = "skip"


class StopsOn(StrEnum):
    """What ends a step before it is sent."""

    NEW_TREATMENT = "new_treatment"
    BOOKED = "booked"


class OptOutScope(StrEnum):
    """How much a patient stopped."""

    ALL = "all"
    MARKETING = "marketing"


class AttemptOutcome(StrEnum):
    """What became of one try to hand a message to a provider."""

    #: Armed; nothing recorded yet.
    OPEN = "open"
    #: The provider took it.
    ACCEPTED = "accepted"
    #: The provider refused it for good.
    REJECTED = "rejected"
    #: Proven not processed.
    TRY_AGAIN = "try_again"
    #: The last look before the first byte stopped it: nothing left this machine.
    UNSENT = "unsent"
    #: Nobody knows.
    IN_DOUBT = "in_doubt"


class Question(StrEnum):
    """What a message asks, so that a digit can answer it."""

    #: 1 as expected, 2 I have a question, 3 I am worried.
    CARE_CHECK = "care-check"
    #: 1 call me, 2 later, 3 no invitations.
    INVITATION = "invitation"


class Intent(StrEnum):
    """What somebody who wrote back wants."""

    #: An exact word that ends all messages.
    STOP = "stop"
    #: An exact word that allows care messages again.
    START = "start"
    HELP = "help"
    #: Stop, in words of their own: held at once, and a person decides.
    ASKS_TO_STOP = "asks_to_stop"
    #: Not our patient's number, in their own words.
    WRONG_NUMBER = "wrong_number"
    AS_EXPECTED = "as_expected"
    QUESTION = "question"
    WORRIED = "worried"
    CALL_ME = "call_me"
    #: Not now, but invite me again.
    LATER = "later"
    #: No more invitations; care goes on.
    NO_INVITATIONS = "no_invitations"
    #: Anything else: a person reads it.
    OTHER = "other"


class ReplyState(StrEnum):
    """Whether somebody still has to do something about a reply."""

    OPEN = "open"
    DONE = "done"


class Role(StrEnum):
    """What a person at the clinic may do; each may do what those before may."""

    #: Enrolls, answers, moves messages.
    STAFF = "staff"
    #: Also approves texts and brings in files.
    CLINICIAN = "clinician"
    #: Also changes the clinic, the people and the schedules.
    ADMIN = "admin"

    def may(self, least: "Role") -> bool:
        """Whether this role is enough where `least` is asked for."""
        order = list(Role)
        return order.index(self) >= order.index(least)

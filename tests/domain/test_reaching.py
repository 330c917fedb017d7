"""Which channel a message takes."""

import pytest

from reminders.domain.reaching import choose_channel
from reminders.domain.treatment import Reach
from reminders.domain.words import Channel, Kind, Reason
from tests.domain.factories import BOTH, CARE_ONLY, EMAIL, MARKETING_ONLY, SMS

LANDLINE = Reach(Channel.SMS, usable=False, consents=BOTH)
SMS_STOPPED = Reach(Channel.SMS, consents=BOTH, opted_out=BOTH)
SMS_CARE_ONLY = Reach(Channel.SMS, consents=CARE_ONLY)
SMS_NO_INVITATIONS = Reach(Channel.SMS, consents=BOTH, opted_out=MARKETING_ONLY)
EMAIL_STOPPED = Reach(Channel.EMAIL, consents=BOTH, opted_out=BOTH)
EMAIL_NO_CONSENT = Reach(Channel.EMAIL)


def test_the_patients_first_channel_is_taken() -> None:
    assert choose_channel((SMS, EMAIL), Kind.CARE) == (Channel.SMS, None)
    assert choose_channel((EMAIL, SMS), Kind.CARE) == (Channel.EMAIL, None)


def test_a_step_may_name_its_channels_in_its_own_order() -> None:
    assert choose_channel((SMS, EMAIL), Kind.CARE, (Channel.EMAIL,)) == (Channel.EMAIL, None)
    assert choose_channel((SMS, EMAIL), Kind.CARE, (Channel.EMAIL, Channel.SMS)) == (Channel.EMAIL, None)
    assert choose_channel((SMS,), Kind.CARE, (Channel.EMAIL, Channel.SMS)) == (Channel.SMS, None)


def test_an_unusable_or_unconsented_first_channel_gives_way_to_the_next() -> None:
    assert choose_channel((LANDLINE, EMAIL), Kind.CARE) == (Channel.EMAIL, None)
    assert choose_channel((SMS_CARE_ONLY, EMAIL), Kind.MARKETING) == (Channel.EMAIL, None)


def test_a_patient_who_said_stop_is_not_followed_to_another_channel() -> None:
    assert choose_channel((SMS_STOPPED, EMAIL), Kind.CARE) == (None, Reason.OPTED_OUT)


def test_a_stop_to_invitations_leaves_care_alone() -> None:
    assert choose_channel((SMS_NO_INVITATIONS, EMAIL), Kind.MARKETING) == (None, Reason.OPTED_OUT)
    assert choose_channel((SMS_NO_INVITATIONS, EMAIL), Kind.CARE) == (Channel.SMS, None)


@pytest.mark.parametrize(
    ("reaches", "channels", "reason"),
    [
        ((), (), Reason.NO_ADDRESS),
        ((LANDLINE,), (), Reason.NO_ADDRESS),
        ((SMS,), (Channel.EMAIL,), Reason.NO_ADDRESS),
        ((LANDLINE, EMAIL_NO_CONSENT), (), Reason.NO_CONSENT),
        ((EMAIL_NO_CONSENT,), (), Reason.NO_CONSENT),
        ((LANDLINE, EMAIL_STOPPED), (), Reason.OPTED_OUT),
        ((Reach(Channel.SMS), EMAIL_STOPPED), (), Reason.NO_CONSENT),
    ],
)
def test_without_a_channel_the_reason_names_what_failed(
    reaches: tuple[Reach, ...], channels: tuple[Channel, ...], reason: Reason
) -> None:
    assert choose_channel(reaches, Kind.CARE, channels) == (None, reason)

"""The planner in every zone and at every clock change: promises that hold for any schedule, patient and moment."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reminders.domain.holidays import is_federal_holiday
from reminders.domain.offsets import Offset
from reminders.domain.planned import PlannedMessage, Shift, Taken
from reminders.domain.planning import Planner, plan
from reminders.domain.rules import ClinicRules, Limit
from reminders.domain.schedule import Schedule, Stage, Step
from reminders.domain.treatment import Reach, TreatmentFacts
from reminders.domain.words import Channel, Kind, Late, Reason, Status, StopsOn, TreatmentStatus
from tests.domain.factories import EMAIL, SMS, microneedling
from tests.domain.oracles import calendar_instant, too_many, walk_to_permitted
from tests.domain.zones import Change, all_changes, all_zones, distinct_changes

NO_LIMITS = {kind: Limit(99, 99) for kind in Kind}
UNLIMITED = ClinicRules(limits=NO_LIMITS)
MIDNIGHT = time()
HOLIDAYS = [day for n in range(5200) if is_federal_holiday(day := date(2024, 1, 1) + timedelta(days=n))]


@pytest.mark.parametrize("zone", all_zones(), ids=str)
def test_in_every_zone_a_plan_beside_its_next_clock_change_is_what_the_oracles_say(zone: ZoneInfo) -> None:
    changes = [change for change in all_changes() if change.zone is zone]
    assert [wrong for change in changes[:1] for wrong in _wrong_beside(change)] == []


@pytest.mark.parametrize("change", distinct_changes()[::2], ids=repr)
def test_beside_each_distinct_clock_change_a_plan_is_what_the_oracles_say(change: Change) -> None:
    assert _wrong_beside(change) == []


@pytest.mark.soak
@pytest.mark.parametrize("zone", all_zones(), ids=str)
def test_beside_every_clock_change_of_every_zone_a_plan_is_what_the_oracles_say(zone: ZoneInfo) -> None:
    assert [wrong for change in all_changes() if change.zone is zone for wrong in _wrong_beside(change)] == []


def _wrong_beside(change: Change) -> list[PlannedMessage]:
    """Plans a treatment two days before the change, with steps and windows that meet the jump."""
    treated_at = change.at - timedelta(hours=47)
    jump = change.at.astimezone(change.zone).replace(tzinfo=None) - change.jump + timedelta(minutes=10)
    facts = TreatmentFacts(treated_at, change.zone, (SMS,))
    days = (jump.date() - treated_at.astimezone(change.zone).date()).days
    written = _around(days, jump.time())
    messages = plan(written, facts, UNLIMITED, treated_at)
    expected = [_told(stage, step, facts, UNLIMITED) for stage, step in written.steps()]
    found = [(m.wish_at, m.opens_at, m.closes_at, m.due_at) for m in messages]
    return [message for message, one, two in zip(messages, found, expected, strict=True) if one != two]


def _around(days: int, jump: time) -> Schedule:
    """Elapsed and calendar stages that open, hold a step or close at the day of the jump."""
    on, day_before = Offset(days=days), Offset(days=max(days - 1, 0))
    return Schedule(
        "around",
        "Around",
        (
            Stage("that-day", "", on, on, (Step("at-the-jump", on, at_time=jump), Step("at-send-time", on))),
            Stage("until", "", day_before, on, (Step("evening", day_before, at_time=time(23, 30)),)),
            Stage("hours", "", Offset(minutes=24 * 60), Offset(minutes=72 * 60), (Step("h48", Offset(minutes=2880)),)),
            Stage("month", "", Offset(), Offset(months=1), (Step("invite", on, Kind.MARKETING, at_time=jump),)),
        ),
    )


def _told(
    stage: Stage, step: Step, facts: TreatmentFacts, rules: ClinicRules
) -> tuple[datetime, datetime, datetime, datetime | None]:
    """Wish, opening, closing and due by the oracles, for a treatment planned when it happens."""
    opens_at = _instant(stage.opens, MIDNIGHT, facts)
    closes_at = _instant(stage.closes, MIDNIGHT, facts, plus_days=1)
    wish_at = _instant(step.at, step.at_time or rules.send_time, facts)
    hours = rules.hours[step.kind]
    due_at = walk_to_permitted(max(wish_at, opens_at, facts.treated_at), closes_at, hours, facts.zone, HOLIDAYS)
    return wish_at, opens_at, closes_at, due_at


def _instant(offset: Offset, at: time, facts: TreatmentFacts, plus_days: int = 0) -> datetime:
    if offset.minutes is not None:
        return facts.treated_at + timedelta(minutes=offset.minutes)
    return calendar_instant(facts.treated_at, offset, at, facts.zone, plus_days=plus_days)


# Any schedule, patient and moment.

offsets = st.one_of(
    st.builds(Offset, months=st.integers(0, 2), days=st.integers(0, 8)),
    st.builds(Offset, minutes=st.integers(0, 6 * 24 * 60)),
)
times = st.integers(0, 95).map(lambda n: time(n // 4, n % 4 * 15))
channels = st.sampled_from([(), (), (Channel.EMAIL,), (Channel.EMAIL, Channel.SMS)])
steps = st.builds(
    Step,
    name=st.just("to be named"),
    at=offsets,
    kind=st.sampled_from([Kind.CARE, Kind.CARE, Kind.MARKETING]),
    at_time=st.one_of(st.none(), times),
    essential=st.booleans(),
    late=st.sampled_from([Late.SEND, Late.SEND, Late.SEND, Late.SKIP]),
    channels=channels,
    stops_on=st.frozensets(st.sampled_from(StopsOn), max_size=1),
    series_at=st.one_of(st.none(), st.none(), offsets),
)
stages = st.builds(
    Stage, name=st.just("s"), title=st.just("S"), opens=offsets, closes=offsets, steps=st.lists(steps, max_size=6)
)
kinds = st.sampled_from([frozenset(Kind)] * 4 + [frozenset({Kind.CARE}), frozenset[Kind]()])
nothing_stopped = st.sampled_from([frozenset[Kind]()] * 4 + [frozenset({Kind.MARKETING}), frozenset(Kind)])
reaches = st.lists(
    st.builds(Reach, st.sampled_from(Channel), st.sampled_from([True, True, True, False]), kinds, nothing_stopped),
    max_size=2,
    unique_by=lambda reach: reach.channel,
).map(tuple)
moments = st.datetimes(datetime(2024, 1, 1), datetime(2036, 6, 1), timezones=st.just(UTC))  # noqa: DTZ001
near_changes = st.tuples(st.sampled_from(all_changes()), st.integers(-9 * 1440, 1440)).map(
    lambda pair: (pair[0].zone, pair[0].at + timedelta(minutes=pair[1]))
)
places = st.one_of(near_changes, st.tuples(st.sampled_from(all_zones()), moments))


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    written = []
    for n, stage in enumerate(draw(st.lists(stages, min_size=1, max_size=4))):
        named = tuple(replace(step, name=f"step-{n}-{m}") for m, step in enumerate(stage.steps))
        written.append(replace(stage, name="touch-up" if n == 2 else f"stage-{n}", steps=named))
    return Schedule("any", "Any", tuple(written))


@st.composite
def treatments(draw: st.DrawFn) -> TreatmentFacts:
    zone, treated_at = draw(places)
    return TreatmentFacts(
        treated_at,
        zone,
        draw(st.one_of(st.just((SMS, EMAIL)), reaches)),
        status=draw(st.sampled_from([TreatmentStatus.ACTIVE] * 8 + list(TreatmentStatus))),
        session=draw(st.sampled_from([None, (1, 1), (2, 3)])),
        touch_up=draw(st.sampled_from([None, None, Offset(months=1), Offset(days=20)])),
        booked=draw(st.sampled_from([False, False, True])),
        treated_again=draw(st.sampled_from([False, False, True])),
        stopped_steps=draw(st.sampled_from([frozenset(), frozenset({"step-0-0"})])),
    )


few = st.builds(Limit, st.integers(0, 3), st.integers(0, 6))
rules_of_a_clinic = st.builds(
    ClinicRules, send_time=times, limits=st.one_of(st.just(NO_LIMITS), st.fixed_dictionaries(dict.fromkeys(Kind, few)))
)


@st.composite
def cases(draw: st.DrawFn) -> tuple[Schedule, TreatmentFacts, ClinicRules, datetime, tuple[Taken, ...]]:
    schedule, facts, rules = draw(schedules()), draw(treatments()), draw(rules_of_a_clinic)
    now = facts.treated_at + timedelta(minutes=draw(st.one_of(st.just(5), st.integers(0, 14 * 1440))))
    minutes = st.integers(-4 * 1440, 20 * 1440)
    names = st.sampled_from(["step-0-0", "step-0-1", "other"])
    others = st.lists(st.tuples(minutes, st.sampled_from(Kind), st.sampled_from(Channel), names), max_size=8)
    taken = tuple(
        Taken(facts.treated_at + timedelta(minutes=after), kind, channel, "any", name)
        for after, kind, channel, name in draw(others)
    )
    return schedule, facts, rules, now, taken


@settings(max_examples=200, deadline=None)
@given(cases())
def test_any_plan_keeps_the_promises(
    case: tuple[Schedule, TreatmentFacts, ClinicRules, datetime, tuple[Taken, ...]],
) -> None:
    schedule, facts, rules, now, taken = case
    messages = plan(schedule, facts, rules, now, taken)
    check_one_message_a_step(schedule, messages)
    for message in messages:
        _planned_or_canceled_with_a_reason(message)
        check_inside_window_and_hours(message, facts.zone, rules, now)
        check_no_later_than_needed(message, facts.zone, rules, now)
    check_within_limits(messages, taken, facts.zone, rules)
    _late_ones_once_a_kind(messages)
    assert plan(schedule, facts, rules, now, taken) == messages


@settings(max_examples=120, deadline=None)
@given(case=cases(), data=st.data())
def test_many_treatments_that_share_days_are_planned_like_each_of_them_alone(
    case: tuple[Schedule, TreatmentFacts, ClinicRules, datetime, tuple[Taken, ...]], data: st.DataObject
) -> None:
    schedule, facts, rules, now, taken = case
    minutes = st.lists(st.integers(-2 * 1440, 1440), min_size=1, max_size=6)
    near = [replace(facts, treated_at=facts.treated_at + timedelta(minutes=n)) for n in data.draw(minutes)]
    every = [*near, *(replace(one, reaches=one.reaches[::-1], booked=not one.booked) for one in near), *near]
    planner = Planner(schedule, rules, now)
    assert [planner.plan(one, taken) for one in every] == [plan(schedule, one, rules, now, taken) for one in every]


def check_one_message_a_step(schedule: Schedule, messages: Sequence[PlannedMessage]) -> None:
    written = [(stage.name, step.name, step.kind, step.essential) for stage, step in schedule.steps()]
    assert [(m.stage, m.step, m.kind, m.essential) for m in messages] == written


def _planned_or_canceled_with_a_reason(message: PlannedMessage) -> None:
    if message.status is Status.PLANNED:
        assert (message.reason, message.due_at is None, message.channel is None) == (None, False, False)
    else:
        assert (message.status, message.due_at, message.reason is None) == (Status.CANCELED, None, False)


def check_inside_window_and_hours(message: PlannedMessage, zone: ZoneInfo, rules: ClinicRules, now: datetime) -> None:
    at = message.due_at
    if at is None:
        return
    assert max(message.opens_at, message.wish_at, now) <= at < message.closes_at
    assert walk_to_permitted(at, at + timedelta(minutes=1), rules.hours[message.kind], zone, HOLIDAYS) == at


def check_no_later_than_needed(message: PlannedMessage, zone: ZoneInfo, rules: ClinicRules, now: datetime) -> None:
    """The first permitted instant, unless the limits moved it; a later day only then."""
    earliest = max(message.wish_at, message.opens_at, now)
    hours = rules.hours[message.kind]
    if message.reason is Reason.TOO_LATE:
        assert now >= message.closes_at
    if message.reason is Reason.NO_PERMITTED_TIME or message.due_at:
        assert now < message.closes_at
        first = walk_to_permitted(earliest, message.closes_at, hours, zone, HOLIDAYS)
        if Shift.LIMIT not in message.shifts:
            assert message.due_at == first
        elif message.due_at and first:
            assert message.due_at.astimezone(zone).date() > first.astimezone(zone).date()


def check_within_limits(
    messages: Sequence[PlannedMessage], taken: Sequence[Taken], zone: ZoneInfo, rules: ClinicRules
) -> None:
    """No ordinary message is one too many among all others on its channel, whatever was placed after it."""
    for message in messages:
        if message.due_at is None or message.essential:
            continue
        beside = [
            (m.due_at, m.kind) for m in messages if m.due_at and m is not message and m.channel is message.channel
        ]
        beside += [(one.at, one.kind) for one in taken if one.channel is message.channel]
        same_kind = [at for at, kind in beside if kind is message.kind]
        own, care = rules.limits[message.kind], rules.limits[Kind.CARE]
        assert not too_many(message.due_at, same_kind, own.per_day, own.per_week, zone)
        if message.kind is Kind.MARKETING:
            assert not too_many(message.due_at, [at for at, _ in beside], care.per_day, care.per_week, zone)


def _late_ones_once_a_kind(messages: Sequence[PlannedMessage]) -> None:
    for kind in Kind:
        late = [m for m in messages if m.kind is kind and m.due_at and Shift.LATE in m.shifts]
        superseded = [m.wish_at for m in messages if m.kind is kind and m.reason is Reason.SUPERSEDED]
        assert len(late) <= 1
        assert all(wish_at <= one.wish_at for wish_at in superseded for one in late)


@settings(max_examples=120, deadline=None)
@given(place=places, month=st.integers(1, 12))
def test_a_step_months_ahead_falls_on_the_same_day_or_the_months_last(
    place: tuple[ZoneInfo, datetime], month: int
) -> None:
    zone, treated_at = place
    offset = Offset(months=month)
    far = Schedule("far", "Far", (Stage("s", "S", offset, offset, (Step("m", offset),)),))
    message = plan(far, TreatmentFacts(treated_at, zone, (SMS,)), UNLIMITED, treated_at)[0]
    treated_on, wish_on = treated_at.astimezone(zone).date(), message.wish_at.astimezone(zone).date()
    last_day = (wish_on + timedelta(days=1)).month != wish_on.month
    assert message.wish_at == calendar_instant(treated_at, offset, UNLIMITED.send_time, zone)
    assert wish_on.day == treated_on.day or (last_day and wish_on.day < treated_on.day)
    assert (Shift.MONTH_END in message.shifts) == (wish_on.day != treated_on.day)


@settings(max_examples=120, deadline=None)
@given(place=places, hours_ago=st.integers(0, 5000))
def test_the_shipped_timeline_keeps_the_promises_at_any_time_in_any_zone(
    place: tuple[ZoneInfo, datetime], hours_ago: int
) -> None:
    zone, treated_at = place
    now, rules = treated_at + timedelta(hours=hours_ago), ClinicRules()
    messages = plan(microneedling(), TreatmentFacts(treated_at, zone, (SMS, EMAIL)), rules, now)
    check_one_message_a_step(microneedling(), messages)
    for message in messages:
        check_inside_window_and_hours(message, zone, rules, now)
        check_no_later_than_needed(message, zone, rules, now)
    check_within_limits(messages, (), zone, rules)

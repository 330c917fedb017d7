"""The arithmetic from rounds to verdicts."""

import pytest

from benchmarks.canary import Canary, Glance, foreign_cores
from benchmarks.judging import Check, Judged, Measured, Pick, Round, Rule, Verdict, compare, judge, pick_of, reached
from benchmarks.measuring import ArrivalError, digest_of_equal, percentile
from benchmarks.report import shown

AGAINST_PEER = Check("peer", "service", Rule.FASTER, 4.0, "peer")


def turns(role: str, *seconds: float, disturbed: str = "") -> list[Round]:
    return [Round(role, Measured(one, 100), disturbed) for one in seconds]


def judged(rounds: list[Round], check: Check = AGAINST_PEER, failures: dict[str, str] | None = None) -> Judged:
    return judge(check, rounds, failures or {})


def test_a_ratio_is_that_of_the_best_rounds() -> None:
    result = judged(turns("service", 3.0, 1.0, 2.0) + turns("peer", 9.0, 5.0, 7.0))
    assert (result.subject, result.other, result.figure, result.verdict) == (0.01, 0.05, 5.0, Verdict.MET)


def test_costs_are_for_one_unit_so_that_sizes_may_differ() -> None:
    small = [Round("peer", Measured(1.0, 20)) for _ in range(3)]
    assert judged(turns("service", 1.0, 1.0, 1.0) + small).figure == 5.0


def test_a_figure_equal_to_its_target_is_met_and_one_below_is_missed() -> None:
    verdicts = [judged(turns("service", 1, 1, 1) + turns("peer", s, s, s)).verdict for s in (4.0, 3.9)]
    assert verdicts == [Verdict.MET, Verdict.MISSED]


def test_disturbed_rounds_do_not_count_while_enough_clean_ones_are_left() -> None:
    noisy = turns("service", 0.1, disturbed="others used 0.90 of a core")
    result = judged(noisy + turns("service", 1, 1, 1) + turns("peer", 4, 4, 4))
    assert (result.figure, result.verdict) == (4.0, Verdict.MET)
    assert result.note == "1 of 7 turns disturbed, last: others used 0.90 of a core"


def test_a_busy_machine_is_told_and_not_judged() -> None:
    noisy = turns("service", 1, 1, disturbed="the canary loop took 1.50 times its best")
    result = judged(noisy + turns("service", 2, 2) + turns("peer", 40, 40, 40))
    assert (result.figure, result.verdict) == (20.0, Verdict.BUSY)


def test_fewer_than_three_rounds_are_not_judged() -> None:
    assert judged(turns("service", 1, 1) + turns("peer", 9, 9)).verdict == Verdict.FEW


def test_a_failed_role_fails_its_checks_with_its_reason() -> None:
    result = judged(turns("service", 1, 1, 1), failures={"peer": "ended with code 1"})
    assert (result.verdict, result.note, result.figure) == (Verdict.FAILED, "peer: ended with code 1", None)


def test_a_check_without_a_target_is_only_told() -> None:
    assert judged(turns("a", 1) + turns("b", 2), Check("b", "a", Rule.FASTER, other="b")).verdict == Verdict.TOLD


def test_a_named_figure_is_taken_from_the_rounds_that_the_check_names() -> None:
    rounds = [Round("service", Measured(1, 1, figures={"p50_s": value})) for value in (0.01, 0.03, 0.05)]
    worst = Check("p50", "service", Rule.WITHIN, 0.04, metric="p50_s", pick=Pick.WORST)
    middle = Check("p50", "service", Rule.WITHIN, 0.04, metric="p50_s", pick=Pick.MEDIAN)
    assert [(j.figure, j.verdict) for j in (judged(rounds, worst), judged(rounds, middle))] == [
        (0.05, Verdict.MISSED),
        (0.03, Verdict.MET),
    ]


@pytest.mark.parametrize(
    ("rule", "figure", "kept"),
    [(Rule.FASTER, 3.0, True), (Rule.COSTLIER, 1 / 3, False), (Rule.MORE, -4.0, True), (Rule.WITHIN, 2.0, False)],
)
def test_each_rule_compares_in_its_own_direction(rule: Rule, figure: float, kept: bool) -> None:
    assert compare(rule, 2.0, 6.0) == figure
    assert reached(rule, figure, 0.3) is kept


def test_a_rule_that_needs_another_role_says_so() -> None:
    with pytest.raises(ValueError, match="FASTER needs another role"):
        compare(Rule.FASTER, 1.0, None)


def test_the_best_the_middle_and_the_worst_of_rounds() -> None:
    assert [pick_of(pick, [5.0, 1.0, 3.0]) for pick in Pick] == [1.0, 3.0, 5.0]


def test_percentiles_are_values_that_occurred() -> None:
    hundred = [float(value) for value in range(1, 101)]
    assert [percentile(hundred, share) for share in (0.5, 0.99, 1.0)] == [50.0, 99.0, 100.0]


def test_what_arrives_in_another_order_is_the_same_set() -> None:
    assert digest_of_equal(["1", "2"], ["2", "1"]) == digest_of_equal(["2", "1"], ["2", "1"])


def test_a_message_lost_and_one_doubled_void_the_measurement() -> None:
    with pytest.raises(ArrivalError, match="sent 3, received 3: 1 missing, 1 too many"):
        digest_of_equal(["1", "2", "3"], ["1", "2", "2"])


def test_cpu_that_others_used_is_what_is_left_after_our_own() -> None:
    before = Glance(at=10.0, busy_s=100.0, own_s=5.0, pace_s=0.002)
    assert foreign_cores(before, Glance(at=12.0, busy_s=103.0, own_s=7.0, pace_s=0.002)) == 0.5
    assert foreign_cores(before, Glance(at=12.0, busy_s=101.9, own_s=7.0, pace_s=0.002)) == 0.0


def test_a_slow_canary_and_a_busy_neighbor_disturb_a_turn() -> None:
    quiet = Glance(at=0.0, busy_s=0.0, own_s=0.0, pace_s=0.002)
    after = [
        Glance(at=1.0, busy_s=0.1, own_s=0.0, pace_s=0.002),
        Glance(at=1.0, busy_s=0.1, own_s=0.0, pace_s=0.003),
        Glance(at=1.0, busy_s=0.5, own_s=0.0, pace_s=0.002),
    ]
    assert [Canary().disturbance(quiet, one) for one in after] == [
        "",
        "the canary loop took 1.50 times its best",
        "others used 0.50 of a core",
    ]


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.0005, "/s", "2,000/s"),
        (0.0123, "ms", "12.3 ms"),
        (149e6, "MB", "149 MB"),
        (0.931, "%", "93.1 %"),
        (None, "ms", ""),
    ],
)
def test_figures_are_shown_in_their_unit(value: float | None, unit: str, text: str) -> None:
    assert shown(value, unit) == text

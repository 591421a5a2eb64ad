"""The search on functions whose optimum is known, without noise and with luck that all share."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.study.kpis import KPI
from sim.study.optimise.goal import Bound, Goal
from sim.study.optimise.racing import Allowance, Races
from sim.study.optimise.search import search
from sim.study.optimise.settings import SPLIT, Choice, Number, Split
from sim.study.optimise.space import Space
from sim.study.statistics import difference
from sim.study.trials.inquiry import measured
from sim.study.trials.ranges import Span


def number(key="a", now=0.5, low=0.0, high=1.0, *, whole=False):
    return Number.of(Span(key, now, low, high, whole))


def split(count, stated=None):
    now = stated or (1.0 / count,) * count
    pools = tuple((f"channel-{place}",) for place in range(count))
    return Split(key=SPLIT, stated=now, start=now, pools=pools, within=((1.0,),) * count,
                 total=1.0)  # fmt: skip


def space_of(*found):
    return Space("s", found)


class Known(Races):
    """Races over a function of the point, in place of a simulation: its value is the revenue.

    Luck is shared by all points but for a ripple of each replication, which moves with the point.
    """

    def __init__(
        self, space, function, allowance, make_sample, *, ripple=0.0, bounds=(), held=None, seed=3
    ):
        study = SimpleNamespace(scenario=None, crowd=None, plan=None)
        super().__init__(space, Goal(KPI["revenue"], bounds), allowance, study, None)
        self.function, self.held, self.make = function, held, make_sample
        self.ripple = ripple
        luck = np.random.default_rng(seed)
        self.luck, self.waves = luck.normal(size=400), luck.normal(size=(400, 12))
        self.phases = luck.uniform(0.0, 2.0 * math.pi, 400)

    def possible(self, point):
        return True

    def samples(self, points, count, first=0):
        return {point: self._sample(point, slice(first, first + count)) for point in points}

    def _sample(self, point, some):
        at = self.coordinates(point)
        waves = np.cos(7.0 * (self.waves[some, : len(at)] @ np.array(at)) + self.phases[some])
        revenue = 1e6 * (10.0 + self.function(point)) + 1e5 * self.luck[some]
        revenue += 1e6 * self.ripple * waves
        media = 0 if self.held is None else round(1e6 * self.held(point))
        whole = np.round(revenue).astype(np.int64)
        return self.make(replications=len(whole), revenue=whole, second={"media": media})

    def coordinates(self, point):
        each = zip(self._space.settings, point, strict=True)
        return [found for setting, position in each for found in setting.coordinates(position)]


def found(space, function, make_sample, evaluations=60, **options):
    allowance = Allowance(evaluations, 20)
    races = Known(space, function, allowance, make_sample, **options)
    best = search(space, races, allowance.search, 11)
    return (None if best is None else races.settled(races.final(best))), races


def lost(space, function, target, best):
    """Share of what there was to gain that was not."""
    most = function(target)
    return (most - function(best.point)) / (most - function(space.start))


@pytest.mark.parametrize("ripple", [0.0, 0.01])
@pytest.mark.parametrize(
    "target", [(0.2, 0.7, 0.1), (0.0, 0.45, 0.55), (1.0, 0.0, 0.0), (0.05, 0.6, 0.05, 0.3)]
)
def test_a_bowl_over_splits(make_sample, target, ripple):
    def bowl(point):
        return -sum((here - there) ** 2 for here, there in zip(point[0], target, strict=True))

    space = space_of(split(len(target)))
    best, _ = found(space, bowl, make_sample, ripple=ripple)
    assert lost(space, bowl, (target,), best) < (0.005 if ripple == 0.0 else 0.05)
    assert math.fsum(best.point[0]) == pytest.approx(1.0, abs=1e-12)


@pytest.mark.parametrize("ripple", [0.0, 0.01])
def test_a_bowl_over_numbers_that_lean_on_each_other(make_sample, ripple):
    def bowl(point):
        x, y, z = point[0] - 0.83, point[1] - 0.21, point[2] - 0.5
        return -(x * x + y * y + 1.2 * x * y + z * z)

    space = space_of(number("a"), number("b"), number("c"))
    best, _ = found(space, bowl, make_sample, ripple=ripple)
    assert lost(space, bowl, (0.83, 0.21, 0.5), best) < (0.01 if ripple == 0.0 else 0.06)


def test_a_step_is_found_by_the_spread(make_sample):
    """No slope leads there: a plateau of 0, and one of 1 on a tenth of the square."""

    def step(point):
        return 1.0 if point[0] > 0.6 and point[1] < 0.25 else 0.0

    best, _ = found(space_of(number("a"), number("b")), step, make_sample)
    assert step(best.point) == 1.0


def test_two_humps_and_the_higher_one(make_sample):
    def humps(point):
        low = 0.6 * math.exp(-((point[0] - 0.45) ** 2) / 0.02)
        return low + math.exp(-((point[0] - 0.9) ** 2) / 0.005)

    best, _ = found(space_of(number("a")), humps, make_sample)
    assert best.point[0] == pytest.approx(0.9, abs=0.01)


def test_choices_whole_numbers_and_splits_together(make_sample):
    def mixed(point):
        whole, choice, parts = point
        near = sum((part - there) ** 2 for part, there in zip(parts, (0.7, 0.2, 0.1), strict=True))
        return (choice == 2) - 0.02 * (whole - 6) ** 2 - near

    picks = Choice.of("pick", ["a", "b", "c"], 0)
    space = space_of(number("w", 1, 0, 8, whole=True), picks, split(3))
    best, _ = found(space, mixed, make_sample)
    assert best.point[:2] == (6.0, 2)
    assert mixed(best.point) > 0.995


def test_few_points_are_all_tried(make_sample):
    space = space_of(number("w", 1, 0, 5, whole=True), Choice.of("pick", [True, False], 1))
    best, races = found(space, lambda point: point[0] * (1 - 2 * point[1]), make_sample)
    assert best.point == (5.0, 0)
    assert len(races.known) == 12


def test_what_is_stated_and_out_of_range_is_lived_but_never_the_answer(make_sample):
    space = space_of(number("a", 2.0, 0.0, 1.0))
    best, races = found(space, lambda point: point[0], make_sample, evaluations=20)
    assert races.known[(2.0,)].stage == "stated"
    assert best.point == (1.0,)


def test_nothing_is_changed_that_changes_nothing(make_sample):
    space = space_of(number("a"), number("idle"), split(3))
    best, _ = found(space, lambda point: -((point[0] - 0.9) ** 2), make_sample)
    assert best.point[1:] == space.stated[1:]
    assert best.point[0] == pytest.approx(0.9, abs=0.02)
    flat, races = found(space, lambda point: 0.0, make_sample)
    assert flat.point == space.stated
    assert all(trial.dropped for trial in races.known.values() if trial.point != space.stated)


def test_changes_by_luck_alone_go_back_and_the_one_with_a_reason_stays(make_sample):
    """One setting matters; the other moves nothing but the luck."""

    def slope(point):
        return point[0]

    space = space_of(number("a"), number("idle"), number("idle-2", 0.3))
    best, races = found(space, slope, make_sample, ripple=0.02)
    assert best.point == (1.0, 0.5, 0.3)
    assert best.rank > races.known[space.stated].rank


def test_bounds_come_first_and_the_best_within_them(make_sample):
    """More is better up to the bound: the answer lies at it."""
    bound = Bound(KPI["media_cost"], upper=True, value=0.4)
    space = space_of(number("a", 0.9), number("b"))
    best, _ = found(space, lambda point: point[0] - (point[1] - 0.3) ** 2, make_sample,
                    bounds=(bound,), held=lambda point: point[0])  # fmt: skip
    assert best.violation == 0.0
    assert best.point == pytest.approx((0.4, 0.3), abs=0.03)


def test_where_no_point_keeps_the_bound_the_nearest_is_the_answer(make_sample):
    bound = Bound(KPI["media_cost"], upper=True, value=0.4)
    space = space_of(number("a", 0.9))
    best, _ = found(space, lambda point: point[0], make_sample, bounds=(bound,),
                    held=lambda point: 1.0 + abs(point[0] - 0.25))  # fmt: skip
    assert best.violation > 0.0
    assert best.point[0] == pytest.approx(0.25, abs=0.02)


def test_what_falls_behind_is_given_up_early_and_leaves_room_for_more(make_sample):
    def bowl(point):
        return -((point[0] - 0.8) ** 2) - (point[1] - 0.1) ** 2

    space = space_of(number("a"), number("b"))
    _, races = found(space, bowl, make_sample, evaluations=20)
    assert len(races.known) > 30
    assert {trial.replications for trial in races.known.values() if trial.dropped} == {5}
    assert races.spent <= 20 * 20 + 4 * 2 * 20


@given(
    kinks=st.lists(st.floats(-1.0, 1.0), min_size=6, max_size=6),
    evaluations=st.integers(2, 30),
)
@settings(max_examples=25, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
def test_never_worse_than_stated_on_the_luck_of_the_search(make_sample, kinks, evaluations):
    space = space_of(number("a"), number("w", 2, 0, 4, whole=True))

    def rough(point):
        return math.sin(9.0 * point[0] + kinks[0]) * kinks[1] + kinks[int(point[1]) + 1]

    best, races = found(space, rough, make_sample, evaluations, ripple=0.1)
    stated = races.known[space.stated]
    same = best if best.replications == stated.replications else None
    assert best.point == space.stated or same is None or same.rank > stated.rank
    assert races.spent <= evaluations * 20 + 4 * 2 * 20
    again, _ = found(space, rough, make_sample, evaluations, ripple=0.1)
    assert again == best


@pytest.mark.slow
def test_without_any_effect_the_search_flatters_and_fresh_luck_does_not(make_sample):
    """No point is better than another: what was picked gains in the search, and nothing after."""
    space = space_of(number("a"), number("b"))
    held, search_gains, fresh_gains = 0, [], []
    runs = 300
    for seed in range(runs):
        allowance = Allowance(30, 20)
        races = Known(space, lambda _: 0.0, allowance, make_sample, ripple=0.3, seed=seed)
        best = races.settled(races.final(search(space, races, allowance.search, seed)))
        pair = [best.point, space.stated]
        gaps = []
        for first, count in ((0, best.replications), (300, 40)):
            one, other = (
                measured(KPI["revenue"], races.samples([point], count, first)[point])
                for point in pair
            )
            gaps.append(difference(one, other))
        search_gains.append(gaps[0].mean)
        fresh_gains.append(gaps[1].mean)
        held += best.point == space.stated or gaps[1].low <= 0.0 <= gaps[1].high
    assert 0.93 <= held / runs <= 0.98
    error = np.std(fresh_gains) / math.sqrt(runs)
    assert abs(np.mean(fresh_gains)) < 3.0 * error
    assert np.mean(search_gains) > 10.0 * error

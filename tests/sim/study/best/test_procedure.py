"""The race: right as often as it says, on values whose best is known."""

from __future__ import annotations

import numpy as np
import pytest

from sim.study.best.procedure import Race

DELTA, ALPHA, FIRST, LONG = 0.4, 0.05, 10, 3_000


def raced(luck, means, *, alike=0.0, spread=1.0, step=1, alpha=ALPHA):
    """Who is left at the end, and after how many values each."""
    count = len(means)
    names = [f"s{place}" for place in range(count)]
    common = luck.normal(0.0, np.sqrt(alike), LONG)
    own = luck.normal(0.0, np.sqrt(1.0 - alike), (count, LONG))
    values = np.asarray(means)[:, None] + spread * (common + own)
    race = Race(names, DELTA, alpha, FIRST)
    done = FIRST
    while True:
        race.run({name: values[names.index(name)][:done] for name in race.left})
        if race.over:
            return race
        done = min(done + step, race.longest)


def rights(count, alike, step, tries, alpha=ALPHA):
    """How often the best one is left, where all others are worse by just what matters."""
    luck = np.random.default_rng(20)
    means = [DELTA, *[0.0] * (count - 1)]
    return sum(
        raced(luck, means, alike=alike, step=step, alpha=alpha).left == ["s0"] for _ in range(tries)
    )


@pytest.mark.parametrize(("count", "alike", "step"), [(2, 0.0, 1), (6, 0.5, 1), (20, 0.9, 4)])
def test_it_is_right_as_often_as_it_says(count, alike, step):
    tries = 150
    assert rights(count, alike, step, tries) >= 0.95 * tries - 2.6 * np.sqrt(tries * 0.05 * 0.95)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("count", "alike", "step", "alpha"),
    [(2, 0.0, 1, 0.05), (10, 0.5, 1, 0.05), (30, 0.9, 4, 0.05), (10, 0.8, 1, 0.2)],
)
def test_it_is_right_as_often_as_it_says_in_a_thousand_races(count, alike, step, alpha):
    right = rights(count, alike, step, 1_000, alpha)
    assert right >= 1_000 * (1.0 - alpha) - 1.65 * np.sqrt(1_000 * alpha * (1.0 - alpha))


def test_common_luck_is_not_thrown_away():
    means = [DELTA, 0.0, 0.0, 0.0]
    apart = np.mean([raced(np.random.default_rng(n), means).done for n in range(40)])
    alike = np.mean([raced(np.random.default_rng(n), means, alike=0.95).done for n in range(40)])
    assert alike < 0.25 * apart


def test_what_is_far_behind_goes_at_the_first_look():
    race = raced(np.random.default_rng(1), [50.0, 0.0, -3.0])
    assert race.left == ["s0"]
    assert race.gone == {"s1": (FIRST, "s0"), "s2": (FIRST, "s0")}


def test_equal_ones_end_and_the_first_is_left():
    race = Race(["b", "a"], 1.0, 0.05, 5)
    values = np.array([1.0, 2.0, 3.0, 4.0, 5.0])
    race.run({"b": values, "a": values})
    assert race.left == ["b"]
    assert race.gone == {"a": (5, "b")}


def test_the_smaller_the_difference_that_matters_the_longer():
    luck = np.random.default_rng(4)
    values = {name: luck.normal(0.0, 1.0, 10) for name in "abc"}
    longest = []
    for delta in (1.0, 0.5):
        race = Race("abc", delta, 0.05, 10)
        race.run(values)
        longest.append(race.longest)
    assert longest[1] == pytest.approx(4 * longest[0], rel=0.1)


def test_one_alone_is_the_best():
    race = Race(["a"], 1.0, 0.05, 5)
    race.run({"a": np.arange(5.0)})
    assert (race.over, race.left) == (True, ["a"])

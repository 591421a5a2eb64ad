"""`pilot`: moments against all heads, design against compare, and pilots that keep their power."""

from __future__ import annotations

import json

import numpy as np
import pytest

from engine.errors import InputError, UsageError
from sim.scenario import Scenario
from sim.study.compare import compare
from sim.study.heads.purchases import Brought
from sim.study.pilot import pilot
from sim.study.pilot.asked import Wanted, ask
from sim.study.pilot.course import Arm, arms_of
from sim.study.pilot.simulated import Values, _fresh, judged
from sim.study.pilot.sizing import Arms
from sim.study.sample import MICRO

QUICK = {"replications": 6, "seed": 4, "pilots": 50}


@pytest.fixture(scope="module")
def scenario():
    """A car service whose year has two months."""
    return Scenario.load("auto-service").with_values({"scenario.days": 60})


@pytest.fixture(scope="module")
def found(scenario):
    return pilot(scenario, "omnichannel", "today", **QUICK)


@pytest.fixture(scope="module")
def lives(scenario):
    wanted = Wanted(power=0.8, alpha=0.05, share=0.5, question="pays", pilots=0, fresh=False)
    asked = ask(scenario, "omnichannel", "today", wanted, {"replications": 6, "seed": 4})
    experiment, _ = asked.inquiry.experiment("pilot", asked.question, 1)
    return asked, arms_of(asked, experiment)


def test_moments_are_those_of_everybody(make_sample):
    sample = make_sample(replications=2, customers=5, market=5)
    brought = (
        Brought(np.array([1, 4]), np.array([[30, 0], [30, 10]]), np.array([[1, 0], [1, 1]])),
        Brought(np.array([0]), np.array([[0], [-5]]), np.array([[0], [2]])),
    )
    arm = Arm("joined", sample, brought)
    for place, heads in (
        (0, ([30, 0, 0, 0, 0], [0] * 5)),
        (1, ([30, 10, 0, 0, 0], [-5, 0, 0, 0, 0])),
    ):
        moments = arm.moments(place)
        assert moments.means.tolist() == [np.mean(one) for one in heads]
        assert moments.variance == pytest.approx(np.mean([np.var(one, ddof=1) for one in heads]))
    assert arm.moments(1, "orders").means.tolist() == [2 / 5, 2 / 5]
    assert arm.moments(1, "buyers").means.tolist() == [2 / 5, 1 / 5]
    assert arm.moments(0, "buyers").means.tolist() == [1 / 5, 0.0]


def test_what_heads_bring_until_a_day_is_what_the_market_does(lives):
    asked, arms = lives
    assert asked.days == (30.0, 60.0)
    for place, days in enumerate(asked.days):
        for arm in arms:
            series = arm.sample.series[:, : int(days)].sum(axis=1)
            assert np.allclose(arm.moments(place).means * 600, series[:, 0])
            assert np.allclose(arm.media(days) * 600, series[:, 1] / MICRO)


def test_the_verdict_is_that_of_compare(scenario, found):
    told = compare(scenario, ["omnichannel", "today"], draws=0, replications=6, seed=4).to_json()
    gap = told["differences"]["omnichannel - today"]["profit"]
    assert found.verdict.mean * 600 == pytest.approx(100 * gap["mean"], abs=1.0)
    assert found.verdict.low * 600 == pytest.approx(100 * gap["ci_low"], abs=1.0)
    # over the whole length the difference less the price is the verdict
    last = found.tried[-1].course
    assert (last.expected - last.platform) * 365 / 60 == pytest.approx(found.verdict.mean)


def test_the_car_service_is_too_small_and_is_told_so(found):
    told = found.to_json()
    assert told["suffices"] is False
    assert told["needed"] > told["available"] == told["customers"] == 600
    assert [arm["customers"] for arm in told["arms"]] == [300, 300]
    assert told["power"] < told["target_power"] == 0.8
    assert told["days"] == 60.0
    assert told["detectable"] > abs(told["expected"]["mean"] - told["platform"])


def test_the_shortest_length_that_suffices_is_chosen():
    """Where everybody earns far less, a few hundred people are enough."""
    dear = Scenario.load("auto-service").with_values({"platform.factor": 8, "scenario.days": 60})
    found = pilot(dear, "omnichannel", "today", **QUICK)
    sizes = [each.sizes["pays"] for each in found.tried]
    assert [size.suffices for size in sizes] == [True, True]
    assert found.chosen is found.tried[0]
    assert found.size.needed.total < 600
    assert found.power == found.to_json()["power"] == 0.8
    asked = pilot(dear, "omnichannel", "today", days=60, **QUICK)
    assert asked.chosen.course.days == 60.0


def test_borders_tell_what_proves_and_what_refutes(found):
    course, borders = found.chosen.course, found.borders
    assert not found.up  # the model expects less than the platform costs
    assert borders.proved == pytest.approx(found.against - borders.half)
    assert borders.turned == pytest.approx(found.against + borders.half)
    assert borders.missed == pytest.approx(course.expected + borders.half)
    text = found.to_json()["falsified_if"]
    for minor in (borders.missed, borders.turned, course.expected, found.against):
        assert f"EUR {minor / 100:.2f}" in text
    assert "is above EUR" in text


def test_a_pilot_of_its_own_border_is_judged_so():
    """At the border of proof the test just says so, and just not one step below."""
    heads = np.array([100, 300, 200, 0, 400, 100, 0, 0])
    first, second = Values(heads[heads > 0], 8, 0.0), Values(heads[heads > 0], 8, 0.0)
    gap = 2.1447866879169273 * np.sqrt(2 * np.var(heads, ddof=1) / 8)  # t of 14 degrees
    assert judged(first, second, -gap * 1.001, 0.05) == 1
    assert judged(first, second, -gap * 0.999, 0.05) == 0
    assert judged(first, second, gap * 1.001, 0.05) == -1
    assert judged(Values(heads[:0], 8, 5.0), Values(heads[:0], 8, 0.0), 0.0, 0.05) == 0
    dearer = Values(heads[heads > 0], 8, gap * 1.001)
    assert judged(dearer, second, 0.0, 0.05) == -1


def test_media_are_taken_off(scenario):
    found = pilot(scenario, "omnichannel", "today", question="works", **QUICK)
    told = compare(scenario, ["omnichannel", "today"], draws=0, replications=6, seed=4).to_json()
    gaps = told["differences"]["omnichannel - today"]
    net = gaps["contribution"]["mean"] - gaps["media_cost"]["mean"]
    course = found.tried[-1].course
    assert course.expected * 600 * 365 / 60 == pytest.approx(100 * net, abs=2.0)
    assert found.against == 0.0


@pytest.fixture(scope="module")
def same(scenario):
    """A car service with two strategies that differ in their names alone, for twenty days."""
    today = scenario.text[scenario.text.index("[[strategy]]") :].split("[[strategy]]")[1]
    twins = f"{scenario.text}\n[[strategy]]{today.replace('today', 'twin', 1)}"
    return Scenario.from_text(twins).with_values({"scenario.days": 20})


def test_arms_of_a_fresh_pilot_share_nobody(same):
    """Of equal strategies both arms together are the market, and every pilot draws its own lot."""
    wanted = Wanted(power=0.8, alpha=0.05, share=0.3, question="works", pilots=6, fresh=True)
    asked = ask(same, "twin", "today", wanted, {"replications": 2, "seed": 4})
    experiment, _ = asked.inquiry.experiment("pilot", asked.question, 1)
    shares = []
    for number, (first, second, _) in enumerate(_fresh(asked, experiment, 0, Arms(180, 420))):
        sample = experiment.some({asked.arms[0]: [2 + number]})[asked.arms[0]]
        whole = int(sample.series[0, :, 0].sum())
        assert first.bought.sum() + second.bought.sum() == whole
        assert (first.people, second.people) == (180, 420)
        shares.append(first.bought.sum() / whole)
    assert len(set(shares)) > 3
    assert 0.1 < np.mean(shares) < 0.5


def test_equal_strategies_need_no_pilot(same):
    found = pilot(same, "twin", "today", **QUICK)
    assert found.chosen.course.expected == found.chosen.course.platform == 0.0
    told = found.to_json()
    assert told["needed"] is None
    assert told["suffices"] is False
    assert told["power"] == pytest.approx(0.05)
    with pytest.raises(UsageError, match="compares two strategies"):
        pilot(same, "today", "today", **QUICK)


def test_drawn_pilots_keep_the_power(scenario):
    """A thousand of them: within the four points that 80 % may miss, and 5 % false alarms."""
    large = {"customers": 9_000, "replications": 6, "seed": 11}
    found = pilot(scenario, "omnichannel", "today", pilots=1_000, **large)
    assert found.size.suffices
    done = found.simulated
    assert 0.76 <= done.power.mean <= 0.84
    assert 0.03 <= done.false.mean <= 0.07
    assert done.turned.mean < 0.01
    again = pilot(scenario, "omnichannel", "today", pilots=1_000, threads=1, **large)
    assert again.answer() == found.answer()


def test_shares_and_sides_may_be_swapped(scenario, found):
    other = pilot(scenario, "today", "omnichannel", **QUICK)
    assert other.size.needed == found.size.needed
    assert other.chosen.course.expected == pytest.approx(-found.chosen.course.expected)
    assert other.borders.proved == pytest.approx(-found.borders.proved)
    few = pilot(scenario, "omnichannel", "today", share=0.2, **QUICK)
    assert few.size.needed.total > found.size.needed.total
    assert few.arms.first == 120


@pytest.mark.parametrize("fresh", [False, True])
def test_a_study_is_taken_up_again(scenario, tmp_path, fresh):
    words = {**QUICK, "pilots": 8, "fresh": fresh}
    expected = pilot(scenario, "omnichannel", "today", **words)
    if fresh:
        assert expected.trials == 2 * (6 + 8)

    def tired(lived, total):
        if lived > 0.5 * total:
            raise KeyboardInterrupt

    folder = tmp_path / "p"
    with pytest.raises(KeyboardInterrupt):
        pilot(scenario, "omnichannel", "today", out=folder, progress=tired, threads=1, **words)
    again = pilot(scenario, "omnichannel", "today", out=folder, **words)
    assert again.found > 0
    assert again.answer() == expected.answer()
    assert json.loads((folder / "result.json").read_text()) == expected.answer()


def test_fresh_pilots_of_more_people_than_are_simulated(scenario):
    """A pilot takes the people of several markets then."""
    found = pilot(
        scenario, "omnichannel", "today", fresh=True, customers=3_000, replications=5, pilots=5,
        power=0.95,
    )  # fmt: skip
    assert found.simulated.pilots == 5


@pytest.mark.parametrize(
    ("words", "error", "message"),
    [
        ({"power": 1.0}, UsageError, "out of range"),
        ({"alpha": 0.0}, UsageError, "out of range"),
        ({"share": 1.0}, UsageError, "out of range"),
        ({"question": "pay"}, UsageError, "no such question"),
        ({"pilots": -1}, UsageError, "so many pilots"),
        ({"days": 61}, UsageError, "cannot last so long"),
        ({"days": 0.2}, UsageError, "needs time"),
    ],
)
def test_mistakes_are_told(scenario, words, error, message):
    with pytest.raises(error, match=message):
        pilot(scenario, "omnichannel", "today", **{**QUICK, **words})
    with pytest.raises(InputError):
        pilot(scenario, "omnichanel", "today", **QUICK)


@pytest.mark.slow
def test_a_thousand_fresh_pilots_see_the_effect_in_four_of_five():
    """Each on people of its own, lived for it: the car service in a market of 2,700."""
    found = pilot(
        "auto-service", "omnichannel", "today", customers=2_700, replications=100, pilots=1_000,
        fresh=True, seed=2_026,
    )  # fmt: skip
    assert found.size.suffices
    assert found.simulated.fresh
    assert 0.76 <= found.simulated.power.mean <= 0.84
    assert 0.03 <= found.simulated.false.mean <= 0.07

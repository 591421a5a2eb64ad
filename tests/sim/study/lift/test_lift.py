"""`lift`: exactly 0 where nothing is used, joint and single lifts, returns, needless discounts."""

from __future__ import annotations

import json
import pickle
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from engine.errors import InputError, UsageError
from sim.clocks import simulate
from sim.model.market.market import Market
from sim.model.records.vocabulary import COUNTER
from sim.scenario import Scenario
from sim.study.compare import compare
from sim.study.lift import lift
from sim.study.reproduce import reproduce
from sim.study.run import run

OPTIONS = {"days": 60.0, "replications": 6, "seed": 4}
TWO = ("channel.email", "channel.display")
NOTHING = {"mean": 0.0, "ci_low": 0.0, "ci_high": 0.0}


@pytest.fixture(scope="module")
def scenario():
    return Scenario.load("auto-service")


@pytest.fixture(scope="module")
def tight():
    """The same with a budget that binds."""
    return Scenario.load("auto-service").with_values({"budget.total": 250.0})


@pytest.fixture(scope="module")
def found(scenario):
    return lift(scenario, "omnichannel", without=TWO, **OPTIONS)


def figures(told):
    return {name: {key: one[key] for key in NOTHING} for name, one in told.items()}


def test_the_lift_of_an_unused_channel_is_exactly_zero(scenario):
    told = lift(scenario, "today", without=["channel.display", "channel.phone"], **OPTIONS).told()
    for lifts in (told["lift"], *told["single"].values(), told["interaction"]):
        for name, one in figures(lifts).items():
            assert one == NOTHING or one["mean"] is None, name
    assert told["lift"]["profit"]["mean"] == 0.0
    assert [one["used"] for one in told["things"]] == [False, False]
    assert told["saved"] == 0.0


def test_everything_silent_is_the_run_without_marketing(scenario):
    told = lift(scenario, "omnichannel", without=["everything"], **OPTIONS).told()
    none = scenario.with_values({"strategy.omnichannel.actions": []})
    full, silent = (
        run(one, "omnichannel", **OPTIONS).to_json()["kpis"] for one in (scenario, none)
    )
    for name in (
        "profit",
        "revenue",
        "contribution",
        "media_cost",
        "purchases",
        "visits",
        "buyers",
    ):
        gap = full[name]["mean"] - silent[name]["mean"]
        assert told["lift"][name]["mean"] == pytest.approx(gap, abs=0.011), name
        assert told["kpis"][name]["mean"] == full[name]["mean"]


def test_the_lift_is_a_paired_difference(scenario):
    """As `compare` finds it between two strategies that differ in their actions alone."""
    text = scenario.text.replace('actions = "all"', 'actions = { except = ["search-ad"] }', 1)
    assert text != scenario.text
    strategy = "cross-channel"
    told = lift(scenario, strategy, reallocate=["action.search-ad"], **OPTIONS).told()
    other = Scenario.from_text(text)
    names = list(other.strategies)
    full = run(scenario, strategy, **OPTIONS).to_json()["kpis"]
    less = compare(other, [strategy, "today"], draws=0, **OPTIONS).to_json()["strategies"][strategy]
    assert strategy in names
    for name in ("profit", "revenue", "media_cost", "platform_cost", "purchases"):
        gap = full[name]["mean"] - less[name]["mean"]
        assert told["lift"][name]["mean"] == pytest.approx(gap, abs=0.011), name


def test_interaction_is_the_joint_lift_less_the_single_ones(found):
    told = found.told()
    for name, one in told["interaction"].items():
        if one["mean"] is None:
            continue
        parts = [told["single"][thing][name]["mean"] for thing in TWO]
        gap = told["lift"][name]["mean"] - sum(parts)
        assert one["mean"] == pytest.approx(gap, rel=1e-6, abs=0.021), name
    assert told["interaction"]["profit"]["ci_low"] < told["interaction"]["profit"]["mean"]
    alone = lift("auto-service", "omnichannel", without=TWO[:1], **OPTIONS).told()
    assert alone["interaction"] is None
    assert figures(alone["lift"]) == figures(told["single"][TWO[0]])


def test_a_head_is_a_part_of_the_whole(found):
    told = found.told()
    profit = told["lift"]["profit"]["mean"]
    assert told["people"] == 600
    assert told["lift_per_customer"]["profit"]["mean"] == pytest.approx(profit / 600, abs=1e-4)
    assert "conversion_rate" not in told["lift_per_customer"]


def test_money_is_saved_moved_or_the_channel_gone(tight):
    words = {"days": 120.0, "replications": 8, "seed": 2}
    modes = {
        mode: lift(tight, "omnichannel", **{mode: ["channel.search"]}, **words)
        for mode in ("without", "reallocate", "absent")
    }
    media = {mode: found.lifts["media_cost"].mean for mode, found in modes.items()}
    assert media["without"] > 1.5 * media["reallocate"]  # others spend what search has left
    spent = modes["without"].singles[0].back.spent
    assert media["without"] == pytest.approx(spent, rel=0.3)
    assert modes["reallocate"].saved == 0.0
    # nobody comes to a search ad but by the ad: silent and absent are the same
    assert modes["absent"].lifts["purchases"] == modes["without"].lifts["purchases"]


def test_returns_are_ratios_of_contribution_and_media(tight):
    words = {"days": 120.0, "replications": 8, "seed": 2}
    result = lift(tight, "omnichannel", without=["channel.search"], **words)
    back = result.singles[0].back
    ratio = result.lifts["contribution"].mean / result.lifts["media_cost"].mean
    assert back.average.mean == pytest.approx(ratio)
    assert back.average.low < back.average.mean < back.average.high
    assert back.margin.mean > 0.0  # the budget binds: one percent less saves something
    assert back.margin.mean < 0.2 * back.spent
    roomy = lift("auto-service", "omnichannel", without=["channel.search"], **words)
    assert roomy.singles[0].back.marginal.mean is None  # the budget leaves room
    assert (roomy.singles[0].back.margin.mean, roomy.singles[0].back.margin.high) == (0.0, 0.0)
    free = lift("auto-service", "omnichannel", without=["creative.expected"], **words)
    assert free.singles[0].back.average.mean is None
    assert free.singles[0].back.spent == 0.0


def test_needless_discounts_are_a_part_of_all(found):
    discounts = found.told()["discounts"]
    full = found.told()["kpis"]["discount_cost"]["mean"]
    assert 0.0 < discounts["anyway_money"]["mean"] < discounts["money"]["mean"]
    assert discounts["money"]["mean"] <= full + 0.01
    assert discounts["still_money"]["mean"] <= discounts["anyway_money"]["mean"]
    share = discounts["anyway_money"]["mean"] / discounts["money"]["mean"]
    assert discounts["share"]["mean"] == pytest.approx(share, abs=1e-3)


def test_without_any_lift_all_discounts_were_had_anyway(scenario):
    told = lift(scenario, "omnichannel", without=["channel.phone"], **OPTIONS).told()
    assert told["discounts"]["share"]["mean"] == 1.0
    assert told["discounts"]["still_money"] == told["discounts"]["money"]


def test_prices_and_hours_of_a_silent_channel_are_saved(found, scenario):
    lifts = found.told()["single"]["channel.email"]
    email = next(channel for channel in scenario.channels if channel.name == "email")
    yearly = 12 * (email.monthly + email.work_hours * scenario.platform.wage) / 100
    assert lifts["platform_cost"]["mean"] == pytest.approx(yearly)


@pytest.mark.usefixtures("told_at_once")
def test_a_study_is_taken_up_again_and_reproduced(scenario, tmp_path):
    words = {"without": ["channel.email", "persona.saver"], **OPTIONS}
    found = lift(scenario, "omnichannel", **words)
    for number, share in enumerate((0.3, 0.5, 0.8, 0.95)):
        out = tmp_path / f"study{number}"

        def tired(lived, total, share=share):
            if lived > share * total:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            lift(scenario, "omnichannel", out=out, progress=tired, **words)
        again = lift(scenario, "omnichannel", out=out, **words)
        assert again.found > 0
        assert again.answer() == found.answer()
        assert json.loads((out / "result.json").read_text()) == found.answer()
    assert reproduce(out).same
    with pytest.raises(InputError, match="another study"):
        lift(scenario, "omnichannel", out=out, without=["channel.email"], **OPTIONS)


def test_threads_clock_and_executor_change_nothing(scenario):
    words = {"without": ["persona.saver"], "days": 20.0, "replications": 3, "seed": 4}
    found = lift(scenario, "omnichannel", **words, threads=1).answer()
    assert lift(scenario, "omnichannel", **words, threads=2).answer() == found

    class Sending(ThreadPoolExecutor):
        """Sends work along as another process would get it."""

        def submit(self, work, *given):
            return super().submit(pickle.loads(pickle.dumps(work)), *given)

    with Sending(2) as pool:
        assert lift(scenario, "omnichannel", **words, executor=pool).answer() == found
    simpy = lift(scenario, "omnichannel", **words, clock="simpy").answer()
    assert simpy == found


def test_a_budget_of_its_own_goes_with_its_channel(tight):
    """Where channels have budgets of their own, all others keep their amounts."""
    result = lift(tight, "multichannel", without=["channel.search"], **OPTIONS)
    full = Market.build(tight, "multichannel", days=60.0)
    one = simulate(full, seed=4)
    facebook = full.channels.index("facebook")
    assert one.counters[facebook, COUNTER["media"]] > 0
    p = full.phases[0].params[0]
    from sim.study.lift.asked import ask
    from sim.study.lift.silencing import Silencing

    things = {"without": ["channel.search"], "reallocate": [], "absent": []}
    asked = ask(tight, "multichannel", things, None, OPTIONS)
    experiment, _ = asked.inquiry.experiment("lift", asked.question, 1)
    edited = Silencing(asked, experiment).joint.scenario(tight)
    q = Market.build(edited, "multichannel", days=60.0).phases[0].params[0]
    for name in ("facebook", "email"):
        pool = p["pool"][full.channels.index(name)]
        assert p["pool_budget"][pool] == q["pool_budget"][pool]
    assert q["pool_budget"][p["pool"][full.channels.index("search")]] == 0.0
    assert result.singles[0].saved > 0.0
    things = {"without": [], "reallocate": ["channel.search"], "absent": []}
    moved = Silencing(ask(tight, "multichannel", things, None, OPTIONS), experiment)
    r = Market.build(moved.joint.scenario(tight), "multichannel", days=60.0).phases[0].params[0]
    assert np.sum(r["pool_budget"]) == pytest.approx(np.sum(p["pool_budget"]))
    assert r["pool_budget"][p["pool"][facebook]] > p["pool_budget"][p["pool"][facebook]]


@pytest.mark.parametrize(
    ("words", "error", "message"),
    [
        ({"without": []}, UsageError, "nothing is named"),
        ({"without": ["channel.emial"]}, UsageError, "there is no channel"),
        ({"without": ["channel.email"] * 2}, UsageError, "named twice"),
        ({"absent": ["channel.bays"]}, UsageError, "appointments are kept there"),
        ({"absent": ["action.search-ad"]}, UsageError, "only a channel"),
        ({"without": ["everything"], "kpi": "payback_days"}, UsageError, "a comparison itself"),
    ],
)
def test_mistakes_are_told(scenario, words, error, message):
    with pytest.raises(error, match=message):
        lift(scenario, "omnichannel", **words, **OPTIONS)


def test_each_run_is_lived_once(found, scenario):
    """Everything, all silent, two single ones, and two at the margin; who buys is kept of two."""
    assert (found.asked, found.trials, found.found) == (6 * 6, 6 * 6, 0)
    alone = lift(scenario, "omnichannel", without=["persona.saver"], **OPTIONS)
    assert (alone.asked, alone.trials) == (2 * 6, 2 * 6)

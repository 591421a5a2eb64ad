"""`roadmap` on the car service: exact, told on other luck, lived from end to end, resumed."""

from __future__ import annotations

import itertools
import json

import numpy as np
import pytest

from engine.errors import InputError, UsageError
from sim.scenario import Scenario
from sim.scenario.dials import mix
from sim.scenario.fees import price_list
from sim.study.prepare import build_market
from sim.study.reproduce import reproduce
from sim.study.roadmap import roadmap
from sim.study.roadmap.asked import ask
from sim.study.roadmap.paths import gain
from sim.study.roadmap.states import States
from sim.study.run import run
from sim.study.sample import Figures
from sim.study.trials.life import life_of

OPTIONS = {"days": 60.0, "replications": 5, "seed": 3}
FOUR = ["web", "email", "phone", "bays"]


@pytest.fixture(scope="module")
def scenario():
    return Scenario.load("auto-service")


@pytest.fixture(scope="module")
def found(scenario):
    return roadmap(scenario, channels=FOUR, **OPTIONS)


def settled(scenario, **words):
    given = {"start": None, "target": None, "channels": None, "links": (), "steps": {},
             "every": 90.0, "years": 3.0, **words}  # fmt: skip
    return ask(scenario, options=OPTIONS, **given)


def test_the_path_is_the_best_of_all_orders(scenario, found):
    asked = settled(scenario, channels=FOUR)
    experiment, _ = asked.inquiry.experiment("roadmap", asked.question, 0)
    states = States(asked, experiment, range(OPTIONS["replications"]))
    orders = [path for size in range(5) for path in itertools.permutations(FOUR, size)]
    states.need(frozenset(path) for path in orders)
    gains = {path: gain(path, states.worth, asked.terms).mean() for path in orders}
    assert len(gains) == 65
    assert found.exact
    assert found.states == 16
    assert found.path == max(gains, key=gains.get)
    assert found.chosen == pytest.approx(max(gains.values()))


def test_ends_are_lived_as_the_strategies_themselves(scenario):
    asked = settled(scenario)
    assert (asked.start, asked.target) == ("today", "omnichannel")
    plan = asked.inquiry.study.plan
    for name, state in (("today", frozenset()), ("omnichannel", frozenset(asked.items))):
        here = asked.variant(state).market(scenario, plan)
        plain = build_market(scenario, name, plan)
        assert life_of(here).key == life_of(plain).key
        assert life_of(here).platform == life_of(plain).platform


def test_a_rate_is_the_profit_of_the_strategy_before_set_up(scenario):
    asked = settled(scenario)
    experiment, _ = asked.inquiry.experiment("roadmap", asked.question, 0)
    states = States(asked, experiment, range(OPTIONS["replications"]))
    full = frozenset(asked.items)
    states.need([full])
    worth = states.worth[full]
    fees = price_list(scenario, scenario.resolved("omnichannel"))
    assert worth.setup == {name: fee.setup for name, fee in fees.items()}
    profit = run(scenario, "omnichannel", **OPTIONS).to_json()["kpis"]["profit"]["mean"]
    told = worth.mean * 365.0 - sum(worth.setup.values())
    assert told == pytest.approx(100 * profit, abs=1)


def test_steps_cost_what_the_price_list_says(scenario, found):
    asked = settled(scenario, channels=FOUR)
    state, before = frozenset(), scenario.resolved("today")
    for step in found.steps:
        state |= {step.item.name}
        after = asked.variant(state).dials.resolved(scenario)
        old, new = (price_list(scenario, dials) for dials in (before, after))
        assert step.setup == pytest.approx(
            sum(fee.setup - old[name].setup for name, fee in new.items())
        )
        before = after


def test_the_answer_hangs_together(found):
    told = found.to_json()
    assert told["steps"]
    assert [step["step"] for step in told["steps"]] == list(found.path)
    assert [step["day"] for step in told["steps"]] == [
        90.0 * place for place in range(len(found.path))
    ]
    assert {one["step"] for one in told["left_out"]} == set(FOUR) - set(found.path)
    assert told["cumulative"][-1]["day"] == told["horizon"] == 1095.0
    assert told["cumulative"][-1]["mean"] == told["gain"]["mean"]
    assert len(told["cumulative"]) == 36
    assert told["worst"]["mean"] <= 0.0
    chosen = told["gain"]["mean"]
    for one in told["alternatives"]:
        assert one["gain"]["mean"] + one["behind"]["mean"] == pytest.approx(chosen, abs=0.02)
    kinds = [one["kind"] for one in told["alternatives"]]
    assert {"runner-up", "stay as you are"} <= set(kinds)
    assert told["check"]["added_up"]["mean"] == chosen
    apart = told["check"]["simulated"]["mean"] - chosen
    assert told["check"]["apart"]["mean"] == pytest.approx(apart, abs=0.02)
    assert told["cumulative"][-1]["simulated"] == told["check"]["simulated"]["mean"]


def test_what_actions_bring_alone_and_what_joining_adds_to_that(scenario):
    """Of one step over the days of the run: what three strategies earn, as their own runs say."""
    asked = settled(scenario, channels=["web"], years=60.0 / 365.0)
    state = frozenset(["web"])
    mixed, joined = asked.actions_alone(state), asked.variant(state)
    before, after = scenario.resolved("today"), joined.dials.resolved(scenario)
    assert mixed.dials.resolved(scenario) == mix(before, after, ["actions"])
    cheap = scenario.with_values({"platform.factor": 0.3})
    found = roadmap(cheap, channels=["web"], years=60.0 / 365.0, **OPTIONS)
    told = found.to_json()["by_actions"]
    assert told["actions"]["mean"] + told["joining"]["mean"] == pytest.approx(
        found.gain.mean / 100, abs=0.01
    )
    numbers = range(OPTIONS["replications"], 2 * OPTIONS["replications"])  # told on fresh luck
    again = settled(cheap, channels=["web"], years=60.0 / 365.0)
    experiment, _ = again.inquiry.experiment("roadmap", again.question, 0)
    lived = experiment.some({mixed: numbers, again.variant(frozenset()): numbers})
    setups = [
        sum(fee.setup for fee in price_list(cheap, dials).values())
        for dials in (mixed.dials.resolved(cheap), cheap.resolved("today"))
    ]
    first, last = (
        Figures(sample).profit + setup for sample, setup in zip(lived.values(), setups, strict=True)
    )
    gained = (first - last) * 60.0 / 365.0 - (setups[0] - setups[1])
    assert found.parts.actions.mean == pytest.approx(gained.mean())
    assert gained.mean() != 0.0


def test_a_path_without_actions_has_no_parts(scenario):
    """Links alone bring no action along."""
    linked = scenario.with_values({"platform.factor": 0})
    found = roadmap(linked, links=["phone -> email", "bays -> email"], **OPTIONS)
    assert found.parts is None
    assert found.to_json()["by_actions"] is None


def test_one_state_from_the_first_day_is_the_sum_itself(scenario):
    """A path of one step over the days of the run: both ways to add up are the same lives."""
    words = {"channels": ["web"], "years": 60.0 / 365.0, **OPTIONS}
    found = roadmap(scenario.with_values({"platform.factor": 0.3}), **words)
    assert found.path == ("web",)
    assert found.steps[0].setup > 0.0
    assert found.steps[0].running > 0.0
    assert found.checked.apart.mean == pytest.approx(0.0, abs=1e-6)
    assert found.checked.simulated.mean == pytest.approx(found.gain.mean)
    assert found.asked == 4 * OPTIONS["replications"] + 2 * OPTIONS["replications"]
    assert found.trials == found.asked  # the horizon is another question to each life


def test_stay_as_you_are_is_an_answer(scenario):
    dear = scenario.with_values({"platform.factor": 100})
    found = roadmap(dear, channels=FOUR, **OPTIONS)
    told = found.to_json()
    assert found.stay
    assert told["steps"] == []
    assert told["gain"]["mean"] == 0.0
    assert told["payback"] == {"days": 0.0, "ci_low": 0.0, "ci_high": 0.0}
    assert {one["step"] for one in told["left_out"]} == set(FOUR)
    assert all(one["behind"]["mean"] > 0.0 for one in told["alternatives"])
    assert told["check"] is None
    assert not any(one["mean"] for one in told["cumulative"])


def test_single_links_are_steps(scenario):
    links = ["phone -> email", "bays->email"]
    found = roadmap(scenario, links=links, **OPTIONS)
    assert set(found.items) == {"phone -> email", "bays -> email"}
    beside = settled(scenario, links=links, channels=["web"], steps={"ads": ["channel.facebook"]})
    assert list(beside.items) == ["ads", "web", "phone -> email", "bays -> email"]
    assert beside.items["ads"].channels == ("facebook",)


def test_steps_take_channels_together(scenario):
    asked = settled(scenario, steps={"ads": ["facebook", "display"], "desk": ["phone", "bays"]})
    assert list(asked.items)[:2] == ["ads", "desk"]
    assert len(asked.items) == 7
    dials = asked.variant(frozenset({"ads"})).dials
    assert dials.channels == ("display", "facebook")


def test_greedy_is_said_and_gains_no_less_than_its_own_path(scenario):
    found = roadmap(scenario, channels=[*FOUR, "sms"], years=0.5, **OPTIONS)
    told = found.to_json()
    assert told["method"] == "greedy"
    assert found.states < 2**5
    exact = roadmap(scenario, channels=FOUR, years=0.5, **OPTIONS)
    assert found.chosen >= 0.9 * exact.chosen


def test_a_study_is_taken_up_again_and_reproduced(scenario, found, tmp_path):
    def tired(lived, total):
        if lived > 0.2 * total:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        roadmap(scenario, channels=FOUR, out=tmp_path / "r", progress=tired, **OPTIONS)
    again = roadmap(scenario, channels=FOUR, out=tmp_path / "r", threads=1, **OPTIONS)
    assert again.found > 0
    assert again.answer() == found.answer()
    assert json.loads((tmp_path / "r" / "result.json").read_text()) == found.answer()
    assert reproduce(tmp_path / "r").same


def test_states_meet_the_same_luck_whoever_else_is_lived(scenario, found):
    two = roadmap(scenario, channels=["web", "email"], **OPTIONS)
    one = next(step for step in found.steps if step.item.name == "web")
    other = next(step for step in two.steps if step.item.name == "web")
    assert one.alone == other.alone
    assert np.isfinite(one.alone.mean)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"start": "tomorrow"}, "no such strategy"),
        ({"target": "omnichanel"}, "no such strategy"),
        ({"target": "today"}, "from one strategy to another"),
        ({"channels": ["fax"]}, "no such channel"),
        ({"links": ["phone email"]}, "not a link"),
        ({"links": ["fax -> email"]}, "no such channel"),
        ({"links": ["web -> email"], "target": "multichannel"}, "do not differ in this link"),
        ({"steps": {"a": ["web"], "b": ["web"]}}, "in two steps"),
        ({"every": 0.0}, "so many days apart"),
        ({"years": 0.0}, "no horizon"),
        ({"years": float("nan")}, "no horizon"),
        ({"years": 31.0}, "no horizon"),
    ],
)
def test_mistakes_are_told(scenario, words, message):
    with pytest.raises((InputError, UsageError), match=message):
        roadmap(scenario, **words, **OPTIONS)


def test_a_horizon_of_too_many_windows_is_refused_before_anything_is_lived(scenario):
    hourly = scenario.with_values({"scenario.window": "1 h"})

    def lived(days, total):
        raise AssertionError("something was lived")

    with pytest.raises(InputError, match="too many windows"):
        roadmap(hourly, channels=["web"], years=20.0, progress=lived, **OPTIONS)


def test_strategies_that_differ_in_no_channel_are_refused(scenario):
    alike = scenario.with_values({"strategy.multichannel.slots": 2})
    same = {f"strategy.today.{dial}": alike.data["strategy"][1][dial]
            for dial in ("knowledge", "recognition", "continuity", "actions")}  # fmt: skip
    with pytest.raises(UsageError, match="no step to take"):
        roadmap(alike.with_values(same), target="multichannel", **OPTIONS)

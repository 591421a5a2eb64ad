"""`optimize`: a closed form is met, fresh luck judges, and a study is taken up again."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest

from engine.errors import InputError, UsageError
from sim import run
from sim.report.terminal.optimised import show_optimized
from sim.report.terminal.parts.tables import console
from sim.scenario import Scenario
from sim.study.compare import compare
from sim.study.kpis import KPI
from sim.study.optimise import optimize
from sim.study.optimise.goal import Bound, Goal
from sim.study.optimise.racing import FROM
from sim.study.statistics import Estimate
from sim.study.trials.experiment import Experiment

FAST = {"days": 30.0, "replications": 6, "each": 5, "evaluations": 12, "seed": 4}
OVER = {"budget.split": None, "contact_policy.caps.1.limit": (0, 3)}


@pytest.fixture(scope="module")
def scenario():
    return Scenario.load("auto-service")


@pytest.fixture(scope="module")
def found(scenario):
    return optimize(scenario, "multichannel", over=OVER, **FAST)


def test_a_price_has_a_closed_form(scenario):
    """Platform cost is a straight line of its factor, and nothing else hangs on it."""
    over = {"platform.factor": (0.2, 1.5)}
    best = optimize(scenario, "omnichannel", over=over, **FAST)
    assert best.to_json()["best"] == {"platform.factor": 0.2}
    assert best.verdict == "better"
    cheap = scenario.with_values({"platform.factor": 0.2})
    options = {name: FAST[name] for name in ("days", "replications", "seed")}
    costs = [run(one, "omnichannel", **options).to_json()["kpis"]["platform_cost"]["mean"]
             for one in (scenario, cheap)]  # fmt: skip
    gain = best.to_json()["gain"]
    assert gain["mean"] == pytest.approx(costs[0] - costs[1], abs=0.02)
    assert (gain["ci_low"], gain["ci_high"]) == pytest.approx((gain["mean"],) * 2, abs=0.02)
    assert best.trials == FAST["replications"] + FAST["each"]  # lived once, charged often


def test_a_bound_is_met_where_it_has_a_closed_form(scenario):
    over, dear = {"platform.factor": (0.2, 1.5)}, "platform_cost>=5000"
    words = {**FAST, "evaluations": 30}
    best = optimize(scenario, "omnichannel", over=over, subject=[dear], **words).to_json()
    (bound,) = best["constraints"]
    assert best["feasible"] is True
    assert bound["at_least"] == 5000
    assert 5000 <= bound["best"]["mean"] <= 5100
    assert bound["sure"] is True
    none = optimize(scenario, "omnichannel", over=over, subject=["platform_cost<=1"], **FAST)
    assert (none.feasible, none.verdict) == (False, "none keeps")
    assert none.to_json()["best"] == {"platform.factor": 0.2}


def test_at_a_bound_fresh_luck_falls_on_either_side_and_it_says_so(found):
    bound = Bound(KPI["media_cost"], upper=True, value=100.0)
    kept, near, far = (
        Estimate(90.0, 85.0, 95.0),
        Estimate(101.0, 95.0, 107.0),
        Estimate(150, 140, 160),
    )

    def told(best):
        checked = replace(found.checked, bounds={"media_cost": best},
                          stated_bounds={"media_cost": kept})  # fmt: skip
        result = replace(found, goal=Goal(found.kpi, (bound,)), checked=checked)
        out = io.StringIO()
        show_optimized(result, console(out, 80))
        return result, " ".join(out.getvalue().split())

    result, text = told(kept)
    assert (result.feasible, result.within) == (True, True)
    assert "at the bound" not in text
    result, text = told(near)
    assert (result.feasible, result.within) == (False, True)
    assert result.verdict == found.verdict
    assert "on fresh luck media_cost comes out beyond it, which may be chance" in text
    assert "no, perhaps chance" in text
    result, text = told(far)
    assert result.verdict == "none keeps"
    assert "No settings of multichannel were found that keep what must hold" in text


def test_figures_are_those_of_run_and_compare_with_these_values(scenario, found):
    options = {name: FAST[name] for name in ("days", "replications", "seed")}
    tuned = run(scenario.with_values(found.values), "multichannel", **options).to_json()
    stated = run(scenario, "multichannel", **options).to_json()
    told = found.to_json()
    assert told["kpi"]["mean"] == tuned["kpis"]["profit"]["mean"]
    assert told["stated"]["kpi"] == stated["kpis"]["profit"]
    gap = tuned["kpis"]["profit"]["mean"] - stated["kpis"]["profit"]["mean"]
    assert told["gain"]["mean"] == pytest.approx(gap, abs=0.011)


def test_the_search_and_its_check_never_share_luck(scenario, monkeypatch):
    asked = []
    lived = Experiment.some

    def spied(self, variants, watch=None):
        asked.extend((variant, tuple(numbers)) for variant, numbers in variants.items())
        return lived(self, variants, watch)

    monkeypatch.setattr(Experiment, "some", spied)
    best = optimize(scenario, "multichannel", over=OVER, **FAST)
    search = [numbers for _, numbers in asked if min(numbers) >= FROM]
    fresh = [numbers for _, numbers in asked if min(numbers) < FROM]
    assert search
    assert fresh
    assert all(max(numbers) < FAST["replications"] for numbers in fresh)
    assert max(max(numbers) for numbers in search) < FROM + 2 * FAST["each"]
    told = best.to_json()
    assert told["search_gain"]["mean"] >= 0.0


def test_json_tells_the_way_and_what_it_rests_on(found):
    told = found.to_json()
    assert set(told["best"]) == {"budget.split", "contact_policy.caps.1.limit"}
    assert sum(told["best"]["budget.split"].values()) == pytest.approx(1.0, abs=1e-9)
    assert told["kpi"]["name"] == "profit"
    assert told["evaluations"] == len(told["path"])
    assert told["path"][0]["stage"] == "stated"
    assert told["path"][0]["at"] == told["stated"]["values"]
    assert told["search_lives"] <= (12 + 4 * 2) * 5
    assert {"values", "kpi", "gain"} == set(told["plain_split"])
    assert {one["key"] for one in told["neighbours"]} == set(told["best"])
    assert set(told["worth"]) <= set(told["best"])
    assert json.dumps(told, allow_nan=False)


def test_less_is_better_where_it_is(scenario):
    over = {"platform.factor": (0.5, 1.5)}
    best = optimize(scenario, "omnichannel", over=over, kpi="platform_cost", **FAST)
    assert best.to_json()["best"] == {"platform.factor": 0.5}
    assert best.verdict == "better"
    assert best.checked.gain.mean < 0.0


def test_where_nothing_matters_stay_as_you_are(scenario):
    best = optimize(scenario, "today", over={"contact_policy.caps.2.limit": (0, 4)}, **FAST)
    assert best.verdict == "nothing better"
    assert best.best == best.space.stated
    assert best.to_json()["gain"]["mean"] == 0.0


def test_threads_change_nothing_and_another_seed_does(scenario, found):
    other = optimize(scenario, "multichannel", over=OVER, threads=1, **FAST)
    assert other.answer() == found.answer()
    other = optimize(scenario, "multichannel", over=OVER, **{**FAST, "seed": 5})
    assert other.answer()["path"] != found.answer()["path"]


def test_a_study_is_taken_up_again(scenario, found, tmp_path):
    def tired(lived, total):
        if lived > 0.3 * total:
            raise KeyboardInterrupt

    words = {"over": OVER, **FAST, "out": tmp_path / "o"}
    with pytest.raises(KeyboardInterrupt):
        optimize(scenario, "multichannel", progress=tired, **words)
    again = optimize(scenario, "multichannel", **words)
    assert again.found > 0
    assert again.answer() == found.answer()
    assert json.loads((tmp_path / "o" / "result.json").read_text()) == found.answer()
    with pytest.raises(InputError, match="another study"):
        optimize(scenario, "multichannel", **{**words, "evaluations": 13})


def test_combinations_that_do_not_go_together_are_left_out_and_told(scenario):
    """Each option fits by itself; the rolling cap and more than eight contacts do not."""
    over = {"contact_policy.caps.1.per": ["7 d", "week"], "contact_policy.caps.1.limit": (0, 8)}
    fine = optimize(scenario, "multichannel", over=over, **FAST)
    assert fine.notes == ("no intervals: they need at least 5 replications",) or not fine.notes
    weekly = scenario.with_values({"contact_policy.caps.1.per": "week"})
    over = {"contact_policy.caps.1.per": ["week", "7 d"], "contact_policy.caps.1.limit": (0, 20)}
    found = optimize(weekly, "multichannel", over=over, **{**FAST, "evaluations": 50})
    assert any("could not be tried: too many contacts" in note for note in found.notes)


@pytest.mark.parametrize(
    ("words", "error", "message"),
    [
        ({"over": {}}, UsageError, "--over is missing"),
        ({"evaluations": 1}, UsageError, "so many points"),
        ({"each": 4}, UsageError, "so many replications"),
        ({"subject": ["profit"]}, UsageError, "no bound on a KPI"),
        ({"subject": ["profits<=1"]}, UsageError, "no such KPI"),
        ({"subject": ["loss_probability<=0.1"]}, UsageError, "a comparison itself"),
        ({"subject": ["profit<=1e999"]}, UsageError, "a bound is a number"),
        ({"kpi": "payback_days"}, UsageError, "a comparison itself"),
    ],
)
def test_mistakes_are_told(scenario, words, error, message):
    with pytest.raises(error, match=message):
        optimize(scenario, "multichannel", **{"over": OVER, **FAST, **words})


def test_every_strategy_is_tuned_alike(scenario):
    options = {"days": 10.0, "replications": 6, "seed": 4, "draws": 0}
    names = ["today", "multichannel", "omnichannel"]
    found = compare(scenario, names, tuned=8, **options)
    plain = compare(scenario, names, **options).to_json()
    told = found.to_json()
    tuned = told.pop("tuned")
    apart = {"wall_s", "events_per_s"}
    assert {key: told[key] for key in told.keys() - apart} == {
        key: plain[key] for key in plain.keys() - apart
    }
    assert list(tuned["strategies"]) == names
    assert tuned["evaluations"] == 8
    for name, one in tuned["strategies"].items():
        assert one["stated"]["kpi"] == {
            key: value for key, value in told["strategies"][name]["profit"].items()
            if not key.startswith("input")
        }  # fmt: skip
        gap = one["kpi"]["mean"] - one["stated"]["kpi"]["mean"]
        assert one["gain"]["mean"] == pytest.approx(gap, abs=0.011)
        assert one["kpis"]["profit"]["mean"] == one["kpi"]["mean"]
        assert one["search_gain"]["mean"] >= 0.0
        assert one["tried"] <= 8 * 4
    gap = tuned["differences"]["multichannel - today"]["profit"]["mean"]
    mean = {name: one["kpi"]["mean"] for name, one in tuned["strategies"].items()}
    assert gap == pytest.approx(mean["multichannel"] - mean["today"], abs=0.011)
    assert tuned["verdict"]["kpi"] == "profit"
    assert "budget.split" in tuned["strategies"]["multichannel"]["values"]
    assert "budget.split" not in tuned["strategies"]["omnichannel"]["values"]


def test_tuned_keys_may_be_named_for_all_alike(scenario):
    options = {"days": 20.0, "replications": 5, "draws": 0, "tuned": 4}
    tune = {"strategy.*.slots": (1, 2), "budget.split": None, "budget.total": (0, 30_000)}
    names = ["multichannel", "omnichannel"]
    rich = scenario.with_values({"budget.total": 30_000})
    told = compare(rich, names, tune=tune, equal="total", **options).to_json()
    values = {name: set(one["values"]) for name, one in told["tuned"]["strategies"].items()}
    assert values == {
        "multichannel": {"strategy.multichannel.slots", "budget.split", "budget.total"},
        "omnichannel": {"strategy.omnichannel.slots", "budget.total"},
    }
    with pytest.raises(UsageError, match="needs --tuned"):
        compare(scenario, names, tune=tune, **{**options, "tuned": 0})
    with pytest.raises(UsageError, match="another strategy"):
        compare(scenario, names, tune={"strategy.today.slots": (1, 2)}, **options)

"""run and compare on stand-in clocks: who takes part, what is simulated, what comes out."""

import json

import numpy as np
import pyarrow.parquet as pq
import pytest

from engine.errors import InputError, UsageError
from sim.scenario import Scenario
from sim.study import compare as compare_module
from sim.study import jobs, prepare, progress
from sim.study.compare import compare
from sim.study.jobs import simulate_all, usable_threads
from sim.study.progress import Tally
from sim.study.run import run
from sim.study.trace import trace
from tests.files import certain, contents

ALL = ["today", "multichannel", "cross-channel", "omnichannel"]
KEYS = {"mean", "ci_low", "ci_high", "unit", "period"}


@pytest.fixture(scope="module")
def scenario():
    """The car service with its numbers taken as certain."""
    text = certain(Scenario.load("auto-service").text)
    return Scenario.from_text(text, file="auto-service")


def test_run_gives_the_keys_of_the_contract(clock, scenario):
    found = run(scenario, "omnichannel", replications=6).to_json()
    for key in (
        "scenario strategy clock customers days seed replications events events_digest kpis "
        "wall_s events_per_s run_dir"
    ).split():
        assert key in found
    assert found["customers"] == 600
    assert found["days"] == 365
    assert found["events"] == 6_000
    assert found["run_dir"] is None
    assert len(found["events_digest"]) == 64
    assert set(found["kpis"]["profit"]) == KEYS
    assert found["kpis"]["profit"]["unit"] == "EUR"
    assert found["kpis"]["payback_days"]["mean"] is None
    assert set(found["kpis"]["channels"]) == {channel.name for channel in scenario.channels}
    json.dumps(found, allow_nan=False)


def test_run_below_five_replications_has_no_intervals_and_says_so(clock, scenario):
    found = run(scenario, "today", replications=4)
    assert found.to_json()["kpis"]["profit"]["ci_low"] is None
    assert found.notes == ("no intervals: they need at least 5 replications",)


def test_compare_gives_the_keys_of_the_contract(clock, scenario):
    found = compare(scenario).to_json()
    assert found["baseline"] == "today"
    assert list(found["strategies"]) == ALL
    pairs = {f"{name} - today" for name in ALL[1:]} | {"today - multichannel"}
    assert set(found["differences"]) == pairs
    entry = found["differences"]["omnichannel - today"]["profit"]
    assert set(entry) >= {
        "mean", "ci_low", "ci_high", "input_low", "input_high", "variance_ratio",
    }  # fmt: skip
    assert entry["input_low"] is entry["input_high"] is None
    assert entry["variance_ratio_low"] < entry["variance_ratio"] < entry["variance_ratio_high"]
    assert set(found["verdict"]) == {
        "decided", "best", "leader", "kpi", "probability_best", "sentence", "by_actions", "joined",
        "unpaid", "leads",
    }  # fmt: skip
    assert found["verdict"]["best"] == "omnichannel"
    assert found["verdict"]["probability_best"] is None
    assert set(found["one_year"]) == set(ALL)
    assert set(found["one_year"]["today"]) == {"p05", "p50", "p95"}
    assert found["replications"] == 40
    json.dumps(found, allow_nan=False)


def test_differences_are_paired_and_antisymmetric(clock, scenario):
    found = compare(scenario).to_json()["differences"]
    there, back = found["multichannel - today"]["profit"], found["today - multichannel"]["profit"]
    assert there["mean"] == -back["mean"]
    assert there["ci_low"] == -back["ci_high"]
    # luck varies by 20,000, the difference by 10: pairing must show
    assert there["ci_high"] - there["ci_low"] < 20
    assert there["variance_ratio"] > 1_000


def test_results_do_not_notice_the_threads(clock, scenario, monkeypatch):
    monkeypatch.setattr(jobs, "usable_threads", lambda: 8)
    seen = []
    for threads in (1, 2, 8):
        found = compare(scenario, threads=threads, replications=6).to_json()
        found["wall_s"] = found["events_per_s"] = 0
        seen.append(json.dumps(found))
    assert seen[0] == seen[1] == seen[2]


def test_equal_strategies_differ_by_exactly_zero(clock, scenario):
    clock.gain = dict.fromkeys(ALL, 0)
    found = compare(scenario, ["today", "multichannel"]).to_json()
    entry = found["differences"]["multichannel - today"]["profit"]
    assert (entry["mean"], entry["ci_low"], entry["ci_high"]) == (0.0, 0.0, 0.0)
    assert entry["variance_ratio"] is None
    assert found["verdict"]["decided"] is False
    assert found["verdict"]["best"] is None


def test_baseline_is_today_else_the_first_else_what_is_asked(clock, scenario):
    def base(*names, **rest):
        return compare(scenario, names or None, replications=5, **rest).baseline

    assert base() == "today"
    assert base("omnichannel", "today") == "today"
    assert base("omnichannel", "multichannel") == "omnichannel"
    assert base("omnichannel", "multichannel", baseline="multichannel") == "multichannel"
    found = compare(scenario, ["omnichannel", "multichannel"], baseline="today", replications=5)
    assert list(found.to_json()["strategies"]) == ["omnichannel", "multichannel", "today"]
    assert "omnichannel - multichannel" in found.to_json()["differences"]


def test_one_year_only_for_one_year_of_the_market_as_it_is(clock, scenario):
    assert compare(scenario, replications=39).one_year is None
    assert compare(scenario, customers=300).one_year is None
    assert compare(scenario, days=30).one_year is None
    assert compare(scenario).one_year is not None


def test_the_line_at_equal_total_outlay(clock, scenario):
    found = compare(scenario, replications=5)
    total = float(scenario.budget.total)
    budgets = {name: set() for name in ALL}
    for name, budget, *_ in clock.calls:
        budgets.setdefault(name, set()).add(budget)
    # set-up and twelve months are taken from the ceiling; without platform nothing is run twice
    assert budgets["today"] == {total}
    assert budgets["omnichannel"] == {total, total - 40_000 - 12 * 4_000}
    line = found.to_json()["equal_total"]
    assert line["equal"] == "total"
    assert line["ceiling"] == total / 100
    assert line["not_affordable"] == []
    both = line["strategies"]["omnichannel"]
    assert both["outlay"]["mean"] <= line["ceiling"]
    assert sum(name == "today" for name, *_ in clock.calls) == 5


def test_what_cannot_pay_its_platform_is_not_affordable(clock, scenario, monkeypatch):
    from tests.sim.study import fake_clocks

    monkeypatch.setitem(fake_clocks.SETUP, "omnichannel", 10**9)
    found = compare(scenario, replications=5).to_json()
    assert found["equal_total"]["not_affordable"] == ["omnichannel"]
    assert found["equal_total"]["strategies"]["omnichannel"] is None
    assert found["strategies"]["omnichannel"] is not None
    turned = compare(scenario, replications=5, equal="total").to_json()
    assert turned["equal"] == "total"
    assert turned["strategies"]["omnichannel"] is None
    assert turned["verdict"]["best"] != "omnichannel"
    assert turned["equal_media"]["strategies"]["omnichannel"] is not None
    with pytest.raises(UsageError, match="baseline omnichannel is not affordable"):
        compare(scenario, replications=5, equal="total", baseline="omnichannel")


def test_where_one_strategy_alone_can_pay_nothing_further_is_simulated(
    clock, scenario, monkeypatch
):
    from tests.sim.study import fake_clocks

    for name in ALL:
        monkeypatch.setitem(fake_clocks.SETUP, name, 10**9)
    found = compare(scenario, replications=5).to_json()["equal_total"]
    assert found["strategies"] == dict.fromkeys(ALL)
    assert found["verdict"]["sentence"].endswith("no strategy can pay for its platform.")
    clock.calls.clear()
    monkeypatch.setitem(fake_clocks.SETUP, "omnichannel", 40_000)
    found = compare(scenario, replications=5).to_json()["equal_total"]
    assert len(clock.calls) == 5 * len([*ALL, "today+"])
    assert found["strategies"] == dict.fromkeys(ALL)
    assert "omnichannel" not in found["not_affordable"]
    turned = compare(scenario, replications=5, equal="total", baseline="omnichannel")
    assert turned.verdict.sentence.endswith("only omnichannel can pay for its platform.")
    assert not found["verdict"]["decided"]
    assert "only omnichannel can pay for its platform" in found["verdict"]["sentence"]


def test_no_second_line_where_nobody_pays_for_a_platform(clock, scenario):
    found = compare(scenario, ["today", "multichannel"], replications=5).to_json()
    assert "equal_total" not in found
    assert len(clock.calls) == 10 + 5


def test_actions_that_differ_are_noted(clock, scenario):
    found = compare(scenario, replications=5)
    assert found.notes[0].startswith("the strategies may not use the same actions (today ")
    assert "actions =" not in found.notes[0]
    same = compare(scenario, ["cross-channel", "omnichannel"], replications=5)
    assert not any("same actions" in note for note in same.notes)
    assert same.verdict.by_actions == {}


def test_the_gain_is_split_into_actions_and_joining(clock, scenario):
    clock.gain = {**clock.gain, "today+": 120_000}
    found = compare(scenario, replications=6)
    # omnichannel is the best, and the best that joins: one mixture, simulated once a replication
    assert [name for name, *_ in clock.calls].count("today+") == 6
    assert list(found.verdict.by_actions) == ["omnichannel"]
    told = found.to_json()["verdict"]["by_actions"]["omnichannel"]
    whole = found.to_json()["differences"]["omnichannel - today"]["profit"]["mean"]
    assert told["actions"]["mean"] == pytest.approx(1_200, abs=20)
    assert round(told["actions"]["mean"] + told["joining"]["mean"], 2) == whole
    assert told["actions"]["ci_low"] < told["actions"]["mean"] < told["actions"]["ci_high"]
    assert "are its actions; its way of joining channels brings EUR" in found.verdict.sentence
    assert found.lines[1].verdict.by_actions == {}


def test_the_best_joined_strategy_is_split_too_where_another_is_best(clock, scenario):
    clock.gain = {**clock.gain, "multichannel": 900_000}
    assert list(compare(scenario, replications=5).verdict.by_actions) == [
        "multichannel", "omnichannel",
    ]  # fmt: skip
    clock.gain = dict.fromkeys(clock.gain, -100_000) | {"today": 0}
    assert list(compare(scenario, replications=5).verdict.by_actions) == ["cross-channel"]


def test_a_gain_is_split_though_strategies_change_during_the_run(clock, scenario):
    changed = '[[change]]\nat = "9 d"\nset = { "strategy.today.slots" = 2 }\n'
    found = compare(Scenario.from_text(scenario.text + changed), replications=5)
    assert list(found.verdict.by_actions) == ["omnichannel"]


def test_why_a_gain_is_not_split_is_noted(clock, scenario, monkeypatch):
    from tests.sim.study import fake_clocks

    build = fake_clocks.FakeMarket.build

    def dear(scenario, strategy, *, dials=None, **rest):
        name = strategy if dials is None else "omnichannel"
        return build(scenario, name, dials=dials, **rest)

    monkeypatch.setattr(fake_clocks.FakeMarket, "build", dear)
    monkeypatch.setattr(prepare, "market_builder", lambda: dear)
    assert compare(scenario, replications=5, equal="total").verdict.by_actions
    monkeypatch.setitem(fake_clocks.SETUP, "omnichannel", 10**9)
    found = compare(scenario, replications=5, equal="total")
    assert any(
        note.endswith("as today joins them, they are not affordable") for note in found.notes
    )


def test_equal_dials_are_said(clock, scenario, monkeypatch):
    dials = scenario.resolved("omnichannel")
    monkeypatch.setattr(Scenario, "resolved", lambda self, name: dials)
    notes = compare_module.comparison_notes(scenario, ["a", "b"])
    assert notes == ("a and b are the same strategy: all dials are equal",)


@pytest.mark.parametrize(
    ("arguments", "place", "words"),
    [
        ({"strategies": ["omnichanel", "today"]}, "--strategies", "nearest:  omnichannel"),
        ({"strategies": ["today"]}, "--strategies", "two strategies or more"),
        ({"strategies": []}, "--strategies", "two strategies or more"),
        ({"strategies": ["today", "today"]}, "--strategies", "named twice"),
        ({"baseline": "todya"}, "--baseline", "nearest:  today"),
        ({"equal": "medai"}, "--equal", "nearest:  media"),
        ({"clock": "simply"}, "--clock", "nearest:  simpy"),
        ({"customers": 0}, "--customers", "1 people or more"),
        ({"replications": 0}, "--replications", "1 replications or more"),
        ({"seed": -1}, "--seed", "0 or more"),
        ({"threads": 0}, "--threads", "1 threads or more"),
        ({"days": 0.0}, "--days", "more than 0"),
        ({"days": float("inf")}, "--days", "more than 0"),
        ({"events": "some"}, "--events", "none, sample, all"),
        ({"events": "all"}, "--events", "--out DIR"),
    ],
)
def test_bad_requests_are_refused_before_any_work(clock, scenario, arguments, place, words):
    strategies = arguments.pop("strategies", None)
    with pytest.raises(UsageError) as caught:
        compare(scenario, strategies, **arguments)
    assert caught.value.place == place
    assert words in str(caught.value)
    assert clock.calls == []


def test_run_refuses_an_unknown_strategy_with_the_nearest(clock, scenario):
    with pytest.raises(UsageError, match="nearest:  multichannel"):
        run(scenario, "multi-channel")


def test_large_markets_run_one_after_the_other_on_all_threads(clock, scenario, monkeypatch):
    monkeypatch.setattr(jobs, "usable_threads", lambda: 4)
    run(scenario, "today", customers=60_000, replications=1)
    assert clock.calls[-1][4] == 4
    run(scenario, "today", customers=600, replications=1)
    assert clock.calls[-1][4] == 1
    run(scenario, "today", clock="simpy", replications=1)
    assert clock.calls[-1][4:] == (4, "simpy")
    assert usable_threads() >= 1


def test_an_error_in_a_job_comes_out_and_stops_the_rest(clock, scenario):
    clock.fail = InputError("the fifth wheel")
    with pytest.raises(InputError, match="fifth wheel"):
        compare(scenario, replications=500, threads=2)
    assert len(clock.calls) < 2_000


def test_progress_counts_every_replication_of_both_lines_once(clock, scenario, monkeypatch):
    monkeypatch.setattr(progress, "INTERVAL", 0.0)
    seen = []
    compare(scenario, replications=5, days=73, progress=lambda *state: seen.append(state))
    assert len(clock.calls) == 35  # with the mixture of today and omnichannel's actions
    assert [state[0] for state in seen] == pytest.approx([600 * 73 * step for step in range(36)])
    assert {state[1] for state in seen[:21]} == {30 * 600 * 73}
    assert {state[1] for state in seen[21:]} == {35 * 600 * 73}


def test_progress_is_told_window_by_window_and_ends_at_the_end(monkeypatch):
    monkeypatch.setattr(progress, "INTERVAL", 0.0)
    seen = []
    tally = Tally(lambda lived, total: seen.append((lived, total)), total=20.0)
    for _ in range(2):
        job = tally.job(10.0)
        for _ in range(4):
            job.lived(0.25)
        job.end()
    assert [state[0] for state in seen[:6]] == [0.0, 2.5, 5.0, 7.5, 10.0, 10.0]
    assert seen[-1] == (20.0, 20.0)


def test_progress_is_not_told_more_often_than_people_can_read():
    seen = []
    tally = Tally(lambda *state: seen.append(state), total=1e6)
    job = tally.job(1e6)
    for _ in range(1_000):
        job.lived(1e-6)
    assert len(seen) < 1_000


def test_an_unknown_keyword_is_refused_as_by_any_function(scenario):
    for study in (run, trace):
        with pytest.raises(TypeError, match="unexpected keyword argument 'replicas'"):
            study(scenario, "today", replicas=3)
    with pytest.raises(TypeError, match="unexpected keyword argument 'replicas'"):
        compare(scenario, replicas=3)
    with pytest.raises(TypeError, match="unexpected keyword argument 'out'"):
        trace(scenario, "today", out="folder")


def test_a_run_directory_holds_manifest_kpis_and_events(clock, scenario, tmp_path):
    out = tmp_path / "first"
    found = run(
        scenario, "today", replications=2, out=out, events="all", command=("journey", "run")
    )
    assert found.work.run_dir == str(out)
    manifest = json.loads((out / "manifest.json").read_text())
    assert manifest["complete"] is True
    assert manifest["digests"] == {"today": found.events_digest}
    assert manifest["command"] == ["journey", "run"]
    kpis = pq.read_table(out / "kpis.parquet").to_pylist()
    whole = [row for row in kpis if row["kpi"] == "profit" and row["replication"] is None]
    assert [row["value"] for row in whole] == [found.to_json()["kpis"]["profit"]["mean"]]
    single = [
        row["value"] for row in kpis if row["kpi"] == "profit" and row["replication"] is not None
    ]
    assert np.mean(single) == pytest.approx(whole[0]["value"], abs=0.01)
    files = sorted(out.glob("events/strategy=today/replication=*/**/*.parquet"))
    assert sum(pq.read_metadata(file).num_rows for file in files) == 1_200


def test_a_sample_of_events_is_part_of_the_first_replication(clock, scenario, tmp_path):
    out = tmp_path / "sample"
    run(scenario, "today", replications=2, customers=5_000, out=out, events="sample")
    files = list(out.glob("events/strategy=today/replication=*/**/*.parquet"))
    assert {file.relative_to(out).parts[2] for file in files} == {"replication=0"}
    assert sum(pq.read_metadata(file).num_rows for file in files) == 1_000


def test_an_occupied_directory_is_refused_and_a_failed_run_says_so(clock, scenario, tmp_path):
    out = tmp_path / "taken"
    out.mkdir()
    (out / "thesis.txt").write_text("mine")
    with pytest.raises(InputError):
        run(scenario, "today", out=out)
    assert (out / "thesis.txt").read_text() == "mine"
    assert clock.calls == []
    clock.fail = RuntimeError("broken")
    with pytest.raises(RuntimeError):
        run(scenario, "today", out=tmp_path / "failed", events="all")
    assert not (tmp_path / "failed").exists()
    manifest = json.loads((tmp_path / "failed.partial" / "manifest.json").read_text())
    assert manifest["complete"] is False


def test_the_same_study_writes_the_same_kpi_file(clock, scenario, tmp_path):
    for name, threads in (("a", 1), ("b", 2)):
        compare(scenario, replications=5, threads=threads, out=tmp_path / name, events="all")
    one, two = (contents(tmp_path / name, "*.parquet") for name in "ab")
    assert one == two
    assert len(one) > 1


def test_nothing_to_simulate_is_nothing(clock):
    plan = jobs.make_plan(
        market=600, scenario_days=365, customers=None, days=None, seed=1, replications=3,
        threads=1, clock="compiled",
    )  # fmt: skip
    assert simulate_all({}, plan) == {}


def test_media_beyond_the_ceiling_are_told(scenario):
    tight = scenario.with_values({"budget.total": 5.0})
    for found in (
        compare(tight, ["today", "omnichannel"], replications=2, days=200),
        run(tight, strategy="omnichannel", replications=2, days=200),
    ):
        (note,) = [note for note in found.notes if "beyond the ceiling" in note]
        assert note.startswith("omnichannel spends EUR ")
    for found in (
        compare(scenario, ["today", "omnichannel"], replications=2, days=200),
        run(scenario, strategy="omnichannel", replications=2, days=200),
    ):
        assert not [note for note in found.notes if "beyond the ceiling" in note]

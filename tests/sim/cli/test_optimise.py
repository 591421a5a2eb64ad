"""`journey optimize` and `compare --tuned`: the answer on screen and as JSON, what is refused."""

from __future__ import annotations

import json

import pytest

FAST = ("--days", "30", "--replications", "6", "--each", "5", "--evaluations", "6")
OPTIMIZE = ("optimize", "auto-service", "--strategy")


def test_the_answer_is_told_first_then_what_to_set(journey):
    code, out, _ = journey(*OPTIMIZE, "omnichannel", "--over", "platform.factor=0.5:1.5", *FAST)
    text = " ".join(out.split())
    assert code == 0
    assert max(map(len, out.splitlines())) <= 80
    assert "With these settings omnichannel earns EUR" in text
    assert "than as stated." in text
    assert "platform.factor 1 0.5" in text
    assert "Around the best: Profit where one setting is moved" in text
    assert "6 fresh replications that the search has never met" in text


def test_a_split_and_bounds_on_screen(journey):
    code, out, _ = journey(*OPTIMIZE, "multichannel", "--split", "--over",
                           "contact_policy.caps.1.limit=0:4", "--subject", "media_cost<=30k",
                           *FAST)  # fmt: skip
    text = " ".join(out.split())
    assert code == 0
    assert max(map(len, out.splitlines())) <= 80
    assert "media_cost <= 30,000" in text
    assert "email 33.3 %" in text


def test_a_plain_split_that_is_as_good_is_said_to_be(journey):
    code, out, _ = journey(*OPTIMIZE, "multichannel", "--split", "--days", "8", "--seed", "2",
                           "--replications", "5", "--each", "5", "--evaluations", "8")  # fmt: skip
    text = " ".join(out.split())
    assert code == 0
    assert "plain split is as good" in text or "Nothing better was found" in text


def test_json_has_the_names_of_the_contract(journey, tmp_path):
    words = (*OPTIMIZE, "omnichannel", "--over", "strategy.*.decider=channel|customer",
             "--over", "budget.total=1k:3k", *FAST, "--out", tmp_path / "study",
             "--json")  # fmt: skip
    code, out, _ = journey(*words)
    found = json.loads(out)
    assert code == 0
    assert {"best", "kpi", "evaluations", "gain", "search_gain", "stated", "feasible"} <= set(found)
    assert found["best"]["strategy.omnichannel.decider"] in ("channel", "customer")
    assert 1000 <= found["best"]["budget.total"] <= 3000
    kept = json.loads((tmp_path / "study" / "result.json").read_text())
    assert all(found[key] == value for key, value in kept.items())
    code, out, _ = journey(*words)
    assert json.loads(out)["found"] == json.loads(out)["trials"]


def test_the_best_settings_are_written_with_all_comments(journey, tmp_path):
    mine, best = tmp_path / "mine.toml", tmp_path / "best.toml"
    assert journey("new", mine, "--from", "auto-service")[0] == 0
    words = ("optimize", mine, "--strategy", "multichannel", "--split", "--over",
             "contact_policy.caps.1.limit=0:4", *FAST, "--write", best, "--json")  # fmt: skip
    code, out, err = journey(*words)
    found = json.loads(out)
    assert code == 0
    assert "is a copy of" in err
    days = ("--days", "30", "--replications", "6")
    code, out, _ = journey("run", best, "--strategy", "multichannel", *days, "--json")
    told = json.loads(out)["kpis"]["profit"]
    assert all(found["kpi"][key] == value for key, value in told.items())
    old, new = (path.read_text().splitlines() for path in (mine, best))
    assert len([line for line in old if line not in new]) <= 2
    code, _, err = journey(*words)
    assert code == 2
    assert "exists and is not overwritten" in err


def test_a_dry_run_counts_and_writes_nothing(journey, tmp_path):
    code, out, _ = journey(*OPTIMIZE, "multichannel", "--split", *FAST, "--dry-run", "--json",
                           "--out", tmp_path / "study")  # fmt: skip
    assert code == 0
    assert json.loads(out)["lives"] == 6 * 5 + 4 * 5 + (3 + 1) * 6 + 3 * 5
    assert not (tmp_path / "study").exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "--over is missing"),
        (("--over", "budget.total"), "neither a range nor a choice"),
        (("--over", "budget.total=1k"), "neither a range nor a choice"),
        (("--over", "budget.total=1k|"), "neither a range nor a choice"),
        (("--over", "budget.totl=1:2"), "nearest: budget.total"),
        (("--over", "budget.total=1:2", "--over", "budget.total=1:3"), "searched twice"),
        (("--split", "--subject", "media=3"), "no bound on a KPI"),
        (("--split", "--subject", "media_cst<=3"), "nearest: media_cost"),
        (("--split", "--kpi", "profits"), "nearest: profit"),
        (("--split", "--strategy", "omnichannel"), "no budget to split"),
    ],
)
def test_mistakes_end_with_2_and_nothing_is_written(journey, tmp_path, words, message):
    code, out, err = journey(*OPTIMIZE, "multichannel", *words, *FAST, "--out", tmp_path / "s")
    assert (code, out) == (2, "")
    assert message in " ".join(err.split())
    assert "Traceback" not in err
    assert not (tmp_path / "s").exists()


def test_the_strategy_must_be_named(journey):
    code, _, err = journey("optimize", "auto-service", "--split")
    assert code == 2
    assert "--strategy is missing" in err


def test_tuned_strategies_are_shown_beside_stated_ones(journey):
    words = ("compare", "auto-service", "--draws", "0", "--days", "20", "--replications", "5",
             "--strategies", "today,multichannel", "--tuned", "3")  # fmt: skip
    code, out, _ = journey(*words)
    text = " ".join(out.split())
    assert code == 0
    assert max(map(len, out.splitlines())) <= 80
    assert "Tuned alike: Profit with the best settings found for each" in text
    assert "With every strategy tuned:" in text
    assert "Each had the same effort: 3 evaluations of 20 replications" in text
    code, out, _ = journey(*words, "--json", "--tune", "strategy.*.slots=1:2")
    found = json.loads(out)["tuned"]
    assert list(found["strategies"]["today"]["values"]) == ["strategy.today.slots"]
    assert {"differences", "verdict"} <= set(found)
    code, out, _ = journey(*words, "--dry-run", "--json")
    assert "tuning" in json.dumps(json.loads(out))


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--tune", "budget.total=1:2"), "--tune needs --tuned"),
        (("--tuned", "1"), "so many points"),
        (("--tuned", "4", "--tune", "budget.totl=1:2"), "nearest: budget.total"),
    ],
)
def test_mistakes_of_tuning_end_with_2(journey, words, message):
    code, out, err = journey("compare", "auto-service", "--draws", "0", *words)
    assert (code, out) == (2, "")
    assert message in " ".join(err.split())

"""`diff`: keys and results that are not the same, and nothing else."""

from __future__ import annotations

import json

import numpy as np
import pytest

from engine.errors import InputError
from sim.scenario import Scenario
from sim.study.breakeven import breakeven
from sim.study.compare import compare
from sim.study.diff import diff
from sim.study.diff.entries import ABSENT, changed_keys, changes, entries

OPTIONS = {"days": 30.0, "replications": 5, "draws": 0, "seed": 2}
NAMES = ["today", "omnichannel"]


@pytest.fixture(scope="module")
def text():
    return Scenario.load("auto-service").text


@pytest.fixture(scope="module")
def folders(text, tmp_path_factory):
    """Four runs: one, the same with a fee tripled, with another seed, and with more mail read."""
    home = tmp_path_factory.mktemp("runs")
    stated = Scenario.from_text(text)
    dear = Scenario.from_text(text.replace("monthly = 25\n", "monthly = 75\n", 1))
    read = Scenario.from_text(text.replace('value = "22.71 %"', 'value = "60 %"', 1))
    for name, scenario, options in (
        ("plain", stated, OPTIONS), ("dear", dear, OPTIONS), ("read", read, OPTIONS),
        ("luck", stated, {**OPTIONS, "seed": 3}),
    ):  # fmt: skip
        compare(scenario, NAMES, out=home / name, **options)
    return home


def test_entries_go_by_names_and_not_by_places():
    data = {"a": {"x": 1}, "t": [{"name": "n", "v": 2}, {"name": "m", "w": []}], "l": [1, 2]}
    assert dict(entries(data)) == {"a.x": 1, "t.n.v": 2, "t.m.w": [], "l": [1, 2]}
    shuffled = {"t": data["t"][::-1], "l": [1, 2], "a": {"x": 1}}
    assert not changes(dict(entries(data)), dict(entries(shuffled)))


def test_what_a_side_lacks_is_left_out():
    (one,) = changes({"k": 1}, {})
    assert one.second is ABSENT
    assert one.to_json() == {"a": 1}


def test_files_that_differ_in_order_are_the_same(text):
    tables = text.split("[[offer]]")
    other = "[[offer]]".join([tables[0], *tables[1:]])
    assert not changed_keys(Scenario.from_text(text), Scenario.from_text(other))


def test_two_files(text, tmp_path):
    (tmp_path / "mine.toml").write_text(text.replace("monthly = 25\n", "monthly = 75\n", 1))
    found = diff("auto-service", tmp_path / "mine.toml")
    assert not found.same
    assert [(one.key, one.first, one.second) for one in found.keys] == [
        ("channel.web.monthly", 25, 75)
    ]
    assert not found.labels
    assert not found.settings


def test_sources_and_ranges(text, tmp_path):
    other = text.replace("low = 0.5, high = 1.5", "low = 0.2, high = 1.5", 1)
    (tmp_path / "mine.toml").write_text(other)
    found = diff("auto-service", tmp_path / "mine.toml").to_json()
    assert found["keys"] == {}
    assert found["labels"]["platform.factor"]["b"]["low"] == 0.2


def test_a_run_is_the_same_as_itself(folders):
    assert diff(folders / "plain", folders / "plain").same


def test_a_fee_changes_profit_by_itself_exactly(folders):
    found = diff(folders / "plain", folders / "dear")
    assert found.paired
    assert [one.key for one in found.keys] == ["channel.web.monthly"]
    profit = next(
        one for one in found.figures if (one.strategy, one.kpi.name) == ("today", "profit")
    )
    assert profit.change.mean == pytest.approx(-12 * 50 * 100, abs=2)
    assert profit.change.high - profit.change.low < 5
    assert {one.kpi.name for one in found.figures} & {"purchases", "visits"} == set()


def test_runs_with_the_same_luck_are_paired(folders):
    paired = diff(folders / "plain", folders / "read")
    apart = diff(folders / "plain", folders / "luck")
    assert (paired.paired, apart.paired) == (True, False)
    assert [one.key for one in apart.settings] == ["seed"]
    widths = [
        next(
            one.change.high - one.change.low
            for one in found.figures
            if (one.strategy, one.kpi.name) == ("omnichannel", "profit")
        )
        for found in (paired, apart)
    ]
    assert widths[0] < widths[1]


def test_a_strategy_on_one_side_alone_is_told(folders, text, tmp_path):
    three = [*NAMES, "multichannel"]
    compare(Scenario.from_text(text), three, out=tmp_path / "three", **OPTIONS)
    found = diff(folders / "plain", tmp_path / "three")
    assert not found.figures
    assert any("multichannel is in" in note for note in found.notes)
    assert not found.same


def test_answers_of_studies(text, tmp_path):
    words = {"days": 30.0, "replications": 5, "points": 3}
    scenario = Scenario.from_text(text)
    for name, high in (("one", 1.0), ("two", 0.5)):
        over = ("platform.factor", 0.0, high)
        breakeven(scenario, *NAMES, over=over, out=tmp_path / name, **words)
    found = diff(tmp_path / "one", tmp_path / "two").to_json()
    assert "grid" in found["settings"]
    assert found["results"]["high"] == {"a": 1.0, "b": 0.5}


def test_a_run_and_a_file_share_their_scenario(folders):
    found = diff(folders / "dear", "auto-service")
    assert [one.key for one in found.keys] == ["channel.web.monthly"]
    assert "only their scenarios are compared" in found.notes[0]


def test_json_can_be_written(folders):
    told = diff(folders / "plain", folders / "read").to_json()
    assert json.loads(json.dumps(told)) == told
    profit = told["results"]["omnichannel"]["profit"]
    assert profit["change"] == pytest.approx(profit["b"] - profit["a"], abs=0.02)
    assert np.isfinite(profit["ci_low"])


def test_what_is_neither_is_told(tmp_path):
    with pytest.raises(InputError, match="neither of a run nor of a study"):
        diff(tmp_path, "auto-service")
    with pytest.raises(InputError):
        diff("auto-servic", "auto-service")

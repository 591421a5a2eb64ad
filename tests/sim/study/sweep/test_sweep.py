"""`sweep`: points are what compare says, tables agree with JSON, and studies are taken up again."""

from __future__ import annotations

import json

import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from engine.errors import InputError, UsageError
from sim.scenario import Scenario
from sim.study.compare import compare
from sim.study.kpis import KPIS
from sim.study.sweep import Between, forecast_sweep, sweep
from sim.study.trials import experiment as trials

OPTIONS = {"days": 30.0, "replications": 5, "seed": 4}
TWO = {"strategies": ["omnichannel", "today"]}
FACTOR = "platform.factor"
OPEN = "channel.email.open"


@pytest.fixture(scope="module")
def scenario():
    return Scenario.load("auto-service")


@pytest.fixture(scope="module")
def found(scenario):
    varied = {FACTOR: Between(0, 1, 3), OPEN: ["10%", 0.3]}
    return sweep(scenario, varied, **OPTIONS)


def test_a_point_is_what_compare_says_of_that_scenario(scenario, found):
    at = {FACTOR: 0.5, OPEN: 0.3}
    told = compare(scenario.with_values(at), draws=0, **OPTIONS).to_json()
    (point,) = [one for one in found.to_json()["points"] if one["at"] == at]
    for name, kpis in told["strategies"].items():
        del kpis["channels"]
        assert point["kpis"][name] == {
            kpi: {key: one[key] for key in ("mean", "ci_low", "ci_high", "unit", "period")}
            for kpi, one in kpis.items()
        }
    assert set(point["differences"]) == set(told["differences"])
    for pair, kpis in told["differences"].items():
        for kpi, one in kpis.items():
            assert {key: one[key] for key in ("mean", "ci_low", "ci_high")}.items() <= (
                point["differences"][pair][kpi].items()
            )
    verdict = told["verdict"]
    assert point["beyond_chance"] is verdict["decided"]
    assert verdict["best"] in (None, point["best"])


def test_prices_are_a_straight_line_and_are_lived_once(found):
    assert found.asked == 6 * 4 * 5
    assert found.trials < found.asked
    gaps = {
        tuple(point.at.values()): point.differences["omnichannel", "today"]["profit"].mean
        for point in found.points
    }
    assert gaps[0.5, 0.3] == pytest.approx((gaps[0.0, 0.3] + gaps[1.0, 0.3]) / 2)


def test_wins_add_up(found):
    told = found.to_json()
    assert sum(one["points"] for one in told["best"].values()) == len(found.points) == 6
    assert all(one["beyond_chance"] <= one["points"] for one in told["best"].values())
    assert told["keys"][FACTOR]["now"] == 1.0


def test_equal_strategies_leave_the_baseline_best_and_never_beyond_chance(scenario):
    dials = scenario.text.split('name = "today"', 1)[1].split("\n\n", 1)[0]
    twin = Scenario.from_text(f'{scenario.text}\n[[strategy]]\nname = "twin"{dials}\n')
    result = sweep(twin, {FACTOR: [1.0]}, strategies=["twin", "today"], **OPTIONS)
    (point,) = result.points
    assert (point.best, point.sure) == ("today", False)
    assert point.differences["twin", "today"]["profit"].mean == 0.0


def test_the_table_says_what_json_says(found, scenario, tmp_path):
    varied = {FACTOR: Between(0, 1, 3), OPEN: ["10%", 0.3]}
    again = sweep(scenario, varied, out=tmp_path / "s", to=tmp_path / "p.csv", **OPTIONS)
    told = json.loads((tmp_path / "s" / "result.json").read_text())
    assert told == again.answer() == found.answer()
    table = pq.read_table(tmp_path / "s" / "points.parquet")
    rows = table.to_pylist()
    assert len(rows) == 6 * 4 * len(KPIS)
    for row in rows:
        point = told["points"][row["point"] - 1]
        assert {key: row[key] for key in point["at"]} == point["at"]
        kpi = point["kpis"][row["strategy"]][row["kpi"]]
        assert {key: row[key] for key in kpi} == kpi
        assert row["best"] is (point["best"] == row["strategy"])
        assert row["beyond_chance"] is point["beyond_chance"]
        gap = point["differences"].get(f"{row['strategy']} - today", {}).get(row["kpi"])
        wanted = [None] * 3 if gap is None else [gap["mean"], gap["ci_low"], gap["ci_high"]]
        assert [row["difference"], row["difference_low"], row["difference_high"]] == wanted
    text = pyarrow.csv.read_csv(tmp_path / "p.csv")
    assert text.column_names == table.column_names
    assert text.column("mean").to_pylist() == table.column("mean").to_pylist()


def test_the_same_bytes_each_time_and_for_any_threads(scenario, tmp_path):
    varied = {"strategy.omnichannel.recognition": [0.2, 0.8], OPEN: Between(0.1, 0.3)}
    for name, threads in (("a", 1), ("b", 2)):
        sweep(
            scenario, varied, design="lhs", points=3, threads=threads, out=tmp_path / name,
            **TWO, **OPTIONS,
        )  # fmt: skip
    for file in ("points.parquet", "result.json", "study.json"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


@pytest.mark.usefixtures("told_at_once")
def test_a_study_is_taken_up_again(scenario, tmp_path):
    words = {"vary": {OPEN: Between(0.1, 0.5, 8)}, **TWO, **OPTIONS}
    found = sweep(scenario, **words)

    def tired(lived, total):
        if lived > 0.4 * total:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sweep(scenario, out=tmp_path / "s", progress=tired, **words)
    assert not (tmp_path / "s" / "points.parquet").exists()
    again = sweep(scenario, out=tmp_path / "s", **words)
    assert again.found > 0
    assert again.answer() == found.answer()


def test_little_room_changes_no_answer(scenario, monkeypatch, tmp_path):
    words = {"vary": {FACTOR: [0, 1], OPEN: Between(0.1, 0.5, 9)}, **TWO, **OPTIONS}
    found = sweep(scenario, **words)
    monkeypatch.setattr(trials, "KEPT_BYTES", 1)
    assert sweep(scenario, **words).answer() == found.answer()
    assert sweep(scenario, out=tmp_path / "s", **words).answer() == found.answer()


def test_values_of_a_table_of_text_numbers_and_lists(scenario, tmp_path):
    varied = {
        "strategy.omnichannel.contact_policy": ["channel", "customer"],
        "strategy.omnichannel.slots": [1, 2],
    }
    sweep(scenario, varied, design="list", to=tmp_path / "p.parquet", **TWO, **OPTIONS)
    schema = pq.read_schema(tmp_path / "p.parquet")
    assert str(schema.field("strategy.omnichannel.contact_policy").type) == "string"
    assert str(schema.field("strategy.omnichannel.slots").type) == "int64"


def test_points_of_a_file_are_a_list(scenario, tmp_path):
    path = tmp_path / "points.csv"
    path.write_text(f"{FACTOR},{OPEN}\n0,0.1\n1,30%\n1,0.1\n")
    result = sweep(scenario, points_from=path, **TWO, **OPTIONS)
    assert result.design == "list"
    assert [dict(point.at) for point in result.points] == [
        {FACTOR: 0.0, OPEN: 0.1}, {FACTOR: 1.0, OPEN: 0.3}, {FACTOR: 1.0, OPEN: 0.1},
    ]  # fmt: skip


@pytest.mark.parametrize("method", ["screening", "variance"])
def test_a_price_alone_decides_where_nothing_else_moves(scenario, method):
    """Of today only the platform factor, a straight line, and an input of another strategy."""
    varied = {FACTOR: Between(0, 1), "strategy.cross-channel.recognition.web": Between(0.1, 0.9)}
    result = sweep(scenario, varied, sensitivity=method, points=8, **TWO, **OPTIONS)
    targets = {one.name: one for one in result.targets}
    assert set(targets) == {"omnichannel", "today", "omnichannel - today"}
    for one in targets.values():
        assert one.matters == (FACTOR,)
        assert one.anything == ("strategy.cross-channel.recognition.web",)
        assert one.luck == pytest.approx(0.0, abs=1e-9)
    told = result.to_json()["sensitivity"]["of"]["omnichannel - today"]["inputs"][FACTOR]
    if method == "screening":
        ends = sweep(scenario, {FACTOR: [0, 1]}, **TWO, **OPTIONS).points
        gaps = [one.differences["omnichannel", "today"]["profit"].mean for one in ends]
        assert told["mu"]["mean"] == pytest.approx((gaps[1] - gaps[0]) / 100, abs=0.02)
    assert set(result.to_json()["points"][0]["kpis"]["today"]) == {"profit"}


def test_a_kpi_that_is_not_defined_everywhere_has_no_sensitivities(scenario):
    with pytest.raises(UsageError, match="not defined everywhere"):
        sweep(
            scenario, {OPEN: Between(0.1, 0.3)}, sensitivity="screening", points=4, days=1.0,
            replications=1, kpi="answer_hours", **TWO,
        )  # fmt: skip


def test_the_forecast_counts_all_lives(scenario):
    told = forecast_sweep(scenario, {FACTOR: Between(0, 1, 7)}, **TWO, **OPTIONS)
    assert told.lives == 7 * 2 * 5
    assert told.at_most


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"design": "cube"}, "no such design"),
        ({"sensitivity": "variances"}, "no such analysis"),
        ({"sensitivity": "screening", "design": "lhs"}, "a design of its own"),
        ({"points": 5}, "the points of its values"),
        ({"points_from": "x.csv"}, "all that is varied"),
        ({"to": "x.txt"}, "no table to write"),
        ({"to": "no/such/folder/x.csv"}, "no folder"),
        ({"strategies": ["today"]}, "two strategies"),
        ({"strategies": ["today", "omni"]}, "no such strategy"),
        ({"baseline": "omni"}, "no such strategy"),
        ({"kpi": "loss_probability"}, "a comparison itself"),
        ({"vary": {FACTOR: None}, "design": "grid"}, "number of values"),
    ],
)
def test_mistakes_are_told_and_nothing_is_written(scenario, tmp_path, words, message):
    given = {"vary": {FACTOR: [0, 1]}, **OPTIONS, **words}
    with pytest.raises(InputError, match=message):
        sweep(scenario, out=tmp_path / "s", **given)
    assert not (tmp_path / "s").exists()

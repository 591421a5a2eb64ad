"""Captions speak of what is drawn, and charts draw what results have."""

from __future__ import annotations

import copy
import json
from dataclasses import replace

import pytest

from sim.cli.app import run_command
from sim.report.answers.sensitivity import targets
from sim.report.page.build import gathered, report_of
from sim.report.page.document import Chart, Report
from sim.report.page.drawing.shared import BASELINE, PALETTE
from sim.report.page.palette import palette_of
from sim.report.page.sections.budget import budget
from sim.report.page.sections.cash import cash
from sim.report.page.sections.earned import earned
from sim.report.page.sections.raced import raced
from sim.report.page.sections.sensitivity import sensitivity
from sim.report.page.sections.todo import todo
from sim.report.page.sections.turning import turning
from sim.report.page.sources import read_sources

ENDS = {"ci_low", "ci_high", "joint_low", "joint_high", "input_low", "input_high", "behind_low",
        "behind_high"}  # fmt: skip
DRAWN = [
    ("compare", earned, "Thick: what the simulation leaves open (95 %, wide enough for all"),
    ("compare", cash, "; the band is the 95 % interval by simulation."),
    ("breakeven", turning, "; the band is the 95 % interval."),
    ("roadmap", todo, "; the band is the 95 % interval by simulation."),
    ("screened", sensitivity, ", with 95 % intervals."),
    ("best", raced, ", with 95 % intervals, each for itself;"),
]


@pytest.fixture
def sources_of(folder_of):
    return lambda kind: read_sources([folder_of(kind)])


def without_intervals(found):
    """The same result with too few replications for intervals."""
    if isinstance(found, dict):
        return {key: None if key in ENDS else without_intervals(value)
                for key, value in found.items()}  # fmt: skip
    return list(map(without_intervals, found)) if isinstance(found, (list, tuple)) else found


def fewer(sources):
    """The same folders without intervals."""
    return replace(sources, all=tuple(
        replace(one, answer=without_intervals(dict(one.answer))) for one in sources.all
    ))  # fmt: skip


def chart_of(section):
    return next(block for block in section.blocks if isinstance(block, Chart))


@pytest.mark.parametrize(("kind", "make", "words"), DRAWN)
def test_intervals_are_spoken_of_only_where_they_are_drawn(sources_of, kind, make, words):
    with_them, without = (
        chart_of(make(sources)) for sources in (sources_of(kind), fewer(sources_of(kind)))
    )
    assert words in str(with_them.caption)
    for word in ("95 %", "band", "hick", "hin:"):
        assert word not in str(without.caption)
    assert len(layers(without.spec)) < len(layers(with_them.spec))


def layers(spec):
    """Marks of a chart, from the ground up."""
    return [one["mark"]["type"] for one in spec.get("layer", [spec])]


def test_thick_and_thin_are_what_the_caption_says(sources_of):
    sources = sources_of("compare")
    (source,) = sources.all
    answer = copy.deepcopy(dict(source.answer))
    for pair in answer["differences"].values():
        mean = pair["profit"]["mean"]
        pair["profit"] |= {"input_low": mean - 9.0, "input_high": mean + 9.0}
    chart = chart_of(earned(replace(sources, all=(replace(source, answer=answer),))))
    thick, thin = (
        next(layer for layer in chart.spec["layer"]
             if layer["encoding"].get("x", {}).get("field") == field)
        for field in ("low", "input_low")
    )  # fmt: skip
    assert thick["mark"]["strokeWidth"] > thin["mark"]["strokeWidth"]
    assert "; thin: what the uncertain numbers of the scenario leave open." in str(chart.caption)
    assert str(chart.caption).index("Thick: what the simulation") < str(chart.caption).index("thin")


@pytest.mark.parametrize(
    ("kind", "make", "place"),
    [("breakeven", turning, "points"), ("roadmap", todo, "cumulative")],
)
def test_a_band_has_the_ends_of_the_intervals(sources_of, kind, make, place):
    sources = sources_of(kind)
    (found,) = sources.of(kind)
    told = [one.get("difference", one) for one in found.at(place)]
    rows = next(
        rows for rows in chart_of(make(sources)).spec["datasets"].values() if "low" in rows[0]
    )
    assert [(row["low"], row["mean"], row["high"]) for row in rows] == [
        (one["ci_low"], one["mean"], one["ci_high"]) for one in told
    ]
    assert any(row["low"] < row["mean"] < row["high"] for row in rows)


@pytest.mark.parametrize(("kpi", "scale"), [("profit", 1.0), ("conversion_rate", 100.0)])
def test_sizes_of_effects_are_those_of_the_result(sources_of, kpi, scale):
    """Shares in percentage points, as the axis says."""
    sources = sources_of("screened")
    (source,) = sources.all
    changed = replace(source, answer={**source.answer, "kpi": kpi})
    chart = chart_of(sensitivity(replace(sources, all=(changed,))))
    rows = next(rows for rows in chart.spec["datasets"].values() if "size" in rows[0])
    of = source.at("sensitivity", "of", targets(source)[0])
    for row in rows:
        told = of["inputs"][row["key"]]["mu_star"]
        assert row["size"] == pytest.approx(scale * told["mean"])
        assert row["low"] == pytest.approx(scale * told["ci_low"])
    if kpi != "profit":
        assert "(percentage points)" in json.dumps(chart.spec)


# --- colours of strategies -----------------------------------------------------------------------


def palettes_of(report):
    """By chart, the colours that it gives to names."""
    found = {}

    def look(chart, spec):
        if isinstance(spec, dict):
            scale = spec.get("color", {}).get("scale") if isinstance(spec.get("color"), dict) else 0
            if scale:
                found[chart] = dict(zip(scale["domain"], scale["range"], strict=True))
            for value in spec.values():
                look(chart, value)
        elif isinstance(spec, list):
            for value in spec:
                look(chart, value)

    for chart in report.charts():
        look(chart.name, chart.spec)
    return found


def test_a_strategy_has_the_same_colour_in_all_charts(folder_of, tmp_path):
    """In charts of two strategies too, and where another than today is the baseline."""
    words = ["map", "auto-service", "--over", "platform.factor=0:2", "--over",
             "budget.total=0:5k", "--cells", "5", "--days", "60", "--replications", "6",
             "--strategies", "omnichannel,today", "--out", str(tmp_path / "map")]  # fmt: skip
    assert run_command(words) == 0
    kinds = [folder_of(kind) for kind in ("compare", "sweep")]
    sources = gathered([*kinds, tmp_path / "map"])
    (compare, *others) = sources.all
    for baseline in ("today", "cross-channel"):
        if baseline != "today":
            answer = {**compare.answer, "baseline": baseline}
            sources = replace(sources, all=(replace(compare, answer=answer), *others))
        names = list(sources.scenario.strategies)
        colours = palette_of(sources, names)
        assert colours[baseline] == BASELINE
        assert len(set(colours.values())) == len(names)
        made = [section for make in (turning, budget) if (section := make(sources))]
        charts = palettes_of(Report("", "", tuple(made)))
        assert set(charts) >= {"map", "sweep", "budget"}
        for chart, palette in charts.items():
            assert palette.items() <= colours.items(), chart
    assert len(names) <= len(PALETTE)
    whole = palettes_of(report_of(gathered(kinds), explorer=False))
    assert {
        whole[chart]["omnichannel"] for chart in ("cash", "differences", "stages", "sweep")
    } == {PALETTE[2]}

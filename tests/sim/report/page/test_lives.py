"""Sections that look at single lives."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace

import pytest

from sim.report.page.build import build
from sim.report.page.document import Chart
from sim.report.page.drawing.lives import short
from sim.report.page.html import html_of
from sim.report.page.lives import LIVES, portrayed, with_lives
from sim.report.page.sections.actions import actions
from sim.report.page.sections.budget import budget
from sim.report.page.sections.channels import channels
from sim.report.page.sections.queues import queues
from sim.report.page.sources import read_sources
from sim.report.words.answered import resolve

NAMES = ("funnel", "flow", "channels", "pressure", "actions", "queues", "budget")


@pytest.fixture(scope="module")
def sources(folder_of):
    return with_lives(read_sources([folder_of("compare")]))


@pytest.fixture(scope="module")
def report(folder_of):
    return build([folder_of("compare")], explorer=False)


def values(chart):
    """All data of a chart."""
    return [row for rows in chart.spec["datasets"].values() for row in rows]


def test_all_sections_stand_in_their_order(report):
    assert [one.name for one in report.sections if one.name in NAMES] == list(NAMES)


def test_charts_have_data_and_say_of_whom(report):
    lives = [block for one in report.sections if one.name in NAMES
             for block in one.blocks if isinstance(block, Chart)]  # fmt: skip
    assert {one.name for one in lives} >= {"stages", "steps", "flow-1", "effort", "contacts",
                                           "personas", "budget"}  # fmt: skip
    for chart in lives:
        assert values(chart), chart.name
        assert "600 people, 60 days, the first replication" in str(chart.caption), chart.name
        assert chart.table.rows, chart.name
        widths = {len(row) for row in chart.table.rows}
        assert widths == {len(chart.table.headings)}, chart.name


def test_every_figure_is_what_stands_at_its_place(sources, report):
    answers = {one.name: one.answer for one in (*sources.all, *sources.made)}
    figures = [one for one in report.figures() if one.key.startswith(f"{LIVES}#")]
    assert len(figures) > 200
    for figure in figures:
        assert resolve(answers[LIVES], figure.key.partition("#")[2]) == figure.value


def test_lives_are_those_of_the_comparison(sources):
    found = portrayed(sources)
    assert sources.main.kind == "compare"
    assert sum(1 for _ in sources.of("compare")) == 1
    assert found.strategies == tuple(sources.main.at("strategies"))
    assert found.shown[-1] == "today"
    assert found.source.at("days") == 60
    assert found.source.at("seed") == 3


def test_a_run_has_one_strategy_and_no_baseline(folder_of):
    sources = with_lives(read_sources([folder_of("run")]))
    found = portrayed(sources)
    assert found.strategies == found.shown == ("omnichannel",)
    report = build([folder_of("run")], explorer=False)
    assert [one.name for one in report.sections if one.name in NAMES] == list(NAMES)
    table = next(one for one in report.tables() if one.name == "channels-1")
    figure = table.rows[0][1]
    assert figure.key.startswith("run#/kpis/channels/")
    assert html_of(report)


def test_a_study_alone_has_no_lives(folder_of):
    sources = with_lives(read_sources([folder_of("drivers")]))
    assert sources.named(LIVES) is None
    assert [
        one.name
        for one in build([folder_of("drivers")], explorer=False).sections
        if one.name in NAMES
    ] == []


def test_people_of_a_table_are_not_lived_again(folder_of, tmp_path):
    path = tmp_path / "given"
    shutil.copytree(folder_of("compare"), path)
    manifest = json.loads((path / "manifest.json").read_text())
    manifest["settings"]["people"] = {"file": "people.csv", "sha256": "0"}
    (path / "manifest.json").write_text(json.dumps(manifest))
    sources = with_lives(read_sources([path]))
    assert sources.named(LIVES) is None
    assert "came from a table" in sources.notes[-1]


def changed(sources, change):
    """The same with other lives."""
    lives = sources.named(LIVES)
    answer = json.loads(json.dumps(lives.answer))
    for told in answer["strategies"].values():
        change(told)
    return replace(sources, made=(replace(lives, answer=answer),))


def test_no_queue_no_section(sources):
    assert queues(changed(sources, lambda told: told.update(queues={}))) is None


def test_hours_with_few_calls_are_not_drawn(sources):
    def few(told):
        for one in told["queues"].values():
            for hour in one["hours"]:
                hour["calls"] = 3

    section = queues(changed(sources, few))
    assert section is not None
    assert not any(isinstance(block, Chart) for block in section.blocks)


def test_actions_that_never_fire_are_named(sources):
    told = str(actions(changed(sources, lambda one: one.update(never=["x<b>", "y"])))
               .blocks[0].sentences[0])  # fmt: skip
    assert told == "Under today nobody ever meets x<b> or y."


def test_targets_are_shown_where_the_scenario_has_some(sources):
    assert not any(one.name == "targets" for one in channels(sources).blocks
                   if hasattr(one, "name"))  # fmt: skip
    wanted = {"web": {"kpi": "visits", "target": 100.0, "reached": 90.0},
              "phone": {"kpi": "calls", "target": None, "reached": 5.0}}  # fmt: skip
    section = channels(changed(sources, lambda told: told.update(targets=wanted)))
    table = next(one for one in section.blocks if getattr(one, "name", "") == "targets")
    assert [[str(cell) for cell in row] for row in table.rows] == [
        ["web", "Visits", "100", *["90"] * 4],
        ["phone", "calls", "–", *["5"] * 4],
    ]


@pytest.mark.parametrize(
    ("count", "told"),
    [(7, "7"), (999, "999"), (1_278, "1.3k"), (9_960, "10k"), (15_265, "15k"), (2.3e6, "2.3M")],
)
def test_short_counts(count, told):
    assert short(count) == told


def test_all_charts_are_drawn(report, chromium, tmp_path):
    path = tmp_path / "page.html"
    path.write_text(html_of(report), encoding="utf-8")
    chromium.get(path.as_uri())
    from selenium.webdriver.support.ui import WebDriverWait

    WebDriverWait(chromium, 30).until(
        lambda page: page.execute_script("return document.documentElement.dataset.drawn")
    )
    drawn = chromium.execute_script(
        "return [...document.querySelectorAll('[data-chart]')].map(one => [one.dataset.chart,"
        " one.querySelectorAll('svg .mark-rect path, svg .mark-line path, svg .mark-symbol path')"
        ".length])"
    )
    assert len(drawn) == len(report.charts())
    assert all(count > 0 for _, count in drawn), drawn
    assert not [one for one in chromium.get_log("browser") if one["level"] == "SEVERE"]


@pytest.mark.parametrize(
    ("ceiling", "said", "drawn"),
    [
        (1_500.0, ", of EUR 1,500 that the budget allows.", [0.0, 1_500.0]),
        (0.0, ", of EUR 0 that the budget allows.", [0.0, 0.0]),
    ],
)
def test_a_budget_of_nothing_is_told_and_drawn(sources, ceiling, said, drawn):
    def allow(told):
        told["budget"] = [{**told["budget"][-1], "ceiling": ceiling}]

    section = budget(changed(sources, allow))
    (chart,) = [block for block in section.blocks if isinstance(block, Chart)]
    assert str(section.blocks[0].sentences[0]).endswith(f"in 60 days{said}")
    assert "dashed" in str(chart.caption)
    lines = [[row["value"] for row in rows] for rows in chart.spec["datasets"].values()
             if "name" not in rows[0]]  # fmt: skip
    assert lines == [drawn]


def test_shadow_prices_of_limits_are_those_of_the_comparison(sources):
    assert not any(getattr(block, "name", "") == "limits" for block in budget(sources).blocks)
    kept = {"used": 3.0, "maximum": 4.0, "minimum": None, "price": 0.25, "binding": 0.5,
            "missed": 0.0}  # fmt: skip
    main = replace(sources.main, answer={**sources.main.answer, "limits": {"today": {"few": kept}}})
    table = budget(replace(sources, all=(main, *sources.all[1:]))).blocks[-1]
    assert [str(cell) for cell in table.rows[0]] == [
        "few", "today", "3", "4", "–", "0.25", "50.0 %", "0.0 %",
    ]  # fmt: skip
    assert table.rows[0][5].key == "compare#/limits/today/few/price"

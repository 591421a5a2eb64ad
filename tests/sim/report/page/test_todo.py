"""What to do, on a page: the answers of a terminal, and tables that mark what is within chance."""

from __future__ import annotations

import copy
from dataclasses import replace

import pytest

from sim.report.answers.optimise import optimise_answer, optimise_below, optimise_bounds
from sim.report.answers.pilot import pilot_answer, pilot_below, pilot_design
from sim.report.answers.roadmap import (
    roadmap_answer,
    roadmap_below,
    roadmap_cash,
    roadmap_others,
)
from sim.report.page.brief import ROWS, brief_of
from sim.report.page.build import gathered, report_of
from sim.report.page.document import Chart, Paragraph, Table
from sim.report.page.sections.todo import todo
from sim.report.page.sections.todo.joining import _shown
from sim.report.page.slides.doing import doing
from sim.report.page.slides.told import slides_of

ANSWERS = {
    "roadmap": (roadmap_answer, (roadmap_cash, roadmap_others, roadmap_below)),
    "optimize": (optimise_answer, (optimise_bounds, optimise_below)),
    "pilot": (pilot_answer, (pilot_below,)),
}


def blocks_of(sources):
    return todo(sources).blocks


def changed(sources, kind, **values):
    """The same where the folder of a command tells something else."""
    (source,) = sources.of(kind)
    answer = {**copy.deepcopy(dict(source.answer)), **values}
    return replace(sources, all=(replace(source, answer=answer),))


@pytest.fixture(scope="module")
def sources_of(folder_of):
    return lambda *kinds: gathered([folder_of(kind) for kind in kinds], lives=False)


@pytest.mark.parametrize("kind", ANSWERS)
def test_a_page_says_what_a_terminal_says(sources_of, kind):
    sources = sources_of(kind)
    (source,) = sources.of(kind)
    paragraphs = [one for one in blocks_of(sources) if isinstance(one, Paragraph)]
    answer, below = ANSWERS[kind]
    assert paragraphs[0] == Paragraph(tuple(answer(source)), strong=True)
    assert not any(one.strong for one in paragraphs[1:])
    said = [sentence for one in paragraphs[1:] for sentence in one.sentences]
    assert said == [sentence for tell in below for sentence in tell(source)]


def test_staying_is_told_without_steps_or_cash(sources_of):
    sources = changed(sources_of("roadmap"), "roadmap", stay=True, steps=[], check=None)
    found = blocks_of(sources)
    assert str(found[0].sentences[0]).startswith("Stay as you are: of ")
    assert not any(isinstance(one, Chart) for one in found)
    (left_out,) = (one for one in found if isinstance(one, Table))
    assert left_out.title == "What else could be joined, and what each would do next"


def test_steps_within_chance_are_marked_and_reasons_are_folded(sources_of):
    sources = sources_of("roadmap")
    (source,) = sources.of("roadmap")
    steps = [
        {**source.at("steps", 0), "ci_low": low, "ci_high": 900.0, "payback_days": days}
        for low, days in ((100.0, 15.2), (-100.0, None))
    ]
    path, left_out = (
        one for one in blocks_of(changed(sources, "roadmap", steps=steps)) if isinstance(one, Table)
    )
    name = steps[0]["step"]
    assert [str(row[0]) for row in path.rows] == [name, f"{name} (within chance)"]
    assert [str(row[-1]) for row in path.rows] == ["15 days", "never"]
    assert not path.folded
    assert left_out.folded
    assert [row[-1] for row in left_out.rows] == [one["why"] for one in source.at("left_out")]


@pytest.mark.parametrize(
    ("months", "shown"),
    [
        (1, [0]),
        (6, [0, 1, 2, 3, 4, 5]),
        (7, [1, 3, 5, 6]),
        (12, [1, 3, 5, 7, 9, 11]),
        (36, [5, 11, 17, 23, 29, 35]),
        (37, [11, 23, 35, 36]),
        (60, [11, 23, 35, 47, 59]),
        (360, [59, 119, 179, 239, 299, 359]),
    ],
)
def test_rows_of_cash_go_through_the_horizon(months, shown):
    assert _shown(months) == shown
    assert len(shown) <= ROWS


@pytest.mark.parametrize("months", range(1, 365))
def test_the_last_day_is_among_the_rows_of_a_brief(months):
    assert _shown(months)[-1] == months - 1
    assert len(_shown(months)) <= ROWS


def test_the_brief_tells_the_cash_of_the_last_day(sources_of):
    sources = sources_of("roadmap")
    (source,) = sources.of("roadmap")
    short = brief_of(report_of(sources, explorer=False), sources)
    (chart,) = (one for one in short.charts() if one.name == "roadmap-cash")
    assert chart.table.rows[-1][0].value == source.at("horizon")


@pytest.mark.parametrize(
    "verdict", ["better", "as good", "worse", "nothing better", "keeps", "none keeps"]
)
def test_every_verdict_of_a_search_stands_above_its_settings(sources_of, verdict):
    sources = changed(sources_of("optimize"), "optimize", verdict=verdict)
    (source,) = sources.of("optimize")
    answer, *_ = found = blocks_of(sources)
    assert answer.sentences == tuple(optimise_answer(source))
    settings = next(one for one in found if isinstance(one, Table))
    assert [str(row[0]) for row in settings.rows] == [*source.at("best"), "Profit"]


def test_bounds_of_a_search_stand_on_the_page(sources_of):
    money = {"mean": 800.0, "ci_low": 700.0, "ci_high": 900.0, "unit": "EUR"}
    bound = {"kpi": "media_cost", "at_most": 500.0, "kept": False, "sure": True,
             "best": money, "stated": money}  # fmt: skip
    found = blocks_of(changed(sources_of("optimize"), "optimize", constraints=[bound]))
    assert str(found[1].sentences[0]).startswith("Media cost must be at most EUR 500:")


def test_settings_are_told_as_a_file_has_them(sources_of):
    stated = {"a": True, "b": 0.25, "c": None, "d": "never", "e": {"email": 1.0}}
    best = {"a": False, "b": 1200.0, "c": 2, "d": "always", "e": {"email": 0.5, "sms": 0.5}}
    sources = sources_of("optimize")
    (source,) = sources.of("optimize")
    given = {"best": best, "worth": {}, "neighbours": [],
             "stated": {**source.at("stated"), "values": stated}}  # fmt: skip
    (table,) = (
        one for one in blocks_of(changed(sources, "optimize", **given)) if isinstance(one, Table)
    )
    assert [tuple(map(str, row[:3])) for row in table.rows[:-1]] == [
        ("a", "true", "false"),
        ("b", "0.25", "1,200"),
        ("c", "not set", "2"),
        ("d", "never", "always"),
        ("e", "email 100 %", "email 50 %, sms 50 %"),
    ]


def test_the_design_of_a_pilot_is_a_table(sources_of):
    sources = sources_of("pilot")
    (source,) = sources.of("pilot")
    design = next(one for one in blocks_of(sources) if isinstance(one, Table))
    assert design.rows == tuple(pilot_design(source))


# --- the last slide ------------------------------------------------------------------------------


def test_the_slide_says_the_answer_of_the_roadmap(sources_of):
    sources = sources_of("roadmap")
    (source,) = sources.of("roadmap")
    slide = slides_of(brief_of(report_of(sources, explorer=False), sources), sources)[4]
    assert slide.headline == str(roadmap_answer(source)[0])
    assert slide.points[0].startswith("Over 3 years that earns EUR ")


def test_without_an_answer_the_slide_says_what_to_ask(sources_of):
    sources = sources_of("compare")
    slide = slides_of(brief_of(report_of(sources, explorer=False), sources), sources)[4]
    assert slide.headline == "Before money is spent on multichannel, ask three things"
    assert slide.points == (
        "Which numbers turn the difference between multichannel and today: journey tipping",
        "What to join first, and what it brings by when: journey roadmap",
        "Which experiment with real customers proves the difference between multichannel and "
        "today: journey pilot",
    )


def test_what_was_asked_is_not_asked_again(sources_of):
    slide = doing(sources_of("compare", "tipping"))
    assert slide.headline == "Before money is spent on multichannel, ask two things"
    assert slide.points[0] == "What to join first, and what it brings by when: journey roadmap"


def test_a_single_run_names_nobody(sources_of):
    slide = doing(sources_of("run"))
    assert slide.headline == "Before money is spent, ask three things"
    assert slide.points[0] == "Which numbers turn the answer: journey tipping"

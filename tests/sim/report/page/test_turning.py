"""Sections on what turns an answer say what a terminal says, of whom, and by what it was judged."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from sim.report.answers.breakeven import breakeven_answer
from sim.report.answers.sensitivity import any_value, sensitivity_answer, sensitivity_below
from sim.report.answers.sweep import sweep_answer, sweep_below
from sim.report.answers.tipping import tipping_answer, tipping_below
from sim.report.answers.winmap import map_answer, map_below
from sim.report.page.compared import Compared
from sim.report.page.document import Chart, Listing, Paragraph
from sim.report.page.sections.measure import measure
from sim.report.page.sections.sensitivity import sensitivity
from sim.report.page.sections.turning import turning
from sim.report.page.sections.why import why
from sim.report.page.sources import read_sources

KINDS = ("compare", "tipping", "breakeven", "map", "sweep", "screened")


@pytest.fixture(scope="module")
def sources(folder_of):
    return read_sources([folder_of(kind) for kind in KINDS])


def said(section, *, strong=None):
    """Its sentences, or those of its strong paragraphs, or of the others."""
    return [
        str(sentence)
        for block in section.blocks if isinstance(block, Paragraph)
        and strong in (None, block.strong)
        for sentence in block.sentences
    ]  # fmt: skip


def words(*answers):
    return [str(sentence) for answer in answers for sentence in answer]


def only(sources, *names):
    return replace(sources, all=tuple(one for one in sources.all if one.name in names))


def other(source, name, **changed):
    """The same study with another answer."""
    return replace(source, name=name, answer={**source.answer, **changed})


def test_when_it_would_change_says_what_a_terminal_says(sources):
    section = turning(sources)
    by_name = {one.name: one for one in sources.all}
    assert said(section, strong=True) == words(
        tipping_answer(by_name["tipping"]), breakeven_answer(by_name["breakeven"]),
        map_answer(by_name["map"]), sweep_answer(by_name["sweep"]),
    )  # fmt: skip
    assert said(section, strong=False) == words(
        tipping_below(by_name["tipping"]), map_below(by_name["map"]), sweep_below(by_name["sweep"])
    )
    assert "No other numbers than those of platform and persona.commuter were tried." in said(
        section, strong=True
    )


def test_a_screening_is_shown_as_its_sensitivity_alone(sources):
    assert turning(only(sources, "compare", "sweep-2")) is None
    section, source = sensitivity(sources), sources.named("sweep-2")
    assert said(section, strong=True) == words(sensitivity_answer(source))
    assert said(section, strong=False) == words(
        any_value(source, "omnichannel - today"), sensitivity_below(source)
    )
    assert "points, the best is" not in " ".join(said(section))


def test_a_lead_that_may_be_luck_is_no_fact(sources):
    tipping = other(sources.named("tipping"), "tipping", beyond_chance=False)
    told = said(turning(replace(sources, all=(tipping,))), strong=True)
    assert told[0].endswith(", which may be luck.")
    assert "until" not in told[0]


@pytest.mark.parametrize(
    ("low", "high", "between"),
    [(0.25, 0.75, "25 % and 75 %"), (0.25, None, "25 % or more"), (None, 0.75, "75 % or less"),
     (None, None, "\N{EN DASH}")],
)  # fmt: skip
def test_where_a_lead_turns_has_its_interval_and_its_range(sources, low, high, between):
    source = sources.named("tipping")
    rows = [{**one, "ci_low": low, "ci_high": high, "within_range": False, "unit": "share"}
            if place == 0 else one for place, one in enumerate(source.at("tipping"))]  # fmt: skip
    section = turning(replace(sources, all=(other(source, "tipping", tipping=rows),)))
    (chart,) = [block for block in section.blocks if isinstance(block, Chart)]
    found = dict(zip(chart.table.headings, map(str, chart.table.rows[0]), strict=True))
    assert found["between"] == between
    assert found["who says"].endswith(", beyond range")


def test_whose_lead_is_measured_and_who_comes_first(sources):
    compared = Compared(sources.comparison)
    leading = compared.leading
    away = [name for name in compared.strategies if name != leading][:2]
    about = {"first": leading, "second": away[0], "ahead": leading, "beyond_chance": True}
    apart = {"first": away[0], "second": away[1], "ahead": away[1], "beyond_chance": True}
    one = sources.named("tipping")
    two = (other(one, "tipping", **apart), other(one, "tipping-2", **about))
    section = measure(replace(sources, all=(sources.comparison, *two)))
    leads = [f"the lead of {leading} over {away[0]}", f"the lead of {away[1]} over {away[0]}"]
    told = said(section)
    not_about = f"It is not about {leading}, which leads the comparison."
    assert told[0] == f"These would turn {leads[0]}."
    assert told.index(not_about) > told.index(f"These would turn {leads[1]}.")
    assert told.count(not_about) == 1
    assert told[1].startswith("The smallest relative change stands first")
    lists = [block for block in section.blocks if isinstance(block, Listing)]
    for lead, block in zip(leads, lists, strict=True):
        assert len(block.items) == len(one.at("measure_first"))
        assert all(f" now, {lead} turns at " in str(item) for item in block.items)
    order = [block.sentences[0] for block in turning(
        replace(sources, all=(sources.comparison, *two))).blocks
        if isinstance(block, Paragraph) and block.strong]  # fmt: skip
    assert [str(first).split(" is ahead")[0] for first in order] == [leading, away[1]]
    seconds = [block.sentences[1] for block in turning(
        replace(sources, all=(sources.comparison, *two))).blocks
        if isinstance(block, Paragraph) and block.strong]  # fmt: skip
    assert [str(second) == not_about for second in seconds] == [False, True]


def test_why_is_told_of_who_leads_first(folder_of):
    sources = read_sources([folder_of("compare"), folder_of("drivers")])
    leading = Compared(sources.comparison).leading
    one = sources.named("drivers")
    apart = other(one, "drivers", first="cross-channel", second="omnichannel")
    about = other(one, "drivers-2", first=leading, second="omnichannel")
    section = why(replace(sources, all=(sources.comparison, apart, about)))
    strong = [[str(sentence) for sentence in block.sentences] for block in section.blocks
              if isinstance(block, Paragraph)]  # fmt: skip
    not_about = f"It is not about {leading}, which leads the comparison."
    assert strong[0][0].startswith(leading)
    assert [not_about in told for told in strong if "earns" in told[0]] == [False, True]


def test_nothing_to_measure_is_no_section(sources):
    nothing = other(sources.named("tipping"), "tipping", measure_first=[])
    assert measure(replace(sources, all=(sources.comparison, nothing))) is None
    assert measure(only(sources, "compare")) is None


def test_another_kpi_than_the_comparisons_is_said(sources):
    note = (
        "This is judged by 'Media cost', of which less is better; the comparison is judged by "
        "'Profit'."
    )
    assert note not in said(turning(sources))
    tipping = other(sources.named("tipping"), "tipping", kpi="media_cost")
    both = replace(sources, all=(sources.comparison, tipping))
    assert said(turning(both)).count(note) == said(measure(both)).count(note) == 1
    assert " in 'Media cost'" in said(turning(both))[0]
    alone = replace(sources, all=(tipping,))
    assert note not in said(turning(alone)) + said(measure(alone))


@pytest.mark.parametrize(
    ("kpi", "axis"),
    [
        ("profit", "size of the effect (EUR)"),
        ("conversion_rate", "size of the effect (percentage points)"),
        ("answer_hours", "size of the effect (hours)"),
        ("purchases", "size of the effect (number)"),
        ("stars", "size of the effect (ratio)"),
    ],
)
def test_sizes_of_effects_have_the_unit_of_the_kpi(sources, kpi, axis):
    source = sources.named("sweep-2")
    changed = other(source, "sweep", kpi=kpi)
    section = sensitivity(replace(sources, all=(changed,)))
    (chart,) = [block for block in section.blocks if isinstance(block, Chart)]
    text = json.dumps(chart.spec)
    assert f'"title": "{axis}"' in text
    assert "None" not in text

"""Sections of the page say what the terminal says, and draw what they say."""

from __future__ import annotations

import pytest

from sim.report.answers.best import best_answer
from sim.report.answers.drivers import drivers_answer, drivers_below
from sim.report.answers.lift import lift_answer, lift_below, lift_fixed
from sim.report.answers.robustness import robustness_answer, robustness_below
from sim.report.answers.selection import selection_answer
from sim.report.page.document import Chart, Listing, Paragraph, Table
from sim.report.page.sections.raced import raced
from sim.report.page.sections.robust import robust
from sim.report.page.sections.surveys import surveys
from sim.report.page.sections.why import why
from tests.sim.report.answers import (
    test_best,
    test_drivers,
    test_lift,
    test_robustness,
    test_selection,
)
from tests.sim.report.answers.made import estimate, sources_of, words

DASH = "\N{EN DASH}"


def told(section, kind=Paragraph, *, strong=None):
    """What paragraphs, or points, of a section say."""
    blocks = [block for block in section.blocks if isinstance(block, kind)]
    if strong is not None:
        blocks = [block for block in blocks if block.strong is strong]
    return [words(block.sentences if kind is Paragraph else block.items) for block in blocks]


def source_of(**answers):
    (source,) = sources_of(**answers).all
    return source


# --- the same sentences --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "answer", "make", "say"),
    [
        ("drivers", test_drivers.SEVERAL, why, drivers_answer),
        ("drivers", test_drivers.LESS, why, drivers_answer),
        ("drivers", test_drivers.SAME, why, drivers_answer),
        ("drivers",
         test_drivers.answer(estimate(None), actions=test_drivers.dial(None)), why, drivers_answer),
        ("robustness", test_robustness.answer(a=test_robustness.one("flips")), robust,
         robustness_answer),
        ("robustness", test_robustness.answer(of=43, a=test_robustness.NOT_AT_WORK), robust,
         robustness_answer),
    ],
)  # fmt: skip
def test_the_answer_is_strong_and_comes_first(kind, answer, make, say):
    section = make(sources_of(**{kind: answer}))
    assert told(section, strong=True) == [words(say(source_of(**{kind: answer})))]
    assert isinstance(section.blocks[0], Paragraph)


def test_what_is_below_an_answer_is_text():
    section = why(sources_of(drivers=test_drivers.SEVERAL))
    assert told(section, strong=False) == [
        words(drivers_below(source_of(drivers=test_drivers.SEVERAL)))
    ]
    answer = test_robustness.answer(a=test_robustness.one(), b=test_robustness.NOT_AT_WORK)
    section = robust(sources_of(robustness=answer))
    assert told(section, Listing) == [words(robustness_below(source_of(robustness=answer)))]
    assert len(told(section, strong=False)) == 1


# --- drivers -------------------------------------------------------------------------------------


def bars_of(answer):
    section = why(sources_of(drivers=answer))
    (chart,) = [block for block in section.blocks if isinstance(block, Chart)]
    (rows,) = chart.spec["datasets"].values()
    return chart, rows


def test_each_bar_starts_where_the_one_before_ended():
    chart, bars = bars_of(test_drivers.SEVERAL)
    *steps, whole = bars
    assert [bar["start"] for bar in steps] == [0.0, *(bar["end"] for bar in steps[:-1])]
    assert (whole["start"], whole["end"]) == (0.0, steps[-1]["end"])
    assert whole["end"] == pytest.approx(719.6)
    assert [bar["name"] for bar in bars] == [
        "which actions are used (actions)", "how often people are known (recognition)",
        "going on where one left off (continuity)", "joined, in all",
    ]  # fmt: skip
    assert [bar["kind"] for bar in bars] == ["up", "down", "down", "total"]
    assert words(row[0] for row in chart.table.rows)[:-1] == [bar["name"] for bar in steps]
    assert words(row[1] for row in chart.table.rows) == words(bar["told"] for bar in bars)


def test_parts_of_the_table_add_up_to_its_last_row():
    chart, _ = bars_of(test_drivers.SEVERAL)
    *parts, whole = (int(text.replace("+", "").replace("EUR ", "").replace(",", ""))
                     for text in words(row[1] for row in chart.table.rows))  # fmt: skip
    assert sum(parts) == whole == 720


def test_less_is_a_gain_where_less_is_better():
    _, bars = bars_of(test_drivers.LESS)
    assert [(bar["name"], bar["kind"]) for bar in bars] == [
        ("data", "up"), ("joined, in all", "total"),
    ]  # fmt: skip
    more = test_drivers.answer(estimate(20.0), kpi="media_cost", actions=test_drivers.dial(20.0))
    assert bars_of(more)[1][0]["kind"] == "down"


def test_nothing_is_drawn_where_nothing_differs():
    section = why(sources_of(drivers=test_drivers.SAME))
    assert not [block for block in section.blocks if isinstance(block, Chart)]


# --- actions, and all else -----------------------------------------------------------------------


def compared(gain, actions, joining, *, joined, kpi="profit"):
    return {
        "baseline": "today",
        "strategies": {"today": {}, "linked": {}},
        "differences": {"linked - today": {kpi: gain}},
        "verdict": {
            "kpi": kpi, "leader": "linked", "joined": ["linked"] if joined else [],
            "by_actions": {"linked": {"actions": actions, "joining": joining}},
        },
    }  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (compared(estimate(571.8), estimate(827.4), estimate(-255.6), joined=False),
         "linked earns EUR 572 a year more than today: its actions bring EUR 827, and the rest of "
         "its set-up costs EUR 255."),
        (compared(estimate(571.8), estimate(827.4), estimate(-255.6), joined=True),
         "linked earns EUR 572 a year more than today: its actions bring EUR 827, and its way of "
         "joining channels costs EUR 255."),
        (compared(estimate(-100.0), estimate(-120.0, -150.0, 10.0), estimate(20.0, -5.0, 45.0),
                  joined=True),
         "linked earns EUR 100 a year less than today: its actions cost EUR 120 (perhaps chance), "
         "and its way of joining channels brings EUR 20 (perhaps chance)."),
        (compared(estimate(100.0), estimate(100.0, 50.0, 150.0), estimate(0.0, 0.0, 0.0),
                  joined=False),
         "linked earns EUR 100 a year more than today: its actions bring EUR 100, and the rest of "
         "its set-up brings nothing."),
        (compared(estimate(-20.0), estimate(30.0), estimate(-50.0), joined=True,
                  kpi="media_cost"),
         "linked has EUR 20 a year less than today in 'Media cost': its actions add EUR 30, and "
         "its way of joining channels takes EUR 50."),
    ],
)  # fmt: skip
def test_what_actions_bring_and_what_joining_does(answer, said):
    section = why(sources_of(compare=answer))
    assert told(section, Listing) == [[said]]


def test_parts_that_are_not_defined_are_not_told():
    answer = compared(estimate(1.0), estimate(None), estimate(None), joined=True)
    assert why(sources_of(compare=answer)) is None


# --- lift ----------------------------------------------------------------------------------------


def lift(mean=100.0, **more):
    one = estimate(mean, -60.0, 140.0) if mean is not None else estimate(None)
    answer = test_lift.answer(one, **more)
    for each in answer["things"]:
        each["spent"] = 15.2
    return answer | {"single": {"channel.email": {"profit": one}}}


@pytest.mark.parametrize("answer", [lift(), lift(-100.0), lift(None), lift(saved=40.0)])
def test_lift_says_what_the_terminal_says(answer):
    section = why(sources_of(lift=answer))
    source = source_of(lift=answer)
    assert told(section, strong=True) == [words(lift_answer(source))]
    assert told(section, Listing) == ([words(lift_below(source))] if lift_below(source) else [])
    assert told(section, strong=False) == [words(lift_fixed(source))]


def test_one_answer_of_the_section_is_strong():
    section = why(sources_of(drivers=test_drivers.SEVERAL, lift=lift()))
    assert told(section, strong=True) == [
        words(drivers_answer(source_of(drivers=test_drivers.SEVERAL)))
    ]
    assert words(lift_answer(source_of(lift=lift()))) in told(section, strong=False)


# --- robustness, surveys, races ------------------------------------------------------------------


def test_a_row_a_mechanism_what_does_not_stand_first():
    made = test_robustness.one
    answer = test_robustness.answer(
        a=made(double="no longer decided"), false_matches=made("flips", half="now decided"),
        c=made(None), d=test_robustness.NOT_AT_WORK,
    )  # fmt: skip
    answer["mechanisms"]["a"]["half"] = {"refused": "too small"}
    section = robust(sources_of(robustness=answer))
    (table,) = [block for block in section.blocks if isinstance(block, Table)]
    assert [words(row) for row in table.rows] == [
        ["false matches", "what it is", "+EUR 5.00 !", "+EUR 5.00 !", "+EUR 5.00", "flips"],
        ["a", "what it is", "+EUR 5.00", "refused", "+EUR 5.00 ?", "stands"],
        ["c", "what it is", DASH, "+EUR 5.00", "+EUR 5.00", "only varied"],
    ]
    assert str(table.note) == "! means that the verdict flips, ? that it is no longer decided."
    assert table.rows[1][4].value == 5.0


@pytest.mark.parametrize("empty", [False, True])
def test_surveys_say_what_the_terminal_says(empty):
    made = test_selection.answer
    answer = made(one=0.0, many=0.0, claim=None, change=None, silent=None) if empty else made()
    view = {"naive": {"contribution": {"percent": answer["naive"]["percent"], "ci_low": 2.5,
                                       "ci_high": 3.5}},
            "true": answer["true"]}  # fmt: skip
    ends = (None, None) if empty else (9.0, 29.0)
    answer["true"]["percent"] = estimate(answer["true"]["percent"]["mean"], *ends)
    answer["strategies"] = {"today": {**view, "true": None}, "joined": view}
    section = surveys(sources_of(selection=answer))
    assert told(section, strong=True) == [words(selection_answer(source_of(selection=answer)))]
    (table,) = [block for block in section.blocks if isinstance(block, Table)]
    claim = DASH if empty else "+202 %"
    true = [DASH, DASH, DASH] if empty else ["+19 %", "+9.0 %", "+29 %"]
    assert [words(row) for row in table.rows] == [
        ["today", claim, "+150 %", "+250 %", DASH, DASH, DASH],
        ["joined", claim, "+150 %", "+250 %", *true],
        ["silent market", DASH if empty else "+87 %", *[DASH] * 5],
    ]


def test_races_say_what_the_terminal_says():
    answer = test_best.answer()
    for name, one in answer["candidates"].items():
        one |= {"behind": 0.0 if name == "joined" else 600.0, "left_out_after": None}
    answer["candidates"]["lost"] = {**estimate(None), "behind": None, "behind_low": None,
                                    "behind_high": None, "left_out_after": 8}  # fmt: skip
    section = raced(sources_of(best=answer))
    assert told(section, strong=True) == [words(best_answer(source_of(best=answer)))]
    (chart,) = [block for block in section.blocks if isinstance(block, Chart)]
    assert [words(row) for row in chart.table.rows] == [
        ["joined", "EUR 9,857", DASH, DASH, DASH, DASH],
        ["today", "EUR 9,000", "EUR 600", "EUR 300", "EUR 900", DASH],
        ["lost", DASH, DASH, DASH, DASH, "8"],
    ]

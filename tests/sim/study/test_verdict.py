"""What the verdict says, in every case it can meet."""

import re
import textwrap
from dataclasses import replace

import numpy as np
import pytest

from sim.study.kpis import KPI
from sim.study.money import Currency
from sim.study.parts import Parts
from sim.study.question import Question
from sim.study.statistics import Estimate, Measured, total
from sim.study.uncertainty.carried import Carried
from sim.study.verdict import judge

NOISE = np.random.default_rng(11).normal(0.0, 1.0, 40)
NOISE -= NOISE.mean()
LUCK = np.random.default_rng(12).normal(0.0, 50_000.0, 40)


def ask(values, baseline="today", kpi="profit", **rest):
    measured = {
        name: found if isinstance(found, Measured) else total(np.asarray(found, float))
        for name, found in values.items()
    }
    return judge(Question(KPI[kpi], Currency("EUR"), measured, baseline, 600, **rest))


def test_decided_says_how_much_per_year_and_per_person():
    found = ask({"today": LUCK, "joined": LUCK + 600_000 + 10_000 * NOISE})
    assert found.decided
    assert found.best == found.leader == "joined"
    assert found.headline[0] == (
        "Decided: joined earns EUR 6,000 a year more than today (EUR 10 a head), if the "
        "numbers hold."
    )
    assert found.headline[1].startswith("Sure by simulation: EUR 5,9")
    assert found.headline[1].endswith(" by simulation (95 %).")
    assert found.sentence.endswith(".")
    told = found.to_json(Currency("EUR"))
    lead = told.pop("leads")["today"]
    assert lead["mean"] == 6_000.0
    assert lead["ci_low"] < 6_000.0 < lead["ci_high"]
    assert f"EUR {lead['ci_low']:,.0f} to {lead['ci_high']:,.0f}" in found.headline[1]
    assert told == {
        "by_actions": {},
        "joined": [],
        "unpaid": {},
        "leader": "joined",
        "decided": True,
        "best": "joined",
        "kpi": "profit",
        "probability_best": None,
        "sentence": found.sentence,
    }


@pytest.mark.parametrize(("cost", "said"), [(599_000.0, False), (601_000.0, True)])
def test_hours_that_would_undo_the_gain_are_in_the_first_sentence(cost, said):
    values = {"today": LUCK, "joined": LUCK + 600_000 + 10_000 * NOISE}
    found = ask(values, unpaid={"joined": cost})
    first = "if the numbers hold and its extra hours cost nothing."
    assert found.headline[0].endswith(first if said else "if the numbers hold.")
    assert ("But it takes more hours of calls and services" in found.sentence) is said


def test_decided_names_the_next_best_too():
    found = ask({"today": LUCK, "linked": LUCK + 300_000 + NOISE, "joined": LUCK + 600_000})
    assert found.best == "joined"
    assert found.headline[0].startswith(
        "Decided: joined earns EUR 6,000 a year more than today (EUR 10 a head) and EUR 3,000 "
        "more than linked, the next best, if"
    )


def test_the_baseline_being_best_reads_stay_as_you_are():
    found = ask({"today": LUCK, "joined": LUCK - 600_000 + 10_000 * NOISE})
    assert found.decided
    assert found.best == "today"
    assert found.sentence.startswith(
        "Decided: stay as you are. If the numbers hold, today earns EUR 6,000"
    )
    assert "more than joined" in found.sentence


def test_a_baseline_that_is_not_today_is_named():
    found = ask({"linked": LUCK, "joined": LUCK - 600_000}, baseline="linked")
    assert found.best == "linked"
    assert found.sentence.startswith("Decided: stay as you are, with linked. If the numbers")


def test_the_interval_of_several_is_joint():
    two = ask({"today": LUCK, "joined": LUCK + 600_000 + NOISE})
    assert "by simulation (95 %)" in two.sentence
    three = ask({"today": LUCK, "joined": LUCK + 600_000 + NOISE, "linked": LUCK + NOISE})
    assert "by simulation (joint 95 %)" in three.sentence


def others(linked, joined, *, joins=("linked", "joined"), **rest):
    values = {"today": LUCK, "alone": LUCK + 900_000, "linked": linked, "joined": joined}
    return ask(values, joined=frozenset(joins), **rest).sentence.split(" Of the joined ")[1:]


def test_joined_strategies_behind_the_best_are_told_with_the_cause():
    behind = LUCK - 136_400 + NOISE, LUCK - 272_300 + NOISE
    assert others(*behind, bring={"linked": 1.0, "joined": 1.0}) == [
        "strategies, linked and joined earn less than today (EUR 1,364 and EUR 2,723 a year; their "
        "joint 95 % intervals exclude 0: more than chance): what they bring more after media does "
        "not pay for their platform."
    ]
    (less,) = others(*behind, bring={"linked": -1.0, "joined": 0.0})
    assert less.endswith("they bring no more after media, even before their platform is paid.")
    (mixed,) = others(*behind, bring={"linked": -1.0, "joined": 1.0})
    assert mixed.endswith(
        "chance): only joined brings more after media, and not enough to pay for the platform."
    )
    found = ask(
        {"today": LUCK, "joined": LUCK - 90_000 + NOISE},
        joined=frozenset(["joined"]),
        bring={"joined": 5.0},
        other_actions=True,
    )
    assert found.further == (
        "What it brings more after media, by its actions as well as by joining, does not pay for "
        "its platform.",
    )


def test_joined_strategies_may_differ_among_themselves():
    (words,) = others(LUCK + 200 + 10_000 * NOISE, LUCK - 272_300 + NOISE)
    assert "joined earns less than today (EUR 2,723 a year; its joint 95 % interval exclu" in words
    assert "; linked earns more than today (EUR 2.00 a year; its joint 95 % interval inc" in words
    assert "includes 0: perhaps chance)" in words


def test_nothing_is_told_of_others_where_a_joined_strategy_leads():
    assert others(LUCK, LUCK + 950_000) == []
    assert others(LUCK, LUCK - 1, joins=()) == []


def test_not_decided_says_so_and_how_many_replications_may_do():
    found = ask({"today": LUCK, "joined": LUCK + 1_000 + 10_000 * NOISE})
    assert not found.decided
    assert found.best is None
    assert found.leader == "joined"
    assert found.sentence.startswith("Open at this precision: joined earns EUR 10 a year")
    assert found.headline[1].startswith("Not sure by simulation: EUR -")
    assert "replications may decide it" in found.sentence


def test_not_decided_between_two_may_still_be_sure_against_the_baseline():
    found = ask(
        {"today": LUCK, "linked": LUCK + 600_000, "joined": LUCK + 601_000 + 10_000 * NOISE}
    )
    assert not found.decided
    assert "more than linked" in found.sentence
    assert "that it is EUR 6,010 a year more than today is sure." in found.sentence


def test_few_replications_decide_nothing():
    found = ask({"today": LUCK[:4], "joined": LUCK[:4] + 600_000})
    assert not found.decided
    assert "an interval needs at least 5 replications" in found.sentence


def test_hopeless_precision_is_said():
    found = ask({"today": LUCK, "joined": LUCK + 0.1 + 10_000 * NOISE})
    assert "more replications will hardly decide it" in found.sentence


def test_equal_strategies_are_exactly_equal():
    found = ask({"today": LUCK, "joined": LUCK.copy()})
    assert not found.decided
    assert found.best is None
    assert found.sentence == "Open: today and joined come out exactly the same."


def test_a_twin_of_the_leader_keeps_it_undecided_but_says_what_is_sure():
    found = ask({"today": LUCK, "joined": LUCK + 600_000, "copy": LUCK + 600_000})
    assert not found.decided
    assert "joined and copy come out exactly the same" in found.sentence
    assert "earns EUR 6,000 a year" in found.sentence


def test_luck_dominates_where_a_year_varies_more_than_the_difference():
    found = ask(
        {"today": LUCK, "joined": LUCK + 10_000 + 1_000 * NOISE},
        one_year={"today": (-8e6, 0.0, 8e6), "joined": (-7.9e6, 1e4, 8.1e6)},
        losses={"today": (0, 40), "joined": (17, 40)},
    )
    assert found.decided
    assert (
        "In one real year luck dominates: profit under joined then runs from EUR -79,000 to "
        in (found.sentence)
    )
    assert "17 of 40 simulated years earn less than today" in found.sentence


def test_luck_does_not_dominate_where_most_years_agree():
    found = ask(
        {"today": LUCK, "joined": LUCK + 10_000 + 1_000 * NOISE},
        one_year={"today": (-8e6, 0.0, 8e6), "joined": (-7.9e6, 1e4, 8.1e6)},
        losses={"today": (0, 40), "joined": (4, 40)},
    )
    assert "luck dominates" not in found.sentence
    assert (
        "A single real year swings by more than these EUR 100, by luck alone: profit"
        in found.sentence
    )
    assert "With equal luck, 36 of 40 simulated years earn no less than today." in found.sentence


def test_luck_is_silent_where_the_difference_is_larger():
    found = ask(
        {"today": LUCK, "joined": LUCK + 600_000},
        one_year={"today": (0.0, 1.0, 2.0), "joined": (600_000.0, 600_001.0, 600_002.0)},
    )
    assert "luck" not in found.sentence


def test_a_kpi_of_which_less_is_better():
    found = ask({"today": LUCK * 0 + 5000, "joined": LUCK * 0 + 3000}, kpi="acquisition_cost")
    assert found.best == "joined"
    assert "joined has EUR 20 less than today in 'Cost of a new customer'" in found.sentence
    assert "Sure by simulation: EUR 20 by simulation (95 %)." in found.sentence


def test_a_kpi_that_counts():
    found = ask({"today": NOISE, "joined": NOISE + 120}, kpi="purchases")
    assert found.best == "joined"
    assert "joined has 120 a year more than today" in found.sentence
    assert "per person" not in found.sentence


def test_an_undefined_kpi_is_said():
    found = ask({"today": LUCK, "joined": np.full(40, np.nan)}, kpi="customer_value")
    assert not found.decided
    assert "not defined for joined" in found.sentence


def test_one_strategy_left():
    assert "only today can pay for its platform" in ask({"today": LUCK}).sentence
    assert ask({}).sentence == "Nothing to compare: no strategy can pay for its platform."


def test_a_baseline_that_cannot_take_part():
    found = ask({"linked": LUCK, "joined": LUCK + 600_000}, baseline="today")
    assert found.best == "joined"
    assert "more than linked" in found.sentence


def parts(whole, actions):
    """What a strategy's actions bring, in cents, of a whole; with a little luck of their own."""
    base, mixture = total(LUCK), total(LUCK + actions + 100 * NOISE)
    return Parts.of(total(LUCK + whole), mixture, base)


def test_what_its_actions_bring_comes_right_after_the_answer():
    found = ask(
        {"today": LUCK, "linked": LUCK - 50_000, "joined": LUCK + 79_800},
        by_actions={"linked": parts(-50_000, 20_000), "joined": parts(79_800, 102_000)},
        joined=frozenset(["joined"]),
    )
    assert found.headline[2] == (
        "Of the EUR 798, EUR 1,020 are its actions; its way of joining channels costs EUR 222."
    )
    assert found.further[0] == (
        "linked's actions bring EUR 200; the rest of its set-up costs EUR 700."
    )
    told = found.to_json(Currency("EUR"))["by_actions"]
    assert told["joined"]["actions"]["mean"] == 1020.0
    assert told["joined"]["joining"]["mean"] == -222.0
    assert told["joined"]["joining"]["ci_low"] < -222.0 < told["joined"]["joining"]["ci_high"]


@pytest.mark.parametrize(
    ("whole", "actions", "words"),
    [
        (50_000, 50_000, "Of the EUR 500, EUR 500 are its actions; its way of joining channels "
         "brings nothing."),
        (50_000, -20_000, "Its actions cost EUR 200; its way of joining channels brings EUR 700."),
        (50_000, 10, "Of the EUR 500, EUR 0.10 are its actions (perhaps chance); its way of "
         "joining channels brings EUR 500."),
    ],
)  # fmt: skip
def test_parts_are_told_with_their_sign_and_their_chance(whole, actions, words):
    found = Parts.of(
        total(LUCK + whole), total(LUCK + actions + (0 if whole == actions else 100 * NOISE)),
        total(LUCK),
    )  # fmt: skip
    assert found.words(KPI["profit"], Currency("EUR")) == words


def test_what_joins_no_channels_has_a_set_up():
    kpi, currency = KPI["profit"], Currency("EUR")
    for joined, words in ((True, "its way of joining channels"), (False, "the rest of its set-up")):
        assert parts(79_800, 102_000).words(kpi, currency, joined=joined) == (
            f"Of the EUR 798, EUR 1,020 are its actions; {words} costs EUR 222."
        )
        nothing = parts(0, 0).words(kpi, currency, joined=joined)
        assert nothing.endswith(f"; {words} brings nothing.")


@pytest.mark.parametrize("seed", range(50))
def test_parts_add_up_to_the_cent_in_json_and_to_the_unit_on_the_screen(seed):
    rng = np.random.default_rng(seed)
    found = Parts.of(
        *(total(rng.normal(size, 1e5, 40)) for size in rng.normal(100_000, 200_000, 3))
    )
    told = found.to_json(KPI["profit"], Currency("EUR"))
    cents = [round(100 * told[part]["mean"]) for part in ("actions", "joining")]
    assert sum(cents) == round(found.whole.mean)
    words = found.words(KPI["profit"], Currency("EUR"))
    first, *rest = (float(number.replace(",", "")) for number in re.findall(r"[\d,.]*\d", words))
    if words.startswith("Of the") and min(first, *rest) >= 10:
        assert first == rest[0] + (-rest[1] if " costs " in words else rest[1])


@pytest.mark.parametrize("shift", [0.0, 1.0, 1e3, 1e6, -1e6])
def test_every_sentence_ends_once(shift):
    sentence = ask({"today": LUCK, "joined": LUCK + shift + NOISE}).sentence
    assert sentence.endswith(".")
    assert ".." not in sentence
    assert "  " not in sentence


def test_how_the_best_of_the_others_stands_joined_or_not():
    values = {"today": LUCK, "multichannel": LUCK + 5_000 + NOISE, "joined": LUCK + 90_000 + NOISE}
    found = ask({**values, "linked": LUCK + 80_000 + NOISE}, joined=frozenset({"joined", "linked"}))
    assert (
        "Best not joined: multichannel, EUR 850 a year less than joined (more than chance)."
        in found.further
    )
    silos = ask({**values, "linked": LUCK + 80_000 + NOISE}, joined=frozenset({"multichannel"}))
    assert silos.headline[2] == (
        "Best joined: multichannel, EUR 850 a year less than joined (more than chance)."
    )
    one = ask({"today": LUCK, "joined": LUCK + 600_000}, joined=frozenset({"joined"}))
    assert "Best" not in one.sentence  # the answer has it


def test_the_headline_is_six_short_lines_at_most():
    found = ask(
        {
            "today": LUCK,
            "multichannel": LUCK + 163_800,
            "cross-channel": LUCK - 1_000 + NOISE,
        },
        by_actions={"multichannel": parts(163_800, 189_300)},
        joined=frozenset({"cross-channel"}),
        inputs=replace(
            Carried(numbers=10, draws=40, replications=4),
            shares={"today": 0.05, "multichannel": 0.95, "cross-channel": 0.0},
            differences={
                ("multichannel", "today"): {"profit": Estimate(None, 58_800.0, 203_200.0)}
            },
        ),
    )
    assert found.headline[0].startswith("Decided: ")
    assert found.headline[2].startswith("Best joined: cross-channel, EUR 1,648 a year less than")
    assert found.further[0].startswith("Of the EUR 1,638, EUR 1,893 are its actions")
    assert sum(len(textwrap.wrap(part, 80)) for part in found.headline) <= 6

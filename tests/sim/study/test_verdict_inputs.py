"""What the verdict says of draws of the inputs, beside the simulation."""

from dataclasses import replace

import pytest

from sim.study.money import Currency
from sim.study.statistics import Estimate
from sim.study.uncertainty.carried import Carried
from tests.sim.study.test_verdict import LUCK, NOISE, ask


def drawn(**won):
    """40 draws of three numbers, so many won by each strategy."""
    shares = {name: count / 40 for name, count in won.items()} if won else None
    return Carried(numbers=3, draws=40, replications=4, shares=shares)


AHEAD = {"today": LUCK, "linked": LUCK + 300_000, "joined": LUCK + 600_000 + 10_000 * NOISE}


def test_best_in_nine_of_ten_draws_is_decided_and_says_so():
    found = ask(AHEAD, inputs=drawn(today=1, linked=3, joined=36))
    assert (found.decided, found.best, found.probability_best) == (True, "joined", 0.9)
    assert found.headline[0].startswith("Decided: joined earns EUR 6,000")
    assert found.headline[1].startswith("Sure by simulation and by inputs: EUR ")
    assert found.headline[1].endswith(
        " by simulation (joint 95 %); best in 36 of 40 draws (linked in 3, today in 1)."
    )
    assert found.to_json(Currency("EUR"))["probability_best"] == 0.9
    sure = ask(AHEAD, inputs=drawn(today=0, linked=0, joined=40))
    assert sure.headline[1].endswith("; best in 40 of 40 draws.")


@pytest.mark.parametrize("turned", [False, True])
def test_the_input_range_stands_beside_that_of_the_simulation(turned):
    ends = (
        Estimate(None, -650_000.0, -500_000.0) if turned else Estimate(None, 500_000.0, 650_000.0)
    )
    pair = ("today", "joined") if turned else ("joined", "today")
    inputs = replace(drawn(today=0, joined=40), differences={pair: {"profit": ends}})
    found = ask({"today": LUCK, "joined": LUCK + 600_000}, inputs=inputs)
    assert found.headline[1] == (
        "Sure by simulation and by inputs: EUR 6,000 by simulation (95 %), EUR 5,000 to "
        "6,500 by inputs; best in 40 of 40 draws."
    )


@pytest.mark.parametrize(
    ("noise", "words"),
    [
        (0.0, "Sure by simulation, likely by inputs: EUR 6,000 by simulation (95 %), EUR -20 to "),
        (9e6, "Likely by inputs, not sure by simulation: EUR "),
    ],
)
def test_nothing_is_sure_by_inputs_beside_an_interval_with_0(noise, words):
    """The rule stays: best in nine of ten draws is decided, as it was before."""
    ends = Estimate(None, -2_000.0, 150_000.0)
    inputs = replace(drawn(today=2, joined=38), differences={("joined", "today"): {"profit": ends}})
    values = {"today": LUCK, "joined": LUCK + 600_000 + noise * NOISE}
    found = ask(values, inputs=inputs)
    assert found.decided is (noise == 0.0)
    assert found.headline[1].startswith(words)
    assert "EUR -20 to 1,500 by inputs; best in 38 of 40 draws" in found.headline[1]
    assert "and by inputs" not in found.headline[1]


def test_best_in_fewer_draws_is_not_decided_and_says_why():
    found = ask(AHEAD, inputs=drawn(today=5, linked=0, joined=35))
    assert (found.decided, found.best, found.leader) == (False, None, "joined")
    assert found.probability_best == 0.875
    assert found.sentence.startswith(
        "Open, as numbers of the scenario are uncertain: at stated values joined earns EUR 6,000 "
        "a year more than today ("
    )
    assert "Sure by simulation, not by inputs: EUR" in found.headline[1]
    assert found.headline[1].endswith("; best in 35 of 40 draws (today in 5).")
    assert found.sentence.count("draws") == 1


def test_too_few_draws_are_why_it_is_open():
    few = Carried(numbers=3, draws=4, replications=4, shares={"today": 0.0, "joined": 1.0})
    found = ask(AHEAD, inputs=few)
    assert found.sentence.startswith("Open, as 4 draws are too few to decide: at stated values ")


def test_staying_needs_nine_of_ten_draws_too():
    values = {"today": LUCK, "joined": LUCK - 600_000 + 10_000 * NOISE}
    assert ask(values, inputs=drawn(today=36, joined=4)).best == "today"
    found = ask(values, inputs=drawn(today=20, joined=20))
    assert found.best is None
    assert "at stated values today earns EUR 6,000 a year more than joined" in found.sentence
    assert "best in 20 of 40 draws (joined in 20)." in found.sentence


def test_simulation_and_inputs_are_both_needed():
    values = {"today": LUCK, "joined": LUCK + 1_000 + 10_000 * NOISE}
    found = ask(values, inputs=drawn(today=0, joined=40))
    assert not found.decided
    assert found.sentence.startswith("Open at this precision")
    assert "replications may decide it" in found.sentence
    assert found.headline[1].startswith("Sure by inputs, not by simulation: EUR -")
    assert found.headline[1].endswith("; best in 40 of 40 draws.")
    both = ask(values, inputs=drawn(today=18, joined=22))
    assert "replications may decide it" not in both.sentence
    assert both.headline[1].startswith("Sure neither by simulation nor by inputs: EUR -")
    assert both.sentence.endswith("; best in 22 of 40 draws (today in 18).")


@pytest.mark.parametrize(("draws", "decided"), [(1, False), (19, False), (20, True)])
def test_few_draws_decide_nothing(draws, decided):
    shares = {"today": 0.0, "linked": 0.0, "joined": 1.0}
    few = Carried(numbers=3, draws=draws, replications=4, shares=shares)
    found = ask(AHEAD, inputs=few)
    assert found.decided is decided
    told = "where 20 are the least that decide"
    assert (told in found.sentence) is not decided
    unsure = {"today": LUCK, "linked": LUCK, "joined": LUCK + 1_000 + 10_000 * NOISE}
    assert (told in ask(unsure, inputs=few).sentence.lower()) is not decided


def test_draws_that_equals_share_are_told_in_tenths():
    found = ask(AHEAD, inputs=drawn(today=1.5, linked=1.5, joined=37))
    assert "best in 37 of 40 draws (today in 1.5, linked in 1.5)" in found.sentence


def test_a_result_that_is_not_defined_in_some_draw_decides_nothing():
    found = ask(AHEAD, inputs=drawn())
    assert (found.decided, found.probability_best) == (False, None)
    assert "; not defined in some of the 40 draws of what is uncertain." in found.sentence


def test_nothing_drawn_leaves_the_verdict_to_simulation():
    found = ask(AHEAD, inputs=Carried(numbers=3))
    assert (found.best, found.probability_best) == ("joined", None)
    assert "draws" not in found.sentence

"""Settings: positions that a person would write, moves that stay within, splits that add up."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import InputError, UsageError
from sim.scenario import Scenario
from sim.study.optimise.settings import SPLIT, Choice, Number, Split
from sim.study.optimise.space import Space
from sim.study.optimise.wanted import settings_of, split_of
from sim.study.trials.ranges import Span


@pytest.fixture(scope="module")
def scenario():
    return Scenario.load("auto-service")


def parts_of(*weights):
    now = tuple(weight / math.fsum(weights) for weight in weights)
    pools = tuple((f"c{place}",) for place in range(len(now)))
    return Split(key=SPLIT, stated=now, start=now, pools=pools, within=((1.0,),) * len(now),
                 total=0.8)  # fmt: skip


@given(
    st.lists(st.floats(0.0, 1.0), min_size=2, max_size=9).filter(lambda some: sum(some) > 0.1),
    st.floats(0.005, 1.0),
)
def test_a_split_keeps_its_sum_and_no_part_is_negative(weights, step):
    split = parts_of(*weights)
    for position in split.moves(split.stated, step):
        assert math.fsum(position) == pytest.approx(1.0, abs=1e-12)
        assert min(position) >= 0.0
        told = split.values(position)
        assert math.fsum(told.values()) == pytest.approx(0.8, abs=1e-9)
        assert set(told) == {f"budget.split.c{place}" for place in range(len(weights))}


def test_equal_parts_that_are_stated_are_the_plain_ones_to_the_last_bit():
    for count in range(2, 12):
        split = parts_of(*[0.1] * count)
        space = Space("s", (split,))
        assert space.plain(space.stated) == space.stated
    assert parts_of(1, 2, 1).plain == (1 / 3, 1 / 3, 1 / 3)


def test_moving_one_part_leaves_the_proportions_of_the_others():
    split = parts_of(0.5, 0.3, 0.2)
    up, down = split.moves(split.stated, 0.1)[:2]
    assert up == (0.6, 0.24, 0.16)
    assert down == (0.4, 0.36, 0.24)
    all_of_it = parts_of(1.0, 0.0, 0.0)
    assert (0.9, 0.05, 0.05) in all_of_it.moves(all_of_it.stated, 0.1)


def test_splits_are_drawn_evenly():
    split = parts_of(1, 1, 1)
    drawn = [point[0] for point in Space("s", (split,)).design(400, 7)]
    for place in range(3):
        mean = sum(parts[place] for parts in drawn) / len(drawn)
        above = sum(parts[place] > 0.5 for parts in drawn) / len(drawn)
        assert mean == pytest.approx(1 / 3, abs=0.03)
        assert above == pytest.approx(0.25, abs=0.05)  # (1 - 1/2)^2


def test_a_design_hits_every_stratum_once_and_others_do_not_move_it():
    number = Number.of(Span("a", 0.5, 0.0, 1.0, False))
    other = Number.of(Span("b", 0.5, 0.0, 1.0, False))
    alone = [point[0] for point in Space("s", (number,)).design(20, 3)]
    both = [point[1] for point in Space("s", (other, number)).design(20, 3)]
    assert alone == both
    assert sorted(int(20 * value) for value in alone) == pytest.approx(list(range(20)), abs=1)
    assert alone != [point[0] for point in Space("s", (number,)).design(20, 3, 1)]


def test_numbers_are_such_as_people_write():
    wide = Number.of(Span("budget.total", 30_000.0, 5_000.0, 60_000.0, False))
    assert wide.drawn([0.123456]) == 11_800.0
    fine = Number.of(Span("share", 0.2, 0.0, 1.0, False))
    assert fine.moves(0.2, 0.0625) == (0.263, 0.138)
    whole = Number.of(Span("limit", 2, 0.0, 6.0, True))
    assert whole.moves(2.0, 0.01) == (3.0, 1.0)
    assert whole.told(2.0) == 2
    assert whole.all == tuple(map(float, range(7)))
    assert Number.of(Span("far", 9.0, 0.0, 1.0, False)).start == 1.0


def test_options_are_as_a_file_has_them_and_what_is_stated_is_found(scenario):
    key = "strategy.omnichannel.decider"
    (choice,) = settings_of(scenario, "omnichannel", {key: ["channel", "customer"]})
    assert choice.stated == 1
    assert choice.values(0) == {key: "channel"}
    defaults = "contact_policy.count_inbound"  # not in the file: its default is true
    (choice,) = settings_of(scenario, "omnichannel", {defaults: [False, True]})
    assert choice.stated == 1
    (choice,) = settings_of(scenario, "today", {"strategy.*.actions": [["code-mail"], "all"]})
    assert choice.stated == -1
    assert choice.told(-1) == ["thank-you"]
    space = Space("today", (choice,))
    assert "code-mail" in space.variant((0,)).scenario(scenario).strategy("today").actions.names
    assert space.values(space.stated) == {}
    assert isinstance(choice, Choice)


def test_pools_are_split_not_the_channels_within_one(scenario):
    split = split_of(scenario, "cross-channel")
    assert split.pools == (("display", "email", "facebook", "search"), ("sms",))
    assert split.told(split.stated) == pytest.approx(dict.fromkeys(sum(split.pools, ()), 0.2))
    assert split_of(scenario, "omnichannel") is None
    assert split_of(scenario, "today") is None
    alone = split_of(scenario, "multichannel")
    assert alone.pools == (("email",), ("facebook",), ("search",))


def test_a_split_that_the_file_has_keeps_its_sum_and_what_others_have(scenario):
    parts = {"email": 0.3, "search": 0.1, "sms": 0.2}
    stated = scenario.with_values({f"budget.split.{name}": part for name, part in parts.items()})
    split = split_of(stated, "multichannel")
    assert split.told(split.stated) == pytest.approx({"email": 0.3, "facebook": 0, "search": 0.1})
    assert split.told((0.5, 0.25, 0.25)) == {"email": 0.2, "facebook": 0.1, "search": 0.1}
    space = Space("multichannel", (split,))
    varied = space.variant(((0.5, 0.25, 0.25),)).scenario(stated)
    assert varied.budget.split == {"email": 0.2, "search": 0.1, "sms": 0.2, "facebook": 0.1}
    equal = space.plain((split.stated,))
    told = dict.fromkeys(("email", "facebook", "search"), 0.4 / 3.0)
    assert split.told(equal[0]) == pytest.approx(told)


@pytest.mark.parametrize(
    ("over", "error", "message"),
    [
        ({"budget.totl": (0, 1)}, InputError, "not a number of the scenario"),
        ({"budget.total": (5, 1)}, UsageError, "the lower one first"),
        ({"budget.total": None}, UsageError, "a number needs a range"),
        ({"strategy.today.slots": (1, 3)}, UsageError, "another strategy"),
        ({"strategy.omnichannel.decider": ["group"]}, UsageError, "two options"),
        ({"strategy.omnichannel.decider": ["channel", "grup"]}, InputError, "no scope"),
        ({"strategy.omnichannel.decidr": ["channel", "group"]}, InputError, "no key"),
        ({"strategy.omnichannel.decider": ["group", "channel"]}, InputError, "no groups"),
        ({"budget.split": None}, UsageError, "no budget to split"),
        ({"strategy.*.slots": (1, 3), "strategy.omnichannel.slots": (1, 2)}, UsageError, "twice"),
    ],
)
def test_mistakes_are_told(scenario, over, error, message):
    with pytest.raises(error, match=message):
        settings_of(scenario, "omnichannel", over)


def test_a_part_is_not_searched_beside_all_parts(scenario):
    stated = scenario.with_values({"budget.split.email": 0.3, "budget.split.search": 0.1})
    over = {"budget.split": None, "budget.split.email": (0, 0.5)}
    with pytest.raises(UsageError, match="searched twice"):
        settings_of(stated, "multichannel", over)

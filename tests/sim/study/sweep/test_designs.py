"""Designs: what points they have, and how values are written."""

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import DataError, InputError, UsageError
from sim.scenario import Scenario
from sim.study.sweep.designs import grid, hypercube_of, listed, sobol
from sim.study.sweep.file import columns_of
from sim.study.sweep.inputs import Between, Choice, Stretch, inputs_of, kept_whole
from sim.study.sweep.placed import check_places, placed
from sim.study.sweep.written import parts_of, value_of

A = Stretch("a", 0.0, 1.0, whole=False, points=3)
B = Choice("b", ("x", True, 2))
WHOLE = Stretch("n", 1.0, 4.0, whole=True, points=9)


@pytest.fixture(scope="module")
def scenario():
    return Scenario.load("auto-service")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.5", 0.5), ("10_000", 10_000), ("10k", 10_000), ("1.5M", 1_500_000.0), ("-2", -2),
        ("true", True), ("false", False), ("group", "group"), ("10%", "10%"), ("3 d", "3 d"),
        ('[["web", "email"]]', [["web", "email"]]), ('"8:00"', "8:00"), ("1e3", 1000.0),
        ("[oops", "[oops"), ("", ""),
    ],
)  # fmt: skip
def test_a_value_is_what_it_looks_like(text, value):
    found = value_of(text)
    assert found == value
    assert type(found) is type(value)


def test_commas_within_brackets_and_quotes_do_not_part():
    assert parts_of('a, [["b", "c"]], "d,e" ,f') == ["a", '[["b", "c"]]', '"d,e"', "f"]


def test_a_grid_has_all_with_all_the_last_key_fastest():
    points = grid([A, B])
    assert len(points) == 9
    assert points[:4] == [
        {"a": 0.0, "b": "x"}, {"a": 0.0, "b": True}, {"a": 0.0, "b": 2}, {"a": 0.5, "b": "x"},
    ]  # fmt: skip


def test_whole_numbers_stay_whole_and_come_once():
    assert WHOLE.grid() == [1, 2, 3, 4]
    shares = (np.arange(4000) + 0.5) / 4000
    values, counts = np.unique(WHOLE.at(shares), return_counts=True)
    assert values.tolist() == [1, 2, 3, 4]
    assert counts.tolist() == [1000] * 4


def test_lists_go_side_by_side():
    assert listed([Choice("a", (1, 2)), Choice("b", ("x", "x"))]) == [
        {"a": 1, "b": "x"}, {"a": 2, "b": "x"},
    ]  # fmt: skip
    with pytest.raises(UsageError, match="not of one length"):
        listed([Choice("a", (1, 2)), Choice("b", ("x",))])


def test_a_hypercube_hits_each_stratum_of_each_key_once():
    points = hypercube_of([A, Stretch("c", 10.0, 20.0, whole=False)], 50, seed=3)
    for key, low, width in (("a", 0.0, 1.0), ("c", 10.0, 10.0)):
        strata = sorted(int(50 * (point[key] - low) / width) for point in points)
        assert strata == list(range(50))


def test_a_sobol_sequence_fills_each_half_of_each_key_alike():
    inputs = [A, Stretch("c", 0.0, 1.0, whole=False), Choice("d", ("x", "y"))]
    points = sobol(inputs, 64, seed=3)
    for key in "ac":
        for parts in (2, 8, 64):
            cells = np.bincount([int(parts * point[key]) for point in points], minlength=parts)
            assert cells.tolist() == [64 // parts] * parts
    assert sum(point["d"] == "x" for point in points) == 32
    with pytest.raises(UsageError, match="power of two"):
        sobol(inputs, 60, seed=3)


@pytest.mark.parametrize("design", [hypercube_of, sobol])
def test_a_design_hangs_on_the_seed_and_not_on_the_order_of_keys(design):
    inputs = [A, Stretch("c", 0.0, 1.0, whole=False)]
    one = design(inputs, 16, 3)
    assert design(inputs[::-1], 16, 3) == one
    assert design(inputs, 16, 4) != one


def test_a_grid_that_is_too_large_is_refused():
    wide = [Stretch(name, 0.0, 1.0, whole=False, points=300) for name in "ab"]
    with pytest.raises(UsageError, match="too many points"):
        grid(wide)


def test_values_are_settled_in_plain_units(scenario):
    (opened, slots, policy) = inputs_of(
        scenario,
        {
            "channel.email.open": Between("10%", "30 %", 3),
            "channel.phone.servers": Between(1, 4, 4),
            "strategy.omnichannel.contact_policy": ["channel", "customer"],
        },
    )
    assert opened.grid() == [0.1, 0.2, 0.3]
    assert slots.grid() == [1, 2, 3, 4]
    assert policy.values == ("channel", "customer")


def test_a_dial_may_be_set_as_a_whole_though_its_parts_have_ranges(scenario):
    (one,) = inputs_of(scenario, {"strategy.omnichannel.recognition": Between(0, 1, 2)})
    (found,) = check_places(scenario, grid([one])[1:], ())
    dials = found.apply(scenario).resolved("omnichannel")
    assert set(np.ravel(dials.recognition).tolist()) == {1.0}
    (link,) = inputs_of(scenario, {'strategy.omnichannel.continuity."email -> web"': [0.5]})
    numbers = check_places(scenario, grid([link]), ())[0].apply(scenario).numbers
    assert numbers["strategy.omnichannel.continuity.default"] == 0.8
    assert numbers['strategy.omnichannel.continuity."email -> web"'] == 0.5


def test_parts_of_a_whole_leave_the_rest_to_the_others(scenario):
    names = [f"persona.{one.name}.share" for one in scenario.personas]
    found = kept_whole(scenario, {names[0]: 0.1})
    assert sum(found[name] for name in names) == pytest.approx(1.0)
    stated = [scenario.numbers[name] for name in names[1:]]
    assert found[names[1]] / found[names[2]] == pytest.approx(stated[0] / stated[1])
    with pytest.raises(UsageError, match="do not add up"):
        kept_whole(scenario, {names[0]: 0.7, names[1]: 0.4})
    with pytest.raises(UsageError, match="do not add up"):
        kept_whole(scenario, dict.fromkeys(names, 0.1))


def test_numbers_with_ranges_go_over_them_those_of_changes_too():
    scenario = Scenario.load("growing-brand")
    inputs = inputs_of(scenario, {}, ranges=True)
    points = hypercube_of(inputs, 8, seed=1)
    ranged = tuple(each.number for each in inputs)
    for at in points:
        found = placed(scenario, at, ranged).apply(scenario)
        for number in ranged:
            assert number.low <= at[number.key] <= number.high
            if number.change is None:
                assert found.numbers[number.key] == pytest.approx(at[number.key])


def test_what_changes_later_is_set_in_its_change(scenario):
    text = scenario.text + (
        '\n[[change]]\nat = "20 d"\n[change.set]\n'
        '"channel.email.open" = {value = 0.2, low = 0.1, high = 0.3}\n'
        '"channel.sms.open" = {value = 0.2, low = 0.1, high = 0.3}\n'
    )
    changed = Scenario.from_text(text)
    key = 'change."20 d".channel.email.open'
    (one,) = inputs_of(changed, {key: None})
    found = placed(changed, {key: 0.11}, (one.number,)).apply(changed)
    assert found.phases()[1][1].numbers["channel.email.open"] == pytest.approx(0.11)
    assert found.phases()[1][1].numbers["channel.sms.open"] == pytest.approx(0.2)
    assert found.numbers["channel.email.open"] == changed.numbers["channel.email.open"]


@pytest.mark.parametrize(
    ("varied", "message"),
    [
        ({"platform.facto": [1]}, "there is no key"),
        ({"channel.email": [1]}, "names a table"),
        ({"platform.factor": Between(1, 0, 3)}, "the lower one first"),
        ({"platform.factor": Between(0, 1, 1)}, "so many values"),
        ({"platform.factor": [0.5, 0.5]}, "there twice"),
        ({"platform.factor": [-1]}, "negative"),
        ({"strategy.omnichannel.decider": ["grup"]}, "no scope"),
        ({"strategy.omnichannel.contact_policy": Between("a", "b")}, "."),
        ({"platform.wage": None}, "has no range"),
        ({"scenario.market": [300]}, "the same at all points"),
        ({}, "nothing is varied"),
    ],
)
def test_mistakes_are_told(scenario, varied, message):
    with pytest.raises(InputError, match=message):
        inputs_of(scenario, varied)


def test_a_value_that_needs_another_one_is_judged_with_it(scenario):
    groups = [["web", "email"], ["phone", "bays"]]
    varied = {
        "strategy.omnichannel.groups": [groups],
        "strategy.omnichannel.decider": ["group"],
    }
    (found,) = check_places(scenario, grid(inputs_of(scenario, varied)), ())
    found.apply(scenario)
    with pytest.raises(InputError, match="no groups"):
        inputs_of(scenario, {"strategy.omnichannel.decider": ["group"]})


def test_a_point_that_is_none_is_named(scenario):
    varied = {"platform.factor": [1, 2], "channel.email.open": [0.2, 3]}
    with pytest.raises(InputError) as told:
        check_places(scenario, grid(inputs_of(scenario, varied)), ())
    assert "platform.factor=1, channel.email.open=3" in str(told.value)


@pytest.mark.parametrize(
    "text", ["a.b,c\n0.5,group\n1,10%\n", "\ufeffa.b;c\r\n0.5;group\r\n1;10%\r\n"]
)
def test_points_of_a_file(tmp_path, text):
    path = tmp_path / "points.csv"
    path.write_bytes(text.encode())
    assert columns_of(path) == {"a.b": [0.5, 1], "c": ["group", "10%"]}


def test_points_of_a_parquet_file(tmp_path):
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = tmp_path / "points.parquet"
    pq.write_table(pa.table({"a.b": [0.5, 1.0], "c": [True, False]}), path)
    assert columns_of(path) == {"a.b": [0.5, 1.0], "c": [True, False]}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b\n1\n", "another number of cells"),
        ("a,b\n1,\n", "lacks a value"),
        ("a,b\n", "no points"),
        ("", "no points"),
        ("a,a\n1,2\n", "a key of its own"),
    ],
)
def test_files_that_are_no_points(tmp_path, text, message):
    path = tmp_path / "points.csv"
    path.write_text(text)
    with pytest.raises(DataError, match=message):
        columns_of(path)
    with pytest.raises(DataError, match="no table of points"):
        columns_of(tmp_path / "points.txt")

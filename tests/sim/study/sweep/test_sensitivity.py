"""Analyses against functions whose indices are known, and what luck does to them."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from engine.errors import UsageError
from sim.study.statistics import Measured
from sim.study.sweep.inputs import Choice, Stretch
from sim.study.sweep.sensitivity import METHODS, target_of

KEYS = ("a", "b", "c")
SCREENING, VARIANCE = METHODS["screening"], METHODS["variance"]


def figures(values, luck=None, replications=8):
    """A figure at each point; luck: what each replication adds, (points, replications)."""
    rows = np.repeat(np.asarray(values, float)[:, None], replications, axis=1)
    if luck is not None:
        rows = rows + luck
    return [Measured(float(row.mean()), row, row) for row in rows]


def analysed(method, function, size, *, luck=None, keys=KEYS, seed=5, replications=8):
    shares = method.shares(len(keys), size, seed)
    noise = None if luck is None else luck(shares)
    found = figures(function(shares), noise, replications)
    return target_of("it", method, keys, shares, found, seed)


def by_key(target):
    return {one.key: one.measures for one in target.effects}


def ishigami(shares):
    """sin x1 + 7 sin^2 x2 + 0.1 x3^4 sin x1 over (-pi, pi) (Ishigami and Homma 1990)."""
    x = np.pi * (2.0 * shares - 1.0)
    return np.sin(x[:, 0]) * (1.0 + 0.1 * x[:, 2] ** 4) + 7.0 * np.sin(x[:, 1]) ** 2


def test_the_ishigami_function_has_its_indices():
    """The variance and its parts are known in closed form."""
    a, b = 7.0, 0.1
    first = 0.5 * (1.0 + b * np.pi**4 / 5.0) ** 2
    second = a**2 / 8.0
    both = b**2 * np.pi**8 * 8.0 / 225.0
    whole = first + second + both
    target = analysed(VARIANCE, ishigami, 4096)
    found = by_key(target)
    for key, alone, every in (
        ("a", first, first + both), ("b", second, second), ("c", 0.0, both),
    ):  # fmt: skip
        for measure, truth in (("first_order", alone / whole), ("total", every / whole)):
            one = found[key][measure]
            assert one.mean == pytest.approx(truth, abs=0.03)
            assert one.low - 0.01 <= truth <= one.high + 0.01
    assert target.spread**2 == pytest.approx(whole, rel=0.02)
    assert set(target.matters) == {"a", "b", "c"}
    assert target.luck == 0.0


def test_a_linear_function_has_the_squares_of_its_slopes():
    slopes = np.array([3.0, 1.0, 0.0])
    found = analysed(VARIANCE, lambda shares: shares @ slopes, 1024)
    parts = slopes**2 / np.sum(slopes**2)
    for key, part in zip(KEYS, parts, strict=True):
        for measure in ("first_order", "total"):
            assert by_key(found)[key][measure].mean == pytest.approx(part, abs=0.02)
    assert found.matters == ("a", "b")
    assert found.anything == ("c",)
    assert [one.nothing for one in found.effects] == [False, False, True]


def test_elementary_effects_of_a_linear_function_are_its_slopes():
    slopes = np.array([-30.0, 4.0, 0.0])
    found = analysed(SCREENING, lambda shares: 7.0 + shares @ slopes, 6)
    for key, slope in zip(KEYS, slopes, strict=True):
        measures = by_key(found)[key]
        assert measures["mu"].mean == pytest.approx(slope)
        assert measures["mu_star"].mean == pytest.approx(abs(slope))
        assert measures["mu_star"].high == pytest.approx(abs(slope))
        assert measures["sigma"].mean == pytest.approx(0.0, abs=1e-9)
    assert found.matters == ("a", "b")
    assert found.anything == ("c",)


def test_what_goes_up_and_down_has_a_size_but_no_direction():
    found = by_key(analysed(SCREENING, lambda x: 10.0 * (x[:, 0] - 0.5) * (x[:, 1] - 0.5), 200))
    for key in ("a", "b"):
        assert abs(found[key]["mu"].mean) < 0.2 * found[key]["mu_star"].mean
        assert found[key]["sigma"].mean > 0.0


def test_luck_that_all_points_share_changes_no_index():
    years = np.random.default_rng(1).normal(0.0, 100.0, 8)
    for method in METHODS.values():
        with_luck = analysed(
            method, ishigami, 64, luck=lambda shares: np.tile(years, (len(shares), 1))
        )
        without = analysed(method, ishigami, 64)
        assert with_luck.luck == pytest.approx(0.0, abs=1e-9)
        for key in KEYS:
            for measure, one in by_key(without)[key].items():
                assert by_key(with_luck)[key][measure].mean == pytest.approx(one.mean, abs=1e-6)


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_luck_that_differs_from_point_to_point_is_told_and_widens_intervals(method):
    def luck(shares):
        return np.random.default_rng(2).normal(0.0, 3.0, (len(shares), 8))

    noisy, quiet = (analysed(method, ishigami, 64, luck=each) for each in (luck, None))
    variance = quiet.spread**2
    assert noisy.luck == pytest.approx((9.0 / 8.0) / (variance + 9.0 / 8.0), rel=0.3)
    main = method.main

    def width(target):
        return sum(one[main].high - one[main].low for one in by_key(target).values())

    assert width(noisy) > width(quiet)


def test_years_that_differ_in_how_much_an_input_matters_widen_its_interval():
    """The part of the interval that luck makes is that of the years: its jackknife is Student's."""
    slopes = np.random.default_rng(3).normal(10.0, 2.0, 8)

    def luck(shares):
        return shares[:, :1] * (slopes - slopes.mean())

    found = analysed(SCREENING, lambda shares: shares[:, 0] * slopes.mean(), 10, luck=luck)
    one = by_key(found)["a"]["mu_star"]
    half = 2.364624 * np.std(slopes, ddof=1) / np.sqrt(8)
    assert one.mean == pytest.approx(slopes.mean())
    assert one.high - one.mean == pytest.approx(half, rel=1e-3)


def test_without_enough_replications_there_are_no_intervals_and_no_claims():
    found = analysed(SCREENING, ishigami, 10, replications=4)
    assert found.luck is None
    assert found.matters == ()
    assert all(one.measures["mu_star"].low is None for one in found.effects)


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_a_figure_that_never_changes_hangs_on_nothing(method):
    found = analysed(method, lambda shares: np.full(len(shares), 9_876.54), 8)
    assert all(one.nothing for one in found.effects)
    assert set(found.anything) == set(KEYS)
    assert found.matters == ()
    assert found.spread == 0.0


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_the_same_seed_gives_the_same_and_numpy_is_left_alone(method):
    state = np.random.get_state()[1].copy()
    one, other = (analysed(method, ishigami, 16) for _ in range(2))
    assert one == other
    assert not np.array_equal(method.shares(3, 16, 5), method.shares(3, 16, 6))
    assert np.array_equal(np.random.get_state()[1], state)


def test_a_screening_moves_a_choice_of_two_each_time():
    inputs = (Choice("a", ("x", "y")), Stretch("b", 0.0, 1.0, whole=False))
    points = SCREENING.places(inputs, 5, 1)
    assert len(points) == 5 * 3
    for start in range(0, 15, 3):
        path = points[start : start + 3]
        assert len({point["a"] for point in path}) == 2
        assert len({point["b"] for point in path}) == 2
        assert {point["b"] for point in path} <= {0.0, 0.333333333333, 0.666666666667, 1.0}


def test_the_size_of_the_crossed_design():
    inputs = tuple(Stretch(name, 0.0, 1.0, whole=False) for name in "abc")
    assert len(VARIANCE.places(inputs, 16, 1)) == 16 * 5
    for size, message in ((17, "power of two"), (4, "so many base points"), (2**16, "so many")):
        with pytest.raises(UsageError, match=message):
            VARIANCE.places(inputs, size, 1)


def test_where_salib_is_missing_its_installation_is_told(monkeypatch):
    import importlib.metadata

    def missing(name):
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "version", missing)
    with pytest.raises(UsageError) as told:
        SCREENING.places((Stretch("a", 0.0, 1.0, whole=False),), 5, 1)
    assert "SALib" in str(told.value)
    assert '.venv/bin/pip install -c constraints.txt ".[sensitivity]"' in str(told.value)
    assert told.value.exit_code == 2


def test_it_is_imported_where_it_is_used_only():
    """A grid needs no SALib."""
    import subprocess

    code = "import sys, sim.study.sweep; print('SALib' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"

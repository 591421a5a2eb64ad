"""What is kept of single customers: the same parts whoever lived them, taken up from disk."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
import pytest

from sim.scenario import Scenario
from sim.store.parts import read_part
from sim.study.heads.channels import ByChannels
from sim.study.heads.purchases import UntilDays
from sim.study.lift.watching import OffersAndPayments
from sim.study.trials.experiment import Experiment
from sim.study.trials.variant import Variant
from tests.sim.study.trials.test_experiment import experiment, files

TODAY, JOINED = Variant.of("today"), Variant.of("omnichannel")


@pytest.fixture(scope="module")
def scenario():
    return Scenario.load("auto-service")


def watched(scenario, folder, variants, watch, executor=None, **options):
    plain = experiment(scenario, folder, **options)
    found = Experiment(
        plain.study, plain.study.tally(0), directory=plain._directory, executor=executor
    )
    found.samples(variants, watch=watch)
    return found


@pytest.mark.parametrize(
    "watch", [ByChannels(), UntilDays((5.0, 10.0)), OffersAndPayments(payments=True)]
)
def test_threads_and_processes_keep_the_same(scenario, tmp_path, watch):
    for name, options in (("one", {"threads": 1}), ("two", {"threads": 2})):
        watched(scenario, tmp_path / name, [TODAY, JOINED], watch, **options)
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        watched(scenario, tmp_path / "away", [JOINED, TODAY], watch, pool)
    assert files(tmp_path / "one") == files(tmp_path / "two") == files(tmp_path / "away")


def test_what_is_kept_is_found_again(scenario, tmp_path):
    first = watched(scenario, tmp_path / "s", [JOINED], ByChannels())
    later = watched(scenario, tmp_path / "s", [JOINED], ByChannels())
    assert later.lived == 0
    for number in range(5):
        one, two = first.sums(JOINED, number), later.sums(JOINED, number)
        assert one.keys() == two.keys()
        assert all(np.array_equal(one[name], two[name]) for name in one)
    first.forget(JOINED, range(5))
    with pytest.raises(KeyError):
        first.sums(JOINED, 0)


def test_a_life_that_nobody_watched_is_lived_again(scenario, tmp_path):
    experiment(scenario, tmp_path / "s").samples([JOINED])
    late = watched(scenario, tmp_path / "s", [JOINED], ByChannels())
    early = watched(scenario, tmp_path / "t", [JOINED], ByChannels())
    assert late.sums(JOINED, 4).keys() == early.sums(JOINED, 4).keys()
    assert files(tmp_path / "s") == files(tmp_path / "t")


def test_lives_are_the_same_with_nobody_watching(scenario, tmp_path):
    watched(scenario, tmp_path / "w", [JOINED], ByChannels())
    experiment(scenario, tmp_path / "p").samples([JOINED])
    (one,), (two,) = ((tmp_path / name / "parts").iterdir() for name in ("w", "p"))
    one, two = read_part(one), read_part(two)
    assert one.digests == two.digests
    assert np.array_equal(one.counters, two.counters)
    assert one.sums
    assert not two.sums

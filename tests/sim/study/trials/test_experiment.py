"""Trials: each lived once, kept as parts, the same bytes whoever lived them and in what order."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
import pytest

from engine.errors import InputError
from sim.scenario import Scenario
from sim.scenario.dials import Mixture
from sim.store.provenance import Provenance
from sim.store.study_dir import StudyDirectory
from sim.study.measures import measure_all
from sim.study.run import run
from sim.study.study import Study
from sim.study.trials.experiment import Experiment
from sim.study.trials.variant import Variant

OPTIONS = {"days": 10.0, "replications": 5, "seed": 3}
PLAIN = Variant.of("omnichannel")
DEARER = Variant.of("omnichannel", {"channel.email.cost": 0.5})
MIXED = Variant.of("today", dials=Mixture("today", "omnichannel", ("knowledge", "actions")))


@pytest.fixture(scope="module")
def scenario():
    return Scenario.load("auto-service")


def experiment(scenario, folder=None, executor=None, question=None, **options):
    study = Study.begin(scenario, {**OPTIONS, **options})
    directory = None
    if folder is not None:
        asked = {"study": "test"} if question is None else question
        came = Provenance.begin(
            command=("journey",), scenario=scenario.name, scenario_text=scenario.text,
            strategies=(), seed=study.plan.seed, replications=5, settings={},
        )  # fmt: skip
        directory = StudyDirectory(folder, asked, came)
    return Experiment(study, study.tally(0), directory=directory, executor=executor)


def files(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "manifest.json"
    }


def same(one, other):
    return all(
        np.array_equal(getattr(one, name), getattr(other, name))
        for name in ("counters", "series", "opening")
    )


def test_a_variant_without_changes_is_the_strategy(scenario):
    found = experiment(scenario).samples([PLAIN])[PLAIN]
    told = run(scenario, "omnichannel", **OPTIONS)
    for name, measured in measure_all(found).items():
        if name not in ("payback_days", "loss_probability"):
            own = told.kpis.measured[name]
            assert np.array_equal(measured.values, own.values, equal_nan=True), name


def test_what_is_asked_again_is_not_lived_again(scenario):
    work = experiment(scenario)
    first = work.samples([PLAIN, DEARER])
    assert work.lived == 10
    again = work.samples([DEARER, PLAIN, MIXED], 7)
    assert work.lived == 10 + 2 + 2 + 7
    assert same(again[PLAIN].first(5), first[PLAIN])
    one = work.some({MIXED: [6, 2]})[MIXED]
    assert work.lived == 21
    assert same(one.only(0), again[MIXED].only(6))


def test_parts_are_taken_up_from_disk(scenario, tmp_path):
    whole = experiment(scenario, tmp_path / "whole")
    expected = whole.samples([PLAIN, MIXED, DEARER])
    begun = experiment(scenario, tmp_path / "begun")
    begun.samples([MIXED])
    (tmp_path / "begun" / "parts" / "x.parquet.99999999.partial").write_text("half")
    later = experiment(scenario, tmp_path / "begun")
    found = later.samples([PLAIN, MIXED, DEARER])
    assert (later.lived, later.found) == (10, 5)
    assert all(same(found[one], expected[one]) for one in expected)
    for each, name in ((whole, "whole"), (later, "begun")):
        each._directory.complete({"answer": 1}, wall_s=1.0)
        assert (tmp_path / name / "result.json").exists()
    assert files(tmp_path / "whole") == files(tmp_path / "begun")


def test_threads_and_processes_make_the_same_parts(scenario, tmp_path):
    experiment(scenario, tmp_path / "one", threads=1).samples([PLAIN, MIXED])
    experiment(scenario, tmp_path / "two", threads=2).samples([MIXED, PLAIN])
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        work = experiment(scenario, tmp_path / "away", executor=pool)
        work.samples([PLAIN, MIXED])
    assert files(tmp_path / "one") == files(tmp_path / "two") == files(tmp_path / "away")


def test_another_question_is_refused_and_nothing_changes(scenario, tmp_path):
    experiment(scenario, tmp_path / "study", question={"study": "test", "seed": 1})
    before = files(tmp_path / "study")
    with pytest.raises(InputError, match="holds another study") as caught:
        experiment(scenario, tmp_path / "study", question={"study": "test", "seed": 2})
    assert (caught.value.place, caught.value.found) == ("seed", "1")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "letter.txt").write_text("mine")
    with pytest.raises(InputError, match="something else"):
        experiment(scenario, tmp_path / "other")
    assert files(tmp_path / "study") == before
    assert files(tmp_path / "other") == {"letter.txt": b"mine"}


def test_a_damaged_part_is_told(scenario, tmp_path):
    experiment(scenario, tmp_path / "study").samples([PLAIN])
    (part,) = (tmp_path / "study" / "parts").iterdir()
    part.write_bytes(part.read_bytes()[:100])
    with pytest.raises(InputError, match="no part of a study") as caught:
        experiment(scenario, tmp_path / "study").samples([PLAIN])
    assert "remove it" in caught.value.expected


def test_values_that_do_not_fit_are_told(scenario):
    with pytest.raises(InputError):
        experiment(scenario).samples([Variant.of("omnichannel", {"channel.nowhere.cost": 1.0})])


def test_the_order_of_values_does_not_matter():
    one = Variant.of("today", {"a": 1.0, "b": 2.0})
    assert one == Variant.of("today", {"b": 2.0, "a": 1.0})
    assert hash(one) == hash(Variant.of("today", {"b": 2.0, "a": 1.0}))


def test_what_differs_in_prices_alone_is_lived_once(scenario, tmp_path):
    values = {"platform.factor": 0.25, "channel.web.monthly": 100.0, "platform.wage": 40.0}
    cheap = Variant.of("omnichannel", values)
    work = experiment(scenario, tmp_path / "study")
    found = work.samples([cheap, PLAIN])
    assert (work.asked, work.lived, work.trials) == (10, 5, 5)
    apart = experiment(scenario).samples([cheap])[cheap]
    assert same(found[cheap], found[PLAIN])
    assert same(found[cheap], apart)
    assert found[cheap].platform == apart.platform != found[PLAIN].platform
    assert found[cheap].strategy == "omnichannel"
    assert len(list((tmp_path / "study" / "parts").iterdir())) == 1

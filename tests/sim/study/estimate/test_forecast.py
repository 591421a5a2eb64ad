"""What a study is told to take: items, limits, refusals. No time is asserted."""

import pytest

from engine.errors import UsageError
from sim.scenario import Scenario
from sim.study.asked import ask, expected_mixtures, lines_of, workload
from sim.study.estimate import forecast as forecasting
from sim.study.estimate import room
from sim.study.estimate.forecast import forecast
from sim.study.estimate.limits import Limits
from sim.study.estimate.probe import Pace
from sim.study.estimate.words import length, size
from sim.study.estimate.work import Lot, Workload, lots_of
from sim.study.options import DEFAULTS
from sim.study.run import forecast_run, run
from sim.study.study import Study

PLENTY = Limits(10**12, 10**12)


def work_of(name="auto-service", strategies=("omnichannel",), **options):
    study = Study.begin(Scenario.load(name), {"replications": 5, **options})
    markets = study.markets(strategies)
    return Workload(study, lots_of(study, tuple(markets.values())))


@pytest.fixture
def paced(monkeypatch):
    """Probes that take a second a life, whoever lives."""
    monkeypatch.setattr(forecasting, "warm", lambda work, lot: None)
    monkeypatch.setattr(
        forecasting, "pace_of",
        lambda work, lot, share: Pace(100, 1.0, 1.0, rows=2.0, row_bytes=10.0, pending=3.0),
    )  # fmt: skip


def test_lives_take_turns_on_threads(paced):
    def seconds(**options):
        return forecast(work_of(**options), PLENTY).seconds["strategies"]

    assert seconds(threads=1) == 5.0
    assert seconds(threads=2) == 3.0  # the last one alone
    assert seconds(threads=2, replications=40) == 20.0
    assert seconds(threads=2, customers=100_000) == 5.0  # its blocks are spread, not its lives
    assert seconds(threads=2, clock="simpy") == 5.0


def test_stages_are_told_apart(paced):
    options = {**DEFAULTS, "threads": 1, "replications": 40}
    asked = ask(Scenario.load("auto-service"), None, None, "media", 40, options)
    lines = lines_of(asked)
    work = workload(asked, lines)
    count = len(asked.names)
    assert sum(lot.lives for lot in work.lots if lot.stage == "strategies") == count * 40
    assert sum(lot.lives for lot in work.lots if lot.stage == "draws") == count * 40 * 4
    mixtures = expected_mixtures(asked, lines)
    assert [lot.lives for lot in mixtures] == [40]
    found = forecast(Workload(work.study, work.lots + mixtures, draws=40), PLENTY)
    assert set(found.seconds) >= {"start", "strategies", "draws", "versions", "actions_alone"}
    assert found.seconds["draws"] == count * 160.0
    assert found.lives == work.lives + 40


def test_rows_make_the_size_on_disk(paced, tmp_path):
    found = forecast(work_of(out=tmp_path / "run", events="all"), PLENTY)
    assert found.rows == 5 * 600 * 2.0
    assert found.disk["events"] == found.rows * 10.0
    assert found.to_json()["estimate"]["disk_bytes"] >= found.disk["events"]
    sample = forecast(work_of(out=tmp_path / "run", events="sample", customers=100_000), PLENTY)
    assert sample.disk["events"] == 100_000 * 2.0 * 10.0 / 100
    assert not forecast(work_of(), PLENTY).disk


def test_json_adds_up(paced):
    found = forecast(work_of(), PLENTY).to_json()
    estimate = found["estimate"]
    assert estimate["memory_bytes"] == sum(estimate["items"]["memory_bytes"].values())
    assert estimate["seconds"] == pytest.approx(sum(estimate["items"]["seconds"].values()), abs=0.1)
    assert estimate["bytes_per_customer"]["state"] <= 400
    assert (found["fits"], found["refused"]) == (True, None)
    assert found["limits"] == {"memory_bytes": 10**12, "disk_bytes": 10**12}


def test_what_does_not_fit_is_not_even_probed():
    found = forecast(work_of(customers=10**9), Limits(10**10, None))
    assert not found.fits
    assert found.people == 0
    assert not found.seconds
    assert found.refusal.exit_code == 2
    assert "what fits: up to 9,400,000 people" in str(found.refusal)


def test_a_probe_may_find_that_the_disk_is_too_small(paced, tmp_path):
    work = work_of(out=tmp_path / "run", events="all", days=1)
    found = forecast(work, Limits(10**12, 60_000))
    assert found.people == 100
    assert not found.fits
    assert "--events sample or none needs less" in str(found.refusal)
    assert not list(tmp_path.iterdir())


def test_a_system_that_tells_nothing_refuses_nothing(paced):
    assert forecast(work_of(customers=10**9), Limits(None, None)).fits


def test_without_a_dry_run_it_is_refused_too(monkeypatch, tmp_path, clock):
    monkeypatch.setattr(room, "limits_here", lambda out: Limits(10**9, 10**12))
    with pytest.raises(UsageError, match="does not fit into memory") as problem:
        run("auto-service", "today", customers=10_000_000, out=tmp_path / "run")
    assert "10,000,000 people" in problem.value.found
    assert not clock.calls
    assert not list(tmp_path.iterdir())
    run("auto-service", "today", out=tmp_path / "run")
    assert clock.calls


def test_threads_are_offered_where_one_fits(monkeypatch):
    work = work_of("mattress", threads=2)
    if work.together < 2:
        pytest.skip("one processor")
    needs = room.memory_of(work).total
    with pytest.raises(UsageError, match="--threads 1"):
        room.check_room(work, Limits(int(needs) - 1, None))


def test_a_real_probe(tmp_path):
    found = forecast_run(
        "growing-brand", "cross-channel", days=6, replications=2, out=tmp_path / "run",
        events="all",
    )  # fmt: skip
    assert found.fits
    assert 0 < found.people <= 20_000
    assert found.rows > 0
    assert found.memory.items["pending"] > 0
    assert all(value > 0 for value in found.seconds.values())
    assert not list(tmp_path.iterdir())


def test_a_search_takes_at_most_what_is_told(paced):
    work = work_of()
    searched = Workload(work.study, (Lot(work.markets[0], 10, stage="search"),), at_most=True)
    assert forecast(searched, PLENTY).to_json()["at_most"] is True


def test_sizes_and_lengths_in_words():
    assert [size(n) for n in (12, 4_100, 35.7e6, 4.12e11)] == [
        "12 bytes",
        "4.1 kB",
        "36 MB",
        "412 GB",
    ]
    assert [length(n) for n in (0.42, 12.3, 200.0, 16_200.0, 1e6)] == [
        "0.4 s", "12 s", "3 min", "4.5 h", "12 days",
    ]  # fmt: skip

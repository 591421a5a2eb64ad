"""Ranges carried through a comparison on stand-in clocks: what is drawn, what comes out."""

import json
import re

import numpy as np
import pytest

from engine.errors import ScenarioError, UsageError
from sim.scenario import Scenario
from sim.study import jobs, progress
from sim.study.compare import compare
from sim.study.uncertainty.draws import Draws
from tests.files import certain

KEY = "persona.commuter.order_value"
PAIR = ["today", "omnichannel"]


@pytest.fixture(scope="module")
def text():
    """The car service with its numbers taken as certain."""
    return certain(Scenario.load("auto-service").text)


def ranged(text, *entries):
    return Scenario.from_text(text + "\n[uncertainty]\n" + "\n".join(entries) + "\n", file="mine")


@pytest.fixture(scope="module")
def scenario(text):
    """One number has a range: 90 to 120, 110 as stated."""
    return ranged(text, f'"{KEY}" = {{ low = 90, high = 120 }}')


def by_value(share):
    """Revenue in cents that the number moves under omnichannel: `share` a cent of it."""

    def heeds(scenario, strategy):
        return share * (scenario.numbers[KEY] - 110.0) * 100.0 if strategy == "omnichannel" else 0.0

    return heeds


def entry(found, name="omnichannel - today", kpi="profit"):
    return found["differences"][name][kpi]


def test_the_interval_is_what_the_number_does(clock, scenario):
    clock.heeds = by_value(20.0)
    found = compare(scenario, PAIR).to_json()
    profit = entry(found)
    drawn = Draws.of(scenario, 40, 1).values[KEY]
    low, high = np.percentile(20.0 * (drawn - 110.0), [2.5, 97.5])
    assert (profit["input_low"], profit["input_high"]) == pytest.approx(
        (profit["mean"] + low, profit["mean"] + high), abs=0.03
    )
    # a clock whose luck is the same with every draw: the strategies' own intervals alike
    for name, around in (("omnichannel", (low, high)), ("today", (0.0, 0.0))):
        own = found["strategies"][name]["profit"]
        assert (own["input_low"], own["input_high"]) == pytest.approx(
            [own["mean"] + end for end in around], abs=0.03
        )
    assert found["inputs"] == {
        "ranges": 1, "draws": 40, "replications": 4,
        "probability_best": {"today": 0.0, "omnichannel": 1.0},
    }  # fmt: skip
    assert found["verdict"]["probability_best"] == 1.0
    json.dumps(found, allow_nan=False)


def test_simulation_figures_do_not_notice_the_draws(clock, scenario, text):
    clock.heeds = by_value(20.0)
    plain = Scenario.from_text(text, file="mine")
    results = []
    for found in (
        compare(plain, PAIR), compare(scenario, PAIR, draws=0), compare(scenario, PAIR, draws=7)
    ):  # fmt: skip
        found = found.to_json()
        for key in ("wall_s", "events_per_s", "inputs", "verdict"):
            found.pop(key)
        results.append(re.sub(r'"input_(low|high)": [^,}]+', "", json.dumps(found)))
    assert results[0] == results[1] == results[2]


@pytest.mark.parametrize(("draws", "runs"), [(0, 80), (7, 80 + 7 * 4 * 2)])
def test_so_many_draws_are_simulated_with_the_first_replications(clock, scenario, draws, runs):
    found = compare(scenario, PAIR, draws=draws).to_json()
    calls = [call for call in clock.calls if call[0] in PAIR]  # not the mixture of both
    first = [call for call in calls if call[2] < 4 and call[1] == 240_000.0]
    total = [call for call in calls if call[1] != 240_000.0]
    assert len(calls) - len(total) == runs
    assert len(first) == 2 * 4 * (1 + draws)
    assert found["inputs"]["draws"] == draws
    if draws == 0:
        assert entry(found)["input_low"] is None
        assert found["inputs"] == {
            "ranges": 1, "draws": 0, "replications": 0, "probability_best": None
        }  # fmt: skip
        assert found["verdict"]["decided"]


def test_without_ranges_nothing_is_drawn(clock, text):
    found = compare(Scenario.from_text(text), PAIR, replications=5).to_json()
    assert found["inputs"]["ranges"] == found["inputs"]["draws"] == 0
    assert found["verdict"]["probability_best"] is None
    assert all(one["input_low"] is None for one in found["strategies"]["today"].values()
               if "mean" in one)  # fmt: skip
    calls = [call for call in clock.calls if call[0] in PAIR]  # not the mixture of both
    assert len([call for call in calls if call[1] == 240_000.0]) == 10


def test_fewer_replications_are_shared_where_there_are_fewer(clock, scenario):
    clock.heeds = by_value(20.0)
    two = compare(scenario, PAIR, replications=2, draws=6).to_json()
    assert two["inputs"]["replications"] == 2
    assert entry(two)["input_low"] is not None
    assert entry(two)["ci_low"] is None
    one = compare(scenario, PAIR, replications=1, draws=6).to_json()
    assert one["inputs"]["draws"] == 0
    assert "ranges are not drawn: that needs 2 replications or more" in one["notes"]
    assert not any("not drawn" in note for note in two["notes"])
    few = compare(scenario, PAIR, replications=5, draws=4).to_json()
    assert entry(few)["input_low"] is None
    assert few["verdict"]["probability_best"] == 1.0


def test_ranges_that_turn_the_order_leave_it_undecided(clock, scenario):
    clock.gain = {"today": 0, "omnichannel": 100_000 + 88_000}
    clock.heeds = by_value(100.0)
    found = compare(scenario, PAIR)
    drawn = Draws.of(scenario, 40, 1).values[KEY]
    won = int(np.count_nonzero(drawn - 110.0 > -10.0))
    assert 20 <= won < 36
    assert found.verdict.probability_best == won / 40
    assert found.verdict.best is None
    assert found.verdict.leader == "omnichannel"
    assert "Open, as numbers of the scenario are uncertain: at stated values " in (
        found.verdict.sentence
    )
    assert f"best in {won} of 40 draws (today in {40 - won})." in (found.verdict.sentence)
    assert compare(scenario, PAIR, draws=0).verdict.best == "omnichannel"


def test_results_do_not_notice_the_threads(clock, scenario, monkeypatch):
    monkeypatch.setattr(jobs, "usable_threads", lambda: 8)
    clock.heeds = by_value(100.0)
    seen = []
    for threads in (1, 2, 8):
        found = compare(scenario, PAIR, threads=threads, replications=6, draws=9).to_json()
        found["wall_s"] = found["events_per_s"] = 0
        seen.append(json.dumps(found))
    assert seen[0] == seen[1] == seen[2]


def test_equal_strategies_are_equal_in_every_draw(clock, scenario):
    clock.gain = dict.fromkeys(clock.gain, 0)
    clock.heeds = lambda scenario, strategy: 100.0 * scenario.numbers[KEY]
    found = compare(scenario, ["today", "multichannel"], replications=6).to_json()
    for kpi, one in found["differences"]["multichannel - today"].items():
        assert one["input_low"] in (0.0, None), kpi
        assert one["input_high"] in (0.0, None), kpi
    assert found["inputs"]["probability_best"] == {"today": 0.5, "multichannel": 0.5}
    strategies = found["strategies"]
    assert strategies["today"]["profit"] == strategies["multichannel"]["profit"]
    assert strategies["today"]["profit"]["input_low"] < strategies["today"]["profit"]["input_high"]


def test_the_line_asked_for_is_the_one_that_is_carried(clock, scenario):
    clock.heeds = by_value(20.0)
    found = compare(scenario, PAIR, replications=6, draws=5, equal="total").to_json()
    assert entry(found)["input_low"] is not None
    assert entry(found["equal_media"])["input_low"] is None
    assert "uncertain" not in found["equal_media"]["verdict"]["sentence"]
    # what the platform leaves of the ceiling is the budget of every draw
    budgets = [budget for name, budget, *_ in clock.calls if name == "omnichannel"]
    assert sorted(budgets) == [152_000.0] * (6 + 5 * 4) + [240_000.0] * 6


def test_a_ceiling_below_the_platform_leaves_no_media_in_that_draw(clock, text):
    scenario = ranged(text, '"budget.total" = { low = 100, high = 2400 }')
    compare(scenario, PAIR, replications=5, draws=6, equal="total")
    drawn = Draws.of(scenario, 6, 1).values["budget.total"] * 100.0
    left = sorted(np.maximum(0.0, np.round(drawn - 88_000.0)))
    assert left[0] == 0.0
    budgets = sorted({budget for name, budget, *_ in clock.calls if name == "omnichannel"})
    assert budgets == pytest.approx(sorted({*left, 152_000.0, 240_000.0}))


def test_prices_of_the_platform_are_drawn_too(clock, text):
    scenario = ranged(text, '"platform.wage" = { low = 20, high = 40 }')
    found = compare(scenario, PAIR, replications=5, draws=5).to_json()
    assert found["inputs"]["ranges"] == 1


def test_progress_counts_the_draws(clock, scenario, monkeypatch):
    monkeypatch.setattr(progress, "INTERVAL", 0.0)
    seen = []
    compare(
        scenario, PAIR, replications=5, days=73, draws=3,
        progress=lambda *state: seen.append(state),
    )  # fmt: skip
    assert len(clock.calls) == 15 + 5 + 3 * 4 * 2
    assert seen[-1] == (pytest.approx(44 * 600 * 73), 44 * 600 * 73)


def test_a_run_directory_says_how_many_draws_there_were(clock, scenario, tmp_path):
    compare(scenario, PAIR, replications=5, draws=3, out=tmp_path / "run")
    manifest = json.loads((tmp_path / "run" / "manifest.json").read_text())
    assert manifest["settings"]["draws"] == 3


@pytest.mark.parametrize("draws", [-1, 10_001])
def test_a_number_of_draws_that_cannot_be_is_refused(clock, scenario, draws):
    with pytest.raises(UsageError) as caught:
        compare(scenario, PAIR, draws=draws, replications=1)
    assert caught.value.place == "--draws"
    assert clock.calls == []


def test_draws_do_not_notice_other_numbers_nor_the_order_of_tables(text, scenario):
    one = Draws.of(scenario, 40, 1).values[KEY]
    entries = [
        f'"{KEY}" = {{ low = 90, high = 120 }}',
        '"channel.email.open" = { low = 0.1, high = 0.3, dist = "normal" }',
        '"behaviour.seek" = { low = 10, high = 30 }',
    ]
    for order in (entries, entries[::-1]):
        more = Draws.of(ranged(text, *order), 40, 1)
        assert (more.values[KEY] == one).all()
        assert (more.count, len(more.numbers)) == (40, 3)
    blocks = re.split(r"(?m)^(?=\[\[?\w)", scenario.text)
    turned = Scenario.from_text(blocks[0] + "".join(reversed(blocks[1:])))
    assert (Draws.of(turned, 40, 1).values[KEY] == one).all()
    assert not np.any(Draws.of(scenario, 40, 2).values[KEY] == one)


def test_a_version_has_the_drawn_values_and_all_others(text):
    scenario = ranged(
        text,
        f'"{KEY}" = {{ low = 90, high = 120 }}',
        '"persona.saver.share" = { low = 0.2, high = 0.4 }',
        '"channel.phone.service" = { low = "3 min", high = "6 min" }',
        '"persona.saver.need" = { low = "1 per 600 d", high = "1 per 400 d" }',
        '"channel.bays.servers" = { low = 2, high = 4 }',
    )
    draws = Draws.of(scenario, 5, 1)
    for draw in range(5):
        version = draws.version(draw)
        for key, values in draws.values.items():
            assert version.numbers[key] == values[draw]
        people = {item.name: item for item in version.personas}
        assert people["commuter"].order_value == pytest.approx(100 * draws.values[KEY][draw])
        assert sum(item.share for item in version.personas) == pytest.approx(1.0)
        assert people["commuter"].share / people["regular"].share == pytest.approx(0.45 / 0.25)
        channels = {item.name: item for item in version.channels}
        assert 180e6 <= channels["phone"].service <= 360e6
        assert channels["bays"].servers in (2, 3, 4)
        assert 1 / 600 <= people["saver"].need <= 1 / 400
    assert version.phases()[0][1].numbers[KEY] == draws.values[KEY][4]


def test_numbers_of_changes_are_drawn_apart_from_those_they_replace(text):
    change = (
        '[[change]]\nat = "30 d"\n'
        'set = { "channel.email.open" = { value = 0.2, low = 0.1, high = 0.3 } }\n'
        '[[change]]\nat = "20 d"\nset = { "channel.phone.service" = "5 min", '
        '"channel.email.delay" = { value = "6 h", low = "4 h", high = "9 h" } }\n'
    )
    scenario = ranged(text + change, '"channel.email.open" = { low = 0.4, high = 0.6 }')
    draws = Draws.of(scenario, 6, 1)
    names = ['change."20 d".channel.email.delay', 'change."30 d".channel.email.open']
    assert [number.key for number in draws.numbers] == [*names, "channel.email.open"]
    for draw in range(6):
        first, second, third = (phase for _, phase in draws.version(draw).phases())
        assert 0.4 <= first.numbers["channel.email.open"] <= 0.6
        assert first.numbers["channel.email.open"] == second.numbers["channel.email.open"]
        assert second.numbers["channel.email.delay"] == pytest.approx(draws.values[names[0]][draw])
        assert second.numbers["channel.phone.service"] == pytest.approx(5 / 1440)
        assert third.numbers["channel.email.open"] == draws.values[names[1]][draw]
        assert 0.1 <= third.numbers["channel.email.open"] <= 0.3
    turned = text + "[[change]]".join(["", *reversed(change.split("[[change]]")[1:])])
    other = Draws.of(ranged(turned, '"channel.email.open" = { low = 0.4, high = 0.6 }'), 6, 1)
    assert all((other.values[key] == values).all() for key, values in draws.values.items())


def test_values_that_do_not_go_together_are_told_with_their_draw(text, monkeypatch):
    scenario = ranged(text, '"channel.bays.service" = { low = "40 min", high = "60 min" }')
    draws = Draws.of(scenario, 5, 1)
    draws.values["channel.bays.service"][2] = 2.0
    with pytest.raises(ScenarioError) as caught:
        draws.version(2)
    assert "with draw 3 of the uncertain numbers: an appointment does not fit" in str(caught.value)

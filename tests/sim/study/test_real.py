"""run and compare on the real clocks, short: what stand-ins cannot show."""

import json
import re

import pytest

from sim.model.market.market import Market
from sim.scenario import Scenario
from sim.study.compare import compare
from sim.study.prepare import platform_of
from sim.study.run import run
from tests.files import certain, contents

DAYS = 14


@pytest.fixture(scope="module")
def scenario():
    return Scenario.load("auto-service")


@pytest.fixture(scope="module")
def with_twin(scenario):
    """The same scenario with one strategy more: omnichannel under another name."""
    blocks = re.split(r"(?m)^(?=\[\[?\w)", scenario.text)
    first = next(
        place
        for place, block in enumerate(blocks)
        if block.startswith("[[strategy]]") and re.search(r'(?m)^name\s*=\s*"omnichannel"', block)
    )
    own = [blocks[first]]
    for block in blocks[first + 1 :]:
        if not block.startswith("[strategy."):
            break
        own.append(block)
    joined = "".join(own)
    plain = certain(joined)  # a range of each of the two is drawn for itself
    text = scenario.text.replace(joined, plain) + plain.replace('"omnichannel"', '"twin"', 1)
    return Scenario.from_text(text, file="twin.toml")


def test_both_clocks_give_the_same_run(scenario):
    results = [
        run(scenario, "omnichannel", replications=2, days=DAYS, clock=clock).to_json()
        for clock in ("compiled", "simpy")
    ]
    for found in results:
        for key in ("wall_s", "events_per_s", "clock"):
            found.pop(key)
    assert results[0] == results[1]
    assert results[0]["events"] > 0


def test_threads_change_no_byte(scenario, tmp_path):
    for threads in (1, 2):
        run(
            scenario, "omnichannel", replications=3, days=DAYS, threads=threads, events="all",
            out=tmp_path / str(threads),
        )  # fmt: skip
    one, two = (contents(tmp_path / name, "*.parquet") for name in "12")
    assert one == two
    assert len(one) > 3
    digests = [
        json.loads((tmp_path / name / "manifest.json").read_text())["digests"] for name in "12"
    ]
    assert digests[0] == digests[1]


def test_a_pair_with_equal_dials_differs_by_exactly_zero(with_twin):
    found = compare(
        with_twin, ["omnichannel", "twin"], replications=5, days=DAYS, draws=6
    ).to_json()
    for name, entry in found["differences"]["twin - omnichannel"].items():
        if entry["mean"] is not None:
            assert (entry["mean"], entry["ci_low"], entry["ci_high"]) in (
                (0.0, 0.0, 0.0),
                (0.0, None, None),
            ), name
            assert (entry["input_low"], entry["input_high"]) in ((0.0, 0.0), (None, None)), name
    assert found["strategies"]["twin"] == found["strategies"]["omnichannel"]
    profit = found["strategies"]["twin"]["profit"]
    assert profit["input_low"] < profit["input_high"]
    assert found["inputs"]["probability_best"] == {"omnichannel": 0.5, "twin": 0.5}
    assert len(set(found["events_digests"].values())) == 1
    assert "come out exactly the same" in found["verdict"]["sentence"]
    assert "the same strategy: all dials are equal" in " ".join(found["notes"])


def test_draws_do_not_notice_threads_nor_clocks(scenario):
    results = []
    for options in ({"threads": 1}, {"threads": 2}, {"clock": "simpy"}):
        found = compare(
            scenario, ["today", "omnichannel"], replications=2, days=DAYS, draws=5, **options
        ).to_json()
        for key in ("wall_s", "events_per_s", "clock"):
            found.pop(key)
        results.append(json.dumps(found))
    assert results[0] == results[1] == results[2]
    assert json.loads(results[0])["strategies"]["today"]["profit"]["input_low"] is not None


def test_the_platform_is_the_markets_price_list(scenario):
    market = Market.build(scenario, "omnichannel")
    platform = platform_of(market)
    fees = market.platform.values()
    expected = sum(fee.setup for fee in fees) + 12 * sum(
        fee.monthly + fee.hours * scenario.platform.wage for fee in fees
    )
    assert platform.yearly(365.0) == pytest.approx(expected)


def test_customers_kept_are_a_share(scenario):
    found = run(scenario, "today", replications=2, days=DAYS).kpis.estimates["retention_rate"]
    assert found.mean is None or 0.0 <= found.mean <= 1.0

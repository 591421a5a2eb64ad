"""What the owner knows of a year, held against the baseline as simulated."""

from __future__ import annotations

import io
import json

import pytest
from rich.console import Console

from sim.report.terminal.comparison import show_compare
from sim.report.terminal.one_run import show_run
from sim.scenario import Scenario
from sim.study.compare import compare
from sim.study.run import run

KNOWN = """
[known]
orders = 70
revenue = { value = "150_000 EUR", low = 120_000, high = 190_000 }
calls = 10
visits = { WHERE = 600 }
spend = { WHERE = "1_200 EUR" }
"""


@pytest.fixture(scope="module")
def scenario():
    """The stand-in clock counts everything on the first channel: 70 orders, 900 visits."""
    text = Scenario.load("auto-service").text
    first = Scenario.load("auto-service").channels[0].name
    return Scenario.from_text(text + KNOWN.replace("WHERE", first), file="mine")


def test_each_total_is_held_against_the_baseline(clock, scenario):
    found = compare(scenario, draws=0, replications=6)
    told = found.to_json()["known"]
    first = scenario.channels[0].name
    assert list(told) == ["orders", "revenue", "calls", f"visits.{first}", f"spend.{first}"]
    assert told["orders"] == {
        "known": 70.0,
        "simulated": 70.0,
        "ratio": 1.0,
        "off": False,
        "unit": "count",
    }
    assert told[f"visits.{first}"]["ratio"] == 1.5
    assert told[f"spend.{first}"] == {
        "known": 1200.0, "simulated": 1200.0, "ratio": 1.0, "off": False, "unit": "EUR"
    }  # fmt: skip
    kpis = found.to_json()["strategies"]["today"]
    assert told["revenue"]["simulated"] == kpis["revenue"]["mean"]
    json.dumps(told, allow_nan=False)


def test_what_is_off_its_range_by_a_quarter_is_noted(clock, scenario):
    (note,) = [note for note in compare(scenario, draws=0).notes if "that you know" in note]
    first = scenario.channels[0].name
    assert note == (
        "today as simulated is not the year that you know: calls 0 where you know 10, "
        f"visits.{first} 900 where you know 600; a difference between strategies may be off by "
        "as much"
    )


def test_what_is_labelled_assumed_is_no_year_that_anybody_knows(clock):
    buyers = 'buyers = {{ value = 10, kind = "{}", source = "a guess" }}'
    for kind, off in (("mine", True), ("assumed", False)):
        text = Scenario.load("auto-service").text + "\n[known]\n" + buyers.format(kind)
        found = run(Scenario.from_text(text), "today")
        assert found.to_json()["known"]["buyers"]["off"] is off
        assert any("that you know" in note for note in found.notes) is off


def test_run_tells_it_of_the_baseline_alone(clock, scenario):
    assert run(scenario, "today").to_json()["known"]["orders"]["ratio"] == 1.0
    assert any("that you know" in note for note in run(scenario, "today").notes)
    other = run(scenario, "omnichannel")
    assert other.to_json()["known"] == {}
    assert not any("that you know" in note for note in other.notes)
    assert run(Scenario.load("auto-service"), "today").known == ()


def test_buyers_are_of_a_whole_year_and_artificial_markets_are_brought_to_size(clock):
    text = Scenario.load("auto-service").text + "\n[known]\nbuyers = 70\norders = 70\n"
    scenario = Scenario.from_text(text)
    assert run(scenario, "today").to_json()["known"]["buyers"]["ratio"] == 1.0
    assert "buyers" not in run(scenario, "today", days=30).to_json()["known"]
    doubled = run(scenario, "today", customers=1_200).to_json()["known"]
    assert doubled["orders"]["simulated"] == 35.0  # the stand-in sells 70, whatever the size


def test_it_is_a_table_on_the_screen(clock, scenario):
    for show, found in (
        (show_compare, compare(scenario, draws=0, replications=5)),
        (show_run, run(scenario, "today")),
    ):
        out = io.StringIO()
        show(found, Console(file=out, width=80, highlight=False))
        text = out.getvalue()
        assert "A year as you know it, and as simulated under today" in " ".join(text.split())
        assert max(map(len, text.splitlines())) <= 80
        (row,) = [line for line in text.splitlines() if line.strip().startswith("orders")]
        assert row.split() == ["orders", "70", "70", "1.00"]

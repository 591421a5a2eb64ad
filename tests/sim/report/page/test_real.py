"""Simulated against real: totals that the scenario knows of a year."""

from __future__ import annotations

import pytest

from sim.cli.app import run_command
from sim.report.page.document import Chart
from sim.report.page.sections.real import real
from sim.report.page.sources import read_sources
from sim.scenario import Scenario

KNOWN = """
[known]
orders = 210
revenue = { value = "22_000 EUR", low = 20_000, high = 25_000 }
calls = { value = 700, low = 100, high = 2_000 }
spend = { email = "100 EUR" }
visits = { phone = 0 }
"""


@pytest.fixture(scope="module")
def section(tmp_path_factory):
    place = tmp_path_factory.mktemp("known")
    (place / "mine.toml").write_text(Scenario.load("auto-service").text + KNOWN, encoding="utf-8")
    words = ["compare", str(place / "mine.toml"), "--draws", "0", "--replications", "5"]
    assert run_command([*words, "--out", str(place / "compare")]) == 0
    return real(read_sources([place / "compare"]))


def test_what_is_far_off_is_named_first(section):
    said = str(section.blocks[0].sentences[0])
    assert "today as simulated is far off visits.phone and spend.email:" in said
    assert "a difference between strategies may be off by as much" in said


def test_ratios_are_drawn_where_there_are_any_and_all_are_told(section):
    (chart,) = [block for block in section.blocks if isinstance(block, Chart)]
    (rows,) = (rows for rows in chart.spec["datasets"].values() if "name" in rows[0])
    assert {row["name"]: row["off"] for row in rows} == {
        "orders": False, "revenue": False, "calls": False, "spend.email": True,
    }  # fmt: skip
    told = {str(row[0]): [str(cell) for cell in row[1:]] for row in chart.table.rows}
    assert list(told) == ["orders", "revenue", "calls", "visits.phone", "spend.email"]
    assert told["orders"][0] == "210"
    assert told["visits.phone"][2] == "\N{EN DASH}"
    assert "EUR 100" in told["spend.email"][0]


def test_who_knows_nothing_has_no_such_section(folder_of):
    assert real(read_sources([folder_of("compare")])) is None

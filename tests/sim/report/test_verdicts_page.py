"""docs/verdicts.md: its tables are what `compare` comes to."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim import compare
from sim.report.verdicts_page import BLOCK, renewed, section
from sim.scenario import Scenario, library
from sim.scenario.uncertain import uncertain_numbers

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "verdicts.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", library.names())
def test_every_strategy_of_every_built_in_scenario_has_its_row(name: str) -> None:
    (told,) = [block["told"] for block in BLOCK.finditer(PAGE) if block["scenario"] == name]
    rows = [line.split("|")[1].strip() for line in told.splitlines() if line.startswith("| ")]
    strategies = [item.name for item in Scenario.load(name).document.strategy]
    assert rows == ["strategy", *strategies]
    assert told.startswith(("Decided", "Open", "Stay"))


@pytest.mark.parametrize("name", library.names())
def test_verdicts_are_of_the_ranges_that_the_file_has(name: str) -> None:
    (told,) = [block["told"] for block in BLOCK.finditer(PAGE) if block["scenario"] == name]
    (ranges,) = re.findall(r"draws of (\d+) ranges", " ".join(told.split()))
    assert int(ranges) == len(uncertain_numbers(Scenario.load(name)))


def test_renewing_leaves_the_words_and_the_other_tables() -> None:
    result = compare("auto-service", replications=5, draws=2, days=20).to_json()
    other = "Words.\n<!-- mattress -->\nold\n<!-- end -->\n"
    made = renewed(f"{other}<!-- auto-service -->\n<!-- end -->\nMore.\n", {"auto-service": result})
    told = f"<!-- auto-service -->\n{section(result)}<!-- end -->\nMore.\n"
    assert made == other + told
    profit = result["differences"]["omnichannel - today"]["profit"]
    interval = f"{profit['ci_low']:,.0f} to {profit['ci_high']:,.0f}"
    assert f"| {profit['mean']:,.0f} | {interval} |" in told


@pytest.mark.slow
def test_the_table_of_the_car_service_is_what_compare_comes_to() -> None:
    assert renewed(PAGE, {"auto-service": compare("auto-service").to_json()}) == PAGE

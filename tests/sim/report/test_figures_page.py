"""docs/figures.md: its tables are what the commands print, and its words keep to the reasons."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim.report.figures_page import BLOCK, renewed
from sim.scenario import Scenario, library

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "figures.md").read_text(encoding="utf-8")


def test_every_built_in_scenario_is_told_of():
    blocks = list(BLOCK.finditer(PAGE))
    assert {block["scenario"] for block in blocks} == set(library.names())
    assert len(blocks) == PAGE.count("$ journey figures ") == 7
    for block in blocks:
        assert block["strategy"] in Scenario.load(block["scenario"]).strategies
        rows = block["told"].splitlines()
        assert "published  simulated" in rows[0]
        assert rows[-1].endswith(".")  # its sources
        assert max(map(len, rows)) <= 80


def test_commands_on_the_page_are_spelt_as_they_are():
    found = re.findall(r"--industry (\S+)", PAGE)
    from sim.study.figures.published import check_industries

    for names in found:
        if re.fullmatch(r"[a-z0-9,-]+", names):
            check_industries(names.split(","))


@pytest.mark.slow
def test_the_tables_are_what_the_commands_print():
    assert renewed(PAGE) == PAGE

"""The recipes of docs/recipes.md, all in one file: it is valid, and each of them counts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim import Scenario, run
from sim.scenario import library
from sim.scenario.checking.warnings import warnings_of

PAGE = Path(__file__).parents[1] / "docs" / "recipes.md"
BLOCKS = re.findall(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture(scope="module")
def cooked() -> Scenario:
    """A copy of the car service with every recipe in it."""
    text = library.text_of("auto-service")
    tables = [block for block in BLOCKS if block.startswith("[")]
    lines = [line for block in BLOCKS if block not in tables for line in block.splitlines()]
    for line in lines:
        key, value = line.split(" = ", 1)
        if key == "gaps":
            text = text.replace("[contact_policy]\n", f"[contact_policy]\n{line}\n")
        else:  # the names that are new, before those that are there
            new = ", ".join(re.findall(r"(?:letters|fair) = [0-9.]+", value))
            text, count = re.subn(rf"(?m)^{key} = {{ ", f"{key} = {{ {new}, ", text)
            assert count == 3
    return Scenario.from_text("\n".join([text, *tables]), file="mine.toml")


def test_all_recipes_fit_together(cooked: Scenario) -> None:
    assert len(BLOCKS) == 8
    assert {item.where for item in warnings_of(cooked)} <= {"known.visits.web"}


def test_they_do_something(cooked: Scenario) -> None:
    found = run(cooked, "omnichannel", replications=2, days=365)
    channels = found.to_json()["kpis"]["channels"]
    assert channels["letters"]["contacts"]["mean"] > 5
    assert channels["fair"]["visits"]["mean"] > 5
    linked = run(cooked, "mail-and-bays", replications=2, days=60)
    assert linked.to_json()["events"] > 100

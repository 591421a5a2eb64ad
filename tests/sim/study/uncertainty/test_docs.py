"""docs/uncertainty.md says what the code does."""

import re
import tomllib
from pathlib import Path

from sim.scenario import Scenario
from sim.scenario.docs.page import MEANT
from sim.scenario.words import DISTRIBUTIONS
from sim.study.uncertainty.carried import ENOUGH
from sim.study.uncertainty.carry import REPLICATIONS
from sim.study.uncertainty.draws import DRAWS
from sim.study.uncertainty.effects import ENDS

PAGE = (Path(__file__).resolve().parents[4] / "docs" / "uncertainty.md").read_text("utf-8")


def test_numbers_of_the_page_are_those_of_the_code():
    assert f"`--draws {DRAWS}` (the default" in PAGE
    assert (REPLICATIONS, DRAWS, ENOUGH) == (4, 40, 0.9)
    assert "the first four replications" in PAGE
    assert "nine of ten draws" in PAGE
    assert f"from the {ENDS[0]:g} % to the {ENDS[1]:g} % point" in PAGE


def test_the_ranges_of_the_page_are_read():
    example = re.search(r"```toml\n(.*?)```", PAGE, re.S).group(1)
    number, table = example.split("\n\n", 1)
    assert set(tomllib.loads(number)["open"]) >= {"low", "high"}
    text = Scenario.load("auto-service").text
    labels = Scenario.from_text(text + "\n" + table).labels
    assert labels["persona.commuter.order_value"].dist == "triangular"


def test_every_distribution_has_its_meaning():
    assert tuple(MEANT) == DISTRIBUTIONS

"""docs/model.md names every parameter, event, trigger and module, with current defaults."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim.model.living.session import BEARS
from sim.model.records.parameters import BEHAVIOUR
from sim.model.records.triggers import TRIGGERS
from sim.model.records.vocabulary import EVENTS, OBJECTIONS, STAGES, STEPS
from sim.scenario.models import Behaviour
from sim.scenario.models.base import meta

ROOT = Path(__file__).resolve().parents[3]
TEXT = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
PARTS = dict(re.findall(r"^#+ (.*?)\n(.*?)(?=^#+ |\Z)", TEXT, re.M | re.S))
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PARTS["Parameters of behaviour"].splitlines()
    if line.startswith("| `")
]


def test_every_parameter_stands_in_the_table_once_and_in_order():
    assert tuple(row[0].strip("`") for row in ROWS) == BEHAVIOUR


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0].strip("`"))
def test_defaults_and_sources_are_those_of_the_file(row):
    name, default, unit, sections, source = row
    words = meta(Behaviour.model_fields[name.strip("`")])
    assert default == str(words["default_text"])
    assert source == f"{words['kind']}: {words['source']}"
    assert unit
    for section in sections.split(", "):
        part = next(text for title, text in PARTS.items() if title.startswith(f"{section}. "))
        assert name.strip("`") in part, f"{name} does not stand in § {section}"


def test_every_event_and_trigger_is_told():
    part = PARTS["Events and their triggers"]
    table = [line.split("|") for line in part.splitlines() if line.startswith("| ")]
    events = [name for row in table for name in re.findall(r"`(\w+)`", row[1])]
    assert sorted(events) == sorted(EVENTS)
    triggers = {name for row in table for name in re.findall(r"`(\w+)`", row[4])}
    assert triggers == set(TRIGGERS)


def test_every_module_of_behaviour_is_named():
    own = {"__init__", "layout", "market_layout", "sizes", "vocabulary", "tables", "catalogue"}
    own |= {
        "window_layout",
        "triggers",
        "state_docs",
        "bits",
        "mechanisms",
        "numbers",
        "channels",
        "fees",
    }
    for path in sorted((ROOT / "sim" / "model").rglob("*.py")):
        if path.stem not in own and path.parent.name != "people":  # reads tables
            assert re.search(rf"\[[^\]]*\b{path.stem}\b[^\]]*\]", TEXT), path.stem


def test_words_and_fixed_numbers_are_those_of_the_kernels():
    for word in (*OBJECTIONS, *STAGES, *STEPS[1:-1]):
        assert word in TEXT, word
    steps = {name: STEPS[step] for name, step in zip(OBJECTIONS, BEARS, strict=True)}
    assert steps == {
        "price": "checkout", "trust": "checkout", "information": "basket", "touch": "basket",
        "timing": "paid",
    }  # fmt: skip


def test_links_lead_somewhere():
    for page in ("model", "design"):
        text = (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([\w./]+\.md)\)", text):
            assert (ROOT / "docs" / target).is_file(), f"{page}.md: {target}"

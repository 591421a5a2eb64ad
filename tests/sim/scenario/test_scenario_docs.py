"""docs/scenario.md is current and names every table, key, dial form and profile field."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim.scenario import keys, profile
from sim.scenario.docs import page as scenario_docs
from sim.scenario.kinds import PRESETS
from sim.scenario.models import (
    MANY,
    Allowed,
    Cap,
    Continuity,
    Document,
    Objections,
    Pass,
    Picks,
    Price,
    Propensity,
    Recognition,
    Strategy,
    Sync,
    Treatment,
)
from sim.scenario.words import KPIS, LEARNED

PAGE = Path(__file__).resolve().parents[3] / "docs" / "scenario.md"
TEXT = PAGE.read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (.*?)\n(.*?)(?=^## |\Z)", TEXT, re.M | re.S))


def listed(section: str) -> list[str]:
    """Keys in the first column of a section."""
    return re.findall(r"^\| `([a-z_.]+)`", SECTIONS[section], re.M)


def test_the_page_is_current():
    assert scenario_docs.page() == TEXT, "run: python -m sim.scenario.docs.page > docs/scenario.md"


@pytest.mark.parametrize("table", list(Document.model_fields))
def test_every_key_of_every_table_is_listed(table):
    section = f"[[{table}]]" if table in MANY else f"[{table}]"
    model = keys.table_in(Document.model_fields[table].annotation)
    if model is None:
        assert table == "uncertainty"
        return
    found = listed(section)
    assert [key for key in found if "." not in key] == list(keys.fields_of(model))


@pytest.mark.parametrize(
    ("section", "prefix", "model"),
    [
        ("[[persona]]", "objections", Objections),
        ("[[channel]]", "pass", Pass),
        ("[contact_policy]", "caps", Cap),
        ("[[action]]", "treatments", Treatment),
        ("[[constraint]]", "of", Picks),
    ],
)
def test_keys_of_inner_tables_are_listed(section, prefix, model):
    found = [key for key in listed(section) if key.startswith(prefix + ".")]
    assert found == [f"{prefix}.{key}" for key in keys.fields_of(model)]


def test_every_row_has_a_meaning_and_a_form():
    rows = [line for line in TEXT.splitlines() if line.startswith("| `")]
    for row in rows:
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:-1]]
        assert cells[1], row
        if len(cells) == 5:
            assert cells[2], row


def test_forms_of_prices_dials_and_estimates_are_told():
    text = SECTIONS["Prices, dials and estimates"]
    for model in (Price, Sync, Recognition, Continuity):
        for key in model.model_fields:
            assert key in text or key in ("links", "channels"), key
    assert "except" in text
    assert set(Allowed.model_fields) == {"names", "excepted"}
    for key in set(Propensity.model_fields) - {"mode", "constant", "text"}:
        assert key in text, key
    for dial in set(Strategy.model_fields) - {"name", "title", "description", "groups", "slots"}:
        assert f"`{dial}`" in text, dial
    for word in LEARNED:
        assert word in text


def test_every_kind_and_profile_field_is_told():
    for name, preset in PRESETS.items():
        part = TEXT.split(f"### {name}: ", 1)[1].split("\n##", 1)[0]
        assert re.findall(r"^\| `([a-z_]+)`", part, re.M) == list(preset.values)
    assert listed("What rules may read") == list(profile.NAMES)


def test_bounds_are_shown():
    assert "(≤ 36,500)" in SECTIONS["[scenario]"]
    assert KPIS[0] in SECTIONS["[kpi]"]

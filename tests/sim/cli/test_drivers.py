"""`journey drivers`: shares on screen and as JSON, and what is refused."""

from __future__ import annotations

import json
import re

import pytest

FAST = ("--days", "15", "--replications", "5")


def test_shares_are_shown_and_add_up(journey):
    code, out, _ = journey("drivers", "auto-service", "omnichannel", "today", *FAST)
    assert code == 0
    assert max(map(len, out.splitlines())) <= 80
    rows = [line.split() for line in out.splitlines()]
    shown = {row[0]: row for row in rows if row and row[0] in ("knowledge", "actions", "decider")}
    assert set(shown) == {"knowledge", "actions", "decider"}
    start = next(i for i, row in enumerate(rows) if row[:1] == ["share"])
    end = next(i for i, row in enumerate(rows) if row[:2] == ["all", "together"])
    parts = [int(row[1].replace(",", "")) for row in rows[start + 2 : end] if len(row) > 1]
    assert sum(parts) == int(rows[end][2].replace(",", ""))
    text = " ".join(out.split())
    assert re.search(r"than today \(-?[\d,]+ to -?[\d,]+: (more than|perhaps) chance\)\.", text)
    assert "The largest parts: which actions are used (actions): +EUR" in text
    assert "Equal in both, so exactly 0:" in text


def test_json_has_the_names_of_the_contract(journey, tmp_path):
    words = ("drivers", "auto-service", "omnichannel", "today", *FAST, "--json")
    code, out, _ = journey(*words, "--out", tmp_path / "why", "--group", "data=knowledge,sync")
    found = json.loads(out)
    assert code == 0
    assert {"total", "drivers", "scenario", "replications", "study_dir"} <= set(found)
    assert {"mean", "ci_low", "ci_high"} <= set(found["total"])
    assert all({"mean", "ci_low", "ci_high"} <= set(one) for one in found["drivers"].values())
    assert found["drivers"]["data"]["dials"] == ["knowledge"]
    kept = json.loads((tmp_path / "why" / "result.json").read_text())
    assert all(found[key] == value for key, value in kept.items())
    again = json.loads(
        journey(*words, "--out", tmp_path / "why", "--group", "data=knowledge,sync")[1]
    )
    assert again["found"] == found["trials"] == again["trials"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("omnichannel", "tomorrow"), "no such strategy"),
        (("omnichannel", "today", "--group", "knowledge"), "this is no group of dials"),
        (("omnichannel", "today", "--group", "a=colour"), "there is no such dial"),
        (("omnichannel", "today", "--kpi", "profits"), "no such KPI"),
    ],
)
def test_mistakes_end_with_2_and_nothing_is_written(journey, tmp_path, words, message):
    code, out, err = journey("drivers", "auto-service", *words, *FAST, "--out", tmp_path / "why")
    assert (code, out) == (2, "")
    assert message in " ".join(err.split())
    assert not (tmp_path / "why").exists()


def test_a_dry_run_writes_nothing(journey, tmp_path):
    code, out, _ = journey(
        "drivers", "auto-service", "omnichannel", "today", *FAST, "--out", tmp_path / "why",
        "--dry-run",
    )  # fmt: skip
    assert code == 0
    assert out
    assert not (tmp_path / "why").exists()
